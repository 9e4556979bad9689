"""Writes the documents of stories, pages, cases, statements and letters: closed trees of nodes.

Text is never compiled as a template. A node that is not in the list below is refused, so that
nothing gets into a page that its template does not know. Names without a ground are hidden in
every text, caption, title and slug, as in quotes.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from khronika.errors import RecordError
from khronika.model.canonical import Json
from khronika.record import naming
from khronika.record.documents.cells import Writer
from khronika.record.documents.runs import hide_runs

Node = Mapping[str, Json]

_SLUG = re.compile(r"[\w-]{1,120}\Z")
_HREF = re.compile(r"(?:https?://|mailto:|/(?!/)|#)[^\s<>\"]*\Z")
_MARKS = frozenset({"strong", "emphasis"})
_EXTRA = {
    "statement": ("addressed_to", "signatures", "text_sha256"),
    "letter": ("preheader", "period"),
    "case": ("court", "hearings"),
    "story": (),
    "page": (),
}


class NodeRefused(RecordError):
    """A tree holds a node, or a key of one, that is not in the closed list."""


def write_prose(writer: Writer, subject: str, *, number: str | None) -> dict[str, Json]:
    """Write the members of a prose document.

    Args:
        writer: what hides names and gathers the bundle.
        subject: its kind and ULID.
        number: its public number, or None.

    Raises:
        NodeRefused: a node is not in the closed list, or there is no tree.
    """
    row = writer.snapshot.prose.get(subject)
    if row is None or not row.trees:
        raise NodeRefused(f"{subject} has no text in any language; write one first")
    writer.shows(*row.facts)
    extra = {key: row.extra.get(key) for key in _EXTRA[subject.partition(":")[0]]}
    return {
        "number": number,
        "trees": {lang: _tree(writer, subject, tree) for lang, tree in sorted(row.trees.items())},
        **{key: hide(writer, value) for key, value in extra.items()},
    }


def hide(writer: Writer, value: Json) -> Json:
    """Hide names in all texts of a value."""
    if isinstance(value, str):
        return writer.masker.words(value)
    if isinstance(value, Mapping):
        return {key: hide(writer, item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [hide(writer, item) for item in value]
    return value


def _tree(writer: Writer, subject: str, tree: Json) -> Json:
    if not isinstance(tree, Mapping) or not isinstance(tree.get("nodes"), Sequence):
        raise NodeRefused(f"{subject}: a tree is an object with title, slug and nodes")
    slug = tree.get("slug")
    if slug is not None and (not isinstance(slug, str) or not _SLUG.match(slug)):
        raise NodeRefused(f"{subject}: the slug {slug!r} is not letters, digits and hyphens")
    if isinstance(slug, str) and writer.masker.hides_spelled(slug):
        raise NodeRefused(f"{subject}: the slug names somebody who may not be named; change it")
    return {
        "title": hide(writer, tree.get("title")),
        "summary": hide(writer, tree.get("summary")),
        "slug": slug,
        "nodes": [_block(writer, subject, node) for node in _nodes(tree["nodes"])],
    }


def _nodes(value: Json) -> Sequence[Json]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _object(subject: str, node: Json, allowed: Mapping[str, tuple[str, ...]]) -> Node:
    """Answer a node of a known type without keys that its type does not have."""
    kind = node.get("type") if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping) or not isinstance(kind, str) or kind not in allowed:
        raise NodeRefused(f"{subject}: a node of type {kind!r} is not in the closed list")
    if surplus := set(node) - {"type", *allowed[kind]}:
        raise NodeRefused(f"{subject}: a {kind} has no {', '.join(sorted(surplus))}")
    return node


_BLOCKS = {
    "paragraph": ("content",),
    "heading": ("content", "rank"),
    "list": ("ordered", "items"),
    "quote": ("content", "credit"),
    "figure": ("image", "alt", "caption", "credit"),
    "film": ("video", "still", "label", "caption", "credit", "seconds", "bytes"),
    "event": ("number",),
    "rule": (),
}
_NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{4,}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


def _block(writer: Writer, subject: str, node: Json) -> Json:
    found = _object(subject, node, _BLOCKS)

    def inline(key: str) -> Json:
        return _line(writer, subject, found.get(key))

    match found["type"]:
        case "paragraph":
            return {"type": "paragraph", "content": inline("content")}
        case "heading":
            rank = found.get("rank", 2)
            if rank not in (2, 3):
                raise NodeRefused(f"{subject}: a heading has rank 2 or 3, not {rank}")
            return {"type": "heading", "rank": rank, "content": inline("content")}
        case "list":
            items = [_line(writer, subject, item) for item in _nodes(found.get("items"))]
            return {"type": "list", "ordered": found.get("ordered") is True, "items": items}
        case "quote":
            credit = hide(writer, found.get("credit"))
            return {"type": "quote", "content": inline("content"), "credit": credit}
        case "figure":
            shown = {key: hide(writer, found.get(key)) for key in ("alt", "credit")}
            image = found.get("image")
            return {"type": "figure", "image": image, "caption": inline("caption"), **shown}
        case "film":
            return _film(writer, subject, found, inline("caption"))
        case "event":
            return {"type": "event", "number": _event_number(subject, found)}
        case _:
            return {"type": "rule"}


def _event_number(subject: str, node: Node) -> str:
    number = node.get("number")
    if not isinstance(number, str) or not _NUMBER.match(number):
        raise NodeRefused(f"{subject}: an event is named by its number, not {number!r}")
    return number


def _film(writer: Writer, subject: str, node: Node, caption: Json) -> Json:
    """Write a film: our own copy by its hash, what it shows in words, how long and large it is."""
    video, still = node.get("video"), node.get("still")
    for named in (video, *([] if still is None else [still])):
        if not isinstance(named, str) or not _SHA256.match(named):
            raise NodeRefused(f"{subject}: a film is named by the SHA-256 of our copy")
    seconds, size = node.get("seconds"), node.get("bytes")
    if not all(isinstance(one, int) and one >= 0 for one in (seconds, size)):
        raise NodeRefused(f"{subject}: a film tells its seconds and bytes")
    shown = {key: hide(writer, node.get(key)) for key in ("label", "credit")}
    told = {"video": video, "still": still, "seconds": seconds, "bytes": size}
    return {"type": "film", **told, "caption": caption, **shown}


def _text(writer: Writer, subject: str, node: Node) -> Json:
    marks = [mark for mark in _nodes(node.get("marks")) if mark in _MARKS]
    return {"type": "text", "text": _words(writer, subject, node), "marks": marks}


def _words(writer: Writer, subject: str, node: Node) -> str:
    if not isinstance(node.get("text"), str):
        raise NodeRefused(f"{subject}: a {node['type']} without text")
    return writer.masker.words(str(node["text"]))


def _link(writer: Writer, subject: str, node: Node) -> Json:
    href = node.get("href")
    if not isinstance(href, str) or not _HREF.match(href):
        raise NodeRefused(
            f"{subject}: a link to {href!r}; use https, mailto or a path of this site"
        )
    text = _words(writer, subject, node)
    if writer.masker.hides_spelled(href):
        return {"type": "text", "text": text, "marks": []}
    return {"type": "link", "href": href, "text": text}


def _party(writer: Writer, subject: str, node: Node) -> Json:
    """Write a mention of a party: drafts name it by ULID, documents by its public id."""
    party = writer.snapshot.party(str(node.get("party")))
    shown = writer.party(party)
    if not naming.may_be_named(party, writer.level):
        return {"type": "party", "party": shown, "text": naming.WITHHELD}
    return {"type": "party", "party": shown, "text": _words(writer, subject, node)}


def _count(writer: Writer, subject: str, node: Node) -> Json:
    if (node.get("event") is None) == (node.get("filter") is None):
        raise NodeRefused(f"{subject}: a count is of one event or of one filter")
    if node.get("field") not in ("acts", "people"):
        raise NodeRefused(f"{subject}: a count is of acts or of people")
    keys = ("event", "filter", "field", "type_of_act", "role", "value")
    return {"type": "count"} | {key: node.get(key) for key in keys}


def _unknown(writer: Writer, subject: str, node: Node) -> Json:
    return {"type": "unknown", "text": _words(writer, subject, node)}


_INLINE: dict[str, tuple[tuple[str, ...], Callable[[Writer, str, Node], Json]]] = {
    "text": (("text", "marks"), _text),
    "link": (("href", "text"), _link),
    "party": (("party", "text"), _party),
    "count": (("event", "filter", "field", "type_of_act", "role", "value"), _count),
    "unknown": (("text",), _unknown),
}


def _inline(writer: Writer, subject: str, node: Json) -> Json:
    found = _object(subject, node, {kind: keys for kind, (keys, _) in _INLINE.items()})
    return _INLINE[str(found["type"])][1](writer, subject, found)


def _line(writer: Writer, subject: str, content: Json) -> Json:
    """Write inline nodes: names are hidden in the text that they make together, then in each."""
    hidden = hide_runs(_nodes(content), writer.masker.masks)
    return [_inline(writer, subject, node) for node in _nodes(hidden)]
