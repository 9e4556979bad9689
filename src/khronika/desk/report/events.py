"""Brings acts into events: made, titled, moved, split, joined, asked about, taken down."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from khronika.desk.fields import CorrectionUnreadable, say
from khronika.desk.gate import Writing
from khronika.desk.report.page import ReportPage
from khronika.desk.report.rows import ActRow, plain_values
from khronika.flow import stand
from khronika.record.approval import request
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.models import Act, Event, Fact, Intervention, Number, Request
from khronika.record.values import Personal


@dataclass(frozen=True, slots=True)
class Group:
    """Acts of a report that are in one event, or that the coder drafted as one."""

    event: str
    draft: str
    name: str
    number: str
    state: str
    level: str
    titles: tuple[tuple[str, str], ...]
    acts: tuple[ActRow, ...]
    others: tuple[tuple[str, str], ...]
    waits: str

    @property
    def elsewhere(self) -> int:
        """Count the acts of other reports that are in the event."""
        return len(self.others)

    @property
    def is_ready(self) -> bool:
        """Tell whether every fact of its acts is decided."""
        return all(act.is_done for act in self.acts)

    @property
    def left(self) -> int:
        """Count the facts that are open."""
        return sum(act.total - act.decided for act in self.acts if act.state != "rejected")


@dataclass(frozen=True, slots=True)
class Place:
    """An event that acts may be moved to."""

    event: str
    name: str


def groups_of(page: ReportPage) -> list[Group]:
    """List the events that acts of a report are in, and the drafts that are in none."""
    found: dict[tuple[str, str], list[ActRow]] = {}
    for act in page.live:
        found.setdefault((act.event or "", "" if act.event else act.draft), []).append(act)
    events = [event for event, _ in found if event]
    numbers = dict(
        Number.objects.filter(subject__in=[f"event:{one}" for one in events]).values_list(
            "subject", "number"
        )
    )
    states = dict(Event.objects.filter(pk__in=events).values_list("id", "state"))
    facts = list(Fact.objects.filter(thing__in=events, status="accepted"))
    values = plain_values(facts)
    open_requests = dict(
        Request.objects.filter(
            subject__in=[f"event:{one}" for one in events], published=None
        ).values_list("subject", "id")
    )
    return [
        _group(event, draft, acts, facts, values, numbers, states, open_requests)
        for (event, draft), acts in found.items()
    ]


def _group(
    event: str,
    draft: str,
    acts: Sequence[ActRow],
    facts: Sequence[Fact],
    values: dict[str, Any],
    numbers: dict[str, str],
    states: dict[str, str],
    requests: dict[str, str],
) -> Group:
    own = [fact for fact in facts if fact.thing == event]
    titles = tuple(
        (str(values[fact.id]["lang"]), str(values[fact.id]["text"]))
        for fact in own
        if fact.field == "title" and values[fact.id]
    )
    levels = [values[fact.id] for fact in own if fact.field == "level" and fact.item is None]
    here = {act.id for act in acts}
    return Group(
        event=event,
        draft=draft,
        name=titles[0][1] if titles else "",
        number=numbers.get(f"event:{event}", ""),
        state=states.get(event, ""),
        level=levels[0] if levels else "public",
        titles=titles,
        acts=tuple(acts),
        others=_others(event, here) if event else (),
        waits=requests.get(f"event:{event}", ""),
    )


def _others(event: str, here: set[str]) -> tuple[tuple[str, str], ...]:
    """Answer the acts of other reports that are in an event, each said in one line."""
    members = list(
        Act.objects.filter(event=event).exclude(pk__in=here).values_list("id", flat=True)
    )
    if not members:
        return ()
    facts = list(Fact.objects.filter(thing__in=members, field__in=("type", "victim")))
    names = list(Fact.objects.filter(thing__in=[f.party for f in facts if f.party], field="name"))
    values = plain_values([*facts, *names])
    called = {fact.thing: str(values[fact.id]) for fact in names if values[fact.id]}
    said: dict[str, list[str]] = {act: [] for act in members}
    for fact in sorted(facts, key=lambda fact: fact.field):
        said[fact.thing].append(say(fact.field, values[fact.id], called))
    return tuple((act, ": ".join(words)) for act, words in said.items())


def places() -> list[Place]:
    """List the events that acts may be moved to, the latest first, fifty at most."""
    events = list(Event.objects.order_by("-seq").values_list("id", flat=True)[:50])
    numbers = dict(
        Number.objects.filter(subject__startswith="event:").values_list("subject", "number")
    )
    titles = list(Fact.objects.filter(thing__in=events, field="title", status="accepted"))
    values = plain_values(titles)
    named: dict[str, str] = {}
    for fact in titles:
        if values[fact.id]:
            named.setdefault(fact.thing, str(values[fact.id]["text"]))
    return [
        Place(event, " · ".join(
            part for part in (numbers.get(f"event:{event}", ""), named.get(event, "")) if part
        ) or gettext("an event without a title"))
        for event in events
    ]  # fmt: skip


def make_event(form: Writing, acts: Sequence[str], title: str, lang: str) -> str:
    """Make an event of acts, with a title where one is given.

    Args:
        form: marks, author and ids of the form.
        acts: ULIDs.
        title: as typed, or "".
        lang: of the title, BCP 47.

    Returns:
        ULID of the event.

    Raises:
        CorrectionUnreadable: no act is chosen.
    """
    if not acts:
        raise CorrectionUnreadable(gettext("Choose the acts that belong to the event."))
    event = form.thing_id()
    entries = [_composed(form, event, [(act, event, None) for act in acts])]
    if title:
        entries.append(_titled(form, event, None, title, lang))
    form.append(*entries)
    return event


def move(form: Writing, acts: Sequence[str], event: str | None, out_of: str) -> None:
    """Move acts into another event, or out of theirs.

    Args:
        form: who writes.
        acts: ULIDs of the acts.
        event: the event they go to; None where they leave theirs.
        out_of: the event whose form this is.

    Raises:
        CorrectionUnreadable: no act is chosen.
    """
    if not acts:
        raise CorrectionUnreadable(gettext("Choose the acts that are moved."))
    form.append(_composed(form, event or out_of, [(act, event, None) for act in acts]))


def split(form: Writing, acts: Sequence[str], title: str, lang: str) -> str:
    """Make a new event of some acts of one; both are asked about afterwards.

    Args:
        form: marks, author and ids of the form.
        acts: ULIDs of acts of one event.
        title: of the new event, or "".
        lang: of the title, BCP 47.

    Returns:
        ULID of the new event.

    Raises:
        CorrectionUnreadable: no act is chosen.
    """
    return make_event(form, acts, title, lang)


def join(form: Writing, acts: Sequence[str], event: str) -> None:
    """Say that two reports' acts of one event are one act: the later joins the earlier.

    Args:
        form: marks, author and ids of the form.
        acts: ULIDs of the two, the one that stays first.
        event: ULID of the event of both.

    Raises:
        CorrectionUnreadable: other than two acts are chosen.
    """
    if len(acts) != 2:
        raise CorrectionUnreadable(gettext("Choose the two acts that are one."))
    first, second = acts
    form.append(_composed(form, event, [(second, event, first)]))


def part(form: Writing, act: str, event: str) -> None:
    """Say that an act that was joined stands by itself again.

    Args:
        form: marks, author and ids of the form.
        act: ULID of the one that was joined.
        event: ULID of its event.
    """
    form.append(_composed(form, event, [(act, event, None)]))


def _composed(
    form: Writing, event: str, moves: Sequence[tuple[str, str | None, str | None]]
) -> NewEntry:
    ids = [act for act, _, _ in moves]
    stands = dict(Act.objects.filter(pk__in=ids).values_list("id", "event"))
    stands |= dict(Intervention.objects.filter(pk__in=ids).values_list("id", "event"))
    facts = [
        {"fact": f"{act}.event", "cites": [],
         "value": {"event": target, "from": stands.get(act), "joined": one}}
        for act, target, one in moves
    ]  # fmt: skip
    payload: Payload = {"facts": facts}
    return NewEntry(
        form.entry_id(), form.actor, Kind.COMPOSE, f"event:{event}", payload, form.base
    )


def _titled(form: Writing, event: str, fact: str | None, title: str, lang: str) -> NewEntry:
    subject = f"event:{event}"
    item = {
        "fact": fact or f"{event}.title.{form.thing_id()}", "verdict": "correct",
        "value": Personal({"lang": lang, "text": title}, subject), "cites": [],
    }  # fmt: skip
    payload: Payload = {"of": "event", "thing": event, "facts": [item]}
    return NewEntry(form.entry_id(), form.actor, Kind.DECIDE, subject, payload, form.base)


def set_title(form: Writing, event: str, title: str, lang: str, reason: str) -> None:
    """Give an event its title in one language, or another one; a public one needs a reason.

    Args:
        form: marks, author and ids of the form.
        event: ULID.
        title: as typed.
        lang: of the title, BCP 47; the title in another language stays.
        reason: what readers will see where a title is public.

    Raises:
        CorrectionUnreadable: the title is empty, or the reason is missing.
    """
    if not title:
        raise CorrectionUnreadable(gettext("Write a title."))
    facts = list(Fact.objects.filter(thing=event, field="title"))
    values = plain_values(facts)
    known = next((f for f in facts if values[f.id] and values[f.id]["lang"] == lang), None)
    entry = _titled(form, event, known.id if known else None, title, lang)
    if known is not None and known.published:
        if not reason:
            raise CorrectionUnreadable(
                gettext("This is public: say why it is corrected; readers will see the reason.")
            )
        item = {**entry.payload["facts"][0], "old": json.loads(known.value)}
        payload = {**entry.payload, "facts": [item], "reason": Personal(reason, f"event:{event}")}
        entry = NewEntry(entry.id, form.actor, Kind.CORRECT, entry.subject, payload, form.base)
    form.append(entry)


def ask(form: Writing, event: str) -> str:
    """Ask for a second person: the event, and every public event that acts came from or went to.

    Returns:
        The id of the bundle.
    """
    subjects = [f"event:{event}", *_touched(event)]
    return request(form.ledger, form.actor, subjects, base=form.base, entry=form.entry_id()).id


def _touched(event: str) -> list[str]:
    """Name the public events whose documents still show acts of this one, or the reverse."""
    found: set[str] = set()
    for fact in Fact.objects.filter(field="event", value__contains=event):
        value = json.loads(fact.value)
        found |= {one for one in (value["event"], value["from"]) if one}
    found.discard(event)
    public = Event.objects.filter(pk__in=found, state="published").values_list("id", flat=True)
    return [f"event:{one}" for one in sorted(public)]


def take_down(form: Writing, subject: str, reason: str) -> None:
    """Withdraw what is public of a subject; one person is enough, the reason is public.

    Args:
        form: marks, author and ids of the form.
        subject: `event:<ULID>`, or a story or letter likewise.
        reason: what readers will see in its place.

    Raises:
        CorrectionUnreadable: no reason is given.
    """
    if not reason:
        raise CorrectionUnreadable(gettext("Say why; readers will see the reason."))
    stand.withdraw(form.ledger, form.actor, [subject], reason=reason, base=form.base,
                   home=Path(settings.HOME), entry=form.entry_id())  # fmt: skip
