"""Takes a person's own last decision about a report back (key Z), by the rules of the record.

What was accepted, corrected or rejected is withdrawn by a `decide` of version 2: each fact stands
as it did before, with the coder's value and words, and is open again. Acts leave the event that
they came into, a judgement or a ground for a name is open again, dismissed words are back on the
list. What somebody else approved, or readers see, is not taken back: it is corrected.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

from khronika.desk.gate import Writing, derived
from khronika.desk.notes import (
    DISMISSED,
    TAKEN_BACK,
    Note,
    note_entry,
    notes_of,
    taken_back,
)
from khronika.desk.report.decide import kind_of
from khronika.errors import DeskError
from khronika.record.copies import restricting
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.ledger.takeback import standing_before
from khronika.record.making import subject_of
from khronika.record.models import Act, Entry, Event, Fact, Intervention, Mark, Party

UNDONE = ("decide", "correct", "compose", "match", "access", "propose", "note")
LOOKED_AT = 300
"""How many of a person's last entries are looked at for one that is about the report."""
MOST_BESIDE = 40
"""How many entries one form may have written beside its first."""


class NothingToTakeBack(DeskError):
    """The person has decided nothing on this report that could be taken back."""


def take_back(form: Writing, report: str) -> str:
    """Take back what the person decided last about a report.

    Returns:
        The place on the screen to lead to: the first fact that is open again, or its section.

    Raises:
        NothingToTakeBack: there is nothing, or it is public and needs a correction.
    """
    notes = notes_of(f"report:{report}")
    batch = _last(form.actor, report, taken_back(notes), notes)
    if not batch:
        raise NothingToTakeBack(gettext("There is no decision of yours to take back."))
    first = batch[0]
    if first.kind in ("decide", "propose"):
        return _withdraw(form, batch)
    if first.kind == "correct":
        raise NothingToTakeBack(gettext("This is public: correct it, with a reason for readers."))
    against = [] if first.kind == "note" else [_against(form, first)]
    noted = [note_entry(form, f"report:{report}", ulid, kind=TAKEN_BACK)
             for ulid in (first.ulid, *(entry.id for entry in against))]  # fmt: skip
    form.append(*against, *noted)
    return {"note": "missed", "compose": "events", "match": "known"}.get(first.kind, "names")


def _last(actor: str, report: str, back: frozenset[int], notes: Sequence[Note]) -> list[Entry]:
    """Find what the person's last form about a report wrote, if it still stands."""
    things = _things(report)
    words = {note.seq for note in notes if note.kind == DISMISSED}
    mine = Entry.objects.filter(actor=actor, kind__in=UNDONE).exclude(kind="decide", v=2)
    recent = list(mine.order_by("-seq")[:LOOKED_AT])
    for entry in recent:
        if entry.seq in back or (entry.kind == "note" and entry.seq not in words):
            continue
        if entry.kind != "note" and not _is_about(entry, things):
            continue
        batch = _batch(entry, recent)
        if entry.kind == "note" or _stands(batch):
            return batch
    return []


def _things(report: str) -> set[str]:
    things = {report}
    for table in (Act, Intervention, Party):
        things |= set(table.objects.filter(report=report).values_list("id", flat=True))
    return things


def _facts(entry: Entry) -> list[str]:
    return [str(item["fact"]) for item in json.loads(entry.payload)["facts"]]


def _is_about(entry: Entry, things: set[str]) -> bool:
    """Tell whether an entry is about what a report tells: a fact of it, or a match with it."""
    return any(not things.isdisjoint(fact.split(".")) for fact in _facts(entry))


def _batch(entry: Entry, recent: Sequence[Entry]) -> list[Entry]:
    """Answer all that the form of an entry wrote, its first entry first."""
    for first in recent:
        if entry.seq - MOST_BESIDE < first.seq <= entry.seq and first.kind == entry.kind:
            ids = {derived(first.ulid, f"entry {number}") for number in range(1, MOST_BESIDE)}
            if entry.ulid in ids:
                beside = [one for one in recent if one.ulid in ids]
                return [first, *sorted(beside, key=lambda one: one.seq)]
    return [entry]


