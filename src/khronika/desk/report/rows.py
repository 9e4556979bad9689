"""Makes the rows that the desk shows: facts, acts, parties, in the order in which one reads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import LINK, ORDER, choices, name_field, say
from khronika.record.models import Act, Fact, Intervention
from khronika.record.values import read

LOW_CONFIDENCE = 600
"""Per mille below which a fact is looked at by itself, never accepted with the rest of its act."""
ASIDE = ("event", "level")
"""Fields that other parts of the screen show."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as the desk shows it."""

    id: str
    thing: str
    field: str
    heading: str
    said: str
    value: Any
    quote: str
    cites: tuple[tuple[int, int], ...]
    status: str
    is_open: bool
    is_low: bool
    is_public: bool
    party: str | None
    choices: tuple[tuple[str, str], ...]
    author: str


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act or intervention: its link (who did what to whom), its other facts, how far it is."""

    id: str
    of: str
    no: int
    heading: str
    draft: str
    event: str | None
    state: str
    joined: str | None
    link: tuple[FactRow, ...]
    facts: tuple[FactRow, ...]
    decided: int
    total: int

    @property
    def is_done(self) -> bool:
        """Tell whether every fact is decided, or it is no act."""
        return self.decided == self.total or self.state == "rejected"

    @property
    def open_in_bulk(self) -> int:
        """Count the facts that "accept the rest" would accept."""
        return sum(row.is_open and not row.is_low for row in self.facts)

    @property
    def first_open(self) -> str:
        """Answer the id of the first fact that is open."""
        return next((row.id for row in (*self.link, *self.facts) if row.is_open), "")


def plain_values(facts: Iterable[Fact]) -> dict[str, Any]:
    """Answer the plain value of each fact by its id; None for an erased one."""
    rows = list(facts)
    personal = read([row.value_id for row in rows if row.value_id])
    return {
        row.id: personal.get(row.value_id) if row.value_id else json.loads(row.value)
        for row in rows
    }


def is_open(fact: Fact, taken_back: frozenset[int]) -> bool:
    """Tell whether nobody has decided a fact, or their decision was taken back."""
    if fact.status == "proposed" or not fact.author.startswith("u:"):
        return fact.status != "rejected"
    return fact.status == "rejected" and fact.seq in taken_back


def fact_row(
    fact: Fact,
    value: Any,
    names: Mapping[str, str],
    text: str,
    *,
    taken_back: frozenset[int] = frozenset(),
    people: Mapping[str, str] | None = None,
) -> FactRow:
    """Make the row of one fact.

    Args:
        fact: the fact.
        value: its plain value.
        names: what each party and act is called here.
        text: the page's text, for the words.
        taken_back: seqs of decisions that were taken back.
        people: what colleagues are called, by actor.
    """
    cites = tuple((cite[1], cite[2]) for cite in json.loads(fact.cites))
    return FactRow(
        id=fact.id,
        thing=fact.thing,
        field=fact.field,
        heading=name_field(fact.field),
        said=say(fact.field, value, names),
        value=value,
        quote=" … ".join(text[start:end] for start, end in cites[:3]),
        cites=cites,
        status=fact.status,
        is_open=is_open(fact, taken_back),
        is_low=fact.confidence is not None and fact.confidence < LOW_CONFIDENCE,
        is_public=fact.published is not None,
        party=fact.party,
        choices=tuple(choices(fact.field)),
        author=(people or {}).get(fact.author, ""),
    )


def _place(row: FactRow) -> tuple[int, str]:
    known = row.field in ORDER
    return (ORDER.index(row.field) if known else len(ORDER), row.id)


def act_row(of: str, thing: Act | Intervention, facts: Iterable[FactRow]) -> ActRow:
    """Make the row of an act or intervention from the rows of its facts."""
    rows = sorted(facts, key=_place)
    link = tuple(row for row in rows if row.field in (*LINK, "by", "what"))
    done = sum(not row.is_open for row in rows)
    return ActRow(
        id=thing.id,
        of=of,
        no=0,
        heading=heading_of(rows),
        draft=thing.draft or "",
        event=thing.event,
        state="proposed" if any(r.is_open and r.field in ("type", "what") for r in link)
        else thing.state,
        joined=getattr(thing, "joined", None),
        link=link,
        facts=tuple(row for row in rows if row not in link),
        decided=done,
        total=len(rows),
    )  # fmt: skip


def heading_of(rows: Sequence[FactRow]) -> str:
    """Say in one line who did what to whom, of a group with its number."""
    said = {row.field: row.said for row in reversed(rows)}
    if "type" in said:
        whom = said.get("victim", "")
        if any(row.field == "kind" and row.value == "group" for row in rows):
            told = any(row.field == "count" and row.value for row in rows)
            number = said["count"] if told else gettext("number not stated")
            whom = f"{said.get('role', whom)}, {number}"
        return f"{said['type']}: {whom}"
    return ": ".join(said[name] for name in ("by", "what") if name in said)


def numbered(rows: Iterable[ActRow]) -> tuple[ActRow, ...]:
    """Number acts in the order in which the report tells of whom they hit."""

    def first(row: ActRow) -> tuple[bool, int, str]:
        starts = [cite[0] for fact in row.link if fact.field == "victim" for cite in fact.cites]
        starts = starts or [cite[0] for fact in row.link for cite in fact.cites]
        return (row.of != "act", min(starts, default=0), row.id)

    return tuple(replace(row, no=no) for no, row in enumerate(sorted(rows, key=first), start=1))
