"""The first page: the latest, this month as ranges, still held, being checked, corrected."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.record.public.waiting import being_checked
from khronika.site import memory
from khronika.site.labels import active_language
from khronika.site.pages.about import latest_corrections
from khronika.site.pages.events import item_shown, totals_shown
from khronika.site.pages.held import roster
from khronika.site.pages.prose import listed
from khronika.site.words import say_date

LATEST, CORRECTIONS = 8, 3


def _has_month(body: Mapping[str, Any]) -> bool:
    start = body["date"]["start"]
    return bool(start) and not start.startswith("--") and len(start) >= 7


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest events, a month in figures, what waits, and what was corrected."""
    lang = active_language()
    latest = read.events(read.EventFilter(), limit=LATEST)
    month = next(
        (item.body["date"]["start"][:7] for item in latest.items if _has_month(item.body)), None
    )
    asked = read.EventFilter(since=month, until=month)
    held, open_ended = roster(lang)
    shown = {
        "story": next(iter(listed("story", lang)), None),
        "items": [item_shown(item, {}) for item in latest.items],
        "month": month,
        "period": say_date(month) if month else gettext("This month"),
        "totals": totals_shown(memory.totals(asked)) if month else (),
        "held": len(held),
        "held_named": sum(row["is_named"] for row in held),
        "open_ended": len(open_ended),
        "being_checked": being_checked(),
        "corrections": latest_corrections(lang)[:CORRECTIONS],
    }
    return render(request, "site/home.html", shown)
