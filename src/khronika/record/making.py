"""How a person's words become the payload of an entry; the steps are made of these."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.payload import PERSONAL_FIELDS, split_fact
from khronika.record.ledger.sql import Statements
from khronika.record.values import Large, Personal

TABLE_OF = {"act": "record_act", "intervention": "record_intervention"}


@dataclass(frozen=True, slots=True)
class Change:
    """One fact and what a person says of it: accept, reject, or correct to a value with words.

    `cites` are [source sha256, start, end] in code points of the page's text.
    """

    fact: str
    verdict: str = "accept"
    value: Any = None
    cites: Sequence[Sequence[Any]] = ()


def add(
    ledger: Ledger,
    actor: str,
    kind: Kind,
    subject: str,
    payload: Payload,
    *,
    base: int | None,
    entry: str | None = None,
    v: int = 1,
) -> Entry:
    """Append one entry; see `Ledger.append` for what it raises."""
    made = NewEntry(entry or ledger.new_id(), actor, kind, subject, payload, base, v)
    return ledger.append(made)[0]


def set_fact(
    fact: str, thing: str, value: Any, owner: str, cites: Sequence[Sequence[Any]] = ()
) -> dict[str, Any]:
    """Make one fact of a payload, its value outside the chain where it is personal."""
    return {"fact": fact, "value": wrap(fact, thing, value, owner), "cites": lists(cites)}


def lists(cites: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Write cites as lists, as they stand in a payload."""
    return [list(cite) for cite in cites]


def wrap(fact: str, thing: str, value: Any, owner: str) -> Any:
    """Mark the value of a personal field as one, so that it does not stand in the payload."""
    personal = (thing, split_fact(fact)[1]) in PERSONAL_FIELDS
    is_plain = value is None or isinstance(value, Personal | Large)
    return Personal(value, owner) if personal and not is_plain else value


def subject_of(of: str, thing: str, *, using: str = "default") -> str:
    """Name the subject of a decision about a thing: the event of an act, its report before that.

    Raises:
        EntryRefused: the act or intervention is unknown.
    """
    if of not in TABLE_OF:
        return f"{of}:{thing}"
    row = Statements.on(using).one(
        f"SELECT report, event FROM {TABLE_OF[of]} WHERE id = %s",  # noqa: S608  # constants
        thing,
    )
    if row is None:
        raise EntryRefused(f"the {of} {thing} is unknown; look it up again")
    return f"event:{row[1]}" if row[1] else f"report:{row[0]}"


def judged(change: Change, of: str, owner: str) -> dict[str, Any]:
    """Make one fact of a decision: the verdict and, where it corrects, value and words."""
    item: dict[str, Any] = {"fact": change.fact, "verdict": change.verdict}
    if change.verdict == "correct":
        item["value"] = wrap(change.fact, of, change.value, owner)
        item["cites"] = lists(change.cites)
    return item


def owner_of(of: str, thing: str, using: str) -> str:
    """Name whom the values of a thing belong to: the victim of an act, else its report."""
    tables = Statements.on(using)
    if of == "act":
        row = tables.one("SELECT party FROM record_fact WHERE id = %s", f"{thing}.victim")
        if row and row[0]:
            return f"party:{row[0]}"
    if of in TABLE_OF:
        row = tables.one(f"SELECT report FROM {TABLE_OF[of]} WHERE id = %s", thing)  # noqa: S608
        return f"report:{row[0]}" if row else f"report:{thing}"
    return f"{of}:{thing}"
