"""Checks the record from outside: nothing is written, and each check says what it found.

The chain is read once, in one snapshot; values, two persons and roles are checked along the way.
Triggers, working tables, documents, packages, served files and stamped heads follow. It never
says that what was recorded is true: it says that these lines were written in this order by these
actors, and that nothing was changed, taken out or added since.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connections

from khronika.record.access import RESTORER
from khronika.record.errors import RecordDamaged
from khronika.record.ledger.append import read_entries
from khronika.record.ledger.entry import (
    GENESIS,
    Kind,
    Payload,
    Row,
    canonical_payload,
    hash_line,
    microseconds_behind,
    read_entry,
)
from khronika.record.ledger.outside import StampedHead, pending_erasure, stamped_heads
from khronika.record.ledger.served import check_served
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.ledger.surroundings import (
    check_documents,
    check_packages,
    check_tables,
    check_triggers,
)
from khronika.record.ledger.witness import Witness
from khronika.record.values import open_file, references

SCOPES = ("chain", "values", "full")
_KINDS = frozenset(str(kind) for kind in Kind)
MOST_FAULTS = 10
BATCH = 4000


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, whether it holds, what was found, and what that means."""

    name: str
    ok: bool
    what: str
    means: str


@dataclass(slots=True)
class Faults:
    """The first faults of a check, and how many there were."""

    found: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, fault: str) -> None:
        """Keep a fault, as long as there are few."""
        self.count += 1
        if len(self.found) < MOST_FAULTS:
            self.found.append(fault)

    def check(self, name: str, well: str, means: str) -> Check:
        """Make the check that these faults are of."""
        more = f" and {self.count - len(self.found)} more" if self.count > len(self.found) else ""
        return Check(name, not self.count, "; ".join(self.found) + more or well, means)


def verify(
    scope: str = "full",
    *,
    since: int = 1,
    using: str = "default",
    progress: Callable[[int], None] = lambda seq: None,
) -> Iterator[Check]:
    """Check the record.

    Args:
        scope: `chain`; `values`, which checks the chain too; or `full`.
        since: seq of the first line to read; the lines before are taken as they are.
        using: alias of the database.
        progress: called with the seq reached from time to time.

    Yields:
        One check after another, as each is done.
    """
    with snapshot(using) as tables:
        reading = _Reading(tables, since, scope, progress)
        yield from reading.checks()
    yield check_stamps(using)
    if scope == "full":
        yield _from_faults("triggers", check_triggers(using), "all stand with their text",
                           "what the code forgets to refuse, the database refuses")  # fmt: skip
        yield _from_faults("tables", check_tables(using, progress), "equal to what lines say",
                           "what people see on the desk is what was recorded")  # fmt: skip
        yield _from_faults("documents", check_documents(using), "bytes, index and search agree",
                           "what the public sees is what was approved")  # fmt: skip
        yield _from_faults("packages", check_packages(using, reading.erased_subjects),
                           "heads are those received, or later ones of the same package",
                           "the evidence is the evidence that was recorded")  # fmt: skip
        yield _from_faults("served files", check_served(using), "copies are what was approved",
                           "what readers download is what was approved")  # fmt: skip
    yield _check_pending(using)


def _from_faults(name: str, faults: Iterator[str], well: str, means: str) -> Check:
    collected = Faults()
    for fault in faults:
        collected.add(fault)
    return collected.check(name, well, means)


