"""Puts invented documents on the shelf, so that pages have something to show.

They are written past the triggers that want a ledger entry for each: those have tests of their
own (`tests/record/public/test_triggers.py`). Everything else is as it is when two people publish.
"""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from khronika.record.public import store

SAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "sample-event.json"

FULL_TEXT = ("public_words_", "public_trigrams_")
"""Triggers that keep the search tables; they stay."""

Put = Callable[[list[dict[str, Any]]], None]


@dataclass(frozen=True)
class _Written:
    subject: str
    level: str
    body: str
    sha256: str


@pytest.fixture(name="sample")
def _sample() -> dict[str, Any]:
    """Answer the sample event of the reference, whose people are invented."""
    found: dict[str, Any] = json.loads(SAMPLE.read_text("utf-8"))
    return found


@pytest.fixture(name="event")
def _event(sample: dict[str, Any]) -> Callable[..., dict[str, Any]]:
    """Make events after the sample: another number, day, country, status, title."""

    def make(number: int, **changes: Any) -> dict[str, Any]:
        body = copy.deepcopy(sample)
        country = changes.get("country", "KZ")
        body["subject"] = f"event:01J8TESTEVENT{number:013d}"
        body["number"] = f"{country}-2031-{number:04d}"
        body["title"]["written"] = {"en": changes.get("title", "Reporters taken off the quay")}
        body["country"] = country
        for act in body["acts"]:
            act["place"]["value"] = {"name": changes.get("town", "Almaty"), "country": country}
            act["id"] = f"{act['id'][:16]}{number:08d}{act['id'][-2:]}"
            if "status" in changes:
                act["status"] = changes["status"] and {
                    **body["acts"][0]["status"], "value": changes["status"],
                }  # fmt: skip
            if "start" in changes:
                act["date"]["value"] = {"start": changes["start"], "end": changes["start"]}
        if "start" in changes:
            body["date"] = {"start": changes["start"], "end": changes["start"]}
        body["corrections"] = changes.get("corrections", [])
        return body

    return make


@pytest.fixture(name="put")
def _put(office_home: Path) -> Put:
    """Answer a function that puts documents on the shelf of an empty office."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            if name.startswith("public_") and not name.startswith(FULL_TEXT):
                cursor.execute(f'DROP TRIGGER "{name}"')
    at = iter(range(1, 10_000))

    def put(documents: list[dict[str, Any]]) -> None:
        for body in documents:
            text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            sha256 = hashlib.sha256(text.encode()).hexdigest()
            seq = next(at)
            moment = (
                f"2031-06-{seq // 1440 + 1:02d}T{seq // 60 % 24:02d}:{seq % 60:02d}:00.000000Z"
            )
            head = hashlib.sha256(f"{office_home} {seq}".encode()).hexdigest()
            written = _Written(body["subject"], body["level"], text, sha256)
            store.write([written], seq=seq, at=moment, head=head)

    return put


@pytest.fixture(name="shelf")
def _shelf(put: Put, event: Callable[..., dict[str, Any]]) -> list[str]:
    """Answer the numbers of four documents: two events, one corrected, one taken down."""
    correction = {
        "fact": "01J8SAMPLE0000000000000003.count", "field": "count",
        "act": event(2)["acts"][2]["id"], "old": {"min": 8, "max": 8},
        "new": {"min": 8, "max": None}, "reason": "The report says at least.", "on": "2031-06-02",
    }  # fmt: skip
    gone = {
        "v": 1, "kind": "tombstone", "of": "event", "level": "public",
        "subject": "event:01J8TESTEVENT0000000000003", "number": "KZ-2031-0003",
        "nonce": "00" * 16, "reason": "It told of another event.", "why": "merged",
        "successor": "KZ-2031-0001", "on": "2031-06-03",
    }  # fmt: skip
    letter = _prose("letter", "1", "What was published this week")
    story = _prose("story", None, "Reporters taken off the quay: what is known")
    put(
        [
            event(1, start="2031-05-14"),
            event(2, start="2031-04-02", status="ongoing", corrections=[correction]),
            event(3, start="2031-03-01"),
            letter,
            story,
        ]
    )
    put([gone])
    return ["KZ-2031-0001", "KZ-2031-0002", "KZ-2031-0003"]


def _prose(kind: str, number: str | None, title: str) -> dict[str, Any]:
    text = {"type": "text", "text": "Four reporters were held and let go.", "marks": []}
    tree = {
        "title": title, "summary": "Invented from end to end.", "slug": "what-is-known",
        "nodes": [
            {"type": "heading", "rank": 2, "content": [{**text, "text": "What happened"}]},
            {"type": "paragraph", "content": [text]},
            {"type": "event", "number": "KZ-2031-0001"},
        ],
    }  # fmt: skip
    return {
        "v": 1, "kind": kind, "level": "public", "subject": f"{kind}:01J8TESTPROSE0000000000001",
        "nonce": "00" * 16, "number": number, "trees": {"en": tree}, "preheader": "",
        "period": {"start": "2031-05-12", "end": "2031-05-18"},
    }  # fmt: skip


@pytest.fixture(name="client")
def _client() -> Client:
    """Answer a reader without cookies."""
    return Client()


PAGES = (
    "", "events/", "events/?act=detention&sure=unconfirmed&q=quay", "events/?country=KZ",
    "events/KZ-2031-0001/", "events/KZ-2031-0002/",
    "events/KZ-2031-0001/facts/01J8SAMPLE0000000000000001.victim/", "held/", "countries/",
    "events/KZ-2031-0001/films/01J8SAMPLE0000000000000050/", "countries/KZ/", "people/egwsh41jdmf8ay84/", "stories/", "stories/what-is-known/", "letters/",
    "letters/1/", "corrections/", "how-we-work/", "data-protection/", "subscribe/",
)  # fmt: skip
GONE, MISSING = "events/KZ-2031-0003/", "events/KZ-2031-0999/"


@pytest.fixture(name="pages")
def _pages() -> tuple[str, ...]:
    """Answer the addresses of every kind of public page, below the language."""
    return PAGES


@pytest.fixture(name="gone_and_missing")
def _gone_and_missing() -> tuple[str, str]:
    """Answer the addresses of a page that was taken down, and of one that never was."""
    return GONE, MISSING
