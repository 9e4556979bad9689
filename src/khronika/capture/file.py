"""Captures a file: its bytes as they are, streamed, under a name that every system can hold."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from khronika.capture.conditions import Conditions
from khronika.capture.stamping import Authorities
from khronika.errors import CaptureError
from khronika.media.derive import add_file
from khronika.model.canonical import Json
from khronika.model.evidence import Evidence
from khronika.seal.container import shown
from khronika.seal.layout import RAW, plain_name
from khronika.seal.writer import Draft, zulu

_PIECE = 1 << 20


class SourceUnreadable(CaptureError):
    """A path is no ordinary file, or reading it failed."""


def capture_file(path: Path, conditions: Conditions) -> Evidence:
    """Capture an ordinary file, following links to it.

    Raises:
        SourceUnreadable: it is missing, a folder, a pipe, a device, or gives a read error.
        PackageNotMade: the store cannot be written.
    """
    handle = _open(path)
    try:
        with Draft(conditions.store, clock=conditions.clock) as draft:
            started_at = zulu(conditions.clock())
            before = os.fstat(handle)
            raw = RAW + plain_name(name_text(path.name))
            size = draft.add(raw, _pieces(handle, before.st_size, path, conditions))
            gaps = _gaps(before, os.fstat(handle), size, raw)
            stamper = Authorities.of(conditions)
            draft.stamp_captured(stamper)
            add_file(draft, raw, progress=conditions.progress)
            for gap in gaps:
                conditions.warn(f"{shown(path)}: {gap['why']}")
            description: dict[str, Json] = {
                "kind": "file",
                "source": {"name": name_text(path.name)},
                "started_at": started_at,
                "finished_at": zulu(conditions.clock()),
                "complete": not gaps,
                "gaps": gaps,
                **conditions.told(),
            }
            return draft.seal(
                description, signer=conditions.signer, stamper=stamper, warn=conditions.warn
            )
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        # Without O_NONBLOCK a pipe would wait for its writer.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SourceUnreadable(f"{shown(path)}: {why}; give a file or an address") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SourceUnreadable(f"{shown(path)}: not an ordinary file; give files one by one")
    return handle


def _pieces(handle: int, size: int, path: Path, conditions: Conditions) -> Iterator[bytes]:
    # A log that somebody writes to has no end: no more is read than was there at the start. The
    # kernel's own files (/proc) have no size and hold bytes all the same.
    done = 0
    while done < size or size == 0:
        try:
            piece = os.read(handle, min(_PIECE, size - done) if size else _PIECE)
        except OSError as error:
            raise SourceUnreadable(
                f"{shown(path)}: reading failed after {done} bytes ({error.strerror}); "
                "copy it from another medium and capture again"
            ) from error
        if not piece:
            return
        done += len(piece)
        conditions.progress(f"{shown(path.name)}: {done >> 20} MB read")
        yield piece


def _gaps(
    before: os.stat_result, after: os.stat_result, size: int, raw: str
) -> list[dict[str, Json]]:
    is_same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if is_same and size >= before.st_size:
        return []
    return [{"path": raw, "why": "the file changed while it was read; capture it again"}]


def name_text(name: str) -> str:
    r"""Write a file name or word of the command line as text; what is not UTF-8 becomes %XX.

    >>> name_text("list\udcff.txt")
    'list%FF.txt'
    """
    # By way of the bytes: in a locale without UTF-8 every letter beyond ASCII came in escaped.
    name = os.fsencode(name).decode("utf-8", "surrogateescape")
    return "".join(
        f"%{ord(letter) - 0xDC00:02X}" if "\udc80" <= letter <= "\udcff" else letter
        for letter in name
    )
