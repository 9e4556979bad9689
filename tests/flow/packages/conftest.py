"""An event whose report's package is to be public, and a security officer."""

from pathlib import Path

import pytest
from tests.flow.packages.served import REPORT

from khronika.capture import Conditions
from khronika.flow.intake import intake
from khronika.flow.people import Newcomer, admit
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Fact, Party


@pytest.fixture(name="event")
def _event(
    ledger: Ledger, editors: list[str], conditions: Conditions, tmp_path: Path
) -> tuple[str, str]:
    """Answer an event whose report's package is to be public, and the party of its victim."""
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    author = editors[0]
    report = intake(path, ledger=ledger, actor=author, conditions=conditions).report
    act = Act.objects.filter(report=report).first()
    assert act is not None
    parties = Party.objects.filter(report=report).values_list("id", flat=True)
    victim = str(Fact.objects.get(pk=f"{act.id}.victim").party)
    steps.accept_all(ledger, author, [("act", act.id), ("party", victim)], base=ledger.head()[0])
    for party in set(parties) - {victim}:
        body = steps.Change(f"{party}.kind", "correct", "organisation")
        name = steps.Change(f"{party}.name")
        steps.decide(ledger, author, "party", party, [body, name], base=ledger.head()[0])
    event = ledger.new_id()
    steps.compose(ledger, author, event, [act.id], base=ledger.head()[0])
    steps.set_access(ledger, author, f"report:{report}", level="public", base=ledger.head()[0])
    return event, victim


@pytest.fixture(name="officer")
def _officer(ledger: Ledger, editors: list[str]) -> str:
    """Answer the opaque id of a security officer, let in before anything is recorded."""
    person = Newcomer("Dana Sample", "dana@office.example", ("security_officer",), None)
    return admit(ledger, [person])[0].actor
