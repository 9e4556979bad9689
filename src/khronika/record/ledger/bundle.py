"""What must hold before something becomes public, or is taken away: two people for every fact.

Triggers repeat these rules on append-only tables (`migrations/_triggers.py`); here they have
messages for people, and the working tables are asked too.
"""

import json
from collections.abc import Iterable
from typing import Any

from khronika.record.documents.offered import packages_of
from khronika.record.documents.taking import only_takes_away
from khronika.record.errors import EntryRefused, RecordMovedOn, SecondPersonRequired, ValueErased
from khronika.record.identity import refuse_contradicted
from khronika.record.ledger.entry import PROSE, NewEntry
from khronika.record.ledger.sql import Statements
from khronika.record.public.schema import parse
from khronika.record.serialise import Draft


def demand(holds: object, entry: NewEntry, rule: str) -> None:
    """Refuse an entry whose rule does not hold, in the rule's words."""
    if not holds:
        raise EntryRefused(f"{entry.kind} of {entry.subject}: {rule}")


def check_request(entry: NewEntry, tables: Statements) -> None:
    """Refuse a bundle that is not decided, not present, or not complete."""
    payload = entry.payload
    wanted = dict(payload["facts"])
    demand(wanted and len(wanted) == len(payload["facts"]), entry, "a bundle names each fact once")
    rows = {
        row[0]: row[1:]
        for row in tables.among(
            "SELECT id, seq, status, author, erased FROM record_fact WHERE id IN (%s)",
            list(wanted),
        )
    }
    for fact, seq in payload["facts"]:
        row = rows.get(fact)
        demand(row, entry, f"{fact} is unknown")
        if row and row[0] != seq:
            raise RecordMovedOn(f"fact {fact} changed in entry {row[0]}; request again")
        demand(row and row[1] == "accepted" and not row[3], entry, f"{fact} is not decided")
        demand(row and row[2].startswith("u:"), entry,
                f"{fact} is a service's draft; a person must accept it first")  # fmt: skip
    subjects = [subject for subject, _, _ in payload["documents"]]
    places = {(subject, level) for subject, level, _ in payload["documents"]}
    demand(entry.subject in subjects, entry, "the bundle must publish its subject")
    demand(len(places) == len(subjects) == len(payload["bodies"]), entry,
            "one document and one body per subject and level")  # fmt: skip
    refuse_contradicted(_parties_of(wanted, tables), tables)
    _check_allotted(entry, tables)


def _parties_of(facts: Iterable[str], tables: Statements) -> set[str]:
    """Answer every party that facts are of, name or judge."""
    listed = list(facts)
    rows = tables.among("SELECT thing, party FROM record_fact WHERE id IN (%s)", listed)
    judged = {fact.partition(".match.")[2] for fact in listed}
    return {one for row in rows for one in row if one} | judged


def _check_allotted(entry: NewEntry, tables: Statements) -> None:
    for subject, number in entry.payload["numbers"]:
        if tables.one("SELECT 1 FROM record_number WHERE number = %s OR subject = %s",
                      number, subject):  # fmt: skip
            raise RecordMovedOn(f"the number {number} was allotted meanwhile; request again")
    for party, level, _ in entry.payload["public_ids"]:
        column = "public_id" if level == "public" else "network_id"
        row = tables.one(f"SELECT {column} FROM record_party WHERE id = %s", party)  # noqa: S608
        demand(row, entry, f"the party {party} is unknown")
        if row and row[0] is not None:
            raise RecordMovedOn(f"the party {party} got its public id meanwhile; request again")


def _bundle(entry: NewEntry, tables: Statements) -> Any:
    row = tables.one(
        "SELECT r.facts, r.documents, r.actor, r.seconded, r.published, r.seq, r.subject "
        "FROM record_request r WHERE r.id = %s", entry.payload["request"],
    )  # fmt: skip
    demand(row, entry, "the request is unknown")
    demand(row and row[4] is None, entry, "the request was published before")
    demand(row and row[6] == entry.subject, entry, "the request is about another subject")
    return row


