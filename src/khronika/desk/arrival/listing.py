"""Lists the reports of the inbox: what was drafted, how urgent, how old, who holds it."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext

from khronika.desk.fields import say_code, say_failure
from khronika.desk.models import Hold
from khronika.desk.notes import notes_of_reports, taken_back
from khronika.desk.report.rows import ASIDE, is_open, plain_values
from khronika.desk.report.titles import titles_of
from khronika.desk.watch.flags import marks_of_inbox
from khronika.record.models import Act, Entry, Event, Fact, Report
from khronika.record.user import User

AT_RISK = frozenset({"detention", "disappearance", "killing"})
SOON = frozenset({"assault", "threat", "search", "charge", "questioning", "conviction"})
OVER = frozenset({"released", "bail", "acquitted", "dropped"})
"""What became of an act after which nobody is in danger by it."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the inbox; `risk` is 3 (somebody is in danger now), 2 or 1.

    `is_done`: every fact is decided; `is_over`: and readers see all of it. `flag` says what
    happened to its page, while nobody has looked.
    """

    id: str
    title: str
    summary: str
    risk: int
    origin: str
    sender: str
    lang: str
    came: str
    age: str
    decided: int
    total: int
    is_done: bool
    is_over: bool
    holder: str
    is_mine: bool
    flag: str = ""

    @property
    def risk_said(self) -> str:
        """Say the risk."""
        return {3: gettext("at risk"), 2: gettext("soon"), 1: gettext("later")}[self.risk]


def say_age(came: str, now: datetime) -> str:
    """Say how long ago something came.

    Args:
        came: RFC 3339, UTC.
        now: aware.
    """
    if not came:
        return ""
    minutes = max(0, int((now - datetime.fromisoformat(came)).total_seconds() // 60))
    if minutes < 60:
        return gettext("%(n)s min") % {"n": minutes}
    if minutes < 60 * 48:
        return gettext("%(n)s h") % {"n": minutes // 60}
    days = minutes // (60 * 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def waiting(person: User, now: datetime) -> list[Waiting]:
    """List all reports with what was drafted from them, the most urgent and oldest first."""
    reports = list(Report.objects.all())
    told = _told(reports)
    came = dict(Entry.objects.filter(kind="receive").values_list("subject", "at"))
    names = {f"u:{id_}": name for id_, name in User.objects.values_list("id", "name")}
    holds = dict(Hold.objects.values_list("report", "person"))
    by_act = dict(Act.objects.exclude(state="rejected").values_list("id", "report"))
    types, states = _types(by_act)
    decided, total = _progress(by_act)
    unseen = _unseen()
    flags = marks_of_inbox()
    rows = []
    for report in reports:
        own, at = told[report.id], came.get(f"report:{report.id}", "")
        holder = holds.get(report.id, "")
        rows.append(Waiting(
            id=report.id,
            title=str(own.get("title") or ""),
            summary=_summary(report, types[report.id]),
            risk=_risk(types[report.id], states[report.id]),
            origin=str(own.get("outlet") or own.get("url") or own.get("file_name") or ""),
            sender=names.get(report.actor, gettext("a service")),
            lang=str(own.get("language") or ""),
            came=at[:16].replace("T", " "),
            age=say_age(at, now),
            decided=decided[report.id],
            total=total[report.id],
            is_done=0 < total[report.id] == decided[report.id],
            is_over=0 < total[report.id] == decided[report.id] and report.id not in unseen,
            holder=names.get(f"u:{holder}", ""),
            is_mine=holder == person.id,
            flag=flags.get(report.id, ""),
        ))  # fmt: skip
    return sorted(rows, key=lambda row: (row.is_done and not row.flag, -row.risk, row.came))


def named(rows: Iterable[Waiting]) -> list[Waiting]:
    """Give those rows a title that have none: they are called by how they begin."""
    listed = list(rows)
    titles = titles_of(row.id for row in listed if not row.title)
    return [row if row.title else replace(row, title=titles[row.id]) for row in listed]


def _unseen() -> set[str]:
    """Answer the reports of which an act that stands is in no published event."""
    public = Event.objects.filter(state="published").values("id")
    rows = Act.objects.exclude(state="rejected").exclude(event__in=public)
    return set(rows.values_list("report", flat=True))


def _told(reports: Iterable[Report]) -> Mapping[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    own = list(Fact.objects.filter(thing__in=[report.id for report in reports], item=None))
    values = plain_values(own)
    for fact in own:
        told[fact.thing][fact.field] = values[fact.id]
    return told


def _types(by_act: Mapping[str, str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Answer, by report, the type of each act and what became of it."""
    types: dict[str, list[str]] = defaultdict(list)
    states: dict[str, list[str]] = defaultdict(list)
    for fact in Fact.objects.filter(thing__in=list(by_act), field__in=("type", "status")):
        into = types if fact.field == "type" else states
        into[by_act[fact.thing]].append(json.loads(fact.value))
    return types, states


def _risk(types: Iterable[str], states: Iterable[str]) -> int:
    """Rate a report: somebody is in danger unless all who were taken are said to be free."""
    kinds, ends = Counter(types), [state for state in states if state in OVER]
    held = sum(number for kind, number in kinds.items() if kind in AT_RISK)
    if held > len(ends):
        return 3
    return 2 if held or kinds.keys() & SOON else 1


def _progress(by_act: Mapping[str, str]) -> tuple[Counter[str], Counter[str]]:
    decided: Counter[str] = Counter()
    total: Counter[str] = Counter()
    back = taken_back(notes_of_reports())
    facts = Fact.objects.filter(thing__in=list(by_act)).exclude(field__in=ASIDE)
    for fact in facts.only("id", "thing", "author", "status", "seq"):
        total[by_act[fact.thing]] += 1
        decided[by_act[fact.thing]] += not is_open(fact, back)
    return decided, total


def _summary(report: Report, types: Iterable[str]) -> str:
    if report.failure:
        return gettext("could not be read: %(why)s") % {"why": say_failure(report.failure)}
    counted = Counter(types)
    comma = gettext(", ")
    said = comma.join(f"{say_code('act_type', kind)} {number}" for kind, number in counted.items())
    return said or gettext("no act found")
