"""Cites seconds of a film for a fact that was coded from words, or takes that back.

A citation by second is a fact of its own, beside the fact that it bears out: who read the words
and who looked at the film may be two people, and a second person stands behind each.
"""

import json
from typing import Any

from khronika.model.fragment import Fragment, MediaCitation
from khronika.record.errors import EntryRefused
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.sql import Statements
from khronika.record.making import subject_of
from khronika.record.models import Act, Fact
from khronika.record.sheets.write import File, Step, begun
from khronika.record.values import Personal


def cite(
    step: Step, file: File, fact: str, at: Fragment, item: str, *, reason: str = ""
) -> list[Entry]:
    """Say that some seconds of a film bear out a fact of an act or intervention.

    Args:
        step: who and from which state.
        file: the film; its sheet is begun where nobody has.
        fact: id of the fact, `<act>.<field>[.<item>]`.
        at: which seconds.
        item: ULID of the citation; an older one is changed.
        reason: for the public, where readers see the citation already.

    Raises:
        EntryRefused: the seconds lie outside of the film, or the fact is none.
        RecordMovedOn: somebody else has changed it since the screen was made.
    """
    thing, _, field = fact.partition(".")
    value = {"of": field, "film": file.film, "t": at.to_text()}
    said = {"fact": f"{thing}.seen.{item}", "verdict": "correct", "value": value, "cites": []}
    entries = begun(step, file)
    return step.ledger.append(*entries, _entry(step, thing, said, reason))


def uncite(step: Step, fact: str, *, reason: str = "") -> Entry:
    """Take a citation by second back.

    Args:
        step: who and from which state.
        fact: id of the citation, `<act>.seen.<item>`.
        reason: for the public, where readers see it already.
    """
    said = {"fact": fact, "verdict": "reject"}
    return step.ledger.append(_entry(step, fact.partition(".")[0], said, reason))[0]


def citation_of(value: Any, file: dict[str, Any]) -> MediaCitation:
    """Read the value of a citation by second, with the bytes that it is about.

    Args:
        value: of a fact `seen`.
        file: the value of its film's fact `file`.
    """
    return MediaCitation(str(file["sha256"]), Fragment.from_text(str(value["t"])))


def _entry(step: Step, thing: str, said: dict[str, Any], reason: str) -> NewEntry:
    of = "act" if Act.objects.filter(pk=thing).exists() else "intervention"
    subject = subject_of(of, thing, using=step.ledger.using)
    payload: Payload = {"of": of, "thing": thing, "facts": [said]}
    row = Fact.objects.filter(pk=said["fact"]).first()
    if row is None or not row.published:
        return NewEntry(step.new_id(), step.actor, Kind.DECIDE, subject, payload, step.base, 4)
    if not reason.strip():
        raise EntryRefused("readers see it already; say for them why it changes")
    said["old"] = json.loads(row.value)
    payload["reason"] = Personal(reason.strip(), f"report:{_report(thing, step)}")
    return NewEntry(step.new_id(), step.actor, Kind.CORRECT, subject, payload, step.base, 3)


def _report(thing: str, step: Step) -> str:
    row = Statements.on(step.ledger.using).one(
        "SELECT report FROM record_act WHERE id = %s UNION ALL "
        "SELECT report FROM record_intervention WHERE id = %s", thing, thing,
    )  # fmt: skip
    return str(row[0]) if row else thing
