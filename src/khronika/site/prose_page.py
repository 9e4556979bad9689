"""Turns the closed tree of a story, page or letter into what a template shows.

Text is text: nothing in a tree is ever compiled as a template, and an unknown node is an error.
Figures inside prose are counted here, from public documents, by the same functions as elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khronika.record.public import read
from khronika.site import event_page
from khronika.site.words import say_bounds


def tree_in(body: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """Answer the tree in the reader's language, else in the first that was approved."""
    trees: Mapping[str, Mapping[str, Any]] = body["trees"]
    return trees.get(lang) or trees[sorted(trees)[0]]


def _count(part: Mapping[str, Any]) -> str:
    if part.get("value") is not None:
        return say_bounds(part["value"])
    if part.get("event"):
        found = read.document(part["event"])
        events = [found] if found and not found.is_tombstone else []
    else:
        wanted = part["filter"]
        asked = read.EventFilter(
            since=wanted.get("from"),
            until=wanted.get("to"),
            country=wanted.get("country"),
            acts=(part["type_of_act"],) if part.get("type_of_act") else (),
        )
        events = list(read.events(asked, limit=None).items)
    for total in read.totals(events):
        if total["type"] == part["type_of_act"] and total["role"] == part["role"]:
            return say_bounds(total[part["field"]])
    return say_bounds({"min": 0, "max": 0})


def _inline(content: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in content:
        match part["type"]:
            case "text":
                marks = part["marks"]
                yield {**part, "strong": "strong" in marks, "emphasis": "emphasis" in marks}
            case "count":
                yield {"type": "count", "said": _count(part)}
            case "link" | "party" | "unknown":
                yield dict(part)
            case other:
                raise ValueError(f"a tree holds the inline node {other!r}, which nobody knows")


def nodes_of(tree: Mapping[str, Any], lang: str) -> Iterator[dict[str, Any]]:
    """Yield the block nodes of a tree with all that their template needs."""
    for node in tree["nodes"]:
        match node["type"]:
            case "paragraph" | "heading" | "quote":
                yield {**node, "content": list(_inline(node["content"]))}
            case "list":
                yield {**node, "items": [list(_inline(item)) for item in node["items"]]}
            case "figure":
                yield {**node, "caption": list(_inline(node["caption"])), "href": ""}
            case "event":
                yield {**node, **_card(node["number"], lang)}
            case "rule":
                yield dict(node)
            case other:
                raise ValueError(f"a tree holds the block node {other!r}, which nobody knows")


def _card(number: str, lang: str) -> dict[str, str]:
    found = read.document(number)
    if found is None or found.is_tombstone:
        return {}
    return {
        "title": event_page.title_of(found.body, lang),
        "summary": event_page.summary_of(found.body),
    }
