"""Puts a page together from its judged blocks: text, kinds, spans, and the way back to the bytes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from khronika.model.page import Block, Gap, Link
from khronika.model.span import Span
from khronika.model.vocabulary import BlockKind

PARTING = "\n\n"
"""What stands between two blocks of `Page.text`."""


@dataclass(slots=True)
class Piece:
    """A block with its kind, ready to be set into the text; offsets count its own characters."""

    text: str
    kind: BlockKind
    bytes: tuple[int, int]
    via: str | None = None
    links: list[tuple[int, int, str]] = field(default_factory=list)
    gaps: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """The text of a page and all that points into it."""

    text: str
    spans: list[Span]
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]


def lay_out(
    pieces: list[Piece],
    lang: str | None,
    langs: Callable[[Iterable[str], str | None], list[str | None]],
) -> Text:
    """Set the pieces one under another, parted by a blank line."""
    spans: list[Span] = []
    at = 0
    for piece in pieces:
        spans.append(Span(at, at + len(piece.text)))
        at += len(piece.text) + len(PARTING)
    tongues = langs([piece.text for piece in pieces], lang)
    links = [
        Link(Span(span.start + start, span.start + end), href)
        for span, piece in zip(spans, pieces, strict=True)
        for start, end, href in piece.links
    ]
    gaps = [
        Gap(span.start + start, span.start + end, why)
        for span, piece in zip(spans, pieces, strict=True)
        for start, end, why in piece.gaps
    ]
    blocks = tuple(
        Block(piece.kind, span, tongue, piece.bytes, piece.via)
        for piece, span, tongue in zip(pieces, spans, tongues, strict=True)
    )
    text = PARTING.join(piece.text for piece in pieces)
    return Text(text, spans, blocks, tuple(links), tuple(gaps))


__all__ = ["PARTING", "Piece", "Text", "lay_out"]
