"""The nouns of reading, and how judged blocks are set into a page's text."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from khronika.errors import ReadError
from khronika.model.page import Block, Gap, Link, Media
from khronika.model.span import Span
from khronika.model.vocabulary import BlockKind


class SourceEmpty(ReadError):
    """There is nothing to read."""


class SourceNotText(ReadError):
    """The bytes are a picture, an archive, a film or a program."""


class SourceNotReadYet(ReadError):
    """The bytes are a document of a kind that this version does not read."""


PARTING = "\n\n"
"""What stands between two blocks of `Page.text`."""
Langs = Callable[[Iterable[str], str | None], list[str | None]]


@dataclass(slots=True)
class Piece:
    """A block with its kind, ready to be set into the text; offsets count its own characters.

    `bytes` counts characters of the decoded source until the way back to the entity is walked.
    """

    text: str
    kind: BlockKind
    bytes: tuple[int, int]
    via: str | None = None
    links: list[tuple[int, int, str]] = field(default_factory=list)
    gaps: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """A source as read, before its text is laid out; pictures name the numbers of their blocks."""

    pieces: list[Piece]
    title: str | None = None
    lang: str | None = None
    published: str | None = None
    byline: str | None = None
    site: str | None = None
    pictures: tuple[tuple[Media, int | None, int | None], ...] = ()
    notes: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    """Of a document with pages: number of the first piece of each, and of the one behind."""


@dataclass(slots=True)
class Laid:
    """The text of a page and all that points into it."""

    text: str
    spans: list[Span]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]


def stack(pieces: list[Piece]) -> tuple[str, list[Span]]:
    """Set pieces one under another, parted by a blank line."""
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        spans.append(Span(at, at + len(piece.text)))
        at += len(piece.text) + len(PARTING)
    return PARTING.join(piece.text for piece in pieces), spans


def lay_out(text: str, spans: list[Span], reading: Reading, langs: Langs) -> Laid:
    """Point blocks, links and gaps into a text.

    Args:
        text: the page's text.
        spans: where each piece stands in it.
        reading: the pieces.
        langs: tells the language of each, given that of the whole.
    """
    pieces = reading.pieces
    tongues = langs([piece.text for piece in pieces], reading.lang)
    paired = list(zip(spans, pieces, strict=True))
    links = tuple(
        Link(Span(span.start + start, span.start + end), href)
        for span, piece in paired
        for start, end, href in piece.links
    )
    gaps = tuple(
        Gap(span.start + start, span.start + end, why)
        for span, piece in paired
        for start, end, why in piece.gaps
    )
    blocks = tuple(
        Block(piece.kind, span, tongue, piece.bytes, piece.via)
        for (span, piece), tongue in zip(paired, tongues, strict=True)
    )
    return Laid(text, spans, blocks, links, gaps)
