"""What people do to a sheet: begin it, say something, take it back, mark what stays blurred.

Every step is one append under the report's subject; what readers see already is changed by a
public correction with its reason, and a second person stands behind each fact before it shows.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khronika.model.canonical import Json
from khronika.model.ulid import make_ulid
from khronika.model.vocabulary import MarkReason, SheetVerdict
from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.making import Change, judged, set_fact
from khronika.record.models import Fact
from khronika.record.sheets.place import At, check_place
from khronika.record.sheets.statement import Statement, read_statement
from khronika.record.values import Personal


@dataclass(frozen=True, slots=True)
class File:
    """A film or picture in a report's package, by the SHA-256 of its own bytes."""

    report: str
    sha256: str
    form: str
    milliseconds: int | None = None
    width: int | None = None
    height: int | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it as the value of the fact `file`."""
        return {
            "report": self.report,
            "sha256": self.sha256,
            "form": self.form,
            "milliseconds": self.milliseconds,
            "width": self.width,
            "height": self.height,
        }

    @property
    def film(self) -> str:
        """The ULID of its thing: the same for everybody, so that two sheets never begin."""
        lot = hashlib.sha256(f"film {self.report} {self.sha256}".encode()).digest()[:10]
        return self.report[:10] + make_ulid(0, lot)[10:]


@dataclass(frozen=True, slots=True)
class Step:
    """A step under way: who takes it, from which state, under which entry ids.

    `entry` gives the id of each entry in turn, so that a form that is sent twice writes once.
    """

    ledger: Ledger
    actor: str
    base: int
    entry: Any = None

    def new_id(self) -> str:
        """Answer the id of the next entry."""
        return str(self.entry()) if self.entry else self.ledger.new_id()


def file_of(film: str) -> dict[str, Json] | None:
    """Answer the value of a film's fact `file`, None where nobody has begun its sheet."""
    row = Fact.objects.filter(pk=f"{film}.file").first()
    found: dict[str, Json] | None = json.loads(row.value) if row else None
    return found


def say(step: Step, file: File, item: str, statement: Statement, *, reason: str = "") -> Entry:
    """Say something of a film, or correct what was said under the same item.

    Args:
        step: who and from which state.
        file: the film or picture.
        item: ULID of the statement.
        statement: what is said.
        reason: for the public, where readers see the statement already.

    Raises:
        StatementUnreadable: it says nothing, or names a place outside of the film.
        EntryRefused: a public statement is corrected without a reason.
        RecordMovedOn: somebody else has changed it since the screen was made.
    """
    value = read_statement(statement.to_json(), file.to_json()).to_json()
    change = Change(f"{file.film}.statements.{item}", "correct", value)
    return _write(step, file, [change], reason=reason)


def unsay(step: Step, file: File, fact: str, *, reason: str = "") -> Entry:
    """Take a statement, who filmed it or an event back; a mark is lifted, see `mark`."""
    return _write(step, file, [Change(fact, "reject")], reason=reason)


def mark(
    step: Step,
    file: File,
    item: str,
    why: MarkReason | None,
    at: At | None,
    *,
    reason: str = "",
) -> Entry:
    """Mark somebody who stays blurred and out of stills; no reason to (`why` None) lifts a mark.

    A mark closes the package at once, on one person's word; lifting it is a fact like others.

    Raises:
        StatementUnreadable: the place is outside of the film.
    """
    check_place(at, file.to_json())
    value = {"why": why, "at": at.to_json() if at else None}
    return _write(step, file, [Change(f"{file.film}.marks.{item}", "correct", value)],
                  reason=reason)  # fmt: skip


def show(step: Step, file: File, item: str, event: str, *, reason: str = "") -> Entry:
    """Say that a film shows an event: it stands in the event's document once it is approved."""
    change = Change(f"{file.film}.shows.{item}", "correct", {"event": event})
    return _write(step, file, [change], reason=reason)


def filmed(
    step: Step,
    file: File,
    item: str,
    party: str,
    verdict: SheetVerdict,
    *,
    name: str | None = None,
    kind: str = "",
    at: At | None = None,
    reason: str = "",
) -> list[Entry]:
    """Say who filmed it: a party of the record, restricted until there is a ground to name it.

    Args:
        step: who and from which state.
        file: the film or picture.
        item: ULID of the statement.
        party: ULID of the party, a new one where `kind` is given.
        verdict: how sure it is.
        name: of a new party; None where nobody knows it.
        kind: of a new party: person, organisation, agency or unknown.
        at: where in the film that is told, if it is.
        reason: see `say`.
    """
    check_place(at, file.to_json())
    value = {"party": party, "verdict": verdict, "at": at.to_json() if at else None}
    change = Change(f"{file.film}.filmed_by.{item}", "correct", value)
    entries = [_party(step, file, party, kind, name)] if kind else []
    return step.ledger.append(*entries, _entry(step, file, [change], reason))


def begun(step: Step, file: File) -> list[NewEntry]:
    """Make the entry that begins the sheet of a film; none where it is begun already."""
    return [] if file_of(file.film) == file.to_json() else [_entry(step, file, [], "")]


def _party(step: Step, file: File, party: str, kind: str, name: str | None) -> NewEntry:
    owner = f"party:{party}"
    told = {"kind": kind} | ({"name": name} if name else {})
    facts = [set_fact(f"{party}.{key}", "party", value, owner) for key, value in told.items()]
    payload: Payload = {"report": file.report, "facts": facts}
    return NewEntry(step.new_id(), step.actor, Kind.PARTY, owner, payload, step.base)


def _write(step: Step, file: File, changes: Sequence[Change], *, reason: str) -> Entry:
    return step.ledger.append(_entry(step, file, changes, reason))[0]


def _entry(step: Step, file: File, changes: Sequence[Change], reason: str) -> NewEntry:
    """Make the entry: a public correction where readers see one of the facts already."""
    owner, rows = f"report:{file.report}", _rows([change.fact for change in changes])
    begun = [Change(f"{file.film}.file", "correct", file.to_json())]
    known = file_of(file.film)
    if known is not None and known != file.to_json():
        raise EntryRefused(
            f"the sheet of {file.sha256[:12]} was begun with another length or size; "
            "open it again and go on from there"
        )
    whole = [*(begun if known is None else ()), *changes]
    facts = [judged(change, "film", owner) for change in whole]
    payload: Payload = {"of": "film", "thing": file.film, "facts": facts}
    if not any(row.published for row in rows.values()):
        return NewEntry(step.new_id(), step.actor, Kind.DECIDE, owner, payload, step.base, 3)
    if not reason.strip():
        raise EntryRefused("readers see it already; say for them why it changes")
    for item in facts:
        row = rows.get(item["fact"])
        item["old"] = json.loads(row.value) if row else None
    payload["reason"] = Personal(reason.strip(), owner)
    return NewEntry(step.new_id(), step.actor, Kind.CORRECT, owner, payload, step.base, 2)


def _rows(facts: Sequence[str]) -> Mapping[str, Fact]:
    return Fact.objects.in_bulk(list(facts))
