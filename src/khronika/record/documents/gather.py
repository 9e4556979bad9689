"""Gathers a snapshot from the working tables, with the pages and packages behind it."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from khronika.model.canonical import Json
from khronika.model.page import Page, PageSource
from khronika.model.span import Span
from khronika.model.vocabulary import Level
from khronika.record import values
from khronika.record.behind import Behind, behind, evidence_of, shut
from khronika.record.documents.covering import packages_covered
from khronika.record.documents.decided import (
    DecidedFacts,
    decided_facts,
    judgements,
    parties_of_record,
)
from khronika.record.documents.filmed import (
    Blurred,
    blurred_in,
    facts_of_films,
    films_of_events,
    level_of_film,
)
from khronika.record.documents.snapshot import (
    CorrectionRow,
    FactRow,
    ProseRow,
    Snapshot,
    SourceRow,
)
from khronika.record.ledger.sql import Statements
from khronika.record.models import (
    Act,
    Entry,
    Intervention,
    Number,
    Report,
)
from khronika.record.reading import read_from


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
    rows = decided_facts([*reports, *events, *(one.partition(":")[2] for one in prose)])
    films = films_of_events(events, reports)
    homes = {*reports.values(), *(film.report for film in films)}
    parties, kept_by = parties_of_record(drawn or {}, homes)
    sources = _sources(homes)
    facts = tuple(
        _with_level(fact, rows)
        for fields in rows.accepted.values()
        for of_field in fields.values()
        for fact in of_field
        if fact.field != "level"
    )
    facts += facts_of_films(films)
    merged, merged_facts, unsure = judgements(kept_by)
    return Snapshot(
        facts=facts,
        reports=_sorted(reports, rows),
        parties=parties,
        sources=sources,
        corrections=_corrections(events, homes, {*reports, *(film.id for film in films)}, rows),
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
        films=films,
    )


def gather_parties(drawn: Mapping[tuple[str, str], str]) -> Snapshot:
    """Gather the parties of the record and what was judged of them, without any event."""
    parties, kept_by = parties_of_record(drawn, frozenset())
    merged, merged_facts, unsure = judgements(kept_by)
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


def _sorted(reports: Mapping[str, str], rows: DecidedFacts) -> dict[str, str]:
    """Order acts: persons before groups, then as their words stand in the reports."""

    def place(thing: str) -> tuple[bool, str, int, str]:
        facts = rows.items(thing, "victim") or rows.items(thing, "what")
        cites = [cite.span.start for fact in facts for cite in fact.cites]
        is_group = rows.value(thing, "kind") == "group"
        return is_group, reports[thing], min(cites, default=0), thing

    return {thing: reports[thing] for thing in sorted(reports, key=place)}


def _with_level(fact: FactRow, rows: DecidedFacts) -> FactRow:
    """Give a fact its own level, where an `access` entry named one for its field or item."""
    level = _own_level(fact.id, rows)
    return fact if level is None else replace(fact, level=level)


def _own_level(fact: str, rows: DecidedFacts) -> Level | None:
    owner, _, own = fact.partition(".")
    for level in rows.items(owner, "level"):
        hidden = level.id.split(".", 2)[2] if level.id.count(".") > 1 else None
        if hidden is not None and (own == hidden or own.startswith(f"{hidden}.")):
            return Level(str(level.value))
    return None


def _levels(subjects: Iterable[str], rows: DecidedFacts) -> dict[str, Level]:
    found = {}
    for subject in subjects:
        level = rows.value(subject.partition(":")[2], "level")
        if level is not None:
            found[subject] = Level(level)
    return found


def _sources(reports: Collection[str]) -> dict[str, SourceRow]:
    """Read pages, packages and standing of the sources of some reports."""
    rows, blurred = decided_facts(reports), blurred_in(reports)
    packages, covered = behind(reports), packages_covered(reports, Statements.on(read_from()))
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
            _closed(
                _source(report, page, packages.get(report, ()), rows, by_report),
                blurred,
                covered,
            ),
            strangers=strangers[sha256],
        )
        for report, found in pages.items()
        for sha256, page in found.items()
    }


def _closed(
    source: SourceRow, blurred: Mapping[str, Blurred], covered: Collection[str]
) -> SourceRow:
    """Close a package in which somebody is kept blurred, or that names who was erased.

    Who lifted a blur is shown with it.
    """
    kept = blurred.get(source.report)
    evidence = shut(source.evidence, covered, is_blurred=kept is not None and kept.is_any)
    return replace(source, evidence=evidence, facts=(*source.facts, *(kept.facts if kept else ())))


def _stored_pages(text: str | None) -> Mapping[str, Json]:
    stored = values.read_large(text, using=read_from()) if text else {}
    return stored if isinstance(stored, Mapping) else {}


def _strangers(stored: Json) -> tuple[Span, ...]:
    """Read the mentions of people that came with a page: [start, end] under `people`, if any."""
    told = stored.get("people") if isinstance(stored, Mapping) else None
    spans: list[Any] = list(told) if isinstance(told, list) else []
    return tuple(Span(start, end) for start, end in spans)


def _page(sha256: str, stored: Json, report: str, rows: DecidedFacts) -> Page:
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
    packages: Behind,
    rows: DecidedFacts,
    by_report: Mapping[str, list[str]],
) -> SourceRow:
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
        evidence=evidence_of(packages, page.source.sha256, rows.one(report, "level")),
        held_by=frozenset(
            f"ev-{row.id}" for row in packages if page.source.sha256 in json.loads(row.sources)
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
    events: Iterable[str], reports: Iterable[str], things: Collection[str], decided: DecidedFacts
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
                _level_of_correction(item, decided),
            )
            for item in payload["facts"]
        ]
    return tuple(rows)


def _level_of_correction(item: Mapping[str, Any], decided: DecidedFacts) -> Level:
    """Answer who may read of a correction: not more than may see the fact, nor than the film."""
    own = _own_level(item["fact"], decided) or Level.PUBLIC
    seen = [item.get("old"), item.get("value")] if ".seen." in item["fact"] else []
    films = {str(one["film"]) for one in seen if isinstance(one, Mapping)}
    levels = {own, *(level_of_film(film) for film in films)}
    return next((one for one in (Level.RESTRICTED, Level.NETWORK) if one in levels), Level.PUBLIC)


def _referred(value: Any) -> Json:
    """Answer what a reference refers to; None where it was erased."""
    if values.is_reference(value):
        return values.read([value["value"]], using=read_from()).get(value["value"])
    answer: Json = value
    return answer


def _prose(subject: str, rows: DecidedFacts) -> ProseRow:
    thing = subject.partition(":")[2]
    trees: dict[str, Json] = {}
    facts = list(rows.items(thing, "tree"))
    slug = rows.one(thing, "slug")
    for fact in facts:
        if isinstance(fact.value, Mapping):
            reference: Any = fact.value["tree"]
            tree = values.read_large(reference["value"], using=read_from())
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
