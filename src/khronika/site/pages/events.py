"""The list of events: filters, chips, figures, where the searched words stand, pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site import memory
from khronika.site.asked import Asked, Choice, choices, read_asked
from khronika.site.labels import active_language, label
from khronika.site.paged import Paged, read_page
from khronika.site.shown import event
from khronika.site.words import name_certainty, say_certainty, say_date, say_range

PER_PAGE, TOTALS_SHOWN, CHOICES_SHOWN = 25, 12, 5


def item_shown(published: read.Published, found: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what lists show of an event or a tombstone.

    Args:
        published: the document.
        found: number to where the searched words stand.
    """
    body = published.body
    if published.is_tombstone:
        return {
            "is_gone": True,
            "number": body["number"],
            "when": say_date(body["on"]),
            "summary": body["reason"] or "",
        }
    value = body["certainty"]["value"]
    corrected = max((item["on"] for item in body["corrections"]), default="")
    reasons = {
        say_certainty(act["certainty"])
        for act in body["acts"]
        if act["certainty"]["value"] == value
    }
    return {
        "is_gone": False,
        "number": body["number"],
        "when": say_range(body["date"]),
        "title": event.title_of(body, active_language()),
        "summary": event.summary_of(body, active_language()),
        "certainty": value,
        "certainty_name": name_certainty(value),
        "certainty_why": reasons.pop() if len(reasons) == 1 else "",
        "corrected": say_date(corrected) if corrected else "",
        "found": found.get(body["number"]),
    }


def totals_shown(totals: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Answer rows of totals in words: what to whom, and how many."""
    return list(event.say_totals(totals))


def _folded(boxes: list[Choice]) -> tuple[list[Choice], list[Choice]]:
    """Part boxes into those shown at once and those folded away: unset, and leaving nothing."""
    first = [box for box in boxes if box.is_set or box.number]
    shown = first or boxes[:CHOICES_SHOWN]
    return shown, [box for box in boxes if box not in shown]


def _filters(asked: Asked, state: str) -> dict[str, Any]:
    boxes = choices(asked, state)
    names = [(code, label("country", code)) for code in memory.countries()]
    return {
        "filter": asked,
        "seek_words": asked.words,
        "query": asked.query(),
        "chips": list(asked.chips()),
        "countries": sorted(names, key=lambda pair: pair[1]),
        "acts": _folded(boxes["acts"]),
        "roles": _folded(boxes["roles"]),
        "doers": _folded(boxes["doers"]),
        "certainties": boxes["certainties"],
    }


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """List events by date, country, act, role, doer and words, with people as bounds."""
    asked = read_asked(request)
    start = (read_page(request) - 1) * PER_PAGE
    state = memory.look()
    listed = memory.lights(asked.filter(), state)
    items, found = read.page([one.key for one in listed[start : start + PER_PAGE]], asked.words)
    shown = {
        **_filters(asked, state),
        "found": len(listed),
        "in_all": len(memory.lights(read.EventFilter(), state)),
        "items": [item_shown(item, found) for item in items],
        "totals": totals_shown(memory.totals_of(listed, state))[:TOTALS_SHOWN],
        "paged": Paged.of(request, len(listed), PER_PAGE, query=asked.query()),
    }
    return render(request, "site/events.html", shown)
