"""The right to be forgotten: values and salts are deleted, the chain still verifies.

An erasure is planned (every value of the person and of the parties judged the same, and every
other value in which a folded search finds a name of theirs), then written as one entry, then
finished outside the transaction: files unlinked, full-text tables rebuilt, free pages and WAL
emptied. Until the last step has succeeded it is pending and is tried again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from khronika.model.canonical import Json
from khronika.record.approval import published_places
from khronika.record.errors import EntryRefused
from khronika.record.identity import component
from khronika.record.ledger.append import Ledger, entry_of
from khronika.record.ledger.entry import PROSE, Entry, Kind, NewEntry, Payload
from khronika.record.ledger.outside import list_erasures, listed_erasures, stamp_head
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.public import store
from khronika.record.serialise import Draft, tombstone, without
from khronika.record.values import Large, Personal, read, read_large
from khronika.script.find import find_folded

MASK = "\N{FULL BLOCK}"
KEEPERS: list[Callable[[Sequence[str]], None]] = []
"""What rooms above keep of words beside the record (drafts): each covers some names in it."""
RESTORER = "s:restore"
RESTORED = "user:" + "0" * 26
"""The subject of `restore` entries: nobody's account, the whole record is meant."""


@dataclass(slots=True)
class Plan:
    """What an erasure will do; the screen shows it before anybody confirms."""

    subject: str
    base: int
    values: list[str] = field(default_factory=list)
    masked: list[tuple[str, Personal | Large]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def plan(ledger: Ledger, subject: str) -> Plan:
    """Find everything that must go when a person or report is erased.

    Args:
        ledger: the record, and the randomness for nonces.
        subject: `party:` or `report:` and a ULID.

    Raises:
        EntryRefused: the subject is none of these.
    """
    with snapshot(ledger.using) as tables:
        made = Plan(subject, ledger.head()[0])
        _plan(made, ledger, tables)
        return made


def _plan(made: Plan, ledger: Ledger, tables: Statements) -> None:
    subject = made.subject
    kind, _, id_ = subject.partition(":")
    if kind == "party":
        parties = sorted(component(id_, tables))
        made.names = _names(parties, tables, ledger.using)
        _own_values(made, [f"party:{party}" for party in parties], tables)
        _found_by_name(made, tables, ledger.using)
        _documents(made, ledger, _public_ids(parties, tables, ledger.using))
    elif kind == "report":
        _report(made, id_, tables, ledger)
    else:
        raise EntryRefused(f"{subject} cannot be erased; name a party or a report")


def _names(parties: Sequence[str], tables: Statements, using: str) -> list[str]:
    rows = tables.among(
        "SELECT v.id FROM record_fact f JOIN record_value v ON v.id = f.value_id "
        "WHERE f.field IN ('name', 'other_names') AND f.thing IN (%s)", parties,
    )  # fmt: skip
    names = {str(name) for name in read([row[0] for row in rows], using=using).values()}
    # What an earlier erasure covered is no name any more.
    return sorted(name for name in names if any(letter.isalnum() for letter in name))


def _own_values(made: Plan, owners: Sequence[str], tables: Statements) -> None:
    rows = tables.among("SELECT id FROM record_value WHERE owner IN (%s)", owners)
    made.values += sorted(row[0] for row in rows)


def _found_by_name(made: Plan, tables: Statements, using: str) -> None:
    """Delete every other value that holds a name; keep a masked copy where something shows it."""
    if not made.names:
        return
    shown, masker = _shown_values(tables), _Masker(made.names)
    own = set(made.values)
    for id_, owner, key, body in list(
        tables.stream("SELECT id, owner, key, body FROM record_value ORDER BY id")
    ):
        if id_ in own:
            continue
        value: Json = read_large(id_, using=using) if key else json.loads(body)
        if not masker.holds_name(value):
            continue
        made.values.append(id_)
        if id_ in shown and owner.partition(":")[0] not in PROSE:
            masked = masker.cover(value)
            made.masked.append((id_, Large(masked, owner) if key else Personal(masked, owner)))


def _shown_values(tables: Statements) -> set[str]:
    rows = tables.rows(
        "SELECT value_id FROM record_fact WHERE value_id IS NOT NULL UNION "
        "SELECT text FROM record_report WHERE text IS NOT NULL UNION "
        "SELECT coding FROM record_report WHERE coding IS NOT NULL"
    )
    return {row[0] for row in rows}


def mask(value: Json, names: Sequence[str]) -> Json:
    """Cover every mention of some names in the strings of a value, keeping their lengths.

    Offsets of other words stay right. Names are found folded: declined, transliterated, glued.

    >>> mask({"text": "Ilmira Testova spoke"}, ["Ilmira Testova"])
    {'text': '██████████████ spoke'}
    """
    return _Masker(names).cover(value)


class _Masker:
    """Covers names in many values; what was looked through once is remembered for this plan."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.seen: dict[str, str] = {}

    def cover(self, value: Json) -> Json:
        """Answer the value with every mention covered."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {key: self.cover(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.cover(item) for item in value]
        return value

    def holds_name(self, value: Json) -> bool:
        """Tell whether a value has a mention; the frozen bytes of a document are read as JSON."""
        if isinstance(value, str) and value.startswith("{"):
            value = json.loads(value)
        return self.cover(value) != value

    def _text(self, text: str) -> str:
        if text not in self.seen:
            self.seen[text] = _cover(text, self.names)
        return self.seen[text]


def _cover(text: str, names: Sequence[str]) -> str:
    spans = find_folded(text, names)
    if "%" in text and not spans and find_folded(_spelled(text), names):
        # An address spells the name in %XX: no part of it can be kept.
        spans = [(0, len(text))]
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text


def _spelled(address: str) -> str:
    return "".join(letter if letter.isalnum() else " " for letter in unquote(address))


def _public_ids(parties: Sequence[str], tables: Statements, using: str) -> dict[str, list[str]]:
    rows = tables.among(
        "SELECT public_id, network_id FROM record_party WHERE id IN (%s)", list(parties)
    )
    ids = {"public": [row[0] for row in rows if row[0]],
           "network": [row[1] for row in rows if row[1]]}  # fmt: skip
    return {level: [str(one) for one in read(some, using=using).values()]
            for level, some in ids.items()}  # fmt: skip


def _documents(made: Plan, ledger: Ledger, public_ids: dict[str, list[str]]) -> None:
    seed = ledger.random(16)
    for subject, level, body in list(store.bodies()):
        draft = _cleaned(made, ledger, (subject, level, body), public_ids, seed)
        if draft is not None:
            made.drafts.append(draft)


def _cleaned(
    made: Plan,
    ledger: Ledger,
    document: tuple[str, str, str],
    public_ids: dict[str, list[str]],
    seed: bytes,
) -> Draft | None:
    """Answer the document without the person, or None where it holds nothing of theirs."""
    subject, level, body = document
    before = json.loads(body)
    if before["kind"] == "tombstone":
        if not before.get("reason") or not find_folded(before["reason"], made.names):
            return None
        return tombstone(subject, level, reason=None, withdrawn_on=before["on"], nonce=seed,
                         number=before["number"], why=before["why"],
                         successor=before["successor"])  # fmt: skip
    left = without(body, public_ids.get(level, []), made.names, nonce=seed, acts=made.acts)
    if left is None:
        return tombstone(subject, level, reason=None, nonce=seed, number=before.get("number"),
                         withdrawn_on=ledger.now().date().isoformat(), why="erased")  # fmt: skip
    after = json.loads(left.body) | {"nonce": before["nonce"]}
    return None if after == before else left


def _report(made: Plan, report: str, tables: Statements, ledger: Ledger) -> None:
    """Everything that only this report says: its words, its acts, its mentions of people."""
    for table in ("record_act", "record_intervention"):
        query = f"SELECT id FROM {table} WHERE report = %s ORDER BY id"  # noqa: S608  # constants
        made.acts += [row[0] for row in tables.rows(query, report)]
    rows = tables.rows("SELECT id FROM record_party WHERE report = %s", report)
    parties = [row[0] for row in rows]
    _own_values(made, [f"report:{report}", *(f"party:{party}" for party in parties)], tables)
    gone = {*made.acts, *parties, report}
    for bodies, facts in tables.rows("SELECT bodies, facts FROM record_request"):
        if any(fact.partition(".")[0] in gone for fact, _ in json.loads(facts)):
            ids = [body["value"] for body in json.loads(bodies)]
            left = tables.among("SELECT id FROM record_value WHERE id IN (%s)", ids)
            made.values += sorted({row[0] for row in left} - set(made.values))
    _documents(made, ledger, _public_ids(parties, tables, ledger.using))


def erase(
    ledger: Ledger,
    actor: str,
    subject: str,
    *,
    ground: str,
    base: int | None,
    entry: str | None = None,
) -> list[Entry]:
    """Erase a person or a report for good; call `finish` afterwards.

    Args:
        ledger: where to write.
        actor: a security officer.
        subject: `party:` or `report:` and a ULID.
        ground: person_asked, guardian_asked, danger, law or error.
        base: the head that the screen was made from.
        entry: id of the entry, for a form that may be sent twice.

    Returns:
        The `erase` entries: one, and another where somebody wrote the name again meanwhile.
    """
    known = entry_of(entry, using=ledger.using) if entry else None
    if known:
        return [known]
    written: list[Entry] = []
    made = plan(ledger, subject)
    while True:
        written.append(_write(ledger, actor, made, ground, base, None if written else entry))
        if len(written) == 1 and made.names:
            for cover in KEEPERS:
                cover(made.names)
        if written[-1].seq == made.base + 1:
            return written
        # The record moved on while the plan was made: look again, with the names known before.
        with snapshot(ledger.using) as tables:
            made = Plan(subject, ledger.head()[0], names=made.names)
            _found_by_name(made, tables, ledger.using)
            _documents(made, ledger, {})
        base = base and made.base
        if not made.values and not made.drafts:
            return written


def _write(
    ledger: Ledger, actor: str, made: Plan, ground: str, base: int | None, entry: str | None
) -> Entry:
    places = {(draft.subject, draft.level) for draft in made.drafts}
    known = set(published_places(sorted({subject for subject, _ in places}), using=ledger.using))
    payload: Payload = {
        "ground": ground,
        "values": made.values,
        "acts": made.acts,
        "masked": [[old, copy] for old, copy in made.masked],
        "documents": [[d.subject, str(d.level), d.sha256] for d in made.drafts],
        "bodies": [Large(draft.body, draft.subject) for draft in made.drafts],
    }
    if places - known:
        raise EntryRefused(f"{sorted(places - known)[0]} was never published; verify the record")
    new = NewEntry(
        entry or ledger.new_id(), actor, Kind.ERASE, made.subject, payload, base,
        drafts=tuple(made.drafts),
    )  # fmt: skip
    written = ledger.append(new)[0]
    list_erasures(using=ledger.using)
    stamp_head(using=ledger.using)
    return written


def restore(ledger: Ledger, *, head: str, first: int, last: int) -> Entry:
    """Record that a backup was restored, and erase again what had been erased since it was made.

    Args:
        ledger: the restored record.
        head: the stamped head that was lost.
        first: seq of the first entry that was lost.
        last: seq of the last entry that was lost.

    Returns:
        The `restore` entry.
    """
    for lost in listed_erasures():
        if entry_of(lost.entry, using=ledger.using) is None and _stands(lost.subject, ledger):
            erase(ledger, RESTORER, lost.subject, ground=lost.ground, base=None)
    ids = [id_ for lost in listed_erasures() for id_ in lost.values]
    rows = Statements.on(ledger.using).among("SELECT id FROM record_value WHERE id IN (%s)", ids)
    payload: Payload = {
        "head": head, "first": first, "last": last, "values": sorted(row[0] for row in rows),
    }  # fmt: skip
    new = NewEntry(ledger.new_id(), RESTORER, Kind.RESTORE, RESTORED, payload)
    return ledger.append(new)[0]


def _stands(subject: str, ledger: Ledger) -> bool:
    kind, _, id_ = subject.partition(":")
    table = {"party": "record_party", "report": "record_report"}[kind]
    query = f"SELECT 1 FROM {table} WHERE id = %s"  # noqa: S608  # constants
    return Statements.on(ledger.using).one(query, id_) is not None


def remaining(vendor: str) -> list[str]:
    """List what an erasure cannot reach, in the words that the person is told."""
    kept = [
        "restricted evidence files, until the report itself is erased",
        "older releases and mirrors that others have downloaded",
        "letters that were sent",
        "backups, until the date on which they are deleted",
    ]
    if vendor == "postgresql":
        kept.append("PostgreSQL's write-ahead log, until it is recycled")
    return kept
