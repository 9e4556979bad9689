"""Whose names an erasure takes out of all words: a person's, and those that go with a report.

A report takes its people with it. Once their names are gone nobody knows what to look for in
letters, stories and notes that name them, so these are covered in the same entry. A person whom
the record knows elsewhere keeps the name there, and can be found by it. What another report itself
tells stays: nobody asked for that evidence to be covered.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from khronika.model.canonical import Json
from khronika.record.documents.covering import (
    MASK,
    ids_by_party,
    names_shown,
    readable,
)
from khronika.record.identity import component
from khronika.record.ledger.sql import Statements
from khronika.record.naming import name_in
from khronika.record.values import is_reference, open_file
from khronika.script.find import find_folded

_BARS = "\n|\n"
_CALLED = (
    "SELECT f.thing, v.body FROM record_fact f JOIN record_value v ON v.id = f.value_id "
    "WHERE f.field IN ('name', 'other_names') AND f.status <> 'rejected' AND v.body IS NOT NULL"
)


def names_of_person(parties: Collection[str], tables: Statements) -> list[str]:
    """Answer every name under which an erased person may stand in words: earlier ones too.

    Args:
        parties: ULIDs of the person, all that are judged the same.
        tables: where to read.
    """
    known = set[str]().union(*_known(parties, tables).values())
    said = set[str]().union(*_earlier(parties, tables).values())
    names = {name_in(one, is_person=True) for one in said - known}
    earlier = sorted(name for name in names if name and " " in name)
    told = _borne_whole(earlier, _bearers(parties, tables) if earlier else ())
    return sorted({*known, *(name for name, others in told.items() if not others)})


@dataclass(frozen=True, slots=True)
class People:
    """The people of a report: `names` go with it; `elsewhere` are parties that know them still."""

    names: tuple[str, ...]
    elsewhere: tuple[str, ...]


def people_of_report(parties: Collection[str], tables: Statements) -> People:
    """Answer the names of people that no other party bears: with a report's parties they are gone.

    Of somebody judged the same another spelling is enough, since it finds this one too. Bodies
    keep their names, and so does what only a machine took for a person and does not look like one.

    Args:
        parties: ULIDs of the parties that came with the report.
        tables: where to read.
    """
    people = _people(parties, tables)
    known, earlier = _known(people, tables), _earlier(people, tables)
    names: dict[str, set[str]] = {}
    for party, is_said in sorted(people.items()):
        told = known.get(party, set()) | earlier.get(party, set())
        for name in filter(None, (name_in(one, is_person=is_said) for one in told)):
            names.setdefault(name, set()).update(component(party, tables))
    borne = _bearers(parties, tables)
    going, elsewhere = [], set[str]()
    for name, found in _borne_whole(sorted(names), borne).items():
        same = [one for one, whose in borne.items() if whose & names[name]]
        if not found and not find_folded(name, same):
            going.append(name)
        elsewhere |= set[str]().union(*(borne[one] for one in {*found, *same}))
    return People(tuple(going), tuple(sorted(elsewhere)))


def _known(parties: Collection[str], tables: Statements) -> dict[str, set[str]]:
    """Answer the names of each party; where one was covered with a namesake's, what stood once.

    Documents as two people approved them tell it, though nothing that is public does any more.
    """
    rows = tables.among(
        "SELECT f.thing, f.field, v.body FROM record_fact f LEFT JOIN record_value v "
        "ON v.id = f.value_id WHERE f.field IN ('name', 'other_names') AND f.thing IN (%s)",
        sorted(parties),
    )
    told = [
        (str(thing), str(field), json.loads(body) if body else MASK) for thing, field, body in rows
    ]
    found: dict[str, set[str]] = {}
    for party, _, name in told:
        found.setdefault(party, set()).update(readable([name]))
    whose = ids_by_party(parties, tables)
    if not whose:
        return found
    for (body,) in tables.rows("SELECT body FROM public_document"):
        _add_shown(found, body, whose)
    if any(field == "name" and MASK in str(name) for _, field, name in told):
        frozen = tables.stream(
            "SELECT id, owner, key FROM record_value WHERE key IS NOT NULL ORDER BY id"
        )
        for id_, owner, key in frozen:
            if owner.partition(":")[0] not in ("report", "party"):
                _add_shown(found, json.loads(open_file(id_, key)), whose)
    return found


def _add_shown(found: dict[str, set[str]], body: Json, whose: Mapping[str, str]) -> None:
    """Add the names under which a document shows parties, by their public ids."""
    for one, name in names_shown(body, whose).items():
        found.setdefault(whose[one], set()).add(name)


def _people(parties: Collection[str], tables: Statements) -> dict[str, bool]:
    """Answer which parties are people or nobody knows what, and whether a person said so."""
    rows = tables.among(
        "SELECT thing, value, author FROM record_fact WHERE field = 'kind' AND status <> "
        "'rejected' AND thing IN (%s)",
        sorted(parties),
    )
    kinds = {thing: (json.loads(value), author.startswith("u:")) for thing, value, author in rows}
    told = {party: kinds.get(party, ("unknown", False)) for party in parties}
    return {
        party: kind == "person" and is_said
        for party, (kind, is_said) in told.items()
        if kind in ("person", "unknown")
    }


def _earlier(parties: Iterable[str], tables: Statements) -> dict[str, set[str]]:
    """Answer names that a person of the office said or accepted, and that were replaced later."""
    rows = tables.among(
        "SELECT id FROM record_fact WHERE field IN ('name', 'other_names') AND thing IN (%s)",
        sorted(parties),
    )
    facts = sorted(row[0] for row in rows)
    marks = sorted(
        (str(row[0]), int(row[1]), str(row[2]))
        for row in tables.among(
            "SELECT fact, seq, actor FROM record_mark WHERE what = 'write' AND fact IN (%s)", facts
        )
    )
    written, said = _written(facts, tables), dict[str, str]()
    standing: dict[str, str] = {}
    for fact, seq, actor in marks:
        standing |= {fact: written[fact, seq]} if (fact, seq) in written else {}
        if actor.startswith("u:") and fact in standing:
            said[standing[fact]] = fact.partition(".")[0]
    rows = tables.among(
        "SELECT id, body FROM record_value WHERE body IS NOT NULL AND id IN (%s)", sorted(said)
    )
    found: dict[str, set[str]] = {}
    for id_, body in rows:
        found.setdefault(said[id_], set()).update(readable([json.loads(body)]))
    return found


def _written(facts: Sequence[str], tables: Statements) -> dict[tuple[str, int], str]:
    """Answer the value ids that entries wrote to facts, by fact and seq."""
    rows = tables.among(
        "SELECT seq, payload FROM record_entry WHERE seq IN (SELECT seq FROM record_mark "
        "WHERE what = 'write' AND fact IN (%s))",
        facts,
    )
    wanted = set(facts)
    return {
        (item["fact"], int(seq)): item["value"]["value"]
        for seq, payload in rows
        for item in json.loads(payload).get("facts", ())
        if item["fact"] in wanted and is_reference(item.get("value"))
    }


def _bearers(parties: Collection[str], tables: Statements) -> dict[str, set[str]]:
    """Answer the names of people who are none of some parties, and who bears each."""
    gone = set(parties)
    rows = [row for row in tables.rows(_CALLED) if row[0] not in gone]
    told = [(str(thing), str(json.loads(body))) for thing, body in rows]
    people = _people({thing for thing, _ in told}, tables)
    found: dict[str, set[str]] = {}
    for thing, name in told:
        if thing in people and any(readable([name])):
            found.setdefault(name, set()).add(thing)
    return found


def _borne_whole(names: Sequence[str], borne: Collection[str]) -> dict[str, list[str]]:
    """Answer of each name those of the others of which a search would find it whole."""
    listed = sorted(borne)
    joined = _BARS.join(listed)
    starts = list(accumulate((len(one) + len(_BARS) for one in listed), initial=0))
    found = {}
    for name in names:
        near = {bisect_right(starts, start) - 1 for start, _ in find_folded(joined, [name])}
        found[name] = [listed[at] for at in sorted(near) if _is_whole(name, listed[at])]
    return found


def _is_whole(name: str, other: str) -> bool:
    """Tell whether a search for another name finds every word of this one."""
    spans = find_folded(name, [other])
    rest = [letter for at, letter in enumerate(name) if not any(s <= at < e for s, e in spans)]
    return not any(letter.isalnum() for letter in rest)


class OthersWords:
    """Knows which values are what other reports tell: their text, their drafts, their facts.

    Notes on them and reasons given for them are words of the office, and are not meant.
    """

    def __init__(self, reports: Collection[str], tables: Statements) -> None:
        self._reports = set(reports)
        rows = tables.rows("SELECT id, report FROM record_party WHERE report IS NOT NULL")
        self._homes = {f"party:{party}": report for party, report in rows}
        self._shown = shown_values(tables)
        rows = tables.rows(
            "SELECT value_id FROM record_fact WHERE field IN ('name', 'other_names')"
        )
        self._names = {row[0] for row in rows}

    def hold(self, id_: str, owner: str, *, is_large: bool) -> bool:
        """Tell whether a value is such words, or what another party is called.

        Args:
            id_: of the value.
            owner: its subject.
            is_large: whether it is a file of its own.
        """
        kind, _, own = owner.partition(":")
        report = own if kind == "report" else self._homes.get(owner)
        if report is None:
            return kind == "party" and id_ in self._names
        return report not in self._reports and (is_large or id_ in self._shown)


def shown_values(tables: Statements) -> set[str]:
    """Answer the values that a fact, or a report's text or draft, shows now."""
    rows = tables.rows(
        "SELECT value_id FROM record_fact WHERE value_id IS NOT NULL UNION "
        "SELECT text FROM record_report WHERE text IS NOT NULL UNION "
        "SELECT coding FROM record_report WHERE coding IS NOT NULL"
    )
    return {row[0] for row in rows}
