"""What must hold before a person withdraws their own last decision, and what stands afterwards.

A `decide` of version 2 gives facts back as they stood before somebody's decision: the value, the
words and the coder's confidence of then. Nobody's word but the person's own goes: a fact that
nobody had decided before is a draft again, one that they themselves had decided before is theirs
again. Nothing in the ledger is undone; the line says what was withdrawn, by whom and when.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from khronika.record.errors import EntryRefused
from khronika.record.ledger.bundle import demand
from khronika.record.ledger.entry import NewEntry
from khronika.record.ledger.sql import Statements

RESTORED = ("old", "cites", "rule", "confidence", "status")
"""What an item says of a fact: its old value, and all else that a decision can change."""
_STATUS = {"accept": "accepted", "correct": "accepted", "reject": "rejected"}
_ROW = (
    "SELECT id, author, seq, published, erased, value, cites, rule, confidence "
    "FROM record_fact WHERE id IN (%s)"
)
_WRITES = (
    "SELECT m.seq, e.actor, e.kind, e.v, e.payload FROM record_mark m "
    "JOIN record_entry e ON e.seq = m.entry WHERE m.fact = %s AND m.what = 'write' "
    "ORDER BY m.seq DESC"
)


def check_takeback(entry: NewEntry, tables: Statements) -> None:
    """Refuse a withdrawal of what is not the person's own last word, or has been built on.

    Raises:
        EntryRefused: the fact is another's, public, approved or erased, was not decided, or the
            item does not say what stood before.
    """
    facts = [item["fact"] for item in entry.payload["facts"]]
    rows = {row[0]: row for row in tables.among(_ROW, facts)}
    for item in entry.payload["facts"]:
        demand(item["fact"] in rows, entry, f"{item['fact']} is unknown")
        row = rows[item["fact"]]
        demand(row[1] == entry.actor, entry, f"{item['fact']} was decided by somebody else")
        stood = _standing_before(row, tables)
        if stood is None:
            raise EntryRefused(
                f"{entry.kind} of {entry.subject}: {item['fact']} cannot be given back; it is "
                "public, approved, erased, or nothing stood there before"
            )
        said = {key: item[key] for key in RESTORED}
        demand(said == stood, entry, f"{item['fact']}: another state stood before")


def standing_before(facts: Sequence[str], *, using: str = "default") -> dict[str, dict[str, Any]]:
    """Answer, for each fact whose last decision can be withdrawn, what stood before it.

    Args:
        facts: ids.
        using: alias of the database.

    Returns:
        By fact id: old (value), cites, rule, confidence and status, as an item says them.
    """
    tables = Statements.on(using)
    found = {row[0]: _standing_before(row, tables) for row in tables.among(_ROW, list(facts))}
    return {fact: stood for fact, stood in found.items() if stood is not None}


def _standing_before(row: Sequence[Any], tables: Statements) -> dict[str, Any] | None:
    fact, author, seq, published, is_erased = row[:5]
    writes = tables.rows(_WRITES, fact)
    is_decision = bool(writes) and writes[0][0] == seq and tuple(writes[0][2:4]) == ("decide", 1)
    if (
        published
        or is_erased
        or not is_decision
        or len(writes) < 2
        or _is_approved(fact, seq, tables)
    ):
        return None
    if _item(writes[0], fact).get("verdict") == "correct":
        stood = _set_last(writes[1:], fact)
    else:  # neither accepting nor rejecting changes what is said
        stood = {"old": json.loads(row[5]), "cites": json.loads(row[6]), "rule": row[7],
                 "confidence": row[8]}  # fmt: skip
    if stood is None or not _is_there(stood["old"], tables):
        return None
    return {**stood, "status": _status_before(writes[1], fact, author)}


def _is_approved(fact: str, seq: int, tables: Statements) -> bool:
    return bool(tables.one(
        "SELECT 1 FROM record_mark WHERE fact = %s AND seq = %s AND what = 'approve'", fact, seq
    ))  # fmt: skip


def _item(write: Sequence[Any], fact: str) -> Mapping[str, Any]:
    items: list[Any] = json.loads(write[4]).get("facts", [])
    return next((item for item in items if isinstance(item, dict) and item["fact"] == fact), {})


def _set_last(writes: Sequence[Sequence[Any]], fact: str) -> dict[str, Any] | None:
    """Answer what the last entry set that said a value of the fact."""
    for write in writes:
        item = _item(write, fact)
        key = "old" if item.get("verdict") == "withdraw" else "value"
        if key in item:
            return {"old": item[key], "cites": item["cites"], "rule": item.get("rule"),
                    "confidence": item.get("confidence")}  # fmt: skip
    return None


def _is_there(value: Any, tables: Statements) -> bool:
    """Tell whether a personal value was not erased meanwhile."""
    id_ = value.get("value") if isinstance(value, dict) and "sha256" in value else None
    known = id_ and tables.one("SELECT 1 FROM record_value WHERE id = %s", id_)
    return id_ is None or bool(known)


def _status_before(write: Sequence[Any], fact: str, author: str) -> str:
    """Answer what the fact was: the person's own earlier word, else a draft that waits."""
    if write[1] != author:
        return "proposed"
    verdict = str(_item(write, fact).get("verdict", ""))
    if verdict == "withdraw":
        return str(_item(write, fact)["status"])
    return _STATUS.get(verdict, "proposed")
