"""A sign-in ends with the browser, and with the working day whatever was done since."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from khronika.desk.account.sessions import BEGUN, SessionStore
from khronika.record.user import User

ADDRESS, PASSWORD = "ann@office.example", "a-long-password-1"
DAY = timedelta(hours=12)


@pytest.fixture(name="client")
def _client(office: Any) -> Client:
    """A browser in which somebody signed in by the form, asking to be remembered for long."""
    client = Client()
    words = {"login": ADDRESS, "password": PASSWORD, "remember": "on"}
    client.post("/desk/account/login/", words, follow=True)
    assert client.get("/desk/").status_code == 200
    return client


def _begun(client: Client, before: timedelta) -> None:
    """Have somebody signed in so long ago, and the session written again just now."""
    session = client.session
    session[BEGUN] = (timezone.now() - before).isoformat()
    session["work"] = "went on"
    session.save()


def test_a_session_goes_with_the_browser(client: Client) -> None:
    """The cookie has no end of its own, so that it is not kept on the disk."""
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_a_session_ends_twelve_hours_after_signing_in(client: Client) -> None:
    """The row of the database says when."""
    [row] = Session.objects.filter(pk=client.session.session_key)
    begun = datetime.fromisoformat(client.session[BEGUN])
    assert abs(timezone.now() - begun) < timedelta(minutes=5)
    assert row.expire_date == begun + DAY


def test_work_prolongs_no_session(client: Client) -> None:
    """Whoever signed in twelve hours ago signs in again, though the session was just written."""
    _begun(client, DAY - timedelta(minutes=5))
    assert client.get("/desk/").status_code == 200
    _begun(client, DAY)
    answer = client.get("/desk/")
    assert answer.status_code == 302
    assert "/desk/sign-in/" in answer["Location"]


def test_signing_in_again_begins_a_new_day(client: Client) -> None:
    """The end is counted from the last time that somebody gave their password."""
    _begun(client, DAY - timedelta(minutes=5))
    client.post("/desk/sign-out/")
    client.post("/desk/account/login/", {"login": ADDRESS, "password": PASSWORD})
    [row] = Session.objects.filter(pk=client.session.session_key)
    assert row.expire_date > timezone.now() + DAY - timedelta(minutes=5)


def test_sessions_that_ended_are_forgotten(client: Client) -> None:
    """What the worker calls takes away their rows and no other's."""
    other = Client()
    other.post("/desk/account/login/", {"login": "ben@office.example", "password": PASSWORD})
    _begun(client, DAY)
    gone, stays = client.session.session_key, other.session.session_key
    SessionStore.clear_expired()
    assert not Session.objects.filter(pk=gone).exists()
    assert Session.objects.filter(pk=stays).exists()


@pytest.mark.parametrize("what", ["new password", "closed account"])
def test_what_an_office_changes_ends_sign_ins(client: Client, what: str) -> None:
    """A new password ends what was begun with the old one, a closed account everything."""
    ann = User.objects.get(email=ADDRESS)
    if what == "new password":
        ann.set_password("another-long-password-2")
    else:
        ann.is_active = False
    ann.save()
    assert client.get("/desk/").status_code == 302
