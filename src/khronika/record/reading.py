"""Says from which database the working tables are read, for whoever checks another than the usual.

In: an alias. Out: everything that is gathered below it is read there. Refuses: to write; a ledger
says itself where it writes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_USUAL = "default"
_READING: ContextVar[str] = ContextVar("reading", default=_USUAL)


@contextmanager
def reading_from(using: str) -> Iterator[None]:
    """Read working tables and documents from a database for a while, in this thread alone.

    Args:
        using: its alias.
    """
    before = _READING.set(using)
    try:
        yield
    finally:
        _READING.reset(before)


def read_from() -> str:
    """Answer the alias of the database that is read from now."""
    return _READING.get()


class Router:
    """Sends Django's own queries where `reading_from` says; at other times it has no opinion."""

    def db_for_read(self, model: type[Any], **hints: Any) -> str | None:
        """Answer the alias for a model, None for the usual way."""
        return None if read_from() == _USUAL else read_from()
