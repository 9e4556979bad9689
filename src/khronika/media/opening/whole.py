"""Tells whether a film or picture is whole by the marks of its own form.

A cut one is evidence too, and whoever looks at it has to know that something is missing.
"""

import mmap
import os
from pathlib import Path
from typing import IO

_MOST_PARTS = 100_000
_BREAKS_OFF = "it breaks off: {}; ask whoever has it for the whole file"


def broken_note(path: Path, form: str | None) -> str | None:
    """Answer in one line what is missing at a file's end; None where nothing is seen to be.

    Args:
        path: the file; it may be hostile.
        form: as `kinds.kind_of` says.
    """
    size = path.stat().st_size
    if not size:
        return "it is empty: it holds no byte"
    with path.open("rb") as file:
        if form == "JPEG":
            missing = _jpeg(file, size)
        elif form == "PNG":
            missing = _png(file, size)
        elif form in ("WebP", "AVI", "WAV"):
            missing = _riff(file, size)
        elif form == "JPEG 2000":
            missing = _wavelets(file, size)
        elif form in ("MP4", "QuickTime", "HEIF", "AVIF"):
            missing = _boxes(file, size)
        else:
            missing = None
    return _BREAKS_OFF.format(missing) if missing else None


def _jpeg(file: IO[bytes], size: int) -> str | None:
    """Look for the end mark behind the start of the scan, so that a thumbnail's does not count."""
    at = 2
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return "it ends before the picture begins"
        if head[1] == 0xDA:
            with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as held:
                is_ended = held.find(b"\xff\xd9", at) >= 0
            return None if is_ended else "the mark of the picture's end is missing"
        at += 1 if head[1] == 0xFF else 2 + max(2, int.from_bytes(head[2:]))
    return None


def _png(file: IO[bytes], size: int) -> str | None:
    at = 8
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(8)
        at += 12 + int.from_bytes(head[:4])
        if len(head) < 8 or at > size:
            return "a part of the picture is cut, or its end is missing"
        if head[4:] == b"IEND":
            return None
    return None


def _riff(file: IO[bytes], size: int) -> str | None:
    told = int.from_bytes(file.read(8)[4:], "little") + 8
    if told in (8, (1 << 32) + 7):  # written live: no length is told
        return None
    return f"it says that it has {told} bytes and has {size}" if told > size else None


def _wavelets(file: IO[bytes], size: int) -> str | None:
    """Look for the mark at the end of the picture (ISO/IEC 15444-1, EOC), bare or in its box."""
    at, end = 0, size
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(16)
        if head[:2] == b"\xff\x4f":
            with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as held:
                is_ended = held.find(b"\xff\xd9", at, end) >= 0  # it stands nowhere else
            return None if is_ended else "the mark of the picture's end is missing"
        length, own = int.from_bytes(head[:4]), 8
        if length == 1:
            length, own = int.from_bytes(head[8:16]), 16
        length = length or size - at
        if len(head) < 8 or length < own or at + length > size:
            return "a part of the picture is cut, or it is missing"
        at, end = (at + own, at + length) if head[4:8] == b"jp2c" else (at + length, size)
    return None


def _boxes(file: IO[bytes], size: int) -> str | None:
    """Walk the boxes (ISO/IEC 14496-12 section 4.2)."""
    at, names = 0, set()
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        names.add(head[4:8])
        length = length or size - at
        if length < 8 or at + length > size:
            return _without_index(names) or f"its last part says {length} bytes and has fewer"
        at += length
    file.seek(0, os.SEEK_END)
    return _without_index(names)


def _without_index(names: set[bytes]) -> str | None:
    if names & {b"moov", b"meta", b"moof"}:
        return None
    return "the index of its frames (moov), without which no program finds them, is not there"
