"""Writes public copies whole or not at all, and takes away what a stopped program left half done.

In: the place of a copy. Out: the copy, on the disk, or nothing. Refuses: to show a part of one,
and to take a copy away that another program is still writing.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def draft_of(target: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of a copy once it is whole; where that fails it goes.

    While it is written it is locked, so that `sweep_drafts` knows that somebody works on it.

    Args:
        target: where the copy will lie; its folder is made.

    Raises:
        OSError: the disk is full, or broken; nothing is left behind.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    file, draft = _opened(target)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _opened(target: Path) -> tuple[IO[bytes], Path]:
    while True:
        draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        file = draft.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if draft.exists():  # it was not swept between its making and its lock
            return file, draft
        file.close()


def sweep_drafts(folder: Path) -> int:
    """Take away the copies of a folder that nobody writes any more; answer how many.

    Args:
        folder: of public copies; a draft's name begins with a dot.
    """
    gone = 0
    for draft in folder.glob(".*.*"):
        with suppress(FileNotFoundError, BlockingIOError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
            gone += 1
    return gone
