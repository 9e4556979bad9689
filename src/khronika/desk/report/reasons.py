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
_ACTS = re.compile(r"(\w+) of (.+?): (.+)", re.DOTALL)
_NAME_SCORE = re.compile(r"name (\d\.\d\d)(: another victim)?")
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


def say_meeting(reason: str) -> Reason:
    """Tell a reason of `khronika join`: which acts are compared, and what speaks for and against.

    Args:
        reason: as `join` gave it, without the ids of drafts.
    """
    language = get_language() or "en"
    if language.startswith("en"):
        return Reason(reason)
    if whole := _meetings(language).get(reason):
        return Reason(whole)
    found = _ACTS.fullmatch(reason)
    told = _parts(found[3], language) if found else None
    if not found or told is None:
        return Reason(reason, "en")
    unnamed = gettext("not named")
    names = " / ".join(
        unnamed if name == "unnamed" else _isolated(name) for name in found[2].split(" / ")
    )
    act = vocabulary()["act_type"]
    said = act[found[1]].label(language) if found[1] in act else found[1]
    return Reason(f"{said}: {names}. {gettext(', ').join(told)}")


def _parts(said: str, language: str) -> list[str] | None:
    """Part what speaks for and against; a part may hold commas. None where one is unknown."""
    known, told = _meetings(language), list[str]()
    while said:
        score = _NAME_SCORE.match(said)
        part = (
            score[0]
            if score
            else next((one for one in known if said == one or said.startswith(f"{one}, ")), "")
        )
        if not part:
            return None
        words = gettext("names alike by %(share)s") % {"share": score[1]} if score else known[part]
        told.append(f"{words} ({known['another victim']})" if score and score[2] else words)
        said = said[len(part) :].removeprefix(", ")
    return told


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


@cache
def _meetings(language: str) -> Mapping[str, str]:
    """Tell what `khronika join` says of two acts in the active language, which is the key."""
    return {
        "the same day": gettext("the same day"),
        "two days": gettext("two days"),
        "the days may agree": gettext("the days may agree"),
        "dates that agree": gettext("dates that agree"),
        "two countries": gettext("two countries"),
        "the same country": gettext("the same country"),
        "the same place": gettext("the same place"),
        "a district beside a town": gettext("a district beside a town"),
        "another place": gettext("another place"),
        "the same role": gettext("the same role"),
        "two roles": gettext("two roles"),
        "the same affiliation": gettext("the same affiliation"),
        "another surname, given name and affiliation agree": gettext(
            "another surname, given name and affiliation agree"
        ),
        "another affiliation": gettext("another affiliation"),
        "not named in one report, of another outlet": gettext(
            "not named in one report, of another outlet"
        ),
        "not named in one report": gettext("not named in one report"),
        "another type or kind of victim": gettext("another type or kind of victim"),
        "the number is not that of the persons named": gettext(
            "the number is not that of the persons named"
        ),
        "another type or role": gettext("another type or role"),
        "as many named in one report as the other counts": gettext(
            "as many named in one report as the other counts"
        ),
        "numbers that exclude each other": gettext("numbers that exclude each other"),
        "nobody named in both": gettext("nobody named in both"),
        "nothing told": gettext("nothing told"),
        "no act in both": gettext("no act in both"),
        "which acts are one is open": gettext("which acts are one is open"),
        "the victim of another act in both": gettext("the victim of another act in both"),
        "another act in both": gettext("another act in both"),
        "another victim": gettext("another victim"),
    }
