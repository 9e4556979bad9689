"""Asks the side-by-side screen, and carries a report through it to the public."""

import json
from collections.abc import Callable
from typing import Any

from khronika.record.models import Act, Entry, Event, Fact, Request
from khronika.record.values import read

Look = Callable[[str, str], Fact]


def said_by(answer: Any) -> str:
    """Answer the words of a page."""
    return str(answer.content.decode())


def value_of(fact: Fact) -> Any:
    """Answer what a fact says now."""
    fact.refresh_from_db()
    return read([fact.value_id])[fact.value_id] if fact.value_id else json.loads(fact.value)


def entries() -> int:
    """Count the entries of the ledger."""
    return Entry.objects.count()


def decide_all(office: Any, report: str, name: str = "ann") -> list[str]:
    """Accept everything of a report one by one, as its draft is right; answer its acts."""
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    for fact in Fact.objects.filter(thing__in=acts).order_by("id"):
        office.do(name, report, "accept", fact=fact.id)
    return acts


def publish(office: Any, report: str) -> tuple[str, str]:
    """Decide, compose and ask as Ann, approve as Ben; answer event and bundle."""
    acts = decide_all(office, report)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    event = Event.objects.get().id
    office.do("ann", report, "ask", event=event)
    bundle = Request.objects.order_by("-seq")[0].id
    form = {**office.marks(), "d": "approve"}
    answer = office.browser("ben").post(f"/desk/second/{bundle}/", form, follow=True)
    assert "Approved and published" in said_by(answer)
    return event, bundle
