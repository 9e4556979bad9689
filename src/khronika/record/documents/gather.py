"""Gathers a snapshot from the working tables: the only file here that asks the database.

Only facts that a person accepted are taken; names are taken for hiding as soon as anybody
proposed them.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from khronika.model.canonical import Json
from khronika.model.page import Page, PageSource
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level, NamingGround
from khronika.record import values
from khronika.record.documents.snapshot import (
    CorrectionRow,
    EvidenceRow,
    FactRow,
    PartyRow,
    ProseRow,
    Snapshot,
    SourceRow,
)
from khronika.record.identity import kept
from khronika.record.models import (
    Act,
    Entry,
    Evidence,
    Fact,
    Intervention,
    Judgement,
    Number,
    Party,
    Report,
)

Facts = Mapping[str, tuple[FactRow, ...]]

_BATCH = 500


@dataclass(slots=True)
class _Rows:
    """Rows of facts with their values put in place of references."""

    accepted: dict[str, dict[str, tuple[FactRow, ...]]] = field(default_factory=dict)
    others: dict[str, list[FactRow]] = field(default_factory=dict)

    def one(self, thing: str, name: str) -> FactRow | None:
        """Answer the accepted fact of a field without items."""
        facts = self.accepted.get(thing, {}).get(name, ())
        return next((fact for fact in reversed(facts) if fact.item is None), None)

    def value(self, thing: str, name: str) -> Any:
        """Answer its value, or None."""
        fact = self.one(thing, name)
        return fact.value if fact else None

    def items(self, thing: str, name: str) -> tuple[FactRow, ...]:
        """Answer the accepted facts of a field with items."""
        return self.accepted.get(thing, {}).get(name, ())


def gather(
    subjects: Iterable[str],
    *,
    drawn: Mapping[tuple[str, str], str] | None = None,
) -> Snapshot:
    """Gather all that the documents of some subjects are made from.

    Args:
        subjects: `event:`, `story:` and so on, and a ULID.
        drawn: public ids by (party, level) that lie over the stored ones.

    Returns:
        A snapshot with every party of the record, since any may be named in a quote.
    """
    listed = list(dict.fromkeys(subjects))
    events = [one.partition(":")[2] for one in listed if one.startswith("event:")]
    prose = [one for one in listed if not one.startswith(("event:", "party:"))]
    acts = _in_order(Act.objects.filter(event__in=events, state="accepted"))
    steps = _in_order(Intervention.objects.filter(event__in=events, state="accepted"))
    reports = {**acts, **steps}
    rows = _facts([*reports, *events, *(one.partition(":")[2] for one in prose)])
    parties, kept_by = _parties(drawn or {}, set(reports.values()))
    sources = _sources(set(reports.values()))
    facts = tuple(
        _with_level(fact, rows)
        for fields in rows.accepted.values()
        for of_field in fields.values()
        for fact in of_field
        if fact.field != "level"
    )
    merged, merged_facts, unsure = _judgements(kept_by)
    return Snapshot(
        facts=facts,
        reports=_sorted(reports, rows),
        parties=parties,
        sources=sources,
        corrections=_corrections(events, set(reports.values()), set(reports)),
        prose={subject: _prose(subject, rows) for subject in prose},
        kept=merged,
        kept_facts=merged_facts,
        unsure=unsure,
        levels=_levels(listed, rows),
        level_facts={
            subject: (fact.at,)
            for subject in listed
            if (fact := rows.one(subject.partition(":")[2], "level")) is not None
        },
    )


def gather_parties(drawn: Mapping[tuple[str, str], str]) -> Snapshot:
    """Gather the parties of the record and what was judged of them, without any event."""
    parties, kept_by = _parties(drawn, frozenset())
    merged, merged_facts, unsure = _judgements(kept_by)
    return Snapshot(parties=parties, kept=merged, kept_facts=merged_facts, unsure=unsure)


def sources_of(reports: Collection[str]) -> dict[str, SourceRow]:
    """Gather the sources of some reports by hash."""
    return _sources(reports)


def numbers_of(subjects: Iterable[str]) -> dict[str, str]:
    """Answer the public numbers that subjects have."""
    rows = Number.objects.filter(subject__in=list(subjects))
    return dict(rows.values_list("subject", "number"))


def _in_order(rows: Any) -> dict[str, str]:
    return dict(rows.order_by("report", "id").values_list("id", "report"))


def _sorted(reports: Mapping[str, str], rows: _Rows) -> dict[str, str]:
    """Order acts: persons before groups, then as their words stand in the reports."""

    def place(thing: str) -> tuple[bool, str, int, str]:
        facts = rows.items(thing, "victim") or rows.items(thing, "what")
        cites = [cite.span.start for fact in facts for cite in fact.cites]
        is_group = rows.value(thing, "kind") == "group"
        return is_group, reports[thing], min(cites, default=0), thing

    return {thing: reports[thing] for thing in sorted(reports, key=place)}


def _facts(things: Collection[str], *, also_proposed: bool = False) -> _Rows:
    """Read the facts of things, with values in place of references."""
    found: list[Fact] = []
    listed = list(things)
    for start in range(0, len(listed), _BATCH):
        rows = Fact.objects.filter(thing__in=listed[start : start + _BATCH])
        found += rows.exclude(status="rejected").order_by("seq", "id")
    texts = _values(row.value_id for row in found)
    answer = _Rows()
    for row in found:
        fact = FactRow(row.id, _plain(row, texts), row.seq, _cites(row.cites))
        if row.erased or (_is_outside(row) and row.value_id not in texts):
            continue
        if row.status == "accepted" and row.author.startswith("u:"):
            fields = answer.accepted.setdefault(row.thing, {})
            fields[row.field] = (*fields.get(row.field, ()), fact)
        if also_proposed:
            answer.others.setdefault(row.thing, []).append(fact)
    return answer


def _values(ids: Iterable[str | None]) -> dict[str, Json]:
    wanted = [one for one in dict.fromkeys(ids) if one]
    found: dict[str, Json] = {}
    for start in range(0, len(wanted), _BATCH):
        found |= values.read(wanted[start : start + _BATCH])
    return found


def _plain(row: Fact, texts: Mapping[str, Json]) -> Json:
    if _is_outside(row) and row.value_id:
        return texts.get(row.value_id)
    value: Json = json.loads(row.value)
    return value


def _is_outside(row: Fact) -> bool:
    """Tell whether the whole value stands outside the chain, not only a large part of it."""
    return bool(row.value_id) and values.is_reference(json.loads(row.value))


def _cites(text: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(source, Span(start, end))
        for source, start, end in json.loads(text)
        if start < end
    )


def _with_level(fact: FactRow, rows: _Rows) -> FactRow:
    """Give a fact its own level, where an `access` entry named one for its field or item."""
    for level in rows.items(fact.owner, "level"):
        hidden = level.id.split(".", 2)[2] if level.id.count(".") > 1 else None
        own = fact.id.split(".", 1)[1]
        if hidden is not None and (own == hidden or own.startswith(f"{hidden}.")):
            return replace(fact, level=Level(str(level.value)))
    return fact


def _levels(subjects: Iterable[str], rows: _Rows) -> dict[str, Level]:
    found = {}
    for subject in subjects:
        level = rows.value(subject.partition(":")[2], "level")
        if level is not None:
            found[subject] = Level(level)
    return found


def _parties(
    drawn: Mapping[tuple[str, str], str], reports: Collection[str]
) -> tuple[dict[str, PartyRow], dict[str, str]]:
    """Read every party of the record, and which party stands for each."""
    listed = list(Party.objects.order_by("id"))
    rows = _facts([party.id for party in listed], also_proposed=True)
    mentions, dropped = _mentions(), _dropped()
    ids = _values(one for party in listed for one in (party.public_id, party.network_id))
    parties = {}
    for party in listed:
        stored = {"public": party.public_id, "network": party.network_id}
        opaque = {level: str(ids[one]) for level, one in stored.items() if one and one in ids}
        opaque |= {level: one for (whose, level), one in drawn.items() if whose == party.id}
        made = _party(party.id, rows, mentions.get(party.id, ()), opaque)
        told = party.id not in dropped and _is_of_account(made, party.report, reports)
        parties[party.id] = made if told else _mute(made)
    # Who was never judged the same as anybody stands for themselves: no need to ask for each.
    pairs = Judgement.objects.filter(verdict="same").values_list("left", "right")
    return parties, kept(sorted({one for pair in pairs for one in pair}))


def _is_of_account(party: PartyRow, report: str | None, reports: Collection[str]) -> bool:
    """Tell whether a party's names are hidden here.

    Not those that a coder took for a name in another report, of nobody knows what kind, and that
    nobody has looked at: they are mostly none.
    """
    return bool(party.facts) or party.hidden_as == "person" or report in reports


def _dropped() -> set[str]:
    """Answer the parties that only rejected acts and facts speak of: a coder's slips."""
    rejected = set(Act.objects.filter(state="rejected").values_list("id", flat=True))
    rejected |= set(Intervention.objects.filter(state="rejected").values_list("id", flat=True))
    spoken: dict[str, bool] = {}
    rows = Fact.objects.filter(party__isnull=False).values_list("party", "thing", "status")
    for party, thing, status in rows:
        stands = status != "rejected" and thing not in rejected
        spoken[str(party)] = spoken.get(str(party), False) or stands
    return {party for party, stands in spoken.items() if not stands}


