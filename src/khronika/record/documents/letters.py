"""Reads bytes as words: the charsets that fit, the escapes that hide letters, what is no text.

Nothing is unpacked here; `khronika.record.documents.readings` walks through what is packed.
"""

import binascii
import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterator
from html import unescape
from quopri import decodestring
from urllib.parse import unquote

from khronika.record.documents.spellings import unspelled
from khronika.script.writing import script

_ARCHIVED = (b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xd0\xcf\x11\xe0")
GZIP, ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
MAGIC = (
    GZIP, ZSTD, b"PK\x03\x04", b"BZh", b"\xfd7zXZ\x00", b"%PDF", b"\x89PNG", b"GIF8",
    b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3", b"wOFF", b"wOF2", *_ARCHIVED,
)  # fmt: skip
_ONE_BYTE = (
    "cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic", "cp1252", "cp1250",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "iso8859-2", "iso8859-9",
)  # fmt: skip
_MANY_BYTES = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "iso2022_jp", "hz")
_ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)[ \t\r\n]+(?==\?)")
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|[uU]([0-9A-Fa-f]{4,8})|x([0-9A-Fa-f]{2})"
    r"|([0-9A-Fa-f]{4,6})[ ]?|([0-7]{3})|([0-9A-Fa-f]{2})[ ]?)"
)
_TAG = re.compile(r"<[^<>]*>")
_MEDIA = (
    (b"\xff\xd8\xff", 0), (b"\x89PNG\r\n\x1a\n", 0), (b"GIF8", 0), (b"RIFF", 0), (b"OggS", 0),
    (b"ID3", 0), (b"\x1a\x45\xdf\xa3", 0), (b"ftyp", 4), (b"fLaC", 0),
)  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
RUNS: tuple[tuple[re.Pattern[bytes], tuple[str, ...]], ...] = (
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
_WIDE = ("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_WIDE_RUNS = (
    (re.compile(rb"(?:[\x81-\xfe][\x40-\xfe]){4,}"), _WIDE),
    (re.compile(rb"(?:[\x81-\xfe][\x40-\xfe]){12,}"), _WIDE),
)
_SMALL_BYTES = 64 << 10
_EBCDIC = bytes(
    {0x40, 0x4B, 0x60, 0x6B, 0x7D, *range(0xF0, 0xFA)}
    | {row + one for row in (0x80, 0x90, 0xC0, 0xD0) for one in range(1, 10)}
    | {row + one for row in (0xA0, 0xE0) for one in range(2, 10)}
)
_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13, 27})


def runs_in(body: bytes) -> tuple[tuple[re.Pattern[bytes], tuple[str, ...]], ...]:
    """Answer how words stand in what is no text, by its size.

    Nearly all bytes are half a Chinese letter: in a film only a line of them is one of words.
    """
    return (*RUNS, _WIDE_RUNS[len(body) > _SMALL_BYTES])


def decoded(body: bytes) -> Iterator[str]:
    """Yield bytes as text in each charset that fits them; in many where they are no UTF-8."""
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


def is_text(body: bytes) -> bool:
    """Tell whether bytes are words in some charset: hardly a control character in them."""
    sample = body[: 1 << 20]
    if sample.startswith(MAGIC):
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


def is_ebcdic(body: bytes) -> bool:
    """Tell whether bytes are words of a mainframe: blanks are signs `@`, letters high bytes."""
    sample = body[: 1 << 16]
    high = len(sample.translate(None, bytes(range(0x80))))
    is_spaced = sample.count(0x40) * 20 >= len(sample) and sample.count(0x20) * 100 < len(sample)
    is_lettered = len(sample) >= 4 and not sample.translate(None, _EBCDIC)
    return (is_spaced and high * 2 >= len(sample)) or (
        is_lettered and is_of_words(sample.decode("cp500"))
    )


def is_of_words(run: str) -> bool:
    """Tell whether at least half of a run's letters stand in words: of one script, cased as such.

    Points of a picture read as letters mix scripts and capitals; to a search by sound they would
    be somebody's name now and then. Where more than a quarter is no sign of the charset at all,
    it is none of that charset.
    """
    spoilt = run.count("\ufffd") + sum(
        unicodedata.category(one) == "Cc" and one not in "\t\r\n" for one in run
    )
    if spoilt * 4 > len(run):
        return False
    letters, sound = 0, 0
    for word in _LETTERS.findall(run):
        letters += len(word)
        is_cased = word in (word.lower(), word.upper(), word.title())
        if len(word) > 1 and is_cased and len({script(letter) for letter in word}) == 1:
            sound += len(word)
    return sound * 2 >= letters > 0


def is_der(body: bytes) -> bool:
    """Tell whether bytes are one sequence of DER (X.690), as the answer of an authority is."""
    if body[:1] != b"\x30" or len(body) < 2:
        return False
    more = body[1] & 0x7F if body[1] & 0x80 else 0
    length = int.from_bytes(body[2 : 2 + more], "big") if more else body[1]
    return more <= 3 and len(body) == 2 + more + length


def is_medium(body: bytes) -> bool:
    """Tell whether bytes are a picture, film or sound by their first bytes."""
    return any(body[at : at + len(magic)] == magic for magic, at in _MEDIA)


def name_of(body: bytes) -> str:
    """Say what bytes are that are no text, by the first of them."""
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


UNDO = (unspelled, _unescaped, _unworded, _unlinked, _untagged, _unspaced)
"""What gives the letters back that an escape, a link, a mark or a sign without width hides."""
