"""Tells seconds of films only of cells that a document shows, and of nobody who is not named.

Words behind a mask are no help to somebody whom a picture beside them points out.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

Document = dict[str, Any]


def cells_of(document: Mapping[str, Any]) -> dict[str, str | None]:
    """Answer whom each cell of an event's document names, by the fact of the cell.

    Args:
        document: the document, in the newest schema.

    Returns:
        Public ids of parties; None for a cell that is about nobody.
    """
    return dict(_cells([document.get("acts", ()), document.get("interventions", ())]))


def _cells(value: Any) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Mapping):
        if isinstance(value.get("fact"), str) and "value" in value:
            said = value["value"]
            yield value["fact"], said.get("party") if isinstance(said, Mapping) else None
        for item in value.values():
            yield from _cells(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _cells(item)


def keep_seconds(document: Mapping[str, Any], facts: Collection[str]) -> Document:
    """Write a document whose films are cited for some cells only.

    Args:
        document: the document, in the newest schema.
        facts: by which the cells are called.
    """
    if not any(film["cited"] for film in document.get("films", ())):
        return dict(document)
    films = [
        {**film, "cited": [one for one in film["cited"] if one["of"] in facts]}
        for film in document["films"]
    ]
    return {**document, "films": films}


def without_unnamed(document: Mapping[str, Any]) -> Document:
    """Leave out the seconds of cells that name somebody whose name is withheld."""
    hidden = {one for one, party in document.get("parties", {}).items() if not party["named"]}
    told = (fact for fact, party in cells_of(document).items() if party not in hidden)
    return keep_seconds(document, set(told))
