"""Cuts decoded HTML into tags and text, each with its place in the source.

The cuts follow the tokenizer of the HTML standard (WHATWG HTML, section 13.2.5) as far as they
matter to a reader, and are tolerant where browsers throw words away (an unclosed comment, an
unclosed `<title>`, an address in angle brackets). The standard library's `html.parser` was the
first choice and was given up: how it treats `&#`, comments and `<script>` differs between patch
versions of Python, and a citation must count the same characters on every machine. Python 3.11.7
returns all that follows a bare `&#` as raw text.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = re.compile(r"[a-zA-Z][^\t\n\r\f />\x00]*")
_ATTRIBUTE = re.compile(
    r"[\s/]*([^\s/>=][^\s/>=]*|=[^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|"
    r"([^\s>\"'][^\s>]*)|))?"
)
_COMMENT_END = re.compile(r"--!?>")
_REFERENCE = re.compile(
    r"&#(?:x[dD][89abAB][0-9a-fA-F]{2}|5[5-6]\d{3});&#(?:x[dD][c-fC-F][0-9a-fA-F]{2}|5[67]\d{3});"
    r"|&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[a-zA-Z][a-zA-Z0-9]*;?)"
)
_NUMBER = re.compile(r"&#(x?)([0-9a-fA-F]+);")
_NO_LETTER = re.compile(r"&#0*+[1-9][0-9]{7,}+;?")
_PADDED = re.compile(r"&#0{4,}+(?=[0-9])")
RAW_TEXT = frozenset({"script", "style", "xmp", "iframe", "noembed", "textarea", "title"})
"""Elements whose contents hold no tags (WHATWG HTML 13.2.5.2 to 13.2.5.4)."""
_CODE = frozenset({"script", "style"})
_CODE_STOPS = re.compile(r"</head\s*>|<body[\s>]", re.IGNORECASE)


@dataclass(slots=True)
class Tag:
    """A start or end tag; attribute values are ranges of the source, decoded when asked for."""

    name: str
    start: int
    end: int
    closing: bool = False
    self_closing: bool = False
    attributes: tuple[tuple[str, int, int], ...] = ()


@dataclass(slots=True)
class Text:
    """A run of characters between tags; `raw` says that it holds no character references."""

    start: int
    end: int
    raw: bool = False


def references(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the characters of a range with character references decoded.

    Yields:
        (characters, start, end): one to one with the source, except where `end - start` differs.
    """
    at = start
    for found in _REFERENCE.finditer(source, start, end):
        if found.start() > at:
            yield source[at : found.start()], at, found.start()
        yield _decoded(found.group()), found.start(), found.end()
        at = found.end()
    if at < end:
        yield source[at:end], at, end


def _decoded(reference: str) -> str:
    numbers = _NUMBER.findall(reference)
    if len(numbers) == 2:  # a surrogate pair written as two references
        high, low = (int(digits, 16 if base else 10) for base, digits in numbers)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return unescaped(reference)


def unescaped(text: str) -> str:
    """Decode the character references of a text.

    Python reads no number of more than 4,300 digits: those beyond Unicode become U+FFFD before.
    """
    if "&#" in text:
        text = _NO_LETTER.sub("\ufffd", _PADDED.sub("&#0", text))
    return html.unescape(text)


