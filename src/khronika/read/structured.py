"""Takes the report out of data where the page's own markup does not hold it."""

import bisect
import re
from dataclasses import dataclass
from itertools import accumulate

from khronika.data.furniture import level
from khronika.markup.blocks import cut
from khronika.markup.cut import Cut, RawBlock, Script
from khronika.markup.place import Place
from khronika.markup.tokens import references
from khronika.markup.tree import Element
from khronika.read.containers import prose

_STRING = r'"((?:[^"\\]++|\\.)*+)"'
_LD_BODY = re.compile(rf'"(articleBody|headline)"\s*:\s*{_STRING}', re.DOTALL)
_STATE = re.compile(
    rf'"(articleBody|body|content|text|html|fullText|full_text|bodyHtml|body_html|'
    rf"contentHtml|content_html|"
    rf'articleText|detail_text|bodyText|rendered|lead|title|headline|name)"\s*:\s*{_STRING}',
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))",
    re.DOTALL,
)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_TAGGED = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|li|blockquote|span|strong|em|b|i|a)\b|&(?:#\d+|#x[0-9a-f]+|"
    r"[a-z]+\d?);",
    re.IGNORECASE,
)
_BARE = (
    Place.MENU | Place.FOOT | Place.FORM | Place.FALLBACK | Place.HIDDEN | Place.ASIDE | Place.HEAD
)
_ENOUGH = 150
"""Characters of prose in the markup above which data is not looked into."""


MOST_CAPTIONS = 200
"""Pictures of a page whose attributes are looked into; each is compared with all that it says."""


@dataclass(slots=True)
class Unescaped:
    """A string out of data, and where each of its characters and its end stand in the source."""

    text: str
    places: list[int]


def unescape_json(source: str, start: int, end: int) -> Unescaped:
    r"""Undo the escapes of a JSON string (RFC 8259 section 7), keeping places.

    Args:
        source: the page.
        start: of the string, behind its quotation mark, in code points of the page.
        end: likewise, before the mark that ends it.

    >>> unescape_json('"a\\u0416b"', 1, 9).text
    'aЖb'
    """
    parts: list[str] = []
    places: list[int] = []
    at = start
    for match in _ESCAPE.finditer(source, start, end):
        parts.append(source[at : match.start()])
        places.extend(range(at, match.start()))
        high, low, unit, sign = match.groups()
        if high:
            char = chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00))
        elif unit:
            char = chr(int(unit, 16)) if not 0xD800 <= int(unit, 16) < 0xE000 else "\ufffd"
        else:
            char = _PLAIN_ESCAPES.get(sign, sign)
        parts.append(char)
        places.append(match.start())
        at = match.end()
    parts.append(source[at:end])
    places.extend(range(at, end + 1))
    return Unescaped("".join(parts), places)


def unescape_references(source: str, start: int, end: int) -> Unescaped:
    """Undo the character references of an attribute's value, keeping places.

    Args:
        source: the page.
        start: of the value, in code points of the page.
        end: likewise.
    """
    parts: list[str] = []
    places: list[int] = []
    for words, left, right in references(source, start, end):
        parts.append(words)
        exact = len(words) == right - left
        places.extend(range(left, right) if exact else [left] * len(words))
    places.append(end)
    return Unescaped("".join(parts), places)