class _Reading:
    """One pass over the ledger that feeds every check of it."""

    def __init__(
        self, tables: Statements, since: int, scope: str, progress: Callable[[int], None]
    ) -> None:
        self.tables, self.since, self.scope, self.progress = tables, max(since, 1), scope, progress
        self.chain, self.values = Faults(), Faults()
        self.seq, self.prev, self.at = self.since - 1, GENESIS, None
        self.erased: set[str] = set()
        self.erased_subjects: set[str] = set()
        self.waiting: list[tuple[int, str, str]] = []
        self.present = 0
        self.witness = Witness(tables) if scope == "full" and self.since == 1 else None

    def checks(self) -> Iterator[Check]:
        """Read the ledger and answer what was found."""
        self._start()
        for row in read_entries(self.tables, after=self.since - 1):
            self._line(row)
            if self.seq % 20_000 == 0:
                self.progress(self.seq)
        yield self.chain.check(
            "chain", f"{self.seq - self.since + 1} lines, head {self.seq} {self.prev}",
            "no line was changed, taken out of the middle or put in",
        )  # fmt: skip
        if self.scope != "chain":
            self._compare_values()
            if self.since == 1:
                self._find_strays()
            yield self.values.check(
                "values", f"{self.present} values have their hash, {len(self.erased)} were erased",
                "names and words are those that were recorded",
            )  # fmt: skip
        if self.witness:
            yield from self._witnessed()

    def _start(self) -> None:
        rows = self.tables.rows(
            "SELECT payload, subject FROM record_entry WHERE kind IN ('erase', 'restore')"
        )
        for payload, subject in rows:
            self.erased |= set(json.loads(payload)["values"])
            self.erased_subjects.add(subject)
        if self.since > 1:
            before = self.tables.one(
                "SELECT hash, at FROM record_entry WHERE seq = %s", self.since - 1
            )
            if before is None:
                raise RecordDamaged(f"there is no line {self.since - 1} to go on from")
            self.prev, self.at = before[0], before[1]

    def _line(self, row: Row) -> None:
        seq, text = row[0], row[9]
        if seq != self.seq + 1:
            self.chain.add(f"line {self.seq + 1} is missing")
        if row[11] != self.prev:
            self.chain.add(f"line {seq} is not bound to the line before")
        if hash_line(row) != row[12]:
            self.chain.add(f"line {seq} does not have its hash")
        payload = self._payload(row)
        if row[3] is not None or row[2] < (self.at or ""):
            self._clock(row)
        self.seq, self.prev, self.at = seq, row[12], row[2]
        if payload is None:
            return
        if self.scope != "chain" and '"sha256":' in text:
            self.waiting += [(seq, *found) for found in references(payload)]
            if len(self.waiting) >= BATCH:
                self._compare_values()
        if self.witness:
            self.witness.see(read_entry(row))

    def _clock(self, row: Row) -> None:
        if row[3] != microseconds_behind(row[2], self.at):
            self.chain.add(f"line {row[0]}: the clock is not {row[3]} microseconds behind")

    def _payload(self, row: Row) -> Payload | None:
        try:
            payload: Payload = json.loads(row[9])
        except ValueError:
            self.chain.add(f"line {row[0]}: the payload cannot be read")
            return None
        if row[5] not in _KINDS:
            self.chain.add(f"line {row[0]}: there is no kind {row[5]}")
            return None
        if canonical_payload(payload) != row[9]:
            self.chain.add(f"line {row[0]}: the payload is not canonical")
        return payload

    def _compare_values(self) -> None:
        ids = [value for _, value, _ in self.waiting]
        rows = self.tables.among(
            "SELECT id, salt, key, body FROM record_value WHERE id IN (%s)", ids
        )
        found = {row[0]: row for row in rows}
        for seq, value, sha256 in self.waiting:
            row = found.get(value)
            if row is None:
                if value not in self.erased:
                    self.values.add(
                        f"line {seq}: the value {value} is gone and no entry erased it"
                    )
                continue
            self.present += 1
            try:
                body = open_file(value, row[2]) if row[2] else row[3].encode()
            except RecordDamaged as error:
                self.values.add(f"line {seq}: {error}")
                continue
            if hashlib.sha256(bytes.fromhex(row[1]) + body).hexdigest() != sha256:
                self.values.add(f"line {seq}: the value {value} does not have its hash")
        self.waiting = []

    def _find_strays(self) -> None:
        count = (self.tables.one("SELECT count(*) FROM record_value") or [0])[0]
        if count != self.present:
            self.values.add(f"{count - self.present} values stand in the table that no line names")

    def _witnessed(self) -> Iterator[Check]:
        assert self.witness is not None  # noqa: S101  # only called where there is one
        self.witness.finish()
        for name, faults in self.witness.faults.items():
            collected = Faults()
            for fault in faults:
                collected.add(fault)
            yield collected.check(name, *self.witness.well(name))


