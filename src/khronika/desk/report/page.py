"""Puts a report side by side with what was drafted from it: text with its marks, acts, parties.

Reads the working tables and values of one report; what it answers is what the screen shows.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from khronika.desk.fields import choices, party_kinds, say_code, say_failure
from khronika.desk.notes import dismissed, notes_of, taken_back
from khronika.desk.report.rows import (
    ASIDE,
    HEADING,
    ActRow,
    act_row,
    fact_row,
    is_open,
    plain_values,
    seconds_of,
)
from khronika.desk.report.text import (
    Block,
    Mark,
    Missed,
    blocks_of,
    missed_of,
    page_of,
    texts_of,
)
from khronika.desk.report.titles import title_of
from khronika.flow.intake import ERASED_INSIDE
from khronika.model.page import Page
from khronika.record.models import Act, Fact, Intervention, Party, Report
from khronika.record.user import User


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A person or body named in the report, and whether they may be named in public."""

    id: str
    name: str
    kind: str
    level: str
    ground: str | None
    is_asked: bool

    @property
    def is_person(self) -> bool:
        """Tell whether a ground is needed: of a person, and of whoever may be one."""
        return self.kind in ("person", "unknown")

    @property
    def ground_said(self) -> str:
        """Say why the person may be named."""
        return say_code("naming_ground", self.ground) if self.ground else ""

    @property
    def kind_said(self) -> str:
        """Say what it is."""
        return dict(party_kinds()).get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """All that the side-by-side screen shows of one report, but for matches and events."""

    id: str
    title: str
    lang: str
    source: str
    page: Page | None
    blocks: tuple[Block, ...]
    acts: tuple[ActRow, ...]
    opened: str
    parties: tuple[PartyRow, ...]
    missed: tuple[Missed, ...]
    failure: str | None
    is_read_again: bool
    facts: Mapping[str, Fact]
    others: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """Answer the title that an event may take over from the report.

        The first line of a text without markup is none: it may greet us, or name who wrote to us.
        """
        is_bare = self.page is not None and self.page.source.media_type == "text/plain"
        title = str(self.told.get("title") or "")
        return "" if is_bare or "@" in title else title

    @property
    def live(self) -> list[ActRow]:
        """List the acts that nobody has rejected."""
        return [act for act in self.acts if act.state != "rejected"]

    @property
    def total(self) -> int:
        """Count the facts of all acts that nobody has rejected."""
        return sum(act.total for act in self.live)

    @property
    def decided(self) -> int:
        """Count those of them that a person has decided."""
        return sum(act.decided for act in self.live)

    @property
    def asked_parties(self) -> list[PartyRow]:
        """List the people whose naming waits for a decision."""
        return [party for party in self.parties if party.is_asked and party.is_person]

    @property
    def settled_parties(self) -> list[PartyRow]:
        """List everybody else who is named."""
        return [party for party in self.parties if not (party.is_asked and party.is_person)]

    @property
    def is_untold(self) -> bool:
        """Tell whether what the report says of itself waits for a person."""
        own = [fact for fact in self.facts.values() if fact.thing == self.id]
        return any(
            fact.field in _SHOWN
            and (fact.status == "proposed" or not fact.author.startswith("u:"))
            for fact in own
        )


_SHOWN = ("title", "outlet", "url", "published", "byline")


def people() -> dict[str, str]:
    """Answer what colleagues are called, by actor."""
    return {f"u:{id_}": name for id_, name in User.objects.values_list("id", "name")}


def build(report: Report, asked: str = "", source: str = "") -> ReportPage:
    """Put together the screen of one report, with one act open.

    Args:
        report: the report.
        asked: the act to open; else the first that waits.
        source: hash of the page to show; else that of the package which readers are offered.
    """
    sha256, page = page_of(report, source)
    notes = notes_of(f"report:{report.id}")
    back = taken_back(notes)
    things: list[tuple[str, Act | Intervention]] = [
        *(("act", act) for act in Act.objects.filter(report=report.id)),
        *(("intervention", item) for item in Intervention.objects.filter(report=report.id)),
    ]
    parties = list(Party.objects.filter(report=report.id).values_list("id", flat=True))
    facts = _facts_of([*(thing.id for _, thing in things), *parties, report.id])
    things.sort(key=lambda pair: _reading_order(pair, facts[pair[1].id]))
    opened = _to_open(asked, things, facts, back)
    wanted = [
        fact for thing, group in facts.items() for fact in group
        if thing == opened or fact.field in HEADING or fact.field in OF_OTHERS
    ]  # fmt: skip
    values = plain_values(wanted)
    names = names_of(wanted, values)
    text, lang, known = page.text if page else "", lang_of(page), people()
    texts = texts_of(report)
    acts = tuple(
        replace(act_row(of, thing, facts[thing.id], [
            fact_row(fact, values[fact.id], names, texts, source=sha256, lang=lang,
                     taken_back=back, people=known, seconds=seconds_of(facts[thing.id]))
            for fact in facts[thing.id]
            if fact.field not in ASIDE and (thing.id == opened or fact.field in HEADING)
        ], back), no=no)
        for no, (of, thing) in enumerate(things, start=1)
    )  # fmt: skip
    told = {fact.field: values[fact.id] for fact in facts[report.id] if fact.item is None
            and fact.id in values}  # fmt: skip
    missed = missed_of(report, text, told.get("language") or "", dismissed(notes), source=sha256)
    marks = _marks(acts, facts, back, missed, sha256)
    return ReportPage(
        id=report.id,
        title=title_of(report, told),
        lang=told.get("language") or "",
        source=sha256,
        others=tuple(one for one in texts if one != sha256),
        page=page,
        blocks=tuple(blocks_of(page, marks)) if page else (),
        acts=acts,
        opened=opened,
        parties=tuple(_parties(parties, facts, values, back)),
        missed=missed,
        failure=say_failure(report.failure) if report.failure else None,
        is_read_again=report.failure not in (None, ERASED_INSIDE),
        facts={fact.id: fact for group in facts.values() for fact in group},
        told=told,
    )


