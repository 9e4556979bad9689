"""Computes the working tables anew from the ledger, beside the old ones, and compares.

On SQLite the new tables lie in a file of their own, whose connection has the live database
attached; on PostgreSQL they are temporary tables of a connection of its own. The same statements
as in an append fill them. Nothing is locked until somebody asks for a swap.
"""

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from django.db import connections

from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import SELECT_ENTRY
from khronika.record.ledger.apply import TABLES, apply
from khronika.record.ledger.entry import read_entry
from khronika.record.ledger.sql import LOCK, Statements

BATCH = 5000
SCHEMA = "pg_temp"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rebuild found: entries read, the hash of each table, and the first difference.

    `hashes` are (live, rebuilt) by table; `difference` is empty where all are equal.
    """

    entries: int
    hashes: dict[str, tuple[str, str]]
    difference: str
    is_swapped: bool = False

    @property
    def is_equal(self) -> bool:
        """Tell whether the working tables are what the ledger says."""
        return not self.difference


@dataclass(frozen=True, slots=True)
class _Bench:
    """A connection whose unqualified names are the new tables; `live` qualifies the old ones."""

    tables: Statements
    live: str
    new: str


def rebuild(
    *, using: str = "default", swap: bool = False, progress: Progress = lambda seq: None
) -> Outcome:
    """Fill new working tables from the ledger and compare them with the ones in use.

    Args:
        using: alias of the database.
        swap: whether the new tables take the place of the old ones, under the lock.
        progress: called with the seq reached after each batch.

    Returns:
        What was compared.

    Raises:
        EntryRefused: the database is in memory and cannot be attached.
    """
    with _bench(using) as bench:
        reached = _fill(bench, 0, progress)
        if swap:
            return _swap(bench, reached, using, progress)
        _begin(bench)
        reached = _fill(bench, reached, progress, inside=True)
        outcome = _compare(bench, reached)
        bench.tables.run("ROLLBACK")
        return outcome


def _begin(bench: _Bench) -> None:
    """One state for the last entries and the tables they made."""
    is_sqlite = bench.tables.vendor == "sqlite"
    bench.tables.run("BEGIN" if is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ")


def _fill(bench: _Bench, reached: int, progress: Progress, *, inside: bool = False) -> int:
    while batch := bench.tables.rows(
        f"{SELECT_ENTRY}WHERE seq > %s ORDER BY seq LIMIT {BATCH}", reached
    ):
        if not inside:
            bench.tables.run("BEGIN")
        with bench.tables.pipelined():
            for row in batch:
                apply(read_entry(row), bench.tables)
        if not inside:
            bench.tables.run("COMMIT")
        reached = batch[-1][0]
        progress(reached)
    return reached


def columns_of(table: str, tables: Statements) -> list[str]:
    """List the columns of a working table by name, as its model declares them."""
    from django.apps import apps

    model = next(
        m for m in apps.get_app_config("record").get_models() if m._meta.db_table == table
    )
    return [field.column for field in model._meta.concrete_fields if field.column]


def _rows(bench: _Bench, prefix: str, table: str) -> Iterator[tuple[Any, ...]]:
    columns = columns_of(table, bench.tables)
    order = f'"{columns[0]}"' + ("" if bench.tables.vendor == "sqlite" else ' COLLATE "C"')
    names = ", ".join(f'"{column}"' for column in columns)
    query = f"SELECT {names} FROM {prefix}.{table} ORDER BY {order} NULLS FIRST"  # noqa: S608
    for row in bench.tables.stream(query):
        yield tuple(row)


def _compare(bench: _Bench, reached: int) -> Outcome:
    hashes, difference = {}, ""
    for table in TABLES:
        old, new = hashlib.sha256(), hashlib.sha256()
        pairs = zip_longest(_rows(bench, bench.live, table), _rows(bench, bench.new, table))
        for live, rebuilt in pairs:
            old.update(_dump(live))
            new.update(_dump(rebuilt))
            if live != rebuilt and not difference:
                difference = f"{table}: in use {_shown(live)}, by the ledger {_shown(rebuilt)}"
        hashes[table] = (old.hexdigest(), new.hexdigest())
    return Outcome(reached, hashes, difference)


def _dump(row: tuple[Any, ...] | None) -> bytes:
    return b"" if row is None else json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _shown(row: tuple[Any, ...] | None) -> str:
    return "nothing" if row is None else json.dumps(row, ensure_ascii=False)


@contextmanager
def _bench(using: str) -> Iterator[_Bench]:
    if connections[using].vendor == "sqlite":
        with _sqlite_bench(using) as bench:
            yield bench
    else:
        with _postgres_bench(using) as bench:
            yield bench


@contextmanager
def _sqlite_bench(using: str) -> Iterator[_Bench]:
    live = Path(str(connections[using].settings_dict["NAME"])).absolute()
    if not live.is_file():
        raise EntryRefused(f"{live} is no database file; rebuild works on a file")
    with tempfile.TemporaryDirectory(dir=live.parent, prefix=".rebuild-") as folder:
        raw = sqlite3.connect(f"file:{folder}/rebuilt.sqlite3", uri=True, isolation_level=None)
        try:
            raw.execute("PRAGMA journal_mode = OFF")
            raw.execute("PRAGMA synchronous = OFF")
            raw.execute("PRAGMA temp_store = MEMORY")
            raw.execute("ATTACH DATABASE ? AS live", (f"file:{live}?mode=ro",))
            raw.execute("PRAGMA busy_timeout = 30000")
            made = raw.execute(
                "SELECT sql, tbl_name FROM live.sqlite_master WHERE sql IS NOT NULL "
                "AND type IN ('table', 'index') ORDER BY type DESC"
            ).fetchall()
            for statement, table in made:
                if table in TABLES:
                    raw.execute(statement)
            yield _Bench(Statements(raw, "sqlite"), "live", "main")
        finally:
            raw.close()


@contextmanager
def _postgres_bench(using: str) -> Iterator[_Bench]:
    connection = connections[using].copy()
    connection.ensure_connection()
    tables = Statements(connection.connection, "postgresql")
    try:
        live = str((tables.one("SELECT current_schema()") or ["public"])[0])
        for table in TABLES:
            tables.run(f"CREATE TEMPORARY TABLE {table} (LIKE {live}.{table} INCLUDING ALL)")
        yield _Bench(tables, live, SCHEMA)
    finally:
        connection.close()


def _swap(bench: _Bench, reached: int, using: str, progress: Progress) -> Outcome:
    """Catch up under the lock, compare once more, and put the new rows in place of the old."""
    if bench.tables.vendor == "postgresql":
        bench.tables.run("BEGIN")
        bench.tables.rows("SELECT pg_advisory_xact_lock(%s)", LOCK)
        reached = _fill(bench, reached, progress, inside=True)
        outcome = _compare(bench, reached)
        _replace(bench.tables, bench.live, bench.new)
        bench.tables.run("COMMIT")
    else:
        outcome = _swap_sqlite(bench, reached, using, progress)
    return Outcome(outcome.entries, outcome.hashes, outcome.difference, is_swapped=True)


def _swap_sqlite(bench: _Bench, reached: int, using: str, progress: Progress) -> Outcome:
    file = bench.tables.rows("PRAGMA main.database_list")[0][2]
    live = Statements.on(using)
    live.run("ATTACH DATABASE %s AS rebuilt", file)
    live.run("BEGIN IMMEDIATE")
    try:
        reached = _fill(bench, reached, progress)
        outcome = _compare(bench, reached)
        _replace(live, "main", "rebuilt")
        live.run("COMMIT")
    except BaseException:
        live.run("ROLLBACK")
        raise
    finally:
        live.run("DETACH DATABASE rebuilt")
    return outcome


def _replace(tables: Statements, old: str, new: str) -> None:
    for table in TABLES:
        names = ", ".join(f'"{column}"' for column in columns_of(table, tables))
        tables.run(f"DELETE FROM {old}.{table}")  # noqa: S608
        tables.run(f"INSERT INTO {old}.{table} ({names}) SELECT {names} FROM {new}.{table}")  # noqa: S608
