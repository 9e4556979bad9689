"""Who may touch which table on PostgreSQL: the application owns none, the public site only reads.

Triggers cannot refuse their own removal by the owner of a table. So the owner runs migrations and
nothing else, the application has a role that may insert lines and never change them, and the
public site one that reads public documents (`record.md` sections 4 and 5).
"""

import re

from django.db import connections

from khronika.record.errors import EntryRefused

_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
_APPEND_ONLY = ("record_entry", "record_mark", "record_publication")


def _check(role: str) -> str:
    if not _ROLE.match(role):
        raise EntryRefused(f"{role!r} is no plain name of a PostgreSQL role")
    return role


def _tables(using: str) -> list[str]:
    return sorted(connections[using].introspection.table_names())


def application_grants(role: str, *, using: str = "default") -> list[str]:
    """Write the statements that let the application work without owning a table.

    Args:
        role: name of an existing role of the database.
        using: alias of the database.

    Raises:
        EntryRefused: the name is none that can be written without quotes.
    """
    name = _check(role)
    made = [f"GRANT USAGE ON SCHEMA public TO {name}"]
    for table in _tables(using):
        if table in _APPEND_ONLY:
            rights = "SELECT, INSERT"
        elif table in ("record_value", "record_view"):
            rights = "SELECT, INSERT, DELETE"
        elif table == "public_document":
            rights = "SELECT, INSERT, UPDATE"
        else:
            rights = "SELECT, INSERT, UPDATE, DELETE"
        made.append(f"GRANT {rights} ON {table} TO {name}")
    return [*made, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}"]


def site_grants(role: str, *, using: str = "default") -> list[str]:
    """Write the statements for the public site's role: it reads documents and takes sign-ups.

    Args:
        role: name of an existing role of the database.
        using: alias of the database.

    Raises:
        EntryRefused: the name is none that can be written without quotes.
    """
    name = _check(role)
    made = [f"GRANT USAGE ON SCHEMA public TO {name}"]
    for table in _tables(using):
        if table.startswith("public_"):
            made.append(f"GRANT SELECT ON {table} TO {name}")
        elif table.startswith(("alert_", "appeal_")):
            made.append(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {name}")
    return made
