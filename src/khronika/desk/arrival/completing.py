"""Completes a capture that failed halfway: what somebody saved by hand is set beside it.

The record knows one package a report. So the file becomes a package and a report of its own, read
by itself, and a person's fact says that both are of one origin: they never count as two sources.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from khronika.desk.gate import derived, ledger
from khronika.desk.models import Intake
from khronika.errors import SealError
from khronika.model.ulid import is_ulid
from khronika.record.ledger.append import entry_of
from khronika.record.models import Evidence, Fact
from khronika.record.steps import Change, decide
from khronika.seal.container import describe, open_container

SAME = "same_origin"


@dataclass(frozen=True, slots=True)
class Completing:
    """What is missing from a report's capture, and the reports that belong to the same page."""

    gaps: tuple[str, ...]
    added: tuple[str, ...]
    of: tuple[str, ...]


def completing(report: str) -> Completing:
    """Answer what a report's package says is missing, and what was set beside it."""
    facts = Fact.objects.filter(field="derived_from").exclude(status="rejected")
    pairs = [
        (fact.thing, json.loads(fact.value)["report"])
        for fact in facts.filter(Q(thing=report) | Q(value__contains=report))
        if json.loads(fact.value)["how"] == SAME
    ]
    added = tuple(sorted(new for new, old in pairs if old == report))
    return Completing(gaps_of(report), added, tuple(old for new, old in pairs if new == report))


def gaps_of(report: str) -> tuple[str, ...]:
    """Answer what a report's package declares as missing, in the words of its manifest."""
    row = Evidence.objects.filter(report=report).first()
    if row is None:
        return ()
    store = Path(settings.HOME) / "store"
    places = (store / f"ev-{row.id}", store / f"ev-{row.id}.zip")
    path = next((place for place in places if place.exists()), None)
    if path is None:
        return ()
    try:
        container = open_container(path)
    except SealError:
        return ()  # `khronika record verify` tells of it; here it hides nothing that is there
    try:
        told = describe(container)
    except SealError:
        return ()
    finally:
        container.close()
    gaps = told.get("gaps")
    listed = gaps if isinstance(gaps, list) else []
    found = tuple(str(gap.get("why", "")) for gap in listed if isinstance(gap, dict))
    return found or (("",) if told.get("complete") is False else ())


def link(row: Intake, report: str) -> None:
    """Say, as the person who sent it, that a new report is of one origin with an older one.

    Args:
        row: the intake, whose `completes` names the older report.
        report: ULID of the new one.
    """
    entry = derived(row.id, f"completes {row.completes}")
    if not is_ulid(row.completes) or entry_of(entry) is not None:
        return
    record = ledger()
    fact = f"{report}.derived_from.{derived(row.id, 'origin')}"
    change = Change(fact, "correct", {"report": row.completes, "how": SAME})
    decide(record, f"u:{row.person}", "report", report, [change], base=record.head()[0],
           entry=entry)  # fmt: skip
