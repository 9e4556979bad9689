"""What is checked is read from the database that was named, and from no other."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from khronika.record import approval
from khronika.record.ledger.said import check_said
from khronika.record.ledger.surroundings import check_documents
from khronika.record.models import Fact
from khronika.record.reading import read_from, reading_from
from khronika.settings.database import read_database

OTHER = "another"


@pytest.fixture(name="other")
def _other(tmp_path: Path) -> Iterator[Any]:
    """Answer what copies the database in use to another place, and names it by an alias."""

    def copy() -> str:
        path = tmp_path / "another.sqlite3"
        with (
            sqlite3.connect(connection.settings_dict["NAME"]) as here,
            sqlite3.connect(path) as there,
        ):
            here.backup(there)
        made = {OTHER: read_database(tmp_path, f"sqlite:///{path}")}
        fitted = connections.configure_settings({"default": connection.settings_dict, **made})
        connections.settings[OTHER] = fitted[OTHER]
        return OTHER

    yield copy
    if OTHER in connections.settings:
        connections[OTHER].close()
        del connections[OTHER]
        del connections.settings[OTHER]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_usual_altered", [True, False])
def test_documents_are_read_against_their_own_record(
    office: Any, story: Any, other: Any, is_usual_altered: bool
) -> None:
    """A value that was altered is found in the database in which it was, and only there."""
    event, _, _ = story.decided(office.ledger, f"u:{office.asel}")
    base = office.ledger.head()[0]
    request = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base)
    approval.approve(office.ledger, f"u:{office.boris}", request.id, base=office.ledger.head()[0])
    approval.publish(office.ledger, f"u:{office.asel}", request.id, base=office.ledger.head()[0])
    alias = other()
    altered, whole = ("default", alias) if is_usual_altered else (alias, "default")
    rows = Fact.objects.using(altered).filter(field="type", thing__in=_acts(altered))
    assert rows.update(value='"killing"')
    assert [one for one in check_said(altered) if "not that of the record" in one]
    assert list(check_said(whole)) == []
    assert not [one for one in check_documents(whole) if "not that of the record" in one]


def _acts(using: str) -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT id FROM record_act")
        return [str(row[0]) for row in cursor.fetchall()]


def test_reading_elsewhere_ends_with_its_block() -> None:
    """Whatever happens within, the usual database is read afterwards."""

    def fails() -> None:
        with reading_from(OTHER):
            raise ValueError(read_from())

    with pytest.raises(ValueError, match=OTHER):
        fails()
    assert read_from() == "default"
