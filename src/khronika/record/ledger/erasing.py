"""What an erasure may hide: the names of whom it erases, and nothing else that one person wishes.

One person may erase, so the words that go are not theirs to choose (`record.md` section 3): every
value must be the subject's own or hold one of its names, a masked copy must be the old value with
these names covered, and a document what the pure function leaves of the one that stands. All this
is asked before the lock: values are never changed, and the documents are compared again under it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from khronika.model.canonical import Json
from khronika.record.access import RESTORER
from khronika.record.documents.covering import (
    Cover,
    frozen_with,
    ids_ever,
    standing_bodies,
)
from khronika.record.documents.leaving import OthersWords, names_of_person, people_of_report
from khronika.record.documents.offered import packages_of
from khronika.record.errors import EntryRefused, ValueErased
from khronika.record.identity import component
from khronika.record.ledger import outside
from khronika.record.ledger.copies import copies_of
from khronika.record.ledger.entry import NewEntry
from khronika.record.ledger.films import films_of_report
from khronika.record.ledger.sql import Statements
from khronika.record.public.schema import parse
from khronika.record.serialise import without
from khronika.record.values import Large, Personal, read_large

_SEED = bytes(16)


def check_covered(entry: NewEntry, tables: Statements, *, using: str) -> None:
    """Refuse an erasure that takes away words which are neither the subject's nor its name.

    Args:
        entry: an `erase` entry as it is handed in, its values plain.
        tables: where to read.
        using: alias of the database.

    Raises:
        EntryRefused: names the first value, act or document that has nothing to do with it.
    """
    if entry.actor == RESTORER:
        _check_repeated(entry, tables)
    whose = _Erased(entry.subject, tables, using)
    payload = entry.payload
    strange = sorted(set(payload["acts"]) - whose.acts)
    if strange:
        raise EntryRefused(f"erase of {entry.subject}: the act {strange[0]} is none of it")
    drawn, places = {(one[0], one[1]) for one in payload["documents"]}, standing_bodies(tables)
    for id_ in payload["values"]:
        if id_ in places and places[id_] not in drawn:
            raise EntryRefused(
                f"erase of {entry.subject}: {places[id_][0]} stands as it is, so its frozen bytes "
                "stay; plan the erasure again"
            )
        if not whose.may_go(id_):
            raise EntryRefused(
                f"erase of {entry.subject}: the value {id_} is not theirs and does not name them; "
                "have two people correct or withdraw what is wrong in it"
            )
    for old, copy in payload["masked"]:
        if not whose.is_covered(old, copy):
            raise EntryRefused(f"erase of {entry.subject}: the copy of {old} hides other words")
    for draft in entry.drafts:
        if not whose.leaves(draft.subject, str(draft.level), draft.body, payload["acts"]):
            raise EntryRefused(
                f"erase of {entry.subject}: what is left of {draft.subject} is not what stands "
                "there without them; plan the erasure again"
            )


def _check_repeated(entry: NewEntry, tables: Statements) -> None:
    """Refuse an erasure by the restorer that the lost lines did not hold: it repeats, no more."""
    told = (entry.subject, entry.payload["ground"])
    lost = [one.entry for one in outside.listed_erasures() if (one.subject, one.ground) == told]
    known = tables.among("SELECT id FROM record_entry WHERE id IN (%s)", lost)
    if not set(lost) - {row[0] for row in known}:
        raise EntryRefused(
            f"erase of {entry.subject}: no lost line erased it; an officer may erase it"
        )


def check_restored(entry: NewEntry) -> None:
    """Refuse a `restore` entry that deletes values which no listed erasure names.

    Raises:
        EntryRefused: names the first.
    """
    listed = {id_ for one in outside.listed_erasures() for id_ in one.values}
    strange = sorted(set(entry.payload["values"]) - listed)
    if strange:
        raise EntryRefused(
            f"restore: the value {strange[0]} is in no erasure that is listed; erase it instead"
        )


class _Erased:
    """Whoever or whatever is erased: its parties, acts, names, and the values that are its own."""

    def __init__(self, subject: str, tables: Statements, using: str) -> None:
        kind, _, id_ = subject.partition(":")
        self.tables, self.using, self.acts, reports = tables, using, set[str](), [id_]
        self.parties, owners = [id_], [subject]
        self.others: OthersWords | None = None
        if kind == "party":
            self.parties = sorted(component(id_, tables))
            self.names = names_of_person(self.parties, tables)
        else:
            reports = sorted({id_, *copies_of([id_], tables).values()})
            for table in ("record_act", "record_intervention"):
                query = f"SELECT id FROM {table} WHERE report IN (%s)"  # noqa: S608
                self.acts |= {row[0] for row in tables.among(query, reports)}
            self.acts |= {film for one in reports for film in films_of_report(one, tables)}
            rows = tables.among("SELECT id FROM record_party WHERE report IN (%s)", reports)
            self.parties = [row[0] for row in rows]
            self.names = list(people_of_report(self.parties, tables).names)
            self.others = OthersWords(reports, tables)
            owners = [f"report:{one}" for one in reports]
        owners += [f"party:{party}" for party in self.parties]
        rows = tables.among("SELECT id FROM record_value WHERE owner IN (%s)", owners)
        self.own = {row[0] for row in rows}
        if kind == "report":
            gone = {*self.acts, *self.parties, *reports}
            self.own |= set(frozen_with(gone, self.parties, tables, using=using))
        self.cover = Cover(self.names)

    def _row(self, id_: str) -> Sequence[Any]:
        row = self.tables.one("SELECT key, body, owner FROM record_value WHERE id = %s", id_)
        if row is None:
            raise ValueErased(f"the value {id_} was erased, or never stood in the record")
        return row

    def _value(self, id_: str) -> Json:
        row = self._row(id_)
        value: Json = read_large(id_, using=self.using) if row[0] else json.loads(row[1])
        return value

    def may_go(self, id_: str) -> bool:
        """Tell whether a value is of the erased, or holds a name of theirs."""
        if id_ in self.own:
            return True
        if not self.names or self._is_of_others(id_):
            return False
        return self.cover.holds_name(self._value(id_))

    def _is_of_others(self, id_: str) -> bool:
        key, _, owner = self._row(id_)
        return self.others is not None and self.others.hold(id_, owner, is_large=bool(key))

    def is_covered(self, old: str, copy: object) -> bool:
        """Tell whether a copy is the old value with the names covered."""
        return (
            isinstance(copy, Personal | Large)
            and bool(self.names)
            and copy.value == self.cover.cover(self._value(old))
        )

    def leaves(self, subject: str, level: str, body: str, acts: Iterable[str]) -> bool:
        """Tell whether a document is what stands without the erased; a tombstone where all goes.

        Whether a tombstone says more than one is asked under the lock, with everything else.
        """
        row = self.tables.one(
            "SELECT body FROM public_document WHERE subject = %s AND level = %s", subject, level
        )
        made = parse(body)
        if row is None or made.get("kind") == "tombstone":
            return self._may_end(parse(row[0]), acts) if row else True
        # Evidence may be closed with a name, more of it than a search finds: nobody is wronged.
        closed = set(packages_of(parse(row[0]))) - set(packages_of(made))
        ids = ids_ever(self.parties, self.tables)
        left = without(row[0], ids, self.names, nonce=_SEED, acts=list(acts),
                       packages=closed)  # fmt: skip
        return left is not None and _same(parse(left.body), made)

    def _may_end(self, before: Mapping[str, Any], acts: Iterable[str]) -> bool:
        """Tell whether nothing is left of a document without the acts that go."""
        if before["kind"] == "tombstone":
            return self.cover.holds_name(before.get("reason") or "")
        shown = {one["id"] for key in ("acts", "interventions") for one in before.get(key, ())}
        return before["kind"] == "event" and shown <= set(acts)


def _same(left: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    return {**left, "nonce": None} == {**made, "nonce": None}
