"""What every page needs around it: the languages, the places in the menu, the sample line."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import gettext


def _places(path: str) -> list[dict[str, Any]]:
    named = [
        ("site:stories", gettext("Stories")),
        ("site:events", gettext("Events")),
        ("site:held", gettext("Held now")),
        ("site:countries", gettext("Countries")),
        ("site:corrections", gettext("Corrections")),
        ("site:letters", gettext("Letters")),
        ("site:how", gettext("How we work")),
    ]
    places = []
    for view, name in named:
        href = reverse(view)
        places.append({"href": href, "name": name, "is_here": path.startswith(href)})
    return places


LONGEST = 1_000
"""An address with more characters is nobody's; a page does not say it four times over."""


def _languages(path: str) -> list[dict[str, str]]:
    short = path if len(path) <= LONGEST else path[:3] + "/"
    return [
        {"code": code, "name": name, "href": translate_url(short, code)}
        for code, name in settings.LANGUAGES
    ]


def house(request: HttpRequest) -> dict[str, Any]:
    """Answer the surroundings of a page; nothing on an address outside the public site."""
    try:
        places = _places(request.path)
    except NoReverseMatch:
        places = []
    return {
        "is_sample": settings.MODE == "demo",
        "languages": _languages(request.get_full_path()),
        "places": places,
    }
