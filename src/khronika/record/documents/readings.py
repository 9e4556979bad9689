"""Reads the bytes of a file in every way that a reader's program would: what may stand in them.

Asked before a package becomes public, so it finds too much rather than too little: charsets,
escapes of JSON, HTML, CSS and addresses, parts of mails, members of archives, coded answers in a
WARC. All of it under one budget; what is packed too deep, too large, locked or no text is named as
unread, and whoever asked refuses it without a second person's word.
"""

import binascii
import bz2
import io
import lzma
import re
import zipfile
import zlib
from base64 import b64decode
from dataclasses import dataclass, field
from quopri import decodestring
from urllib.parse import unquote

import zstandard

from khronika.errors import SealError
from khronika.record.documents.letters import (
    GZIP,
    MAGIC,
    UNDO,
    ZSTD,
    decoded,
    is_der,
    is_ebcdic,
    is_medium,
    is_of_words,
    is_text,
    name_of,
    runs_in,
)
from khronika.record.documents.own_frame import frame_path
from khronika.record.documents.own_json import foreign_json, foreign_words
from khronika.record.documents.own_words import foreign_head, is_of_wacz, own_path
from khronika.record.documents.spellings import (
    certificates_in,
    spelled_in,
    words_between_chunks,
    words_of_gzip,
    words_of_member,
)
from khronika.seal.entity import decode_body, parse_head, split_head

MOST_BYTES = 96 << 20
"""How much is unpacked of one file, all layers together."""
MOST_PIECES = 20_000
DEEPEST = 6
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}(?:\r?\n[ \t]?[A-Za-z0-9+/_-]{2,})*={0,2}")
_QUOTED = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")
RECORD = re.compile(rb"WARC/\d\.\d\r?\n")
_MESSAGE = re.compile(rb"HTTP/|[A-Z]{3,7} [^ \r\n]+ HTTP/\d|software: khronika ")
LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})", re.IGNORECASE | re.MULTILINE)

_HEX = re.compile(rb"[0-9a-f-]{12,}\Z")
_STAMP = re.compile(r"(?:\A|/)(?:data/capture/raw|proofs/head(?:-\d+)?)\.txt\.[\w.-]+\.tsr\Z")
_HEAD_BYTES = 4096
_LONG_RUN = 4096
_LONGEST_ID = 48
"""Bytes of a hash, a UUID, a fingerprint read as if their letters were base64."""


class _Spent(Exception):
    """More would have to be unpacked than is allowed."""


@dataclass(slots=True)
class Readings:
    """Every text that a file may be read as, and what in it could not be read as text."""

    texts: dict[str, None] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def readings_of(
    path: str, body: bytes, *, member: str = "", most_bytes: int = MOST_BYTES
) -> Readings:
    r"""Read a file in every way in which its bytes may hold words.

    Args:
        path: its name in the package; its ending is not believed.
        body: its bytes, or a piece of them.
        member: name of the member of an archive that the piece is of.
        most_bytes: how much is unpacked, all layers together.

    Returns:
        The texts, each once, and the reasons why something in it was not read.

    >>> list(readings_of("a", b'"\\u0410\\u043d\\u043d\\u0430"').texts)[-1]
    '"Анна"'
    """
    name = "" if frame_path(path) else own_path(path)
    made = Readings({name: None, unquote(name): None} if name else {})
    reader = _Reader(made, most_bytes, path)
    try:
        reader.enter(member)
        reader.read(foreign_words(path, body), 0)
    except _Spent:
        made.unread.append("it unpacks to more than is looked through")
    return made


