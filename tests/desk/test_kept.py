"""A session that ends in the middle: what somebody sent is kept, and sent on by themselves."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from khronika.desk.account import kept
from khronika.record.models import Entry, Fact
from khronika.record.user import User
from khronika.record.values import read

Look = Callable[[str, str], Fact]


def _sign_in(client: Client, office: Any, name: str) -> None:
    user = User.objects.get(pk=office.actors[name][2:])
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])


def _fields(screen: str) -> tuple[str, dict[str, str]]:
    """Read the form that sends on, as a browser would: its address and its fields."""
    form = screen.split('<form method="post" action="', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return form.split('"', 1)[0], dict(found)


def _late(office: Any, report: str, fact: Look, **headers: str) -> tuple[Client, Fact, Any]:
    """Let Ann look, end her session, and send a correction that she had typed."""
    ann, place = office.browser("ann"), fact("Mira Tavel", "place")
    ann.get(f"/desk/reports/{report}/")
    form = {**office.marks(), "step": "correct", "fact": place.id, "value": "Old Quay",
            "country": "kz", "words": "Selm"}  # fmt: skip
    Session.objects.all().delete()
    answer = ann.post(f"/desk/reports/{report}/act/", form, headers=headers or None)
    return ann, place, answer


def test_what_came_too_late_is_sent_after_signing_in_again(
    office: Any, report: str, fact: Look
) -> None:
    """Nothing is written by the late form; after signing in it stands there and is sent once."""
    before = Entry.objects.count()
    ann, place, answer = _late(office, report, fact)
    assert answer.headers["Location"] == "/desk/sign-in/?next=/desk/kept/"
    assert Entry.objects.count() == before
    _sign_in(ann, office, "ann")
    assert ann.get("/desk/home/").headers["Location"] == "/desk/kept/"
    screen = ann.get("/desk/kept/").content.decode()
    assert "Old Quay" in screen
    there, form = _fields(screen)
    ann.post(there, form)
    place.refresh_from_db()
    assert place.author == office.actors["ann"]
    assert read([place.value_id])[place.value_id] == {"name": "Old Quay", "country": "KZ"}
    ann.post(there, form)
    assert Entry.objects.count() == before + 1
    assert ann.get("/desk/kept/").headers["Location"] == "/desk/home/"


def test_htmx_is_led_to_the_sign_in_and_back(office: Any, report: str, fact: Look) -> None:
    """A row that HTMX sends never gets the sign-in page for an answer: its screen is led."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/reports/x/"}
    _ann, _place, answer = _late(office, report, fact, **headers)
    assert answer.headers["HX-Redirect"] == "/desk/sign-in/?next=/desk/kept/"
    part = Client().get(f"/desk/reports/{report}/known/", headers=headers)
    assert part.headers["HX-Redirect"] == "/desk/sign-in/?next=/desk/reports/x/"


def test_nobody_else_sees_what_was_kept(office: Any, report: str, fact: Look) -> None:
    """Ben signs in at Ann's browser: he is shown nothing of hers, and it is not readable on disk."""
    ann, _place, _answer = _late(office, report, fact)
    [file] = (Path(settings.HOME) / "kept").iterdir()
    assert b"Old Quay" not in file.read_bytes()
    assert office.actors["ann"][2:] not in file.name
    _sign_in(ann, office, "ben")
    assert ann.get("/desk/kept/").headers["Location"] == "/desk/home/"
    assert ann.get("/desk/home/").headers["Location"] == "/desk/"


def test_who_signs_out_leaves_nothing_behind(office: Any, report: str, fact: Look) -> None:
    """Signing out forgets whose browser it was: what comes later is not kept."""
    ann = office.browser("ann")
    ann.get("/desk/")
    ann.post("/desk/sign-out/")
    assert not ann.cookies["khronika_desk"].value
    ann.post(f"/desk/reports/{report}/act/", {**office.marks(), "step": "undo"})
    assert not list((Path(settings.HOME) / "kept").glob("*"))


def test_what_is_kept_can_be_forgotten_and_ends_by_itself(
    office: Any, report: str, fact: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A button forgets it; an hour later it is gone without one."""
    ann, _place, _answer = _late(office, report, fact)
    _sign_in(ann, office, "ann")
    _there, form = _fields(ann.get("/desk/kept/").content.decode())
    ann.post("/desk/kept/", {"kept": form["kept"]})
    assert not list((Path(settings.HOME) / "kept").iterdir())
    ann, _place, _answer = _late(office, report, fact)
    monkeypatch.setattr(kept, "HOURS_KEPT", -1)
    _sign_in(ann, office, "ann")
    assert ann.get("/desk/kept/").headers["Location"] == "/desk/home/"


def test_an_old_page_after_signing_in_anew_elsewhere_loses_nothing(
    office: Any, report: str, fact: Look
) -> None:
    """Its token is too old: the form is kept and offered, if it came from our own page."""
    place = fact("Mira Tavel", "place")
    client = Client(enforce_csrf_checks=True)
    _sign_in(client, office, "ann")
    client.get("/desk/")
    form = {**office.marks(), "step": "reject", "fact": place.id, "csrfmiddlewaretoken": "a" * 64}
    there = f"/desk/reports/{report}/act/"
    answer = client.post(there, form, headers={"Origin": "http://testserver"})
    assert answer.headers["Location"] == "/desk/kept/"
    assert "Send it now" in client.get("/desk/kept/").content.decode()
    for origin in ({}, {"Origin": "null"}, {"Origin": "https://evil.example"}):
        assert client.post(there, form, headers=origin).status_code == 403
    place.refresh_from_db()
    assert place.status == "proposed"


def test_a_draft_of_a_story_is_kept_too(office: Any) -> None:
    """What was typed into the drafting tool comes back like a decision."""
    ann = office.browser("ann")
    ann.get("/desk/")
    Session.objects.all().delete()
    answer = ann.post("/desk/prose/snippets/story/draft/add/", {"headline": "A quiet Sunday"})
    assert answer.headers["Location"] == "/desk/sign-in/?next=/desk/kept/"
    _sign_in(ann, office, "ann")
    assert "A quiet Sunday" in ann.get("/desk/kept/").content.decode()


def test_too_much_is_not_kept_and_said(office: Any) -> None:
    """A megabyte of words is asked for again; a password is never kept."""
    ann = office.browser("ann")
    ann.get("/desk/")
    Session.objects.all().delete()
    ann.post("/desk/new/", {"text": "x" * 1_000_001})
    ann.post("/desk/account/password/", {"oldpassword": "secret"})
    assert not list((Path(settings.HOME) / "kept").glob("*"))
