"""Redacted copies: from which report each was made, and what must reach it with its original.

A copy is a package of its own, in a report of its own, and its public manifest names its original
by hash alone. The record knows the report too, privately: whoever erases or restricts the original
reaches every copy, and what is reached is for nobody until two people have looked at it again.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from khronika.record.errors import RecordMovedOn
from khronika.record.ledger.bundle import demand
from khronika.record.ledger.entry import Entry, Kind, NewEntry
from khronika.record.ledger.sql import Statements
from khronika.record.ledger.statements import RAISE_BY_REPORT, RAISE_EVENT, TOUCH


def copies_of(reports: Iterable[str], tables: Statements) -> dict[str, str]:
    """Answer the copies that were made from the films of some reports, and copies of these.

    Args:
        reports: ULIDs.
        tables: where to read.

    Returns:
        ULID of each package to that of its report, in order.
    """
    found: dict[str, str] = {}
    frontier = sorted(set(reports))
    while frontier:
        rows = tables.among(
            "SELECT id, report FROM record_evidence WHERE copy_of IN (%s)", frontier
        )
        fresh = {id_: report for id_, report in rows if id_ not in found}
        found |= fresh
        frontier = sorted(set(fresh.values()))
    return dict(sorted(found.items()))


def originals_of(report: str, tables: Statements) -> list[str]:
    """Answer the reports from whose films the copy in a report was made, the nearest first."""
    found: dict[str, None] = {}
    frontier = [report]
    while frontier:
        rows = tables.among(
            "SELECT copy_of FROM record_evidence WHERE copy_of IS NOT NULL AND report IN (%s)",
            frontier,
        )
        frontier = sorted({row[0] for row in rows} - set(found))
        found |= dict.fromkeys(frontier)
    return list(found)


def gone_of(reports: Iterable[str], tables: Statements) -> set[str]:
    """Answer those of some reports that were erased, or made from one that was."""
    wanted = {one: [one, *originals_of(one, tables)] for one in reports}
    named = sorted({f"report:{one}" for line in wanted.values() for one in line})
    rows = tables.among(
        "SELECT subject FROM record_entry WHERE kind = 'erase' AND subject IN (%s)", named
    )
    erased = {row[0].partition(":")[2] for row in rows}
    return {one for one, line in wanted.items() if erased.intersection(line)}


def check_copy(entry: NewEntry, tables: Statements) -> None:
    """Refuse a line that says of a package what it cannot have been made from.

    Whether its manifest names the same film is in the package, which nobody opens under the lock:
    `khronika record verify` compares.

    Raises:
        EntryRefused: the message names the rule.
    """
    payload, copy = entry.payload, entry.subject.partition(":")[2]
    row = tables.one(
        "SELECT head, completes, copy_of FROM record_evidence WHERE id = %s AND report = %s",
        payload["package"], copy,
    )  # fmt: skip
    demand(row, entry, "the package is none of this report")
    head, completes, known = row or (None, None, None)
    demand(
        head == payload["head"], entry, "it names another head than the one that the record knows"
    )
    demand(completes is None, entry, "what completes a capture is no redacted copy")
    demand(known is None, entry, "the record says already what the copy was made from")
    original = payload["original"]["report"]
    package = tables.one("SELECT 1 FROM record_evidence WHERE report = %s", original)
    demand(package, entry, f"the report {original} has no package that could hold the original")
    is_own = original == copy or copy in originals_of(original, tables)
    demand(not is_own, entry, "nothing is a copy of itself")


def check_reached(entry: NewEntry, tables: Statements) -> None:
    """Refuse a line that restricts or erases an original and leaves out one of its copies.

    Raises:
        RecordMovedOn: a copy came in meanwhile.
        EntryRefused: a copy is named that is none.
    """
    named = entry.payload.get("copies", [])
    kind, _, id_ = entry.subject.partition(":")
    is_less = entry.kind is Kind.ERASE or lowers(entry.subject, entry.payload["facts"], tables)
    own = sorted(copies_of([id_], tables)) if kind == "report" and is_less else []
    left = sorted(set(own) - set(named))
    if left:
        raise RecordMovedOn(f"ev-{left[0]} was made from {entry.subject}; look again, then decide")
    rows = tables.among("SELECT id, copy_of FROM record_evidence WHERE id IN (%s)", named)
    # Erasing somebody closes every package that names them: nobody knows the name afterwards.
    is_any = entry.kind is Kind.ERASE
    strange = sorted(set(named) - {id_ for id_, copy_of in rows if copy_of or is_any})
    demand(not strange, entry, f"{strange[:1]} is no redacted copy that the record knows")
    is_own = is_any or kind == "party" or set(named) <= set(own)
    demand(is_own, entry, "a copy of another original is named")


def lowers(subject: str, facts: Iterable[Mapping[str, Any]], tables: Statements) -> bool:
    """Tell whether facts restrict a subject, once more or further than it is.

    Args:
        subject: of an `access` entry.
        facts: that it sets.
        tables: where to read the level that stands.
    """
    own = f"{subject.partition(':')[2]}.level"
    said = next((one["value"] for one in facts if one["fact"] == own), "public")
    row = tables.one("SELECT value FROM record_fact WHERE id = %s", own)
    stands = str(json.loads(row[0])) if row else "restricted"
    return said == "restricted" or _OPEN.index(said) < _OPEN.index(stands)


_OPEN = ("restricted", "network", "public")


def link_copy(entry: Entry, tables: Statements) -> None:
    """Write down from which report and which film a package was made."""
    payload = entry.payload
    tables.run(
        "UPDATE record_evidence SET copy_of = %s, parent = %s WHERE id = %s",
        payload["original"]["report"], payload["original"]["sha256"], payload["package"],
    )  # fmt: skip
    tables.run(TOUCH["report"], entry.seq, entry.subject_id)


def reach_copies(entry: Entry, tables: Statements) -> None:
    """Close every copy that an entry names; raise the events that show or cite a film of it."""
    ids = entry.payload["copies"]
    rows = tables.among("SELECT report FROM record_evidence WHERE id IN (%s)", ids)
    reports = sorted({row[0] for row in rows})
    tables.many(
        "UPDATE record_evidence SET reached = %s WHERE id = %s", [(entry.seq, id_) for id_ in ids]
    )
    for report in reports:
        tables.run(TOUCH["report"], entry.seq, report)
        tables.run(RAISE_BY_REPORT, entry.seq, report, report)
    for event in sorted(_shown_in(set(reports), tables)) if reports else ():
        tables.run(RAISE_EVENT, entry.seq, event)


def _shown_in(reports: set[str], tables: Statements) -> set[str]:
    """Answer the events that show a film of some reports, or cite seconds of one."""
    files = tables.rows("SELECT thing, value FROM record_fact WHERE field = 'file'")
    films = {thing for thing, value in files if json.loads(value)["report"] in reports}
    rows = tables.among(
        "SELECT value FROM record_fact WHERE field = 'shows' AND thing IN (%s)", sorted(films)
    )
    return {json.loads(row[0])["event"] for row in rows} | _citing(films, tables)


def _citing(films: Collection[str], tables: Statements) -> set[str]:
    """Answer the events of acts and interventions that cite seconds of some films."""
    rows = tables.rows(
        "SELECT thing, value FROM record_fact WHERE field = 'seen' AND value IS NOT NULL "
        "AND status <> 'rejected'"
    )
    things = sorted({thing for thing, value in rows if json.loads(value)["film"] in films})
    found: set[str] = set()
    for table in ("record_act", "record_intervention"):
        query = f"SELECT event FROM {table} WHERE event IS NOT NULL AND id IN (%s)"  # noqa: S608  # constants
        found |= {row[0] for row in tables.among(query, things)}
    return found