def _mute(party: PartyRow) -> PartyRow:
    return replace(party, names=(), mentions=())


def _mentions() -> dict[str, tuple[Citation, ...]]:
    """Answer the words of every fact that names a party, whoever proposed it."""
    found: dict[str, list[Citation]] = {}
    rows = Fact.objects.filter(party__isnull=False).exclude(status="rejected")
    for party, cites in rows.order_by("id").values_list("party", "cites"):
        found.setdefault(str(party), []).extend(_cites(cites))
    return {party: tuple(cites) for party, cites in found.items()}


def _party(
    party: str, rows: _Rows, mentions: tuple[Citation, ...], opaque: Mapping[str, str]
) -> PartyRow:
    known = [fact for fact in rows.others.get(party, ()) if fact.field in ("name", "other_names")]
    level, ground = rows.value(party, "level"), rows.value(party, "ground")
    told = [rows.one(party, name) for name in ("kind", "name", "level", "ground")]
    cites = tuple(cite for fact in known for cite in fact.cites)
    proposed = [fact.value for fact in rows.others.get(party, ()) if fact.field == "kind"]
    return PartyRow(
        id=party,
        kind=rows.value(party, "kind") or "unknown",
        name=rows.value(party, "name"),
        names=tuple(dict.fromkeys(fact.value for fact in known if isinstance(fact.value, str))),
        mentions=tuple(dict.fromkeys((*mentions, *cites))),
        name_level=Level(level) if level else None,
        ground=NamingGround(ground) if ground else None,
        opaque=opaque,
        country=rows.value(party, "country"),
        is_convicted=ground == NamingGround.CONVICTED_OFFICIAL,
        facts=tuple(fact.at for fact in told if fact is not None),
        hidden_as=str(proposed[-1]) if proposed and told[0] is None else None,
    )


