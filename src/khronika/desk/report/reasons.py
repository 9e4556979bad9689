"""Says the reasons of matching in the language of the desk; the core speaks English.

What is said most often is told here: what agrees or differs, whose spelling it is, what stands on
one side alone. A reason that is not told here stays English, and is marked as that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language, gettext

from khronika.data.vocabulary import country_name, vocabulary

_AGREEMENT = re.compile(r"(\w+) (agrees?|differs?): (.+)", re.DOTALL)
_NOT = re.compile(r"veto: (.+) is not (.+)", re.DOTALL)
_ONE_SIDE = re.compile(r"(.+) on one side", re.DOTALL)
_WITHOUT = re.compile(r"without (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in words; `lang` is `en` where it could not be told in the desk's language."""

    words: str
    lang: str = ""


def say_reason(reason: str) -> Reason:
    """Tell a reason of `khronika.match` to a person.

    Args:
        reason: as the comparison gave it, in English.
    """
    language = get_language() or "en"
    if language.startswith("en"):
        return Reason(reason)
    told = _sentences(language).get(reason) or _pattern(reason, language)
    return Reason(told) if told else Reason(reason, "en")


def _pattern(reason: str, language: str) -> str:
    if found := _AGREEMENT.fullmatch(reason):
        what, does, said = found.groups()
        sentence = _agreements(language).get((what, does.rstrip("s")))
        return sentence % {"what": _isolated(_named(what, said, language))} if sentence else ""
    if found := _NOT.fullmatch(reason):
        one, other = map(_isolated, found.groups())
        return gettext("%(one)s is not %(other)s") % {"one": one, "other": other}
    if found := _ONE_SIDE.fullmatch(reason):
        return gettext("on one side alone: %(what)s") % {"what": _isolated(found[1])}
    if found := _WITHOUT.fullmatch(reason):
        return gettext("without: %(what)s") % {"what": _isolated(found[1])}
    return ""


def _isolated(words: str) -> str:
    """Keep a name of another script from turning the order of the sentence (UAX 9, FSI)."""
    return f"\u2068{words}\u2069"


def _named(what: str, said: str, language: str) -> str:
    """Say codes of countries and roles in words; names stand as they are."""
    if what == "country":
        return ", ".join(country_name(code, language) or code for code in said.split(", "))
    roles = vocabulary()["role"]
    if what == "role":
        codes = said.split(", ")
        return ", ".join(roles[one].label(language) if one in roles else one for one in codes)
    return said


@cache
def _sentences(language: str) -> Mapping[str, str]:
    """Tell whole reasons in the active language, which is the key."""
    return {
        "the same letters": gettext("the same letters"),
        "the same words": gettext("the same words"),
        "the same words of its own": gettext("the same words of its own"),
        "the same letters, spaced differently": gettext("the same letters, spaced differently"),
        "the facts are too few": gettext("the facts are too few"),
        "a name that many bear: an identifier or a day of birth is wanted": gettext(
            "a name that many bear: an identifier or a day of birth is wanted"
        ),
        "of bodies an identifier, a site, or one entry and its country is wanted": gettext(
            "of bodies an identifier, a site, or one entry and its country is wanted"
        ),
        "the name is unsure": gettext("the name is unsure"),
        "a fact differs": gettext("a fact differs"),
        "surname first on one side": gettext("surname first on one side"),
        "an initial could be another name": gettext("an initial could be another name"),
        "the name and an independent fact agree": gettext(
            "the name and an independent fact agree"
        ),
    }


@cache
def _agreements(language: str) -> Mapping[tuple[str, str], str]:
    """Tell what agrees and what differs in the active language, which is the key."""
    return {
        ("identifier", "agree"): gettext("the identifier agrees: %(what)s"),
        ("identifier", "differ"): gettext("the identifier differs: %(what)s"),
        ("outlet", "agree"): gettext("the outlet agrees: %(what)s"),
        ("outlet", "differ"): gettext("the outlet differs: %(what)s"),
        ("place", "agree"): gettext("the place agrees: %(what)s"),
        ("place", "differ"): gettext("the place differs: %(what)s"),
        ("country", "agree"): gettext("the country agrees: %(what)s"),
        ("country", "differ"): gettext("the country differs: %(what)s"),
        ("dates", "agree"): gettext("the days agree: %(what)s"),
        ("dates", "differ"): gettext("the days differ: %(what)s"),
        ("birth", "agree"): gettext("the birth agrees: %(what)s"),
        ("birth", "differ"): gettext("the birth differs: %(what)s"),
        ("role", "agree"): gettext("the role agrees: %(what)s"),
        ("role", "differ"): gettext("the role differs: %(what)s"),
    }
