"""Keeps a bucket in one row, and the keys of each name in one row, so that full buckets close.

A row a mention and an index of them by mention grew faster than the mentions. These tables are an
index beside the record: they are made empty and filled anew when somebody next asks.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_OLD_KEYS = (
    "CREATE TABLE record_namekey (hash bigint NOT NULL, mention bigint NOT NULL, "
    "PRIMARY KEY (hash, mention))",
    "CREATE INDEX record_namekey_mention ON record_namekey (mention)",
)


def make(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the table of buckets and the table of keys by name."""
    is_sqlite = editor.connection.vendor == "sqlite"
    kind, tail = ("blob", " WITHOUT ROWID") if is_sqlite else ("bytea", "")
    editor.execute("DELETE FROM record_named")
    editor.execute("DROP TABLE record_namekey")
    editor.execute(
        f"CREATE TABLE record_namekey (hash bigint PRIMARY KEY, mentions {kind} NOT NULL){tail}"
    )
    editor.execute(
        f"CREATE TABLE record_nameheld (mention bigint PRIMARY KEY, hashes {kind} NOT NULL)"
    )


def unmake(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Go back to a row a mention, empty."""
    editor.execute("DELETE FROM record_named")
    for table in ("record_namekey", "record_nameheld"):
        editor.execute(f"DROP TABLE {table}")
    for statement in _OLD_KEYS:
        editor.execute(statement)


class Migration(migrations.Migration):
    """After the two tables of candidates."""

    dependencies = [("record", "0004_names_by_key")]

    operations = [migrations.RunPython(make, unmake)]