def _judgements(
    kept_by: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, tuple[tuple[str, int], ...]], frozenset[frozenset[str]]]:
    """Answer merged parties, the judgements behind each, and pairs that are "unsure"."""
    merged = {party: into for party, into in kept_by.items() if party != into}
    facts: dict[str, tuple[tuple[str, int], ...]] = {}
    unsure = set()
    for row in Judgement.objects.order_by("seq", "id"):
        pair = frozenset(kept_by.get(one, one) for one in (row.left, row.right))
        if row.verdict == "unsure" and len(pair) == 2:
            unsure.add(pair)
        if row.verdict == "same":
            for one in (row.left, row.right):
                facts[one] = (*facts.get(one, ()), (row.id, row.seq))
    return merged, facts, frozenset(unsure)


def _sources(reports: Collection[str]) -> dict[str, SourceRow]:
    """Read pages, packages and standing of the sources of some reports."""
    rows = _facts(reports)
    evidence = {row.report: row for row in Evidence.objects.filter(report__in=list(reports))}
    pages: dict[str, dict[str, Page]] = {}
    strangers: dict[str, tuple[Span, ...]] = {}
    for report in Report.objects.filter(id__in=list(reports), text__isnull=False):
        stored = _stored_pages(report.text)
        pages[report.id] = {
            sha256: _page(sha256, one, report.id, rows) for sha256, one in stored.items()
        }
        strangers |= {sha256: _strangers(one) for sha256, one in stored.items()}
    by_report = {report: sorted(found) for report, found in pages.items()}
    return {
        sha256: replace(
            _source(report, page, evidence.get(report), rows, by_report),
            strangers=strangers[sha256],
        )
        for report, found in pages.items()
        for sha256, page in found.items()
    }


def _stored_pages(text: str | None) -> Mapping[str, Json]:
    stored = values.read_large(text) if text else {}
    return stored if isinstance(stored, Mapping) else {}