OF_OTHERS = (
    "name", "level", "ground", "title", "outlet", "url", "published", "byline", "file_name",
    "language",
)  # fmt: skip
"""Fields of parties and of the report that the screen shows."""


def _reading_order(
    pair: tuple[str, Act | Intervention], facts: Iterable[Fact]
) -> tuple[bool, int, str]:
    """Order acts as the report tells of whom they hit, what was answered last."""
    of, thing = pair
    cites = {fact.field: json.loads(fact.cites) for fact in facts if fact.field in HEADING}
    words = cites.get("victim") or cites.get("type") or cites.get("what") or []
    return (of != "act", min((cite[1] for cite in words), default=0), thing.id)


def _to_open(
    asked: str,
    things: Sequence[tuple[str, Act | Intervention]],
    facts: Mapping[str, list[Fact]],
    back: frozenset[int],
) -> str:
    ids = [thing.id for _, thing in things]
    if asked in ids:
        return asked
    for id_ in (thing.id for _, thing in things if thing.state != "rejected"):
        if any(is_open(fact, back) for fact in facts[id_] if fact.field not in ASIDE):
            return id_
    return ""


def lang_of(page: Page | None) -> str:
    """Answer the language of a page's text (BCP 47); empty where nobody knows it."""
    return (page.lang or "") if page else ""


def _facts_of(things: Sequence[str]) -> dict[str, list[Fact]]:
    grouped: dict[str, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(thing__in=things):
        grouped[fact.thing].append(fact)
    return grouped


def names_of(facts: Iterable[Fact], values: Mapping[str, Any]) -> dict[str, str]:
    """Answer what each party is called, by the name facts among some facts."""
    return {
        fact.thing: str(values[fact.id])
        for fact in facts
        if fact.field == "name" and values[fact.id] and fact.status != "rejected"
    }


def _parties(
    parties: Sequence[str],
    facts: Mapping[str, list[Fact]],
    values: Mapping[str, Any],
    back: frozenset[int],
) -> Iterable[PartyRow]:
    for party in parties:
        own = {fact.field: fact for fact in facts[party] if fact.item is None}
        name = own.get("name")
        if name is None or not values[name.id] or name.status != "accepted":
            continue
        kind = own.get("kind")
        level, ground = own.get("level"), own.get("ground")
        yield PartyRow(
            id=party,
            name=str(values[name.id]),
            kind=values[kind.id] if kind else "unknown",
            level=values[level.id] if level else "restricted",
            ground=values[ground.id] if ground else None,
            is_asked=(level is None or level.seq in back) and name.author.startswith("u:"),
        )


def _marks(
    acts: Sequence[ActRow],
    facts: Mapping[str, list[Fact]],
    back: frozenset[int],
    missed: Sequence[Missed],
    shown: str,
) -> list[Mark]:
    marks: dict[Mark, None] = {(item.start, item.end, "miss", 0): None for item in missed}
    for act in acts:
        for fact in facts[act.id]:
            waits = is_open(fact, back)
            if fact.field in ASIDE or (fact.status == "rejected" and not waits):
                continue
            no = act.no if fact.field in ("victim", "what") else 0
            for source, start, end in json.loads(fact.cites):
                if source != shown:
                    continue
                marks[start, end, "draft" if waits else "ok", no] = None
    return list(marks)


def one_row(report: str, fact: str) -> dict[str, Any]:
    """Answer what the template of one row needs.

    Args:
        report: ULID of the report.
        fact: id of the fact.
    """
    found = Fact.objects.get(pk=fact)
    back = taken_back(notes_of(f"report:{report}"))
    own = Fact.objects.filter(thing=found.party, field="name") if found.party else []
    rows = [found, *own]
    values = plain_values(rows)
    home = Report.objects.get(pk=report)
    sha256, page = page_of(home)
    row = fact_row(found, values[found.id], names_of(rows, values), texts_of(home), source=sha256,
                   lang=lang_of(page), taken_back=back, people=people(),
                   seconds=seconds_of(Fact.objects.filter(thing=found.thing, field="seen"))
                   )  # fmt: skip
    progress = _progress(report, back)
    done, total = progress.get(found.thing, (0, 0))
    return {
        "row": row,
        "report": report,
        "act_id": found.thing,
        "act_decided": done,
        "act_total": total,
        "decided": sum(one for one, _ in progress.values()),
        "total": sum(one for _, one in progress.values()),
        "row_choices": choices(found.field),
    }


def _progress(report: str, back: frozenset[int]) -> dict[str, tuple[int, int]]:
    """Count decided facts and all facts of each act that nobody has rejected."""
    things: list[str] = []
    for table in (Act, Intervention):
        live = table.objects.filter(report=report).exclude(state="rejected")
        things += live.values_list("id", flat=True)
    counted = dict.fromkeys(things, (0, 0))
    facts = Fact.objects.filter(thing__in=things).exclude(field__in=ASIDE)
    for fact in facts.only("id", "thing", "status", "author", "seq"):
        done, total = counted[fact.thing]
        counted[fact.thing] = (done + (not is_open(fact, back)), total + 1)
    return counted
