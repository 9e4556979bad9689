"""Says values in the reader's language: dates as far as known, counts as bounds, codes as labels.

Nothing unknown is shown as 0 or as a bare dash; what is not known is said in words.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats
from django.utils.translation import get_language, get_language_bidi, gettext, ngettext, pgettext

from khronika.data.vocabulary import say_count
from khronika.model.count import Count
from khronika.model.date import PartialDate

Bounds = Mapping[str, int | None]


def say_date(text: str) -> str:
    """Say an ISO date cut to what is known, in the active language.

    Args:
        text: "2018", "2018-06", "2018-06-23" or "--06-23".

    Raises:
        DateUnreadable: the text is no such date.
    """
    told = PartialDate.parse(text)
    if told.month is None:
        return str(told.year)
    day = date(told.year or 2000, told.month, told.day or 1)
    if told.day is None:
        return _written(day, pgettext("how a month is written, as Django's date filter", "F Y"))
    if told.year is None:
        said = _written(day, pgettext("how a day is written, as Django's date filter", "j E"))
        return gettext("%(day)s, year not stated") % {"day": said}
    return say_day(day)


def _written(day: date, pattern: str) -> str:
    said = formats.date_format(day, pattern)
    # Django's Kazakh names of months are capitalised, as they are not written within a date.
    return said.lower() if get_language() == "kk" else said


def say_day(day: date) -> str:
    """Say a day, or the day of a moment (aware, UTC), in the active language."""
    return _written(day, pgettext("how a day is written, as Django's date filter", "j E Y"))


def isolate(text: str) -> str:
    """Keep somebody's words from turning the order of a right-to-left sentence (UAX 9, FSI)."""
    return f"\u2068{text}\u2069" if get_language_bidi() else text


def say_moment(text: str | None) -> str:
    """Say an ISO 8601 moment, a day where no hour is known, or that it is not stated."""
    if not text:
        return gettext("not stated")
    if "T" not in text:
        return say_date(text)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    told = {"day": say_day(moment), "hour": f"{moment:%H:%M:%S}"}
    return gettext("%(day)s, %(hour)s UTC") % told


def say_range(value: Mapping[str, str | None] | None) -> str:
    """Say when: a day, "... to ...", "before ...", or that it is not stated.

    Args:
        value: first and last day on which it may have begun, ISO dates cut to what is known.
    """
    start, end = (value or {}).get("start"), (value or {}).get("end")
    if start and end:
        if start == end:
            return say_date(start)
        return gettext("%(start)s to %(end)s") % {"start": say_date(start), "end": say_date(end)}
    if start:
        return say_date(start)
    if end:
        return gettext("before %(end)s") % {"end": say_date(end)}
    return gettext("day not stated")


def say_bounds(bounds: Bounds | None) -> str:
    """Say how many as bounds: "8", "at least 8", "2 to 3", "up to 10", "number not stated"."""
    told = bounds or {}
    return say_count(Count(told.get("min"), told.get("max")), get_language() or "en")


def say_certainty(certainty: Mapping[str, Any]) -> str:
    """Say why an act counts as confirmed, unconfirmed or disputed, in a few words."""
    reasons = {
        "one_source": gettext("one source"),
        "not_independent": gettext("sources that rest on one another"),
        "official_act": gettext("an official act is in evidence"),
        "contradiction": gettext("sources disagree"),
        "denied": gettext("the accused deny it"),
    }
    if certainty["why"] == "independent_sources":
        number = certainty["independent"]
        return ngettext(
            "%(number)s independent source", "%(number)s independent sources", number
        ) % {"number": number}
    return reasons[certainty["why"]]


def name_certainty(value: str) -> str:
    """Name a certainty in the active language."""
    return {
        "confirmed": gettext("confirmed"),
        "unconfirmed": gettext("unconfirmed"),
        "disputed": gettext("disputed"),
    }[value]


def name_field(field: str) -> str:
    """Name a field of an act as the heads of tables do."""
    return {
        "type": gettext("What was done"),
        "victim": gettext("To whom"),
        "kind": gettext("Person, organisation or group"),
        "role": gettext("In what capacity"),
        "affiliation": gettext("Works for"),
        "count": gettext("How many"),
        "date": gettext("When"),
        "place": gettext("Where"),
        "status": gettext("What became of it"),
        "perpetrators": gettext("By whom"),
        "charges": gettext("Charge"),
        "purposes": gettext("Reason given"),
        "sources": gettext("Who says so"),
        "by": pgettext("an intervention", "By whom"),
        "to": pgettext("an intervention", "To whom"),
        "what": pgettext("an intervention", "What"),
        "answers": gettext("Their answer"),
        "statements": gettext("Verification sheet"),
        "filmed_by": gettext("Who filmed"),
        "marks": gettext("Kept blurred"),
        "shows": gettext("Film or picture of this event"),
        "seen": gettext("Seconds of a film"),
    }.get(field, field)
