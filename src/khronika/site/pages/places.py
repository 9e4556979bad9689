"""Pages of countries: which are on record, and of each a chart, a map, totals and events."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site import memory
from khronika.site.labels import active_language, label
from khronika.site.pages.events import item_shown, totals_shown
from khronika.site.pages.held import roster
from khronika.site.shown.atlas import draw_map
from khronika.site.shown.chart import draw_months, months_of
from khronika.site.words import say_date

EVENTS_SHOWN, TOWNS_SHOWN = 20, 6


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """List the countries on record with the number of their events."""
    numbers = memory.events_by_country()
    rows = sorted((label("country", code), code, numbers[code]) for code in numbers if code)
    shown = {"rows": rows, "elsewhere": numbers.get("", 0)}
    return render(request, "site/countries.html", shown)


@memory.remembered
def _months(code: str, lang: str) -> tuple[Any, tuple[dict[str, Any], ...]]:
    months = months_of(memory.lights(read.EventFilter(country=code)))
    unknown = gettext("not known")
    rows = tuple(
        {
            "name": say_date(month.month),
            "least": gettext("number not stated") if month.least is None else month.least,
            "most": unknown if month.most is None else month.most,
        }
        for month in months
    )
    return draw_months(months), rows


@memory.remembered
def _numbers(code: str) -> frozenset[str]:
    return frozenset(one.number for one in memory.lights(read.EventFilter(country=code)))


def _towns(items: tuple[read.Published, ...], code: str) -> list[str]:
    places = [act["place"]["value"] for one in items for act in one.body["acts"] if act["place"]]
    names = [place["name"] for place in places if place["name"] and place["country"] == code]
    return [name for name, _ in Counter(names).most_common(TOWNS_SHOWN)]


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """Show a country: people hit by month as ranges, the same as a table, and its events."""
    asked = read.EventFilter(country=code)
    found = read.events(asked, limit=EVENTS_SHOWN)
    if not found.total:
        raise Http404(f"nothing is on record for the country {code}")
    lang, name = active_language(), label("country", code)
    chart, months = _months(code, lang)
    numbers = _numbers(code)
    told, open_ended = roster(lang)
    shown = {
        "name": name,
        "code": code,
        "chart": chart,
        "months": months,
        "map": draw_map(
            code, _towns(found.items, code), gettext("Map: %(place)s") % {"place": name}
        ),
        "items": [item_shown(item, {}) for item in found.items],
        "total": found.total,
        "totals": totals_shown(memory.totals(asked)),
        "held": sum(row["number"] in numbers for row in told),
        "open_ended": sum(row["number"] in numbers for row in open_ended),
    }
    return render(request, "site/country.html", shown)
