"""Turns a draft into the closed tree of nodes that a second person approves by its hash.

In: a draft as Wagtail holds it. Out: the tree of `docs/reference/public-documents.md`. Refuses:
markup that is no node. Rich text is read mark by mark; none of it is kept as markup.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from khronika.errors import DeskError
from khronika.model.canonical import Json

if TYPE_CHECKING:
    from khronika.desk.story.models import Draft

Node = dict[str, Any]

_MARKS = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis"}


_CLOSES = re.compile(r"[\s.,;:!?…)\]}”»’'%‰،؛؟\-‐‑]")
_OPENS = re.compile(r"[\s(\[{“„«‘\-‐‑]\Z")


class DraftUnreadable(DeskError):
    """A draft holds something that no public document could show."""


def tree_of(draft: "Draft") -> Json:
    """Turn a draft into a tree.

    Args:
        draft: one language of a story.

    Returns:
        `title`, `summary`, `slug` and `nodes`.

    Raises:
        DraftUnreadable: it holds something that no node is for.
    """
    nodes = [node for block in draft.body for node in _BLOCKS[block.block_type](block.value)]
    return {
        "title": draft.headline.strip(),
        "summary": draft.lede.strip() or None,
        "slug": draft.slug,
        "nodes": nodes,
    }


def lines_of(markup: str) -> list[list[Node]]:
    """Read rich text as lines of inline nodes, one for each paragraph that is not empty.

    Args:
        markup: what Draftail stores: `p`, `br`, `b`, `i` and `a` with an address.

    Raises:
        DraftUnreadable: another element, or a link without an address of its own.

    >>> lines_of('<p>One <b>two</b></p><p></p>')[0][1]
    {'type': 'text', 'text': 'two', 'marks': ['strong']}
    """
    reader = _Markup()
    reader.feed(markup)
    reader.close()
    return [line for line in reader.lines if any(part["text"].strip() for part in line)]


class _Markup(HTMLParser):
    """Reads rich text piece by piece."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[Node]] = [[]]
        self.marks: list[str] = []
        self.href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, a mark or a link."""
        if tag == "p":
            self.lines.append([])
        elif tag == "br":
            self.handle_data(" ")
        elif tag in _MARKS:
            self.marks.append(_MARKS[tag])
        elif tag == "a":
            self.href = dict(attrs).get("href")
            if not self.href:
                raise DraftUnreadable(
                    gettext(
                        "A link leads to a page or file of the drafting screens; use the address "
                        "that readers see."
                    )
                )
        else:
            raise DraftUnreadable(
                gettext("The text holds “%(tag)s”, which no page can show; take it out.")
                % {"tag": tag}
            )

    def handle_endtag(self, tag: str) -> None:
        """End a mark or a link."""
        if tag in _MARKS and _MARKS[tag] in self.marks:
            self.marks.remove(_MARKS[tag])
        elif tag == "a":
            self.href = None

    def handle_data(self, data: str) -> None:
        """Take words with the marks that stand."""
        if not data:
            return
        if self.href is not None:
            self.lines[-1].append({"type": "link", "href": self.href, "text": data})
        else:
            marks = sorted(set(self.marks), reverse=True)
            self.lines[-1].append({"type": "text", "text": data, "marks": marks})


def _line(value: Any) -> list[Node]:
    """Read rich text as one line."""
    lines = lines_of(value.source if value else "")
    joined: list[Node] = []
    for line in lines:
        if joined:
            joined.append({"type": "text", "text": " ", "marks": []})
        joined += line
    return joined


def _paragraph(value: Any) -> Iterator[Node]:
    for line in lines_of(value.source):
        yield {"type": "paragraph", "content": line}


def _pieces(value: Any) -> Iterator[Node]:
    pieces = [_PIECES[piece.block_type](piece.value) for piece in value]
    yield {"type": "paragraph", "content": joined([piece for piece in pieces if piece])}


def joined(pieces: Sequence[list[Node]]) -> list[Node]:
    """Put pieces side by side with one blank between them, as a writer would.

    The editor drops blanks at the ends of a piece. None stands before what closes or ends (a
    comma, a bracket, an apostrophe) nor after what opens.

    >>> a, b = {"type": "text", "text": "Seen by", "marks": []}, {"type": "party", "text": "Ada"}
    >>> [part["text"] for part in joined([[a], [b], [{**a, "text": ", twice"}]])]
    ['Seen by ', 'Ada', ', twice']
    """
    line: list[Node] = []
    for piece in map(_trimmed, pieces):
        if line and not _CLOSES.match(_edge(piece[0])) and not _OPENS.search(_edge(line[-1])):
            if line[-1]["type"] == "text":
                line[-1]["text"] += " "
            elif piece[0]["type"] == "text":
                piece[0]["text"] = " " + piece[0]["text"]
            else:
                line.append({"type": "text", "text": " ", "marks": []})
        line += piece
    return line


def _trimmed(piece: list[Node]) -> list[Node]:
    """Take the blanks from both ends of a piece of words."""
    made = [dict(part) for part in piece]
    if made[0]["type"] == "text":
        made[0]["text"] = made[0]["text"].lstrip()
    if made[-1]["type"] == "text":
        made[-1]["text"] = made[-1]["text"].rstrip()
    return made


def _edge(part: Node) -> str:
    return str(part.get("text", "0"))


def _count(value: Any) -> list[Node]:
    dates = {"from": value["since"], "to": value["until"]}
    wanted: dict[str, Json] = {"country": value["country"] or None, "type": None, "role": None}
    for key, day in dates.items():
        wanted[key] = day.isoformat() if day else None
    return [
        {
            "type": "count",
            "event": value["event"] or None,
            "filter": None if value["event"] else wanted,
            "field": value["field"],
            "type_of_act": value["type_of_act"],
            "role": value["role"] or None,
            "value": None,
        }
    ]


def _heading(value: Any) -> Iterator[Node]:
    words = {"type": "text", "text": value["text"], "marks": []}
    yield {"type": "heading", "rank": int(value["rank"]), "content": [words]}


def _list(value: Any) -> Iterator[Node]:
    items = [line for item in value["items"] if (line := _line(item))]
    yield {"type": "list", "ordered": bool(value["ordered"]), "items": items}


def _quote(value: Any) -> Iterator[Node]:
    yield {"type": "quote", "content": _line(value["words"]), "credit": value["credit"] or None}


def sha256_of(file: Any) -> str:
    """Answer the SHA-256 that a kept file is named by."""
    return PurePath(file.name).stem


def _figure(value: Any) -> Iterator[Node]:
    picture = value["picture"]
    if picture is None:
        raise DraftUnreadable(
            gettext("A picture was deleted; choose another or take its block out.")
        )
    yield {
        "type": "figure",
        "image": sha256_of(picture.file),
        "alt": picture.alt,
        "caption": _line(value["caption"]),
        "credit": picture.credit,
    }


def _film(value: Any) -> Iterator[Node]:
    film = value["film"]
    if film is None:
        raise DraftUnreadable(gettext("A film was deleted; choose another or take its block out."))
    yield {
        "type": "film",
        "video": sha256_of(film.file),
        "still": sha256_of(film.still.file) if film.still else None,
        "label": film.label,
        "caption": _line(value["caption"]),
        "credit": film.credit,
        "seconds": film.seconds,
        "bytes": film.file.size,
    }


_PIECES: dict[str, Callable[[Any], list[Node]]] = {
    "words": _line,
    "count": _count,
    "party": lambda value: [{"type": "party", "party": value["party"], "text": value["text"]}],
    "unknown": lambda value: [{"type": "unknown", "text": value}],
}
_BLOCKS: dict[str, Callable[[Any], Iterator[Node]]] = {
    "paragraph": _paragraph,
    "line": _pieces,
    "heading": _heading,
    "list": _list,
    "quote": _quote,
    "figure": _figure,
    "film": _film,
    "event": lambda value: iter([{"type": "event", "number": value}]),
    "rule": lambda _value: iter([{"type": "rule"}]),
}
