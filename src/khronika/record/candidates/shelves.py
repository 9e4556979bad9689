"""Holds buckets in the database: a row of numbers for each key, many rows fetched at a time.

Numbers are packed, eight bytes each, in the order of the machine that runs the database's clients:
both tables are an index beside the record and can be made anew on any other.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from khronika.record.ledger.sql import Statements

_IN_BATCH = 900
"""Values in one question to SQLite, whose older builds allow 999."""

_CACHE_KIB = 128 * 1024
"""Pages of SQLite kept in memory while buckets are filled, in KiB."""

_LOCK = 7_483_920_157
"""The advisory lock of the buckets on PostgreSQL, beside that of the ledger."""


PACKED = 8
"""Bytes of one number."""

CLOSED = b""
"""A bucket that was full: nobody is in it, and nobody comes in."""


def pack(numbers: Iterable[int]) -> bytes:
    """Write numbers as bytes, eight each."""
    return array("q", numbers).tobytes()


def unpack(packed: bytes) -> "array[int]":
    """Answer numbers as they were before they were packed."""
    return array("q", packed)


class Shelves:
    """The rows of `record_namekey` and `record_nameheld`."""

    def __init__(self, tables: Statements) -> None:
        self.tables = tables
        self.is_sqlite = tables.vendor == "sqlite"

    def lock(self) -> None:
        """Let no other transaction change buckets until this one ends."""
        if not self.is_sqlite:
            self.tables.run("SELECT pg_advisory_xact_lock(%s)", _LOCK)
            return
        # A transaction that writes is alone anyhow. Keys lie all over the table: with SQLite's
        # 2 MB of pages nearly every one would be read from the file anew.
        self.tables.run(f"PRAGMA cache_size = -{_CACHE_KIB}")

    def held(self, hashes: Iterable[int]) -> dict[int, bytes]:
        """Answer who is in the buckets of some keys, packed; nobody is in a closed one."""
        find = "SELECT hash, mentions FROM record_namekey WHERE hash"
        return {key: bytes(packed) for key, packed in self._among(find, hashes)}

    def kept(self, mentions: Iterable[int]) -> "dict[int, array[int]]":
        """Answer the keys of mentions."""
        find = "SELECT mention, hashes FROM record_nameheld WHERE mention"
        return {mention: unpack(bytes(packed)) for mention, packed in self._among(find, mentions)}

    def put(self, buckets: Mapping[int, bytes]) -> None:
        """Write packed buckets in place of those of the same keys."""
        rows = [(key, buckets[key]) for key in sorted(buckets)]
        self._write("record_namekey", "hash", "mentions", rows)

    def keep(self, keys_of: Mapping[int, Iterable[int]]) -> None:
        """Keep the keys of mentions, to find their buckets again."""
        rows = [(mention, pack(keys)) for mention, keys in keys_of.items()]
        self._write("record_nameheld", "mention", "hashes", rows)

    def _write(self, table: str, key: str, packed: str, rows: Sequence[tuple[int, bytes]]) -> None:
        statement = (
            f"INSERT INTO {table} ({key}, {packed}) "  # noqa: S608
            + ("VALUES (%s, %s)" if self.is_sqlite else
               "SELECT * FROM unnest(%s::bigint[], %s::bytea[])")
            + f" ON CONFLICT ({key}) DO UPDATE SET {packed} = excluded.{packed}"
        )  # fmt: skip
        if self.is_sqlite:
            self.tables.many(statement, rows)
        elif rows:
            self.tables.run(statement, [row[0] for row in rows], [row[1] for row in rows])

    def clear(self, hashes: Sequence[int]) -> None:
        """Take buckets away that nobody is in."""
        self.tables.many(
            "DELETE FROM record_namekey WHERE hash = %s", [(key,) for key in sorted(hashes)]
        )

    def drop(self, mentions: Sequence[int]) -> None:
        """Keep the keys of mentions no longer."""
        gone = [(number,) for number in mentions]
        self.tables.many("DELETE FROM record_nameheld WHERE mention = %s", gone)

    def _among(self, find: str, values: Iterable[int]) -> Iterable[Sequence[Any]]:
        """Answer the rows whose key is one of some values."""
        wanted = sorted(set(values))
        if self.is_sqlite:
            return self._in_batches(find, wanted)
        return self.tables.rows(f"{find} = ANY(%s::bigint[])", wanted) if wanted else []

    def _in_batches(self, find: str, wanted: list[int]) -> Iterable[Sequence[Any]]:
        values = iter(wanted)
        while batch := list(islice(values, _IN_BATCH)):
            yield from self.tables.rows(f"{find} IN ({', '.join(['%s'] * len(batch))})", *batch)
