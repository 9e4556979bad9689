"""Lets one worker at a time ask a host, with a pause after each request.

A turn is a lock of the operating system on a file: it ends with its process, however that ends,
and no clock can keep it or free it.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

PAUSE = timedelta(seconds=5)
"""How long a host is left alone after a request."""


@contextmanager
def turn(folder: Path, host: str, now: datetime) -> Iterator[bool]:
    """Take the turn of a host, or answer that somebody else has it or that it must rest.

    Args:
        folder: of the locks, the same for all workers of an office.
        host: whom the work is about.
        now: aware.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = hashlib.sha256(host.encode()).hexdigest()[:32]  # hosts are no names for files
    handle = os.open(folder / f"{name}.turn", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        if _rests(handle, now):
            yield False
            return
        os.pwrite(handle, now.isoformat().encode(), 0)
        yield True
    finally:
        os.close(handle)


def _rests(handle: int, now: datetime) -> bool:
    """Tell whether the last request was a moment ago; a time in the future is a clock set back."""
    try:
        last = datetime.fromisoformat(os.pread(handle, 32, 0).decode("ascii"))
    except ValueError:
        return False  # nothing, or half a line of a machine that lost its power
    return timedelta(0) <= now - last < PAUSE