class _Reader:
    """One walk through a file and whatever is packed in it."""

    def __init__(self, made: Readings, left: int, path: str) -> None:
        self.made, self.left, self.pieces = made, left, 0
        self.is_wacz = path.endswith("data/page.wacz")
        self.is_stamp = bool(_STAMP.search(path))
        self.is_own = False
        self.seen: set[tuple[str, bytes]] = set()

    def _spend(self, size: int) -> None:
        self.left, self.pieces = self.left - size, self.pieces + 1
        if self.left < 0 or self.pieces > MOST_PIECES:
            raise _Spent

    def enter(self, member: str) -> None:
        """Begin a member of the file: its name is read too, unless our copy of a page has it."""
        is_own = self.is_wacz and is_of_wacz(member)
        if member and not is_own:
            self._text(member)
        self.is_own = is_own and member != "archive/data.warc.gz"

    def read(self, body: bytes, depth: int) -> None:
        """Read bytes as text, or open them; what is neither is noted."""
        self._spend(len(body))
        if depth > DEEPEST:
            raise _Spent
        if RECORD.match(body):
            self._warc(body, depth)
        elif not self._open(body, depth):
            is_read = is_text(body)
            if is_read:
                self._words(body, depth)
            else:
                self._runs(body)
                if not is_medium(body):
                    self._in_base64(body, depth)
            if is_ebcdic(body):
                for charset in ("cp500", "cp273", "cp1026"):
                    self._text(body.decode(charset, "replace"))
                self.made.unread.append("words in EBCDIC, of which not all are read")
            elif b"GIT binary patch" in body[:_HEAD_BYTES]:
                self.made.unread.append("a binary patch cannot be searched for names")
            if not is_read and not (self.is_stamp and is_der(body)):
                self.made.unread.append(f"{name_of(body)} cannot be searched for names")

    def _open(self, body: bytes, depth: int) -> bool:
        """Open a container by its first bytes; answer whether it was one."""
        try:
            if body.startswith(b"PK\x03\x04"):
                self._zip(body, depth)
            elif body.startswith(GZIP):
                self._inflated(body, 31, depth)
            elif body[:1] == b"\x78" and body[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
                self._inflated(body, 15, depth)
            elif body.startswith(ZSTD):
                self._zstd(body, depth)
            elif body.startswith(b"BZh"):
                self._unpacked(bz2.BZ2Decompressor(), body, depth)
            elif body.startswith(b"\xfd7zXZ\x00"):
                self._unpacked(lzma.LZMADecompressor(memlimit=256 << 20), body, depth)
            else:
                return False
        except (zlib.error, OSError, EOFError, ValueError, zipfile.BadZipFile, RuntimeError,
                NotImplementedError, lzma.LZMAError, zstandard.ZstdError):  # fmt: skip
            if is_text(body):  # a text may begin like a stream
                return False
            self.made.unread.append("something packed in it is locked or damaged")
        return True

    def _zip(self, body: bytes, depth: int) -> None:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            self._words(archive.comment, depth)
            for item in archive.infolist():
                self._words(words_of_member(item), depth)
                if item.file_size > self.left:
                    raise _Spent
                if depth == 0:
                    self.enter(item.filename)
                else:
                    self._text(item.filename)
                with archive.open(item) as opened:
                    self.read(opened.read(self.left + 1), depth + 1)
                self.is_own = False

    def _inflated(self, body: bytes, wbits: int, depth: int) -> None:
        """Read each member of a stream of RFC 1950 or 1952 and what stands behind the last."""
        rest, whole = body, bytearray()
        if wbits == 31:
            self._words(words_of_gzip(body[:_HEAD_BYTES]), depth)
        while rest:
            opened = zlib.decompressobj(wbits)
            whole += opened.decompress(rest, self.left + 1 - len(whole))
            if len(whole) > self.left:
                raise _Spent
            if not opened.eof or opened.unused_data[:3] != GZIP:
                is_whole, rest = opened.eof, opened.unused_data
                break
            rest = opened.unused_data
        if not is_whole:
            self.made.unread.append("something packed in it breaks off")
        self.read(bytes(whole), depth + 1)
        if rest.strip(b"\0\r\n "):
            self.read(rest, depth + 1)

    def _unpacked(
        self, opened: bz2.BZ2Decompressor | lzma.LZMADecompressor, body: bytes, depth: int
    ) -> None:
        plain = opened.decompress(body, self.left + 1)
        self._spend(len(plain))
        if not opened.eof or opened.unused_data.strip(b"\0"):
            self.made.unread.append("something packed in it breaks off, or goes on behind its end")
        self.read(plain, depth + 1)

    def _zstd(self, body: bytes, depth: int) -> None:
        with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as opened:
            self.read(opened.read(self.left + 1), depth + 1)

    def _warc(self, body: bytes, depth: int) -> None:
        """Read the records of a WARC (ISO 28500), answers without their codings (RFC 9112)."""
        at = 0
        while found := RECORD.match(body, at):
            head, rest = split_head(body[found.start() : found.start() + (1 << 16)])
            length = LENGTH.search(head)
            start = found.start() + len(head)
            end = start + (int(length[1]) if length else len(rest))
            self._words(foreign_head(head), depth)
            self._record(body[start:end], depth)
            at = end
            while body[at : at + 1] in (b"\r", b"\n"):
                at += 1
        if body[at:].strip():
            self.read(body[at:], depth + 1)

    def _record(self, block: bytes, depth: int) -> None:
        raw, body = split_head(block) if _MESSAGE.match(block) else (b"", block)
        head = parse_head(raw) if raw else None
        self._words(foreign_head(raw) if raw else b"", depth)
        if head is not None:
            if "chunked" in head.tokens("transfer-encoding"):
                self._words(words_between_chunks(body), depth)
            try:
                body, is_whole = decode_body(head, body, self.left)
            except SealError:
                is_whole = False
            if not is_whole:
                self.made.unread.append("an answer's coding is not known, or breaks off")
        if body:
            self.read(body, depth + 1)

    def _runs(self, body: bytes) -> None:
        """Read what stands as words in a picture, film or program: tags, captions, comments.

        The rest is points and waves, of which each charset would make a book of nonsense. Whoever
        asks has it named as unread all the same.
        """
        for pattern, charsets in runs_in(body):
            found = [run[0] for run in pattern.finditer(body)]
            for charset in charsets if found else ():
                runs = [run.decode(charset, "replace") for run in found]
                runs = [run for run in runs if is_of_words(run)]
                self._keep("\n".join(runs))
                # Of thousands of runs a few have escapes: the others are not read once more.
                self._keep("\n".join(one for run in runs for one in _undone(run)))

    def _words(self, body: bytes, depth: int, *, is_id: bool = False) -> None:
        """Read bytes as text in each charset that fits, and what is written in its letters.

        What may be an id is read only where words come out: each charset makes a name of some.
        """
        body = foreign_json(body) if self.is_own else body
        for text in decoded(body):
            if not is_id or is_of_words(text):
                self._text(text)
        if _QUOTED.search(body):
            plain = decodestring(body)
            if plain != body and ("quoted", plain) not in self.seen:
                self.seen.add(("quoted", plain))
                self._spend(len(plain))
                self._words(plain, depth + 1)
        if depth > DEEPEST:
            raise _Spent
        self._in_base64(body, depth)

    def _in_base64(self, body: bytes, depth: int) -> None:
        for plain in certificates_in(body):
            self._spend(len(plain))
            self._runs(plain)
        for plain in spelled_in(body):
            if ("spelled", plain) not in self.seen:
                self.seen.add(("spelled", plain))
                self._spend(len(plain))
                self._words(plain, depth + 1, is_id=True)
        for found in _BASE64.finditer(body):
            self._from_base64(found[0], depth)
            if found.start() == 0 and len(found[0]) > _LONG_RUN:
                # A piece of a large file may begin anywhere in four letters that belong together.
                for start in (1, 2, 3):
                    self._from_base64(found[0][start:], depth)

    def _from_base64(self, letters: bytes, depth: int) -> None:
        if _HEX.match(letters):  # a hash, a UUID, a time is no base64 of words
            return
        packed = re.sub(rb"[\s=]", b"", letters).replace(b"-", b"+").replace(b"_", b"/")
        if ("base64", packed) in self.seen:
            return
        self.seen.add(("base64", packed))
        try:
            plain = b64decode(packed[: len(packed) - (len(packed) % 4 == 1)] + b"==")
        except binascii.Error:
            return
        # Ids and hashes are letters of base64 too: what is neither text nor a known form is one.
        if plain.startswith(MAGIC) or (is_text(plain) and len(plain) > _LONGEST_ID):
            self.read(plain, depth + 1)
        elif is_text(plain):
            self._spend(len(plain))
            self._words(plain, depth + 1, is_id=True)

    def _text(self, text: str) -> None:
        """Keep a text and what it says with its escapes undone, one after another and together."""
        if text not in self.made.texts:
            for one in (text, *_undone(text)):
                self._keep(one)

    def _keep(self, text: str) -> None:
        if text and text not in self.made.texts:
            self._spend(len(text))
            self.made.texts[text] = None


def _undone(text: str) -> list[str]:
    """Answer what a text says with its escapes undone, one after another and together."""
    found = [text]
    for undo in UNDO:
        found += [made for one in found if (made := undo(one)) != one][:8]
    return list(dict.fromkeys(found[1:]))
