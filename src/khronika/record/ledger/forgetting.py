"""Keeps words that are older than an erasure out of the record: they may name who was erased."""

from khronika.record.errors import ErasedMeanwhile
from khronika.record.ledger.entry import Kind, NewEntry
from khronika.record.ledger.sql import Statements
from khronika.record.values import references


def demand_unforgotten(entry: NewEntry, base: int, tables: Statements) -> None:
    """Refuse words that are older than an erasure: whoever wrote them may have read the name.

    An erasure covers words of reports, parties and events that it does not change otherwise, and
    nobody knows afterwards which name to look for: so words from before it stand nowhere. The
    same goes for documents that were made before it.

    Args:
        entry: of a person.
        base: seq of the head that their screen was made from.
        tables: where to read.

    Raises:
        ErasedMeanwhile: somebody was erased since.
    """
    if entry.kind is Kind.ERASE or not references(entry.payload):
        return
    erased = erased_since(base, tables)
    if erased:
        raise ErasedMeanwhile(
            f"somebody was erased in entry {erased}, after your screen was made; read your words "
            "again, whether they name them, then send them"
        )


def erased_since(base: int, tables: Statements) -> int:
    """Answer the seq of the last erasure after an entry; 0 where there was none.

    Args:
        base: seq of the head that a screen was made from.
        tables: where to read.
    """
    row = tables.one("SELECT max(seq) FROM record_entry WHERE seq > %s AND kind = 'erase'", base)
    return int(row[0]) if row and row[0] is not None else 0
