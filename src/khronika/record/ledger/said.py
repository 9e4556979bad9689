"""Compares what public documents say with what the record holds: their words and their values.

Bytes and hashes tell that a document is the one that was published; this tells that it says what
the record says, even where an erasure took away the bytes that two people approved. Only what
nobody has decided anew since is compared, and only what is shown: masks are no fault.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khronika.model.canonical import Json
from khronika.record.documents.covering import MASK
from khronika.record.documents.gather import gather
from khronika.record.documents.redraw import opened
from khronika.record.documents.snapshot import FactRow, Snapshot
from khronika.record.documents.taking import is_covered
from khronika.record.documents.texts import FILLER
from khronika.record.ledger.sql import Statements
from khronika.record.public.schema import Document, parse
from khronika.record.reading import reading_from

AT_ONCE = 100
"""Documents that are read against one gathering: their pages are in memory together."""
CODES = frozenset({"type", "kind", "role", "status", "date"})
WORDS = frozenset({"affiliation", "charges", "purposes", "what"})

_STANDING = (
    "SELECT d.subject, d.level, d.body, r.facts FROM public_document d "
    "JOIN record_publication p ON p.subject = d.subject AND p.level = d.level "
    "JOIN record_request r ON r.id = p.request WHERE p.seq = (SELECT max(q.seq) "
    "FROM record_publication q JOIN record_request s ON s.id = q.request "
    "WHERE q.subject = p.subject AND q.level = p.level) ORDER BY d.subject, d.level"
)


def check_said(using: str) -> Iterator[str]:
    """Name documents of events that say what the record does not say.

    Args:
        using: alias of the database.

    Yields:
        One line for each quote whose words do not stand on its page, and each value that is not
        its fact's.
    """
    events = [row for row in Statements.on(using).rows(_STANDING) if row[0].startswith("event:")]
    for rows in _batches(events):
        # All parties and judgements of the record come with each gathering: not once an event.
        with reading_from(using):
            snapshot = gather(dict.fromkeys(row[0] for row in rows))
        facts = {fact.at: fact for fact in snapshot.facts}
        for subject, level, body, bundle in rows:
            document = parse(body)
            if document["kind"] != "event":
                continue
            for what in _missaid(document, snapshot, facts, json.loads(bundle)):
                yield f"{subject} at level {level}: {what}"


def _batches(rows: Sequence[Sequence[Any]]) -> Iterator[Sequence[Sequence[Any]]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _missaid(
    document: Document,
    snapshot: Snapshot,
    facts: Mapping[tuple[str, int], FactRow],
    bundle: Sequence[Sequence[Any]],
) -> Iterator[str]:
    bundled = ((str(fact), int(seq)) for fact, seq in bundle)
    known = {fact: facts[fact, seq] for fact, seq in bundled if (fact, seq) in facts}
    yield from _misquoted(document, snapshot)
    yield from _misvalued(document, known)


def _misquoted(document: Document, snapshot: Snapshot) -> Iterator[str]:
    for key, quote in document["quotes"].items():
        source = snapshot.sources.get(document["sources"][quote["source"]]["sha256"])
        if source is not None and not _stands(quote, source.page.text):
            yield f"the quote {key} has words that do not stand on its page"


def _stands(quote: Mapping[str, Any], text: str) -> bool:
    """Tell whether every character that a quote shows is that of the page, or covered there."""
    shown, _ = opened(quote)
    page = text[quote["before_start"] : quote["before_start"] + len(shown)]
    return len(page) == len(shown) and all(
        letter == FILLER or there in (letter, MASK)
        for letter, there in zip(shown, page, strict=True)
    )


def _misvalued(document: Document, known: Mapping[str, FactRow]) -> Iterator[str]:
    for cell in _cells([document["acts"], document["interventions"]]):
        fact = known.get(cell["fact"])
        if fact is not None and not _says(fact, cell["value"]):
            yield f"the value of {fact.id} is not that of the record"


def _says(fact: FactRow, shown: Json) -> bool:
    if fact.field in CODES:
        return shown == fact.value
    if fact.field not in WORDS:
        return True
    told, said = _text(fact.value), _text(shown)
    return said is None or said == told or (told is not None and is_covered(told, said))


def _text(value: Json) -> str | None:
    text = value.get("text") if isinstance(value, Mapping) else value
    return text if isinstance(text, str) else None


def _cells(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("fact"), str) and "value" in value:
            yield value
        for item in value.values():
            yield from _cells(item)
    elif isinstance(value, list):
        for item in value:
            yield from _cells(item)
