"""A source as it is read: blocks of text that keep their place in the preserved bytes.

The JSON form is the contract of `khronika read --json` (architecture, "Commands").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from khronika.errors import ReadError
from khronika.model.span import Span
from khronika.model.vocabulary import BlockKind


@dataclass(frozen=True, slots=True)
class PageSource:
    """The bytes that were read, after transfer and content coding are removed."""

    sha256: str
    size_bytes: int
    media_type: str
    encoding: str | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of `Page.text` and the bytes it was read from.

    `source_bytes` counts from 0 in the entity; `via` says how they are decoded beyond charset and
    entities: None, "json", "base64", "quoted-printable" or "pdf".
    """

    kind: BlockKind
    span: Span
    lang: str | None
    source_bytes: tuple[int, int]
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead elsewhere."""

    span: Span
    href: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, film or sound on the page; caption and credit point into the text."""

    kind: str
    src: str
    alt: str | None = None
    caption: Span | None = None
    credit: Span | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where words were lost; start and end may be equal (nothing is left there)."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """A source as read: all text in order, and what is known of each piece.

    `published` is ISO 8601 cut to what the page states; `lang` is that of the text (BCP 47);
    `notes` say where the reader had to fall back on a weaker rule. `pages` are start and end
    of each page of a document in the text, equal where it holds no words; without pages, none.
    """

    source: PageSource
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    lang: str | None = None
    published: str | None = None
    byline: str | None = None
    site: str | None = None
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        """Refuse blocks that the text does not hold."""
        for block in self.blocks:
            block.span.of(self.text)

    def body(self) -> Iterator[Block]:
        """Yield the blocks that are the report, without page furniture."""
        return (block for block in self.blocks if block.kind is not BlockKind.CHROME)

    def to_json(self) -> dict[str, Any]:
        """Write the page as `khronika read --json` prints it."""
        source = self.source
        return {
            "source": {
                "sha256": source.sha256,
                "bytes": source.size_bytes,
                "media_type": source.media_type,
                "encoding": source.encoding,
                "url": source.url,
            },
            "title": self.title,
            "lang": self.lang,
            "published": self.published,
            "byline": self.byline,
            "site": self.site,
            "text": self.text,
            "blocks": [
                {
                    "kind": block.kind.value,
                    "start": block.span.start,
                    "end": block.span.end,
                    "lang": block.lang,
                    "bytes": list(block.source_bytes),
                    "via": block.via,
                }
                for block in self.blocks
            ],
            "links": [
                {"start": link.span.start, "end": link.span.end, "href": link.href}
                for link in self.links
            ],
            "media": [
                {
                    "kind": item.kind,
                    "src": item.src,
                    "alt": item.alt,
                    "caption": item.caption and item.caption.to_json(),
                    "credit": item.credit and item.credit.to_json(),
                }
                for item in self.media
            ],
            "gaps": [{"start": gap.start, "end": gap.end, "why": gap.why} for gap in self.gaps],
            "notes": list(self.notes),
            **({"pages": [list(page) for page in self.pages]} if self.pages else {}),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Page":
        """Read a page from the form that `to_json` writes.

        Raises:
            ReadError: a key is missing or of the wrong kind.
        """
        try:
            return _page(value)
        except (KeyError, TypeError, ValueError) as error:
            raise ReadError(
                f"this JSON is not a page ({type(error).__name__}: {error}); "
                "make it with `khronika read --json`"
            ) from error


def _page(value: Mapping[str, Any]) -> Page:
    source = value["source"]
    return Page(
        source=PageSource(
            source["sha256"],
            source["bytes"],
            source["media_type"],
            source["encoding"],
            source["url"],
        ),
        text=value["text"],
        blocks=tuple(
            Block(
                BlockKind(block["kind"]),
                Span(block["start"], block["end"]),
                block["lang"],
                (block["bytes"][0], block["bytes"][1]),
                block["via"],
            )
            for block in value["blocks"]
        ),
        title=value["title"],
        lang=value["lang"],
        published=value["published"],
        byline=value["byline"],
        site=value["site"],
        links=tuple(Link(Span(k["start"], k["end"]), k["href"]) for k in value["links"]),
        media=tuple(_media(item) for item in value["media"]),
        gaps=tuple(Gap(gap["start"], gap["end"], gap["why"]) for gap in value["gaps"]),
        notes=tuple(value.get("notes", ())),
        pages=tuple((start, end) for start, end in value.get("pages", ())),
    )


def _media(item: Mapping[str, Any]) -> Media:
    caption, credit = item["caption"], item["credit"]
    return Media(
        item["kind"],
        item["src"],
        item["alt"],
        caption and Span.from_json(caption),
        credit and Span.from_json(credit),
    )
