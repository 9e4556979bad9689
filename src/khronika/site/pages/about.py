"""Pages about the record itself: how it is made, your rights, what was corrected."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site.labels import active_language
from khronika.site.memory import remembered
from khronika.site.paged import Paged
from khronika.site.pages.event import corrections_shown
from khronika.site.pages.files import columns_said
from khronika.site.words import name_certainty, say_date

PER_PAGE = 50


def _corrections() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the day of each correction and withdrawal, and what is shown of it."""
    for published in read.corrected():
        for item, shown in corrections_shown(published):
            yield item["on"], shown
    for published in read.of_kind("tombstone"):
        body = published.body
        if body["of"] == "event" and body["number"]:
            yield (
                body["on"],
                {
                    "is_gone": True,
                    "number": body["number"],
                    "on": say_date(body["on"]),
                    "reason": body["reason"],
                },
            )


@remembered
def latest_corrections(lang: str) -> tuple[dict[str, Any], ...]:
    """Answer what was corrected or withdrawn, said in a language, the latest day first."""
    found = sorted(_corrections(), key=lambda pair: pair[0], reverse=True)
    return tuple(shown for _, shown in found)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """List what was corrected, with the old value, and what was withdrawn, with the reason."""
    items = latest_corrections(active_language())
    page = Paged.of(request, len(items), PER_PAGE)
    shown = {"items": items[page.start : page.start + PER_PAGE], "paged": page}
    return render(request, "site/corrections.html", shown)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Say how a report becomes a record and how people are counted."""
    names = {value: name_certainty(value) for value in ("confirmed", "unconfirmed", "disputed")}
    return render(request, "site/how.html", {"names": names, "columns": columns_said()})


@require_safe
def protection(request: HttpRequest) -> HttpResponse:
    """Say what is kept about whom, and where to write for a correction or to be forgotten."""
    return render(request, "site/protection.html", {"contact": settings.CONTACT})


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in words."""
    return render(request, "site/missing.html", status=404)
