"""Says what is missing from a report's capture, and which packages complete it.

What somebody saved by hand becomes a second package of the same report. Offices that completed a
capture before that was so have a report of its own for it, joined by a fact that says that both
are of one origin; these are shown as they stand.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from khronika.desk.report.page import people
from khronika.flow.completing import broken_of
from khronika.record.behind import offered, packages_of_report
from khronika.record.models import Entry, Evidence, Fact

SAME = "same_origin"


@dataclass(frozen=True, slots=True)
class Kept:
    """A package of a report: who brought it, when, and whether readers are offered it."""

    name: str
    head: str
    who: str
    at: str
    is_broken: bool
    is_offered: bool


@dataclass(frozen=True, slots=True)
class Completing:
    """What is missing from a report's capture, its packages, and reports of the same origin."""

    gaps: tuple[str, ...]
    packages: tuple[Kept, ...]
    added: tuple[str, ...]
    of: tuple[str, ...]

    @property
    def is_completed(self) -> bool:
        """Tell whether a whole package stands beside the one that broke off."""
        return len(self.packages) > 1 and not all(one.is_broken for one in self.packages)


def completing(report: str) -> Completing:
    """Answer what a report's package says is missing, and what completes it."""
    facts = Fact.objects.filter(field="derived_from").exclude(status="rejected")
    pairs = [
        (fact.thing, json.loads(fact.value)["report"])
        for fact in facts.filter(Q(thing=report) | Q(value__contains=report))
        if json.loads(fact.value)["how"] == SAME
    ]
    added = tuple(sorted(new for new, old in pairs if old == report))
    of = tuple(old for new, old in pairs if new == report)
    broken = broken_of(report, Path(settings.HOME) / "store")
    rows = packages_of_report(report)
    gaps = broken.gaps if broken else ()
    return Completing(gaps, _kept(rows) if len(rows) > 1 else (), added, of)


def _kept(rows: tuple[Evidence, ...]) -> tuple[Kept, ...]:
    entries = Entry.objects.in_bulk([row.seq for row in rows])
    known, best = people(), offered(rows)
    return tuple(
        Kept(
            name=f"ev-{row.id}",
            head=row.head,
            who=known.get(entries[row.seq].actor, ""),
            at=entries[row.seq].at[:16].replace("T", " "),
            is_broken=not row.whole,
            is_offered=best is not None and row.id == best.id,
        )
        for row in rows
    )
