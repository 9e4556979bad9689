"""Runs of inline nodes: what a reader reads as one text, whatever marks and links part it.

A name may be written in two nodes, by a mark in the middle of a word or on purpose. So it is
looked for in the joined text of all nodes that stand side by side, figures between them left out,
and the mask is cut back to the nodes that it lies in. A name that runs from one block into the
next is refused where a document is made (`Masker.check`), so that whoever wrote it writes it
otherwise; where one is public already it is masked in both (`hide_blocks`): nothing may stand in
the way of an erasure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from khronika.model.canonical import Json
from khronika.model.span import Span
from khronika.record.documents.texts import cut, span_or_none
from khronika.record.naming import WITHHELD

Masks = Callable[[str], Sequence[Span]]
"""From a text to the spans of it that are hidden, joined and in order."""

_WORDED = frozenset({"text", "link", "party", "unknown"})


def _words_of(node: Json) -> str | None:
    """Answer the words of an inline node; None where it is none, which parts a run."""
    if not isinstance(node, Mapping):
        return None
    kind, text = node.get("type"), node.get("text")
    if kind == "count":
        return ""  # a figure parts no name: what stands before and after it is read as one
    is_worded = isinstance(kind, str) and kind in _WORDED
    return text if is_worded and isinstance(text, str) else None


def _runs(nodes: Sequence[Json]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each stretch of two or more nodes with words."""
    start = 0
    for at in range(len(nodes) + 1):
        if at < len(nodes) and _words_of(nodes[at]) is not None:
            continue
        if at - start > 1:
            yield start, at
        start = at + 1


def runs_of(value: Json) -> Iterator[str]:
    """Yield the joined text of every run anywhere in a value.

    >>> list(runs_of([{"type": "text", "text": "Il"}, {"type": "link", "text": "mi"}]))
    ['Ilmi']
    """
    if isinstance(value, Mapping):
        for item in value.values():
            yield from runs_of(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for start, end in _runs(value):
            yield "".join(_words_of(node) or "" for node in value[start:end])
        joined = "\n".join("".join(_words_in(item)) for item in value if _is_block(item))
        if "\n" in joined:
            yield joined  # a name may begin in one paragraph, or item, and end in the next
        for item in value:
            yield from runs_of(item)


def _is_block(value: Json) -> bool:
    return isinstance(value, Mapping) and any(
        key in value for key in ("content", "inline", "items", "caption")
    )


def _words_in(value: Json) -> Iterator[str]:
    """Yield the words of a block in reading order, items of a list on lines of their own."""
    if isinstance(value, Mapping):
        words = _words_of(value)
        if words is not None:
            yield words
            return
        for key in ("content", "inline", "items", "caption"):
            yield from _words_in(value.get(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from _words_in(item)
            if not isinstance(item, Mapping):
                yield "\n"


def hide_blocks(value: Json, masks: Masks) -> Json:
    """Hide names that run from one block, or one item of a list, into the next.

    Args:
        value: nodes, or anything that holds nodes; what stands in one block is hidden already.
        masks: what is hidden in a text.
    """
    if isinstance(value, Mapping):
        return {key: hide_blocks(item, masks) for key, item in value.items()}
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    written: list[Json] = [hide_blocks(item, masks) for item in value]
    blocks = [at for at, item in enumerate(written) if _is_block(item)]
    joined = "\n".join("".join(_words_in(written[at])) for at in blocks)
    hidden = masks(joined) if "\n" in joined else ()
    place = 0
    for at in blocks if hidden else ():
        written[at], place = _cut_words(written[at], joined, place, hidden)
        place += 1
    return written


def _cut_words(value: Json, text: str, at: int, hidden: Sequence[Span]) -> tuple[Json, int]:
    """Cut the words of a block out of a text, as `_words_in` reads them; answer where it ends."""
    if isinstance(value, Mapping):
        words = _words_of(value)
        if words is not None:
            end = at + len(words)
            shown = cut(text, span_or_none(at, end), hidden)
            return {**value, "text": shown} if words else value, end
        made = dict(value)
        for key in ("content", "inline", "items", "caption"):
            if key in made:
                made[key], at = _cut_words(made[key], text, at, hidden)
        return made, at
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value, at
    written: list[Json] = []
    for item in value:
        left, at = _cut_words(item, text, at, hidden)
        written.append(left)
        at += not isinstance(item, Mapping)
    return written, at


def hide_runs(value: Json, masks: Masks, *, keeps_nodes: bool = False) -> Json:
    """Hide names in every run anywhere in a value.

    Args:
        value: nodes, or anything that holds nodes.
        masks: what is hidden in a text.
        keeps_nodes: whether a node that lies wholly behind a mask stays, with the mask's words,
            as in a document that was published; else the first node alone says them and a node
            of which nothing is left goes.
    """
    if isinstance(value, Mapping):
        return {
            key: hide_runs(item, masks, keeps_nodes=keeps_nodes) for key, item in value.items()
        }
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    written: list[Json] = [hide_runs(item, masks, keeps_nodes=keeps_nodes) for item in value]
    for start, end in reversed(list(_runs(written))):
        written[start:end] = _hidden(written[start:end], masks, keeps_nodes=keeps_nodes)
    return written


def _hidden(nodes: Sequence[Json], masks: Masks, *, keeps_nodes: bool) -> list[Json]:
    """Hide names in one run: the mask stands where it begins."""
    text = "".join(_words_of(node) or "" for node in nodes)
    hidden, at = masks(text), 0
    left: list[Json] = []
    for node in nodes:
        start, at = at, at + len(_words_of(node) or "")
        shown = cut(text, span_or_none(start, at), hidden)
        if not keeps_nodes and any(mask.start < start < mask.end for mask in hidden):
            shown = shown.removeprefix(WITHHELD)
        if isinstance(node, Mapping) and (shown or start == at):
            left.append({**node, "text": shown} if "text" in node else node)
    return left
