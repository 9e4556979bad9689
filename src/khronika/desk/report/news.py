"""Says what others changed while a person read: before a decision, and when one was refused."""

from collections.abc import Sequence

from django.utils.translation import gettext

from khronika.desk.fields import name_field
from khronika.desk.gate import Writing
from khronika.desk.report.page import people
from khronika.record.models import Act, Entry, Fact, Intervention, Party

SHOWN = 5


def subjects_of(report: str) -> list[str]:
    """List the subjects that a report's screen shows: itself, its parties and events."""
    subjects = [f"report:{report}"]
    subjects += [
        f"party:{id_}" for id_ in Party.objects.filter(report=report).values_list("id", flat=True)
    ]
    for table in (Act, Intervention):
        rows = table.objects.filter(report=report).exclude(event=None)
        subjects += [f"event:{event}" for event in rows.values_list("event", flat=True).distinct()]
    return list(dict.fromkeys(subjects))


def move_on(form: Writing, report: str) -> None:
    """Let a form stand on the present record where nobody else changed what its screen shows.

    One's own earlier decisions from the same screen are no news: whoever presses keys faster than
    pages come would be refused otherwise. Nobody's words move over an erasure: they may name the
    one who was erased.
    """
    later = Entry.objects.filter(seq__gt=form.base)
    others = later.filter(subject__in=subjects_of(report)).exclude(actor=form.actor)
    if not others.exists() and not later.filter(kind="erase").exists():
        form.base = form.ledger.head()[0]


def news(report: str, since: int, actor: str) -> list[str]:
    """Say who changed which facts of a report since a state of the record, the latest first.

    Args:
        report: ULID.
        since: seq of the head that a screen was made from.
        actor: `u:` and a ULID: what they did themselves is no news.

    Returns:
        `SHOWN` sentences at most, and an ellipsis where there are more.
    """
    things = [row for table in (Act, Intervention) for row in
              table.objects.filter(report=report).values_list("id", flat=True)]  # fmt: skip
    things += Party.objects.filter(report=report).values_list("id", flat=True)
    changed = Fact.objects.filter(thing__in=[*things, report], seq__gt=since)
    rows = list(changed.exclude(author=actor).order_by("-seq")[: SHOWN + 1])
    return [_say(row) for row in rows[:SHOWN]] + (["…"] if len(rows) > SHOWN else [])


def _say(fact: Fact) -> str:
    words = {"accepted": gettext("accepted"), "rejected": gettext("rejected")}
    return gettext("%(who)s: %(field)s %(what)s") % {
        "who": people().get(fact.author, gettext("the coder")),
        "field": name_field(fact.field),
        "what": words.get(fact.status, gettext("drafted")),
    }


def say_moved_on(report: str, form: Writing) -> str:
    """Say that a decision was not recorded, and what is new."""
    new: Sequence[str] = news(report, form.base, form.actor)
    said = gettext("It changed while you read; your decision was not recorded.")
    what_is_new = gettext("New:")
    return f"{said} {what_is_new} {'; '.join(new)}" if new else said
