"""Whatever is asked of a public page, it answers, keeps a limit, and never breaks."""

import itertools
from typing import Any

import pytest
from django.test import Client

LONG = "quay " * 2_048  # 10 kB
MOST_BYTES = 200_000
FILES = (
    "events/list.csv", "events/list.json", "feed.atom", "events/KZ-2031-0001/record.json",
    "events/KZ-2031-0003/record.json", "events/KZ-2031-0003/facts/01J8SAMPLE0000000000000001.type/",
    "events/KZ-2031-0003/packages/ev-01J8SAMPLE0000000000000001.zip",
)  # fmt: skip
QUESTIONS = (
    f"q={LONG.replace(' ', '+')}", "q=%ff%fe%00&country=%ff", "q=%22%22%27%3B+OR+1%3D1+--",
    "q=%F0%9F%98%80&act=nonsense&role=nonsense&sure=nonsense&country=ZZZZ", "q=" + "%22" * 400,
    "from=2031-99-99&to=x", "from=9999999999&to=-1", "from=%D9%A2%D9%A0%D9%A3%D9%A1", "page=1000000",
    "page=-1", "page=%F0%9F%98%80", "page=1e9", "page=" + "9" * 5_000, "&".join(["act=search"] * 900),
    "q=NEAR(quay%2C5)+AND+title%3Ax+*+%5E", "=&&==&?;", "q[]=x&page[]=2", "q=%E2%80%AE%E2%80%8F",
)  # fmt: skip
PATHS = (
    "events/KZ-2031-9999999999999999/", "events/kz-2031-0001/", "events/KZ-2031-0001/facts/..../",
    "events/%ff%fe/", "events/KZ-2031-0001%00/", "people/%F0%9F%98%80/", "people/" + "a" * 10_000 + "/",
    "people/%2e%2e%2f/", "people/..%5c..%5c/", "countries/XX/", "countries/zz/", "letters/0/",
    "letters/99999999999999999999999/", "stories/nothing/", "stories/" + "x" * 10_000 + "/",
    "events/KZ-2031-0001/packages/ev-00000000000000000000000000.zip", "%ff/", "%00/", "no/such/page/",
)  # fmt: skip


@pytest.fixture(name="anybody")
def _anybody() -> Client:
    """Answer a reader to whom a broken page is a 500, as to everybody."""
    return Client(raise_request_exception=False)


def _bytes(answer: Any) -> int:
    return sum(map(len, answer)) if answer.streaming else len(answer.content)


def test_no_question_breaks_a_page(shelf: list[str], pages: Any, anybody: Client) -> None:
    """Filters with nonsense, 10 kB of words, a million pages: an answer within a limit."""
    plain = {page.partition("?")[0] for page in pages}
    for page, question in itertools.product((*plain, *FILES), QUESTIONS):
        answer = anybody.get(f"/en/{page}?{question}")
        assert answer.status_code in (200, 404, 410), f"{page}?{question[:60]}"
        assert _bytes(answer) < MOST_BYTES, f"{page}?{question[:60]}"


def test_an_address_that_leads_nowhere_says_so(shelf: list[str], anybody: Client) -> None:
    """Broken unicode, endless names, other scripts: a short 404 in words."""
    for lang, path in itertools.product(("en", "ar", "xx", "%ff"), PATHS):
        answer = anybody.get(f"/{lang}/{path}", follow=True)
        assert answer.status_code == 404, f"/{lang}/{path[:40]}"
        assert _bytes(answer) < 10_000, f"/{lang}/{path[:40]}"


def test_every_method_is_answered(
    shelf: list[str], pages: Any, gone_and_missing: Any, anybody: Client
) -> None:
    """Public pages are read: HEAD as GET without a body, all else 405 with what is allowed."""
    for page in (*pages, *gone_and_missing, *FILES):
        head = anybody.head(f"/en/{page}")
        assert head.status_code == anybody.get(f"/en/{page}").status_code, page
        assert _bytes(head) == 0, page
        for method in (anybody.options, anybody.post, anybody.put, anybody.patch, anybody.delete):
            answer = method(f"/en/{page}")
            assert answer.status_code < 500, page
            if not page.startswith("subscribe"):
                assert answer.status_code == 405, page
                assert "GET" in answer["Allow"], page


def test_who_was_withdrawn_is_gone_everywhere(shelf: list[str], anybody: Client) -> None:
    """Page, record, proof and package of a withdrawn number answer 410 or 404, and the reason."""
    for path in (file for file in FILES if "KZ-2031-0003" in file):
        answer = anybody.get(f"/en/{path}")
        assert answer.status_code in (404, 410), path
        assert "Mira Tavel" not in answer.content.decode(), path
    page = anybody.get("/en/events/KZ-2031-0003/")
    assert page.status_code == 410
    assert "It told of another event." in page.content.decode()


def test_a_list_says_what_was_withdrawn(shelf: list[str], anybody: Client) -> None:
    """The page of corrections holds withdrawals with their reasons, as the first page does."""
    for path in ("/en/corrections/", "/en/"):
        said = anybody.get(path).content.decode()
        assert "Record withdrawn" in said
        assert "/en/events/KZ-2031-0003/" in said
