"""Computes the index rows of a document: a pure function, so that `verify` can compare them.

Rows hold no field that the document does not show, and search text comes from documents only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from khronika.model.date import PartialDate
from khronika.record.public.schema import Document
from khronika.script import fold

Row = dict[str, Any]

_WITHHELD = "[name withheld]"


@dataclass(frozen=True, slots=True)
class IndexRows:
    """What the tables hold of one document, without its key and hash."""

    document: Row
    acts: tuple[Row, ...]
    parties: tuple[Row, ...]
    addresses: tuple[Row, ...]
    text: Row | None


def index_rows(document: Document) -> IndexRows:
    """Compute all index rows of a document of the newest schema."""
    is_event = document["kind"] == "event"
    return IndexRows(
        document={
            "kind": document["kind"],
            "number": document.get("number"),
            "country": document.get("country"),
            "starts": _day(document.get("date"), "start") if is_event else None,
            "ends": _last_day(document.get("date")) if is_event else None,
            "certainty": document["certainty"]["value"] if is_event else None,
        },
        acts=tuple(_act(act) for act in document.get("acts", ())),
        parties=tuple(
            {key: party[key] for key in ("kind", "named", "name")} | {"party": key_of}
            for key_of, party in sorted(document.get("parties", {}).items())
        ),
        addresses=tuple(
            {"lang": lang, "slug": tree["slug"]}
            for lang, tree in sorted(document.get("trees", {}).items())
            if tree["slug"]
        ),
        text=_text(document),
    )


def _day(date: Mapping[str, Any] | None, key: str) -> str | None:
    """Answer the first day that a start may mean, or the last that an end may, as an ISO date.

    Days of one length are ordered alike in every collation; one without a year cannot be.
    """
    told = date.get(key) if date else None
    if told is None:
        return None
    partial = PartialDate.parse(told)
    day = partial.first_day if key == "start" else partial.last_day
    return day.isoformat() if day else None


def _last_day(date: Mapping[str, Any] | None) -> str | None:
    """Answer the last day that is told: of the end, or of the start where no end is."""
    if date is None:
        return None
    return _day({"end": date.get("end") or date.get("start")}, "end")


def _value(act: Row, name: str, key: str | None = None) -> Any:
    cell = act[name]
    if cell is None:
        return None
    return cell["value"] if key is None else cell["value"][key]


def _act(act: Row) -> Row:
    date = _value(act, "date")
    return {
        "act": act["id"],
        "type": _value(act, "type"),
        "kind": _value(act, "kind"),
        "role": _value(act, "role"),
        "status": _value(act, "status"),
        "certainty": act["certainty"]["value"],
        "starts": _day(date, "start"),
        "ends": _last_day(date),
        "country": _value(act, "place", "country"),
        "place": _value(act, "place", "name"),
        "party": _value(act, "victim", "party"),
        "count_min": _value(act, "count", "min"),
        "count_max": _value(act, "count", "max"),
        "counts": act["counts"],
        "doers": _kinds(act),
    }


def _kinds(act: Row) -> str | None:
    """Answer the kinds of whoever is said to have acted, each between blanks, each once."""
    kinds = sorted({cell["value"]["kind"] for cell in act["perpetrators"]})
    return f" {' '.join(kinds)} " if kinds else None


def _text(document: Document) -> Row | None:
    if document["kind"] == "tombstone":
        return None
    title = " · ".join(_titles(document))
    names = " · ".join(dict.fromkeys(_names(document)))
    words = "\n".join(dict.fromkeys(filter(None, _words(document))))
    return {
        "title": _without_masks(title),
        "names": _without_masks(names),
        "folded": fold(_without_masks(f"{title} {names}")),
        "words": _without_masks(words),
    }


def _without_masks(text: str) -> str:
    return text.replace(_WITHHELD, "…")


def _titles(document: Document) -> Iterator[str]:
    if document["kind"] == "event":
        yield from document["title"]["written"].values()
        yield from document["summary"].values()
    for tree in document.get("trees", {}).values():
        yield from filter(None, (tree["title"], tree["summary"]))


def _names(document: Document) -> Iterator[str]:
    for party in document.get("parties", {}).values():
        if party["name"]:
            yield party["name"]
    for act in document.get("acts", ()):
        for cell in (act["victim"], act["affiliation"], *act["perpetrators"], *act["sources"]):
            if cell and cell["value"]["text"]:
                yield cell["value"]["text"]
        if _value(act, "place", "name"):
            yield act["place"]["value"]["name"]


def _words(document: Document) -> Iterator[str]:
    if document.get("number"):
        yield document["number"]
    for source in document.get("sources", {}).values():
        yield from filter(None, (source["title"], source["site"]))
    yield from quoted_text(document)
    for film in document.get("films", ()):
        yield from (statement["text"] for statement in film["statements"])
    for gap in document.get("unknown", ()):
        yield from (gap["text"] or {}).values()
    for correction in document.get("corrections", ()):
        yield correction["reason"]
    for tree in document.get("trees", {}).values():
        yield from _said(tree["nodes"])


def quoted_text(document: Document) -> Iterator[str]:
    """Yield the quotes of each source with their context, overlapping pieces joined once."""
    quotes = list(document.get("quotes", {}).values())

    def place(quote: Row) -> tuple[str, int, int]:
        return quote["source"], quote["before_start"], quote["after_end"]

    for _, of_source in groupby(sorted(quotes, key=place), key=lambda quote: quote["source"]):
        end = -1
        for quote in of_source:
            if quote["after_end"] > end:
                yield quote["before"] + quote["words"] + quote["after"]
                end = quote["after_end"] if quote["before_start"] > end else end
                end = max(end, quote["after_end"])


def _said(value: Any) -> Iterator[str]:
    """Yield the texts of a tree of nodes, one string a run of inline nodes."""
    if isinstance(value, Mapping):
        for key in ("text", "alt", "credit"):
            if isinstance(value.get(key), str):
                yield value[key]
        for key in ("content", "caption", "items", "nodes"):
            if key in value:
                yield from _run(value[key])
    elif isinstance(value, list):
        yield from _run(value)


def _run(nodes: list[Any]) -> Iterator[str]:
    if nodes and all(isinstance(node, Mapping) and "text" in node for node in nodes):
        yield "".join(node["text"] for node in nodes)
    else:
        for node in nodes:
            yield from _said(node)
