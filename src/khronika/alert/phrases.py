"""The words that a letter puts around what the record says, marked for translation.

In: codes and bounds. Out: words in the active language. Refuses: to show an unknown number as 0,
and to invent a label: a code without one is shown as it is.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khronika.model.canonical import Json
from khronika.model.date import PartialDate

LANGUAGES = ("en", "ru", "kk", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})

ACTS = {
    "killing": gettext_lazy("killed"),
    "disappearance": gettext_lazy("disappeared"),
    "assault": gettext_lazy("attacked"),
    "threat": gettext_lazy("threatened"),
    "detention": gettext_lazy("detained"),
    "questioning": gettext_lazy("questioned"),
    "charge": gettext_lazy("charged"),
    "conviction": gettext_lazy("convicted"),
    "lawsuit": gettext_lazy("sued"),
    "search": gettext_lazy("searched"),
    "damage": gettext_lazy("hit by damage"),
    "censorship": gettext_lazy("censored"),
    "shutdown": gettext_lazy("cut off from networks"),
    "surveillance": gettext_lazy("watched"),
    "cyberattack": gettext_lazy("attacked online"),
    "access": gettext_lazy("kept out"),
    "designation": gettext_lazy("put on a list"),
    "dismissal": gettext_lazy("dismissed"),
}
ROLES = {
    "journalist": gettext_lazy("Journalists"),
    "media_worker": gettext_lazy("Media workers"),
    "blogger": gettext_lazy("Bloggers"),
    "outlet": gettext_lazy("Outlets"),
    "activist": gettext_lazy("Activists"),
    "protester": gettext_lazy("Protesters"),
    "politician": gettext_lazy("Politicians"),
    "lawyer": gettext_lazy("Lawyers"),
    "artist": gettext_lazy("Artists"),
    "official": gettext_lazy("Officials"),
    "citizen": gettext_lazy("Citizens"),
    "other": gettext_lazy("Others"),
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
CERTAINTY = {
    "confirmed": gettext_lazy("confirmed"),
    "unconfirmed": gettext_lazy("unconfirmed"),
    "disputed": gettext_lazy("disputed"),
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
}


def bounds_words(value: Mapping[str, Json] | None) -> str:
    """Say a count: "8", "at least 8", "at most 3", "2 to 3" or "number not stated"."""
    least, most = (value or {}).get("min"), (value or {}).get("max")
    if least is None and most is None:
        return _("number not stated")
    if most is None:
        return _("at least %(least)s") % {"least": least}
    if not least:
        return _("at most %(most)s") % {"most": most}
    if least == most:
        return str(least)
    return _("%(least)s to %(most)s") % {"least": least, "most": most}


def day_words(value: str | None) -> str:
    """Say a date as far as it is known; "Day not stated" where none is."""
    if not value:
        return _("Day not stated")
    known = PartialDate.parse(value)
    if known.year is None:
        return _("%(day)s, year not stated") % {
            "day": date_format(date(2000, known.month or 1, known.day or 1), "j F")
        }
    form = "j F Y" if known.day else "F Y" if known.month else "Y"
    return date_format(date(known.year, known.month or 1, known.day or 1), form)


def period_words(value: Mapping[str, Json] | None) -> str:
    """Say from which day to which something went on."""
    start, end = ((value or {}).get(key) for key in ("start", "end"))
    if end and not start:
        return _("until %(day)s") % {"day": day_words(str(end))}
    if not end or start == end:
        return day_words(str(start) if start else None)
    return _("%(start)s to %(end)s") % {"start": day_words(str(start)), "end": day_words(str(end))}


def act_words(code: str, role: str | None) -> str:
    """Say a type of act and whom it hit: "Journalists detained"."""
    who = str(ROLES.get(role or "other", role or ROLES["other"]))
    return _("%(who)s %(what)s") % {"who": who, "what": str(ACTS.get(code, code))}
