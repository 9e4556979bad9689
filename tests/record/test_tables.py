"""A program works on the tables that it was written for, and says so where they are others."""

from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder

from khronika.cli import main
from khronika.record.tables import TablesNewer, TablesOlder, refuse_other_tables

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_tables_of_this_version_are_taken(office: Any) -> None:
    """What was migrated by this version is what it works on."""
    refuse_other_tables()


def test_tables_of_an_older_version_are_told(
    office: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the tables are brought up, a command ends in one line that names the next step."""
    MigrationRecorder.Migration.objects.filter(app="record", name="0007_copies").delete()
    with pytest.raises(TablesOlder, match="record.0007_copies first"):
        refuse_other_tables()
    assert main(["record", "verify"]) == 2
    said = capsys.readouterr().err
    assert "make a backup, then start `khronika serve`" in said
    assert said.count("\n") == 1


def test_tables_of_a_newer_version_are_told(office: Any) -> None:
    """Whoever went back to an older program is told before it writes anything."""
    MigrationRecorder.Migration.objects.create(
        app="public", name="9999_later", applied="2031-01-01T00:00:00+00:00"
    )
    with pytest.raises(TablesNewer, match="public.9999_later"):
        refuse_other_tables()


def test_tables_of_others_do_not_count(office: Any) -> None:
    """What Django and Wagtail keep is theirs to judge."""
    MigrationRecorder.Migration.objects.create(
        app="sessions", name="9999_later", applied="2031-01-01T00:00:00+00:00"
    )
    refuse_other_tables()
