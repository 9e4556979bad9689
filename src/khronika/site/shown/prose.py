"""Turns the closed tree of a story, page or letter into what a template shows.

Text is text: nothing in a tree is ever compiled as a template, and an unknown node is an error.
Figures inside prose are counted here, from public documents, by the same functions as elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation

from khronika.record.public import read
from khronika.site import memory
from khronika.site.shown import event
from khronika.site.words import say_bounds


def tree_in(body: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """Answer the tree in the reader's language, else in the first that was approved."""
    trees: Mapping[str, Mapping[str, Any]] = body["trees"]
    return trees[language_of(body, lang)]


def language_of(body: Mapping[str, Any], lang: str) -> str:
    """Answer the language that `tree_in` answers a tree in."""
    return lang if lang in body["trees"] else str(sorted(body["trees"])[0])


def _count(part: Mapping[str, Any]) -> str:
    if part.get("value") is not None:
        return say_bounds(part["value"])
    if part.get("event"):
        found = read.document(part["event"])
        is_there = found is not None and not found.is_tombstone
        counted = tuple(found.body["totals"]) if found and is_there else ()
    else:
        wanted = part["filter"]
        asked = read.EventFilter(
            since=wanted.get("from"),
            until=wanted.get("to"),
            country=wanted.get("country"),
            acts=(part["type_of_act"],) if part.get("type_of_act") else (),
        )
        counted = memory.totals(asked)
    for total in counted:
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


def nodes_of(
    tree: Mapping[str, Any], lang: str, *, written_in: str, files: str = "/files/"
) -> list[dict[str, Any]]:
    """Answer the block nodes of a tree with all that their template needs.

    Args:
        tree: an approved tree.
        lang: of the page, for the titles of events.
        written_in: the language of the tree: a figure inside its sentences is said in it.
        files: where pictures and films are, by SHA-256; elsewhere while they are not public.

    Raises:
        ValueError: the tree holds a node that nobody knows.
    """
    with translation.override(written_in):
        return list(_nodes(tree, lang, files))


def _nodes(tree: Mapping[str, Any], lang: str, files: str) -> Iterator[dict[str, Any]]:
    for node in tree["nodes"]:
        match node["type"]:
            case "paragraph" | "heading" | "quote":
                yield {**node, "content": list(_inline(node["content"]))}
            case "list":
                yield {**node, "items": [list(_inline(item)) for item in node["items"]]}
            case "figure":
                href = f"{files}{node['image']}" if node["image"] else ""
                yield {**node, "caption": list(_inline(node["caption"])), "href": href}
            case "film":
                yield {**node, **_film(node, files)}
            case "event":
                with translation.override(lang):
                    card = _card(str(node["number"]), lang)
                yield {**node, **card}
            case "rule":
                yield dict(node)
            case other:
                raise ValueError(f"a tree holds the block node {other!r}, which nobody knows")


def _film(node: Mapping[str, Any], files: str) -> dict[str, Any]:
    return {
        "caption": list(_inline(node["caption"])),
        "href": f"{files}{node['video']}",
        "poster": f"{files}{node['still']}" if node["still"] else "",
    }


def _card(number: str, lang: str) -> dict[str, str]:
    found = read.document(number)
    if found is None or found.is_tombstone:
        return {}
    return {
        "title": event.title_of(found.body, lang),
        "summary": event.summary_of(found.body, lang),
    }
