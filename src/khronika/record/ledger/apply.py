"""Computes the working tables: one pure function for each kind and version of entry.

The same functions run when an entry is appended and when the tables are rebuilt. They read the
entry and the working tables alone; they copy references to values and never look at a value, so
that what was erased changes nothing but the mark `erased`.
"""

from collections.abc import Callable, Mapping
from json import loads
from typing import Any

from khronika.record.errors import EntryMalformed
from khronika.record.ledger.copies import link_copy, reach_copies
from khronika.record.ledger.entry import Entry, Kind, canonical_payload
from khronika.record.ledger.payload import split_fact
from khronika.record.ledger.sql import Statements
from khronika.record.ledger.statements import (
    JUDGE_FACT,
    NEW_EVIDENCE,
    RAISE_BY_PARTY,
    RAISE_BY_REPORT,
    RAISE_EVENT,
    SET_FACT,
    TOUCH,
)
from khronika.record.values import is_reference

TABLES = (
    "record_report", "record_evidence", "record_act", "record_intervention", "record_fact",
    "record_party", "record_event", "record_judgement", "record_request", "record_number",
)  # fmt: skip
"""The working tables, in the order in which they are compared."""

_STATES = {"accept": "accepted", "correct": "accepted", "reject": "rejected"}
_MADE_BY = {"type": "record_act", "what": "record_intervention"}


def apply(entry: Entry, tables: Statements) -> None:
    """Bring the working tables to what they are after an entry.

    Args:
        entry: the next line of the ledger.
        tables: statements of the connection whose unqualified names are the tables to change.

    Raises:
        EntryMalformed: no function knows this kind and version.
    """
    one = APPLY.get((entry.kind, entry.v))
    if one is None:
        raise EntryMalformed(f"entry {entry.seq} is a {entry.kind} of version {entry.v}; upgrade")
    one(entry, tables)


def _text(value: Any) -> str:
    return canonical_payload(value)  # a part of a payload that was checked when it was appended


def _set_fact(entry: Entry, tables: Statements, item: Mapping[str, Any], status: str) -> None:
    fact, value = item["fact"], item["value"]
    thing, field, rest = split_fact(fact)
    value_id = _value_id(value)
    party = value.get("party") if value_id is None and isinstance(value, Mapping) else None
    tables.run(
        SET_FACT, fact, thing, field, rest, _text(value), value_id, party, _text(item["cites"]),
        item.get("rule"), item.get("confidence"), status, entry.seq, entry.actor,
    )  # fmt: skip


def _value_id(value: Any) -> str | None:
    """The value row that a fact rests on: the value itself, or the tree of a piece of prose."""
    if not is_reference(value):
        value = value.get("tree") if isinstance(value, Mapping) else None
    return str(value["value"]) if is_reference(value) else None


def _decide_fact(entry: Entry, tables: Statements, item: Mapping[str, Any]) -> None:
    verdict = item["verdict"]
    if verdict == "correct":
        _set_fact(entry, tables, item, "accepted")
    else:
        tables.run(JUDGE_FACT, _STATES[verdict], entry.seq, entry.actor, item["fact"])
    thing, field, _ = split_fact(item["fact"])
    if field in _MADE_BY:
        # The name of the table is one of two constants, never taken from an entry.
        tables.run(f"UPDATE {_MADE_BY[field]} SET state = %s WHERE id = %s",  # noqa: S608
                   _STATES[verdict], thing)  # fmt: skip


def _touch(entry: Entry, tables: Statements) -> None:
    """Note on the subject that this entry is its last, and raise the events that show it."""
    kind, id_ = entry.subject_kind, entry.subject_id
    if kind == "event":
        tables.run(RAISE_EVENT, entry.seq, id_)
    elif kind in TOUCH:
        tables.run(TOUCH[kind], entry.seq, id_)
    if kind == "party":
        tables.run(RAISE_BY_PARTY, id_, id_, entry.seq)


def _receive(entry: Entry, tables: Statements) -> None:
    payload, id_ = entry.payload, entry.subject_id
    text = payload["text"]["value"] if payload["text"] else None
    tables.run(
        "INSERT INTO record_report (id, actor, failure, text, coding, seq) "
        "VALUES (%s, %s, %s, %s, NULL, %s)",
        id_, entry.actor, payload["failure"], text, entry.seq,
    )  # fmt: skip
    if payload["package"]:
        tables.run(NEW_EVIDENCE, payload["package"], id_, payload["head"],
                   _text(payload["sources"]), None, None, "[]", entry.seq)  # fmt: skip
    for item in payload["facts"]:
        _set_fact(entry, tables, item, "accepted")