def check_approve(entry: NewEntry, tables: Statements) -> None:
    """Refuse an approval of what the approver wrote, or of what is not in the bundle."""
    row = _bundle(entry, tables)
    asked = {(fact, seq) for fact, seq in json.loads(row[0])}
    given = [(fact, seq) for fact, seq in entry.payload["facts"]]
    demand(set(given) <= asked and len(set(given)) == len(given), entry,
            "an approval names facts of the bundle, each once")  # fmt: skip
    rows = tables.among("SELECT id, seq, author FROM record_fact WHERE id IN (%s)",
                        [fact for fact, _ in given])  # fmt: skip
    present = {id_: (seq, author) for id_, seq, author in rows}
    for fact, seq in given:
        now, author = present[fact]
        if now != seq:
            raise RecordMovedOn(f"fact {fact} changed in entry {now}; a new bundle is needed")
        if author == entry.actor or (
            _is_prose(fact, entry) and entry.actor in _writers(fact, tables)
        ):
            raise SecondPersonRequired(
                f"{fact} was written by the one who approves it; ask another"
            )


def _is_prose(fact: str, entry: NewEntry) -> bool:
    """Tell whether a fact is part of a text: its tree, its address, or what its kind adds."""
    kind, _, subject = entry.subject.partition(":")
    return ".tree." in fact or (kind in PROSE and fact.startswith(f"{subject}."))


def _writers(fact: str, tables: Statements) -> set[str]:
    """Everybody who wrote a part of a text since a second person last stood behind it."""
    marks = tables.rows(
        "SELECT seq, actor, what FROM record_mark WHERE fact = %s ORDER BY entry", fact
    )
    wrote = {seq: actor for seq, actor, what in marks if what == "write"}
    latest = max(wrote, default=0)
    sound = [
        seq
        for seq, actor, what in marks
        if what == "approve" and seq != latest and wrote.get(seq) != actor
    ]
    return {actor for seq, actor in wrote.items() if seq > max(sound, default=0)}


def unapproved(facts: Iterable[tuple[str, int]], tables: Statements) -> list[str]:
    """List the facts of a bundle that nobody but their author stands behind at this seq.

    Args:
        facts: (fact id, seq) of a bundle.
        tables: where to read.
    """
    pairs = dict(facts)
    marks: dict[str, list[tuple[int, str, str]]] = {fact: [] for fact in pairs}
    for fact, seq, actor, what in tables.among(
        "SELECT fact, seq, actor, what FROM record_mark WHERE fact IN (%s)", list(pairs)
    ):
        marks[fact].append((seq, actor, what))
    return [fact for fact, seq in pairs.items() if not _is_approved(marks[fact], seq)]


def _is_approved(marks: list[tuple[int, str, str]], seq: int) -> bool:
    writes = {at: actor for at, actor, what in marks if what == "write"}
    author = writes.get(seq)
    if author is None or seq != max(writes) or not author.startswith("u:"):
        return False
    return any(at == seq and what == "approve" and actor != author for at, actor, what in marks)


def check_publish(entry: NewEntry, tables: Statements) -> None:
    """Refuse a publication that a second person does not stand behind, fact by fact."""
    row = _bundle(entry, tables)
    facts, documents = json.loads(row[0]), json.loads(row[1])
    left = unapproved([(fact, seq) for fact, seq in facts], tables)
    if left:
        raise SecondPersonRequired(
            f"{len(left)} facts wait for a second person, the first is {left[0]}"
        )
    if not row[3]:
        raise SecondPersonRequired("somebody other than the requester must approve in this bundle")
    refuse_contradicted(_parties_of((fact for fact, _ in facts), tables), tables)
    for subject, level, _ in documents:
        last = _last_publication(subject, level, tables)
        demand(last < row[5], entry, f"{subject} changed in public since the request; ask again")
    _demand_drafts(entry, documents)
    _demand_kept(entry, tables)
    _demand_unreached(entry, tables)


