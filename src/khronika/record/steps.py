"""What people do to the record, one function a step: the desk, commands and demo call these.

Each makes one entry and appends it. `base` is the seq of the head that the actor's screen was
made from; `entry` may bring the id, so that a form that is sent twice writes once.
"""

from collections.abc import Mapping, Sequence
from json import loads
from typing import Any

from khronika.model.canonical import Json
from khronika.record.completing import (
    Completing,
    append_on_head,
    receive_completing,
    standing_pages,
)
from khronika.record.copies import Original, copy_line
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.sql import Statements
from khronika.record.making import Change, add, judged, owner_of, set_fact, subject_of
from khronika.record.subjects import (
    grant,
    match,
    note,
    set_access,
    set_party,
    set_register,
    write_prose,
)
from khronika.record.values import Large, Personal

__all__ = [
    "Change", "Completing", "Kind", "Original", "accept_all", "add", "compose", "correct",
    "decide", "grant", "match", "note", "receive", "receive_again", "receive_completing",
    "set_access", "set_party", "set_register", "subject_of", "write_prose",
]  # fmt: skip


def receive(
    ledger: Ledger,
    actor: str,
    report: str,
    *,
    package: str | None = None,
    head: str | None = None,
    pages: Mapping[str, Json] | None = None,
    told: Mapping[str, Any] | None = None,
    level: str = "restricted",
    failure: str | None = None,
    original: Original | None = None,
    base: int | None = None,
    entry: str | None = None,
) -> Entry:
    """Take in a report: its sealed package, its pages, and what they say of themselves.

    Args:
        ledger: where to write.
        actor: who hands it in.
        report: a new ULID for the report.
        package: ULID of the package (without `ev-`), None for a report that gave none.
        head: SHA-256 of the package's head.
        pages: Page as JSON by the SHA-256 of its source.
        told: title, outlet, url, file_name, byline, published, captured, language, official.
        level: who may have the package: restricted until somebody says otherwise.
        failure: a code, where capture or reading failed; the report is kept with its reason.
        original: of a redacted copy, what it was made from: known to the record alone.
        base: see the module.
        entry: see the module.
    """
    owner = f"report:{report}"
    fields = {"level": level, **(told or {})}
    payload = {
        "package": package,
        "head": head,
        "sources": sorted(pages or {}),
        "failure": failure,
        "text": Large(_whole_pages(pages), owner) if pages else None,
        "facts": [
            set_fact(f"{report}.{name}", "report", value, owner) for name, value in fields.items()
        ],
    }
    made = NewEntry(entry or ledger.new_id(), actor, Kind.RECEIVE, owner, payload, base)
    if original is None or package is None or head is None:
        return ledger.append(made)[0]
    line = copy_line(actor, report, original, package=package, head=head, id_=ledger.new_id(),
                     base=base)  # fmt: skip
    return ledger.append(made, line)[0]


def receive_again(
    ledger: Ledger,
    actor: str,
    report: str,
    *,
    package: str,
    head: str,
    pages: Mapping[str, Json] | None = None,
    told: Mapping[str, Any] | None = None,
    failure: str | None = None,
    base: int | None = None,
) -> Entry:
    """Say how another reading of a report went that had failed before.

    Args:
        ledger: where to write.
        actor: who read it.
        report: ULID of the report.
        package: ULID of the package it came in with.
        head: SHA-256 of the head with which it came in.
        pages: see `receive`; None where there are none, or where the pages stand already.
        told: see `receive`; what a person has decided meanwhile stays as it is.
        failure: a code, where it failed once more.
        base: see the module.
    """
    owner, entry = f"report:{report}", ledger.new_id()

    def make(seen: int) -> NewEntry:
        decided = _decided_fields(ledger, report)
        payload = {
            "package": package,
            "head": head,
            "sources": sorted(pages or {}),
            "failure": failure,
            "text": Large({**standing_pages(ledger, report), **pages}, owner) if pages else None,
            "facts": [
                set_fact(f"{report}.{name}", "report", value, owner)
                for name, value in (told or {}).items()
                if name not in decided
            ],
        }
        return NewEntry(entry, actor, Kind.RECEIVE, owner, payload, base, 2, head=seen)

    return append_on_head(ledger, make)


