"""Facts that seconds of a film bear out: those that stand, and those that may be cited for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khronika.desk.fields import name_field, say, say_seconds
from khronika.desk.report.page import names_of, people
from khronika.desk.report.rows import ASIDE, plain_values
from khronika.model.fragment import Fragment
from khronika.record.models import Act, Fact, Intervention


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation by second: the fact that it is for, and which seconds."""

    fact: str
    item: str
    of: str
    said: str
    start: int
    place: str
    author: str
    is_mine: bool
    is_public: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """An act or intervention and its facts, for the list that somebody chooses from."""

    name: str
    facts: tuple[tuple[str, str], ...]


def cited_of(film: str, actor: str) -> list[Cited]:
    """List the citations of a film by second, in order of its seconds.

    Args:
        film: the ULID of its thing.
        actor: who looks at it.
    """
    rows = Fact.objects.filter(field="seen", status="accepted", value__contains=film)
    facts = list(rows.order_by("id"))
    values, known = plain_values(facts), people()
    said = _said([f"{fact.thing}.{values[fact.id]['of']}" for fact in facts])
    found = [
        Cited(
            fact=fact.id,
            item=fact.item or "",
            of=f"{fact.thing}.{values[fact.id]['of']}",
            said=said.get(f"{fact.thing}.{values[fact.id]['of']}", ""),
            start=Fragment.from_text(values[fact.id]["t"]).start_ms,
            place=say_seconds(values[fact.id]["t"]),
            author=known.get(fact.author, ""),
            is_mine=fact.author == actor,
            is_public=bool(fact.published and fact.published >= fact.seq),
        )
        for fact in facts
        if values[fact.id]["film"] == film
    ]
    return sorted(found, key=lambda one: (one.start, one.fact))


def choices_for(report: str, events: Iterable[str]) -> list[Choice]:
    """List what may be cited for: acts of a report, and of the events that its film shows."""
    things: dict[str, None] = {}
    for table in (Act, Intervention):
        live = table.objects.exclude(state="rejected")
        for rows in (live.filter(report=report), live.filter(event__in=list(events))):
            things |= dict.fromkeys(rows.order_by("id").values_list("id", flat=True))
    facts = list(Fact.objects.filter(thing__in=list(things)).exclude(status="rejected"))
    said = _said([fact.id for fact in facts if fact.field not in ASIDE])
    found = []
    for thing in things:
        own = {fact.field: fact.id for fact in facts if fact.thing == thing and fact.id in said}
        heads = [said[own[key]].partition(": ")[2] for key in ("type", "victim", "what")
                 if key in own]  # fmt: skip
        listed = tuple(
            (fact.id, said[fact.id]) for fact in facts if fact.thing == thing and fact.id in said
        )
        if listed:
            found.append(Choice(": ".join(heads), listed))
    return found


def _said(wanted: Iterable[str]) -> Mapping[str, str]:
    """Say some facts as "field: value"."""
    facts = list(Fact.objects.filter(pk__in=list(wanted)))
    parties = [fact.party for fact in facts if fact.party]
    own = list(Fact.objects.filter(thing__in=parties, field="name", item=None))
    values = plain_values([*facts, *own])
    names = names_of(own, values)
    return {
        fact.id: f"{name_field(fact.field)}: {say(fact.field, values[fact.id], names)}"
        for fact in facts
    }