def _receive_again(entry: Entry, tables: Statements) -> None:
    """Another reading of a report that failed before: its pages, or its new reason."""
    payload, id_ = entry.payload, entry.subject_id
    tables.run("UPDATE record_report SET failure = %s, seq = %s WHERE id = %s",
               payload["failure"], entry.seq, id_)  # fmt: skip
    if payload["text"]:
        tables.run("UPDATE record_report SET text = %s WHERE id = %s",
                   payload["text"]["value"], id_)  # fmt: skip
        tables.run("UPDATE record_evidence SET sources = %s WHERE report = %s AND id = %s",
                   _text(payload["sources"]), id_, payload["package"])  # fmt: skip
    for item in payload["facts"]:
        _set_fact(entry, tables, item, "accepted")
    tables.run(RAISE_BY_REPORT, entry.seq, id_, id_)


def _receive_completing(entry: Entry, tables: Statements) -> None:
    """Version 3: a second package of the same report, for one whose capture broke off."""
    payload, id_ = entry.payload, entry.subject_id
    tables.run(NEW_EVIDENCE, payload["package"], id_, payload["head"], _text(payload["sources"]),
               payload["completes"]["package"], payload["whole"], _text(payload["media"]),
               entry.seq)  # fmt: skip
    if payload["text"]:
        tables.run("UPDATE record_report SET failure = %s, text = %s WHERE id = %s",
                   payload["failure"], payload["text"]["value"], id_)  # fmt: skip
    for item in payload["facts"]:
        _set_fact(entry, tables, item, "accepted")
    tables.run(TOUCH["report"], entry.seq, id_)
    tables.run(RAISE_BY_REPORT, entry.seq, id_, id_)


def _propose(entry: Entry, tables: Statements) -> None:
    payload, report = entry.payload, entry.subject_id
    for party in payload["parties"]:
        tables.run(_NEW_PARTY, party, report, entry.seq)
    for thing in payload["acts"]:
        if thing["of"] == "act":
            tables.run(
                "INSERT INTO record_act (id, report, draft, event, joined, state, optional) "
                "VALUES (%s, %s, %s, NULL, NULL, 'proposed', %s)",
                thing["id"], report, thing["draft"], thing["optional"],
            )  # fmt: skip
        else:
            tables.run(
                "INSERT INTO record_intervention (id, report, draft, event, state) "
                "VALUES (%s, %s, %s, NULL, 'proposed')",
                thing["id"], report, thing["draft"],
            )  # fmt: skip
    for item in payload["facts"]:
        _set_fact(entry, tables, item, "proposed")
    if payload["coding"]:
        tables.run("UPDATE record_report SET coding = %s WHERE id = %s",
                   payload["coding"]["value"], report)  # fmt: skip
    tables.run(TOUCH["report"], entry.seq, report)


_NEW_PARTY = (
    "INSERT INTO record_party (id, report, public_id, network_id, seq) "
    "VALUES (%s, %s, NULL, NULL, %s) ON CONFLICT (id) DO NOTHING"
)


def _decide(entry: Entry, tables: Statements) -> None:
    for item in entry.payload["facts"]:
        _decide_fact(entry, tables, item)
    _touch(entry, tables)
    if entry.payload["of"] == "report":
        report = entry.payload["thing"]
        tables.run(RAISE_BY_REPORT, entry.seq, report, report)


def _take_back(entry: Entry, tables: Statements) -> None:
    """Version 2 of `decide`: facts stand again as they did before the person's own decision."""
    for item in entry.payload["facts"]:
        _set_fact(entry, tables, {**item, "value": item["old"]}, item["status"])
        thing, field, _ = split_fact(item["fact"])
        if field in _MADE_BY:
            # The name of the table is one of two constants, never taken from an entry.
            tables.run(f"UPDATE {_MADE_BY[field]} SET state = %s WHERE id = %s",  # noqa: S608
                       item["status"], thing)  # fmt: skip
    _touch(entry, tables)
    if entry.payload["of"] == "report":
        report = entry.payload["thing"]
        tables.run(RAISE_BY_REPORT, entry.seq, report, report)


def _decide_film(entry: Entry, tables: Statements) -> None:
    """Facts of a film or picture: the events that it is said to show are raised with them."""
    film, shown = entry.payload["thing"], _events_of_film(entry, tables)
    for item in entry.payload["facts"]:
        _decide_fact(entry, tables, item)
    _touch(entry, tables)
    shown |= _events_of_film(entry, tables)
    for event in sorted(shown):
        tables.run(RAISE_EVENT, entry.seq, event)
    report = tables.one("SELECT value FROM record_fact WHERE id = %s", f"{film}.file")
    if report and any(split_fact(one["fact"])[1] == "marks" for one in entry.payload["facts"]):
        # What is kept blurred closes the package: events that cite its page show that too.
        id_ = loads(report[0])["report"]
        tables.run(RAISE_BY_REPORT, entry.seq, id_, id_)