class _Data:
    """Adds what stands in data to the blocks of a page."""

    def __init__(self, page: Cut) -> None:
        self.page = page
        self.order = 1 + max(element.order for element in page.elements)

    def add(self) -> None:
        self._frames()
        told = sum(prose(b) for b in self.page.blocks if not b.owner.place & _BARE)
        bodies = [
            found
            for script in self._scripts("ld+json")
            for found in self._strings(script, _LD_BODY)
        ]
        body = max(
            (u for key, u in bodies if key == "articleBody"),
            key=lambda u: len(u.text),
            default=None,
        )
        if body is not None and len(body.text) > max(60, 1.4 * told):
            self._take(body, [u for key, u in bodies if key == "headline"][:1], partly=told >= 60)
        elif told < _ENOUGH and body is None:
            self._state(told)

    def _scripts(self, kind: str) -> list[Script]:
        return [s for s in self.page.scripts if kind in (s.element.get("type") or "").lower()]

    def _strings(self, script: Script, pattern: re.Pattern[str]) -> list[tuple[str, Unescaped]]:
        source = self.page.source
        return [
            (match[1], unescape_json(source, *match.span(2)))
            for match in pattern.finditer(source, script.start, script.end)
        ]

    def _element(self, name: str, parent: Element | None = None) -> Element:
        root = self.page.elements[0]
        element = Element(name, parent or root, self.order, self.page.source)
        element.settle()
        self.order += 1
        above: Element | None = element.parent
        while above is not None:
            above.last = max(above.last, element.order)
            above = above.parent
        self.page.elements.append(element)
        return element

    def _take(self, body: Unescaped, headline: list[Unescaped], *, partly: bool) -> None:
        """Set a body out of data behind the page's own blocks, or only what these lack."""
        article = self._element("article")
        known = {level(block.text) for block in self.page.blocks}
        whole = " ".join(known)
        blocks = self._blocks(body, article, "json")
        if not partly:
            for title in headline:
                lines = self._blocks(title, self._element("h1", article), "json")[:1]
                if lines and level(lines[0].text) not in known:
                    self._append(lines)
        self._append([b for b in blocks if not partly or level(b.text) not in whole])

    def _append(self, blocks: list[RawBlock]) -> None:
        for block in blocks:
            block.number = len(self.page.blocks)
            self.page.blocks.append(block)

    def _blocks(self, found: Unescaped, owner: Element, via: str | None) -> list[RawBlock]:
        if not _TAGGED.search(found.text):
            return [
                RawBlock(
                    " ".join(m.group().split()),
                    found.places[m.start()],
                    found.places[m.start() + len(m.group().rstrip())],
                    owner,
                    via=via,
                )
                for m in re.finditer(r"\S[^\n]*", found.text)
            ]
        inner = cut(found.text, parent=owner, order=self.order)
        self.order += len(inner.elements) + 1
        for element in inner.elements:
            self.order = max(self.order, element.order + 1)
        above: Element | None = owner
        while above is not None:
            above.last = max(above.last, self.order)
            above = above.parent
        self.page.elements += inner.elements
        for block in inner.blocks:
            block.start, block.end = found.places[block.start], found.places[block.end]
            block.edges = {
                k: (found.places[max(0, a)], found.places[b]) for k, (a, b) in block.edges.items()
            }
            block.via = via
        return inner.blocks

    def _frames(self) -> None:
        """Read pages that stand in the `srcdoc` of a frame, where the frame stands."""
        here = list(accumulate((block.start for block in self.page.blocks), max))
        framed: dict[int, list[RawBlock]] = {}
        for element in list(self.page.elements):
            place = element.attributes.get("srcdoc")
            if element.name != "iframe" or place is None or element.parent is None:
                continue
            found = unescape_references(self.page.source, *place)
            blocks = self._blocks(
                Unescaped(found.text + " ", [*found.places, found.places[-1]]),
                element.parent,
                None,
            )
            at = bisect.bisect_right(here, place[0])
            framed.setdefault(at, []).extend(blocks)
        if framed:
            self._insert(framed)

    def _insert(self, framed: dict[int, list[RawBlock]]) -> None:
        """Set blocks before those that had these numbers, and number all anew."""
        before, blocks = list[int](), list[RawBlock]()
        for number, block in enumerate(self.page.blocks):
            blocks += framed.get(number, ())
            before.append(len(blocks))
            blocks.append(block)
        self.page.blocks[:] = [*blocks, *framed.get(len(self.page.blocks), ())]
        for picture in self.page.pictures:
            if picture.after >= 0:
                picture.after = before[picture.after]
        for number, block in enumerate(self.page.blocks):
            block.number = number

    def _state(self, told: int) -> None:
        """Read the report out of the state that a script starts from."""
        found: list[tuple[str, Unescaped]] = []
        for script in self.page.scripts:
            kind = (script.element.get("type") or "").lower()
            if "json" in kind or ("template" not in kind and "html" not in kind):
                found += self._strings(script, _STATE)
        for element in self.page.elements:
            for name, (start, end) in element.attributes.items():
                if end - start > 200 and name not in {
                    "style",
                    "srcset",
                    "content",
                    "srcdoc",
                    "href",
                    "src",
                    "d",
                    "class",
                }:
                    found += self._attribute(start, end)
        bodies = [
            (key, u)
            for key, u in found
            if key not in {"title", "headline", "name"} and _reads(u.text)
        ]
        if not bodies:
            return
        sizes: dict[str, int] = {}
        for key, u in bodies:
            sizes[key] = sizes.get(key, 0) + len(u.text)
        key = max(sizes, key=lambda k: sizes[k])
        if sizes[key] < max(120, told):
            return
        chosen = [u for k, u in bodies if k == key]
        longest = max(chosen, key=lambda u: len(u.text))
        article = self._element("article")
        known: set[str] = set()
        for one in [longest] if len(longest.text) >= 0.6 * sizes[key] else chosen:
            via = "json" if key != "#attribute" else None
            fresh = [b for b in self._blocks(one, article, via) if level(b.text) not in known]
            known |= {level(b.text) for b in fresh}
            self._append(fresh)

    def _attribute(self, start: int, end: int) -> list[tuple[str, Unescaped]]:
        """Read a body out of an attribute that holds JSON or markup."""
        outer = unescape_references(self.page.source, start, end)
        if outer.text.lstrip()[:1] in {"{", "["}:
            found = []
            for match in _STATE.finditer(outer.text):
                inner = unescape_json(outer.text, *match.span(2))
                found.append(
                    (match[1], Unescaped(inner.text, [outer.places[p] for p in inner.places]))
                )
            return found
        return [("#attribute", outer)] if re.search(r"<p[\s>]", outer.text) else []


