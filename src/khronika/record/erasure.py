"""The right to be forgotten: values and salts are deleted, the chain still verifies.

An erasure is planned (every value of the person and of the parties judged the same, or of the
report and its people, and every other value in which a folded search finds a name of theirs), then
written as one entry, then finished outside the transaction: files unlinked, full-text tables
rebuilt, free pages and WAL emptied. Until the last step has succeeded it is pending and is tried
again.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from khronika.model.canonical import Json
from khronika.model.vocabulary import Level
from khronika.record.access import require
from khronika.record.approval import published_places
from khronika.record.copies import copies_of_person, packages_naming
from khronika.record.documents.covering import (
    MASK,
    Cover,
    frozen_with,
    ids_ever,
    mask,
    standing_bodies,
)
from khronika.record.documents.erase import proper_names
from khronika.record.documents.leaving import (
    OthersWords,
    names_of_person,
    people_of_report,
    shown_values,
)
from khronika.record.documents.offered import packages_of
from khronika.record.documents.packages import offered_that_name
from khronika.record.errors import EntryRefused, PlanMoved, RecordBusy, RecordMovedOn
from khronika.record.identity import component
from khronika.record.ledger.append import Ledger, entry_of, read_entries
from khronika.record.ledger.copies import copies_of
from khronika.record.ledger.entry import PROSE, Entry, Kind, NewEntry, Payload
from khronika.record.ledger.films import films_of_report
from khronika.record.ledger.outside import list_erasures, listed_erasures, stamp_head
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.models import Evidence
from khronika.record.public import store
from khronika.record.public.schema import parse
from khronika.record.rereading import reports_left_unread
from khronika.record.serialise import Draft, tombstone, without
from khronika.record.touched import Plan, mark_of
from khronika.record.values import Large, Personal, read_large, references
from khronika.script.find import find_folded

__all__ = [
    "KEEPERS", "MASK", "Plan", "Progress", "erase", "mask", "plan", "remaining", "restore",
    "unwatched",
]  # fmt: skip

MOST_LOOKS = 50
"""How often a plan is brought up to a record that moves on before `RecordBusy`."""
KEEPERS: list[Callable[[Sequence[str]], None]] = []
"""What rooms above keep of words beside the record (drafts): each covers some names in it."""
Progress = Callable[[str, int, int], None]
"""Told what is looked through (values, documents, packages), how many of them, of how many."""
RESTORER = "s:restore"
RESTORED = "user:" + "0" * 26
"""The subject of `restore` entries: nobody's account, the whole record is meant."""


def unwatched(what: str, done: int, of: int) -> None:
    """Take progress where nobody looks."""


def plan(ledger: Ledger, subject: str, *, progress: Progress = unwatched) -> Plan:
    """Find everything that must go when a person or report is erased.

    Args:
        ledger: the record, and the randomness for nonces.
        subject: `party:` or `report:` and a ULID.
        progress: told how far it is.

    Raises:
        EntryRefused: the subject is none of these.
    """
    with snapshot(ledger.using) as tables:
        made = Plan(subject, ledger.head()[0])
        _plan(made, ledger, tables, progress)
        return made


def _plan(made: Plan, ledger: Ledger, tables: Statements, progress: Progress) -> None:
    subject = made.subject
    kind, _, id_ = subject.partition(":")
    if kind == "party":
        parties = sorted(component(id_, tables))
        made.names = names_of_person(parties, tables)
        made.copies = copies_of_person(id_, tables)
        made.unread = reports_left_unread(made.names, tables)
        _own_values(made, [f"party:{party}" for party in parties], tables)
        _found_by_name(made, tables, ledger.using, progress=progress)
        _documents(made, ledger, ids_ever(parties, tables), progress)
    elif kind == "report":
        _report(made, id_, tables, ledger, progress)
    else:
        raise EntryRefused(f"{subject} cannot be erased; name a party or a report")


def _own_values(made: Plan, owners: Sequence[str], tables: Statements) -> None:
    rows = tables.among("SELECT id FROM record_value WHERE owner IN (%s)", owners)
    made.values += sorted(row[0] for row in rows)


