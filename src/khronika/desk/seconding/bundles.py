"""Lists what waits for a second person: bundles, whose word stands in them, who can help."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from khronika.desk.arrival.listing import say_age
from khronika.desk.letter.text import titles_of_texts
from khronika.desk.report.page import people
from khronika.desk.report.rows import plain_values
from khronika.record import approval
from khronika.record.access import roles_of
from khronika.record.models import Entry, Fact, Number, Request
from khronika.record.user import User


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that waits: what it is of, who asked, how much waits for whom."""

    id: str
    subject: str
    number: str
    title: str
    asked_by: str
    asked_at: str
    age: str
    facts: int
    left: int
    mine: int
    is_seconded: bool
    is_published: bool
    is_outdated: bool
    is_own: bool
    waits_for: tuple[str, ...]

    @property
    def is_event(self) -> bool:
        """Tell whether it is of an event, which has a page of its own once it is public."""
        return self.subject.startswith("event:")

    @property
    def may_approve(self) -> bool:
        """Tell whether the reader can approve something of it."""
        is_second = not self.is_seconded and not self.is_own and not self.left
        return not self.is_published and (self.left > self.mine or is_second)


def waiting_bundles(actor: str, now: datetime) -> list[Bundle]:
    """List the latest bundle of each subject that is not published, the oldest first.

    Args:
        actor: who reads.
        now: aware, for ages.
    """
    latest: dict[str, Request] = {}
    for row in Request.objects.order_by("seq"):
        latest[row.subject] = row
    rows = [row for row in latest.values() if row.published is None]
    known, editors = people(), editors_of()
    numbers = dict(Number.objects.values_list("subject", "number"))
    titles = titles_of(rows)
    at = dict(Entry.objects.filter(pk__in=[row.seq for row in rows]).values_list("seq", "at"))
    return [
        bundle_of(row, actor, known, editors, numbers, titles, at.get(row.seq, ""), now)
        for row in rows
    ]


def editors_of() -> dict[str, str]:
    """Answer actor and name of everybody who may approve."""
    return {
        user.actor: user.name
        for user in User.objects.filter(is_active=True).order_by("name")
        if "editor" in roles_of(user.actor)
    }


def titles_of(rows: list[Request]) -> dict[str, str]:
    """Answer the title of each subject that has one."""
    things = [row.subject.partition(":")[2] for row in rows]
    facts = list(Fact.objects.filter(thing__in=things, field="title"))
    values = plain_values(facts)
    found: dict[str, str] = {}
    for fact in facts:
        value = values[fact.id]
        if isinstance(value, dict):
            found.setdefault(fact.thing, str(value.get("text", "")))
    return found | titles_of_texts([row.subject for row in rows])


def say_kind(subject: str) -> str:
    """Say what a subject is that has no number yet: an event, a story, a letter."""
    said = {
        "event": gettext("Event"),
        "story": gettext("Story"),
        "letter": gettext("Letter"),
        "statement": gettext("Statement"),
    }
    kind = subject.partition(":")[0]
    return said.get(kind, kind)


def bundle_of(
    row: Request,
    actor: str,
    known: Mapping[str, str],
    editors: Mapping[str, str],
    numbers: Mapping[str, str],
    titles: Mapping[str, str],
    at: str,
    now: datetime,
) -> Bundle:
    """Put together one bundle as a person sees it.

    Args:
        row: the bundle.
        actor: who looks, `u:` and a ULID.
        known: actor to name, of everybody.
        editors: actor to name, of those who may approve.
        numbers: subject to its public number.
        titles: ULID of a subject to its title.
        at: when it was asked for, ISO 8601, or "".
        now: aware, for its age.
    """
    left = approval.waiting(row.id)
    authors = set(left.facts.values())
    wanted: dict[str, int] = dict(json.loads(row.facts))
    present = dict(Fact.objects.filter(pk__in=wanted).values_list("id", "seq"))
    able = [name for one, name in editors.items() if one != row.actor and authors != {one}]
    return Bundle(
        id=row.id,
        subject=row.subject,
        number=numbers.get(row.subject) or say_kind(row.subject),
        title=titles.get(row.subject.partition(":")[2], ""),
        asked_by=known.get(row.actor, ""),
        asked_at=at[:16].replace("T", " "),
        age=say_age(at, now),
        facts=len(wanted),
        left=len(left.facts),
        mine=sum(author == actor for author in left.facts.values()),
        is_seconded=left.seconded,
        is_published=row.published is not None,
        is_outdated=row.published is None and present != wanted,
        is_own=row.actor == actor,
        waits_for=tuple(able),
    )
