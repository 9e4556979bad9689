"""Plans and carries out erasures in the worker: packages are searched, which may take minutes.

Killed at any moment, it goes on where it was: a plan is made once more, and an erasure has the id
of its one entry from the start.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Q

from khronika.desk.faults import Faults
from khronika.desk.gate import derived
from khronika.desk.models import Erasure
from khronika.errors import KhronikaError
from khronika.flow.erasing import carry_out
from khronika.record import erasure
from khronika.record.errors import RecordBusy, RecordMovedOn
from khronika.record.ledger.append import Ledger, entry_of
from khronika.record.touched import touched

Step = Erasure.Step
STALE = timedelta(minutes=2)
"""An erasure that did not move for so long has nobody working on it."""
EVERY_SECONDS = 1.0
MOST_TRIES = 3
"""How often what ends in a fault of this program, or in none at all, is begun again by itself."""


def now() -> datetime:
    """Answer the time."""
    return datetime.now(UTC)


def is_any_due(moment: datetime) -> bool:
    """Tell whether an erasure waits to be planned or carried out, or was left half done."""
    return bool(_due(moment).exists())


def _due(moment: datetime) -> Any:
    left = Q(moved_at__lt=moment - STALE)
    waiting = Q(step__in=(Step.ASKED, Step.CONFIRMED)) & (Q(tries=0) | left)
    begun = Q(step__in=(Step.PLANNING, Step.ERASING)) & left
    return Erasure.objects.filter(waiting | begun).order_by("id")


def run_due(*, is_stopped: Callable[[], bool] = lambda: False) -> Iterator[str]:
    """Plan what was asked for, and carry out what was confirmed.

    Args:
        is_stopped: asked between two of them.

    Yields:
        A line for the worker's log for each; it names no person.
    """
    tried: set[str] = set()
    while not is_stopped():
        row = _due(now()).exclude(pk__in=tried).first()
        if row is None:
            return
        is_plan = row.step in (Step.ASKED, Step.PLANNING)
        if not _claim(row, Step.PLANNING if is_plan else Step.ERASING):
            continue  # another worker has it
        if row.tries > MOST_TRIES:
            yield _ended(row, "it was stopped before its end")
            continue
        line, is_busy = "", False
        with Faults(partial(_ended, row)) as faults:
            line, is_busy = (_plan(row), False) if is_plan else _erase(row)
        tried |= {row.pk} if is_busy else set()
        yield faults.said or line


def _claim(row: Erasure, step: Erasure.Step) -> bool:
    same = Erasure.objects.filter(pk=row.pk, step=row.step, moved_at=row.moved_at)
    row.tries += 1
    return same.update(step=step, moved_at=now(), phase="", done=0, of=0, tries=row.tries) == 1


def _plan(row: Erasure) -> str:
    said = f"erasure {row.id}"
    try:
        with _Moving(row) as moving:
            told = touched(erasure.plan(Ledger(), row.subject, progress=moving))
    except (KhronikaError, OSError) as error:
        return _refused(row, error)
    _set(row, step=Step.PLANNED, plan=told.to_json(), tries=0, problem="")
    return f"{said}: planned, {told.values} values; it waits for an officer's word"


def _erase(row: Erasure) -> tuple[str, bool]:
    """Carry out what an officer confirmed; answer a line, and whether it must be tried later."""
    said, record, entry = f"erasure {row.id}", Ledger(), derived(row.id, "erase")
    plan: dict[str, Any] = row.plan or {}
    try:
        with _Moving(row) as moving:
            made, is_clean = carry_out(
                record, f"u:{row.officer}", row.subject, ground=row.ground,
                base=plan["base"], home=Path(settings.HOME), entry=entry,
                shown=plan["mark"], progress=moving,
            )  # fmt: skip
    except RecordMovedOn:
        if _was_written(row, entry):
            return f"{said}: erased", False
        _set(row, step=Step.ASKED, is_anew=True, tries=0)
        return f"{said}: the record moved on; planned once more", False
    except RecordBusy:
        _set(row, step=Step.CONFIRMED, tries=0)
        return f"{said}: the record is busy; tried again", True
    except (KhronikaError, OSError) as error:
        if _was_written(row, entry):
            return f"{said}: erased", False
        return _refused(row, error), False
    _set(row, step=Step.ERASED, seq=made.seq, problem="")
    return f"{said}: erased" + ("" if is_clean else "; its bytes are not off the disk yet"), False


def _was_written(row: Erasure, entry: str) -> bool:
    """Settle a row whose entry another worker wrote meanwhile."""
    known = entry_of(entry)
    if known is not None:
        _set(row, step=Step.ERASED, seq=known.seq, problem="")
    return known is not None


def _ended(row: Erasure, told: str) -> str:
    """Settle a row that ended in a fault: it is tried again later, or not any more."""
    if row.step == Step.CONFIRMED or row.step == Step.ERASING:
        if _was_written(row, derived(row.id, "erase")):
            return f"erasure {row.id}: erased"
        back = Step.CONFIRMED
    else:
        back = Step.ASKED
    if row.tries < MOST_TRIES:
        words = f"the program failed ({told}) and tries again by itself; the record is as it was"
        _set(row, step=back, problem=f"ErasureBroke\n{words}")
    else:
        words = (
            f"the program failed {MOST_TRIES} times ({told}) and has stopped; nothing was erased. "
            "Tell whoever keeps the machine what stands here, then make the plan once more"
        )
        _set(row, step=Step.REFUSED, problem=f"ErasureGivenUp\n{words}")
    return f"erasure {row.id}: {words}"


def _refused(row: Erasure, error: KhronikaError | OSError) -> str:
    told = str(error) if isinstance(error, KhronikaError) else str(error.strerror)
    _set(row, step=Step.REFUSED, problem=f"{type(error).__name__}\n{told}")
    return f"erasure {row.id}: refused: {told}"


def _set(row: Erasure, **fields: Any) -> None:
    Erasure.objects.filter(pk=row.pk).update(moved_at=now(), **fields)


class _Moving:
    """Writes down every second how far an erasure is, and that somebody still works on it.

    From a thread with a connection of its own: a plan is made in one reading transaction, in which
    nothing may be written.
    """

    def __init__(self, row: Erasure) -> None:
        self._id, self._at, self._over = row.pk, ("", 0, 0), threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True, name="erasing-progress")

    def __call__(self, what: str, done: int, of: int) -> None:
        """Take what is looked through, and how many of how many."""
        self._at = (what, done, of)

    def __enter__(self) -> "_Moving":
        """Begin to write."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Write no more."""
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        try:
            while not self._over.wait(EVERY_SECONDS):
                what, done, of = self._at
                with suppress(DatabaseError):  # the database is busy: the next second will do
                    Erasure.objects.filter(
                        pk=self._id, step__in=(Step.PLANNING, Step.ERASING)
                    ).update(phase=what, done=done, of=of, moved_at=now())
        finally:
            connections.close_all()
