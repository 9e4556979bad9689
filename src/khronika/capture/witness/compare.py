"""Compares two answers of one address: status, bytes, and what a reader reads."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from khronika.errors import SealError
from khronika.markup.tokens import Tag, Tokenizer, unescaped
from khronika.model.canonical import Json
from khronika.seal.entity import decode_body, parse_head, split_head

MOST_BYTES = 32 << 20
_MOST_LINES = 4_000
_MOST_SHOWN = 40
_LONGEST_LINE = 300
_SILENT = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})
"""What a head may hold; any other element ends one that is not closed (WHATWG HTML 13.2.6.4.4)."""
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
    for token in Tokenizer(text):
        if isinstance(token, Tag):
            reader.pass_tag(token)
        elif not reader.is_silent:
            words = text[token.start : token.end]
            reader.kept.append((words if token.raw else unescaped(words)).replace("\n", " "))
    return tuple(
        " ".join(line.split()) for line in "".join(reader.kept).split("\n") if line.strip()
    )


class _Reader:
    """Keeps the words of a page, one line a block; scripts and styles say nothing to a reader."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self._silent: list[str] = []
        self._count: Counter[str] = Counter()

    @property
    def is_silent(self) -> bool:
        """Whether words here are none of a reader."""
        return bool(self._silent)

    def pass_tag(self, tag: Tag) -> None:
        """Begin or end a line, or silence."""
        if self._silent == ["head"] and not tag.closing and tag.name not in _HEAD:
            self._end("head")
        if tag.name in _SILENT:
            if tag.closing:
                self._end(tag.name)
            elif not tag.self_closing:
                self._silent.append(tag.name)
                self._count[tag.name] += 1
        elif tag.name not in _INSIDE_LINES:
            self.kept.append("\n")

    def _end(self, name: str) -> None:
        while self._count[name]:
            ended = self._silent.pop()
            self._count[ended] -= 1
            if ended == name:
                return


def compare(first: Answer, second: Answer) -> dict[str, Json]:
    """Say how two answers of one address differ.

    Returns:
        `same` (status, address, bytes, text), `alike_per_mille` (words that both say, of all;
        None where either is no text), `differs` (lines side by side, at most 40) and `more` (how
        many beside them differ).
    """
    has_text = first.lines is not None and second.lines is not None
    shown, more = _differences(first, second) if has_text else ([], 0)
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
        "differs": shown,
        "more": more,
    }


def _alike(first: Answer, second: Answer) -> int:
    """Answer the share of words that both say (Dice), in thousandths."""
    ours, theirs = (
        Counter(word for line in one.lines or () for word in line.split())
        for one in (first, second)
    )
    whole = ours.total() + theirs.total()
    return round(2000 * (ours & theirs).total() / whole) if whole else 1000


def _differences(first: Answer, second: Answer) -> tuple[list[Json], int]:
    """Set lines that differ side by side; answer the first of them, and how many more there are.

    Lines that come again and again are no landmarks (autojunk): with them the time would grow with
    the cube of their number.
    """
    ours, theirs = (list((one.lines or ())[:_MOST_LINES]) for one in (first, second))
    found: list[Json] = []
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=True).get_opcodes():
        if kind == "equal":
            continue
        for old, new in zip_longest(ours[a:b], theirs[c:d]):
            found.append({"first": _cut(old), "second": _cut(new)})
    rest = zip_longest(*((one.lines or ())[_MOST_LINES:] for one in (first, second)))
    beyond = sum(old != new for old, new in rest)
    return found[:_MOST_SHOWN], max(0, len(found) - _MOST_SHOWN) + beyond


def _cut(line: str | None) -> str | None:
    return line if line is None or len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + " …"
