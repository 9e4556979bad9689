"""Takes a restored backup into use: what was erased since it was made is erased again.

In: the restored record, and what `KHRONIKA_HOME/record` says of the newer one that was lost: its
stamped heads and its erasures. Out: a `restore` entry. Refuses: to let an office be served whose
backup brought back what had been erased.
"""

from dataclasses import dataclass

from khronika.record import erasure
from khronika.record.errors import RecordMovedOn
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry
from khronika.record.ledger.outside import (
    forget_finished,
    listed_erasures,
    stamp_head,
    stamped_heads,
)
from khronika.record.ledger.sql import Statements
from khronika.record.ledger.verify import check_stamps

UNKNOWN_HEAD = "0" * 64
"""Named by a `restore` entry where nobody stamped the head that was lost."""


class BackupRestored(RecordMovedOn):
    """What the list of erasures says is gone stands in the record again."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a restored backup lacks.

    Args:
        head: the last stamped head that was lost, or `UNKNOWN_HEAD`.
        first: seq of the first line that was lost.
        last: seq of the last line of which is known that it was lost.
        values: ids of erased values that the backup brought back.
    """

    head: str
    first: int
    last: int
    values: tuple[str, ...]


def returned_values(*, using: str = "default") -> list[str]:
    """Answer the ids of erased values that stand in the record again."""
    tables, lists = Statements.on(using), listed_erasures()
    rows = tables.among(
        "SELECT id FROM record_entry WHERE id IN (%s)", [one.entry for one in lists]
    )
    known = {row[0] for row in rows}
    ids = [id_ for one in lists if one.entry not in known for id_ in one.values]
    return sorted(
        row[0] for row in tables.among("SELECT id FROM record_value WHERE id IN (%s)", ids)
    )


def find_loss(*, using: str = "default") -> Loss | None:
    """Answer what the record lacks, or None where it is the one that was stamped last."""
    values = returned_values(using=using)
    if not values and check_stamps(using).ok:
        return None
    tables = Statements.on(using)
    first = _first_lost(tables)
    lost = [
        head
        for head in stamped_heads()
        if head.seq >= first
        and tables.one("SELECT 1 FROM record_entry WHERE hash = %s", head.hash) is None
    ]
    head, last = (lost[-1].hash, lost[-1].seq) if lost else (UNKNOWN_HEAD, first)
    return Loss(head, first, last, tuple(values))


def take_into_use(ledger: Ledger, loss: Loss) -> Entry:
    """Erase again what had been erased, and write down which lines were lost.

    It can be stopped and begun again at any place.

    Args:
        ledger: the restored record.
        loss: what `find_loss` answered.

    Returns:
        The `restore` entry.
    """
    forget_finished()
    entry = erasure.restore(ledger, head=loss.head, first=loss.first, last=loss.last)
    stamp_head(using=ledger.using)
    return entry


def refuse_returned(*, using: str = "default") -> None:
    """Refuse to work on a record in which erased values stand again.

    Raises:
        BackupRestored: says how many, and what to run.
    """
    values = returned_values(using=using)
    if values:
        raise BackupRestored(
            f"a backup brought {len(values)} erased values back; run `khronika record restored`"
        )


def _first_lost(tables: Statements) -> int:
    """Answer the seq after the last line that is no erasure repeated by the restorer."""
    row = tables.one(
        "SELECT max(seq) FROM record_entry WHERE NOT (kind = 'erase' AND actor = %s)",
        erasure.RESTORER,
    )
    return (row[0] or 0 if row else 0) + 1
