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
import unicodedata
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from quopri import decodestring
from urllib.parse import unquote

import zstandard

from khronika.errors import SealError
from khronika.script.writing import script
from khronika.seal.entity import decode_body, parse_head, split_head

MOST_BYTES = 96 << 20
"""How much is unpacked of one file, all layers together."""
MOST_PIECES = 20_000
DEEPEST = 6
_ARCHIVED = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xd0\xcf\x11\xe0")
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_MAGIC = (
    _GZIP, _ZSTD, b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"%PDF", b"\x89PNG", b"GIF8",
    b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3", b"wOFF", b"wOF2", *_ARCHIVED,
)  # fmt: skip
_ONE_BYTE = (
    "cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "cp1252", "cp1250",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "iso8859-2", "iso8859-9",
)  # fmt: skip
_MANY_BYTES = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "iso2022_jp", "hz")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{12,}(?:\r?\n[ \t]?[A-Za-z0-9+/_-]{2,})*={0,2}")
_QUOTED = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")
_ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|[uU]([0-9A-Fa-f]{4,8})|x([0-9A-Fa-f]{2})"
    r"|([0-9A-Fa-f]{4,6})[ ]?|([0-7]{3})|([0-9A-Fa-f]{2})[ ]?)"
)
_TAG = re.compile(r"<[^<>]*>")
_RECORD = re.compile(rb"WARC/\d\.\d\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})", re.IGNORECASE | re.MULTILINE)

_MEDIA = (
    (b"\xff\xd8\xff", 0), (b"\x89PNG\r\n\x1a\n", 0), (b"GIF8", 0), (b"RIFF", 0), (b"OggS", 0),
    (b"ID3", 0), (b"\x1a\x45\xdf\xa3", 0), (b"ftyp", 4), (b"fLaC", 0),
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_HEX = re.compile(rb"[0-9a-f]{32,}\Z")
_RUNS: tuple[tuple[re.Pattern[bytes], tuple[str, ...]], ...] = (
    (
        re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){6,}"),
        ("utf-8",),
    ),
    (re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2}){2,}"), ("utf-8",)),
    (
        re.compile(rb"[ A-Za-z'.\xa8\xb8\xc0-\xff-]{8,}"),
        ("cp1251", "koi8-r", "cp1252", "cp1253", "cp1255", "cp1256"),
    ),
    (re.compile(rb"[ A-Za-z'.\xa1-\xf1-]{8,}"), ("iso8859-5",)),
    (re.compile(rb"[ A-Za-z'.\x80-\xaf\xe0-\xef-]{8,}"), ("cp866", "mac-cyrillic")),
    (re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x04-\x06]){4,}"), ("utf-16-le",)),
    (re.compile(rb"(?:\x00[\x20-\x7e]|[\x04-\x06][\x00-\xff]){4,}"), ("utf-16-be",)),
)
"""Words in a medium: runs of letters too long to be points, and the charsets they may be in."""


class _Spent(Exception):
    """More would have to be unpacked than is allowed."""


@dataclass(slots=True)
class Readings:
    """Every text that a file may be read as, and what in it could not be read as text."""

    texts: dict[str, None] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def readings_of(path: str, body: bytes, *, most_bytes: int = MOST_BYTES) -> Readings:
    r"""Read a file in every way in which its bytes may hold words.

    Args:
        path: its name in the package; its ending is not believed.
        body: its bytes.
        most_bytes: how much is unpacked, all layers together.

    Returns:
        The texts, each once, and the reasons why something in it was not read.

    >>> list(readings_of("a", b'"\\u0410\\u043d\\u043d\\u0430"').texts)[-1]
    '"Анна"'
    """
    made = Readings({path: None, unquote(path): None})
    reader = _Reader(made, most_bytes)
    try:
        reader.read(body, 0)
    except _Spent:
        made.unread.append("it unpacks to more than is looked through")
    return made


