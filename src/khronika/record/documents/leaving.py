"""Whose names an erasure takes out of all words: a person's, and those that go with a report.

A report takes its people with it. Once their names are gone nobody knows what to look for in
letters, stories and notes that name them, so these are covered in the same entry. A person whom
the record knows elsewhere keeps the name there, and can be found by it. What another report itself
tells stays: nobody asked for that evidence to be covered.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from khronika.record.documents.covering import (
    MASK,
    ids_ever,
    names_of,
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
    known = _known(parties, tables)
    earlier = {
        name
        for one in _earlier(parties, tables) - set(known)
        if (name := name_in(one, is_person=True)) and " " in name
    }
    borne = _bearers(parties, tables) if earlier else ()
    told = _borne_whole(sorted(earlier), borne)
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
    names: dict[str, set[str]] = {}
    for party in sorted(people):
        told = {*_known([party], tables), *_earlier([party], tables)}
        for name in filter(None, (name_in(one, is_person=people[party]) for one in told)):
            names.setdefault(name, set()).update(component(party, tables))
    borne = _bearers(parties, tables)
    going, elsewhere = [], set[str]()
    for name, found in _borne_whole(sorted(names), borne).items():
        same = [one for one, whose in borne.items() if whose & names[name]]
        if not found and not find_folded(name, same):
            going.append(name)
        elsewhere |= set[str]().union(*(borne[one] for one in {*found, *same}))
    return People(tuple(going), tuple(sorted(elsewhere)))


def _known(parties: Collection[str], tables: Statements) -> set[str]:
    """Answer the names of some parties; where one was covered with a namesake's, what stood once.

    Documents as two people approved them tell it, though nothing that is public does any more.
    """
    known = set(names_of(sorted(parties), tables))
    rows = tables.among(
        "SELECT v.body FROM record_fact f LEFT JOIN record_value v ON v.id = f.value_id "
        "WHERE f.field = 'name' AND f.thing IN (%s)",
        sorted(parties),
    )
    ids = set(ids_ever(parties, tables))
    if not ids or not any(body is None or MASK in json.loads(body) for (body,) in rows):
        return known
    frozen = tables.stream(
        "SELECT id, owner, key FROM record_value WHERE key IS NOT NULL ORDER BY id"
    )
    for id_, owner, key in frozen:
        if owner.partition(":")[0] not in ("report", "party"):
            known |= names_shown(json.loads(open_file(id_, key)), ids)
    return known


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


def _earlier(parties: Iterable[str], tables: Statements) -> set[str]:
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
    written, said = _written(facts, tables), set[str]()
    standing: dict[str, str] = {}
    for fact, seq, actor in marks:
        standing |= {fact: written[fact, seq]} if (fact, seq) in written else {}
        if actor.startswith("u:") and fact in standing:
            said.add(standing[fact])
    rows = tables.among(
        "SELECT body FROM record_value WHERE body IS NOT NULL AND id IN (%s)", sorted(said)
    )
    return set(readable(json.loads(row[0]) for row in rows))


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
