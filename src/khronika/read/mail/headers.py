"""Reads what the headers of a mail say: who wrote, when, about what (RFC 2047, RFC 5322)."""

import base64
import binascii
import email.utils
import re

from khronika.model.vocabulary import BlockKind
from khronika.read.mail.parts import Part
from khronika.read.pieces import Piece
from khronika.script.charset import decode

_WORD = re.compile(rb"=\?([\w.:+-]+)(?:\*[\w-]+)?\?([bBqQ])\?([^?\r\n]*)\?=")
_LONGEST_HEADER = 2000
"""Signs of a header that says who wrote or when: the standard library reads it by recursion."""


def decoded_header(part: Part, name: str, encoding: str | None = None) -> str:
    """Decode a header's words (RFC 2047), and raw eight-bit letters by what they are.

    Args:
        part: whose header.
        name: of the field, lower case.
        encoding: of raw letters beyond ASCII, where it is known.

    Returns:
        "" where the part has no such field.
    """
    place = part.fields.get(name)
    if place is None:
        return ""
    raw = part.content[place[0] : place[1]]
    if _WORD.search(raw):
        return _encoded_words(raw)
    return " ".join(decode(raw, charset=encoding, markup=False).text.split())


def _encoded_words(raw: bytes) -> str:
    raw = re.sub(rb"(\?=)\s+(=\?)", rb"\1\2", raw)
    parts: list[str] = []
    held, charset = b"", ""
    at = 0
    for match in _WORD.finditer(raw):
        between = raw[at : match.start()].decode("latin-1")
        said = match[1].decode("ascii").lower()
        if between or said != charset:
            parts.append(decode(held, charset=charset, markup=False).text if held else "")
            held = b""
        parts.append(between)
        charset = said
        held += _word_bytes(match[2], match[3])
        at = match.end()
    parts.append(decode(held, charset=charset, markup=False).text if held else "")
    parts.append(raw[at:].decode("latin-1"))
    return " ".join("".join(parts).split())


def _word_bytes(coding: bytes, text: bytes) -> bytes:
    if coding in b"bB":
        try:
            return base64.b64decode(text + b"=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return text
    return re.sub(
        rb"=([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), text.replace(b"_", b" ")
    )


def subject_of(mail: Part, encoding: str | None) -> Piece | None:
    """Read the subject as a headline that has its place in the mail."""
    place = mail.fields.get("subject")
    title = decoded_header(mail, "subject", encoding)
    if place is None or not title:
        return None
    words = _WORD.findall(mail.content[place[0] : place[1]])
    via = None if not words else "base64" if words[0][1] in b"bB" else "quoted-printable"
    return Piece(title, BlockKind.HEADLINE, place, via)


def day_of(mail: Part) -> str | None:
    """Read the day of a mail, in its sender's own time (RFC 5322 section 3.3)."""
    parsed = email.utils.parsedate_tz(mail.header("date")[:_LONGEST_HEADER])
    if not parsed or not 1970 < parsed[0] < 2100:
        return None
    return f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}"


def sender_of(mail: Part, encoding: str | None) -> str | None:
    """Read who wrote a mail: the name shown, else the address."""
    shown, address = _address(decoded_header(mail, "from", encoding)[:_LONGEST_HEADER])
    return shown or address or None


def _address(header: str) -> tuple[str, str]:
    try:
        return email.utils.parseaddr(header)
    except RecursionError:  # comments in comments in comments (RFC 5322 section 3.2.2)
        return "", ""
