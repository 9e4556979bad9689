"""Cuts files of any size into pieces that a search can hold in memory, and overlaps them.

A name that stands over a seam stands whole in one of two pieces. Small records of a WARC stay
whole, the answers of large ones come without their codings, members of a zip and of a gzip stream
one after another. What cannot be cut so is named, as `readings` names what cannot be read.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Protocol

from khronika.record.documents.letters import GZIP
from khronika.record.documents.own_json import is_own_json
from khronika.record.documents.readings import LENGTH, RECORD
from khronika.record.documents.spellings import words_of_gzip, words_of_member
from khronika.seal.entity import parse_head, split_head
from khronika.seal.layout import TAG_LIMIT_BYTES

WHOLE_BYTES = 8 << 20
"""A file, record or member up to this size is read as one."""
WINDOW_BYTES = 4 << 20
OVERLAP_BYTES = 64 << 10
MOST_RATIO = 20
"""What unpacks to more than so many times its size, and more than `MOST_UNPACKED`, is a bomb."""
MOST_UNPACKED = 256 << 20
_HEAD_BYTES = 64 << 10
_CODINGS = re.compile(rb"^(?:transfer|content)-encoding[ \t]*:", re.IGNORECASE | re.MULTILINE)
_NULS = re.compile(rb"\0{64,}")


def most_whole(path: str) -> int:
    """Answer up to how many bytes a file of a package is read as one: our own JSON as it is.

    Args:
        path: of the file in its package.
    """
    return TAG_LIMIT_BYTES if is_own_json(path) else WHOLE_BYTES


class Readable(Protocol):
    """What bytes are read from, one after another."""

    def read(self, size: int, /) -> bytes:
        """Answer at most so many bytes; none at the end."""
        ...


@dataclass(slots=True)
class Cut:
    """One walk through a large file: what may still be unpacked, and what could not be cut."""

    left: int
    unread: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, size: int) -> "Cut":
        """Begin a walk through a file of so many bytes."""
        return cls(max(MOST_UNPACKED, MOST_RATIO * size))

    def pieces(self, file: IO[bytes], name: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of each piece; the name is that of a member, or empty.

        Args:
            file: open for reading, seekable.
            name: of the member that it is.
        """
        try:
            yield from self._all(file, name)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
            self.unread.append("something packed in it is locked or damaged")
        except Bomb:
            self.unread.append("it unpacks to more than is looked through")

    def _all(self, file: IO[bytes], name: str) -> Iterator[tuple[str, bytes]]:
        start = file.read(4)
        file.seek(0)
        if start != b"PK\x03\x04":
            yield from self._stream(_Ahead(file), name)
            return
        with zipfile.ZipFile(file) as archive:
            yield name, archive.comment
            for item in archive.infolist():
                yield "", words_of_member(item)
                with archive.open(item) as opened:
                    yield from self._stream(_Ahead(_Counted(opened, self)), item.filename)

    def _stream(self, file: "_Ahead", name: str) -> Iterator[tuple[str, bytes]]:
        start = file.peek(16)
        if RECORD.match(start):
            yield from ((name, piece) for piece in self._warc(file))
        elif len(file.peek(WHOLE_BYTES + 1)) <= WHOLE_BYTES and not _is_warc_gz(start, name):
            yield name, file.read(WHOLE_BYTES + 1)
        elif start.startswith(GZIP):
            yield "", words_of_gzip(file.peek(_HEAD_BYTES))
            yield from self._stream(_Ahead(_Inflating(file, self)), name)
        else:
            yield from ((name, piece) for piece in windows(file))

    def _warc(self, file: "_Ahead") -> Iterator[bytes]:
        """Yield small records together, and of a large one its heads, then its body in windows."""
        small = bytearray()
        while RECORD.match(file.peek(16)):
            head, _ = split_head(file.peek(_HEAD_BYTES))
            length = LENGTH.search(head)
            size = int(length[1]) if length else 0
            if len(head) + size <= WHOLE_BYTES:
                small += file.read(len(head) + size)
                if len(small) >= WINDOW_BYTES:
                    yield bytes(small)
                    small = bytearray()
            else:
                file.read(len(head))
                yield from self._record(head, file, size)
            _skip_ends(file)
        if small:
            yield bytes(small)
        yield from windows(file)  # what is no record

    def _record(self, head: bytes, file: "_Ahead", size: int) -> Iterator[bytes]:
        raw, _ = split_head(file.peek(_HEAD_BYTES))
        answer = parse_head(raw) if raw.startswith(b"HTTP/") else None
        if answer is None:
            yield head
            yield from windows(_Part(file, size))
            return
        file.read(len(raw))
        yield head + _CODINGS.sub(b"Via:", raw)  # its body comes without its codings
        body: Readable = _Part(file, size - len(raw))
        rest = body
        if "chunked" in answer.tokens("transfer-encoding"):
            body = _Joined(_Ahead(body), self)
        codings = [*answer.tokens("content-encoding"), *answer.tokens("transfer-encoding")]
        for coding in reversed([one for one in codings if one not in ("identity", "chunked")]):
            if coding not in ("gzip", "x-gzip", "deflate"):
                self.unread.append("an answer is packed and too large to be unpacked")
                break
            body = _Inflating(_Ahead(body), self)
        yield from windows(body)
        while rest.read(WINDOW_BYTES):
            pass


