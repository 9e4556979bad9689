"""The page of who is still held, made from public documents when they change."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site.labels import active_language, label
from khronika.site.memory import lights, remembered
from khronika.site.paged import Paged
from khronika.site.shown import event
from khronika.site.shown.roster import TAKEN, Held, held_now, still_open
from khronika.site.words import name_certainty, say_range

PER_PAGE = 50
Rows = tuple[dict[str, Any], ...]


def _row(held: Held) -> dict[str, Any]:
    return {
        "number": held.number,
        "act": held.act,
        "who": held.who,
        "is_named": held.is_named,
        "works_for": held.works_for,
        "what": label("act_type", held.act_type),
        "since": say_range(held.since),
        "place": event.say_place(held.place) if held.place else "",
        "status": label("status", held.status) if held.status else "",
        "is_told": held.is_told,
        "certainty": held.certainty,
        "certainty_name": name_certainty(held.certainty),
    }


@remembered
def roster(lang: str) -> tuple[Rows, Rows]:
    """Answer who is held as told, and of whom no release is told, the longest first.

    Args:
        lang: the active language; names and places are said in it.
    """
    acts = still_open(lights(read.EventFilter(acts=TAKEN)))
    rows = list(held_now(read.these(acts), acts))
    told = tuple(_row(row) for row in rows if row.is_told)
    return told, tuple(_row(row) for row in rows if not row.is_told)


@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """List who is held now, as far as public documents tell."""
    found = dict(zip(("held", "open"), roster(active_language()), strict=True))
    page = Paged.of(request, max(map(len, found.values())), PER_PAGE)
    lists = [
        {
            "id": name,
            "rows": rows[page.start : page.start + PER_PAGE],
            "persons": len(rows),
            "named": sum(row["is_named"] for row in rows),
        }
        for name, rows in found.items()
    ]
    return render(request, "site/held.html", {"lists": lists, "paged": page})