class Tokenizer:
    """Walks a source once, from left to right, in time linear in its length."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.truncated = False
        self._missing: set[str] = set()
        self._cdata_end = -1
        self._raw_end: dict[str, re.Pattern[str]] = {}

    def __iter__(self) -> Iterator[Tag | Text]:
        """Yield tags and text in order; comments and declarations are left out."""
        source, at, size = self.source, 0, len(self.source)
        while at < size:
            less = source.find("<", at)
            stop = size if less < 0 else less
            if stop > at:
                yield from self._text(at, stop)
            if less < 0:
                return
            at, tokens = self._markup(less)
            yield from tokens

    def _text(self, start: int, end: int) -> Iterator[Text]:
        mark = self._cdata_end
        if start <= mark < end:
            self._cdata_end = -1
            if mark > start:
                yield Text(start, mark)
            start = mark + 3
        if start < end:
            yield Text(start, end)

    def _markup(self, at: int) -> tuple[int, list[Tag | Text]]:
        """Read what starts with `<` at `at`; answer where it ends, and its tokens."""
        source = self.source
        following = source[at + 1 : at + 2]
        if following.isascii() and following.isalpha():
            return self._start_tag(at)
        if following == "/":
            return self._end_tag(at)
        if following in {"!", "?"} and following:
            return self._declaration(at), []
        return at + 1, [Text(at, at + 1)]

    def _after(self, mark: str, at: int) -> int:
        """Answer the place behind the next `mark`, or -1; what is missing is not sought twice."""
        if mark in self._missing:
            return -1
        found = self.source.find(mark, at)
        if found < 0:
            self._missing.add(mark)
            return -1
        return found + len(mark)

    def _declaration(self, at: int) -> int:
        source = self.source
        if source.startswith("<!--", at):
            return self._comment(at)
        if source[at : at + 9].upper() == "<![CDATA[":
            end = self._after("]]>", at)
            self._cdata_end = end - 3
            return at + 9
        if source[at : at + 5].lower() == "<?php" or source.startswith("<?=", at):
            end = self._after("?>", at)
            if end > 0:
                return end
        end = self._after(">", at)
        return end if end > 0 else len(source)

    def _comment(self, at: int) -> int:
        source = self.source
        if source.startswith((">", "->"), at + 4):
            return source.index(">", at + 4) + 1
        if "-->" not in self._missing:
            found = _COMMENT_END.search(source, at + 4)
            if found:
                return found.end()
            self._missing.add("-->")
        self.truncated = True
        end = self._after(">", at)  # browsers lose the rest of the page; its words are kept here
        return end if end > 0 else len(source)

    def _end_tag(self, at: int) -> tuple[int, list[Tag | Text]]:
        name = _NAME.match(self.source, at + 2)
        end = self._after(">", at)
        if end < 0:
            self.truncated = True
            return len(self.source), []
        if not name:
            return end, []
        return end, [Tag(name.group().lower(), at, end, closing=True)]

    def _start_tag(self, at: int) -> tuple[int, list[Tag | Text]]:
        source = self.source
        found = _NAME.match(source, at + 1)
        assert found is not None  # noqa: S101  # the caller saw the letter
        if "@" in found.group() and "<" not in found.group():
            end = found.end() + (source[found.end() : found.end() + 1] == ">")
            return end, [Text(at, end)]  # an address in angle brackets is no tag
        attributes, end, closed = self._attributes(found.end())
        if end < 0:
            self.truncated = True
            return len(source), []
        name = found.group().lower().rstrip("<\"'")
        tag = Tag(name, at, end, self_closing=closed, attributes=tuple(attributes))
        if name in RAW_TEXT and not closed:
            return self._raw_text(tag)
        return end, [tag]

    def _attributes(self, at: int) -> tuple[list[tuple[str, int, int]], int, bool]:
        source, size = self.source, len(self.source)
        attributes: list[tuple[str, int, int]] = []
        while True:
            while at < size and source[at] in " \t\n\r\f":
                at += 1
            if at >= size:
                return attributes, -1, False
            if source[at] == ">":
                return attributes, at + 1, False
            if source.startswith("/>", at):
                return attributes, at + 2, True
            found = _ATTRIBUTE.match(source, at)
            if not found or found.end() == at:
                at += 1
                continue
            group = found.lastindex or 1
            start, end = found.span(group) if group > 1 else (found.end(), found.end())
            at = found.end()
            if group in {2, 3} and self._runs_on(start, at):
                end = source.index(">", start)
                at = end
            elif group == 1 and source[at : at + 1] in {'"', "'"} and source[at]:
                start, end = at + 1, source.find(">", at)  # a quotation mark that never closes
                if end < 0:
                    return attributes, -1, False
                at = end
            attributes.append((found.group(1).lower(), start, end))

    def _runs_on(self, start: int, end: int) -> bool:
        """Tell whether a quoted value closed at the quotation mark of a later tag."""
        behind = self.source[end : end + 1]
        if not behind or behind in " \t\n\r\f/>":
            return False
        greater = self.source.find(">", start, end)
        return greater >= 0 and self.source.find("<", greater, end) >= 0

    def _raw_text(self, tag: Tag) -> tuple[int, list[Tag | Text]]:
        """Take the contents of an element that holds no tags, up to its end tag."""
        name, source = tag.name, self.source
        if name not in self._raw_end:
            self._raw_end[name] = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
        found = None
        if f"</{name}" not in self._missing:
            found = self._raw_end[name].search(source, tag.end)
            if found is None:
                self._missing.add(f"</{name}")
        if found:
            stop = found.start()
            end = source.find(">", stop) + 1 or len(source)
        elif name in _CODE:
            self.truncated = True
            here = _CODE_STOPS.search(source, tag.end)
            stop = end = here.start() if here else len(source)
        else:
            self.truncated = True
            stop = end = source.find("<", tag.end) % (len(source) + 1)
        tokens: list[Tag | Text] = [tag]
        if stop > tag.end:
            tokens.append(Text(tag.end, stop, raw=name not in {"title", "textarea"}))
        tokens.append(Tag(name, stop, end, closing=True))
        return end, tokens
