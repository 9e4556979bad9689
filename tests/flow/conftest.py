"""An office with people in it, in a home of its own."""

from pathlib import Path

import pytest

from khronika.capture import Conditions
from khronika.flow.people import Newcomer, admit
from khronika.record.ledger.append import Ledger


@pytest.fixture(name="ledger")
def _ledger(office_home: Path) -> Ledger:
    """Answer an empty ledger."""
    return Ledger()


@pytest.fixture(name="editors")
def _editors(ledger: Ledger) -> list[str]:
    """Answer the opaque ids of two editors."""
    people = admit(
        ledger,
        [
            Newcomer("Asel Sample", "asel@office.example", ("editor",), None),
            Newcomer("Boris Sample", "boris@office.example", ("editor",), None),
        ],
    )
    return [person.actor for person in people]


@pytest.fixture(name="conditions")
def _conditions(office_home: Path) -> Conditions:
    """Answer conditions of capture into the office's store."""
    return Conditions.from_environment(office_home / "store")


@pytest.fixture(name="source")
def _source(tmp_path: Path) -> Path:
    """Answer the path of an invented report."""
    path = tmp_path / "report.txt"
    path.write_text(
        "Selm: reporter detained\n\nOn 14 May 2025 police in Selm detained Mira Tavel, a reporter of"
        " the newspaper Harbour Post.\n",
        "utf-8",
    )
    return path
