"""A step of the side-by-side screen keeps to the report that it is about."""

from collections.abc import Callable
from typing import Any

import pytest

from khronika.record.models import Act, Fact, Party


def _facts(report: str) -> list[Fact]:
    """Answer a fact of the report, of an act and of a party that it names."""
    act, party = Act.objects.filter(report=report)[0], Party.objects.filter(report=report)[0]
    own = [Fact.objects.filter(thing=one).order_by("id") for one in (act.id, party.id, report)]
    return [facts[0] for facts in own]


def test_a_fact_of_another_report_is_not_decided_here(
    office: Any, make_report: Callable[..., str]
) -> None:
    """A step names a fact of the report that it is about, or nothing is done."""
    here, there = make_report(), make_report()
    before = office.ledger.head()
    for fact in _facts(there):
        for step in ("accept", "reject", "correct", "take-out"):
            said = {"value": "Lanter", "words": "Selm", "reason": "x"}
            answer = office.do("ann", here, step, fact=fact.id, **said)
            assert answer.status_code == 404
    assert office.ledger.head() == before


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_fact_of_this_report_is_decided(
    office: Any, make_report: Callable[..., str], which: int
) -> None:
    """Facts of the report itself, of its acts and of whom it names are all of it."""
    report = make_report()
    fact = _facts(report)[which]
    assert office.do("ann", report, "accept", fact=fact.id).status_code == 200
    assert Fact.objects.get(pk=fact.id).author == office.actors["ann"]
