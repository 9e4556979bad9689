"""The verb of the room: bytes in, a page out; and what bytes are, whatever their label says.

Signatures after WHATWG MIME Sniffing, section 6, and the formats' own documents.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from khronika.model.page import Page, PageSource
from khronika.model.span import Span
from khronika.read.html import read_html
from khronika.read.mail import read_mail
from khronika.read.pieces import (
    Laid,
    Piece,
    Reading,
    SourceEmpty,
    SourceNotReadYet,
    SourceNotText,
    lay_out,
    stack,
)
from khronika.read.plain import read_plain
from khronika.script.charset import decode, wide_encoding
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
        The page; spans count code points of its `text`, `source_bytes` bytes of `content`.

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
        return _page(
            source, encoding, reading, lay_out(*stack(reading.pieces), reading, language_by_block)
        )
    if kind == "application/pdf":
        from khronika.read.pdf import read_pdf  # its library takes a while to load

        reading = read_pdf(content, name or "the source")
        return _page(
            source, None, reading, lay_out(*stack(reading.pieces), reading, language_by_block)
        )
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
    return _page(
        source, decoded.encoding, reading, lay_out(text, spans, reading, language_by_block)
    )


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
        links=laid.links, media=media, gaps=laid.gaps, notes=reading.notes,
        pages=tuple(_pages(reading, laid)),
    )  # fmt: skip


def _pages(reading: Reading, laid: Laid) -> Iterator[tuple[int, int]]:
    at = 0
    for first, behind in reading.pages:
        spans = laid.spans[first:behind]
        at, end = (spans[0].start, spans[-1].end) if spans else (at, at)
        yield at, end
        at = end


def _span(laid: Laid, number: int | None) -> Span | None:
    return laid.spans[number] if number is not None else None


_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"), (b"GIF89a", "a GIF picture"), (b"BM", "a BMP picture"),
    (b"\x00\x00\x01\x00", "an icon"), (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "a ZIP archive"), (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an XZ archive"), (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"ID3", "an MP3 sound"), (b"OggS", "an Ogg sound or film"), (b"fLaC", "a FLAC sound"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM film"), (b"\x7fELF", "a program"), (b"MZ", "a program"),
    (b"SQLite format 3\x00", "a database"), (b"wOFF", "a font"), (b"wOF2", "a font"),
    (b"II*\x00", "a TIFF picture"), (b"MM\x00*", "a TIFF picture"), (b"\x00asm", "a program"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
)  # fmt: skip
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,4000}?-->\s*)*+(?:<\?xml[^>]*>\s*)?+(?:<!--.{0,4000}?-->\s*)*+"
    rb"<(?:!doctype\s+html|html|head|title|body|script|meta|div|h1|table|p|br|article|"
    rb"section|iframe|style|a|b|font|base|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_MARKUP = re.compile(
    rb"<(?:/?(?:p|div|br|html|body|head|h[1-6]|table|span|a|article)\b|!doctype)[^<]*>",
    re.IGNORECASE,
)
_MAIL = re.compile(
    rb"(?:From \S+.*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{0,60}:[ \t].*(?:\r?\n[ \t].*)*\r?\n){2,}",
    re.IGNORECASE,
)
_MAIL_NAMES = re.compile(
    rb"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)


def media_type_of(content: bytes, *, declared: str | None = None, name: str | None = None) -> str:
    """Tell the media type of an entity.

    Args:
        content: its bytes.
        declared: the media type that its envelope states, if any.
        name: its file name, if any.

    Returns:
        text/html, text/plain, message/rfc822 or application/pdf.

    Raises:
        SourceEmpty: nothing but white space.
        SourceNotText: a picture, archive, film or program.
        SourceNotReadYet: a document that has no reader yet.
    """
    where = name or "the source"
    if not content.strip(b" \t\r\n\f\x00\xef\xbb\xbf\xff\xfe"):
        raise SourceEmpty(f"{where} is empty; capture it again, or name another source")
    if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return "application/pdf"
    if b"%PDF-" in content[:1024] and _is_named_pdf(declared, name):
        return "application/pdf"  # mail gateways and scanners put lines of their own before it
    _refuse(content, where)
    kind = (declared or "").split(";")[0].strip().lower()
    suffix = (name or "").lower().rsplit(".", 1)[-1] if "." in (name or "") else ""
    if kind in {"message/rfc822", "multipart/related"} or suffix in {"eml", "mht", "mhtml"}:
        return "message/rfc822"
    looks = _HTML.match(content[:8192].replace(b"\x00", b"")) is not None
    if kind == "text/plain":
        return "text/plain"
    if kind in {"text/html", "application/xhtml+xml"} or suffix in {
        "html",
        "htm",
        "xhtml",
        "shtml",
        "php",
        "asp",
        "aspx",
    }:
        return (
            "text/html" if _MARKUP.search(content.replace(b"\x00", b"")) or looks else "text/plain"
        )
    if suffix in {"txt", "text", "md", "log"}:
        doctype = re.match(
            rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html[\s>])", content[:200], re.IGNORECASE
        )
        return "text/html" if doctype else "text/plain"
    mail = _MAIL.match(content[:16384])
    if mail and len(_MAIL_NAMES.findall(mail.group())) >= 2:
        return "message/rfc822"
    return "text/html" if looks or kind.endswith(("xml", "html")) else "text/plain"


def _is_named_pdf(declared: str | None, name: str | None) -> bool:
    kind = (declared or "").split(";")[0].strip().lower()
    return kind == "application/pdf" or (name or "").lower().endswith(".pdf")


def _refuse(content: bytes, where: str) -> None:
    head = content[:16]
    if head.startswith(b"{\\rtf"):
        raise SourceNotReadYet(
            f"{where} is an RTF document, which is not read yet; save it as text and read that"
        )
    for signature, kind in _SIGNATURES:
        if (
            head.startswith(signature)
            and not (len(signature) == 2 and _is_text(content))
            and not (signature in {b"ID3", b"BZh"} and _is_text(content))
        ):
            raise SourceNotText(f"{where} is {kind}, not a page; name the page or text itself")
    if head[:4] == b"RIFF" and content[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        raise SourceNotText(
            f"{where} is a picture, sound or film (RIFF), not a page; name the page itself"
        )
    if content[4:8] == b"ftyp":
        raise SourceNotText(
            f"{where} is a film, sound or picture (ISO media), not a page; name the page itself"
        )
    if not _is_text(content):
        raise SourceNotText(
            f"{where} is binary, of no kind that is read here; name the page or text itself"
        )


def _is_text(content: bytes) -> bool:
    """Tell whether bytes can be text: few controls, NULs only as UTF-16 and UTF-32 have them."""
    sample = content[:8192].rstrip(b"\x1a")
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return True
    controls = sum(
        byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample.replace(b"\x00", b"")
    )
    nuls = sample.count(0)
    if nuls > 0.02 * len(sample) and wide_encoding(content):
        return True
    if nuls > 0.1 * len(sample):
        return False
    return controls <= max(2, 0.02 * len(sample)) and controls < 0.2 * len(sample)
