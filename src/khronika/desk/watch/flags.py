"""Flags: a page behind a report changed or went, and nobody has looked yet, or somebody has.

That it changed is a note of the service in the ledger, and so is that a person has looked. Nothing
public changes by either.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext

from khronika.desk.gate import Writing
from khronika.desk.models import WatchItem, WatchLook
from khronika.desk.notes import SEEN, note_entry
from khronika.desk.watch.sources import say_problem
from khronika.flow.watching.judging import Verdict
from khronika.record.ledger.entry import NewEntry
from khronika.record.models import Entry
from khronika.record.user import User


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag; `seen_by` is empty while nobody has looked. `is_back`: it stands there again."""

    look: str
    said: str
    why: str
    at: str
    reports: tuple[str, ...]
    has_package: bool
    is_back: bool
    seen_by: str = ""
    seen_at: str = ""


def flags_of(reports: Collection[str]) -> list[Flag]:
    """List the flags of reports, those that nobody has looked at first, the latest first."""
    if not reports:
        return []
    wanted = set(reports)
    looks = [
        look
        for look in WatchLook.objects.filter(is_flag=True).order_by("-at")
        if wanted & set(look.reports.split())
    ]
    return sorted(_said(looks), key=lambda flag: bool(flag.seen_by))


def watched_page(report: str) -> WatchItem | None:
    """Answer the row by which the page of a report is looked at again, None where it is not."""
    return WatchItem.objects.filter(report=report, state=WatchItem.State.WATCHED).first()


def _said(looks: list[WatchLook]) -> list[Flag]:
    if not looks:
        return []
    entries = {
        entry.ulid: entry
        for entry in Entry.objects.filter(ulid__in=[look.seen for look in looks if look.seen])
    }
    people = {f"u:{id_}": name for id_, name in User.objects.values_list("id", "name")}
    items = [look.item for look in looks]
    gone = set(WatchItem.objects.filter(pk__in=items, is_gone=True).values_list("key", flat=True))
    return [_flag(look, entries.get(look.seen), people, look.item in gone) for look in looks]


def _flag(look: WatchLook, entry: Entry | None, people: dict[str, str], is_gone: bool) -> Flag:
    has_vanished = look.verdict == Verdict.VANISHED
    return Flag(
        look=look.id,
        said=say_verdict(look.verdict),
        why=say_problem(look.why) if look.why else "",
        at=f"{look.at:%Y-%m-%d %H:%M}",
        reports=tuple(look.reports.split()),
        has_package=bool(look.package),
        is_back=has_vanished and not is_gone,
        seen_by=people.get(entry.actor, "") if entry else "",
        seen_at=entry.at[:16].replace("T", " ") if entry else "",
    )


def say_verdict(verdict: str) -> str:
    """Say what a look found."""
    return {
        "unchanged": gettext("unchanged"),
        "changed": gettext("The page changed."),
        "vanished": gettext("The page is gone."),
        "still_gone": gettext("still gone"),
        "back": gettext("there again, unchanged"),
        "no_answer": gettext("no answer"),
        "not_looked": gettext("not looked at"),
    }.get(verdict, verdict)


def marks_of_inbox() -> dict[str, str]:
    """Say, by report, what happened to its page where nobody has looked yet; in one query."""
    said: dict[str, str] = {}
    looks = WatchLook.objects.filter(is_flag=True, seen="").order_by("at")
    for reports, verdict in looks.values_list("reports", "verdict"):
        said |= dict.fromkeys(reports.split(), say_verdict(verdict))
    return said


def lay_down(form: Writing, look: WatchLook) -> None:
    """Write that a person has looked, once, on every report that the flag was raised on.

    Raises:
        NotAllowed: the person may leave no notes.
    """
    if look.seen:
        return
    entries: list[NewEntry] = [
        note_entry(form, f"report:{report}", look.id, kind=SEEN) for report in look.reports.split()
    ]
    if entries and not form.was_written():
        form.append(*entries)
    WatchLook.objects.filter(pk=look.id, seen="").update(seen=form.entry)
