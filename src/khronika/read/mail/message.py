"""Reads the message itself: of alternatives one, its words with their way back."""

import re
from collections.abc import Iterator

from khronika.model.vocabulary import BlockKind
from khronika.read.html import read_html
from khronika.read.mail.headers import (
    day_of,
    decoded_header,
    head_of,
    sender_of,
    subject_of,
)
from khronika.read.mail.parts import DEEPEST, Part, parse
from khronika.read.mail.signature import signatures
from khronika.read.mail.transfer import open_body
from khronika.read.pieces import Piece, Reading, SourceEmpty
from khronika.read.plain import point_out, read_plain
from khronika.script.charset import decode
from khronika.script.language import language_of

_SAVED = re.compile(r"[\"'<\s]*saved by\b", re.IGNORECASE)
_UNSEEN = re.compile(rb"<(style|script|head)\b", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")


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
    encoding = next((encoding for reading, encoding in read_parts if encoding), None)
    pages = [
        reading
        for part, (reading, _) in zip(chosen, read_parts, strict=True)
        if part.kind == "text/html"
    ]
    if _is_saved_page(mail) and pages:
        return pages[0], encoding
    title = decoded_header(mail, "subject", encoding) or None
    whole = _together(subject_of(mail, encoding), [reading for reading, _ in read_parts])
    body = "\n".join(piece.text for piece in whole.pieces if piece.kind is not BlockKind.CHROME)
    whole.title, whole.lang = title, language_of(body)
    whole.published, whole.byline = day_of(mail, whole.lang), sender_of(mail, encoding)
    return whole, encoding


def _together(subject: Piece | None, readings: list[Reading]) -> Reading:
    """Set the parts of a message below its subject, each picture beside its own blocks."""
    whole = Reading([subject] if subject else [])
    for reading in readings:
        by = len(whole.pieces)
        for piece in reading.pieces:
            if subject and piece.kind is BlockKind.HEADLINE:
                piece.kind = BlockKind.HEADING
        whole.pieces += reading.pieces
        whole.pictures += tuple(
            (media, _behind(caption, by), _behind(credit, by))
            for media, caption, credit in reading.pictures
        )
        whole.notes += tuple(note for note in reading.notes if note not in whole.notes)
    return whole


def _behind(number: int | None, by: int) -> int | None:
    return None if number is None else number + by


def _is_saved_page(mail: Part) -> bool:
    """Tell whether a browser saved a page in the form of a mail: nobody sent it to anybody."""
    if mail.header("snapshot-content-location") or _SAVED.match(mail.header("from")):
        return True
    sent = any(mail.header(name) for name in ("from", "to", "received", "message-id"))
    root = _root(mail) if mail.parts else mail
    return not sent and bool(root.header("content-location"))


def _texts(part: Part, *, depth: int = 0) -> Iterator[Part]:
    """Yield the parts that are the message, one of each set of alternatives."""
    kind = part.kind
    if part.attached and kind != "message/rfc822" or depth > DEEPEST:
        return
    if kind == "multipart/alternative":
        yield from _best(part, depth)
    elif kind in {"multipart/related", "multipart/signed"}:
        yield from _texts(_root(part), depth=depth + 1) if part.parts else ()
    elif kind.startswith("multipart/") or kind == "message/rfc822":
        if kind == "message/rfc822":
            yield part  # for its head
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
    if part.kind == "message/rfc822":
        return 0
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


def _read_part(part: Part) -> tuple[Reading, str | None]:
    if part.kind == "message/rfc822":
        return Reading([piece for mail in part.parts for piece in head_of(mail)]), None
    body = open_body(part)
    markup = part.kind in {"text/html", "application/xhtml+xml"}
    decoded = decode(body.content, charset=part.parameter("charset"), markup=markup)
    address = part.header("content-location") or None
    reading = read_html(decoded.text, url=address) if markup else _read_text(part, decoded.text)
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
    signed = list(signatures(text))
    for piece in reading.pieces:
        if any(start <= piece.bytes[0] < end for start, end in signed):
            piece.kind = BlockKind.CHROME
        if flowed and "\n" in piece.text:
            piece.text = re.sub(r" \r?\n(?:>+ ?)?", joined, piece.text)
        piece.text = re.sub(r"\r\n?", "\n", piece.text)
        point_out(piece)
    return reading
