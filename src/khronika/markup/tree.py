"""Puts tags into the order that a browser would: which element each word stands in.

Only what a reader needs of the standard's tree construction (WHATWG HTML 13.2.6) is kept:
implied end tags, scopes, void elements. Nothing recurses, so depth costs nothing, and what an
element inherits (hidden, quoted, in a menu) is settled when it opens.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from khronika.markup.place import HEADINGS, PLACES, RESET, ROLES, Place, word_set
from khronika.markup.tokens import RAW_TEXT, Tag, Text, Tokenizer, unescaped

VOID = word_set(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param "
    "source track wbr"
)
BLOCK = HEADINGS | word_set(
    "address article aside blockquote body button caption center dd details dialog dir "
    "div dl dt fieldset figcaption figure footer form frameset header hgroup hr html "
    "iframe legend li main menu nav noframes noscript ol optgroup option p pre search "
    "section select summary table tbody td template textarea tfoot th thead tr ul xmp "
    "listing plaintext video audio object canvas svg label head amp-img amp-carousel "
    "amp-sidebar amp-accordion amp-ad"
)
DEEPEST = 512
"""Elements within elements; what lies deeper is set side by side, as Chromium does."""
_SCOPE = frozenset({"td", "th", "caption", "table", "template", "object", "button"})
_TABLE_PARTS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"})
_CLOSES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"}) | _SCOPE),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPE),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPE),
    "td": (frozenset({"td", "th", "caption"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th", "caption"}), frozenset({"tr", "table"})),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    "tbody": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "tfoot": (frozenset({"tbody", "thead", "tfoot", "caption"}), frozenset({"table"})),
    "option": (frozenset({"option"}), frozenset({"select"}) | _SCOPE),
    "rt": (frozenset({"rt", "rp"}), frozenset({"ruby"}) | BLOCK),
    "rp": (frozenset({"rt", "rp"}), frozenset({"ruby"}) | BLOCK),
}
"""What opening an element closes, and what it must not reach through."""
_IN_HEAD = word_set(
    "base basefont bgsound head html link meta noframes noscript script style template title"
)


_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|pt|%)?\s*(?:;|!|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)|(?:left|top|text-indent)\s*:\s*-\d{3,}"
    r"|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]",
    re.IGNORECASE,
)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|table\b|list-item)", re.IGNORECASE)
_FAINT_NAMES = word_set(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only "
    "screenreader u-visually-hidden a11y-hidden assistive-text offscreen "
    "element-invisible cdk-visually-hidden hidden-text show-for-sr is-sr-only"
)
_HIDDEN_NAMES = word_set(
    "hidden d-none hide is-hidden invisible mobile-only print-only only-print "
    "visible-print visible-print-block noscreen u-hidden uk-hidden"
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W_A-Z]+")


_NESTED = re.compile(r"@[^{};]{0,500}(?:\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|;)")
_BODY = re.compile(r"\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-z]*[.#][\w-]+")


def _without_notes(style: str) -> Iterator[str]:
    """Yield what stands outside the comments of a style sheet; one that never ends is kept."""
    at = 0
    while (begin := style.find("/*", at)) >= 0 and (end := style.find("*/", begin + 2)) >= 0:
        yield style[at:begin]
        at = end + 2
    yield style[at:]


def _rules(style: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and the declarations of each rule, in one walk."""
    at = 0
    for body in _BODY.finditer(style):
        before = style[at : body.start()]
        yield before[max(before.rfind("{"), before.rfind("}")) + 1 :], body[1]
        at = body.end()


def selectors(element: "Element") -> set[str]:
    """Return the simple CSS selectors that an element's class and id answer to."""
    signs = [f".{name}" for name in (element.get("class") or "").lower().split()]
    if "id" in element.attributes:
        signs.append(f"#{(element.get('id') or '').lower()}")
    return {*signs, *(f"{element.name}{sign}" for sign in signs)}


