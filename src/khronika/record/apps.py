"""Tells Django about the record and gives every SQLite connection the function `sha256`.

The triggers of `public_document` call it: a raw connection that has not registered it cannot
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
    """Register `sha256(text)`, lower-case hex of the UTF-8 bytes, on a new SQLite connection."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("sha256", 1, _sha256_of_text, deterministic=True)


class RecordConfig(AppConfig):
    """The app `record`: ledger, working tables, access."""

    name = "khronika.record"
    label = "record"
    verbose_name = "Record"

    def ready(self) -> None:
        """Listen for new connections."""
        connection_created.connect(register_sha256, dispatch_uid="khronika.record.sha256")