def _decided_fields(ledger: Ledger, report: str) -> set[str]:
    rows = Statements.on(ledger.using).rows(
        "SELECT f.field FROM record_fact f JOIN record_entry e ON e.seq = f.seq "
        "WHERE f.thing = %s AND e.kind <> 'receive'", report,
    )  # fmt: skip
    return {row[0] for row in rows}


def _whole_pages(pages: Mapping[str, Json] | None) -> Json:
    return dict(pages or {})


def decide(
    ledger: Ledger,
    actor: str,
    of: str,
    thing: str,
    changes: Sequence[Change],
    *,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Accept, correct or reject facts of one act, intervention, party, report or event.

    Args:
        ledger: where to write.
        actor: the person who decides; their decision makes them the author of these facts.
        of: act, intervention, party, report or event.
        thing: its ULID.
        changes: one for each fact.
        base: see the module.
        entry: see the module.
    """
    subject = subject_of(of, thing, using=ledger.using)
    owner = owner_of(of, thing, ledger.using)
    payload = {"of": of, "thing": thing, "facts": [judged(c, of, owner) for c in changes]}
    return add(ledger, actor, Kind.DECIDE, subject, payload, base=base, entry=entry)


def accept_all(
    ledger: Ledger, actor: str, things: Sequence[tuple[str, str]], *, base: int
) -> list[Entry]:
    """Accept every fact that is still proposed of several things, in one append.

    Args:
        ledger: where to write.
        actor: the person who has looked at each of them.
        things: (act, intervention, party or report; ULID).
        base: see the module.
    """
    tables = Statements.on(ledger.using)
    entries = []
    for of, thing in things:
        rows = tables.rows(
            "SELECT id FROM record_fact WHERE thing = %s AND (status = 'proposed' "
            "OR author NOT LIKE 'u:%%') AND status <> 'rejected' ORDER BY id", thing,
        )  # fmt: skip
        if rows:
            facts = [{"fact": row[0], "verdict": "accept"} for row in rows]
            payload: Payload = {"of": of, "thing": thing, "facts": facts}
            subject = subject_of(of, thing, using=ledger.using)
            entries.append(NewEntry(ledger.new_id(), actor, Kind.DECIDE, subject, payload, base))
    return ledger.append(*entries)


def correct(
    ledger: Ledger,
    actor: str,
    of: str,
    thing: str,
    changes: Sequence[Change],
    *,
    reason: str,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Correct published facts, with a reason that the public reads; a second person approves."""
    subject = subject_of(of, thing, using=ledger.using)
    owner = owner_of(of, thing, ledger.using)
    stands = _standing([change.fact for change in changes], ledger.using)
    facts = [{**judged(change, of, owner), "old": stands.get(change.fact)} for change in changes]
    payload = {"of": of, "thing": thing, "facts": facts, "reason": Personal(reason, owner)}
    return add(ledger, actor, Kind.CORRECT, subject, payload, base=base, entry=entry)


def _standing(facts: Sequence[str], using: str) -> dict[str, Any]:
    rows = Statements.on(using).among(
        "SELECT id, value FROM record_fact WHERE id IN (%s)", list(facts)
    )
    return {id_: loads(value) for id_, value in rows}


def compose(
    ledger: Ledger,
    actor: str,
    event: str,
    acts: Sequence[str],
    *,
    out: Sequence[str] = (),
    joined: Mapping[str, str] | None = None,
    base: int,
    entry: str | None = None,
) -> Entry:
    """Bring acts and interventions into an event, out of it, or say that two acts are one.

    Args:
        ledger: where to write.
        actor: who composes.
        event: ULID of the event; a new one makes an event.
        acts: ULIDs that belong to it from now on, whatever event they were in.
        out: ULIDs that leave the event.
        joined: act to the act of the same event that it is one with.
        base: see the module.
        entry: see the module.
    """
    tables = Statements.on(ledger.using)
    facts = []
    for act, target in [*((act, event) for act in acts), *((act, None) for act in out)]:
        row = tables.one(
            "SELECT event FROM record_act WHERE id = %s UNION ALL "
            "SELECT event FROM record_intervention WHERE id = %s", act, act,
        )  # fmt: skip
        one = (joined or {}).get(act)
        value = {"event": target, "from": row[0] if row else None, "joined": one}
        facts.append({"fact": f"{act}.event", "value": value, "cites": []})
    payload: Payload = {"facts": facts}
    return add(ledger, actor, Kind.COMPOSE, f"event:{event}", payload, base=base, entry=entry)
