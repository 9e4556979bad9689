"""Reads a mail (RFC 5322, MIME RFC 2045 to 2047) or a page saved as one (MHTML, RFC 2557).

Of alternatives one is read, never both. Each part's words keep their way back through charset and
transfer encoding. A mail's subject is its headline, its own day that of publication; attachments
and signatures are no part of the report.
"""

import base64
import binascii
import bisect
import email.utils
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from khronika.model.vocabulary import BlockKind
from khronika.read.html import read_html
from khronika.read.pieces import Piece, Reading, SourceEmpty
from khronika.read.plain import read_plain
from khronika.script.charset import decode
from khronika.script.language import language_of

_HEADER_END = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t]+)*)", re.MULTILINE)
_WORD = re.compile(rb"=\?([\w.:+-]+)(?:\*[\w-]+)?\?([bBqQ])\?([^?\r\n]*)\?=")
_QUOTED_PRINTABLE = re.compile(
    rb"=[ \t]*\r?\n|=([0-9a-fA-F]{2})|[ \t]+(?=\r?\n)|[^=\r\n \t]+|[\r\n \t]|="
)
_SIGN_OF_BASE64 = re.compile(rb"[A-Za-z0-9+/]")
_SIGNATURE = re.compile(r"^-- ?\r?$|^_{10,}\r?$|^-----BEGIN PGP SIGNATURE-----", re.MULTILINE)
_UNSEEN = re.compile(rb"<(style|script|head)\b", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")
_DEEPEST = 20
_LONGEST_HEADER = 2000
"""Signs of a header that says who wrote or when: the standard library reads it by recursion."""


@dataclass(slots=True)
class Part:
    """One part of a mail: its headers, and where its body stands."""

    fields: dict[str, tuple[int, int]]
    start: int
    end: int
    content: bytes
    parts: list["Part"] = field(default_factory=list)
    default: str = "text/plain"

    def header(self, name: str) -> str:
        """Return a header's value unfolded, undecoded."""
        place = self.fields.get(name)
        if place is None:
            return ""
        return " ".join(self.content[place[0] : place[1]].decode("latin-1").split())

    @property
    def kind(self) -> str:
        """The media type, in lower case."""
        said = self.header("content-type").split(";")[0].strip().lower()
        return (
            said
            if "/" in said
            else {"text": "text/plain", "html": "text/html"}.get(said, self.default)
        )

    def parameter(self, name: str, header: str = "content-type") -> str | None:
        """Return a parameter of a header (RFC 2045 section 5.1), quotation marks removed."""
        found = re.search(
            rf";\s*{name}\*?\s*=\s*(?:\"([^\"]*)\"|([^\s;]+))", self.header(header), re.IGNORECASE
        )
        return (found[1] if found[1] is not None else found[2]) if found else None

    @property
    def attached(self) -> bool:
        """Whether the part is a file beside the message rather than the message."""
        return self.header("content-disposition").lower().startswith("attachment")


def parse(
    content: bytes, start: int, end: int, *, default: str = "text/plain", depth: int = 0
) -> Part:
    """Cut a mail into its parts; places count bytes of the mail."""
    if content[start : start + 5] == b"From ":
        start = content.find(b"\n", start, end) + 1 or end
    break_at = _HEADER_END.search(content, start, end)
    head_end = break_at.start() if break_at else end
    if content[start : start + 1] in {b"\r", b"\n"}:  # a part without headers
        head_end, body = start, start + (2 if content[start : start + 2] == b"\r\n" else 1)
    else:
        body = break_at.end() if break_at else end
    fields: dict[str, tuple[int, int]] = {}
    for match in _FIELD.finditer(content, start, head_end):
        fields.setdefault(match[1].decode("latin-1").lower(), match.span(2))
    part = Part(fields, body, end, content, default=default)
    if depth < _DEEPEST:
        if part.kind.startswith("multipart/"):
            inner = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
            part.parts = [
                parse(content, s, e, default=inner, depth=depth + 1) for s, e in _between(part)
            ]
        elif part.kind == "message/rfc822":
            part.parts = [parse(content, body, end, depth=depth + 1)]
    return part


def _between(part: Part) -> list[tuple[int, int]]:
    """Find what stands between the boundaries of a multipart body (RFC 2046 section 5.1.1)."""
    boundary = part.parameter("boundary") or _stray_boundary(part)
    if not boundary:
        return []
    mark = re.compile(
        rb"^--" + re.escape(boundary.encode("latin-1")) + rb"(--)?[ \t]*\r?$", re.MULTILINE
    )
    spans: list[tuple[int, int]] = []
    begin: int | None = None
    for match in mark.finditer(part.content, part.start, part.end):
        if begin is not None:
            stop = match.start() - 1
            stop -= part.content[stop - 1 : stop] == b"\r"
            spans.append((begin, max(begin, stop)))
        begin = None if match[1] else min(match.end() + 1, part.end)
        if match[1]:
            return spans
    if begin is not None:
        spans.append((begin, part.end))
    return spans


def _stray_boundary(part: Part) -> str | None:
    """Find a boundary that stands on a header line of its own, not indented as it must be."""
    head = part.content[part.fields["content-type"][1] : part.start]
    found = re.match(rb"\r?\n(?:[a-z-]+=[^\r\n]*\r?\n)*boundary=\"?([^\"\r\n;]+)", head, re.I)
    return found[1].decode("latin-1").strip() if found else None


@dataclass(slots=True)
class Body:
    """A part's bytes with the transfer encoding undone, and the way back to the mail's bytes."""

    content: bytes
    via: str | None
    back: Callable[[int, bool], int]


def open_body(part: Part) -> Body:
    """Undo a part's transfer encoding (RFC 2045 sections 6.7 and 6.8)."""
    raw = part.content[part.start : part.end]
    coding = part.header("content-transfer-encoding").strip().lower()
    if coding == "base64":
        opened = _base64(raw, part.start)
        if opened:
            return opened
    if coding == "quoted-printable":
        return _quoted_printable(raw, part.start)
    return Body(raw, None, lambda at, _: part.start + at)


def _base64(raw: bytes, start: int) -> Body | None:
    """Undo base64; where parts that each end in `=` were joined, each is undone by itself."""
    signs: list[int] = []
    content = bytearray()
    made: list[tuple[int, int]] = []  # of each part: its first byte, its first sign
    for part in re.finditer(rb"[^=]+", raw):
        first = len(signs)
        signs += [part.start() + match.start() for match in _SIGN_OF_BASE64.finditer(part[0])]
        if (len(signs) - first) % 4 == 1:
            signs.pop()
        if len(signs) > first:
            made.append((len(content), first))
            packed = bytes(raw[at] for at in signs[first:])
            content += base64.b64decode(packed + b"=" * (-len(packed) % 4))
    if not signs:
        return None

    def back(at: int, ends: bool) -> int:
        """Go to the four signs that the byte is in, so that the range can be undone by itself."""
        here = max(bisect.bisect_right(made, (at - ends, len(raw))) - 1, 0)
        (byte, sign), stop = (
            made[here],
            (made[here + 1][1] if here + 1 < len(made) else len(signs)),
        )
        if not ends:
            sign += (at - byte) // 3 * 4
            return start + (signs[sign] if sign < len(signs) else len(raw))
        place = signs[max(min(sign - (byte - at) // 3 * 4, stop) - 1, 0)] + 1
        while place < len(raw) and raw[place : place + 1] == b"=":
            place += 1
        return start + place

    return Body(bytes(content), "base64", back)


def _quoted_printable(raw: bytes, start: int) -> Body:
    parts: list[bytes] = []
    made: list[int] = []
    places: list[int] = []
    size = 0
    for match in _QUOTED_PRINTABLE.finditer(raw):
        token = match.group()
        if match[1]:
            token = bytes([int(match[1], 16)])
        elif (
            token[:1] == b"="
            and len(token) > 1
            or (token[:1] in b" \t" and raw[match.end() : match.end() + 1] in {b"\r", b"\n"})
        ):
            continue
        parts.append(token)
        made.append(size)
        places.append(match.start())
        size += len(token)

    def back(at: int, ends: bool) -> int:
        if not made:
            return start
        here = max(0, bisect.bisect_right(made, at - 1 if ends else at) - 1)
        offset = at - made[here]
        token = len(parts[here])
        coded = raw[places[here] : places[here] + 1] == b"=" and token == 1 and parts[here] != b"="
        return start + places[here] + (3 * offset if coded else offset)

    return Body(b"".join(parts), "quoted-printable", back)


def read_mail(content: bytes, name: str) -> tuple[Reading, str | None]:
    """Read a mail.

    Args:
        content: the mail as received or saved.
        name: what messages call it.

    Returns:
        A reading whose places count bytes of the mail, and the encoding of its text.

    Raises:
        SourceEmpty: no part of it is text.
    """
    mail = parse(content, 0, len(content))
    chosen = list(_texts(mail))
    read_parts = [_read_part(part) for part in chosen]
    if not any(reading.pieces for reading, _ in read_parts):
        raise SourceEmpty(f"{name} is a mail without text; read its attachments one by one")
    encoding = next((encoding for reading, encoding in read_parts if reading.pieces), None)
    pages = [
        reading
        for part, (reading, _) in zip(chosen, read_parts, strict=True)
        if part.kind == "text/html"
    ]
    if _is_saved_page(mail) and pages:
        return pages[0], encoding
    pieces = [piece for reading, _ in read_parts for piece in reading.pieces]
    subject = _subject(mail, encoding)
    title = _decoded_header(mail, "subject", encoding) or None
    if subject:
        for piece in pieces:
            if piece.kind is BlockKind.HEADLINE:
                piece.kind = BlockKind.HEADING
        pieces.insert(0, subject)
    body = "\n".join(piece.text for piece in pieces if piece.kind is not BlockKind.CHROME)
    return Reading(pieces, title, language_of(body), _day(mail), _sender(mail, encoding)), encoding


def _is_saved_page(mail: Part) -> bool:
    return bool(mail.header("snapshot-content-location")) or mail.header("from").startswith(
        "<Saved by"
    )


def _texts(part: Part, *, depth: int = 0) -> Iterator[Part]:
    """Yield the parts that are the message, one of each set of alternatives."""
    kind = part.kind
    if part.attached and kind != "message/rfc822" or depth > _DEEPEST:
        return
    if kind == "multipart/alternative":
        yield from _best(part, depth)
    elif kind in {"multipart/related", "multipart/signed"}:
        yield from _texts(_root(part), depth=depth + 1) if part.parts else ()
    elif kind.startswith("multipart/") or kind == "message/rfc822":
        for inner in part.parts:
            yield from _texts(inner, depth=depth + 1)
    elif kind in {"text/plain", "text/html", "text/enriched", "application/xhtml+xml"} or (
        kind.startswith("text/")
        and kind
        not in {"text/calendar", "text/css", "text/csv", "text/vcard", "text/x-vcard", "text/rtf"}
    ):
        yield part


def _root(part: Part) -> Part:
    named = part.parameter("start")
    for inner in part.parts:
        if named and inner.header("content-id") == named:
            return inner
    return next(
        (p for p in part.parts if p.kind.startswith(("text/", "multipart/"))), part.parts[0]
    )


def _best(part: Part, depth: int) -> Iterator[Part]:
    """Choose among alternatives: plain text where it says as much, else the fullest."""
    sets = [list(_texts(inner, depth=depth + 1)) for inner in part.parts]
    sizes = [sum(_words(one) for one in texts) for texts in sets]
    if not sizes:
        return
    fullest = max(sizes)
    for texts, size in zip(sets, sizes, strict=True):
        if texts and all(one.kind == "text/plain" for one in texts) and size >= 0.6 * fullest:
            yield from texts
            return
    yield from sets[sizes.index(fullest)]


def _words(part: Part) -> int:
    body = open_body(part).content
    if part.kind == "text/html":
        body = _TAG.sub(b" ", _without_unseen(body))
    return len(b" ".join(body.split()))


def _without_unseen(body: bytes) -> bytes:
    """Leave out what a reader does not see; the rest where such a part does not end."""
    kept, at = [], 0
    while begin := _UNSEEN.search(body, at):
        end = re.compile(rb"</" + begin[1] + rb">", re.IGNORECASE).search(body, begin.end())
        kept.append(body[at : begin.start()])
        if end is None:
            return b" ".join(kept)
        at = end.end()
    return b" ".join([*kept, body[at:]])


def _read_part(part: Part) -> tuple[Reading, str]:
    body = open_body(part)
    markup = part.kind in {"text/html", "application/xhtml+xml"}
    decoded = decode(body.content, charset=part.parameter("charset"), markup=markup)
    reading = read_html(decoded.text) if markup else _read_text(part, decoded.text)
    places = sorted({place for piece in reading.pieces for place in piece.bytes})
    at = {place: decoded.byte_at(place) for place in places}
    for piece in reading.pieces:
        first, last = at[piece.bytes[0]], at[piece.bytes[1]]
        piece.bytes = (body.back(first, False), body.back(last, True))
        piece.via = piece.via or body.via
    return reading, decoded.encoding


def _read_text(part: Part, text: str) -> Reading:
    """Read a plain part; flowed lines are joined (RFC 3676 section 4)."""
    flowed = (part.parameter("format") or "").lower() == "flowed"
    joined = "" if (part.parameter("delsp") or "").lower() == "yes" else " "
    reading = read_plain(text, flowed=flowed)
    signed = _SIGNATURE.search(text)
    for piece in reading.pieces:
        if signed and piece.bytes[0] >= signed.start():
            piece.kind = BlockKind.CHROME
        if flowed and "\n" in piece.text:
            piece.text = re.sub(r" \r?\n(?:>+ ?)?", joined, piece.text)
            piece.links, piece.gaps = [], []
        elif "\r" in piece.text:
            piece.text = piece.text.replace("\r\n", "\n")
            piece.links, piece.gaps = [], []
    return reading


def _decoded_header(part: Part, name: str, encoding: str | None = None) -> str:
    """Decode a header's words (RFC 2047), and raw eight-bit letters by what they are."""
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


def _subject(mail: Part, encoding: str | None) -> Piece | None:
    place = mail.fields.get("subject")
    title = _decoded_header(mail, "subject", encoding)
    if place is None or not title:
        return None
    words = _WORD.findall(mail.content[place[0] : place[1]])
    via = None if not words else "base64" if words[0][1] in b"bB" else "quoted-printable"
    return Piece(title, BlockKind.HEADLINE, place, via)


def _day(mail: Part) -> str | None:
    parsed = email.utils.parsedate_tz(mail.header("date")[:_LONGEST_HEADER])
    if not parsed or not 1970 < parsed[0] < 2100:
        return None
    return f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}"


def _sender(mail: Part, encoding: str | None) -> str | None:
    shown, address = _address(_decoded_header(mail, "from", encoding)[:_LONGEST_HEADER])
    return shown or address or None


def _address(header: str) -> tuple[str, str]:
    try:
        return email.utils.parseaddr(header)
    except RecursionError:  # comments in comments in comments (RFC 5322 section 3.2.2)
        return "", ""