def _found_by_name(
    made: Plan,
    tables: Statements,
    using: str,
    only: frozenset[str] | None = None,
    progress: Progress = unwatched,
    others: OthersWords | None = None,
) -> None:
    """Delete every other value that holds a name; keep a masked copy where something shows it."""
    if not made.names:
        return
    shown, cover = shown_values(tables), Cover(made.names)
    own = set(made.values)
    rows = list(tables.stream("SELECT id, owner, key, body FROM record_value ORDER BY id"))
    for done, (id_, owner, key, body) in enumerate(rows):
        progress("values", done, len(rows))
        if id_ in own or (only is not None and id_ not in only):
            continue
        if others is not None and others.hold(id_, owner, is_large=bool(key)):
            continue
        value: Json = read_large(id_, using=using) if key else json.loads(body)
        if not cover.holds_name(value):
            continue
        made.values.append(id_)
        if id_ in shown and owner.partition(":")[0] not in PROSE:
            masked = cover.cover(value)
            made.masked.append((id_, Large(masked, owner) if key else Personal(masked, owner)))


def _documents(made: Plan, ledger: Ledger, public_ids: list[str], progress: Progress) -> None:
    seed, standing = ledger.random(16), list(store.bodies())
    made.packages = _packages(made, standing, progress)
    for done, (subject, level, body) in enumerate(standing):
        progress("documents", done, len(standing))
        draft = _cleaned(made, ledger, (subject, level, body), public_ids, seed)
        if draft is not None:
            made.drafts.append(draft)
    # A document that stays as it is keeps its frozen bytes: what stands can always be compared.
    drawn = {(draft.subject, draft.level) for draft in made.drafts}
    places = standing_bodies(Statements.on(ledger.using))
    made.values = [id_ for id_ in made.values if id_ not in places or places[id_] in drawn]


def _packages(
    made: Plan, standing: Sequence[tuple[str, str, str]], progress: Progress
) -> list[str]:
    """Answer the packages that are offered and name the erased, or are those of the report."""
    kind, _, id_ = made.subject.partition(":")
    rows = Evidence.objects.filter(report=id_) if kind == "report" else ()
    found = {f"ev-{id_}" for id_ in (*(row.id for row in rows), *made.copies)}
    proper, folder = proper_names(made.names), Path(settings.HOME) / "store"
    for level in (Level.PUBLIC, Level.NETWORK):
        bodies = [body for _, of, body in standing if of == level]
        found |= offered_that_name(
            proper, made.names, level=level, bodies=bodies, store=folder,
            progress=lambda done, of: progress("packages", done, of),
        )  # fmt: skip
    offered = {name for *_, body in standing for name in packages_of(parse(body))}
    return sorted(found & offered)


def _cleaned(
    made: Plan,
    ledger: Ledger,
    document: tuple[str, str, str],
    public_ids: list[str],
    seed: bytes,
) -> Draft | None:
    """Answer the document without the person, or None where it holds nothing of theirs."""
    subject, level, body = document
    before = parse(body)
    if before["kind"] == "tombstone":
        if not before.get("reason") or not find_folded(before["reason"], made.names):
            return None
        return tombstone(subject, level, reason=None, withdrawn_on=before["on"], nonce=seed,
                         number=before["number"], why=before["why"],
                         successor=before["successor"])  # fmt: skip
    left = without(body, public_ids, made.names, nonce=seed, acts=made.acts,
                   packages=made.packages)  # fmt: skip
    if left is None:
        return tombstone(subject, level, reason=None, nonce=seed, number=before.get("number"),
                         withdrawn_on=ledger.now().date().isoformat(), why="erased")  # fmt: skip
    after = json.loads(left.body) | {"nonce": before["nonce"]}
    return None if after == before else left


def _report(
    made: Plan, report: str, tables: Statements, ledger: Ledger, progress: Progress
) -> None:
    """Everything that only this report and copies of its films say: words, acts, people."""
    copies = copies_of([report], tables)
    made.copies, reports = sorted(copies), sorted({report, *copies.values()})
    for table in ("record_act", "record_intervention"):
        query = f"SELECT id FROM {table} WHERE report IN (%s) ORDER BY id"  # noqa: S608  # constants
        made.acts += [row[0] for row in tables.among(query, reports)]
    made.acts += [film for one in reports for film in films_of_report(one, tables)]
    rows = tables.among("SELECT id FROM record_party WHERE report IN (%s)", reports)
    parties = [row[0] for row in rows]
    owners = [f"report:{one}" for one in reports] + [f"party:{party}" for party in parties]
    _own_values(made, owners, tables)
    gone = {*made.acts, *parties, *reports}
    frozen = frozen_with(gone, parties, tables, using=ledger.using)
    made.values += [one for one in frozen if one not in made.values]
    people = people_of_report(parties, tables)
    made.names, made.elsewhere = list(people.names), list(people.elsewhere)
    others = OthersWords(reports, tables)
    _found_by_name(made, tables, ledger.using, progress=progress, others=others)
    _documents(made, ledger, ids_ever(parties, tables), progress)