def _events_of_film(entry: Entry, tables: Statements) -> set[str]:
    rows = tables.rows(
        "SELECT value FROM record_fact WHERE thing = %s AND field = 'shows'",
        entry.payload["thing"],
    )
    return {loads(row[0])["event"] for row in rows}


def _compose(entry: Entry, tables: Statements) -> None:
    touched = {entry.subject_id}
    for item in entry.payload["facts"]:
        act, value = split_fact(item["fact"])[0], item["value"]
        _set_fact(entry, tables, item, "accepted")
        tables.run("UPDATE record_act SET event = %s, joined = %s WHERE id = %s",
                   value["event"], value["joined"], act)  # fmt: skip
        tables.run("UPDATE record_intervention SET event = %s WHERE id = %s", value["event"], act)
        touched |= {event for event in (value["event"], value["from"]) if event}
    for event in sorted(touched):
        tables.run(
            "INSERT INTO record_event (id, revision, state, seq) VALUES (%s, 0, 'draft', %s) "
            "ON CONFLICT (id) DO NOTHING", event, entry.seq,
        )  # fmt: skip
        tables.run(RAISE_EVENT, entry.seq, event)


def _party(entry: Entry, tables: Statements) -> None:
    tables.run(_NEW_PARTY, entry.subject_id, entry.payload["report"], entry.seq)
    for item in entry.payload["facts"]:
        _set_fact(entry, tables, item, "accepted")
    _touch(entry, tables)


def _match(entry: Entry, tables: Statements) -> None:
    for item in entry.payload["facts"]:
        left, _, right = split_fact(item["fact"])
        value = item["value"]
        _set_fact(entry, tables, item, "accepted")
        tables.run(
            'INSERT INTO record_judgement (id, "left", "right", verdict, kept, seq, author) '
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO UPDATE SET "
            "verdict = excluded.verdict, kept = excluded.kept, seq = excluded.seq, "
            "author = excluded.author",
            item["fact"], left, right, value["verdict"], value["kept"], entry.seq, entry.actor,
        )  # fmt: skip
        # Both: when "same" is taken back, each has events of its own again.
        tables.run(TOUCH["party"], entry.seq, left)
        tables.run(TOUCH["party"], entry.seq, right)
        tables.run(RAISE_BY_PARTY, left, right, entry.seq)


def _access(entry: Entry, tables: Statements) -> None:
    for item in entry.payload["facts"]:
        _set_fact(entry, tables, item, "accepted")
        thing, field, rest = split_fact(item["fact"])
        # A name that is hidden again must not be found by its old opaque id.
        if field == "level" and rest is None and item["value"] in _ENDS_PUBLIC_ID:
            for column in _ENDS_PUBLIC_ID[item["value"]]:
                tables.run(f"UPDATE record_party SET {column} = NULL WHERE id = %s", thing)  # noqa: S608
    _touch(entry, tables)
    if entry.subject_kind == "report":
        tables.run(RAISE_BY_REPORT, entry.seq, entry.subject_id, entry.subject_id)


def _access_reaching(entry: Entry, tables: Statements) -> None:
    """Version 2: who restricts an original, or somebody in it, reaches the copies made from it."""
    _access(entry, tables)
    reach_copies(entry, tables)


_ENDS_PUBLIC_ID = {"restricted": ("public_id", "network_id"), "network": ("public_id",)}


def _request(entry: Entry, tables: Statements) -> None:
    payload = entry.payload
    tables.run(
        "INSERT INTO record_request (id, subject, actor, facts, documents, bodies, seq, seconded, "
        "published) VALUES (%s, %s, %s, %s, %s, %s, %s, FALSE, NULL)",
        entry.id, entry.subject, entry.actor, _text(payload["facts"]), _text(payload["documents"]),
        _text(payload["bodies"]), entry.seq,
    )  # fmt: skip
    for subject, number in payload["numbers"]:
        tables.run("INSERT INTO record_number (subject, number) VALUES (%s, %s)", subject, number)
    for party, level, reference in payload["public_ids"]:
        column = "public_id" if level == "public" else "network_id"
        tables.run(f"UPDATE record_party SET {column} = %s WHERE id = %s",  # noqa: S608
                   reference["value"], party)  # fmt: skip


def _approve(entry: Entry, tables: Statements) -> None:
    tables.run(
        "UPDATE record_request SET seconded = TRUE WHERE id = %s AND actor <> %s",
        entry.payload["request"], entry.actor,
    )  # fmt: skip


