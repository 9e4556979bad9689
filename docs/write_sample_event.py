"""Writes `docs/reference/sample-event.json`: an invented event, by the serialiser itself.

    python docs/write_sample_event.py > docs/reference/sample-event.json

Every person, outlet and body in it is invented; XA is a country code that ISO 3166-1 leaves free.
"""

import hashlib
import json
import sys
from dataclasses import replace
from typing import Any

from khronika.model.page import Block, Page, PageSource
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import BlockKind, Level, NamingGround
from khronika.record.documents.snapshot import (
    CorrectionRow,
    EvidenceRow,
    FactRow,
    FilmRow,
    PartyRow,
    Snapshot,
    SourceRow,
)
from khronika.record.naming import opaque_id
from khronika.record.serialise import documents_from

TEXT = (
    "On 14 May 2031 officers of the river police in Sampletown took reporters off the quay in "
    "large numbers before a meeting about the dam could begin. The Quay Observatory counts at "
    "least four reporters who were held: Mira Tavel and Oskar Lindqu of the newspaper Harbour "
    "Post, and two others. All of them were let go the same evening after their papers were "
    "checked. The film of the day shows a man in a grey coat striking Mira Tavel; neighbours "
    "name him as Jon Restel. He denies it."
)
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


def _ulid(number: int) -> str:
    return f"01J8SAMPLE{number:016d}"


TAVEL, LINDQU, GROUP, RESTEL, POLICE, OBSERVATORY = map(_ulid, range(101, 107))
EVENT, REPORT = _ulid(9), _ulid(8)
HELD, HELD_TOO, HELD_ALL, STRUCK = map(_ulid, range(1, 5))
FILM, FILMER = _ulid(50), _ulid(107)
FILE: Any = {
    "report": REPORT, "sha256": hashlib.sha256(b"sample film").hexdigest(), "form": "film",
    "milliseconds": 48_000, "width": 1280, "height": 720,
}  # fmt: skip


def _party(ulid: str, kind: str, name: str | None, **more: Any) -> PartyRow:
    drawn = hashlib.sha256(ulid.encode()).digest()
    opaque = {"public": opaque_id(drawn[:10]), "network": opaque_id(drawn[10:20])}
    return PartyRow(ulid, kind, name, opaque=opaque, country="XA", **more)


def _fact(fact: str, value: Any, *words: str) -> FactRow:
    starts = [TEXT.index(one) for one in words]
    cites = tuple(
        Citation(SHA256, Span(start, start + len(one)))
        for start, one in zip(starts, words, strict=True)
    )
    return FactRow(fact, value, 12, cites)


def _person(act: str, party: str, name: str) -> list[FactRow]:
    return [
        _fact(f"{act}.victim", {"party": party}, name),
        _fact(f"{act}.kind", "person", name),
        _fact(f"{act}.role", "journalist", "reporters"),
        _fact(f"{act}.affiliation", "Harbour Post", "Harbour Post"),
    ]


def _around(act: str, number: int) -> list[FactRow]:
    return [
        _fact(f"{act}.event", {"event": EVENT}),
        _fact(f"{act}.date", {"start": "2031-05-14", "end": "2031-05-14"}, "On 14 May 2031"),
        _fact(f"{act}.place", {"name": "Sampletown", "country": "XA"}, "Sampletown"),
        _fact(f"{act}.sources.{_ulid(number)}", {"party": OBSERVATORY}, "The Quay Observatory"),
    ]


def _detained(act: str, number: int) -> list[FactRow]:
    police = {"party": POLICE, "kind": "police"}
    papers = "after their papers were checked"
    return [
        *_around(act, number),
        _fact(f"{act}.type", "detention", "took reporters off the quay"),
        _fact(f"{act}.status", "released", "All of them were let go the same evening"),
        _fact(f"{act}.perpetrators.{_ulid(number + 1)}", police, "officers of the river police"),
        _fact(f"{act}.purposes.{_ulid(number + 2)}", {"text": papers}, papers),
    ]


def _sheet() -> list[FactRow]:
    """Answer what two people found out about the film of the day."""

    def told(number: int, topic: str, text: str, start: int | None, end: int | None) -> FactRow:
        at = None if start is None else {"start": start, "end": end, "box": None}
        value = {"topic": topic, "verdict": "established", "text": text, "at": at}
        return _fact(f"{FILM}.statements.{_ulid(number)}", value)

    filmer = {"party": FILMER, "verdict": "likely", "at": None}
    child = {"why": "child", "at": {"start": 31000, "end": 36500, "box": [40, 60, 120, 200]}}
    return [
        _fact(f"{FILM}.file", FILE),
        _fact(f"{FILM}.shows.{_ulid(60)}", {"event": EVENT}),
        told(61, "landmark", "The lock gate with five bars is that of the quay.", 4000, 9500),
        told(62, "shadow", "Shadows of the masts fit 17:40 local time.", 12000, None),
        told(
            63,
            "first_upload",
            "No earlier copy than that of 14 May, 19:02, was found.",
            None,
            None,
        ),
        _fact(f"{FILM}.filmed_by.{_ulid(64)}", filmer),
        _fact(f"{_ulid(4)}.seen.{_ulid(66)}", {"of": "type", "film": FILM, "t": "t=12,14.5"}),
        _fact(f"{FILM}.marks.{_ulid(65)}", child),
    ]