class Element:
    """An element of the page: where it stands, its attributes, and what it inherits."""

    __slots__ = (
        "attributes",
        "block",
        "last",
        "name",
        "order",
        "own",
        "parent",
        "place",
        "source",
    )

    def __init__(self, name: str, parent: "Element | None", order: int, source: str) -> None:
        self.name = name
        self.parent = parent
        self.order = order
        self.last = order
        self.place: int = parent.place if parent is not None else 0
        self.own: int = 0
        self.attributes: dict[str, tuple[int, int]] = {}
        self.source = source
        self.block = name in BLOCK

    def get(self, attribute: str) -> str | None:
        """Return an attribute's value with character references decoded, or None."""
        place = self.attributes.get(attribute)
        return unescaped(self.source[place[0] : place[1]]) if place else None

    def names(self) -> list[str]:
        """Return the words of class and id, in lower case, as they are written."""
        found = f"{self.get('class') or ''} {self.get('id') or ''}"
        return found.lower().split()

    def name_parts(self) -> set[str]:
        """Return the words that class and id are made of: `newsItem__date` is news, item, date."""
        found = f"{self.get('class') or ''} {self.get('id') or ''}"
        return {part.lower() for part in _WORD.findall(found)} if found.strip() else set()

    def holds(self, other: "Element") -> bool:
        """Tell whether `other` is this element or stands in it."""
        return self.order <= other.order <= self.last

    def ancestors(self) -> Iterator["Element"]:
        """Yield the element itself and all it stands in, innermost first."""
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent

    def settle(self) -> None:
        """Work out what the element is part of, from its name, role, style and parents."""
        own = PLACES.get(self.name, 0)
        if self.name in HEADINGS:
            own |= Place.HEADING
        if self.attributes:
            own |= self._said()
        if self.name == "template" and "shadowrootmode" in self.attributes:
            own = 0
        self.own = own
        self.place = (self.place & ~RESET.get(self.name, 0)) | own

    def _said(self) -> int:
        own = ROLES.get((self.get("role") or "").lower(), 0)
        style = self.get("style")
        if style:
            if _UNSEEN_STYLE.search(style):
                own |= Place.HIDDEN
            if _BLOCK_STYLE.search(style):
                self.block = True
        if "hidden" in self.attributes and self.get("hidden") != "until-found":
            own |= Place.HIDDEN
        if self.get("aria-hidden") == "true" and self.block:
            own |= Place.FAINT
        if "class" in self.attributes:
            names = set((self.get("class") or "").lower().split())
            if names & _FAINT_NAMES:
                own |= Place.HIDDEN
            elif names & _HIDDEN_NAMES:
                own |= Place.FAINT
        return own


@dataclass(slots=True)
class Opened:
    """An element begins."""

    element: Element


@dataclass(slots=True)
class Closed:
    """An element ends; `at` is where in the source."""

    element: Element
    at: int


@dataclass(slots=True)
class Words:
    """Characters of the source that stand in an element."""

    element: Element
    text: Text


@dataclass(slots=True)
class Mark:
    """A tag that holds nothing (`br`, `img`) or an end tag that closes nothing open."""

    element: Element
    tag: Tag


_EMPTIED = word_set(
    "p span i em b strong svg math video audio canvas object template datalist noscript select "
    "button label dialog form nav aside footer"
)
"""Written `<x/>`, these hold nothing: else all that follows would be a drawing or a menu."""


