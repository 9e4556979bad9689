"""Every public page answers in four languages, in few queries, whatever is asked of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khronika.site import memory

LANGUAGES = ("en", "ru", "kk", "ar")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_answers(lang: str, shelf: list[str], pages: list[str], client: Client) -> None:
    """Each kind of page is whole in each language: its own lang and direction, one heading."""
    for page in pages:
        answer = client.get(f"/{lang}/{page}")
        html = answer.content.decode()
        assert answer.status_code == 200, page
        assert f'<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}">' in html
        assert html.count("<h1") == 1, page
        assert "<script" not in html, page
        assert " style=" not in html, page
        assert not answer.cookies, page
        assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_taken_down_says_so(
    lang: str, shelf: list[str], gone_and_missing: tuple[str, str], client: Client
) -> None:
    """A withdrawn event answers 410 with the reason and what stands instead; others answer 404."""
    gone, missing = (client.get(f"/{lang}/{page}") for page in gone_and_missing)
    assert gone.status_code == 410
    assert "It told of another event." in gone.content.decode()
    assert f"/{lang}/events/KZ-2031-0001/" in gone.content.decode()
    assert missing.status_code == 404
    assert client.get(f"/{lang}/events/KZ-2031-0003/record.json").status_code == 410


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("", 10), ("events/", 10), ("events/?q=quay&country=KZ&act=detention", 10),
        ("events/KZ-2031-0001/", 2), ("held/", 4), ("countries/", 3), ("countries/KZ/", 8),
        ("people/egwsh41jdmf8ay84/", 2), ("stories/what-is-known/", 4), ("corrections/", 3),
        ("feed.atom", 1), ("how-we-work/", 0), ("data-protection/", 0),
    ],
)  # fmt: skip
def test_a_page_asks_the_database_few_questions(
    page: str, most: int, shelf: list[str], client: Client
) -> None:
    """Once the process knows the record, no page asks more than its number, whatever is listed."""
    client.get(f"/en/{page}")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"/en/{page}").status_code == 200
    assert len(asked) <= most, [query["sql"] for query in asked]


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "%22" * 5000, "q=%00", "q=%ED%A0%80", "q=%FF%FE", "q=*%20OR%201--", "page=0",
        "page=-1", "page=99999999", "page=1e9", "page=%D9%A1", "from=2018-13-99&to=--",
        "country=%3Cscript%3E", "country=ZZ", "act=nothing&act=detention", "sure=x", "role=x",
        "q=" + "a" * 10_000, "q=%22unclosed", "q=%E2%80%8F%E2%81%A8",
    ],
)  # fmt: skip
def test_nonsense_in_a_filter_is_answered(query: str, shelf: list[str], client: Client) -> None:
    """Whatever stands in an address, the list answers and nothing of it becomes markup."""
    for page in ("events/", "events/list.csv", "events/list.json"):
        answer = client.get(f"/en/{page}?{query}")
        assert answer.status_code == 200, page
        assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "people/nobody/", "people/%00/", "people/%F0%9F%92%A9/", "countries/ZZ/", "letters/999/",
        "stories/%ED%A0%80/", "events/KZ-2031-0001/facts/x.y/", "events/KZ-99999-1/",
        "events/KZ-2031-0001/packages/ev-00000000000000000000000000.zip",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_not_found(path: str, shelf: list[str], client: Client) -> None:
    """Made-up addresses answer 404 in words, never an error of ours."""
    assert client.get(f"/en/{path}").status_code == 404


def test_words_of_others_never_become_markup(put, event, client: Client) -> None:  # type: ignore[no-untyped-def]
    """Markup in a title, a name, a place or a quote is shown as the characters it is."""
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    body = event(1, title=bad, town=bad)
    body["quotes"]["q1"]["words"] = bad
    for party in body["parties"].values():
        party["name"] = party["name"] and bad
    put([body])
    public_id = next(one["id"] for one in body["parties"].values() if one["named"])
    for page in (
        "",
        "events/",
        "events/KZ-2031-0001/",
        "held/",
        f"people/{public_id}/",
        "feed.atom",
    ):
        html = client.get(f"/en/{page}").content.decode()
        assert "<script>alert" not in html, page
        assert "<img src=x" not in html, page


def test_a_publication_is_seen_at_once(put, event, client: Client) -> None:  # type: ignore[no-untyped-def]
    """What the process remembers is forgotten when anything is published."""
    put([event(1, start="2031-05-14")])
    assert "KZ-2031-0002" not in client.get("/en/events/").content.decode()
    assert memory.countries() == ("KZ",)
    put([event(2, start="2031-05-15", country="XB")])
    assert "XB-2031-0002" in client.get("/en/events/").content.decode()
    assert memory.countries() == ("KZ", "XB")


def test_chips_take_one_filter_away(shelf: list[str], client: Client) -> None:
    """Each filter that is set is a link to the list without it."""
    html = client.get("/en/events/?country=KZ&act=detention").content.decode()
    assert 'href="/en/events/?act=detention"><bdi>Kazakhstan' in html
    assert 'href="/en/events/?country=KZ"><bdi>detention' in html


def test_a_list_can_be_asked_by_whom(shelf: list[str], client: Client) -> None:
    """A kind of body leaves the events in which one is said to have acted, and says how many."""
    every = client.get("/en/events/").context
    numbers = {box.code: box.number for box in every["doers"][0]}
    assert numbers["police"] == every["found"] > 0
    asked = client.get("/en/events/?by=police&by=nobody&country=KZ")
    assert asked.context["found"] == 2
    assert 'href="/en/events/?country=KZ"><bdi>police' in asked.content.decode()
    assert client.get("/en/events/?by=military").context["found"] == 0
    listed = client.get("/en/events/list.csv?by=military").content.decode()
    assert len(listed.splitlines()) == 1


def test_a_search_shows_where_the_words_stand(shelf: list[str], client: Client) -> None:
    """Words are found in any part of a document, and marked where they stand."""
    html = client.get("/en/events/?q=quay").content.decode()
    assert "KZ-2031-0001" in html
    assert "<mark>quay</mark>" in html
    assert "KZ-2031-0001" not in client.get("/en/events/?q=zebra").content.decode()


@pytest.mark.parametrize(
    ("query", "says_so"),
    [
        ("from=2031&to=2030", True), ("from=2031-05-02&to=2031-05-01", True),
        ("from=2031-05&to=2031", False), ("from=2031&to=2031", False), ("to=2030", False),
        ("from=x&to=2030", False),
    ],
)  # fmt: skip
def test_days_in_the_wrong_order_are_named(
    query: str, says_so: bool, shelf: list[str], client: Client
) -> None:
    """A list that must be empty says why, at both fields; what can hold an event is no mistake."""
    page = client.get(f"/en/events/?{query}").content.decode()
    assert ("Swap them." in page) is says_so
    assert page.count('aria-invalid="true"') == (2 if says_so else "from=x" in query)
