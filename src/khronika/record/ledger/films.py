"""What must hold before something is said of a film or picture that evidence holds.

A film is a thing of its own, below the report whose package holds it, as an act is: its fact
`file` says which report, which bytes (by their hash), how long and how large it is. Where a place
in it is named, it lies within; nobody can mark the second after the last one.
"""

import json
from typing import Any

from khronika.errors import SpanOutsideSource
from khronika.model.fragment import Fragment
from khronika.record.errors import EntryRefused
from khronika.record.ledger.bundle import demand
from khronika.record.ledger.copies import gone_of
from khronika.record.ledger.entry import NewEntry
from khronika.record.ledger.payload import split_fact
from khronika.record.ledger.sql import Statements
from khronika.record.sheets.place import is_within

_PLACED = ("filmed_by", "marks")


def films_of_report(report: str, tables: Statements) -> list[str]:
    """List the films and pictures of a report that have a sheet; they go with it when it goes."""
    rows = tables.rows("SELECT thing, value FROM record_fact WHERE field = 'file' ORDER BY thing")
    return [film for film, value in rows if json.loads(value)["report"] == report]


def report_of_film(entry: NewEntry, tables: Statements) -> str:
    """Answer the report that a film belongs to: as the record has it, else as the entry says.

    Raises:
        EntryRefused: the film is unknown and the entry does not say whose it is.
    """
    film = entry.payload["thing"]
    row = tables.one("SELECT value FROM record_fact WHERE id = %s", f"{film}.file")
    said = _said_file(entry)
    if row is None and said is None:
        raise EntryRefused(f"{entry.kind} of {entry.subject}: the film {film} is unknown")
    return str((json.loads(row[0]) if row else said)["report"])


def _said_file(entry: NewEntry) -> Any:
    wanted = f"{entry.payload['thing']}.file"
    said = (item for item in entry.payload["facts"] if item["fact"] == wanted)
    return next((item["value"] for item in said if item["verdict"] == "correct"), None)


def check_film(entry: NewEntry, tables: Statements) -> None:
    """Refuse a film of no package, a second sheet of the same file, a place outside of it.

    Raises:
        EntryRefused: the message names the rule.
    """
    film = entry.payload["thing"]
    row = tables.one("SELECT value FROM record_fact WHERE id = %s", f"{film}.file")
    said, known = _said_file(entry), json.loads(row[0]) if row else None
    if said is not None:
        _check_file(entry, said, known, tables)
    file: dict[str, Any] = said or known or {}
    for item in entry.payload["facts"]:
        field = split_fact(item["fact"])[1]
        if item["verdict"] != "correct":
            # A mark that is lifted stays a fact, so that a second person stands behind it too.
            demand(
                field not in ("file", "marks"), entry, f"{item['fact']} is set anew, not judged"
            )
        elif field in _PLACED:
            demand(is_within(item["value"]["at"], file), entry, f"{item['fact']} is outside of it")
        elif field == "shows":
            event = item["value"]["event"]
            found = tables.one("SELECT 1 FROM record_event WHERE id = %s", event)
            demand(found, entry, f"the event {event} is unknown")


def check_seconds(entry: NewEntry, tables: Statements) -> None:
    """Refuse to cite seconds that no film has, of a film without a sheet, or for no fact.

    Raises:
        EntryRefused: the message names the rule.
    """
    thing = entry.payload["thing"]
    for item in entry.payload["facts"]:
        if item["verdict"] != "correct":
            continue
        value = item["value"]
        row = tables.one("SELECT status FROM record_fact WHERE id = %s", f"{thing}.{value['of']}")
        is_told = row and row[0] != "rejected" and not value["of"].startswith(_OF_OTHERS)
        demand(is_told, entry, f"{thing} says nothing under {value['of']}")
        known = tables.one("SELECT value FROM record_fact WHERE id = %s", f"{value['film']}.file")
        demand(known, entry, f"the film {value['film']} has no sheet; begin it first")
        _check_within(entry, value["t"], json.loads(known[0]) if known else {}, tables)


_OF_OTHERS = ("event", "level", "seen")


def _check_within(entry: NewEntry, told: str, file: dict[str, Any], tables: Statements) -> None:
    try:
        at = Fragment.from_text(told)
    except SpanOutsideSource as error:
        raise EntryRefused(f"{entry.kind} of {entry.subject}: {error}") from error
    demand(at.to_text() == told, entry, f"write {told} as {at.to_text()}")
    demand(file["form"] == "film", entry, "a picture has no seconds")
    demand(at.lies_in(file["milliseconds"]), entry, f"{told} is outside of the film")
    gone = gone_of([file["report"]], tables)
    demand(not gone, entry, "the report of the film was erased")


def _check_file(entry: NewEntry, said: Any, known: Any, tables: Statements) -> None:
    package = tables.one("SELECT 1 FROM record_evidence WHERE report = %s", said["report"])
    demand(package, entry, f"the report {said['report']} has no package that could hold it")
    demand(known in (None, said), entry, "the file of a film stays as it is")
    for film, value in tables.rows("SELECT thing, value FROM record_fact WHERE field = 'file'"):
        other = json.loads(value)
        same = (other["report"], other["sha256"]) == (said["report"], said["sha256"])
        demand(film == entry.payload["thing"] or not same, entry,
               "there is a sheet of this file already")  # fmt: skip
