r"""Undoes ways of writing letters in other letters: %uXXXX, RTF, octal, xn--, base 16, uuencode.

What comes out is searched beside what stands there. Where bytes are written as letters, only what
is text afterwards counts: each hash would be somebody's name in one charset or another.
"""

import binascii
import re
from base64 import a85decode, b32decode, b64decode, b85decode
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import suppress
from zipfile import ZipInfo

_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_RTF = re.compile(r"\\u(-?\d{1,6}) ?(?:\\'[0-9A-Fa-f]{2}|[?_*])?")
_RTF_BYTES = re.compile(r"(?:\\'[0-9A-Fa-f]{2}[ \r\n]?)+")
_BYTES = re.compile(r"(?:\\x[0-9A-Fa-f]{2}){2,}|(?:\\[0-3][0-7]{2}){2,}")
_PUNYCODE = re.compile(r"\bxn--([a-z0-9-]{2,59})", re.IGNORECASE)
_TURNED = re.compile("[\u202e\u202b\u2067]([^\u202c\u2069\r\n]+)")
_HEX = re.compile(rb"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}[ :]?){6,}(?![0-9A-Za-z])")
_BASE32 = re.compile(rb"(?<![A-Za-z0-9])[A-Z2-7]{16,}={0,6}(?![A-Za-z0-9])")
_UU = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n((?:[ -`]*\r?\n)+?)end", re.MULTILINE)
_A85 = re.compile(rb"<~([!-uz\s]{5,})~>")
_RUN85 = re.compile(rb"[!-~]{15,}(?:\r?\n[!-~]{5,})*")
_SIGNS85 = re.compile(rb"[!#$()*+;<>@^`{|}~]")
_BEHIND = re.compile(rb"[\"'=>:]")
_SAMPLE85 = 20
_Z85 = bytes.maketrans(
    b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#",
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~",
)
"""From the alphabet of ZeroMQ (RFC 32 of it) to that of RFC 1924."""
_PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----\s+([A-Za-z0-9+/=\s]+)-----END")
_RUN = re.compile(rb"(?:[\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]+){6,}")
_NAME, _COMMENT, _EXTRA, _CHECKED = 8, 16, 4, 2
"""Flags of a member of gzip (RFC 1952 section 2.3.1)."""


def unspelled(text: str) -> str:
    r"""Undo %uXXXX, RTF's escapes, bytes in octal or hexadecimal, xn-- and turned letters.

    >>> unspelled("xn--80ak6aa92e.example")
    'аррӏе.example'
    """
    if "%u" in text:
        text = _PERCENT_U.sub(lambda found: chr(int(found[1], 16)), text)
    if "\\" in text:
        text = _RTF.sub(_numbered, text)
        text = _RTF_BYTES.sub(lambda found: _of_bytes(re.findall(r"'(..)", found[0]), 16), text)
        text = _BYTES.sub(_written, text)
    if "xn--" in text.lower():
        text = _PUNYCODE.sub(_unpunycoded, text)
    return _TURNED.sub(lambda found: found[1][::-1], text)


def _numbered(found: re.Match[str]) -> str:
    number = int(found[1]) % (1 << 16) if found[1].startswith("-") else int(found[1])
    return chr(number) if 31 < number < 0xD800 or 0xE000 <= number < 0x110000 else found[0]


def _written(found: re.Match[str]) -> str:
    is_hex = found[0][1] == "x"
    codes = re.findall(r"\\x(..)" if is_hex else r"\\(...)", found[0])
    return _of_bytes(codes, 16 if is_hex else 8)


def _of_bytes(codes: list[str], radix: int) -> str:
    body = bytes(int(code, radix) & 0xFF for code in codes)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1251", "replace")


def _unpunycoded(found: re.Match[str]) -> str:
    try:
        return found[1].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return found[0]


def spelled_in(body: bytes) -> Iterator[bytes]:
    """Yield bytes that are written as letters in other bytes: in base 16, 32 or 85, or uuencoded.

    Args:
        body: what may hold them; only what is text in UTF-8, or Cyrillic letters, is yielded.
    """
    for pattern, undo in ((_HEX, _unhexed), (_BASE32, _unbased), (_UU, _unpacked), (_A85, _un85)):
        for found in pattern.finditer(body):
            try:
                plain = undo(found)
            except (ValueError, binascii.Error):
                continue
            if plain := _as_text(plain):
                yield plain
    for found in _RUN85.finditer(body):
        yield from _from85(re.sub(rb"\s", b"", found[0]))


def _from85(run: bytes) -> Iterator[bytes]:
    """Yield what a run of signs says in base 85 without marks, where words come out of its start.

    Addresses and scripts are such runs as well, so that a few signs are tried first.
    """
    if len(_SIGNS85.findall(run, 0, 200)) < 2:
        return
    starts = {0, *(found.end() for found in _BEHIND.finditer(run, 0, 24))}
    for start in sorted(starts):
        for undo in (a85decode, b85decode, lambda letters: b85decode(letters.translate(_Z85))):
            if _is_word85(run[start : start + _SAMPLE85], undo):
                yield _as_far_as(run[start:], undo).decode("utf-8", "ignore").encode()


def _is_word85(letters: bytes, undo: Callable[[bytes], bytes]) -> bool:
    try:
        # The last letter of the sample may be cut in two; all before it must be letters.
        text = getincrementaldecoder("utf-8")().decode(undo(letters[: len(letters) // 5 * 5]))
    except ValueError:
        return False
    return text.isprintable() and len(text) >= 6


def _as_far_as(letters: bytes, undo: Callable[[bytes], bytes]) -> bytes:
    """Undo a run up to where something else begins in it."""
    try:
        return undo(letters)
    except ValueError:
        made = b""
        for at in range(0, len(letters), 5):
            try:
                made += undo(letters[at : at + 5])
            except ValueError:
                break
        return made


def _as_text(plain: bytes) -> bytes:
    if plain.startswith((b"\xfe\xff", b"\xff\xfe")):
        return plain.decode("utf-16", "replace").encode()
    if plain.count(0) * 5 >= len(plain) * 2:  # letters of two bytes
        return plain
    if all(byte >= 0xC0 or byte in b" -'.,\r\n" for byte in plain):
        return plain
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        return b""
    return (
        plain if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else b""
    )


def _unhexed(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(re.sub(rb"[ :]", b"", found[0]).decode())


def _unbased(found: re.Match[bytes]) -> bytes:
    letters = found[0].rstrip(b"=")
    return b32decode(letters + b"=" * (-len(letters) % 8))


def _unpacked(found: re.Match[bytes]) -> bytes:
    return b"".join(binascii.a2b_uu(line) for line in found[1].splitlines() if line.strip(b"` "))


def _un85(found: re.Match[bytes]) -> bytes:
    return a85decode(found[1])


def certificates_in(body: bytes) -> Iterator[bytes]:
    """Yield what stands between the lines of PEM (RFC 7468): certificates name whom they are for.

    Args:
        body: what may hold some.
    """
    for found in _PEM.finditer(body):
        with suppress(binascii.Error):
            yield b64decode(found[1])


def words_between_chunks(body: bytes) -> bytes:
    """Answer the words beside a body that came in chunks: extensions, fields behind the last.

    Args:
        body: with its chunks (RFC 9112 section 7.1).
    """
    said, at = [], 0
    while (end := body.find(b"\n", at)) >= 0:
        size, _, extension = body[at:end].partition(b";")
        said.append(extension.strip())
        try:
            length = int(size.strip() or b"0", 16)
        except ValueError:
            break
        at = end + 1 + length
        if not length:
            break
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"\n".join(one for one in (*said, body[at:].strip()) if one)


def words_of_member(item: ZipInfo) -> bytes:
    """Answer the words beside a member of a zip: its comment, and those of its extra fields."""
    return b"\n".join([item.comment, *_RUN.findall(item.extra)]).strip()


def words_of_gzip(head: bytes) -> bytes:
    """Answer the words in the head of a gzip member: its name, comment and extra fields.

    Args:
        head: its first bytes (RFC 1952 section 2.3).
    """
    flags, at, said = head[3] if len(head) > 10 else 0, 10, []
    if flags & _EXTRA:
        length = int.from_bytes(head[at : at + 2], "little")
        said += _RUN.findall(head[at + 2 : at + 2 + length])
        at += 2 + length
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            word = head[at:].partition(b"\0")[0]
            said.append(word)
            at += len(word) + 1
    return b"\n".join(said)
