"""Answers which packages stand behind a report: one, or more where a capture was completed.

The newest whole one is what readers are offered; words and films are shown from the package that
holds them, and every package is kept.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from khronika.model.vocabulary import Level
from khronika.record.documents.snapshot import EvidenceRow, FactRow
from khronika.record.models import Evidence, Fact

Behind = Sequence[Evidence]
"""The packages of one report, in the order in which they came."""


def behind(reports: Collection[str]) -> dict[str, tuple[Evidence, ...]]:
    """Answer the packages of some reports, oldest first.

    Args:
        reports: ULIDs.

    Returns:
        By report; one without a package is missing.
    """
    found: dict[str, tuple[Evidence, ...]] = {}
    for row in Evidence.objects.filter(report__in=list(reports)).order_by("seq", "id"):
        found[row.report] = (*found.get(row.report, ()), row)
    return found


def packages_of_report(report: str) -> tuple[Evidence, ...]:
    """Answer the packages of one report, oldest first."""
    return behind([report]).get(report, ())


def offered(rows: Behind) -> Evidence | None:
    """Answer the package that readers are offered: the newest whole one, else the first.

    A package that came in with its report does not say in the record whether it is whole; one
    that completes it does.
    """
    whole = [row for row in rows if row.whole]
    return whole[-1] if whole else next(iter(rows), None)


def holding(rows: Behind, sha256: str) -> Evidence | None:
    """Answer the newest package that holds a page, film or picture; else the first."""
    holds = [row for row in rows if sha256 in _hashes(row)]
    return holds[-1] if holds else next(iter(rows), None)


def _hashes(row: Evidence) -> set[str]:
    return {*json.loads(row.sources), *json.loads(row.media)}


def in_reading_order(rows: Behind, hashes: Iterable[str]) -> list[str]:
    """Order pages so that the one of the package which readers are offered comes first."""
    wanted = list(hashes)
    best = offered(rows)
    order = [*([best] if best else []), *reversed(rows)]
    listed = [sha256 for row in order for sha256 in json.loads(row.sources) if sha256 in wanted]
    return list(dict.fromkeys([*listed, *wanted]))


def evidence_of(rows: Behind, sha256: str, level: FactRow | None) -> EvidenceRow:
    """Answer the package that holds a page or film, who may have it, and what completes it.

    A package that came after the level of its report was set is restricted until the level is
    set again: nobody can have judged it. So is a redacted copy since whose level was set its
    original was restricted, or somebody in it was restricted or erased.

    Args:
        rows: packages of the report, oldest first.
        sha256: of the page, film or picture.
        level: the fact that says who may have the evidence of the report.
    """
    held = holding(rows, sha256)
    if held is None:
        return EvidenceRow("", "", Level.RESTRICTED)
    completing = [row for row in rows if row.whole and row.completes == held.id]
    heads = {row.id: row.head for row in rows}
    return EvidenceRow(
        package=f"ev-{held.id}",
        head_sha256=held.head,
        level=_level(held, level),
        completes=heads.get(held.completes or ""),
        completed_by=_completing(completing[-1], level) if completing else None,
    )


def shut(evidence: EvidenceRow, covered: Collection[str], *, is_blurred: bool) -> EvidenceRow:
    """Close a package, and the one that completes it, each for its own reason.

    Args:
        evidence: the package.
        covered: ULIDs of packages that an erasure closed for good.
        is_blurred: whether somebody in the report's films is kept blurred.
    """
    newer = evidence.completed_by
    return replace(
        evidence,
        is_closed=is_blurred or evidence.package.removeprefix("ev-") in covered,
        completed_by=shut(newer, covered, is_blurred=is_blurred) if newer else None,
    )


def level_of_package(row: Evidence) -> Level:
    """Answer who may have a package, by the level of its report that counts for it."""
    fact = Fact.objects.filter(pk=f"{row.report}.level").exclude(status="rejected").first()
    is_judged = fact is not None and fact.seq >= judged_from(row)
    return Level(json.loads(fact.value)) if fact is not None and is_judged else Level.RESTRICTED


def judged_from(row: Evidence) -> int:
    """Answer the entry from which on a level counts for a package: who came before saw another."""
    return max(row.seq, (row.reached or 0) + 1)


def _completing(row: Evidence, level: FactRow | None) -> EvidenceRow:
    return EvidenceRow(f"ev-{row.id}", row.head, _level(row, level))


def _level(row: Evidence, level: FactRow | None) -> Level:
    is_judged = level is not None and level.value is not None and level.seq >= judged_from(row)
    return Level(str(level.value)) if level is not None and is_judged else Level.RESTRICTED