def _strangers(stored: Json) -> tuple[Span, ...]:
    """Read the mentions of people that came with a page: [start, end] under `people`, if any."""
    told = stored.get("people") if isinstance(stored, Mapping) else None
    spans: list[Any] = list(told) if isinstance(told, list) else []
    return tuple(Span(start, end) for start, end in spans)


def _page(sha256: str, stored: Json, report: str, rows: _Rows) -> Page:
    """Take a stored page; title, address and date are shown as far as a person accepted them."""
    if isinstance(stored, Mapping):
        page = Page.from_json(stored)
    else:
        text = str(stored)
        page = Page(PageSource(sha256, len(text.encode()), "text/plain", "utf-8"), text, ())
    return replace(
        page,
        source=replace(page.source, url=rows.value(report, "url")),
        title=rows.value(report, "title"),
        site=rows.value(report, "outlet"),
        byline=rows.value(report, "byline"),
        published=rows.value(report, "published"),
        lang=rows.value(report, "language") or page.lang,
    )


def _source(
    report: str,
    page: Page,
    package: Evidence | None,
    rows: _Rows,
    by_report: Mapping[str, list[str]],
) -> SourceRow:
    level = rows.value(report, "level")
    shown = ("title", "outlet", "url", "published", "language", "file_name", "official", "level")
    told = [rows.one(report, name) for name in (*shown, "captured")]
    origins = rows.items(report, "derived_from")
    independent = {
        sha256
        for fact in origins
        if isinstance(fact.value, Mapping) and fact.value.get("how") == "independent"
        for sha256 in by_report.get(str(fact.value.get("report")), ())
    }
    return SourceRow(
        report=report,
        page=page,
        evidence=EvidenceRow(
            package=f"ev-{package.id}" if package else "",
            head_sha256=package.head if package else "",
            level=Level(level) if level and package else Level.RESTRICTED,
        ),
        levels={
            fact.id.split(".", 2)[2]: Level(str(fact.value))
            for fact in rows.items(report, "level")
            if fact.id.count(".") > 1
        },
        captured_at=rows.value(report, "captured"),
        file_name=rows.value(report, "file_name"),
        is_official=rows.value(report, "official") is True,
        independent_of=frozenset(independent),
        facts=tuple(
            fact.at for fact in (*told, *origins, *rows.items(report, "level")) if fact is not None
        ),
    )


def _corrections(
    events: Iterable[str], reports: Iterable[str], things: Collection[str]
) -> tuple[CorrectionRow, ...]:
    """Read public corrections of facts of some events and their acts from the ledger."""
    subjects = [f"event:{one}" for one in events] + [f"report:{one}" for one in reports]
    wanted = {*things, *events}
    rows = []
    entries = Entry.objects.filter(kind="correct", subject__in=subjects).order_by("seq")
    for entry in entries:
        payload = json.loads(entry.payload)
        if payload["thing"] not in wanted:
            continue
        reason = _referred(payload["reason"])
        rows += [
            CorrectionRow(
                item["fact"],
                _referred(item.get("old")),
                _referred(item.get("value")),
                reason if isinstance(reason, str) else "",
                entry.at[:10],
                entry.seq,
            )
            for item in payload["facts"]
        ]
    return tuple(rows)


def _referred(value: Any) -> Json:
    """Answer what a reference refers to; None where it was erased."""
    if values.is_reference(value):
        return values.read([value["value"]]).get(value["value"])
    answer: Json = value
    return answer


def _prose(subject: str, rows: _Rows) -> ProseRow:
    thing = subject.partition(":")[2]
    trees: dict[str, Json] = {}
    facts = list(rows.items(thing, "tree"))
    slug = rows.one(thing, "slug")
    for fact in facts:
        if isinstance(fact.value, Mapping):
            reference: Any = fact.value["tree"]
            tree = values.read_large(reference["value"])
            trees[str(fact.value["lang"])] = _with_slug(tree, slug)
    extra: dict[str, Json] = {}
    for fact in rows.items(thing, "extra"):
        if isinstance(fact.value, Mapping):
            extra[str(fact.value["key"])] = fact.value["value"]
    told = [*facts, *rows.items(thing, "extra"), *([slug] if slug else [])]
    return ProseRow(subject, trees, extra, tuple(fact.at for fact in told))


def _with_slug(tree: Json, slug: FactRow | None) -> Json:
    if not isinstance(tree, Mapping) or tree.get("slug") or slug is None:
        return tree
    return {**tree, "slug": slug.value}
