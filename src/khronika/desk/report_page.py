"""Puts a report side by side with what was drafted from it: text with its marks, acts, facts.

Reads the working tables and values of one report; what it answers is what the screen shows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import LINK, ORDER, choices, name_field, say
from khronika.model.page import Page
from khronika.model.vocabulary import BlockKind
from khronika.record.models import Act, Fact, Intervention, Party, Report
from khronika.record.values import read, read_large

LOW_CONFIDENCE = 600
"""Per mille below which a fact is looked at by itself, never accepted with the rest of its act."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as the desk shows it; `is_mine` tells whether the reader is its author."""

    id: str
    of: str
    thing: str
    field: str
    heading: str
    said: str
    value: Any
    quote: str
    cites: tuple[tuple[int, int], ...]
    status: str
    is_decided: bool
    is_low: bool
    confidence: int | None
    party: str | None
    choices: tuple[tuple[str, str], ...]


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
    link: tuple[FactRow, ...]
    facts: tuple[FactRow, ...]
    decided: int
    total: int
    is_optional: bool = False

    @property
    def is_done(self) -> bool:
        """Tell whether every fact is decided."""
        return self.decided == self.total

    @property
    def open_in_bulk(self) -> int:
        """Count the facts that "accept the rest" would accept."""
        return sum(not row.is_decided and not row.is_low for row in self.facts)


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A person or body named in the report, and whether they may be named in public."""

    id: str
    name: str
    kind: str
    level: str
    ground: str | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one look: "", "ok", "draft" or "miss", and the acts that cite it."""

    text: str
    look: str
    acts: tuple[int, ...] = ()
    start: int = 0


@dataclass(frozen=True, slots=True)
class Missed:
    """A word that looks like an act and was not coded, with its surroundings."""

    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the side-by-side screen shows of one report."""

    id: str
    title: str
    lang: str
    source: str
    page: Page | None
    blocks: tuple[tuple[str, tuple[Piece, ...]], ...]
    acts: tuple[ActRow, ...]
    parties: tuple[PartyRow, ...]
    missed: tuple[Missed, ...]
    failure: str | None
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Count the facts of all acts."""
        return sum(act.total for act in self.acts)

    @property
    def decided(self) -> int:
        """Count the facts that a person has decided."""
        return sum(act.decided for act in self.acts)


def plain_values(facts: Iterable[Fact]) -> dict[str, Any]:
    """Answer the plain value of each fact by its id; None for an erased one."""
    rows = list(facts)
    personal = read([row.value_id for row in rows if row.value_id])
    return {
        row.id: personal.get(row.value_id) if row.value_id else json.loads(row.value)
        for row in rows
    }


def page_of(report: Report) -> tuple[str, Page | None]:
    """Answer the hash of a report's source and its page; an empty hash where there is none."""
    if report.text is None:
        return "", None
    pages: Any = read_large(report.text)
    for sha256, page in pages.items():
        return sha256, Page.from_json(page)
    return "", None


def facts_of(things: Sequence[str]) -> dict[str, list[Fact]]:
    """Answer the facts of several things, by thing, without rejected duplicates taken out."""
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(thing__in=things).exclude(field="event"):
        grouped[fact.thing].append(fact)
    return grouped


def build(report: Report) -> ReportPage:
    """Put together the screen of one report."""
    sha256, page = page_of(report)
    things: list[tuple[str, Act | Intervention]] = [
        *(("act", act) for act in Act.objects.filter(report=report.id)),
        *(("intervention", item) for item in Intervention.objects.filter(report=report.id)),
    ]
    parties = list(Party.objects.filter(report=report.id).values_list("id", flat=True))
    facts = facts_of([*(thing.id for _, thing in things), *parties, report.id])
    values = plain_values(fact for group in facts.values() for fact in group)
    names = _names(parties, facts, values)
    text = page.text if page else ""
    rows = [_act_row(of, thing, facts[thing.id], values, names, text) for of, thing in things]
    numbered = tuple(_numbered(rows))
    told = {fact.field: values[fact.id] for fact in facts[report.id] if fact.item is None}
    missed = _missed(report, text)
    return ReportPage(
        id=report.id,
        title=told.get("title") or gettext("Report without a title"),
        lang=told.get("language") or "",
        source=sha256,
        page=page,
        blocks=tuple(_blocks(page, numbered, missed)) if page else (),
        acts=numbered,
        parties=tuple(_parties(parties, facts, values)),
        missed=missed,
        failure=report.failure,
        told=told,
    )


def _names(
    parties: Sequence[str], facts: Mapping[str, list[Fact]], values: Mapping[str, Any]
) -> dict[str, str]:
    names = {}
    for party in parties:
        for fact in facts[party]:
            if fact.field == "name" and values[fact.id]:
                names[party] = str(values[fact.id])
    return names


def fact_row(of: str, fact: Fact, value: Any, names: Mapping[str, str], text: str) -> FactRow:
    """Make the row of one fact."""
    cites = tuple((cite[1], cite[2]) for cite in json.loads(fact.cites))
    party = fact.party
    return FactRow(
        id=fact.id,
        of=of,
        thing=fact.thing,
        field=fact.field,
        heading=name_field(fact.field),
        said=say(fact.field, value, names),
        value=value,
        quote=" … ".join(text[start:end] for start, end in cites[:3]),
        cites=cites,
        status=fact.status,
        is_decided=fact.author.startswith("u:") and fact.status != "proposed",
        is_low=fact.confidence is not None and fact.confidence < LOW_CONFIDENCE,
        confidence=fact.confidence,
        party=party,
        choices=tuple(choices(fact.field)),
    )


