"""Asks whether another report tells of the same event, by the function of `khronika join`.

The coder's drafts of two reports are compared: place, days, types, victims, counts. What comes out
is a proposal with its reasons and bounds; a person moves the acts, or leaves them where they are.
"""

import re
from dataclasses import dataclass

from django.utils.translation import get_language

from khronika.data.vocabulary import say_count
from khronika.desk.fields import say_code
from khronika.desk.report.events import places
from khronika.desk.report.reasons import Reason, say_meeting
from khronika.errors import KhronikaError
from khronika.match import Verdict
from khronika.match.join import Joined, join
from khronika.match.join.acts import ToldAct
from khronika.match.join.command import read_acts
from khronika.record.models import Act, Report
from khronika.record.values import read_large

LEAST = 0.5
"""Below this score nobody is asked."""
MOST = 3
"""How many events are proposed at once."""
_ACT_IDS = re.compile(r" \([\w:.-]+, [\w:.-]+\)(?=:)")
"""Ids of drafts, which mean nothing to whoever reads the reasons."""
_LOOKED_AT = 30
"""Reports that are compared, the latest first."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event that the report may tell of too."""

    event: str
    name: str
    report: str
    score: str
    reasons: tuple[Reason, ...]
    bounds: tuple[tuple[str, str], ...]


def events_like(report: Report) -> list[Meeting]:
    """Propose events of other reports that a report may tell of, the likeliest first.

    Args:
        report: the report; nothing is proposed for one without a draft of the coder.
    """
    own = _told(report.coding)
    if not own:
        return []
    here = set(Act.objects.filter(report=report.id).values_list("event", flat=True))
    homes = _homes(report.id, {one for one in here if one})
    codings = dict(Report.objects.filter(pk__in=homes).values_list("id", "coding"))
    named = {place.event: place.name for place in places()}
    found: list[tuple[float, Meeting]] = []
    for home, event in homes.items():
        told = _told(codings.get(home))
        joined = join(own, told) if told else None
        if joined and joined.score >= LEAST and joined.verdict is not Verdict.DIFFERENT:
            found.append((joined.score, _meeting(event, named.get(event, ""), home, joined)))
    found.sort(key=lambda pair: (-pair[0], pair[1].event))
    return [meeting for _, meeting in found[:MOST]]


def _homes(report: str, here: set[str]) -> dict[str, str]:
    """Answer the latest other reports whose acts are in an event that is not this report's."""
    rows = (
        Act.objects.exclude(report=report)
        .exclude(event=None)
        .exclude(event__in=here)
        .exclude(state="rejected")
        .order_by("-id")
        .values_list("report", "event")
    )
    homes: dict[str, str] = {}
    for home, event in rows[: _LOOKED_AT * 20]:
        if event and len(homes) < _LOOKED_AT:
            homes.setdefault(home, event)
    return homes


def _told(coding: str | None) -> tuple[ToldAct, ...]:
    """Read the acts of a stored draft; none, an erased or unreadable one says nothing."""
    if coding is None:
        return ()
    try:
        return tuple(read_acts(read_large(coding), coding))
    except KhronikaError:
        return ()


def _meeting(event: str, name: str, report: str, joined: Joined) -> Meeting:
    lang = get_language() or "en"
    bounds = tuple(
        (say_code("act_type", type_), say_count(count, lang))
        for type_, count in sorted(joined.bounds.items())
    )
    reasons = tuple(say_meeting(_ACT_IDS.sub("", reason)) for reason in joined.reasons)
    return Meeting(event, name, report, f"{joined.score:.2f}", reasons, bounds)
