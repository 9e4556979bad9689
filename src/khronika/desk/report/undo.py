"""Takes the last decision back by a new one (key Z); nothing in the ledger is undone.

What was accepted or corrected is rejected, and a note says that this was to take it back: the
desk shows it as open, the record shows it to nobody until somebody decides it again. Acts leave
the event that they came into, a judgement becomes unsure, a ground for a name is taken away.
"""

import json
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from khronika.desk.gate import Writing
from khronika.desk.notes import TAKEN_BACK, note_entry, notes_of, taken_back
from khronika.errors import KhronikaError
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.making import subject_of
from khronika.record.models import Act, Entry, Event, Fact, Intervention, Party

UNDONE = ("decide", "compose", "match", "access")


class NothingToTakeBack(KhronikaError):
    """The person has decided nothing on this report that could be taken back."""


def take_back(form: Writing, report: str) -> str:
    """Take back what the person decided last about a report.

    Returns:
        The fact that was taken back first, so that the screen can lead there.

    Raises:
        NothingToTakeBack: there is nothing, or it is public and needs a correction.
    """
    last = _last(form.actor, report)
    if last is None:
        raise NothingToTakeBack(gettext("There is no decision of yours to take back."))
    entries = _against(form, last)
    note = note_entry(form, f"report:{report}", last.ulid, kind=TAKEN_BACK)
    also = [
        note_entry(form, f"report:{report}", entry.id, kind=TAKEN_BACK)
        for entry in entries
        if entry.kind is Kind.DECIDE
    ]
    form.append(*entries, note, *also)
    return str(json.loads(last.payload)["facts"][0]["fact"])


def _last(actor: str, report: str) -> Entry | None:
    """Find the person's last entry about a report that changed something and still stands."""
    back = taken_back(notes_of(f"report:{report}"))
    things = _things(report)
    mine = Fact.objects.filter(author=actor).filter(
        Q(thing__in=things) | Q(field="match", item__in=things)
    )
    seqs = mine.values_list("seq", flat=True)
    for seq in sorted(set(seqs), reverse=True):
        entry = Entry.objects.get(pk=seq)
        if entry.kind in UNDONE and seq not in back:
            return entry
    return None


def _things(report: str) -> list[str]:
    things: list[str] = [report]
    for table in (Act, Intervention, Party):
        things += table.objects.filter(report=report).values_list("id", flat=True)
    return things


def _against(form: Writing, last: Entry) -> list[NewEntry]:
    payload: dict[str, Any] = json.loads(last.payload)
    if last.kind == "decide":
        return _against_decision(form, last, payload)
    if last.kind == "compose":
        return [_against_compose(form, last, payload)]
    if last.kind == "match":
        fact = payload["facts"][0]
        value = {**fact["value"], "verdict": "unsure"}
        unsure: Payload = {"reason": None, "facts": [{**fact, "value": value}]}
        return [_entry(form, Kind.MATCH, last.subject, unsure)]
    names = {item["fact"].partition(".")[2]: item["fact"] for item in payload["facts"]}
    facts = [{"fact": names["level"], "value": "restricted", "cites": []}]
    if "ground" in names:
        facts.append({"fact": names["ground"], "value": None, "cites": []})
    return [_entry(form, Kind.ACCESS, last.subject, {"reason": None, "facts": facts})]


def _against_decision(form: Writing, last: Entry, payload: dict[str, Any]) -> list[NewEntry]:
    written = [item["fact"] for item in payload["facts"] if item["verdict"] != "reject"]
    facts = Fact.objects.filter(pk__in=written, seq=last.seq)
    if facts.exclude(published=None).exists():
        raise NothingToTakeBack(gettext("This is public: correct it, with a reason for readers."))
    rejected = [{"fact": fact.id, "verdict": "reject"} for fact in facts.order_by("id")]
    if not rejected:
        return []
    taken: Payload = {"of": payload["of"], "thing": payload["thing"], "facts": rejected}
    subject = subject_of(payload["of"], payload["thing"], using=form.ledger.using)
    return [_entry(form, Kind.DECIDE, subject, taken)]


def _against_compose(form: Writing, last: Entry, payload: dict[str, Any]) -> NewEntry:
    event = last.subject.partition(":")[2]
    if Event.objects.get(pk=event).state == "published":
        raise NothingToTakeBack(gettext("The event is public: move its acts, then ask again."))
    facts = []
    for item in payload["facts"]:
        value = item["value"]
        back = {"event": value["from"], "from": value["event"], "joined": None}
        facts.append({"fact": item["fact"], "value": back, "cites": []})
    return _entry(form, Kind.COMPOSE, last.subject, {"facts": facts})


def _entry(form: Writing, kind: Kind, subject: str, payload: Payload) -> NewEntry:
    return NewEntry(form.entry_id(), form.actor, kind, subject, payload, form.base)
