"""Databases of tests: which one Django uses, and a migrated SQLite file that tests copy."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections


def use_database(configuration: dict[str, Any]) -> None:
    """Point Django's default connection at another database."""
    connections["default"].close()
    del connections["default"]
    fitted = connections.configure_settings({"default": configuration})
    connections.settings["default"] = fitted["default"]


def database_in_use() -> dict[str, Any]:
    """Answer the configuration that `use_database` puts back."""
    return dict(connections.settings["default"])


def migrate_file(path: Path) -> Path:
    """Migrate a SQLite file: tests copy it, since the record's triggers refuse a flush."""
    from khronika.settings.database import read_database

    before = database_in_use()
    use_database(read_database(path.parent, f"sqlite:///{path}"))
    call_command("migrate", verbosity=0, skip_checks=True)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    use_database(before)
    return path
