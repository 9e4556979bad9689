"""Writes entries: one short, durable transaction under the lock, all of them or none.

Lock first, head in a later statement, then base, rules, line, values, working tables, documents.
Nothing in here opens a socket or reads a file; the files of large values are on the disk before
the transaction begins. The clock and randomness are handed in.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from secrets import token_bytes

from django.db import OperationalError, connections, transaction

from khronika.model.canonical import canonical_json
from khronika.model.ulid import make_ulid
from khronika.record.errors import EntryIdReused, RecordBusy, RecordMovedOn, RecordUnwritable
from khronika.record.ledger.apply import apply
from khronika.record.ledger.entry import (
    COLUMNS,
    GENESIS,
    Entry,
    Kind,
    NewEntry,
    Row,
    check_envelope,
    hash_line,
    microseconds_behind,
    read_entry,
    write_moment,
)
from khronika.record.ledger.payload import check_payload
from khronika.record.ledger.rules import check_base, check_rules
from khronika.record.ledger.signed import check_signed
from khronika.record.ledger.sql import LOCK, Statements
from khronika.record.values import ValueRow, references, same_content, take_out, write_files

SELECT_ENTRY = f"SELECT {', '.join(COLUMNS)} FROM record_entry "  # noqa: S608  # constants
_INSERT = (
    f"INSERT INTO record_entry ({', '.join(COLUMNS)}) "  # noqa: S608  # constants
    f"VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)
_INSERT_VALUE = "INSERT INTO record_value (id, owner, salt, key, body) VALUES (%s, %s, %s, %s, %s)"
_INSERT_PUBLICATION = (
    "INSERT INTO record_publication (subject, level, seq, sha256, request) "
    "VALUES (%s, %s, %s, %s, %s)"
)
TRIES = 5
"""How often a busy database is asked again before `RecordBusy`."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of one database, with the clock and the source of randomness that it uses.

    Args:
        now: answers an aware moment; read under the lock, as it is.
        random: answers that many random bytes, for ULIDs of values, salts and keys.
        using: alias of Django's database.
        wait: sleeps so many seconds between two tries on a busy database.
    """

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    random: Callable[[int], bytes] = token_bytes
    using: str = "default"
    wait: Callable[[float], None] = time.sleep

    def new_id(self) -> str:
        """Make a ULID from the clock and the source of randomness."""
        return make_ulid(int(self.now().timestamp() * 1000), self.random(10))

    def head(self) -> tuple[int, str]:
        """Answer seq and hash of the last entry; (0, 64 zeros) of an empty ledger."""
        return head_of(Statements.on(self.using))

    def append(self, *entries: NewEntry) -> list[Entry]:
        """Write entries, all or none, and answer them as they stand.

        An id that is known with the same content is answered with the first result, so that a
        retry is safe.

        Args:
            entries: in the order in which they are written.

        Returns:
            The lines of the ledger, one for each entry.

        Raises:
            EntryIdReused: an id is known with other content, or only a part of the batch is known.
            RecordMovedOn: a fact or subject has a later entry than the actor saw.
            EntryRefused: and its leaves: a rule forbids the entry.
            EntryMalformed: an envelope or payload has not the form of its kind.
            RecordBusy: the lock was not got in time.
        """
        for entry in entries:
            check_envelope(entry)
        if any(entry.kind in (Kind.ERASE, Kind.RESTORE) for entry in entries):
            # Names are looked for before the lock: values never change, they only go.
            tables = Statements.on(self.using)
            known = _known(entries, tables)
            if known:
                return known
            _check_erasures(entries, tables, self.using)
        ready = [self._prepare(entry) for entry in entries]
        if any(row.content for _, rows in ready for row in rows):
            # A retry must not write its files twice; without files the lock is early enough.
            known = _known(entries, Statements.on(self.using))
            if known:
                return known
            for _, rows in ready:
                write_files(rows)
        return self._try_often(entries, ready)

    def _prepare(self, entry: NewEntry) -> tuple[NewEntry, list[ValueRow]]:
        payload, rows = take_out(entry.payload, new_id=self.new_id, random=self.random)
        check_payload(entry.kind, entry.v, entry.subject, payload)
        made = replace(entry, payload=payload)
        if made.signature is not None or made.kind is Kind.APPROVE:
            check_signed(made, at=write_moment(self.now()))
        return made, rows

    def _try_often(
        self, entries: Sequence[NewEntry], ready: Sequence[tuple[NewEntry, list[ValueRow]]]
    ) -> list[Entry]:
        for attempt in range(TRIES):
            try:
                with _locked(self.using) as tables:
                    # The same ids may have come in by another connection meanwhile.
                    return _known(entries, tables) or self._write(ready, tables)
            except OperationalError as error:
                if not _is_busy(error):
                    raise RecordUnwritable(f"nothing was recorded: {error}; see to it") from error
                self.wait(0.05 * 2**attempt)
        raise RecordBusy("another process holds the ledger; try again in a moment")

    def _write(
        self, ready: Sequence[tuple[NewEntry, list[ValueRow]]], tables: Statements
    ) -> list[Entry]:
        written = []
        head = tables.one("SELECT seq, hash, at FROM record_entry ORDER BY seq DESC LIMIT 1")
        seq, prev, last_at = head or (0, GENESIS, None)
        for entry, _ in ready:
            if entry.head is not None and entry.head != seq:
                raise RecordMovedOn(f"entry {seq} was written meanwhile; plan again, then erase")
            check_base(entry, tables)
        for entry, values in ready:
            check_rules(entry, tables)
            at = write_moment(self.now())
            line = _line(entry, seq + 1, at, prev, last_at)
            made = read_entry(line)
            with tables.pipelined():
                _insert(line, entry, values, tables)
                apply(made, tables)
            _publish_documents(made, entry)
            written.append(made)
            seq, prev, last_at = made.seq, made.hash, at
        return written


def _check_erasures(entries: Sequence[NewEntry], tables: Statements, using: str) -> None:
    # After the serialiser is loaded, which itself appends.
    from khronika.record.ledger.erasing import check_covered, check_restored

    for entry in entries:
        if entry.kind is Kind.ERASE:
            check_covered(entry, tables, using=using)
        elif entry.kind is Kind.RESTORE:
            check_restored(entry)


def _is_busy(error: Exception) -> bool:
    text = str(error)
    return any(
        word in text
        for word in ("locked", "busy", "deadlock", "could not serialize", "lock timeout")
    )


@contextmanager
def _locked(using: str) -> Iterator[Statements]:
    connection = connections[using]
    with transaction.atomic(using=using, durable=True), connection.wrap_database_errors:
        tables = Statements.on(using)
        if connection.vendor == "postgresql":
            # READ COMMITTED: what is read in later statements is what the last holder committed.
            tables.rows("SELECT pg_advisory_xact_lock(%s)", LOCK)
        yield tables


def head_of(tables: Statements) -> tuple[int, str]:
    """Answer seq and hash of the last entry of a database; (0, 64 zeros) of an empty ledger."""
    row = tables.one("SELECT seq, hash FROM record_entry ORDER BY seq DESC LIMIT 1")
    return (row[0], row[1]) if row else (0, GENESIS)


def _known(entries: Sequence[NewEntry], tables: Statements) -> list[Entry]:
    """Answer the lines of a batch that is known already; nothing of one that is new."""
    rows = tables.among(SELECT_ENTRY + "WHERE id IN (%s)", [entry.id for entry in entries])
    found = {row[1]: read_entry(row) for row in rows}
    if not found:
        return []
    if len(found) != len(entries):
        raise EntryIdReused("a part of the batch is known already; send new ids, or all the old")
    for entry in entries:
        if not _is_same(entry, found[entry.id], tables):
            raise EntryIdReused(f"the id {entry.id} came before with other content; make a new id")
    return [found[entry.id] for entry in entries]


def _is_same(new: NewEntry, old: Entry, tables: Statements) -> bool:
    envelope = (new.actor, new.kind, new.v, new.subject, new.base)
    if envelope != (old.actor, old.kind, old.v, old.subject, old.base):
        return False
    ids = [value for value, _ in references(old.payload)]
    rows = tables.among("SELECT id, salt FROM record_value WHERE id IN (%s)", ids)
    return same_content(new.payload, old.payload, {row[0]: row[1] for row in rows})


def _line(entry: NewEntry, seq: int, at: str, prev: str, last_at: str | None) -> Row:
    columns = (
        seq, entry.id, at, microseconds_behind(at, last_at), entry.actor, str(entry.kind), entry.v,
        entry.subject, entry.base, canonical_json(entry.payload).decode(), entry.signature, prev,
    )  # fmt: skip
    return (*columns, hash_line(columns))


def _insert(line: Row, entry: NewEntry, values: list[ValueRow], tables: Statements) -> None:
    tables.run(_INSERT, *line)
    tables.many(
        _INSERT_VALUE, [(row.id, row.owner, row.salt, row.key, row.body) for row in values]
    )
    gone = entry.payload.get("values", []) if entry.kind in (Kind.ERASE, Kind.RESTORE) else []
    tables.many("DELETE FROM record_value WHERE id = %s", [(id_,) for id_ in gone])
    named = entry.payload["request"] if entry.kind is Kind.PUBLISH else entry.id
    tables.many(
        _INSERT_PUBLICATION,
        [
            (draft.subject, str(draft.level), line[0], draft.sha256, named)
            for draft in entry.drafts
        ],
    )


def _publish_documents(made: Entry, entry: NewEntry) -> None:
    if entry.drafts:
        from khronika.record.public.store import write

        write(entry.drafts, seq=made.seq, at=made.at, head=made.hash)


def read_entries(tables: Statements, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
    """Yield the rows of the ledger in order of seq, in the order of `COLUMNS`.

    Args:
        tables: where to read; a snapshot, where the reader wants one state.
        after: only later entries than this seq.
        until: none later than this seq.
    """
    end = f" AND seq <= {int(until)}" if until is not None else ""
    yield from tables.stream(f"{SELECT_ENTRY}WHERE seq > {int(after)}{end} ORDER BY seq")


def entry_of(id_: str, *, using: str = "default") -> Entry | None:
    """Answer the entry of an id, or None."""
    row = Statements.on(using).one(SELECT_ENTRY + "WHERE id = %s", id_)
    return read_entry(row) if row else None


def entries_of(subject: str, kind: Kind, *, using: str = "default") -> list[Entry]:
    """Answer the entries of one kind about a subject, in order of seq."""
    rows = Statements.on(using).rows(
        SELECT_ENTRY + "WHERE subject = %s AND kind = %s ORDER BY seq", subject, str(kind)
    )
    return [read_entry(row) for row in rows]
