"""Makes the rows that the desk shows: facts, acts, parties, in the order in which one reads."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import LINK, ORDER, name_field, say, say_seconds
from khronika.desk.report.text import quote_of
from khronika.record.models import Act, Fact, Intervention
from khronika.record.values import read

LOW_CONFIDENCE = 600
"""Per mille below which a fact is looked at by itself, never accepted with the rest of its act."""
ASIDE = ("event", "level", "seen")
"""Fields that other parts of the screen show."""
HEADING = ("type", "victim", "kind", "count", "role", "by", "what")
"""Fields that the heading of a closed act is made of."""


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
    author: str
    lang: str
    seconds: tuple[str, ...] = ()


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
    texts: Mapping[str, str],
    *,
    source: str = "",
    lang: str = "",
    taken_back: frozenset[int] = frozenset(),
    people: Mapping[str, str] | None = None,
    seconds: Mapping[str, tuple[str, ...]] | None = None,
) -> FactRow:
    """Make the row of one fact.

    Args:
        fact: the fact.
        value: its plain value.
        names: what each party and act is called here.
        texts: the texts of the report's pages by hash, for the words.
        source: hash of the page that is shown beside it.
        lang: its language (BCP 47), in which a screen reader says the words.
        taken_back: seqs of decisions that were taken back.
        people: what colleagues are called, by actor.
        seconds: which seconds of films are cited, by the fact that they bear out.
    """
    cites = json.loads(fact.cites)
    return FactRow(
        id=fact.id,
        thing=fact.thing,
        field=fact.field,
        heading=name_field(fact.field),
        said=say(fact.field, value, names),
        value=value,
        quote=quote_of(cites, texts),
        cites=tuple((cite[1], cite[2]) for cite in cites if cite[0] == source),
        status=fact.status,
        is_open=is_open(fact, taken_back),
        is_low=fact.confidence is not None and fact.confidence < LOW_CONFIDENCE,
        is_public=fact.published is not None,
        party=fact.party,
        author=(people or {}).get(fact.author, ""),
        lang=lang,
        seconds=(seconds or {}).get(fact.id, ()),
    )


def seconds_of(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    """Say which seconds of films are cited, by the fact that they bear out."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        if fact.field == "seen" and fact.status == "accepted":
            value = json.loads(fact.value)
            of = f"{fact.thing}.{value['of']}"
            found[of] = (*found.get(of, ()), say_seconds(value["t"]))
    return found


def _place(row: FactRow) -> tuple[int, str]:
    known = row.field in ORDER
    return (ORDER.index(row.field) if known else len(ORDER), row.id)


def act_row(
    of: str,
    thing: Act | Intervention,
    facts: Iterable[Fact],
    shown: Iterable[FactRow],
    taken_back: frozenset[int],
) -> ActRow:
    """Make the row of an act or intervention.

    Args:
        of: "act" or "intervention".
        thing: the row of the record.
        facts: all its facts.
        shown: the rows of those that the screen shows: all of an open act, of a closed one those
            that its heading needs.
        taken_back: seqs of decisions that were taken back.
    """
    own = [fact for fact in facts if fact.field not in ASIDE]
    rows = sorted(shown, key=_place)
    link = tuple(row for row in rows if row.field in (*LINK, "by", "what"))
    is_back = any(is_open(fact, taken_back) and fact.field in ("type", "what") for fact in own)
    return ActRow(
        id=thing.id,
        of=of,
        no=0,
        heading=heading_of(rows),
        draft=thing.draft or "",
        event=thing.event,
        state="proposed" if is_back else thing.state,
        joined=getattr(thing, "joined", None),
        link=link,
        facts=tuple(row for row in rows if row not in link),
        decided=sum(not is_open(fact, taken_back) for fact in own),
        total=len(own),
    )


def heading_of(rows: Sequence[FactRow]) -> str:
    """Say in one line who did what to whom, of a group with its number."""
    said = {row.field: row.said for row in reversed(rows)}
    if "type" in said:
        whom = said.get("victim", "")
        if any(row.field == "kind" and row.value == "group" for row in rows):
            told = any(row.field == "count" and row.value for row in rows)
            number = said["count"] if told else gettext("number not stated")
            whom = gettext(", ").join((said.get("role", whom), number))
        return f"{said['type']}: {whom}"
    return ": ".join(said[name] for name in ("by", "what") if name in said)