def _film(evidence: EvidenceRow) -> FilmRow:
    first = (f"{FILM}.statements.{_ulid(61)}", f"{FILM}.filmed_by.{_ulid(64)}")
    authors = {fact.id: "u:" + _ulid(1 if fact.id in first else 2) for fact in _sheet()}
    return FilmRow(FILM, REPORT, FILE, evidence, authors, captured_at="2031-05-15T09:12:40Z")


def snapshot() -> Snapshot:
    """Answer the invented record: four acts of one event, told by one report."""
    blocks = (Block(BlockKind.PARAGRAPH, Span(0, len(TEXT)), "en", (0, len(TEXT.encode()))),)
    page = Page(
        PageSource(SHA256, len(TEXT.encode()), "text/plain", "utf-8", "https://quay.example/held"),
        TEXT,
        blocks,
        title="Reporters held before the meeting",
        lang="en",
        published="2031-05-14",
        site="Quay Observatory",
    )
    head = hashlib.sha256(b"sample head").hexdigest()
    evidence = EvidenceRow(f"ev-{_ulid(7)}", head, Level.PUBLIC, signer="k:SAMPLEFINGERPRINT")
    struck = {"party": RESTEL, "kind": "private"}
    answer = {"to": _ulid(45), "text": "He denies it", "denies": True}
    facts = [
        _fact(
            f"{EVENT}.title.{_ulid(90)}",
            {"lang": "en", "text": "Reporters taken off the quay before a meeting"},
        ),
        _fact(
            f"{EVENT}.unknown.{_ulid(91)}",
            {"lang": "en", "text": "To which station they were taken."},
        ),
        *_detained(HELD, 10),
        *_person(HELD, TAVEL, "Mira Tavel"),
        *_detained(HELD_TOO, 20),
        *_person(HELD_TOO, LINDQU, "Oskar Lindqu"),
        *_detained(HELD_ALL, 30),
        _fact(f"{HELD_ALL}.victim", {"party": GROUP}, "at least four reporters"),
        _fact(f"{HELD_ALL}.kind", "group", "at least four reporters"),
        _fact(f"{HELD_ALL}.role", "journalist", "reporters"),
        _fact(f"{HELD_ALL}.count", {"min": 4, "max": None}, "at least four"),
        _fact(f"{HELD_ALL}.covers.{_ulid(34)}", {"act": HELD}),
        _fact(f"{HELD_ALL}.covers.{_ulid(35)}", {"act": HELD_TOO}),
        *_around(STRUCK, 40),
        *_person(STRUCK, TAVEL, "Mira Tavel"),
        _fact(f"{STRUCK}.type", "assault", "striking"),
        _fact(f"{STRUCK}.perpetrators.{_ulid(45)}", struck, "Jon Restel"),
        _fact(f"{STRUCK}.answers.{_ulid(46)}", answer, "He denies it"),
        *_sheet(),
    ]
    public = {"name_level": Level.PUBLIC, "ground": NamingGround.MADE_PUBLIC}
    parties = [
        _party(TAVEL, "person", "Mira Tavel", **public),
        _party(LINDQU, "person", "Oskar Lindqu"),
        _party(RESTEL, "person", "Jon Restel"),
        _party(GROUP, "group", None),
        _party(POLICE, "agency", "river police"),
        _party(OBSERVATORY, "organisation", "The Quay Observatory"),
        _party(FILMER, "person", "Ada Morn"),
    ]
    return Snapshot(
        facts=tuple(facts),
        reports=dict.fromkeys((HELD, HELD_TOO, HELD_ALL, STRUCK), REPORT),
        parties={party.id: party for party in parties},
        sources={SHA256: SourceRow(REPORT, page, evidence, captured_at="2031-05-15T09:12:40Z")},
        corrections=(
            CorrectionRow(
                f"{HELD_ALL}.count",
                {"min": 4, "max": 4},
                {"min": 4, "max": None},
                "The report says at least four; we had read it as an exact number.",
                "2031-05-16",
                20,
            ),
        ),
        films=(_film(replace(evidence, is_closed=True)),),
    )


def sample(level: str = "public") -> Any:
    """Answer the sample's document at a level."""
    subject = f"event:{EVENT}"
    drafts = documents_from(
        snapshot(), [subject], nonce=bytes(range(16)), numbers={subject: "XA-2031-0001"}
    )
    return next(json.loads(draft.body) for draft in drafts if draft.level == level)


if __name__ == "__main__":
    json.dump(sample(), sys.stdout, ensure_ascii=False, indent=1, sort_keys=True)
    sys.stdout.write("\n")
