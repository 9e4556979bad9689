"""Tells whether the tables are those that this version of the program was written for."""

from pathlib import Path

from django.apps import apps
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from khronika.errors import RecordError


class TablesOlder(RecordError):
    """The database has not been brought to this version yet."""


class TablesNewer(RecordError):
    """A newer version of the program has changed the database already."""


def refuse_other_tables(*, using: str = "default") -> None:
    """Refuse to work on tables of another version: their columns are not those that we know.

    Only the rooms' own migrations are compared, by name: it costs one query.

    Args:
        using: alias of the database.

    Raises:
        TablesOlder: migrations of this version are missing in the database.
        TablesNewer: the database has some that this version does not know.
    """
    applied = set(MigrationRecorder(connections[using]).applied_migrations())
    rooms = [one for one in apps.get_app_configs() if one.name.startswith("khronika.")]
    labels = {one.label for one in rooms}
    known = {
        (one.label, path.stem)
        for one in rooms
        for path in (Path(one.path) / "migrations").glob("[0-9]*.py")
    }
    if newer := sorted({key for key in applied if key[0] in labels} - known):
        raise TablesNewer(
            f"the tables are those of a newer version ({'.'.join(newer[0])}); run that version,"
            " or restore the backup that was made before it"
        )
    if older := sorted(known - applied):
        raise TablesOlder(
            f"the tables are those of an older version, without {len(older)} steps "
            f"({'.'.join(older[0])} first); make a backup, then start `khronika serve`,"
            " which adds them"
        )
