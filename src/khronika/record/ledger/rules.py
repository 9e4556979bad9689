"""What must hold before an entry is written, beyond its form: asked under the lock, kind by kind.

Each rule reads the working tables as they are after the entry before. Roles, bases and marks are
asked here too; triggers repeat the ones that protect what is public.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from khronika.record.access import require
from khronika.record.errors import EntryRefused, RecordMovedOn
from khronika.record.identity import refuse_contradiction
from khronika.record.ledger.bundle import (
    check_approve,
    check_erase,
    check_publish,
    check_request,
    check_withdraw,
    demand,
)
from khronika.record.ledger.completing import check_completing
from khronika.record.ledger.copies import check_copy, check_reached, gone_of
from khronika.record.ledger.entry import CONTENT, PROSE, Entry, Kind, NewEntry, Payload
from khronika.record.ledger.films import check_film, check_seconds, report_of_film
from khronika.record.ledger.forgetting import demand_unforgotten
from khronika.record.ledger.payload import check_fact, split_fact
from khronika.record.ledger.sql import Statements
from khronika.record.ledger.takeback import check_takeback

_CONTENT_KINDS = ", ".join(f"'{kind}'" for kind in sorted(CONTENT))
_LAST_CONTENT = (
    f"SELECT max(seq) FROM record_entry WHERE subject = %s AND kind IN ({_CONTENT_KINDS})"  # noqa: S608
)
_TABLES = {
    "report": "record_report", "party": "record_party", "event": "record_event",
    "act": "record_act", "intervention": "record_intervention",
}  # fmt: skip
_BY_ACCESS = ("level", "ground")
_BY_OTHERS = {"event": "compose", "match": "match", "level": "access", "ground": "access"}


def check_base(entry: NewEntry, tables: Statements) -> None:
    """Refuse an entry whose actor saw an older state of what it names.

    Raises:
        RecordMovedOn: a fact or subject that the entry names has a later content entry.
        ErasedMeanwhile: it brings words, and somebody was erased since.
    """
    if entry.base is None:
        return
    demand_unforgotten(entry, entry.base, tables)
    facts, subjects = named(entry)
    for fact, seq in tables.among("SELECT id, seq FROM record_fact WHERE id IN (%s)", facts):
        if seq > entry.base:
            raise RecordMovedOn(f"fact {fact} changed in entry {seq}; look again, then decide")
    for subject in subjects:
        seq = _last_content(subject, tables)
        if seq > entry.base:
            raise RecordMovedOn(f"{subject} changed in entry {seq}; look again, then decide")


def named(entry: NewEntry) -> tuple[list[str], list[str]]:
    """List the facts and subjects that an entry names.

    Returns:
        Fact ids; subjects, the entry's own first.
    """
    payload = entry.payload
    written = payload.get("facts", [])
    facts = [item["fact"] if isinstance(item, dict) else item[0] for item in written]
    subjects = [entry.subject, *(row[0] for row in payload.get("documents", []))]
    if entry.kind is Kind.MATCH:
        subjects += [f"party:{id_}" for fact in facts for id_ in fact.split(".match.")]
    if entry.kind is Kind.COMPOSE:
        ends = [item["value"][end] for item in written for end in ("event", "from")]
        subjects += [f"event:{id_}" for id_ in ends if id_]
    return facts, list(dict.fromkeys(subjects))


def _last_content(subject: str, tables: Statements) -> int:
    kind, _, id_ = subject.partition(":")
    if kind in ("report", "party", "event"):
        found = tables.one(f"SELECT seq FROM {_TABLES[kind]} WHERE id = %s", id_)  # noqa: S608
    else:
        found = tables.one(_LAST_CONTENT, subject)
    return found[0] or 0 if found else 0


def check_rules(entry: NewEntry, tables: Statements) -> None:
    """Refuse an entry that its actor may not make, or that the record does not allow now.

    Raises:
        NotAllowed: no role of the actor's may.
        EntryRefused: and its leaves; the message names the rule.
    """
    require(entry.actor, verb_of(entry), entry.subject, tables=tables)
    RULES.get(entry.kind, _anything)(entry, tables)


def verb_of(entry: NewEntry | Entry) -> str:
    """Name the verb of `may` that an entry needs: restricting and writing prose are their own."""
    if entry.kind is Kind.ACCESS:
        values = [item["value"] for item in entry.payload["facts"]]
        return "restrict" if all(value in ("restricted", None) for value in values) else "access"
    if entry.kind is Kind.DECIDE and entry.payload["of"] == "prose":
        return "write"
    if entry.kind is Kind.RECEIVE and entry.v in (3, 4):
        return "complete"
    return str(entry.kind)


def _anything(entry: NewEntry, tables: Statements) -> None:
    """Kinds that need a role and nothing else."""


def _exists(kind: str, id_: str, tables: Statements) -> bool:
    return tables.one(f"SELECT 1 FROM {_TABLES[kind]} WHERE id = %s", id_) is not None  # noqa: S608


def _of_subject(entry: NewEntry, facts: Iterable[dict[str, Any]]) -> None:
    own = entry.subject.partition(":")[2]
    demand(all(split_fact(item["fact"])[0] == own for item in facts), entry,
            "every fact must be of the subject")  # fmt: skip


def _receive(entry: NewEntry, tables: Statements) -> None:
    if entry.v == 2:
        _receive_again(entry, tables)
        return
    if entry.v in (3, 4):
        (check_completing if entry.v == 3 else check_copy)(entry, tables)
        return
    demand(not _exists("report", entry.subject[7:], tables), entry, "the report came in before")
    _of_subject(entry, entry.payload["facts"])
    names = {split_fact(item["fact"])[1] for item in entry.payload["facts"]}
    demand("level" in names, entry, "a report comes in with its level")
    package = entry.payload["package"]
    known = package and tables.one("SELECT 1 FROM record_evidence WHERE id = %s", package)
    demand(not known, entry, "the package stands behind another report")
    demand(bool(package) == bool(entry.payload["head"]), entry, "a package has a head")


def _receive_again(entry: NewEntry, tables: Statements) -> None:
    """Another reading of a report that failed: of the same package, over no person's word."""
    payload, report = entry.payload, entry.subject[7:]
    row = tables.one("SELECT failure, text FROM record_report WHERE id = %s", report)
    demand(row and row[0], entry, "only a report that failed is read again")
    _not_erased(entry, report, tables)
    demand(row and row[0] != "erased_name_inside", entry,
           "its package names, or may name, somebody erased: no machine reads it")  # fmt: skip
    known = tables.one("SELECT head FROM record_evidence WHERE id = %s AND report = %s",
                       payload["package"], report)  # fmt: skip
    demand(known and known[0] == payload["head"], entry, "the report came in with another package")
    demand(
        payload["text"] or payload["failure"] or (row and row[1]), entry, "a reading gives pages"
    )
    _of_subject(entry, payload["facts"])
    facts = [item["fact"] for item in payload["facts"]]
    demand(f"{report}.level" not in facts, entry, "a level is set by access")
    rows = tables.among(
        "SELECT f.id, e.kind FROM record_fact f JOIN record_entry e ON e.seq = f.seq "
        "WHERE f.id IN (%s)", facts,
    )  # fmt: skip
    decided = [fact for fact, kind in rows if kind != "receive"]
    demand(not decided, entry, f"a person has decided {decided[:1]}; no reading replaces it")


