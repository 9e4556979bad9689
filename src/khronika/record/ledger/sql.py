"""Runs the record's hand-written statements on SQLite and PostgreSQL alike.

Statements are written once, with `%s` for values and unqualified table names: the same text fills
the working tables and, on another connection or search path, the ones that `rebuild` makes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

from django.db import connections

LOCK = 7_483_920_156  # the advisory lock of the ledger on PostgreSQL; any constant does

PREPARED = 1000
"""Statements a connection keeps; the record has some 150, psycopg keeps 100 of its own accord."""

_CURSORS = count()


@cache
def _qmark(statement: str) -> str:
    return statement.replace("%s", "?").replace("%%", "%")


class Statements:
    """One raw connection that runs statements; Django's wrapper is left out for its cost."""

    def __init__(self, raw: Any, vendor: str) -> None:
        self.raw = raw
        self.vendor = vendor
        if vendor == "postgresql":
            import psycopg

            # Bound on the server and prepared: the same few statements run again and again.
            self._cursor = psycopg.Cursor(raw)
            # Queries have a cursor of their own: in a pipeline the late answer to what was
            # written before would be taken for the query's.
            self._reader = psycopg.Cursor(raw)
            # All of them stay prepared: one taken down amid `executemany` may shift the answers.
            raw.prepared_max = max(raw.prepared_max or 0, PREPARED)

    @classmethod
    def on(cls, using: str) -> "Statements":
        """Answer the statements of Django's connection of that alias, opening it where needed."""
        connection = connections[using]
        connection.ensure_connection()
        return cls(connection.connection, connection.vendor)

    def run(self, statement: str, *values: Any) -> None:
        """Run a statement that answers nothing."""
        if self.vendor == "sqlite":
            self.raw.execute(_qmark(statement), values)
        else:
            self._cursor.execute(statement, values, prepare=True)

    def many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each of several rows of values."""
        if not rows:
            return
        if self.vendor == "sqlite":
            self.raw.executemany(_qmark(statement), rows)
        else:
            self._cursor.executemany(statement, rows)

    def rows(self, statement: str, *values: Any) -> list[Sequence[Any]]:
        """Answer all rows of a query."""
        if self.vendor == "sqlite":
            found: list[Sequence[Any]] = self.raw.execute(_qmark(statement), values).fetchall()
            return found
        return list(self._reader.execute(statement, values, prepare=True).fetchall())

    def one(self, statement: str, *values: Any) -> Sequence[Any] | None:
        """Answer the first row of a query, or None."""
        found = self.rows(statement, *values)
        return found[0] if found else None

    def stream(self, statement: str, *values: Any, size: int = 5000) -> Iterator[Sequence[Any]]:
        """Yield the rows of a query in batches, so that memory stays bounded."""
        if self.vendor == "sqlite":
            cursor = self.raw.execute(_qmark(statement), values)
            while batch := cursor.fetchmany(size):
                yield from batch
            return
        # Outside a transaction a server's cursor must be held (WITH HOLD) to live at all.
        is_idle = self.raw.info.transaction_status == 0
        name = f"khronika_{next(_CURSORS)}"
        with self.raw.cursor(name=name, scrollable=False, withhold=is_idle) as named:
            named.itersize = size
            named.execute(statement, values)
            yield from named

    @contextmanager
    def pipelined(self) -> Iterator[None]:
        """Send many statements without waiting for each answer, where the database can."""
        if self.vendor == "sqlite":
            yield
            return
        with self.raw.pipeline():
            yield

    def among(self, statement: str, keys: Sequence[str], size: int = 500) -> list[Sequence[Any]]:
        """Answer the rows of a query whose `IN (%s)` is filled with many keys, in batches."""
        found: list[Sequence[Any]] = []
        for start in range(0, len(keys), size):
            batch = keys[start : start + size]
            marks = ", ".join(["%s"] * len(batch))
            found += self.rows(statement.replace("IN (%s)", f"IN ({marks})"), *batch)
        return found


@contextmanager
def snapshot(using: str) -> Iterator[Statements]:
    """Open one consistent view of the database for reading; no lock is taken, nothing written.

    SQLite's WAL gives a reader the state at its first read; PostgreSQL does so at the level
    REPEATABLE READ.
    """
    statements = Statements.on(using)
    statements.run(
        "BEGIN" if statements.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    )
    try:
        yield statements
    finally:
        statements.run("ROLLBACK")
