"""Reads the bundled samples: the reports, the planted errors, and the scripts of the people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from khronika.errors import DataError
from khronika.model.canonical import Json

FOLDER = Path(str(resources.files("khronika.demo"))) / "samples"


class SampleDamaged(DataError):
    """A bundled sample lacks words that its script cites; install again."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a report, found after `after` where they stand more than once."""

    words: str
    after: str = ""

    def within(self, text: str) -> tuple[int, int]:
        """Answer where the words stand in a page's text, in code points.

        Raises:
            SampleDamaged: they do not stand there.
        """
        start = text.find(self.words, max(0, text.find(self.after)))
        if start < 0 or self.after not in text:
            raise SampleDamaged(f"a sample lacks the words {self.words!r}; install again")
        return start, start + len(self.words)


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the words that it rests on."""

    value: Json
    words: Words


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody or something with a part in an act; `party` is its kind, `kind` a code."""

    name: str
    party: str
    words: Words
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One act as a careful reader codes it; `victim` holds None for people who are not named."""

    victim: Told
    kind: str
    fields: Mapping[str, Told]
    perpetrators: tuple[Body, ...] = ()
    sources: tuple[Body, ...] = ()
    purposes: tuple[Told, ...] = ()
    charges: tuple[Told, ...] = ()
    covers_everybody: bool = False
    ground: str | None = None

    @property
    def name(self) -> str | None:
        """The victim's name."""
        return None if self.victim.value is None else str(self.victim.value)

    @property
    def type(self) -> Told:
        """What was done."""
        return self.fields["type"]


@dataclass(frozen=True, slots=True)
class Mended:
    """What the scripted people publish wrongly at first: `field` of the act at place `act`."""

    act: int
    field: str
    wrong: Json
    reason: str


@dataclass(frozen=True, slots=True)
class Script:
    """What the scripted people publish of one report, and who else in it may be named."""

    file: str
    level: str
    titles: Mapping[str, str]
    acts: tuple[Wanted, ...]
    named: Mapping[str, tuple[str, str | None]]
    """Name to the kind of party and the ground on which it may be named."""
    slips: tuple[str, ...] = ()
    mended: tuple[Mended, ...] = ()
    withdrawn: str | None = None
    """The reason for which the event is taken down again."""


@dataclass(frozen=True, slots=True)
class Plant:
    """One wrong fact: in the draft of `file`, the first act of type `act`, its `field`."""

    file: str
    act: str
    field: str
    wrong: str
    kind: str | None
    words: Words
    right: str
    confidence: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One bundled report."""

    file: str
    language: str
    is_invented: bool
    holds: str

    @property
    def path(self) -> Path:
        """Where the report lies."""
        return FOLDER / self.file


@cache
def _sheet() -> Mapping[str, Any]:
    sheet: Mapping[str, Any] = yaml.safe_load((FOLDER / "samples.yaml").read_text("utf-8"))
    return sheet


def samples() -> tuple[Sample, ...]:
    """Answer the bundled reports, in the order in which they come in."""
    return tuple(Sample(**row) for row in _sheet()["samples"])


def plants(file: str | None = None) -> tuple[Plant, ...]:
    """Answer the planted errors, all or those of one report."""
    rows = [row for row in _sheet()["plants"] if file in (None, row["file"])]
    return tuple(
        Plant(
            file=row["file"],
            act=row["act"],
            field=row["field"],
            wrong=row["wrong"],
            kind=row.get("kind"),
            words=Words(row["words"]),
            right=row["right"],
            confidence=row["confidence"],
        )
        for row in rows
    )


def country() -> tuple[str, Mapping[str, str]]:
    """Answer the code of the invented country, and its names by language."""
    row = dict(_sheet()["country"])
    return row.pop("code"), row


def scripts() -> tuple[Script, ...]:
    """Answer what the scripted people publish, in order."""
    return tuple(
        Script(
            file=row["file"],
            level=row["level"],
            titles=row["title"],
            acts=tuple(_acts(row)),
            named={one["name"]: (one["kind"], one.get("ground")) for one in row.get("named", ())},
            slips=tuple(row.get("slips", ())),
            mended=tuple(Mended(**one) for one in row.get("mended", ())),
            withdrawn=row.get("withdrawn"),
        )
        for row in _sheet()["scripts"]
    )


def _acts(script: Mapping[str, Any]) -> Iterator[Wanted]:
    for row in script["acts"]:
        shared = _wanted(script["common"] | row)
        if "group" in row:
            yield replace(shared, victim=Told(None, _words(row["group"])))
        for person in row.get("each", ()):
            yield _person(shared, person)


def _wanted(row: Mapping[str, Any]) -> Wanted:
    names = ("type", "role", "count", "date", "place", "status")
    fields = {name: _told(row[name]) for name in names if name in row}
    return Wanted(
        victim=Told(None, fields["type"].words),
        kind=row["kind"],
        fields=fields,
        perpetrators=_bodies(row.get("perpetrators", ())),
        sources=_bodies(row.get("sources", ())),
        purposes=tuple(_told(item) for item in row.get("purposes", ())),
        charges=tuple(_told(item) for item in row.get("charges", ())),
        covers_everybody=row.get("covers") == "everybody",
    )


def _person(shared: Wanted, person: Mapping[str, Any]) -> Wanted:
    outlet = person.get("affiliation")
    works = {"affiliation": Told(outlet, Words(outlet))} if outlet else {}
    return replace(
        shared,
        victim=Told(person["name"], Words(person["name"])),
        fields={**shared.fields, **works},
        ground=person.get("ground"),
    )


def _bodies(rows: Sequence[Mapping[str, Any]]) -> tuple[Body, ...]:
    return tuple(Body(row["name"], row["party"], _words(row), row.get("kind")) for row in rows)


def _told(row: Mapping[str, Any]) -> Told:
    return Told(row["value"], _words(row))


def _words(row: Mapping[str, Any]) -> Words:
    return Words(row["words"], row.get("after", ""))
