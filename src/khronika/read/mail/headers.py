"""Reads what the headers of a mail say: who wrote, when, about what (RFC 2047, RFC 5322)."""

import base64
import datetime
import email.utils
import re
from collections.abc import Iterator

from khronika.model.vocabulary import BlockKind
from khronika.read.mail.parts import Part
from khronika.read.pieces import Piece
from khronika.script.charset import decode
from khronika.script.written_dates import dates_in

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
    return _decoded(raw, encoding)


def _decoded(raw: bytes, encoding: str | None) -> str:
    """Decode words of a header; raw letters stand beside encoded ones where programs meet."""
    if _WORD.search(raw):
        return _encoded_words(raw, encoding)
    return " ".join(decode(raw, charset=encoding, markup=False).text.split())


def _encoded_words(raw: bytes, encoding: str | None) -> str:
    raw = re.sub(rb"(\?=)\s+(=\?)", rb"\1\2", raw)
    parts: list[str] = []
    held, charset = b"", ""
    at = 0
    for match in _WORD.finditer(raw):
        between = decode(raw[at : match.start()], charset=encoding, markup=False).text
        said = match[1].decode("ascii").lower()
        if between or said != charset:
            parts.append(decode(held, charset=charset, markup=False).text if held else "")
            held = b""
        parts.append(between)
        charset = said
        held += _word_bytes(match[2], match[3])
        at = match.end()
    parts.append(decode(held, charset=charset, markup=False).text if held else "")
    parts.append(decode(raw[at:], charset=encoding, markup=False).text)
    return " ".join("".join(parts).split())


def _word_bytes(coding: bytes, text: bytes) -> bytes:
    if coding in b"bB":
        signs = re.sub(rb"[^A-Za-z0-9+/]", b"", text)
        signs = signs[: len(signs) - (len(signs) % 4 == 1)]  # one sign by itself is no byte
        return base64.b64decode(signs + b"=" * (-len(signs) % 4))
    return re.sub(
        rb"=([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), text.replace(b"_", b" ")
    )


def subject_of(mail: Part, encoding: str | None) -> Piece | None:
    """Read the subject as a headline that has its place in the mail."""
    place = mail.fields.get("subject")
    title = decoded_header(mail, "subject", encoding)
    if place is None or not title:
        return None
    return Piece(title, BlockKind.HEADLINE, place, _via(mail, place))


def _via(mail: Part, place: tuple[int, int]) -> str | None:
    words = _WORD.findall(mail.content[place[0] : place[1]])
    return None if not words else "base64" if words[0][1] in b"bB" else "quoted-printable"


def head_of(mail: Part) -> Iterator[Piece]:
    """Yield what the head of a mail within a mail says: its subject, who wrote it, and when."""
    subject = subject_of(mail, None)
    if subject:
        subject.kind = BlockKind.HEADING
        yield subject
    for name in ("from", "date"):
        said = decoded_header(mail, name)
        if said:
            place = mail.fields[name]
            yield Piece(said, BlockKind.CHROME, place, _via(mail, place))


def day_of(mail: Part, lang: str | None) -> str | None:
    """Read the day of a mail, in its sender's own time (RFC 5322 section 3.3)."""
    header = decoded_header(mail, "date")[:_LONGEST_HEADER]
    parsed = email.utils.parsedate_tz(header)
    if not parsed:  # a program that writes months in its own language
        return next((str(day) for day, *_ in dates_in(header[:100], lang=lang)), None)
    try:
        day = datetime.date(*parsed[:3])
    except ValueError:  # no calendar has it
        return None
    return day.isoformat() if 1970 < day.year < 2100 else None


def sender_of(mail: Part, encoding: str | None) -> str | None:
    """Read who wrote a mail: the name shown, else the address."""
    place = mail.fields.get("from")
    if place is None:
        return None
    # Name and address are told apart first: encoded words may hold commas (RFC 2047 section 6.2).
    raw = mail.content[place[0] : place[1]][:_LONGEST_HEADER].decode("latin-1")
    shown, address = _address(" ".join(re.split(r"[\r\n]+[ \t]*", raw)))
    return _decoded((shown or address).encode("latin-1"), encoding) or None


def _address(header: str) -> tuple[str, str]:
    try:
        return email.utils.parseaddr(header)
    except RecursionError:  # comments in comments in comments (RFC 5322 section 3.2.2)
        return "", ""
