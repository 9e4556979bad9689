"""Nonsense on every address of the desk: an answer with a limit, and never a 500."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver

from khronika.desk.urls import urlpatterns
from khronika.record import steps
from khronika.record.models import Act, Entry, Event, Fact, Request

NONSENSE = {
    "long": "x" * 10_000,
    "markup": '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    "nul": "a\u0000b",
    "surrogate": "\ud800",
    "astral": "💩" * 500,
    "direction": "\u202e\u2066name",
    "number": "9" * 400,
    "digits": "١٢٣",
    "path": "../../../etc/passwd",
    "template": "{{ settings.SECRET_KEY }}{% include 'x' %}",
    "sql": "' OR 1=1; --",
    "negative": "-1",
}
MARKED = "<script>alert(1)"


def _addresses(patterns: list[Any], before: str = "/desk/") -> Iterator[str]:
    """Yield every address of the desk with its places, as `/desk/reports/<str:report>/`."""
    for one in patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern)
        elif isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, before + str(one.pattern))


ADDRESSES = sorted(set(_addresses(urlpatterns)) - {"/desk/sign-out/"})


class Things:
    """What stands in the office: ids that are right, withdrawn ones among them."""

    def __init__(self, office: Any, report: str) -> None:
        acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
        for fact in Fact.objects.filter(thing__in=acts).order_by("id"):
            office.do("ann", report, "accept", fact=fact.id)
        office.do("ann", report, "compose", act=acts, title="Held", lang="en")
        event = Event.objects.get().id
        office.do("ann", report, "ask", event=event)
        bundle = Request.objects.get().id
        form = {**office.marks(), "d": "approve"}
        office.browser("ben").post(f"/desk/second/{bundle}/", form)
        office.do("ann", report, "down", event=event, reason="Two people were mixed up.")
        self.ids = {"report": report, "act": acts[0], "event": event, "bundle": bundle,
                    "fact": f"{acts[0]}.place"}  # fmt: skip

    def filled(self, address: str, value: str | None = None) -> str:
        """Fill the places of an address, with a value or with what stands here."""
        return re.sub(
            r"<(?:\w+:)?(\w+)>",
            lambda place: _in_path(value) if value is not None
            else self.ids.get(place[1], "01J8ZZZZZZZZZZZZZZZZZZZZZZ"),
            address,
        )  # fmt: skip


def _in_path(value: str) -> str:
    """Write a value into an address as a browser cannot: bytes that are no UTF-8 too."""
    raw = value.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02x}" for byte in raw).replace("%2f", "%2F")


@pytest.fixture(name="things")
def _things(office: Any, report: str) -> Things:
    """Answer ids of an event that was published and withdrawn, with its report and bundle."""
    return Things(office, report)


def _holds(answer: Any, where: str) -> None:
    assert answer.status_code < 500, (where, answer.status_code)
    if not answer.streaming and "html" in answer.headers.get("Content-Type", "html"):
        body = answer.content.decode("utf-8", "replace")
        assert MARKED not in body, where
        assert settings.SECRET_KEY not in body, where


def test_no_address_breaks_by_what_stands_in_it_or_is_asked_of_it(
    office: Any, things: Things
) -> None:
    """Every address, with right ids and with nonsense, is answered: read, asked, as part."""
    ann = office.browser("ann")
    for address in ADDRESSES:
        right = things.filled(address)
        for query in _queries():
            _holds(ann.get(f"{right}?{query}"), f"{right}?{query[:60]}")
        for name, value in NONSENSE.items():
            if "<" in address:
                _holds(ann.get(things.filled(address, value)), f"{address} {name}")
        _holds(ann.get(right, headers={"HX-Request": "true", "HX-Target": "\x01<"}), right)
    for user in ("mon", "ada"):
        for address in ADDRESSES:
            _holds(office.browser(user).get(things.filled(address)), f"{user} {address}")


def _queries() -> list[str]:
    names = ("q", "lang", "risk", "who", "page", "now", "next")
    values = (
        "%ff%fe",
        "%00",
        "1000000",
        "9" * 400,
        "x" * 10_000,
        "%3Cscript%3Ealert(1)",
        "%ED%A0%80",
    )
    return ["&".join(f"{name}={value}" for name in names) for value in values]


def _fields(address: str) -> list[str]:
    """Name the fields that forms of the desk have."""
    return [
        "step", "d", "fact", "thing", "act", "event", "party", "other", "verdict", "value",
        "start", "end", "min", "max", "country", "kind", "words", "near", "reason", "title",
        "lang", "to", "with", "ground", "level", "type", "victim", "role", "field", "most",
        "comment", "report", "text", "address", "name", "email", "person", "off", "key-a",
        "language", "kept", "new_password1", "new_password2", "preheader", "is_person",
    ]  # fmt: skip


def test_no_form_breaks_by_what_is_typed_into_it(office: Any, things: Things) -> None:
    """Nonsense in every field of every form, with right marks: answered, and nothing is written."""
    ann, before = office.browser("ann"), Entry.objects.count()
    for address in ADDRESSES:
        there = things.filled(address)
        for name, value in NONSENSE.items():
            form = dict.fromkeys(_fields(address), _typed(value))
            answer = ann.post(there, {**form, **office.marks()})
            _holds(answer, f"{there} {name}")
        _holds(ann.post(there, b"\xff{", content_type="application/json"), there)
        _holds(ann.post(there, {"base": "9" * 5000, "once": "\u0000"}), there)
    assert Entry.objects.count() == before


def _typed(value: str) -> str:
    """Answer a value as it comes in: a lone surrogate cannot be sent as UTF-8."""
    return value.encode("utf-8", "replace").decode()


STEPS = (
    "accept", "reject", "correct", "take-out", "rest", "no-act", "add-fact", "add", "dismiss",
    "name", "party-kind", "match", "own", "level", "compose", "title", "move", "join", "part",
    "ask", "down", "hand-over",
)  # fmt: skip


def test_no_step_breaks_by_nonsense_beside_right_ids(office: Any, things: Things) -> None:
    """Each button of the side-by-side screen, with ids of what was withdrawn and typed nonsense."""
    report = things.ids["report"]
    ids = {"fact": things.ids["fact"], "thing": things.ids["act"], "event": things.ids["event"],
           "party": str(Fact.objects.get(pk=f"{things.ids['act']}.victim").party)}  # fmt: skip
    for step in STEPS:
        for name in ("markup", "nul", "long", "number"):
            form = {**dict.fromkeys(_fields(""), NONSENSE[name]), **ids, **office.marks()}
            there = f"/desk/reports/{report}/act/"
            answer = office.browser("ann").post(there, {**form, "step": step}, follow=True)
            _holds(answer, f"{step} {name}")


def test_a_paste_of_50_megabytes_is_answered_with_the_limit(office: Any) -> None:
    """It is refused before it is taken in, in words, whoever sends it."""
    text = "x" * 50_000_001
    for name in ("mon", "ann"):
        answer = office.browser(name).post("/desk/new/", {"text": text})
        assert answer.status_code == 413
        assert "too large" in answer.content.decode()
        assert "Your roles" not in answer.content.decode()
    assert Client().post("/desk/new/", {"text": text}).status_code == 413
    many = {f"field{number}": "x" for number in range(3000)}
    assert office.browser("ann").post("/desk/new/", many).status_code == 413


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 4000),
        ("report.pdf", b"<html><body>Police detained Mira Tavel.</body></html>"),
        ("report.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj" * 10),
        ("letter.eml", b"PK\x03\x04" + b"\x00" * 2000),
        ("empty.txt", b""),
        ("nul.txt", b"\x00" * 5000),
        ("\u202etxt.exe", b"MZ" + b"\x90" * 3000),
    ],
)
def test_a_file_that_is_not_what_it_says_is_answered(office: Any, name: str, body: bytes) -> None:
    """It comes in with the reason why it has no draft, or is refused with one."""
    answer = office.browser("ann").post(
        "/desk/new/", {"file": SimpleUploadedFile(name, body)}, follow=True
    )
    _holds(answer, name)
    _holds(office.browser("ann").get("/desk/"), name)


def test_reports_with_nonsense_of_their_own_are_shown(office: Any) -> None:
    """Title, outlet and file name that hold markup are words on every screen."""
    report = office.ledger.new_id()
    told = {"title": NONSENSE["markup"], "outlet": NONSENSE["markup"], "language": "en",
            "file_name": NONSENSE["markup"], "url": "javascript:alert(1)"}  # fmt: skip
    steps.receive(office.ledger, "s:capture", report, told=told, failure="source_empty")
    for path in ("/desk/", f"/desk/reports/{report}/", f"/desk/reports/{report}/known/"):
        answer = office.browser("ann").get(path)
        _holds(answer, path)
        assert 'href="javascript:' not in answer.content.decode()
