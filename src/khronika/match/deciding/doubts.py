"""Doubts for which an editor decides, however alike two names are and whatever facts agree.

A doubt lowers no score: the pair is offered as before. It only keeps the verdict from `same`.
"""

import re
import unicodedata

from khronika.match.bodies.concepts import units
from khronika.match.bodies.kinds import concepts_among
from khronika.match.known import DOMAIN, exact_entries
from khronika.name.reading import read_name
from khronika.script.romanise import plain

_HOLY = re.compile(
    r"^(?:سید|سيد|السيد|سیده|حاج|حاجی|شیخ|الشيخ|s[ae]y+[ei]d|haj+i?|sheik[h]?|сейед|сеид|саид|хаджи|шейх)\s"
)
"""Words before a name that are a title of one man and a part of another's name."""

_STATIONS = frozenset(("tv", "channel", "radio", "weekly_issue"))
_GENERATIONS = re.compile(
    r"(?:^|[\s,(-])(?:sr|jr|senior|junior|старш(?:ий|ая)|младш(?:ий|ая)|мл|ст|старэйшы|малодшы|"
    r"p[eè]re|fils|elder|younger|father|son|отец|отца|сын|дочь|мать|бацька|батько|әкесі|ұлы|"
    r"i{2,3}|iv|jnr|snr|2nd|3rd|2-й|3-й|الابن|الأب)(?:[.)\s]|$)"
)
_ABD = r"\b(?:عبد|(?:ʿ|')?abd[eu]?[lr]?|абд[еу]?ль?)[\s-]+\w+"
_ABU = r"\b(?:[أا]ب[وي]|abu|абу)[\s-]+\w+"
_DIN = r"\b\w+[\s-]+(?:الدين|(?:[aeu]l?[\s-]*)?d[ie]{1,2}n|[аэ][дл]ь?[\s-]*дин)\b"
_COMPOUND = re.compile(f"{_ABD}|{_ABU}|{_DIN}")
_ARTICLE = re.compile(r"(?:ال|(?:al|el|аль|эль)[\s-])")
_VIETNAMESE = frozenset("\u0309\u0323\u031bđ")


def doubt_of(left: str, right: str) -> str:
    """Answer why two names may be of two, though they look like one's; empty without a doubt.

    Args:
        left: a name as written.
        right: another; the order does not matter.
    """
    for reason, rule in _RULES.items():
        if rule(left, right):
            return reason
    return ""


def _two_addresses(left: str, right: str) -> bool:
    """Tell whether both are addresses, under two domains: dala.kz is not dala.kg."""
    ends = [DOMAIN.search(name.strip().lower()) for name in (left, right)]
    return all(ends) and len({end[0] for end in ends if end}) > 1


def _a_station(left: str, right: str) -> bool:
    """Tell whether one alone is a station's name: a newspaper and its radio are two."""
    if exact_entries(left) & exact_entries(right):
        return False
    kinds = [concepts_among(units(name), "class") & _STATIONS for name in (left, right)]
    return bool(kinds[0]) != bool(kinds[1])


def _a_generation(left: str, right: str) -> bool:
    """Tell whether one alone says that it is a father's or a son's: Сомов-младший, Сомов."""
    found = [bool(_GENERATIONS.search(name.casefold())) for name in (left, right)]
    return found[0] != found[1]


def _a_holy_title(left: str, right: str) -> bool:
    """Tell whether one alone is a sayyid, a hajji or a sheikh: of two namesakes one is."""
    found = [bool(_HOLY.search(name.strip().casefold())) for name in (left, right)]
    return found[0] != found[1]


def _a_compound(left: str, right: str) -> bool:
    """Tell whether a given name of two words and another name change places.

    Of عبد الرحمن محمود either may be the father; an article shows the surname.
    """
    told = [re.sub(r"\s+", " ", name.casefold()).strip() for name in (left, right)]
    if "," in left + right:
        return False
    placed = []
    for name in told:
        found = _COMPOUND.search(name)
        if found is None:
            return False
        rest = name[: found.start()] + name[found.end() :]
        if len(rest.split()) != 1 or _ARTICLE.match(rest.strip()):
            return False
        placed.append(found.start() == 0)
    return placed[0] != placed[1]


def _two_surnames(left: str, right: str) -> bool:
    """Tell whether a father's and a mother's surname change places: Silva Costa, Costa Silva."""
    if not (left + right).replace(" ", "").isalpha():
        return False
    one, other = read_name(left), read_name(right)
    if one.scripts | other.scripts != {"latn"} or one.patronymics or other.patronymics:
        return False
    words = [[part.plain for part in name.words] for name in (one, other)]
    return (
        len(words[0]) >= 3
        and words[0][:-2] == words[1][:-2]
        and words[0][-2:] == words[1][:-3:-1]
        and words[0] != words[1]
    )


def _other_tones(left: str, right: str) -> bool:
    """Tell whether two Vietnamese names, both written with marks, differ in a mark."""
    marks = [
        {sign for sign in unicodedata.normalize("NFD", name.casefold()) if _is_mark(sign)}
        for name in (left, right)
    ]
    if not all(marks) or not _VIETNAMESE & (marks[0] | marks[1]):
        return False
    words = [
        {unicodedata.normalize("NFC", word) for word in name.casefold().split()}
        for name in (left, right)
    ]
    bare = [{plain(word) for word in side} for side in words]
    return any(
        plain(word) in bare[1 - n] for n, side in enumerate(words) for word in side - words[1 - n]
    )


def _is_mark(sign: str) -> bool:
    return sign == "đ" or unicodedata.combining(sign) > 0


_RULES = {
    "two addresses under two domains": _two_addresses,
    "a station's name on one side": _a_station,
    "senior or junior on one side": _a_generation,
    "a sayyid, hajji or sheikh on one side": _a_holy_title,
    "a given name of two words changes places": _a_compound,
    "two surnames change places": _two_surnames,
    "Vietnamese names with other marks": _other_tones,
}