class Tree:
    """Walks a source and tells, in order, what opens, what closes and what is said."""

    def __init__(self, source: str, parent: Element | None = None, order: int = 0) -> None:
        self.source = source
        self.order = order
        self.root = self._new("#page", parent)
        self.stack = [self.root]
        self.open: dict[str, list[int]] = {}
        self.blocks = [0]
        self.truncated = False
        self.unseen: set[str] = set()
        self.xml = bool(
            re.match(r"\s*(?:<\?xml|<!DOCTYPE[^>]*XHTML)", source[:600], re.IGNORECASE)
        )

    def heed(self, style: str) -> None:
        """Note which names a style sheet hides, outside of `@media` and of longer selectors."""
        for names, body in _rules(_NESTED.sub("", "".join(_without_notes(style)))):
            if _UNSEEN_STYLE.search(body):
                named = (one.strip().lower() for one in names.split(","))
                self.unseen |= {one for one in named if _SIMPLE.fullmatch(one)}

    def _blank(self, text: Text) -> bool:
        return self.source[text.start : text.end].isspace()

    def _new(self, name: str, parent: Element | None) -> Element:
        element = Element(name, parent, self.order, self.source)
        self.order += 1
        return element

    def __iter__(self) -> Iterator[Opened | Closed | Words | Mark]:
        """Yield what happens, in the order of the source."""
        tokens = Tokenizer(self.source)
        for token in tokens:
            if isinstance(token, Text):
                if self.stack[-1].name == "head" and not self._blank(token):
                    yield from self._up_to(frozenset({"head"}), frozenset(), token.start)
                yield Words(self.stack[-1], token)
            elif token.closing:
                yield from self._close(token)
            else:
                yield from self._open(token)
        self.truncated = tokens.truncated
        yield from self._pop_to(1, len(self.source))
        self.root.last = self.order - 1

    def _open(self, tag: Tag) -> Iterator[Opened | Closed | Mark]:
        name = tag.name
        if name in {"html", "body"} and self.open.get(name):
            return
        yield from self._imply(name, tag.start)
        element = self._new(name, self.stack[min(len(self.stack), DEEPEST) - 1])
        element.place = self.stack[-1].place
        for attribute, start, end in tag.attributes:
            element.attributes.setdefault(attribute, (start, end))
        element.settle()
        if self.unseen and self.unseen.intersection(selectors(element)):
            element.own |= Place.HIDDEN
            element.place |= Place.HIDDEN
        if name in VOID or (tag.self_closing and self._empty(element)):
            yield Mark(element, tag)
            return
        self.open.setdefault(name, []).append(len(self.stack))
        if name in BLOCK:
            self.blocks.append(len(self.stack))
        self.stack.append(element)
        yield Opened(element)

    def _empty(self, element: Element) -> bool:
        """Tell whether `<x/>` is empty: in XHTML, or where nobody can mean otherwise."""
        if self.xml or "-" in element.name:
            return self.xml or element.name.startswith("amp-")
        if element.name in RAW_TEXT or element.name in _EMPTIED:
            return True
        return element.name == "a" and "href" not in element.attributes

    def _imply(self, name: str, at: int) -> Iterator[Closed]:
        if self.open.get("head") and name not in _IN_HEAD:
            yield from self._up_to(frozenset({"head"}), frozenset(), at)
        if name in BLOCK and self.stack[self.blocks[-1]].name == "p":
            yield from self._pop_to(self.blocks[-1], at)
        rule = _CLOSES.get(name)
        if rule:
            yield from self._up_to(*rule, at)
        elif name in HEADINGS and self.stack[-1].name in HEADINGS:
            yield from self._pop_to(len(self.stack) - 1, at)

    def _up_to(self, names: frozenset[str], stops: frozenset[str], at: int) -> Iterator[Closed]:
        """Close the nearest open element of these names, unless one of `stops` comes first."""
        depth = self._innermost(names)
        if depth and depth >= self._innermost(stops):
            yield from self._pop_to(depth, at)

    def _innermost(self, names: frozenset[str]) -> int:
        """Answer how deep the innermost open element of these names lies, 0 for none."""
        found = self.blocks[-1] if names >= BLOCK else 0
        for name in names if not found else names - BLOCK:
            depths = self.open.get(name)
            if depths and depths[-1] > found:
                found = depths[-1]
        return found

    def _close(self, tag: Tag) -> Iterator[Closed | Mark]:
        name = tag.name
        if not self.open.get(name):
            if name in {"p", "br"}:
                yield Mark(self.stack[-1], tag)
            return
        if name in {"body", "html"}:
            return  # words behind </body> still belong to the page
        if name in HEADINGS:
            yield from self._up_to(HEADINGS, _SCOPE, tag.end)
        elif name in _TABLE_PARTS:
            stops = frozenset() if name == "table" else frozenset({"table"})
            yield from self._up_to(frozenset({name}), stops, tag.end)
        elif name in BLOCK:
            yield from self._up_to(frozenset({name}), _SCOPE - {name}, tag.end)
        else:
            yield from self._up_to(frozenset({name}), BLOCK, tag.end)

    def _pop_to(self, depth: int, at: int) -> Iterator[Closed]:
        while len(self.stack) > depth:
            element = self.stack.pop()
            self.open[element.name].pop()
            if element.name in BLOCK:
                self.blocks.pop()
            element.last = self.order - 1
            yield Closed(element, at)
