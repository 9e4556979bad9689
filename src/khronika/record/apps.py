"""Tells Django about the record and gives SQLite's connections `sha256` and `takes_away`.

The triggers of `public_document` call them: a raw connection that has not registered them cannot
write public documents at all (`record.md` section 4).
"""

import hashlib

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


def _sha256_of_text(text: str | bytes | None) -> str | None:
    if text is None:
        return None
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def register_sha256(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Register `sha256(text)`, lower-case hex, and `takes_away(old, new)` on a new connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("sha256", 1, _sha256_of_text, deterministic=True)
        connection.connection.create_function("takes_away", 2, _takes_away, deterministic=True)


def _takes_away(old: str | None, new: str | None) -> int:
    """Tell a trigger whether a document is what is left of another: 1, or 0."""
    # Loaded when a document is erased, not with every command that opens the database.
    from khronika.record.documents.taking import is_what_is_left

    return int(is_what_is_left(old, new))


class RecordConfig(AppConfig):
    """The app `record`: ledger, working tables, access."""

    name = "khronika.record"
    label = "record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Listen for new connections; let an erased name leave the buckets of candidates."""
        connection_created.connect(register_sha256, dispatch_uid="khronika.record.sha256")
        from khronika.record.candidates import forget
        from khronika.record.erasure import KEEPERS

        if forget not in KEEPERS:
            KEEPERS.append(forget)