def erase(
    ledger: Ledger,
    actor: str,
    subject: str,
    *,
    ground: str,
    base: int | None,
    entry: str | None = None,
    shown: str | None = None,
    progress: Progress = unwatched,
) -> list[Entry]:
    """Erase a person or a report for good; call `finish_erasures` afterwards.

    The entry is written on the very head for which it was planned: what others write meanwhile is
    looked through too, and nothing is erased before all of it was. What is kept beside the record
    is covered before the entry and once more after it: whenever the process is killed, no draft
    keeps a name that the record has forgotten.

    Args:
        ledger: where to write.
        actor: a security officer.
        subject: `party:` or `report:` and a ULID.
        ground: person_asked, guardian_asked, danger, law or error.
        base: the head that the screen was made from.
        entry: id of the entry, for a form that may be sent twice.
        shown: `mark_of` the plan that the actor saw; None where nobody was shown one.
        progress: told how far it is.

    Returns:
        The `erase` entry, alone in a list.

    Raises:
        NotAllowed: the actor may not erase.
        PlanMoved: the erasure would touch other things than was shown.
        RecordMovedOn: the subject changed since the screen was made.
        RecordBusy: others wrote all the while.
    """
    known = entry_of(entry, using=ledger.using) if entry else None
    if known:
        _cover_kept(())
        return [known]
    require(actor, "erase", subject, using=ledger.using)
    made = plan(ledger, subject, progress=progress)
    for attempt in range(MOST_LOOKS):
        if shown is not None and mark_of(made) != shown:
            raise PlanMoved(f"erasing {subject} would touch more or less than was shown")
        if not attempt:
            _cover_kept(made.names)
        try:
            written = _write(ledger, actor, made, ground, base, entry)
        except (RecordMovedOn, EntryRefused):
            # What was planned may not fit what others wrote meanwhile.
            if ledger.head()[0] == made.base:
                raise
            _catch_up(made, ledger)
            continue
        _cover_kept(made.names)
        return [written]
    raise RecordBusy(f"others write all the while; erase {subject} again in a moment")


def _cover_kept(names: Sequence[str]) -> None:
    for cover in KEEPERS:
        cover(names)


def _catch_up(made: Plan, ledger: Ledger) -> None:
    """Bring a plan up to the present head: what was written since is looked through as well."""
    with snapshot(ledger.using) as tables:
        fresh = Plan(made.subject, ledger.head()[0])
        kind, _, id_ = made.subject.partition(":")
        parties = sorted(component(id_, tables)) if kind == "party" else []
        if kind != "party" or names_of_person(parties, tables) != made.names:
            _plan(fresh, ledger, tables, unwatched)
            made.values, made.masked, made.acts = fresh.values, fresh.masked, fresh.acts
            made.copies, made.unread = fresh.copies, fresh.unread
            made.names, made.drafts, made.base = fresh.names, fresh.drafts, fresh.base
            made.packages, made.elsewhere = fresh.packages, fresh.elsewhere
            return
        since = [row[9] for row in read_entries(tables, after=made.base)]
        only = frozenset(id_ for text in since for id_, _ in references(json.loads(text)))
        _own_values(fresh, [f"party:{party}" for party in parties], tables)
        made.values += sorted(set(fresh.values) - set(made.values))
        _found_by_name(made, tables, ledger.using, only)
        left = set(_present(made.values, tables))
        made.values = [one for one in made.values if one in left]
        made.masked = [pair for pair in made.masked if pair[0] in left]
        made.drafts, made.copies = [], copies_of_person(id_, tables)
        made.unread = reports_left_unread(made.names, tables)
        _documents(made, ledger, ids_ever(parties, tables), unwatched)
        made.base = fresh.base


def _present(ids: Sequence[str], tables: Statements) -> list[str]:
    rows = tables.among("SELECT id FROM record_value WHERE id IN (%s)", list(ids))
    return [row[0] for row in rows]


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
        "copies": sorted({*made.copies, *packages_naming(made, using=ledger.using)}),
        "unread": made.unread,
    }
    if places - known:
        raise EntryRefused(f"{sorted(places - known)[0]} was never published; verify the record")
    new = NewEntry(
        entry or ledger.new_id(), actor, Kind.ERASE, made.subject, payload, base, 2,
        drafts=tuple(made.drafts), head=made.base,
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