def _not_erased(entry: NewEntry, report: str, tables: Statements) -> None:
    """Refuse what is read in an erased report: its package may lie in the store for long."""
    gone = gone_of([report], tables)
    demand(not gone, entry, "the report was erased, or made from what was erased")


def _propose(entry: NewEntry, tables: Statements) -> None:
    payload, report = entry.payload, entry.subject[7:]
    demand(_exists("report", report, tables), entry, "the report is unknown")
    _not_erased(entry, report, tables)
    kinds = {report: "report"} | dict.fromkeys(payload["parties"], "party")
    for thing in payload["acts"]:
        demand(not _exists(thing["of"], thing["id"], tables), entry, "an act is known already")
        kinds[thing["id"]] = thing["of"]
    for item in payload["facts"]:
        thing, field, _ = split_fact(item["fact"])
        if thing not in kinds:
            kinds[thing] = _kind_in_report(entry, thing, report, tables)
        check_fact(item["fact"], kinds[thing], "propose")(item["value"], item["fact"])
        demand(field not in _BY_OTHERS, entry, f"{field} is set by {_BY_OTHERS.get(field)}")
        _party_known(entry, item["value"], kinds, tables)
    _sources_known(entry, report, tables)
    rows = tables.among("SELECT id, author FROM record_fact WHERE id IN (%s)",
                        [item["fact"] for item in payload["facts"]])  # fmt: skip
    decided = [fact for fact, author in rows if author.startswith("u:")]
    demand(not decided, entry, f"a person has decided {decided[:1]}; no proposal replaces it")


