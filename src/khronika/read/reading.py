"""The verb of the room: bytes in, a page out."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from khronika.model.page import Page, PageSource
from khronika.model.span import Span
from khronika.read.html import read_html
from khronika.read.layout import Laid, Piece, Reading, lay_out, stack
from khronika.read.mail import read_mail
from khronika.read.plain import read_plain
from khronika.read.sniff import SourceEmpty, media_type_of
from khronika.script.charset import decode
from khronika.script.language import language_by_block


def read(
    content: bytes,
    *,
    media_type: str | None = None,
    charset: str | None = None,
    url: str | None = None,
    name: str | None = None,
) -> Page:
    """Read a source as a page.

    Args:
        content: the entity, transfer and content coding removed.
        media_type: what its envelope states, parameters and all ("text/html; charset=koi8-r").
        charset: the encoding that its envelope states.
        url: where it was captured from; never fetched.
        name: its file name, for its suffix and for messages.

    Returns:
        The page; offsets of its spans count code points of `text`, `source_bytes` bytes of `content`.

    Raises:
        ReadError: it is empty, binary, or of a kind that is not read yet.

    >>> read(b"<h1>Two editors freed</h1><p>Both are home.</p>").title
    'Two editors freed'
    """
    kind = media_type_of(content, declared=media_type, name=name)
    charset = charset or _parameter(media_type)
    source = PageSource(hashlib.sha256(content).hexdigest(), len(content), kind, None, url)
    if kind == "message/rfc822":
        reading, encoding = read_mail(content, name or "the source")
        return _page(source, encoding, reading, lay_out(*stack(reading.pieces), reading, language_by_block))
    decoded = decode(content, charset=charset, markup=kind == "text/html")
    if kind == "text/html":
        reading = read_html(decoded.text, url=url)
        if not reading.pieces:
            raise SourceEmpty(f"{name or 'the page'} holds no words; capture it with a browser")
        text, spans = stack(reading.pieces)
    else:  # the text stays as it is, and blocks point into it
        reading = read_plain(decoded.text)
        text, spans = decoded.text, [Span(*piece.bytes) for piece in reading.pieces]
    _to_bytes(reading.pieces, decoded.byte_at)
    return _page(source, decoded.encoding, reading, lay_out(text, spans, reading, language_by_block))


def _parameter(media_type: str | None) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:+-]+)", media_type or "", re.IGNORECASE)
    return found[1] if found else None


def _name(encoding: str | None) -> str | None:
    """Write an encoding by the name that the web knows it by."""
    return re.sub(r"\bcp(125\d|874)\b", r"windows-\1", encoding) if encoding else None


def _to_bytes(pieces: list[Piece], byte_at: Callable[[int], int]) -> None:
    """Turn places in the decoded source into places in the entity, in one walk."""
    places = sorted({place for piece in pieces for place in piece.bytes})
    at = {place: byte_at(place) for place in places}
    for piece in pieces:
        piece.bytes = (at[piece.bytes[0]], at[piece.bytes[1]])


def _page(source: PageSource, encoding: str | None, reading: Reading, laid: Laid) -> Page:
    media = tuple(
        replace(item, caption=_span(laid, caption), credit=_span(laid, credit))
        for item, caption, credit in reading.pictures
    )
    return Page(
        source=replace(source, encoding=_name(encoding)),
        text=laid.text, blocks=laid.blocks, title=reading.title, lang=reading.lang,
        published=reading.published, byline=reading.byline, site=reading.site,
        links=laid.links, media=media, gaps=laid.gaps,
    )  # fmt: skip


def _span(laid: Laid, number: int | None) -> Span | None:
    return laid.spans[number] if number is not None else None