class Bomb(Exception):  # it says what it is
    """More would have to be unpacked than is allowed."""


def _is_warc_gz(start: bytes, name: str) -> bool:
    """Tell whether a gzip stream may be a WARC of any size: small records pack into nothing."""
    return start.startswith(GZIP) and name.endswith(".warc.gz")


def windows(file: Readable) -> Iterator[bytes]:
    """Yield overlapping windows, each from the beginning of a line where there are lines.

    Args:
        file: read to its end.
    """
    kept = b""
    while fresh := _filled(file, WINDOW_BYTES):
        window = kept + fresh
        yield _NULS.sub(_fewer, _whole_letters(window, is_first=not kept))
        tail = window[-OVERLAP_BYTES:]
        line = tail.find(b"\n", 0, OVERLAP_BYTES // 2)
        # Letters of two or four bytes stay whole: a window begins at a multiple of four.
        kept = tail[(line + 1) & ~3 :] if line >= 0 else tail
        if len(fresh) < WINDOW_BYTES:
            return


def _fewer(nuls: re.Match[bytes]) -> bytes:
    """Leave few of many empty bytes, letters of two or four bytes behind them where they were."""
    return bytes(64 + len(nuls[0]) % 4)


def _filled(file: Readable, size: int) -> bytes:
    found = bytearray()
    while len(found) < size and (more := file.read(size - len(found))):
        found += more
    return bytes(found)


def _whole_letters(window: bytes, *, is_first: bool) -> bytes:
    """Take half a letter of UTF-8 off both ends; each stands whole in the other window."""
    start, end = 0, len(window)
    while not is_first and start < min(3, end) and window[start] & 0xC0 == 0x80:
        start += 1
    for back in range(1, min(4, end - start) + 1):
        lead = window[end - back]
        if lead & 0xC0 != 0x80:
            needed = 4 if lead >= 0xF0 else 3 if lead >= 0xE0 else 2 if lead >= 0xC0 else 1
            end -= back if needed > back else 0
            break
    return b" " * start + window[start:end]


def _skip_ends(file: "_Ahead") -> None:
    while file.peek(1) in (b"\r", b"\n"):
        file.read(1)


class _Ahead:
    """Bytes that can be looked at before they are taken."""

    def __init__(self, file: Readable) -> None:
        self.file, self.kept, self.at = file, b"", 0

    def peek(self, size: int) -> bytes:
        """Answer the next bytes and leave them there."""
        if len(self.kept) - self.at < size:
            kept = self.kept[self.at :]
            self.kept, self.at = kept + _filled(self.file, size - len(kept)), 0
        return self.kept[self.at : self.at + size]

    def read(self, size: int, /) -> bytes:
        """Take the next bytes."""
        found = self.kept[self.at : self.at + size]
        self.at += len(found)
        if self.at >= len(self.kept):
            self.kept, self.at = b"", 0
        if len(found) < size:
            found += self.file.read(size - len(found))
        return found

    def give_back(self, taken: bytes) -> None:
        """Put bytes back that were taken too early."""
        self.kept, self.at = taken + self.kept[self.at :], 0


class _Part:
    """So many bytes of a file and no more."""

    def __init__(self, file: Readable, size: int) -> None:
        self.file, self.left = file, size

    def read(self, size: int, /) -> bytes:
        """Take the next bytes, to the end of the part."""
        found = self.file.read(min(size, self.left)) if self.left > 0 else b""
        self.left = self.left - len(found) if found else 0
        return found


class _Counted:
    """Bytes that are unpacked elsewhere, counted."""

    def __init__(self, file: Readable, cut: Cut) -> None:
        self.file, self.cut = file, cut

    def read(self, size: int, /) -> bytes:
        """Take the next bytes."""
        found = self.file.read(size)
        self.cut.left -= len(found)
        if self.cut.left < 0:
            raise Bomb
        return found


class _Inflating:
    """The members of a gzip or zlib stream (RFC 1952, 1950), one after another."""

    def __init__(self, file: _Ahead, cut: Cut) -> None:
        self.file, self.cut = file, cut
        self.opened, self.is_over = self._decoder(), False

    def _decoder(self) -> "zlib._Decompress":
        start = self.file.peek(2)
        is_zlib = start[:1] == b"\x78" and int.from_bytes(start, "big") % 31 == 0
        return zlib.decompressobj(31 if start == GZIP[:2] else 15 if is_zlib else -15)

    def read(self, size: int, /) -> bytes:
        """Take the next unpacked bytes."""
        while not self.is_over:
            if self.opened.eof:
                self.file.give_back(self.opened.unused_data)
                if self.file.peek(2) != GZIP[:2]:
                    self._ended()
                    break
                self.opened = self._decoder()
            packed = self.opened.unconsumed_tail or self.file.read(_HEAD_BYTES)
            try:
                found = self.opened.decompress(packed, size)
            except zlib.error:
                self._broken()
                break
            if not packed and not found:
                if not self.opened.eof:
                    self._broken()
                continue
            self.cut.left -= len(found)
            if self.cut.left < 0:
                raise Bomb
            if found:
                return found
        return b""

    def _ended(self) -> None:
        """Say that something stands behind the last member; it is not unpacked."""
        self.is_over = True
        while more := self.file.read(WINDOW_BYTES):
            if more.strip(b"\0\r\n "):
                self.cut.unread.append("something stands behind what is packed in it")
                return

    def _broken(self) -> None:
        self.cut.unread.append("something packed in it is damaged, or breaks off")
        self.is_over = True


class _Joined:
    """A body that came in chunks (RFC 9112 section 7.1), without their sizes."""

    def __init__(self, file: _Ahead, cut: Cut) -> None:
        self.file, self.left, self.is_over, self.cut = file, 0, False, cut

    def read(self, size: int, /) -> bytes:
        """Take the next bytes of a chunk; damaged chunks are read as they stand."""
        if not self.left and not self.is_over:
            line, newline, _ = self.file.peek(256).lstrip(b"\r\n").partition(b"\n")
            digits, _, extension = (part.strip() for part in line.partition(b";"))
            if extension:
                self.cut.unread.append("the pieces of an answer carry words of their own")
            try:
                self.left = int(digits, 16) if newline and len(digits) < 16 else 0
            except ValueError:
                self.left = 0
            is_last = bool(newline and digits) and not digits.strip(b"0")
            if self.left or is_last:
                _skip_ends(self.file)
                self.file.read(len(line) + 1)
            self.is_over = not self.left
        found = self.file.read(size if self.is_over else min(size, self.left))
        self.left = max(0, self.left - len(found))
        return found