def _sources_known(entry: NewEntry, report: str, tables: Statements) -> None:
    """Words are cited from the sources that came in with the report, and from nothing else."""
    cited = {cite[0] for item in entry.payload["facts"] for cite in item.get("cites", ())}
    if not cited:
        return
    rows = tables.rows(
        "SELECT payload FROM record_entry WHERE subject = %s AND kind = 'receive'",
        f"report:{report}",
    )
    known = {sha256 for row in rows for sha256 in json.loads(row[0]).get("sources", ())}
    strange = sorted(cited - known)
    demand(not strange, entry, f"{strange[:1]} is no source of the report {report}")


def _kind_in_report(entry: NewEntry, thing: str, report: str, tables: Statements) -> str:
    for kind in ("act", "intervention", "party"):
        table = _TABLES[kind]
        query = f"SELECT 1 FROM {table} WHERE id = %s AND report = %s"  # noqa: S608
        if tables.one(query, thing, report):
            return kind
    raise EntryRefused(f"{entry.kind} of {entry.subject}: {thing} is nothing of this report")


def _party_known(entry: NewEntry, value: Any, kinds: dict[str, str], tables: Statements) -> None:
    party = value.get("party") if isinstance(value, dict) else None
    known = party is None or party in kinds or _exists("party", party, tables)
    demand(known, entry, f"the party {party} is unknown")


def _decide(entry: NewEntry, tables: Statements) -> None:
    payload = entry.payload
    _subject_of_thing(entry, tables)
    if entry.kind is Kind.DECIDE and entry.v == 2:
        demand(payload["of"] != "prose", entry, "a text is written anew, not taken back")
        check_takeback(entry, tables)
        return
    ids = [item["fact"] for item in payload["facts"]]
    rows = {
        row[0]: row
        for row in tables.among(
            "SELECT id, published, erased, value FROM record_fact WHERE id IN (%s)", ids
        )
    }
    for item in payload["facts"]:
        field, row = split_fact(item["fact"])[1], rows.get(item["fact"])
        demand(row or item["verdict"] == "correct", entry, f"{item['fact']} is unknown")
        other = _BY_OTHERS.get(field) if item["verdict"] == "correct" else None
        demand(other is None, entry, f"{field} is set by {other}")
        demand(item["verdict"] != "accept" or not row or not row[2], entry,
                f"{item['fact']} was erased")  # fmt: skip
        if payload["of"] == "prose":
            continue
        if entry.kind is Kind.CORRECT:
            demand(row and row[1], entry, f"{item['fact']} is not published; decide it")
            stands = row is not None and json.loads(row[3]) == item["old"]
            demand(stands, entry, f"{item['fact']}: the old value is another")
        else:
            demand(not row or not row[1], entry, f"{item['fact']} is published; correct it")
        if item["verdict"] == "correct":
            _party_known(entry, item["value"], {}, tables)
    if payload["of"] == "film":
        check_film(entry, tables)
    if (entry.kind, entry.v) in ((Kind.DECIDE, 4), (Kind.CORRECT, 3)):
        check_seconds(entry, tables)


def _subject_of_thing(entry: NewEntry, tables: Statements) -> None:
    """A decide has the report as subject until its act is in an event, then the event."""
    of, thing = entry.payload["of"], entry.payload["thing"]
    kind, _, id_ = entry.subject.partition(":")
    if of in ("act", "intervention"):
        found = tables.one(f"SELECT report, event FROM {_TABLES[of]} WHERE id = %s", thing)  # noqa: S608
        demand(found, entry, f"the {of} {thing} is unknown")
        report, event = found or ("", None)
        _sources_known(entry, report, tables)
        wanted = f"event:{event}" if event else f"report:{report}"
        demand(entry.subject == wanted, entry, f"{thing} belongs to {wanted}")
    elif of == "film":
        wanted = f"report:{report_of_film(entry, tables)}"
        demand(entry.subject == wanted, entry, f"the film {thing} belongs to {wanted}")
    else:
        wanted_kind = kind in PROSE if of == "prose" else kind == of
        demand(wanted_kind and id_ == thing, entry, "the thing must be the subject")
        demand(of == "prose" or _exists(of, thing, tables), entry, "the subject is unknown")


def _compose(entry: NewEntry, tables: Statements) -> None:
    moves = {split_fact(item["fact"])[0]: item for item in entry.payload["facts"]}
    event = entry.subject[6:]
    for act, item in moves.items():
        value = item["value"]
        demand(split_fact(item["fact"])[1:] == ("event", None), entry,
                "compose writes memberships only")  # fmt: skip
        row = tables.one(
            "SELECT event FROM record_act WHERE id = %s UNION ALL "
            "SELECT event FROM record_intervention WHERE id = %s", act, act,
        )  # fmt: skip
        demand(row, entry, f"the act {act} is unknown")
        demand(row and row[0] == value["from"], entry, f"{act} is not in {value['from']}")
        demand(event in (value["event"], value["from"]), entry, "a move touches the subject")
        if value["joined"]:
            _check_join(entry, act, value, moves, tables)


