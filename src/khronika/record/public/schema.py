"""Reads stored bytes as a document of the newest schema; stored bytes never change.

A new schema is a pure function from a document of version N to one of N + 1 that adds no personal
field; it is entered in `UPGRADES` and applied when a document is read.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from khronika.errors import RecordError

VERSION = 3
"""The newest version of the schema."""

Document = dict[str, Any]


def _with_films(document: Document) -> Document:
    """Bring a document of version 1 to 2: an event has a list of films and pictures, empty."""
    films: Document = {"films": []} if document.get("kind") == "event" else {}
    return {**document, **films, "v": 2}


def _with_completions(document: Document) -> Document:
    """Bring a document of version 2 to 3: packages that complete others, cited seconds."""
    if document.get("kind") != "event":
        return {**document, "v": 3}
    films = [_completable({"cited": [], **film}) for film in document["films"]]
    listed: Mapping[str, Document] = document.get("sources", {})
    sources = {key: _completable(source) for key, source in listed.items()}
    return {**document, "films": films, "sources": sources, "v": 3}


def _completable(holder: Document) -> Document:
    evidence = {"completes": None, "completed_by": None, **holder["evidence"]}
    return {**holder, "evidence": evidence}


UPGRADES: Mapping[int, Callable[[Document], Document]] = {1: _with_films, 2: _with_completions}
"""Version to the function that makes a document of the next one of it."""


class DocumentUnreadable(RecordError):
    """Stored bytes are no document, or of a version that this program does not know."""


def parse(
    body: str,
    *,
    upgrades: Mapping[int, Callable[[Document], Document]] = UPGRADES,
    version: int = VERSION,
) -> Document:
    """Read stored bytes, and bring them to the newest version.

    Args:
        body: a document's bytes as text.
        upgrades: version to the function to the next.
        version: the newest version.

    Returns:
        The document.

    Raises:
        DocumentUnreadable: the text is no document, or newer than this program.
    """
    try:
        document: Any = json.loads(body)
    except ValueError as error:
        raise DocumentUnreadable(f"a public document is no JSON ({error}); restore it") from error
    if not isinstance(document, dict) or not isinstance(document.get("v"), int):
        raise DocumentUnreadable("a public document has no version; restore it from a release")
    while document["v"] < version:
        document = _upgraded(document, upgrades)
    if document["v"] > version:
        raise DocumentUnreadable(
            f"{document.get('subject')}: schema {document['v']} is newer than {version}; "
            "update the program"
        )
    newest: Document = document
    return newest


def _upgraded(
    document: Document, upgrades: Mapping[int, Callable[[Document], Document]]
) -> Document:
    before = document["v"]
    if before not in upgrades:
        raise DocumentUnreadable(f"{document.get('subject')}: schema {before} is not known")
    after = upgrades[before](document)
    if after.get("v") != before + 1:
        raise DocumentUnreadable(f"the upgrade from schema {before} does not lead to {before + 1}")
    return after