def check_stamps(using: str) -> Check:
    """Check that every head that was written down outside the database stands in it, or is told.

    Args:
        using: alias of the database.
    """
    faults, heads = Faults(), stamped_heads()
    tables = Statements.on(using)
    lost = _lost_ranges(tables, heads)
    for at, head in enumerate(heads):
        row = tables.one("SELECT hash FROM record_entry WHERE seq = %s", head.seq)
        if row is not None and row[0] == head.hash:
            continue
        # What was stamped after the restored backup came into use must stand.
        if any(one.first <= head.seq <= one.last and at <= one.stamp for one in lost):
            continue
        if row is None:
            faults.add(
                f"the ledger ends before the stamped head {head.seq}: its tail is cut, or a"
                " backup was restored (`khronika record restored`)"
            )
        else:
            faults.add(f"line {head.seq} is not the one whose head was stamped")
    said = f"{len(heads)} heads, the last of line {heads[-1].seq}" if heads else "no head stamped"
    told = [f"lines {one.first} to {one.last} are lost by restore entry {one.by}" for one in lost]
    means = f"no {'other ' if told else ''}line was cut off the end since"
    return faults.check("stamped head", "; ".join([said, *told]), means)


@dataclass(frozen=True, slots=True)
class _Lost:
    """Lines that a `restore` entry says are lost, and the place of the stamped head it names."""

    first: int
    last: int
    by: int
    stamp: int


def _lost_ranges(tables: Statements, heads: Sequence[StampedHead]) -> list[_Lost]:
    """The lines that a restored backup lost; a range that cannot be so excuses nothing.

    A `restore` entry stands where the lost lines began, after nothing but the erasures that it
    repeats, and the stamped head that it names is the one of the last line lost.
    """
    places = {(head.seq, head.hash): at for at, head in enumerate(heads)}
    rows = tables.rows("SELECT seq, payload FROM record_entry WHERE kind = 'restore' ORDER BY seq")
    told = [(seq, json.loads(payload)) for seq, payload in rows]
    return [
        _Lost(one["first"], one["last"], seq, places[one["last"], one["head"]])
        for seq, one in told
        if (one["last"], one["head"]) in places and _repeats(tables, one["first"], seq)
    ]


def _repeats(tables: Statements, first: int, seq: int) -> bool:
    """Tell whether all lines from one to before another repeat erasures of a restored backup."""
    row = tables.one(
        "SELECT count(*) FROM record_entry WHERE seq >= %s AND seq < %s AND kind = 'erase' "
        "AND actor = %s", first, seq, RESTORER,
    )  # fmt: skip
    return row is not None and row[0] == seq - first


def _check_pending(using: str) -> Check:
    last = pending_erasure(using=using)
    vendor = connections[using].vendor
    done = f"{_counted(using)}; nothing is pending on {vendor}"
    what = done if last is None else (
        f"pending: bytes of the erasure in line {last} may be on the disk; "
        "run `khronika record scrub`"
    )  # fmt: skip
    return Check("erasure", last is None, what, "what was erased is in no byte of the database")


def _counted(using: str) -> str:
    """Count what one person alone took away: erasures, values, covered copies, documents."""
    rows = Statements.on(using).rows(
        "SELECT actor, payload FROM record_entry WHERE kind = 'erase' ORDER BY seq"
    )
    told = [json.loads(payload) for _, payload in rows]
    values, masked, documents = (
        sum(len(one[key]) for one in told) for key in ("values", "masked", "documents")
    )
    return (
        f"{len(told)} erasures by {len({actor for actor, _ in rows})} people: {values} values "
        f"deleted, {masked} copies with the name covered, {documents} documents redrawn"
    )
