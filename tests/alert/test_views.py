"""Links in letters change nothing by themselves, buttons do, and no page leaves a cookie."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from khronika.alert.models import Delivery, Subscriber
from khronika.alert.post import open_desk

pytestmark = pytest.mark.django_db
FORM = {"mail": "Reader@Sample.example", "lang": "kk", "freq": "daily"}


@pytest.fixture(name="client")
def _client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Answer a reader without cookies, of an office with keys of its own."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    (Path(settings.STATIC_ROOT)).mkdir(parents=True, exist_ok=True)
    return Client(enforce_csrf_checks=True)


def _asked(client: Client) -> Subscriber:
    assert client.post("/en/subscribe/", FORM).status_code == 200
    return Subscriber.objects.get()


def _state() -> str:
    return Subscriber.objects.get().state


def test_the_form_asks_and_puts_nobody_on_the_list(client: Client) -> None:
    """What was chosen is kept, and one letter is queued."""
    person = _asked(client)
    assert (person.state, person.language, person.cadence) == ("pending", "kk", "daily")
    assert Delivery.objects.count() == 1


def test_the_form_tells_nobody_who_is_on_the_list(client: Client) -> None:
    """A known address is answered with the same page as a new one."""
    first = client.post("/en/subscribe/", FORM).content
    assert client.post("/en/subscribe/", FORM).content == first
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("typed", ["", "reader", "reader@", "a@b\r\nBcc: all@sample.example"])
def test_what_is_no_address_is_asked_for_again(client: Client, typed: str) -> None:
    """The page names the mistake, keeps what was typed, and stores nothing."""
    answer = client.post("/en/subscribe/", FORM | {"mail": typed})
    assert answer.status_code == 400
    assert b"name@example.org" in answer.content
    assert Subscriber.objects.count() == 0


def test_an_unknown_choice_is_the_usual_one(client: Client) -> None:
    """A form that was tampered with cannot store what is no choice."""
    client.post("/en/subscribe/", FORM | {"lang": "<b>", "freq": "hourly"})
    person = Subscriber.objects.get()
    assert (person.language, person.cadence) == ("en", "weekly")


def test_only_the_button_confirms(client: Client) -> None:
    """Mail scanners open links: GET and HEAD change nothing, POST does, twice is once."""
    path = f"/subscribe/{open_desk().book.token('confirm', _asked(client).id)}"
    assert client.get(path).status_code == client.head(path).status_code == 200
    assert _state() == "pending"
    assert [client.post(path).status_code for _ in range(2)] == [200, 200]
    assert _state() == "active"


def test_one_post_without_cookie_or_question_leaves(client: Client) -> None:
    """RFC 8058: the mail program posts `List-Unsubscribe=One-Click`, and that is all."""
    person = _asked(client)
    book = open_desk().book
    client.post(f"/subscribe/{book.token('confirm', person.id)}")
    path = f"/u/{book.token('leave', person.id)}"
    assert client.get(path).status_code == 200
    assert _state() == "active"
    answer = client.post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert _state() == "left"
    assert client.post(path).status_code == 200


@pytest.mark.parametrize("path", ["/u/abc", "/u/" + "A" * 43, "/subscribe/abc", "/u/%00%ff"])
def test_a_link_that_is_cut_is_gone_in_words(client: Client, path: str) -> None:
    """410 with what to do next, whatever stands in the address."""
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == 410
        assert b"Copy it whole from the letter" in answer.content


def test_no_page_leaves_a_cookie_or_tells_where_its_reader_was(client: Client) -> None:
    """The token stands in the address, so no page may pass its address on."""
    person = _asked(client)
    book = open_desk().book
    paths = ["/en/subscribe/", f"/subscribe/{book.token('confirm', person.id)}"]
    paths.append(f"/u/{book.token('leave', person.id)}")
    for path in paths:
        answer: Any = client.get(path)
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer["Cache-Control"]


def test_a_link_that_was_used_says_so(client: Client) -> None:
    """Who opens the link again learns that it is done, and is asked nothing anew."""
    person = _asked(client)
    book = open_desk().book
    confirm, leave = (f"/{path}/{book.token(for_, person.id)}" for path, for_ in
                      (("subscribe", "confirm"), ("u", "leave")))  # fmt: skip
    for link in (confirm, leave):
        assert '<form class="card' in client.get(link).content.decode()
        done = client.post(link).content.decode()
        again = client.get(link)
        assert again.status_code == 200
        assert '<form class="card' not in again.content.decode()
        assert _heading(again.content.decode()) == _heading(done)


def _heading(page: str) -> str:
    return page.split("<h1", 1)[1].split("</h1>", 1)[0]
