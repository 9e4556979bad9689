"""What an erasure touches, counted and listed by id: shown before anybody confirms it.

A plan holds names, since it covers them; what is told of it here holds none. Whoever keeps or
prints it (a screen, a command, a row of a table) has ids, fields, numbers and nothing personal.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from khronika.model.canonical import Json, canonical_json
from khronika.record.identity import component
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.public.schema import parse
from khronika.record.serialise import Draft
from khronika.record.values import Large, Personal, references


@dataclass(slots=True)
class Plan:
    """What an erasure will do; the screen shows it before anybody confirms.

    `packages` are those that documents offer until then, and that everybody could have: who took
    a copy keeps it. `copies` are ULIDs of redacted copies that were made from what is erased: they
    are closed, offered or not, and go with an erased report. `unread` are reports without words
    whose packages name who is erased, or may: no machine reads them again. `elsewhere` are parties
    that know people of an erased report still.
    """

    subject: str
    base: int
    values: list[str] = field(default_factory=list)
    masked: list[tuple[str, Personal | Large]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def mark_of(made: Plan) -> str:
    """Answer a hash of what a plan touches: two plans with the same one erase the same.

    Ids only go into it, so that it gives away no name.
    """
    told: dict[str, Json] = {
        "subject": made.subject,
        "values": sorted(made.values),
        "masked": sorted(old for old, _ in made.masked),
        "acts": sorted(made.acts),
        "documents": [list(one) for one in sorted(map(_place, made.drafts))],
        "packages": sorted(made.packages),
        "copies": sorted(made.copies),
        "unread": sorted(made.unread),
    }
    return hashlib.sha256(canonical_json(told)).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Values of one kind that stand at one owner: a field, or text, coding, bundle, note, other.

    `covered` of them keep a copy in which the name is covered, since something shows them.
    """

    owner: str
    what: str
    number: int
    covered: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A public document that an erasure draws anew, or of which nothing is left."""

    subject: str
    level: str
    number: str
    is_gone: bool


_LISTS = ("parties", "namesakes", "acts", "packages", "files", "copies", "unread", "elsewhere")


@dataclass(frozen=True, slots=True)
class Touched:
    """All that an erasure touches, by id.

    `namesakes` are other parties whose own name is covered with it, since it is the same: whoever
    is one with them is judged so first. `files` are the packages of the reports in which the name
    stands: they stay as they are, restricted, until their own report is erased. `copies` are
    redacted copies that are closed, or go with their report; `unread` are reports that no machine
    reads again; `elsewhere` are parties that know people of an erased report still, by whom their
    names stay until they are erased too.
    """

    subject: str
    base: int
    mark: str
    parties: tuple[str, ...]
    namesakes: tuple[str, ...]
    places: tuple[Place, ...]
    acts: tuple[str, ...]
    documents: tuple[Changed, ...]
    packages: tuple[str, ...]
    files: tuple[str, ...]
    copies: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def values(self) -> int:
        """Count the values that are deleted."""
        return sum(place.number for place in self.places)

    @property
    def covered(self) -> int:
        """Count those of them of which a covered copy stays."""
        return sum(place.covered for place in self.places)

    @property
    def reports(self) -> tuple[str, ...]:
        """List the reports in which something is deleted."""
        owners = dict.fromkeys(place.owner for place in self.places)
        return tuple(one.partition(":")[2] for one in owners if one.startswith("report:"))

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing left to erase."""
        return not (self.places or self.acts or self.documents)

    def to_json(self) -> dict[str, Any]:
        """Write it down as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Touched":
        """Read what `to_json` wrote."""
        lists = {key: tuple(told.get(key, ())) for key in _LISTS}
        return cls(
            subject=told["subject"], base=told["base"], mark=told["mark"],
            places=tuple(Place(**one) for one in told["places"]),
            documents=tuple(Changed(**one) for one in told["documents"]), **lists,
        )  # fmt: skip


def touched(made: Plan, *, using: str = "default") -> Touched:
    """Say what a plan touches.

    Args:
        made: a plan of the present record.
        using: alias of the database.
    """
    with snapshot(using) as tables:
        kind, _, id_ = made.subject.partition(":")
        parties = sorted(component(id_, tables)) if kind == "party" else []
        places = _places(made, tables)
        return Touched(
            made.subject, made.base, mark_of(made), tuple(parties),
            _namesakes(places, parties) if parties else (), places, tuple(made.acts),
            tuple(_changed(draft, tables) for draft in made.drafts), tuple(made.packages),
            _files(made, places, parties, tables), tuple(f"ev-{one}" for one in made.copies),
            tuple(made.unread), tuple(made.elsewhere),
        )  # fmt: skip


def _places(made: Plan, tables: Statements) -> tuple[Place, ...]:
    rows = tables.among("SELECT id, owner FROM record_value WHERE id IN (%s)", made.values)
    what, covered = _what(made.values, tables), {old for old, _ in made.masked}
    number: Counter[tuple[str, str]] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    for id_, owner in rows:
        place = str(owner), what.get(id_, "other")
        number[place] += 1
        kept[place] += id_ in covered
    return tuple(Place(*place, number[place], kept[place]) for place in sorted(number))


def _what(values: list[str], tables: Statements) -> dict[str, str]:
    """Answer what stands in values that something shows now; earlier wordings are not in it."""
    found: dict[str, str] = {}
    for (text,) in tables.rows("SELECT payload FROM record_entry WHERE kind = 'note'"):
        found |= {id_: "note" for id_, _ in references(json.loads(text))}
    for (bodies,) in tables.rows("SELECT bodies FROM record_request"):
        found |= {body["value"]: "bundle" for body in json.loads(bodies)}
    for column in ("text", "coding"):
        query = f"SELECT {column} FROM record_report WHERE {column} IN (%s)"  # noqa: S608  # constants
        found |= {row[0]: column for row in tables.among(query, values)}
    facts = "SELECT value_id, field FROM record_fact WHERE value_id IN (%s)"
    return found | {row[0]: str(row[1]) for row in tables.among(facts, values)}


def _namesakes(places: tuple[Place, ...], parties: list[str]) -> tuple[str, ...]:
    owners = {one.owner for one in places if one.what in ("name", "other_names")}
    return tuple(sorted(one[6:] for one in owners if one[6:] not in parties))


def _changed(draft: Draft, tables: Statements) -> Changed:
    row = tables.one("SELECT number FROM record_number WHERE subject = %s", draft.subject)
    return Changed(draft.subject, str(draft.level), str(row[0]) if row else "", _ends(draft))


def _place(draft: Draft) -> tuple[str, str, bool]:
    return draft.subject, str(draft.level), _ends(draft)


def _ends(draft: Draft) -> bool:
    return bool(parse(draft.body)["kind"] == "tombstone")


def _files(
    made: Plan, places: tuple[Place, ...], parties: list[str], tables: Statements
) -> tuple[str, ...]:
    kind, _, id_ = made.subject.partition(":")
    reports = {id_} if kind == "report" else set()
    if kind == "party":
        owners = (place.owner.partition(":") for place in places)
        reports |= {one for kind, _, one in owners if kind == "report"}
        rows = tables.among("SELECT report FROM record_party WHERE id IN (%s)", parties)
        reports |= {row[0] for row in rows if row[0]}
    rows = tables.among("SELECT id FROM record_evidence WHERE report IN (%s)", sorted(reports))
    return tuple(sorted(f"ev-{row[0]}" for row in rows))
