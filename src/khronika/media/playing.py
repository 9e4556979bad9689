"""Reads stretches of a film or picture where its bytes lie in a package, also inside a WARC.

Nothing is unpacked and no copy is made: the body of an answer is read in place, chunk by chunk
where it came in chunks (RFC 9112 section 7.1), so that what is erased leaves nothing behind.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from khronika.errors import MediaError, SealError
from khronika.media.views import MediaView
from khronika.seal.container import Container, open_container
from khronika.seal.entity import decode_body, parse_head, split_head

MOST_CHUNKS = 200_000
"""A body in more pieces is not played: its map alone would fill the memory."""
MOST_PACKED_BYTES = 32 << 20
"""A body that came packed (gzip and so on) is unpacked for each stretch, up to this size."""
_HEAD_BYTES = 1 << 16


class NotPlayable(MediaError):
    """The bytes of a film lie in its package in a way that no stretch of them can be read."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some bytes of a film or picture: the first one's place, and how many there are in all."""

    content: bytes
    start: int
    size: int


Pieces = tuple[tuple[int, int], ...]
"""Where the bytes lie in their file: place and length of each piece, in order."""


@dataclass(frozen=True, slots=True)
class _Lie:
    """How the bytes of a film lie in a file: in pieces as they are, or packed in a block."""

    pieces: Pieces
    starts: tuple[int, ...]
    size: int
    is_packed: bool = False


def media_bytes(
    package: Path, view: MediaView, *, start: int = 0, length: int = 1 << 22
) -> Stretch:
    """Answer a stretch of a film, picture or sound as it was captured.

    Args:
        package: folder or zip; it is not verified here.
        view: as `views` answers it.
        start: the first byte, counted from 0.
        length: bytes that are wanted; fewer come at the end, none behind it.

    Raises:
        NotPlayable: its record is gone, cut in too many pieces, or packed and too large.
        NotAPackage, PackageUnreadable: the package is gone or damaged.

    Example:
        `media_bytes(package, views(package)[0], start=0, length=16).content`
    """
    container = open_container(package)
    try:
        if view.source not in container.sizes:
            raise NotPlayable(f"{package.name}: {view.source} is not there; verify the package")
        with container.open(view.source) as file:
            if view.record is None:
                size = container.sizes[view.source]
                return Stretch(_read(file, ((0, size),), (0,), start, length), start, size)
            return _from_record(container, package, view, file, start, length)
    except (OSError, ValueError) as error:
        raise NotPlayable(f"{package.name}: {view.source} cannot be read ({error})") from error
    finally:
        container.close()


def _from_record(
    container: Container, package: Path, view: MediaView, file: IO[bytes], start: int, length: int
) -> Stretch:
    changed = package.stat().st_mtime_ns, container.sizes[view.source]
    lie = _lie(str(package), view.source, str(view.record), changed)
    if lie.is_packed:
        content = _unpacked(file, lie)
        return Stretch(content[start : start + length], start, len(content))
    return Stretch(_read(file, lie.pieces, lie.starts, start, length), start, lie.size)


def _read(
    file: IO[bytes], pieces: Pieces, starts: tuple[int, ...], start: int, length: int
) -> bytes:
    """Read over the pieces that a stretch touches."""
    if start < 0 or length <= 0 or not pieces:
        return b""
    got = bytearray()
    for number in range(max(0, bisect_right(starts, start) - 1), len(pieces)):
        at, size = pieces[number]
        inner = max(0, start - starts[number])
        if inner >= size:
            continue
        file.seek(at + inner)
        got += file.read(min(size - inner, length - len(got)))
        if len(got) >= length:
            break
        start = starts[number] + size
    return bytes(got)


@lru_cache(maxsize=64)
def _lie(package: str, source: str, record: str, changed: tuple[int, int]) -> _Lie:
    """Find how an answer's body lies in a WARC; kept until the file is another."""
    container = open_container(Path(package))
    try:
        with container.open(source) as file:
            return _find(file, record)
    finally:
        container.close()


def _find(file: IO[bytes], record: str) -> _Lie:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        found = ArchiveIterator(file, no_record_parse=True)
        for one in found:
            if one.rec_headers.get_header("WARC-Record-ID") == record:
                size = int(one.rec_headers.get_header("Content-Length") or 0)
                return _lie_at(file, found.get_record_offset(), size)
    except ArchiveLoadFailed as error:
        raise NotPlayable(f"its record cannot be read ({error}); verify the package") from error
    raise NotPlayable("its record is not in the WARC; verify the package")


def _lie_at(file: IO[bytes], offset: int, block_bytes: int) -> _Lie:
    file.seek(offset)
    own, _ = split_head(file.read(_HEAD_BYTES))
    block = offset + len(own)
    file.seek(block)
    raw, _ = split_head(file.read(min(_HEAD_BYTES, block_bytes)))
    head = parse_head(raw)
    if not own or not raw or head is None:
        raise NotPlayable("its record holds no answer of a server; verify the package")
    body, end = block + len(raw), block + block_bytes
    codings = {*head.tokens("content-encoding"), *head.tokens("transfer-encoding")}
    if codings - {"identity", "chunked"}:
        return _Lie(((block, block_bytes),), (0,), block_bytes, is_packed=True)
    pieces = tuple(_chunks(file, body, end)) if "chunked" in codings else ((body, end - body),)
    starts, size = [], 0
    for _, length in pieces:
        starts.append(size)
        size += length
    return _Lie(pieces, tuple(starts), size)


def _chunks(file: IO[bytes], at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield place and length of each chunk; a broken one ends the body where it stands."""
    for number in range(MOST_CHUNKS + 1):
        if number == MOST_CHUNKS:
            raise NotPlayable(f"it came in more than {MOST_CHUNKS} pieces; unpack it by hand")
        file.seek(at)
        line = file.read(min(256, max(0, end - at)))
        told, newline, _ = line.partition(b"\n")
        digits = told.partition(b";")[0].strip()
        if not newline or not digits or len(digits) > 15:
            return
        try:
            length = int(digits, 16)
        except ValueError:
            return
        begin = at + len(told) + 1
        if length <= 0 or begin >= end:
            return
        yield begin, min(length, end - begin)
        if begin + length >= end:
            return
        file.seek(begin + length)
        at = begin + length + (2 if file.read(2) == b"\r\n" else 1)


def _unpacked(file: IO[bytes], lie: _Lie) -> bytes:
    (block, size), *_ = lie.pieces
    if size > MOST_PACKED_BYTES:
        raise NotPlayable("it came packed and is too large to be unpacked for each stretch")
    file.seek(block)
    raw, body = split_head(file.read(size))
    head = parse_head(raw)
    if head is None:
        raise NotPlayable("its record holds no answer of a server; verify the package")
    try:
        return decode_body(head, body, MOST_PACKED_BYTES)[0]
    except SealError as error:
        raise NotPlayable(str(error)) from error
