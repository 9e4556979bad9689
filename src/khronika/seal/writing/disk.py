"""Writes files so that they are on the disk, and says in words what the disk refuses."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from khronika.seal.layout import PackageNotMade

_STALE_SECONDS = 60.0


class HashedFile:
    """A file that is hashed as it is written, front to back."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest, self.size = file, hashlib.sha256(), 0

    def write(self, piece: bytes) -> int:
        """Write the next bytes; zeros alone leave a hole."""
        self._digest.update(piece)
        self.size += len(piece)
        if piece.count(0) == len(piece):
            self._file.seek(len(piece), os.SEEK_CUR)
        else:
            self._file.write(piece)
        return len(piece)

    def flush(self) -> None:
        """Hand what is buffered to the system."""
        self._file.flush()

    @property
    def sha256(self) -> str:
        """SHA-256 of what was written so far, lower-case hex."""
        return self._digest.hexdigest()


def place(path: Path, content: bytes) -> None:
    """Write a small file and see it on the disk."""
    with path.open("wb") as file:
        file.write(content)
        flush(file)


def flush_folder(folder: Path) -> None:
    """See the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def explained(store: Path) -> Iterator[None]:
    """Turn an error of the disk into one that says what became of the package."""
    try:
        yield
    except OSError as error:
        raise PackageNotMade(
            f"no package could be written in {store}: {error.strerror or error}; "
            "nothing of it is left"
        ) from error


def sweep(store: Path) -> None:
    """Remove working folders whose makers are gone."""
    for folder in store.glob(".ev-*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime < _STALE_SECONDS:
                continue
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


def sha256_of(path: Path) -> str:
    """Hash a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(file: IO[bytes]) -> None:
    """See what was written on the disk."""
    file.flush()
    os.fsync(file.fileno())
