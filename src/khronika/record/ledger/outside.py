"""What is kept outside the database, in `KHRONIKA_HOME/record`: stamped heads and erasures.

A tail cut off the ledger leaves a chain that verifies: only a head that was written down elsewhere
shows that something is missing. And a backup brings erased values back: only a list elsewhere
tells which ones to delete again.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections

from khronika.record.ledger.append import SELECT_ENTRY, head_of
from khronika.record.ledger.entry import read_entry
from khronika.record.ledger.sql import Statements
from khronika.record.values import file_of

HEADS, ERASURES, DONE = "heads.jsonl", "erasures.jsonl", "erasures.done"


@dataclass(frozen=True, slots=True)
class StampedHead:
    """A head that was written down outside the database; `stamps` will hold RFC 3161 tokens."""

    seq: int
    hash: str
    stamps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedErasure:
    """One `erase` entry, kept where a restored backup cannot forget it."""

    entry: str
    subject: str
    ground: str
    values: tuple[str, ...]


def _file(name: str) -> Path:
    return Path(settings.HOME) / "record" / name


def _lines(name: str) -> list[dict[str, Any]]:
    try:
        text = _file(name).read_text("utf-8")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in text.splitlines() if line]


def _add_lines(name: str, lines: list[dict[str, Any]]) -> None:
    path = _file(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a", encoding="utf-8") as file:
        for line in lines:
            file.write(json.dumps(line, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def stamp_head(*, using: str = "default") -> StampedHead:
    """Write the present head down outside the database; a head that stands there already is not.

    Returns:
        The head, as it stands in the file.
    """
    seq, hash_ = head_of(Statements.on(using))
    known = stamped_heads()
    if not known or (known[-1].seq, known[-1].hash) != (seq, hash_):
        _add_lines(HEADS, [{"seq": seq, "hash": hash_, "stamps": []}])
    return StampedHead(seq, hash_)


def stamped_heads() -> list[StampedHead]:
    """Answer all heads that were written down, in the order in which they were."""
    return [
        StampedHead(line["seq"], line["hash"], tuple(line["stamps"])) for line in _lines(HEADS)
    ]


def listed_erasures() -> list[ListedErasure]:
    """Answer the erasure list."""
    return [
        ListedErasure(line["entry"], line["subject"], line["ground"], tuple(line["values"]))
        for line in _lines(ERASURES)
    ]


def list_erasures(*, using: str = "default") -> list[str]:
    """Bring the erasure list up to the ledger.

    Returns:
        Ids of all values that the ledger says are erased.
    """
    known = {line.entry for line in listed_erasures()}
    rows = Statements.on(using).rows(
        f"{SELECT_ENTRY}WHERE kind IN ('erase', 'restore') ORDER BY seq"
    )
    entries = [read_entry(row) for row in rows]
    fresh = [
        {"entry": one.id, "subject": one.subject, "ground": one.payload["ground"],
         "values": one.payload["values"]}
        for one in entries if one.kind == "erase" and one.id not in known
    ]  # fmt: skip
    if fresh:
        _add_lines(ERASURES, fresh)
    return [id_ for one in entries for id_ in one.payload["values"]]


def pending_erasure(*, using: str = "default") -> int | None:
    """Answer the seq of the last erasure whose bytes may still be on the disk, or None."""
    row = Statements.on(using).one(
        "SELECT max(seq) FROM record_entry WHERE kind IN ('erase', 'restore')"
    )
    last = row[0] if row else None
    done = _lines(DONE)
    return None if last is None or (done and done[-1]["seq"] >= last) else int(last)


def forget_finished() -> None:
    """Count every erasure as pending again: what was done was done to bytes that are lost.

    A restored backup has lines of the same numbers with other content.
    """
    _add_lines(DONE, [{"seq": 0}])


def finish_erasures(*, using: str = "default") -> bool:
    """Take erased bytes off the disk: files, full-text tables, free pages, write-ahead log.

    Run it outside any transaction. When another process still reads an old state, or the role owns
    no table (`needs_owner`), nothing is lost: the answer is False, the erasure stays pending, and
    it is tried again.

    Returns:
        Whether nothing is pending any more.
    """
    from khronika.record.public.store import rebuild_search

    last = pending_erasure(using=using)
    for value in list_erasures(using=using):
        file_of(value).unlink(missing_ok=True)
    if last is None:
        return True
    connection: Any = connections[using]
    if needs_owner(using=using):
        return False
    try:
        rebuild_search()
        if connection.vendor == "sqlite":
            is_done = _empty_sqlite(Statements.on(using))
        else:
            is_done = _empty_postgres(Statements.on(using))
    except (DatabaseError, connection.Database.OperationalError):
        return False  # somebody else works with the tables just now
    if is_done:
        _add_lines(DONE, [{"seq": last}])
    return is_done


def needs_owner(*, using: str = "default") -> bool:
    """Tell whether erased bytes can be taken off the disk by the owner of the tables only.

    PostgreSQL only warns where another role says VACUUM, and does nothing: an erasure would be
    called finished while the bytes are still there. What its planner noted of the values is the
    database's, whose owner it takes.
    """
    if connections[using].vendor == "sqlite":
        return False
    row = Statements.on(using).one(
        "SELECT pg_has_role(current_user, t.relowner, 'USAGE') AND pg_has_role(current_user, "
        "d.datdba, 'USAGE') FROM pg_class t, pg_database d "
        "WHERE t.oid = 'record_value'::regclass AND d.datname = current_database()"
    )
    return row is None or not row[0]


def _empty_sqlite(tables: Statements) -> bool:
    tables.run("PRAGMA busy_timeout = 2000")
    try:
        tables.rows("PRAGMA secure_delete = ON")
        tables.run("PRAGMA temp_store = MEMORY")
        tables.run("VACUUM")
        busy = tables.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    finally:
        tables.run("PRAGMA busy_timeout = 30000")
    return bool(busy == 0)


_WITH_WORDS = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND ("
    "tablename IN ('record_value', 'record_fact', 'record_report') "
    "OR tablename LIKE 'public\\_%%' OR tablename LIKE 'desk\\_%%' "
    "OR tablename LIKE 'story\\_%%' OR tablename LIKE 'wagtailcore\\_%%')"
)
"""Tables that hold words of the record, and of drafts and refused reports beside it."""
_SAMPLED = (
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a JOIN pg_stats s "
    "ON s.attname = a.attname AND s.schemaname = current_schema() AND s.tablename = %s "
    "WHERE a.attrelid = CAST(CAST(%s AS text) AS regclass) AND NOT EXISTS (SELECT 1 FROM "
    "pg_attribute g WHERE g.attrelid = a.attrelid AND g.attgenerated <> '')"
)


def _empty_postgres(tables: Statements) -> bool:
    """Write the tables anew, then what the planner notes of them: it keeps samples of values."""
    for (table,) in tables.rows(_WITH_WORDS):
        tables.raw.execute(f'VACUUM (FULL, ANALYZE) "{table}"')
        if tables.one(f'SELECT 1 FROM "{table}" LIMIT 1') is None:  # noqa: S608  # from the catalogue
            _forget_samples(table, tables)
    tables.raw.execute("VACUUM FULL pg_catalog.pg_statistic")
    return True


def _forget_samples(table: str, tables: Statements) -> None:
    """Drop the samples of a table without rows, of which ANALYZE keeps the old ones.

    PostgreSQL throws them away where a column gets a type, were it the one that it has; not in a
    table with computed columns, which is the search of an office that has nothing public at all.
    """
    for column, kind in tables.rows(_SAMPLED, table, f'"{table}"'):
        tables.raw.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}')
