"""The words of a letter as a form: each text of its tree a field, nothing else of it.

In: a tree. Out: fields, and a tree with what was typed into them. Refuses: to change a figure, a
link's address or the kind of a node; a block may be left out, and paragraphs be added.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from khronika.alert.phrases import bounds_words
from khronika.record.ledger.entry import PROSE
from khronika.record.models import Fact
from khronika.record.values import read_large

Tree = dict[str, Any]
LONG = 70
"""From how many characters a field has lines."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a block: a field, or what nobody may type over."""

    name: str
    value: str
    is_fixed: bool = False
    is_figure: bool = False

    @property
    def is_long(self) -> bool:
        """Tell whether it needs lines."""
        return len(self.value) > LONG

    @property
    def width(self) -> int:
        """Answer the width of its field in characters."""
        return max(6, min(LONG, len(self.value) + 2))


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a letter as a part of the form."""

    number: int
    kind: str
    lines: tuple[tuple[Piece, ...], ...]


def trees_of(subject: str) -> dict[str, Tree]:
    """Read the trees that the record holds of a text, by language, approved or not.

    Args:
        subject: `letter:` and a ULID.
    """
    found: dict[str, Tree] = {}
    facts = Fact.objects.filter(thing=subject.partition(":")[2], field="tree", status="accepted")
    for fact in facts:
        value = json.loads(fact.value)
        tree: Any = read_large(value["tree"]["value"])
        found[value["lang"]] = tree
    return found


def blocks_of(tree: Mapping[str, Any]) -> list[Block]:
    """Lay a tree out as a form."""
    return [
        Block(number, node["type"], tuple(_lines(number, node)))
        for number, node in enumerate(tree["nodes"])
    ]


def _lines(number: int, node: Mapping[str, Any]) -> Iterator[tuple[Piece, ...]]:
    rows = node.get("items") if node["type"] == "list" else [node.get("content", [])]
    for place, row in enumerate(rows or []):
        yield tuple(_piece(f"n{number}.{place}.{spot}", part) for spot, part in enumerate(row))


def _piece(name: str, part: Mapping[str, Any]) -> Piece:
    if part["type"] == "count":
        return Piece(name, bounds_words(part["value"]), is_fixed=True, is_figure=True)
    text = str(part["text"])
    is_figure = text.strip().isdigit()
    is_fixed = is_figure or not any(letter.isalnum() for letter in text)
    return Piece(name, text, is_fixed, is_figure)


def typed_into(tree: Mapping[str, Any], form: Mapping[str, str]) -> Tree:
    """Answer the tree with what was typed into its form.

    Args:
        tree: as the record holds it.
        form: fields by name; a field that is missing leaves its text as it was.
    """
    made: Tree = deepcopy(dict(tree))
    made["title"] = one_line(form.get("title", made["title"])) or made["title"]
    made["summary"] = one_line(form.get("summary", made["summary"] or "")) or None
    for number, node in enumerate(made["nodes"]):
        for place, row in enumerate(node.get("items") or [node.get("content", [])]):
            for spot, part in enumerate(row):
                typed = form.get(f"n{number}.{place}.{spot}")
                if typed is not None and not _piece("", part).is_fixed:
                    part["text"] = flat(typed)
            row[:] = [part for part in row if part["type"] == "count" or part["text"]]
    kept = [node for number, node in enumerate(made["nodes"]) if f"drop{number}" not in form]
    first, last = (list(paragraphs(form.get(name, ""))) for name in ("first", "last"))
    made["nodes"] = [*first, *(node for node in kept if _is_said(node)), *last]
    return made


def _is_said(node: Mapping[str, Any]) -> bool:
    """Tell whether anything is left of a block whose texts may have been emptied."""
    if node["type"] == "list":
        return any(node["items"])
    return bool(node["content"]) if "content" in node else True


def paragraphs(text: str) -> Iterator[Tree]:
    """Make paragraphs of text; an empty line ends one."""
    for part in text.replace("\r\n", "\n").split("\n\n"):
        if words := one_line(part):
            content = [{"type": "text", "text": words, "marks": []}]
            yield {"type": "paragraph", "content": content}


def flat(text: str) -> str:
    """Put text on one line, keeping the blanks at its ends: words stand before and after it."""
    return text.replace("\r\n", " ").replace("\n", " ")


def one_line(text: str) -> str:
    """Put text on one line without blanks at its ends."""
    return " ".join(text.split())


def titles_of_texts(subjects: Iterable[str]) -> dict[str, str]:
    """Answer the title of each story, letter and statement among some subjects, by its ULID."""
    found: dict[str, str] = {}
    for subject in subjects:
        if subject.partition(":")[0] in PROSE:
            for tree in trees_of(subject).values():
                found.setdefault(subject.partition(":")[2], str(tree["title"]))
    return found
