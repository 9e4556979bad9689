"""Covers a name in stored words: what an erasure keeps of a text in which others are spoken of.

Offsets of all other words stay right, since every hidden letter leaves a block in its place.
"""

import contextlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from khronika.model.canonical import Json
from khronika.record.documents.runs import runs_of
from khronika.record.ledger.sql import Statements
from khronika.record.reading import read_from
from khronika.record.values import read_large
from khronika.script.find import find_folded

MASK = "\N{FULL BLOCK}"
_OPAQUE_ID = re.compile("[0-9a-hjkmnp-tv-z]{16}")


def names_of(parties: Sequence[str], tables: Statements) -> list[str]:
    """Answer every name that some parties have in the record or in public, but what is covered.

    Erasing a namesake covered the name in the record, though a document that two people approved
    still tells it.

    Args:
        parties: ULIDs.
        tables: where to read.
    """
    return sorted({*recorded_names(parties, tables), *_shown_names(parties, tables)})


def recorded_names(parties: Sequence[str], tables: Statements) -> list[str]:
    """Answer every name that some parties have in the record, but what is covered already.

    Args:
        parties: ULIDs.
        tables: where to read.
    """
    rows = tables.among(
        "SELECT v.body FROM record_fact f JOIN record_value v ON v.id = f.value_id "
        "WHERE f.field IN ('name', 'other_names') AND v.body IS NOT NULL AND f.thing IN (%s)",
        parties,
    )
    return sorted(set(readable(json.loads(row[0]) for row in rows)))


def readable(values: Iterable[Json]) -> Iterator[str]:
    """Yield the values that are words; what an earlier erasure covered is no name any more."""
    return (str(one) for one in values if any(letter.isalnum() for letter in str(one)))


def ids_ever(parties: Iterable[str], tables: Statements) -> list[str]:
    """Answer every opaque id that was ever drawn for some parties, at any level.

    A restriction takes the id out of the working tables; what was public before shows it still.

    Args:
        parties: ULIDs.
        tables: where to read.
    """
    return sorted(ids_by_party(parties, tables))


def ids_by_party(parties: Iterable[str], tables: Statements) -> dict[str, str]:
    """Answer every opaque id that was ever drawn for some parties, with its party.

    Args:
        parties: ULIDs.
        tables: where to read.
    """
    owners = [f"party:{one}" for one in sorted(set(parties))]
    rows = tables.among(
        "SELECT owner, body FROM record_value WHERE body IS NOT NULL AND owner IN (%s)", owners
    )
    values = ((json.loads(body), owner.partition(":")[2]) for owner, body in rows)
    return {
        one: party for one, party in values if isinstance(one, str) and _OPAQUE_ID.fullmatch(one)
    }


def _shown_names(parties: Sequence[str], tables: Statements) -> set[str]:
    """Answer under which names public documents show some parties."""
    ids = set(ids_ever(parties, tables))
    bodies = tables.rows("SELECT body FROM public_document") if ids else []
    return set[str]().union(*(names_shown(body, ids).values() for (body,) in bodies))


def names_shown(body: Json, ids: Collection[str]) -> dict[str, str]:
    """Answer under which names a document shows some parties, by their ids.

    Args:
        body: its bytes as text; what is no document shows nobody.
        ids: public ids of the parties.
    """
    if not isinstance(body, str) or not _holds(body, ids):
        return {}
    shown = json.loads(body).get("parties", {})
    told = {one: shown[one].get("name") for one in set(ids) & set(shown)}
    return {one: str(name) for one, name in told.items() if name}


def packages_covered(reports: Iterable[str], tables: Statements) -> set[str]:
    """Answer the packages of some reports that are closed for good: words were covered.

    A package has them still, and the record itself does not know any more what to look for: so
    one of whose pages words were covered is offered to nobody, nor one in which the erasure found
    the name. The others of the report are offered as before. Erasures of version 1 looked through
    no package of a covered report: all of its packages are closed.

    Args:
        reports: ULIDs.
        tables: where to read.

    Returns:
        ULIDs of packages.
    """
    query = "SELECT id, text FROM record_report WHERE text IS NOT NULL AND id IN (%s)"
    texts = {row[1]: row[0] for row in tables.among(query, sorted(set(reports)))}
    lines = _lines_of_copies(tables) if texts else {}
    covered = {text: report for text, report in texts.items() if text in lines}
    query = "SELECT report, id, sources FROM record_evidence WHERE report IN (%s)"
    behind: dict[str, dict[str, set[str]]] = {}
    for report, id_, sources in tables.among(query, sorted(covered.values())):
        behind.setdefault(report, {})[id_] = set(json.loads(sources))
    found: set[str] = set()
    for text, report in covered.items():
        found |= _closed_for_good(text, behind.get(report, {}), lines)
    return found


def _lines_of_copies(tables: Statements) -> dict[str, tuple[str, int, set[str]]]:
    """Answer each masked copy: the value it replaced, its line's version, packages it names."""
    rows = tables.rows("SELECT v, payload FROM record_entry WHERE kind = 'erase' ORDER BY seq")
    found: dict[str, tuple[str, int, set[str]]] = {}
    for version, payload in rows:
        told = json.loads(payload)
        named = set(told.get("copies", ()))
        found |= {copy["value"]: (old, version, named) for old, copy in told["masked"]}
    return found


