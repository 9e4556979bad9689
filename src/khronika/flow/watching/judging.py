"""Says what a later look at a page means, and binds it into the ledger."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from khronika.flow.apart import Apart, Limits, ReadingStopped
from khronika.flow.watching.comparing import Comparison, is_home
from khronika.flow.watching.taking import ACTOR
from khronika.model.ulid import make_ulid
from khronika.record.ledger.append import Ledger, entry_of
from khronika.record.steps import note

COMPARER = Apart(
    "khronika.flow.watching.comparing:compare_packages", Limits(60, processor_seconds=40)
)
"""Compares two captures, for this whole process."""
VANISHED_STATUSES = frozenset({404, 410, 451})
SILENT_LOOKS = 3
"""So many looks in a row without an answer, and a page counts as vanished."""
WATCHED = "watched"
"""The word before the words of a note by which a look enters the ledger."""


class Verdict(StrEnum):
    """What a later look at a page says."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    VANISHED = "vanished"
    STILL_GONE = "still_gone"
    BACK = "back"
    NO_ANSWER = "no_answer"
    NOT_LOOKED = "not_looked"

    @property
    def is_flag(self) -> bool:
        """Tell whether the people who cite the page must look."""
        return self in (Verdict.CHANGED, Verdict.VANISHED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict and the code of its reason."""

    verdict: Verdict
    why: str = ""


def judge(asked: str, comparison: Comparison | None, *, was_gone: bool, silent: int) -> Judged:
    """Say what a later look at a page means.

    Args:
        asked: its address.
        comparison: of the last text that stood there and the new answer; None where none came.
        was_gone: whether it counted as vanished before.
        silent: how many looks in a row before this one had no answer.
    """
    if comparison is None:
        return _silent("no_answer", was_gone, silent)
    new = comparison.new
    if new.status in VANISHED_STATUSES:
        return _gone(f"status_{new.status}", was_gone)
    if new.status is not None and not 200 <= new.status < 300:
        return _silent(f"status_{new.status}", was_gone, silent)
    if not new.is_complete:
        return _silent("cut", was_gone, silent)
    at_home = new.url is not None and is_home(asked, new.url)
    if at_home and new.url != comparison.old.url:
        return _gone("home", was_gone)
    if comparison.is_same:
        return Judged(Verdict.BACK if was_gone else Verdict.UNCHANGED)
    return Judged(Verdict.CHANGED)


def _gone(why: str, was_gone: bool) -> Judged:
    return Judged(Verdict.STILL_GONE if was_gone else Verdict.VANISHED, why)


def _silent(why: str, was_gone: bool, silent: int) -> Judged:
    if was_gone or silent + 1 >= SILENT_LOOKS:
        return _gone(why, was_gone)
    return Judged(Verdict.NO_ANSWER, why)


def compare_kept(old: Path, new: Path, *, with_lines: bool = False) -> Comparison:
    """Compare two packages in a process apart.

    Raises:
        SealError: one cannot be opened.
        ReadingStopped: it took too much time or memory.
    """
    answer: Comparison = COMPARER.ask(str(old), str(new), with_lines)
    return answer


def look(old: Path, new: Path, asked: str, *, was_gone: bool, silent: int) -> Judged:
    """Compare a new capture with the last text, and say what it means; see `judge`."""
    try:
        comparison = compare_kept(old, new)
    except ReadingStopped:
        return Judged(Verdict.NOT_LOOKED, "reading_stopped")
    return judge(asked, comparison, was_gone=was_gone, silent=silent)


def note_look(
    ledger: Ledger, report: str, judged: Judged, *, entry: str, package: str, head: str
) -> None:
    """Write into the ledger, once, that a page of a report changed or went.

    The package's head is bound into the chain with it, as a report's own is by `receive`.

    Args:
        ledger: the record.
        report: ULID of the report.
        judged: what was found.
        entry: ULID of the entry; the same for the same look, so that a second try writes nothing.
        package: ULID of the package of this look, "" where there was no answer.
        head: its head.
    """
    if entry_of(entry) is not None:
        return
    told = [WATCHED, judged.verdict.value, judged.why or "-", package or "-", head or "-"]
    note(ledger, ACTOR, f"report:{report}", " ".join(told), base=None, entry=entry)


def ulid_from(words: str) -> str:
    """Make the ULID of something that must be the same whenever it is made, of words.

    It tells no moment: ULIDs are never sorted on (`record.md` section 1).
    """
    return make_ulid(0, hashlib.sha256(words.encode()).digest()[:10])
