"""Takes a fault of this program, in work that no screen waits for, as a reason of its row.

In: work of the worker on one row, or on none. Out: the row, settled with what happened, and a line
for the worker's log. Refuses: to let a row wait for ever for what failed unseen, and to tell the
words of a fault: a name may stand in these, so that its kind and its place are told alone.
"""

from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

import khronika

_OURS = str(Path(khronika.__file__).parent)


class Faults:
    """Watches over the work on one row; what ends the process ends it.

    `said` is the line of a fault, "" where there was none.

    Args:
        settle: takes the kind and place of a fault ("ValueError in film.py, line 12"), writes the
            row and answers a line for the log.
        foreseen: errors that are let through, for whoever tells them better.
    """

    def __init__(
        self, settle: Callable[[str], str], *, foreseen: tuple[type[Exception], ...] = ()
    ) -> None:
        self._settle, self._foreseen, self.said = settle, foreseen, ""

    def __enter__(self) -> "Faults":
        """Begin to watch."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Write a fault down."""
        if not isinstance(error, Exception) or isinstance(error, self._foreseen):
            return False
        self.said = self._settle(f"{type(error).__name__} in {_place(trace)}")
        return True


def _place(trace: TracebackType | None) -> str:
    """Answer the last line of this program on the way to a fault: a library's tells little."""
    frames = extract_tb(trace)
    ours = [frame for frame in frames if frame.filename.startswith(_OURS)]
    place = (ours or frames)[-1]
    return f"{Path(place.filename).name}, line {place.lineno}"
