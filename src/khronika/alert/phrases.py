"""The words that a letter puts around what the record says, marked for translation.

In: codes and bounds. Out: words in the active language. Refuses: to show an unknown number as 0,
and to invent a label: a code without one is shown as it is.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from khronika.alert import grammar
from khronika.data.vocabulary import country_name, label, say_count
from khronika.model.canonical import Json
from khronika.model.count import Count
from khronika.model.date import PartialDate
from khronika.model.vocabulary import ActType, Certainty, Role, Status, VictimKind

LANGUAGES = ("en", "ru", "kk", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})

ACTS = {
    "killing": "killed",
    "disappearance": "disappeared",
    "assault": "attacked",
    "threat": "threatened",
    "detention": "detained",
    "questioning": "questioned",
    "charge": "charged",
    "conviction": "convicted",
    "lawsuit": "sued",
    "search": "searched",
    "damage": "hit by damage",
    "censorship": "censored",
    "shutdown": "cut off from networks",
    "surveillance": "watched",
    "cyberattack": "attacked online",
    "access": "kept out",
    "designation": "put on a list",
    "dismissal": "dismissed",
}
ROLES = {
    "journalist": "Journalists",
    "media_worker": "Media workers",
    "blogger": "Bloggers",
    "outlet": "Outlets",
    "activist": "Activists",
    "protester": "Protesters",
    "politician": "Politicians",
    "lawyer": "Lawyers",
    "artist": "Artists",
    "official": "Officials",
    "citizen": "Citizens",
    "other": "Others",
}
ONE_OF = {
    "journalist": gettext_lazy("a journalist"),
    "media_worker": gettext_lazy("a media worker"),
    "blogger": gettext_lazy("a blogger"),
    "outlet": gettext_lazy("an outlet"),
    "activist": gettext_lazy("an activist"),
    "protester": gettext_lazy("a protester"),
    "politician": gettext_lazy("a politician"),
    "lawyer": gettext_lazy("a lawyer"),
    "artist": gettext_lazy("an artist"),
    "official": gettext_lazy("an official"),
    "citizen": gettext_lazy("a citizen"),
    "other": gettext_lazy("a person"),
}
WHY = {
    "one_source": gettext_lazy("one source"),
    "not_independent": gettext_lazy("sources not known to be independent"),
    "independent_sources": gettext_lazy("independent sources"),
    "official_act": gettext_lazy("an official act"),
    "contradiction": gettext_lazy("sources contradict each other"),
    "denied": gettext_lazy("denied by those accused"),
}
FIELDS = {
    "type": gettext_lazy("what was done"),
    "victim": gettext_lazy("to whom"),
    "kind": gettext_lazy("kind of victim"),
    "role": gettext_lazy("role"),
    "affiliation": gettext_lazy("affiliation"),
    "count": gettext_lazy("how many"),
    "perpetrators": gettext_lazy("by whom"),
    "date": gettext_lazy("day"),
    "place": gettext_lazy("place"),
    "status": gettext_lazy("what became of it"),
    "charges": gettext_lazy("charge"),
    "purposes": gettext_lazy("purpose"),
    "sources": gettext_lazy("source"),
    "statements": gettext_lazy("statement about a film"),
    "filmed_by": gettext_lazy("who filmed"),
    "marks": gettext_lazy("what is kept blurred"),
    "shows": gettext_lazy("film of the event"),
}


def bounds_words(value: Mapping[str, Json] | None) -> str:
    """Say a count: "8", "at least 8", "at most 3", "2 to 3" or "number not stated"."""
    least, most = ((value or {}).get(key) for key in ("min", "max"))
    count = Count(
        least if isinstance(least, int) else None, most if isinstance(most, int) else None
    )
    return say_count(count, language())


def language() -> str:
    """Answer the active language; English where none is."""
    return get_language() or "en"


def status_words(code: str) -> str:
    """Say what became of an act."""
    return label(Status(code), language())


def certainty_words(code: str) -> str:
    """Say how sure we are."""
    return label(Certainty(code), language())


def country_words(code: str | None) -> str:
    """Say a country (ISO 3166-1 alpha-2); a code that is none stays as it is."""
    return (country_name(code, language()) or code) if code else _("Country not stated")


def day_words(value: str | None) -> str:
    """Say a date as far as it is known; "Day not stated" where none is."""
    if not value:
        return _("Day not stated")
    known = PartialDate.parse(value)
    if known.month is None:
        return str(known.year)
    # The language's own form: Russian months stand in the genitive after a day.
    day = date(known.year or 2000, known.month, known.day or 1)
    if known.day is None:
        return _written(day, pgettext("how a month is written, as Django's date filter", "F Y"))
    if known.year is None:
        said = _written(day, pgettext("how a day is written, as Django's date filter", "j E"))
        return _("%(day)s, year not stated") % {"day": said}
    return _written(day, pgettext("how a day is written, as Django's date filter", "j E Y"))


def _written(day: date, pattern: str) -> str:
    said = date_format(day, pattern)
    # Django's Kazakh names of months are capitalised, as they are not written within a date.
    return said.lower() if language() == "kk" else said


def period_words(value: Mapping[str, Json] | None) -> str:
    """Say from which day to which something went on."""
    start, end = ((value or {}).get(key) for key in ("start", "end"))
    if end and not start:
        return _("until %(day)s") % {"day": day_words(str(end))}
    if not end or start == end:
        return day_words(str(start) if start else None)
    return _("%(start)s to %(end)s") % {"start": day_words(str(start)), "end": day_words(str(end))}


def act_words(code: str, role: str | None) -> str:
    """Say a type of act and whom it hit: "Journalists detained", "Задержание журналистов"."""
    if role is None and language() in grammar.CASES:
        return act_label(code)
    if language() in grammar.CASES:
        return grammar.done_to(code, role or "other", language())
    return f"{ROLES[role or 'other']} {ACTS[code]}"


def act_label(code: str) -> str:
    """Say a type of act at the head of a line: "Detained"."""
    if language() not in grammar.CASES:
        return ACTS[code].capitalize()
    said = label(ActType(code), language())
    return said[:1].upper() + said[1:]


def group_words(role: str | None) -> str:
    """Say a group that its source does not name: "journalists"."""
    if language() in grammar.CASES:
        return grammar.many(role or "other", language())
    return ROLES[role or "other"].lower()


_CODES = {"type": ActType, "role": Role, "kind": VictimKind, "status": Status}


def code_words(field: str, code: str) -> str:
    """Say a code of a closed list; of a field without a list, the word as it is."""
    return label(_CODES[field](code), language()) if field in _CODES else code