def _place(field_name: str) -> int:
    return ORDER.index(field_name) if field_name in ORDER else len(ORDER)


def _act_row(
    of: str,
    thing: Act | Intervention,
    facts: Sequence[Fact],
    values: Mapping[str, Any],
    names: Mapping[str, str],
    text: str,
) -> ActRow:
    rows = sorted(
        (
            fact_row(of, fact, values[fact.id], names, text)
            for fact in facts
            if fact.field != "level"
        ),
        key=lambda row: (_place(row.field), row.id),
    )
    link = tuple(row for row in rows if row.field in (*LINK, "by", "what"))
    rest = tuple(row for row in rows if row not in link)
    done = sum(row.is_decided for row in rows)
    return ActRow(
        id=thing.id,
        of=of,
        no=0,
        heading=_heading(rows),
        draft=thing.draft or "",
        event=thing.event,
        state=thing.state,
        link=link,
        facts=rest,
        decided=done,
        total=len(rows),
        is_optional=bool(getattr(thing, "optional", False)),
    )


def _heading(rows: Sequence[FactRow]) -> str:
    said = {row.field: row.said for row in reversed(rows)}
    if "type" in said:
        whom = said.get("victim", "")
        if any(row.field == "kind" and row.value == "group" for row in rows):
            count = said.get("count") or gettext("number not stated")
            whom = f"{said.get('role', whom)}, {count}"
        return f"{said['type']}: {whom}"
    return ": ".join(said[name] for name in ("by", "what") if name in said)


def _numbered(rows: Sequence[ActRow]) -> list[ActRow]:
    from dataclasses import replace

    def first(row: ActRow) -> tuple[int, int, str]:
        starts = [cite[0] for fact in row.link if fact.field == "victim" for cite in fact.cites]
        starts = starts or [cite[0] for fact in row.link for cite in fact.cites]
        return (row.of != "act", min(starts, default=0), row.id)

    return [replace(row, no=no) for no, row in enumerate(sorted(rows, key=first), start=1)]


def _parties(
    parties: Sequence[str], facts: Mapping[str, list[Fact]], values: Mapping[str, Any]
) -> Iterable[PartyRow]:
    for party in parties:
        told = {fact.field: values[fact.id] for fact in facts[party] if fact.item is None}
        if not told.get("name"):
            continue
        yield PartyRow(
            id=party,
            name=str(told["name"]),
            kind=told.get("kind") or "unknown",
            level=told.get("level") or "restricted",
            ground=told.get("ground"),
        )


def _missed(report: Report, text: str) -> tuple[Missed, ...]:
    if report.coding is None:
        return ()
    coding: Any = read_large(report.coding)
    return tuple(
        Missed(
            start=item["start"],
            end=item["end"],
            before=text[max(0, item["start"] - 60) : item["start"]],
            words=text[item["start"] : item["end"]],
            after=text[item["end"] : item["end"] + 60],
        )
        for item in coding.get("missed", ())
    )


def _looks(acts: Sequence[ActRow], missed: Sequence[Missed]) -> list[tuple[int, int, str, int]]:
    marks = [(item.start, item.end, "miss", 0) for item in missed]
    for act in acts:
        for row in (*act.link, *act.facts):
            if row.status == "rejected":
                continue
            look = "ok" if row.is_decided else "draft"
            marks += [(start, end, look, act.no) for start, end in row.cites]
    return marks


def _blocks(
    page: Page, acts: Sequence[ActRow], missed: Sequence[Missed]
) -> Iterable[tuple[str, tuple[Piece, ...]]]:
    marks = _looks(acts, missed)
    for block in page.blocks:
        if block.kind is not BlockKind.CHROME:
            yield block.kind.value, tuple(_pieces(page, block.span.start, block.span.end, marks))


def _pieces(
    page: Page, start: int, end: int, marks: Sequence[tuple[int, int, str, int]]
) -> Iterable[Piece]:
    """Cut a block where the look changes; the shortest mark over a place decides its look."""
    here = [mark for mark in marks if mark[0] < end and start < mark[1]]
    edges = {start, end}
    for low, high, _, _ in here:
        edges |= {max(low, start), min(high, end)}
    gaps = {gap.start: gap.why for gap in page.gaps if start <= gap.start < end}
    edges |= set(gaps)
    ordered = sorted(edges)
    for low, high in zip(ordered, ordered[1:], strict=False):
        if low in gaps:
            yield Piece(gettext("words lost"), "gap", (), low)
        over = sorted(
            (mark for mark in here if mark[0] <= low and high <= mark[1]),
            key=lambda mark: (mark[1] - mark[0], mark[3]),
        )
        look = over[0][2] if over else ""
        ends = tuple(sorted({mark[3] for mark in over if mark[3] and mark[1] == high}))[:3]
        yield Piece(page.text[low:high], look, ends, low)