def _closed_for_good(
    text: str, behind: Mapping[str, set[str]], lines: Mapping[str, tuple[str, int, set[str]]]
) -> set[str]:
    named: set[str] = set()
    value = text
    while value in lines:  # of a page that was covered twice the first line counts too
        value, version, found = lines[value]
        if version < 2:
            return set(behind)
        named |= found
    pages = read_large(text, using=read_from())
    masked = {
        str(sha256)
        for sha256, page in (pages.items() if isinstance(pages, Mapping) else ())
        if _is_masked(page)
    }
    if not masked or masked - set().union(*behind.values()):
        return set(behind)  # nobody knows which package the words are in
    return {id_ for id_, held in behind.items() if held & masked or id_ in named}


def _is_masked(value: Json) -> bool:
    if isinstance(value, str):
        return MASK in value
    if isinstance(value, Mapping):
        return any(_is_masked(item) for item in value.values())
    return isinstance(value, list | tuple) and any(_is_masked(item) for item in value)


def _holds(body: str, ids: Iterable[str]) -> bool:
    return any(one in body for one in ids)


def standing_bodies(tables: Statements) -> dict[str, tuple[str, str]]:
    """Answer the value id of the frozen bytes of what stands, by place: (subject, level).

    These are what `verify` compares a public document with: an erasure that takes them away puts
    another document, with frozen bytes of its own, in the place.
    """
    rows = tables.rows(
        "SELECT p.subject, p.level, e.payload FROM record_publication p "
        "JOIN record_entry e ON e.id = p.request WHERE p.seq = (SELECT max(q.seq) "
        "FROM record_publication q WHERE q.subject = p.subject AND q.level = p.level)"
    )
    found = {}
    for subject, level, text in rows:
        payload = json.loads(text)
        places = [(one[0], one[1]) for one in payload["documents"]]
        if len(payload["bodies"]) == len(places) and (subject, level) in places:
            body = payload["bodies"][places.index((subject, level))]
            found[str(body["value"])] = (str(subject), str(level))
    return found


def frozen_with(
    gone: Collection[str], parties: Iterable[str], tables: Statements, *, using: str
) -> list[str]:
    """Answer the frozen documents that show anything of a report, whoever froze them.

    Two people froze those of a bundle, an erasure the ones that it drew again.

    Args:
        gone: ULIDs of the report, its acts, films and parties.
        parties: ULIDs of its parties.
        tables: where to read.
        using: alias of the database.

    Returns:
        Value ids of those that still stand in the record.
    """
    found: set[str] = set()
    for bodies, facts in tables.rows("SELECT bodies, facts FROM record_request"):
        if any(fact.partition(".")[0] in gone for fact, _ in json.loads(facts)):
            found |= {body["value"] for body in json.loads(bodies)}
    drawn = {
        str(body["value"])
        for (payload,) in tables.rows("SELECT payload FROM record_entry WHERE kind = 'erase'")
        for body in json.loads(payload)["bodies"]
    }
    rows = tables.among("SELECT id FROM record_evidence WHERE report IN (%s)", sorted(gone))
    ids = {*gone, *ids_ever(parties, tables), *(f"ev-{row[0]}" for row in rows)}
    rows = tables.among("SELECT id FROM record_value WHERE id IN (%s)", sorted(found | drawn))
    return sorted(
        row[0]
        for row in rows
        if row[0] in found or _holds(str(read_large(row[0], using=using)), ids)
    )


def mask(value: Json, names: Sequence[str]) -> Json:
    """Cover every mention of some names in the strings of a value, keeping their lengths.

    Offsets of other words stay right. Names are found folded: declined, transliterated, glued.

    >>> mask({"text": "Ilmira Testova spoke"}, ["Ilmira Testova"])
    {'text': '██████████████ spoke'}
    """
    return Cover(names).cover(value)


class Cover:
    """Covers names in many values; what was looked through once is remembered for this plan."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.seen: dict[str, str] = {}

    def cover(self, value: Json) -> Json:
        """Answer the value with every mention covered."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {key: self.cover(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.cover(item) for item in value]
        return value

    def holds_name(self, value: Json) -> bool:
        """Tell whether a value has a mention; the frozen bytes of a document are read as JSON."""
        if isinstance(value, str) and value.startswith("{"):
            with contextlib.suppress(ValueError):  # words may begin so too
                value = json.loads(value)
        return self.cover(value) != value or any(self._text(run) != run for run in runs_of(value))

    def _text(self, text: str) -> str:
        if text not in self.seen:
            self.seen[text] = _cover(text, self.names)
        return self.seen[text]


def _cover(text: str, names: Sequence[str]) -> str:
    spans = find_folded(text, names)
    if "%" in text and not spans and find_folded(_spelled(text), names):
        # An address spells the name in %XX: no part of it can be kept.
        spans = [(0, len(text))]
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _spelled(address: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in unquote(address))