def _demand_kept(entry: NewEntry, tables: Statements) -> None:
    """Refuse documents that were read before an erasure took their bytes away.

    Raises:
        ValueErased: whoever publishes holds what the record has forgotten.
    """
    row = tables.one("SELECT bodies FROM record_request WHERE id = %s", entry.payload["request"])
    ids = {one["value"] for one in json.loads(row[0])} if row else set()
    left = tables.among("SELECT id FROM record_value WHERE id IN (%s)", sorted(ids))
    if len(left) < len(ids):
        raise ValueErased("something in the bundle was erased meanwhile; request again")


def _demand_unreached(entry: NewEntry, tables: Statements) -> None:
    """Refuse a bundle that offers what was closed since its documents were made.

    A copy is closed when somebody restricts or erases its original, or somebody in it; no fact of
    the bundle changes by that.
    """
    asked = tables.one(
        "SELECT base, seq FROM record_entry WHERE id = %s", entry.payload["request"]
    )
    since = next((seq for seq in asked or () if seq is not None), 0)
    names = {name for draft in entry.drafts for name in packages_of(parse(draft.body))}
    rows = tables.among(
        "SELECT id, reached FROM record_evidence WHERE reached IS NOT NULL AND id IN (%s)",
        sorted(name.removeprefix("ev-") for name in names),
    )
    for id_, reached in rows:
        demand(reached <= since, entry, f"ev-{id_} was closed since the request; ask again")


def _last_publication(subject: str, level: str, tables: Statements) -> int:
    row = tables.one(
        "SELECT max(seq) FROM record_publication WHERE subject = %s AND level = %s", subject, level
    )
    return row[0] or 0 if row else 0


def _demand_drafts(entry: NewEntry, documents: list[list[str]]) -> None:
    brought = sorted([draft.subject, str(draft.level), draft.sha256] for draft in entry.drafts)
    demand(brought == sorted(documents), entry, "the documents brought are not the ones named")


def check_withdraw(entry: NewEntry, tables: Statements) -> None:
    """Refuse a withdrawal of what is not published."""
    documents = entry.payload["documents"]
    demand(documents, entry, "nothing is withdrawn")
    for subject, level, _ in documents:
        demand(_last_publication(subject, level, tables), entry, f"{subject} is not published")
    _demand_drafts(entry, documents)


def check_erase(entry: NewEntry, tables: Statements) -> None:
    """Refuse an erasure that names a value twice, or one that is not there."""
    kind, _, id_ = entry.subject.partition(":")
    demand(_subject_exists(kind, id_, tables), entry, "the subject is unknown")
    ids = entry.payload["values"]
    rows = tables.among("SELECT id FROM record_value WHERE id IN (%s)", ids)
    demand(len(rows) == len(set(ids)) == len(ids), entry, "each value is erased once")
    demand(all(old in ids for old, _ in entry.payload["masked"]), entry,
            "a masked copy replaces a value that is erased")  # fmt: skip
    demand(ids or not entry.drafts, entry, "documents are changed and no value is erased")
    _demand_drafts(entry, entry.payload["documents"])
    for draft in entry.drafts:
        _demand_taking_away(entry, draft, tables)


def _demand_taking_away(entry: NewEntry, draft: Draft, tables: Statements) -> None:
    """Refuse a document that says more than the one it replaces: here nobody else looks at it."""
    row = tables.one("SELECT body FROM public_document WHERE subject = %s AND level = %s",
                     draft.subject, str(draft.level))  # fmt: skip
    demand(row, entry, f"{draft.subject} is not published")
    left, own = parse(draft.body), [draft.subject, str(draft.level)]
    demand(row and [left.get("subject"), left.get("level")] == own
           and only_takes_away(parse(row[0]), left), entry,
            f"what is left of {draft.subject} would say what two people did not approve; an "
            "erasure only takes away")  # fmt: skip


def _subject_exists(kind: str, id_: str, tables: Statements) -> bool:
    table = "record_party" if kind == "party" else "record_report"
    return tables.one(f"SELECT 1 FROM {table} WHERE id = %s", id_) is not None  # noqa: S608