class _Reader:
    """One walk through a file and whatever is packed in it."""

    def __init__(self, made: Readings, left: int) -> None:
        self.made, self.left, self.pieces = made, left, 0
        self.seen: set[tuple[str, bytes]] = set()

    def _spend(self, size: int) -> None:
        self.left, self.pieces = self.left - size, self.pieces + 1
        if self.left < 0 or self.pieces > MOST_PIECES:
            raise _Spent

    def read(self, body: bytes, depth: int) -> None:
        """Read bytes as text, or open them; what is neither is noted."""
        self._spend(len(body))
        if depth > DEEPEST:
            raise _Spent
        if _RECORD.match(body):
            self._warc(body, depth)
        elif not self._open(body, depth):
            if _is_medium(body):
                self._runs(body)
            else:
                self._words(body, depth)
            if not _is_text(body):
                self.made.unread.append(f"{_name_of(body)} cannot be searched for names")

    def _open(self, body: bytes, depth: int) -> bool:
        """Open a container by its first bytes; answer whether it was one."""
        try:
            if body.startswith(b"PK\x03\x04"):
                self._zip(body, depth)
            elif body.startswith(_GZIP):
                self._inflated(body, 31, depth)
            elif body[:1] == b"\x78" and body[1:2] in (b"\x01", b"\x5e", b"\x9c", b"\xda"):
                self._inflated(body, 15, depth)
            elif body.startswith(_ZSTD):
                self._zstd(body, depth)
            elif body.startswith(b"BZh"):
                self._unpacked(bz2.BZ2Decompressor(), body, depth)
            elif body.startswith(b"\xfd7zXZ\x00"):
                self._unpacked(lzma.LZMADecompressor(memlimit=256 << 20), body, depth)
            else:
                return False
        except (zlib.error, OSError, EOFError, ValueError, zipfile.BadZipFile, RuntimeError,
                NotImplementedError, lzma.LZMAError, zstandard.ZstdError):  # fmt: skip
            if _is_text(body):  # a text may begin like a stream
                return False
            self.made.unread.append("something packed in it is locked or damaged")
        return True

    def _zip(self, body: bytes, depth: int) -> None:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            self._words(archive.comment, depth)
            for item in archive.infolist():
                self._text(item.filename)
                if item.file_size > self.left:
                    raise _Spent
                with archive.open(item) as opened:
                    self.read(opened.read(self.left + 1), depth + 1)

    def _inflated(self, body: bytes, wbits: int, depth: int) -> None:
        """Read each member of a stream of RFC 1950 or 1952 and what stands behind the last."""
        rest, whole = body, bytearray()
        while rest:
            opened = zlib.decompressobj(wbits)
            whole += opened.decompress(rest, self.left + 1 - len(whole))
            if len(whole) > self.left:
                raise _Spent
            if not opened.eof or opened.unused_data[:3] != _GZIP:
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
        while found := _RECORD.match(body, at):
            head, rest = split_head(body[found.start() : found.start() + (1 << 16)])
            length = _LENGTH.search(head)
            start = found.start() + len(head)
            end = start + (int(length[1]) if length else len(rest))
            self._words(head, depth)
            self._record(body[start:end], depth)
            at = end
            while body[at : at + 1] in (b"\r", b"\n"):
                at += 1
        if body[at:].strip():
            self.read(body[at:], depth + 1)

    def _record(self, block: bytes, depth: int) -> None:
        raw, body = split_head(block) if block.startswith(b"HTTP/") else (b"", block)
        head = parse_head(raw) if raw else None
        self._words(raw, depth)
        if head is not None:
            try:
                body, is_whole = decode_body(head, body, self.left)
            except SealError:
                is_whole = False
            if not is_whole:
                self.made.unread.append("an answer's coding is not known, or breaks off")
        if body:
            self.read(body, depth + 1)

    def _runs(self, body: bytes) -> None:
        """Read what stands as words in a picture, film or sound: its tags, captions, comments.

        The rest is points and waves, of which each charset would make a book of nonsense. Whoever
        asks has it named as unread all the same.
        """
        for pattern, charsets in _RUNS:
            found = [run[0] for run in pattern.finditer(body)]
            for charset in charsets if found else ():
                texts = (run.decode(charset, "replace") for run in found)
                self._text("\n".join(filter(_is_of_words, texts)))

    def _words(self, body: bytes, depth: int) -> None:
        """Read bytes as text in each charset that fits, and what is written in its letters."""
        for text in _decoded(body):
            self._text(text)
        if _QUOTED.search(body):
            plain = decodestring(body)
            if plain != body and ("quoted", plain) not in self.seen:
                self.seen.add(("quoted", plain))
                self._spend(len(plain))
                self._words(plain, depth + 1)
        if depth > DEEPEST:
            raise _Spent
        for found in _BASE64.finditer(body):
            self._from_base64(found[0], depth)

    def _from_base64(self, letters: bytes, depth: int) -> None:
        packed = re.sub(rb"[\s=]", b"", letters).replace(b"-", b"+").replace(b"_", b"/")
        if ("base64", packed) in self.seen or _HEX.match(packed):  # a hash is no base64 of words
            return
        self.seen.add(("base64", packed))
        try:
            plain = b64decode(packed[: len(packed) - (len(packed) % 4 == 1)] + b"==")
        except binascii.Error:
            return
        # Ids and hashes are letters of base64 too: what is neither text nor a known form is one.
        if _is_text(plain) or plain.startswith(_MAGIC):
            self.read(plain, depth + 1)

    def _text(self, text: str) -> None:
        """Keep a text and what it says with its escapes undone, one after another and together."""
        if text in self.made.texts:
            return
        found = [text]
        for undo in (_unescaped, _unworded, _unlinked, _untagged, _unspaced):
            found += [made for one in found if (made := undo(one)) != one][:8]
        for one in found:
            if one not in self.made.texts:
                self._spend(len(one))
                self.made.texts[one] = None


