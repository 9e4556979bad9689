"""Gathers films and pictures that are said to show events, from the working tables.

Only what a person decided counts, and nothing of evidence that nobody but us may see: a sheet is
for those who may have the film.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from khronika.model.vocabulary import Level
from khronika.record.behind import evidence_of, packages_of_report, shut
from khronika.record.documents.covering import packages_covered
from khronika.record.documents.decided import DecidedFacts, decided_facts
from khronika.record.documents.snapshot import FactRow, FilmRow
from khronika.record.ledger.copies import gone_of
from khronika.record.ledger.sql import Statements
from khronika.record.models import Fact
from khronika.record.reading import read_from


@dataclass(frozen=True, slots=True)
class Blurred:
    """What of a report's package is kept blurred, and the facts that say so or lifted it."""

    is_any: bool
    facts: tuple[tuple[str, int], ...]


def films_of_events(events: Collection[str], things: Collection[str] = ()) -> tuple[FilmRow, ...]:
    """Answer the films that are said to show some events, or whose seconds are cited in them.

    Only those that somebody outside may see.

    Args:
        events: ULIDs.
        things: ULIDs of the acts and interventions of the events.
    """
    if not events:
        return ()
    shows = Fact.objects.filter(field="shows", status="accepted").values_list("thing", "value")
    named = {thing for thing, value in shows if json.loads(value)["event"] in events}
    seen = Fact.objects.filter(field="seen", status="accepted", thing__in=list(things))
    named |= {str(json.loads(value)["film"]) for value in seen.values_list("value", flat=True)}
    films = sorted(named)
    rows = decided_facts(films)
    files = {film: rows.value(film, "file") for film in films}
    homes = {file["report"] for file in files.values() if file} - _erased_reports(files.values())
    told, blurred = decided_facts(homes), blurred_in(homes)
    covered = packages_covered(homes, Statements.on(read_from()))
    authors = _authors(films)
    found = (
        _film(film, file, told, authors[film], blurred, covered)
        for film, file in files.items()
        if file and file["report"] in homes
    )
    return tuple(film for film in found if film.evidence.level is not Level.RESTRICTED)


def level_of_film(film: str) -> Level:
    """Answer who may have a film: as its report's package says; nobody once that is erased."""
    file = decided_facts([film]).value(film, "file")
    if not file or _erased_reports([file]):
        return Level.RESTRICTED
    report = str(file["report"])
    level = decided_facts([report]).one(report, "level")
    return evidence_of(packages_of_report(report), str(file["sha256"]), level).level


def facts_of_films(films: Iterable[FilmRow]) -> tuple[FactRow, ...]:
    """Answer the decided facts of some films: what is said of them, and which events they show."""
    ids = [film.id for film in films]
    rows = decided_facts(ids)
    return tuple(
        fact for film in ids for facts in rows.accepted.get(film, {}).values() for fact in facts
    )


def blurred_in(reports: Collection[str]) -> dict[str, Blurred]:
    """Answer, for reports whose packages hold films with marks, whether any of them stands.

    A mark stands as soon as one person set it; it is lifted by a fact that the document brings
    before a second one.
    """
    marks = Fact.objects.filter(field="marks", erased=False).exclude(status="rejected")
    by_film: dict[str, list[Fact]] = {}
    for mark in marks.order_by("id"):
        by_film.setdefault(mark.thing, []).append(mark)
    files = Fact.objects.filter(field="file", thing__in=list(by_film))
    found: dict[str, list[Fact]] = {}
    for file in files.order_by("id"):
        report = json.loads(file.value)["report"]
        if report in reports:
            found.setdefault(report, []).extend(by_film[file.thing])
    return {
        report: Blurred(
            any(json.loads(one.value)["why"] is not None for one in facts),
            tuple((one.id, one.seq) for one in facts),
        )
        for report, facts in found.items()
    }


def _erased_reports(files: Iterable[Any]) -> set[str]:
    reports = {file["report"] for file in files if file}
    return gone_of(reports, Statements.on(read_from()))


def _authors(films: Collection[str]) -> Mapping[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {film: {} for film in films}
    rows = Fact.objects.filter(thing__in=list(films)).values_list("thing", "id", "author")
    for film, fact, author in rows:
        found[film][fact] = author
    return found


def _film(
    film: str,
    file: Any,
    told: DecidedFacts,
    authors: Mapping[str, str],
    blurred: Mapping[str, Blurred],
    covered: Collection[str],
) -> FilmRow:
    report = str(file["report"])
    packages, level = packages_of_report(report), told.one(report, "level")
    evidence = evidence_of(packages, str(file["sha256"]), level)
    kept = blurred.get(report)
    own = [told.one(report, name) for name in ("level", "captured")]
    return FilmRow(
        id=film,
        report=report,
        file=file,
        evidence=shut(evidence, covered, is_blurred=kept is not None and kept.is_any),
        authors=authors,
        captured_at=told.value(report, "captured"),
        facts=(
            *(fact.at for fact in own if fact is not None),
            *(kept.facts if kept else ()),
        ),
    )
