"""Reads `DATABASE_URL`: SQLite in a file where there is none, PostgreSQL where it says so."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from khronika.errors import SettingError


class DatabaseUnknown(SettingError):
    """`DATABASE_URL` names a database that Khronika does not run on."""


def read_database(home: Path, address: str | None) -> dict[str, Any]:
    """Turn the address of a database into Django's settings for it.

    Args:
        home: folder in which the SQLite file lies when no address is given.
        address: None, `sqlite:///PATH` or `postgres://user:password@host:port/name`.

    Returns:
        An item of Django's `DATABASES`.

    Raises:
        DatabaseUnknown: the address has another scheme.
    """
    if not address:
        return _sqlite(home / "khronika.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            # `record.md` section 1: an append that was answered is on the disk.
            "OPTIONS": {"options": "-c synchronous_commit=on -c timezone=UTC"},
        }
    raise DatabaseUnknown(
        f"DATABASE_URL has the scheme {parts.scheme!r}; use sqlite:///PATH or postgres://"
    )


def _sqlite(path: Path) -> dict[str, Any]:
    # FULL and IMMEDIATE: an append is on the disk when it is answered, and takes its lock first.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