def _decoded(body: bytes) -> Iterator[str]:
    if not body:
        return
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield body.decode("utf-16", "replace")
    nuls = body.count(0)
    if nuls * 5 > len(body):
        yield from (body.decode(one, "replace") for one in ("utf-16-le", "utf-16-be"))
        yield body.decode("utf-32-le", "replace") + body.decode("utf-32-be", "replace")
    elif _has_wide_letters(body):
        yield from (body.decode(one, "replace") for one in ("utf-16-le", "utf-16-be"))
    try:
        yield body.decode("utf-8")
    except UnicodeDecodeError:
        yield body.decode("utf-8", "replace")
        yield from (body.decode(one, "replace") for one in (*_ONE_BYTE, *_MANY_BYTES))
    else:
        if b"\x1b" in body or b"~{" in body:
            yield from (body.decode(one, "replace") for one in ("iso2022_jp", "iso2022_kr", "hz"))
    if re.search(rb"\+[A-Za-z0-9+/]{5,}", body):
        yield body.decode("utf-7", "replace")


def _has_wide_letters(body: bytes) -> bool:
    """Tell whether every other byte is the same page of an alphabet: UTF-16 without its mark."""
    sample = body[: 1 << 16]
    return any(
        sample[start::2].count(page) * 3 > len(sample)
        for start in (0, 1)
        for page in (0x04, 0x05, 0x06, 0x10)
    )


def _is_text(body: bytes) -> bool:
    """Tell whether bytes are words in some charset: hardly a control character in them."""
    sample = body[: 1 << 20]
    if sample.startswith(_MAGIC):
        return False
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")) or _has_wide_letters(sample):
        return True
    if sample.count(0) * 5 > len(sample):
        return all(
            unicodedata.category(letter) != "Cn" or letter == "\ufffd"
            for letter in sample[:4096].decode("utf-16-le", "replace")
        ) and sample[1::2].count(0) + sample[::2].count(0) == sample.count(0)
    # Packed or locked bytes are a tenth control characters; letters of any charset hardly are.
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * 100 <= len(sample)


def _is_of_words(run: str) -> bool:
    """Tell whether at least half of a run's letters stand in words: of one script, cased as such.

    Points of a picture read as letters mix scripts and capitals; to a search by sound they would
    be somebody's name now and then.
    """
    letters, sound = 0, 0
    for word in _LETTERS.findall(run):
        letters += len(word)
        is_cased = word in (word.lower(), word.upper(), word.title())
        if len(word) > 1 and is_cased and len({script(letter) for letter in word}) == 1:
            sound += len(word)
    return sound * 2 >= letters > 0


def _is_medium(body: bytes) -> bool:
    """Tell whether bytes are a picture, film or sound by their first bytes."""
    return any(body[at : at + len(magic)] == magic for magic, at in _MEDIA)


_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13, 27})


def _name_of(body: bytes) -> str:
    for magic, name in (
        (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
        (b"GIF8", "a picture"), (b"RIFF", "a picture or sound"), (b"wOF", "a font"),
    ):  # fmt: skip
        if body.startswith(magic):
            return name
    return "an archive" if body.startswith(_ARCHIVED) else "something that is no text"


def _unescaped(text: str) -> str:
    r"""Undo \uXXXX, \xXX, \u{X} and CSS escapes; surrogates are put together (RFC 8259 7)."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_letter_of, text.replace("\\\\", "\\"))
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _letter_of(found: re.Match[str]) -> str:
    octal = found[5]
    code = int(octal, 8) if octal else int(next(one for one in found.groups() if one), 16)
    return chr(code) if code <= 0x10FFFF else found[0]


def _unworded(text: str) -> str:
    """Undo encoded words of mail headers (RFC 2047)."""
    return _ENCODED_WORD.sub(_word_of, _BETWEEN_WORDS.sub("", text)) if "=?" in text else text


def _word_of(found: re.Match[str]) -> str:
    letters = found[3].encode("ascii", "replace")
    try:
        plain = (
            b64decode(letters + b"==")
            if found[2] in "bB"
            else decodestring(letters.replace(b"_", b" "))
        )
        return plain.decode(found[1], "replace")
    except (LookupError, binascii.Error, ValueError):
        return found[0]


def _unlinked(text: str) -> str:
    """Undo character references and percent encoding, twice, in UTF-8 or windows-1251."""
    for _ in range(2):
        text = unescape(text) if "&" in text else text
        if "%" in text:
            plain = unquote(text)
            text = unquote(text, encoding="cp1251") if "\ufffd" in plain else plain
    return text


def _untagged(text: str) -> str:
    """Leave out marks of HTML: a name may be parted by one."""
    return _TAG.sub("", text) if "<" in text else text


def _unspaced(text: str) -> str:
    """Leave out marks without width; folded letters are read by the search itself."""
    return (
        "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
        if (not text.isascii())
        else text
    )
