"""Gathers the words of a page into blocks, each with its place in the source.

A block ends where a browser would begin a new line: at a block-level tag, or at two line breaks.
White space is levelled as a browser levels it; signs that only say where a word may be broken
(`<wbr>`, soft hyphen, zero-width space outside the scripts that need it) do not part words.
"""

import re
from collections.abc import Callable, Iterator

from khronika.markup.cut import Cut, Picture, RawBlock, Script
from khronika.markup.place import Place, word_set
from khronika.markup.tokens import Text, references
from khronika.markup.tree import Closed, Element, Mark, Opened, Tree, Words

_SPACE = re.compile(r"[ \t\n\r\f\u2028\u2029\x85]+")
_UNSEEN = re.compile(
    "[\u00ad\ufeff\u2060\x00]"
    "|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b"
    "(?![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
_PARTED = frozenset({"span", "a", "time", "cite", "small", "address"})
"""Neighbours of these names are set apart by style sheets, so their words are never one."""
_NOT_WORDS = Place.CODE | Place.UNSEEN
_NOTE_NAMES = frozenset({"footnote", "reference", "fn", "noteref", "footnote-ref", "fnref"})
_ICON_NAMES = word_set(
    "anchor icon permalink share social headerlink anchorjs-link overlay btn button logo "
    "stretched-link close arrow heading-anchor"
)
_BLANK_PICTURE = re.compile(r"^data:|blank|spacer|placeholder|pixel|1x1|lazy[-_.]|loading", re.I)
_SOURCES = (
    "data-src", "data-original", "data-lazy-src", "data-full-src", "data-hi-res-src", "data-image",
)  # fmt: skip


class _Line:
    """A block that is being gathered."""

    __slots__ = (
        "edges",
        "end",
        "gaps",
        "last",
        "links",
        "marks",
        "parts",
        "size",
        "space",
        "start",
    )

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0
        self.start = self.end = -1
        self.space = ""
        self.last: Element | None = None
        self.links: list[tuple[int, int, str, Element]] = []
        self.gaps: list[int] = []
        self.marks: list[tuple[int, int, Element]] = []
        self.edges: dict[int, tuple[int, int]] = {}

    def add(self, words: str, start: int, end: int) -> None:
        """Put words behind what is there, with one space where white space was."""
        if self.space and self.size:
            self.parts.append(self.space)
            self.size += 1
        self.space = ""
        self.parts.append(words)
        self.size += len(words)
        self.start = start if self.start < 0 else self.start
        self.end = end


class Cutter:
    """Follows a tree and cuts its words into blocks."""

    def __init__(self, source: str, parent: Element | None = None, order: int = 0) -> None:
        self.cut = Cut(source)
        self.tree = Tree(source, parent, order)
        self.line = _Line()
        self.side = _Line()
        self.owner = self.tree.root
        self.breaks = 0
        self.link: tuple[Element, int, int] | None = None
        self.aside: list[Element] = []
        self.open_block: list[Element] = [self.tree.root]
        self.spots: dict[int, tuple[int, int, int]] = {}

    def run(self) -> Cut:
        """Cut the whole page."""
        steps: dict[type, Callable[..., None]] = {
            Opened: self._opened, Closed: self._closed, Words: self._words, Mark: self._mark,
        }  # fmt: skip
        self.cut.elements.append(self.tree.root)
        for event in self.tree:
            steps[type(event)](event)
        self._finish()
        self.cut.truncated = self.tree.truncated
        return self.cut

    # What opens and closes

    def _opened(self, event: Opened) -> None:
        element = event.element
        self.cut.elements.append(element)
        if element.block and not (element.name == "button" and element.place & Place.HEADING):
            self._finish()
            self.open_block.append(element)
            self.owner = element
        elif self._stands_aside(element):
            self.aside.append(element)
        if element.name == "a" and not element.place & _NOT_WORDS:
            self._close_link(0)
            self.link = (element, self.line.size + len(self.line.space), self.line.size)
        if element.name in {"video", "audio", "amp-img", "amp-video"}:
            self._picture(element)
        self.spots[element.order] = (len(self.cut.blocks), self.line.size, self.line.end)

    def _stands_aside(self, element: Element) -> bool:
        """Tell whether an inline element's words are no part of the sentence around it."""
        if element.name in {"rt", "rp"}:
            return True
        if element.own & Place.HIDDEN:
            return True
        if element.name == "a" and (element.get("href") or "").startswith("#"):
            return any(e.name == "sup" for e in list(element.ancestors())[1:3])
        return element.name == "sup" and bool(element.name_parts() & _NOTE_NAMES)

    def _closed(self, event: Closed) -> None:
        element = event.element
        if element.name == "a":
            self._close_link(event.at)
        if self.aside and self.aside[-1] is element:
            self.aside.pop()
        elif self.open_block[-1] is element:
            self._finish()
            self.open_block.pop()
            self.owner = self.open_block[-1]
        elif element.name in {"span", "cite", "small", "em", "i", "font", "time", "b", "strong"}:
            block, start, before = self.spots.pop(element.order, (-1, 0, 0))
            if block == len(self.cut.blocks) and self.line.size > start:
                self.line.marks.append((start, self.line.size, element))
                self.line.edges[element.order] = (before, self.line.end)
        if element.name in {"td", "th"}:
            self.line.space = self.line.space or " "

    def _close_link(self, at: int) -> None:
        if self.link is None:
            return
        element, start, size = self.link
        self.link = None
        href = element.get("href")
        line = self.line
        if line.size > size:
            if href is not None:
                line.links.append((min(start, line.size - 1), line.size, href.strip(), element))
        elif at and not self.aside and href is not None and self._lost(element, href):
            line.gaps.append(line.size + (1 if line.space and line.size else 0))

    def _lost(self, element: Element, href: str) -> bool:
        """Tell whether a link without words once had some, rather than being a mark or an icon."""
        href = href.strip()
        if not href or href.startswith("#") or href.lower().startswith("javascript:"):
            return False
        if element.get("aria-label") or element.get("title") or element.place & Place.HEADING:
            return False
        if set(element.names()) & _ICON_NAMES or element.name_parts() & _ICON_NAMES:
            return False
        return not any(
            child.name in {"img", "svg", "i", "picture", "button", "amp-img", "video", "input"}
            for child in self.cut.elements[-12:]
            if element.order < child.order
        )

    # Words

    def _words(self, event: Words) -> None:
        element, text = event.element, event.text
        place = element.place
        if place & Place.CODE:
            if element.name == "style":
                self.tree.heed(self.cut.source[text.start : text.end])
            elif element.name == "script":
                self.cut.scripts.append(Script(element, text.start, text.end))
            return
        if element.name == "title" and not place & Place.DRAWING:
            self.cut.titles.append(self._plain(text))
            return
        if place & _NOT_WORDS:
            return
        line = self.side if self.aside and self.aside[-1].name != "rp" else self.line
        if self.aside and self.aside[-1].name == "rp":
            return
        self._part(line, element)
        pieces: Iterator[tuple[str, int, int]] = (
            iter([(self.cut.source[text.start : text.end], text.start, text.end)])
            if text.raw
            else references(self.cut.source, text.start, text.end)
        )
        for words, start, end in pieces:
            self._piece(line, words, start, end, pre=bool(place & Place.PRE))
        if self.aside:
            self.side.space = " "

    def _plain(self, text: Text) -> str:
        words = "".join(w for w, *_ in references(self.cut.source, text.start, text.end))
        return " ".join(_UNSEEN.sub("", words).split())

    def _part(self, line: _Line, element: Element) -> None:
        """Set words of two neighbours apart that only a style sheet parts."""
        last = line.last
        line.last = element
        if last is None or last is element or line.space or not line.parts:
            return
        if element.name not in _PARTED or last.name not in _PARTED:
            return
        if not last.holds(element) and last.parent is element.parent and last.parent is not None:
            before = line.parts[-1][-1]
            if before.islower() or before.isdigit() or before in ".!?:;)»”":
                line.space = "\0"  # becomes a space if a capital or figure follows

    def _piece(self, line: _Line, words: str, start: int, end: int, *, pre: bool) -> None:
        exact = end - start == len(words)
        if (
            "\u00ad" in words
            or "\u200b" in words
            or "\ufeff" in words
            or "\0" in words
            or ("\u2060" in words)
        ):
            words = _UNSEEN.sub("", words)
            exact = len(words) == end - start
        if not words:
            return
        if pre:
            self._preformatted(line, words, start, end)
            return
        head = len(words) - len(words.lstrip(" \t\n\r\f\u2028\u2029\x85"))
        body = words.strip(" \t\n\r\f\u2028\u2029\x85")
        tail = len(words) - head - len(body)
        if head or not body:
            line.space = line.space.replace("\0", "") or " "
        if not body:
            return
        if line.space == "\0":
            after_figure = line.parts[-1][-1].isdigit() and body[0].isalpha()
            parted = after_figure or body[0].isupper() or body[0].isdigit()
            line.space = " " if parted else ""
        if body.strip("\xa0"):
            line = self._break(line)
        if exact:
            start, end = start + head, end - tail
        line.add(_SPACE.sub(" ", body), start, end)
        if tail:
            line.space = " "

    def _preformatted(self, line: _Line, words: str, start: int, end: int) -> None:
        words = words.replace("\r\n", "\n").replace("\r", "\n")
        if not line.size:
            words = words.lstrip("\n")
        if words.strip():
            line.space = ""
            line.add(words, start, end)
        elif line.size:
            line.add(words, start, line.end)

    def _break(self, line: _Line) -> _Line:
        """Set down the line breaks that came before these words; answer the line to go on with."""
        if not self.breaks or line is self.side:
            return line
        breaks, self.breaks = self.breaks, 0
        if breaks > 1 and not self.owner.place & Place.HEADING:
            self._finish(broken=True)
        elif line.size:
            line.space = "\n"
        return self.line

    def _mark(self, event: Mark) -> None:
        element, name = event.element, event.tag.name
        if name == "br":
            self.breaks += 1
            if self.aside:
                self.side.space = " "
        elif name == "p" or name == "hr":
            self._finish()
        elif name in {"img", "amp-img", "embed", "source"}:
            self.cut.elements.append(element)
            if name != "source":
                self._picture(element)
        elif name in {"meta", "link", "time", "input"}:
            self.cut.elements.append(element)

    # Pictures and the end of a block

    def _picture(self, element: Element) -> None:
        kind = {"video": "video", "audio": "audio", "amp-video": "video"}.get(
            element.name, "image"
        )
        src = _picture_source(element)
        if src is None or _is_tracker(element):
            return
        here = len(self.cut.blocks) - 1
        caption = next(
            (element.attributes[name] for name in ("data-caption", "caption")
             if element.get(name)), None,
        )  # fmt: skip
        self.cut.pictures.append(
            Picture(kind, src, element.get("alt"), element, here, self.line.size > 0, caption)
        )

    def _finish(self, *, broken: bool = False) -> None:
        self.breaks = 0
        link = self.link
        if link is not None:  # a link around several blocks is one link in each
            self._close_link(0)
            self.link = (link[0], 0, 0)
        line, self.line = self.line, _Line()
        block = self._block(line, self.owner)
        if block:
            block.broken = broken
        if self.side.size:
            side, self.side = self.side, _Line()
            owner = self.aside[0] if self.aside else self.owner
            note = self._block(side, owner)
            if note:
                note.aside = True

    def _block(self, line: _Line, owner: Element) -> RawBlock | None:
        text = "".join(line.parts)
        body = text.strip("\xa0 \n\t\u3000\ufeff")  # what a reader takes for an empty line
        if not body:
            return None
        cut_off = text.index(body)
        limit = len(body)
        block = RawBlock(body, line.start, line.end, owner, number=len(self.cut.blocks))
        for start, end, href, element in line.links:
            inside = body[max(0, start - cut_off) : end - cut_off]
            left = max(0, start - cut_off) + len(inside) - len(inside.lstrip())
            right = min(limit, end - cut_off) - (len(inside) - len(inside.rstrip()))
            if left < right:
                block.links.append((left, right, href, element))
        block.gaps = [min(max(0, at - cut_off), limit) for at in line.gaps]
        block.marks = [
            (max(0, s - cut_off), min(limit, e - cut_off), element) for s, e, element in line.marks
        ]
        block.edges = line.edges
        self.cut.blocks.append(block)
        return block


def _picture_source(element: Element) -> str | None:
    src = element.get("src") or ""
    if not src or _BLANK_PICTURE.search(src):
        for attribute in _SOURCES:
            if element.get(attribute):
                return element.get(attribute)
        several = element.get("data-srcset") or element.get("srcset")
        if several:
            return several.split(",")[0].split()[0] if several.split(",")[0].split() else None
    return src or (None if element.name not in {"video", "audio"} else "")


def _is_tracker(element: Element) -> bool:
    return (element.get("width") or "") in {"0", "1", "2"} or (element.get("height") or "") in {
        "0", "1", "2",
    }  # fmt: skip


def cut(source: str, *, parent: Element | None = None, order: int = 0) -> Cut:
    """Cut decoded HTML into blocks.

    Args:
        source: the page, decoded; offsets of the blocks count its characters.
        parent: the element that holds this source, where it stands inside another page.
        order: the number of the first element.

    Returns:
        Blocks, pictures, scripts and elements in the order of the source.
    """
    return Cutter(source, parent, order).run()
