"""Compares two answers of one address: status, bytes, and what a reader reads."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import zip_longest

from khronika.errors import SealError
from khronika.model.canonical import Json
from khronika.seal.entity import decode_body, parse_head, split_head

MOST_BYTES = 32 << 20
_MOST_LINES = 4_000
_MOST_SHOWN = 40
_LONGEST_LINE = 300
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_INSIDE_LINES = frozenset(
    {"a", "abbr", "b", "bdi", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span"}
    | {"strong", "sub", "sup", "time", "u", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it is compared; `lines` is None where it is no text.

    `sha256` and `size` are those of the entity, without transfer and content coding.
    """

    url: str
    status: int
    media_type: str
    sha256: str
    size: int
    lines: tuple[str, ...] | None

    def to_json(self) -> dict[str, Json]:
        """Write what identifies it."""
        return {
            "url": self.url,
            "status": self.status,
            "media_type": self.media_type,
            "sha256": self.sha256,
            "bytes": self.size,
        }


def read_answer(url: str, block: bytes) -> Answer:
    """Read the block of a response record.

    Args:
        url: what was asked for.
        block: head and body as received.
    """
    raw_head, body = split_head(block)
    head = parse_head(raw_head)
    if head is None:
        return Answer(url, 0, "", hashlib.sha256(block).hexdigest(), len(block), None)
    try:
        content = decode_body(head, body, MOST_BYTES)[0]
    except SealError:
        content = body  # packed in a way that is not known: its bytes can be compared all the same
    kind = next(iter(head.all("content-type")), "")
    media_type = kind.split(";")[0].strip().lower()
    named = re.search(r"charset\s*=\s*[\"']?([\w.-]+)", kind, re.IGNORECASE)
    lines = _lines(content, named[1] if named else "utf-8", media_type)
    digest = hashlib.sha256(content).hexdigest()
    return Answer(url, head.status, media_type, digest, len(content), lines)


def _lines(content: bytes, charset: str, media_type: str) -> tuple[str, ...] | None:
    if not (media_type.startswith("text/") or media_type.endswith(("html", "xhtml+xml", "json"))):
        return None
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    if "html" not in media_type:
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return tuple(
        " ".join(line.split()) for line in "".join(reader.kept).split("\n") if line.strip()
    )


class _Reader(HTMLParser):
    """Keeps the words of a page, one line a block; scripts and styles say nothing to a reader."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or silence."""
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag not in _INSIDE_LINES:
            self.kept.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line, or silence."""
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag not in _INSIDE_LINES:
            self.kept.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self.kept.append(data.replace("\n", " "))


def compare(first: Answer, second: Answer) -> dict[str, Json]:
    """Say how two answers of one address differ.

    Returns:
        `same` (status, address, bytes, text), `alike_per_mille` (words that both say, of all;
        None where either is no text) and `differs` (lines side by side, at most 40).
    """
    has_text = first.lines is not None and second.lines is not None
    return {
        "first": first.to_json(),
        "second": second.to_json(),
        "same": {
            "status": first.status == second.status,
            "url": first.url == second.url,
            "media_type": first.media_type == second.media_type,
            "bytes": first.sha256 == second.sha256,
            "text": first.lines == second.lines if has_text else None,
        },
        "alike_per_mille": _alike(first, second) if has_text else None,
        "differs": _differences(first, second) if has_text else [],
    }


def _alike(first: Answer, second: Answer) -> int:
    """Answer the share of words that both say (Dice), in thousandths."""
    ours, theirs = (
        Counter(word for line in one.lines or () for word in line.split())
        for one in (first, second)
    )
    whole = ours.total() + theirs.total()
    return round(2000 * (ours & theirs).total() / whole) if whole else 1000


def _differences(first: Answer, second: Answer) -> list[Json]:
    ours, theirs = (list((one.lines or ())[:_MOST_LINES]) for one in (first, second))
    found: list[Json] = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for old, new in zip_longest(ours[a:b], theirs[c:d]):
            found.append({"first": _cut(old), "second": _cut(new)})
    return found[:_MOST_SHOWN]


def _cut(line: str | None) -> str | None:
    return line if line is None or len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + " …"