def _check_join(
    entry: NewEntry, act: str, value: Payload, moves: dict[str, Any], tables: Statements
) -> None:
    target = value["joined"]
    moved = moves.get(target, {}).get("value")
    row = tables.one("SELECT event, joined FROM record_act WHERE id = %s", target)
    demand(row, entry, f"the act {target} is unknown")
    place = (moved["event"], moved["joined"]) if moved else tuple(row or (None, None))
    demand(target != act and place == (value["event"], None), entry,
            f"{act} can be one only with an act of its event that is joined to none")  # fmt: skip


def _party(entry: NewEntry, tables: Statements) -> None:
    _of_subject(entry, entry.payload["facts"])
    for item in entry.payload["facts"]:
        other = _BY_OTHERS.get(split_fact(item["fact"])[1])
        demand(other is None, entry, f"that field is set by {other}")
    report = entry.payload["report"]
    demand(report is None or _exists("report", report, tables), entry, "the report is unknown")


def _match(entry: NewEntry, tables: Statements) -> None:
    demand(len(entry.payload["facts"]) == 1, entry, "one judgement is about one pair")
    item = entry.payload["facts"][0]
    left, field, right = split_fact(item["fact"])
    demand(field == "match" and right and left < right, entry, "write the smaller ULID first")
    for party in (left, str(right)):
        demand(_exists("party", party, tables), entry, f"the party {party} is unknown")
    kept = item["value"]["kept"]
    demand(kept in (left, right) and entry.subject == f"party:{kept}", entry,
            "the kept party is one of the two, and the subject")  # fmt: skip
    refuse_contradiction(left, str(right), item["value"]["verdict"], tables)


def _access(entry: NewEntry, tables: Statements) -> None:
    kind, _, subject = entry.subject.partition(":")
    if kind in _TABLES:
        demand(_exists(kind, subject, tables), entry, "the subject is unknown")
    for item in entry.payload["facts"]:
        thing, field, _ = split_fact(item["fact"])
        demand(field in _BY_ACCESS, entry, "access sets levels and grounds only")
        if thing != subject:
            row = tables.one(
                "SELECT report, event FROM record_act WHERE id = %s UNION ALL "
                "SELECT report, event FROM record_intervention WHERE id = %s", thing, thing,
            )  # fmt: skip
            demand(row and subject in row, entry, f"{thing} is nothing of the subject")
    if kind == "party":
        _demand_ground(entry, subject, tables)
    check_reached(entry, tables)
    is_opened = any(
        item["fact"] == f"{subject}.level" and item["value"] != "restricted"
        for item in entry.payload["facts"]
    )
    is_lost = kind == "report" and is_opened and gone_of([subject], tables)
    demand(not is_lost, entry, "it was erased, or made from what was erased")


def _demand_ground(entry: NewEntry, party: str, tables: Statements) -> None:
    said = {split_fact(item["fact"])[1]: item["value"] for item in entry.payload["facts"]}
    rows = tables.rows(
        "SELECT field, value FROM record_fact WHERE thing = %s "
        "AND field IN ('level', 'ground') AND item IS NULL", party,
    )  # fmt: skip
    after = {field: json.loads(value) for field, value in rows} | said
    demand(after.get("level") != "public" or after.get("ground"), entry,
            "a name is public only with a ground")  # fmt: skip


def _erase(entry: NewEntry, tables: Statements) -> None:
    check_erase(entry, tables)
    check_reached(entry, tables)
    unread = entry.payload.get("unread", [])
    rows = tables.among(
        "SELECT id FROM record_report WHERE text IS NULL AND failure IS NOT NULL AND id IN (%s)",
        unread,
    )
    demand(len(rows) == len(set(unread)) == len(unread), entry, "a report was read meanwhile")


RULES: dict[Kind, Callable[[NewEntry, Statements], None]] = {
    Kind.RECEIVE: _receive, Kind.PROPOSE: _propose, Kind.DECIDE: _decide, Kind.CORRECT: _decide,
    Kind.COMPOSE: _compose, Kind.PARTY: _party, Kind.MATCH: _match, Kind.ACCESS: _access,
    Kind.REQUEST: check_request, Kind.APPROVE: check_approve, Kind.PUBLISH: check_publish,
    Kind.WITHDRAW: check_withdraw, Kind.ERASE: _erase,
}  # fmt: skip