def _publish(entry: Entry, tables: Statements) -> None:
    request = entry.payload["request"]
    found = tables.one("SELECT facts, documents FROM record_request WHERE id = %s", request)
    if found is None:
        raise EntryMalformed(f"entry {entry.seq} publishes {request}, which was never requested")
    tables.run("UPDATE record_request SET published = %s WHERE id = %s", entry.seq, request)
    tables.many(
        "UPDATE record_fact SET published = %s WHERE id = %s",
        [(entry.seq, fact) for fact, _ in loads(found[0])],
    )
    _set_event_states(tables, loads(found[1]), "published")


def _set_event_states(tables: Statements, documents: list[list[str]], state: str) -> None:
    events = {subject[6:] for subject, *_ in documents if subject.startswith("event:")}
    tables.many(
        "UPDATE record_event SET state = %s WHERE id = %s",
        [(state, id_) for id_ in sorted(events)],
    )


def _withdraw(entry: Entry, tables: Statements) -> None:
    _set_event_states(tables, entry.payload["documents"], "withdrawn")
    _touch(entry, tables)


def _erase(entry: Entry, tables: Statements) -> None:
    payload = entry.payload
    for old, reference in payload["masked"]:
        new = reference["value"]
        tables.run("UPDATE record_fact SET value = %s, value_id = %s WHERE value_id = %s",
                   _text(reference), new, old)  # fmt: skip
        tables.run("UPDATE record_report SET text = %s WHERE text = %s", new, old)
        tables.run("UPDATE record_report SET coding = %s WHERE coding = %s", new, old)
    ids = [(id_,) for id_ in payload["values"]]
    tables.many("UPDATE record_fact SET erased = TRUE WHERE value_id = %s", ids)
    for table, column in _VALUE_COLUMNS:
        tables.many(f"UPDATE {table} SET {column} = NULL WHERE {column} = %s", ids)  # noqa: S608
    acts = [(id_,) for id_ in payload["acts"]]
    tables.many("UPDATE record_act SET state = 'rejected' WHERE id = %s", acts)
    tables.many("UPDATE record_intervention SET state = 'rejected' WHERE id = %s", acts)
    _touch(entry, tables)
    if entry.subject_kind == "report":
        tables.run(RAISE_BY_REPORT, entry.seq, entry.subject_id, entry.subject_id)


def _erase_reaching(entry: Entry, tables: Statements) -> None:
    """Version 2: an erasure reaches copies of what is erased, and what was never read."""
    _erase(entry, tables)
    reach_copies(entry, tables)
    tables.many("UPDATE record_report SET failure = 'erased_name_inside', seq = %s WHERE id = %s",
                [(entry.seq, id_) for id_ in entry.payload["unread"]])  # fmt: skip


_VALUE_COLUMNS = (
    ("record_report", "text"), ("record_report", "coding"),
    ("record_party", "public_id"), ("record_party", "network_id"),
)  # fmt: skip


def _register(entry: Entry, tables: Statements) -> None:
    for item in entry.payload["facts"]:
        _set_fact(entry, tables, item, "accepted")


def _nothing(entry: Entry, tables: Statements) -> None:
    """Grants, restores and notes are read from the ledger itself."""


APPLY: dict[tuple[Kind, int], Callable[[Entry, Statements], None]] = {
    (Kind.RECEIVE, 1): _receive, (Kind.RECEIVE, 2): _receive_again,
    (Kind.RECEIVE, 3): _receive_completing, (Kind.RECEIVE, 4): link_copy,
    (Kind.PROPOSE, 1): _propose, (Kind.DECIDE, 1): _decide,
    (Kind.DECIDE, 2): _take_back, (Kind.DECIDE, 3): _decide_film, (Kind.DECIDE, 4): _decide,
    (Kind.CORRECT, 2): _decide_film, (Kind.CORRECT, 3): _decide, (Kind.COMPOSE, 1): _compose,
    (Kind.PARTY, 1): _party,
    (Kind.MATCH, 1): _match, (Kind.ACCESS, 1): _access, (Kind.REQUEST, 1): _request,
    (Kind.APPROVE, 1): _approve, (Kind.PUBLISH, 1): _publish, (Kind.CORRECT, 1): _decide,
    (Kind.WITHDRAW, 1): _withdraw, (Kind.ERASE, 1): _erase, (Kind.REGISTER, 1): _register,
    (Kind.ACCESS, 2): _access_reaching, (Kind.ERASE, 2): _erase_reaching,
    (Kind.GRANT, 1): _nothing, (Kind.RESTORE, 1): _nothing, (Kind.NOTE, 1): _nothing,
}  # fmt: skip
"""One function per kind and version; a new version is added beside the old one."""