def _stands(batch: Sequence[Entry]) -> bool:
    """Tell whether nothing was decided later about what a form decided first."""
    facts = _facts(batch[0])
    return Fact.objects.filter(pk__in=facts, seq=batch[0].seq).exists()


def _withdraw(form: Writing, batch: Sequence[Entry]) -> str:
    entries: list[NewEntry] = []
    for number, entry in enumerate(batch):
        standing = Fact.objects.filter(pk__in=_facts(entry), seq=entry.seq, author=form.actor)
        facts = sorted(standing.values_list("id", flat=True))
        entries += _given_back(form, entry, facts, is_first=number == 0)
    form.append(*entries)
    named = _facts(batch[0])[0]
    return f"fact-{named}" if batch[0].kind == "decide" else "missed"


def _given_back(
    form: Writing, entry: Entry, facts: list[str], *, is_first: bool
) -> list[NewEntry]:
    """Make the entries that give facts of one thing back, or say that what was added is not so."""
    before = standing_before(facts, using=form.ledger.using)
    fresh = [fact for fact in facts if fact not in before and _is_of_person_alone(fact)]
    if is_first and len(before) + len(fresh) < len(facts):
        raise NothingToTakeBack(gettext("Somebody approved it, or readers see it: correct it."))
    things: dict[str, list[dict[str, Any]]] = {}
    for fact, stood in before.items():
        item = {"fact": fact, "verdict": "withdraw", **stood}
        things.setdefault(fact.partition(".")[0], []).append(item)
    made = [_decided(form, thing, items, 2) for thing, items in sorted(things.items())]
    added: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for fact in fresh:
        item = {"fact": fact, "verdict": "reject"}
        thing, field = fact.split(".")[:2]
        added.setdefault((thing, 4 if field == "seen" else 1), []).append(item)
    return made + [_decided(form, thing, items, v) for (thing, v), items in sorted(added.items())]


def _is_of_person_alone(fact: str) -> bool:
    """Tell whether a fact was added by hand: one entry wrote it, and nobody approved it."""
    marks = list(Mark.objects.filter(fact=fact).values_list("what", flat=True))
    return marks == ["write"] and not Fact.objects.filter(pk=fact).exclude(published=None).exists()


def _decided(form: Writing, thing: str, items: list[dict[str, Any]], v: int) -> NewEntry:
    of = kind_of(thing)
    payload: Payload = {"of": of, "thing": thing, "facts": items}
    subject = subject_of(of, thing, using=form.ledger.using)
    return NewEntry(form.entry_id(), form.actor, Kind.DECIDE, subject, payload, form.base, v)


def _against(form: Writing, last: Entry) -> NewEntry:
    """Make the entry that turns a membership, a judgement or a ground back."""
    payload: dict[str, Any] = json.loads(last.payload)
    if last.kind == "compose":
        return _against_compose(form, last, payload)
    if last.kind == "match":
        fact = payload["facts"][0]
        value = {**fact["value"], "verdict": "unsure"}
        unsure: Payload = {"reason": None, "facts": [{**fact, "value": value}]}
        return _entry(form, Kind.MATCH, last.subject, unsure)
    names = {item["fact"].partition(".")[2]: item["fact"] for item in payload["facts"]}
    facts = [{"fact": names["level"], "value": "restricted", "cites": []}]
    if "ground" in names:
        facts.append({"fact": names["ground"], "value": None, "cites": []})
    access: Payload = {"reason": None, "facts": facts}
    head = form.ledger.head()[0]
    copies = restricting(last.subject, facts, using=form.ledger.using)
    told, v = ({**access, "copies": copies}, 2) if copies else (access, 1)
    made = _entry(form, Kind.ACCESS, last.subject, told, v)
    # A copy that came in meanwhile would be left out: look again, then.
    return made if copies is None else replace(made, head=head)


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


def _entry(form: Writing, kind: Kind, subject: str, payload: Payload, v: int = 1) -> NewEntry:
    return NewEntry(form.entry_id(), form.actor, kind, subject, payload, form.base, v)