def _reads(text: str) -> bool:
    """Tell whether a string out of data reads like sentences."""
    plain = re.sub(r"<[^<>]*>", " ", text)
    if len(plain.strip()) < 40 or plain.lstrip()[:1] in {"{", "["}:
        return False
    cjk = sum("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in plain[:300])
    spaced = len(plain.split()) >= len(plain) / 16
    return (
        (spaced or cjk > 0.4 * min(300, len(plain)))
        and bool(re.search(r"[.!?。！？؟।]", plain))
        and not re.search(r"[{};]\s*\n|function\s*\(|=>", plain)
    )


def take_structured(page: Cut) -> None:
    """Add to a page's blocks what stands only in its data: JSON-LD, script state, `srcdoc`.

    Pages that a script draws carry their text there. Each string keeps its way back: JSON escapes
    and character references are undone one character at a time, and `via` says so.
    """
    _Data(page).add()


def take_attributes(page: Cut) -> None:
    """Add the captions that a page keeps in an attribute of the picture (`data-caption`)."""
    said = {level(block.text) for block in page.blocks}
    captioned = [picture for picture in page.pictures if picture.caption is not None]
    for picture in captioned[:MOST_CAPTIONS]:
        if picture.caption is None or picture.element.parent is None:
            continue
        found = unescape_references(page.source, *picture.caption)
        plain = re.sub(r"<[^<>]*>", "", found.text).strip()
        if len(plain) < 8 or any(level(plain) in line for line in said):
            continue
        owner = Element("figcaption", picture.element.parent, picture.element.order, page.source)
        owner.settle()
        block = RawBlock(" ".join(plain.split()), *picture.caption, owner)
        at = picture.after + 1 + (1 if picture.words_before else 0)
        page.blocks.insert(at, block)
        said.add(level(plain))
        for other in page.pictures:
            other.after += 1 if other.after >= at else 0
    for number, block in enumerate(page.blocks):
        block.number = number
