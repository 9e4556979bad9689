"""Compares names of persons, bodies and places as two reports of one matter write them.

Looser than matching over a whole record, since type, day and place of an act agree as well: a word
may be declined, suffixed, shortened to a surname or an initial, or stand in another script. Two
given names, two surnames and two towns stay two.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from khronika.data.gazetteer import town
from khronika.match.score import compare
from khronika.name.alike import alike
from khronika.name.reading import Name, read_name
from khronika.name.spelling.declension import inflected
from khronika.name.word import Word, word
from khronika.script.forms import loose
from khronika.script.given import genders

_AREAS = """
district region province oblast county municipality rayon raion city town village street square
район района районе область области областной край края округ округа город города городе село селе
улица площадь аудан ауданы ауданында облыс облысы облысында қала қаласы қаласында ауылы ауылында
"""
_AREA_WORDS = frozenset(_AREAS.split())
_BODIES = """
the a of tv channel newspaper weekly daily site website portal station radio agency news magazine
тв канал канала телеканал телеканала газета газеты сайт сайта портал портала радио агентство
агентства журнал журнала издание издания редакция редакции лига лигасы арна арнасы телеарнасы
газеті порталы сайты агенттігі редакциясы апталық kz kg ru com org net инфо info
"""
_BODY_WORDS = frozenset(_BODIES.split())
_RUSSIAN = """
ом- ем- ым- ом-ый ом-ий а- у- е- у-а е-а ы-а и-а ой-а ою-а я-й ю-й е-й ем-й я-ь ю-ь и-ь и-я ю-я е-я
ей-я ей-а ого-ий ого-ый ого-ой ому-ий ому-ый им-ий ой-ая ой-ый ую-ая ым-ый
"""
_RUSSIAN_ENDINGS = tuple(tuple(pair.split("-")) for pair in _RUSSIAN.split())
"""An ending of a case, and that of the nominative which it may stand for."""

_KAZAKH_ENDINGS = """
ның нің дың дің тың тің ға ге қа ке на не ны ні ды ді ты ті н дан ден тан тен нан нен мен бен пен
да де та те нда нде
"""
_IN_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
"""Kazakh letters as Russian newsrooms write them."""

_SUFFIX = re.compile(r"(?:[oe]va?|ina?|uli|kizi|u)$")
"""Ends of surnames in sound keys, which one language adds and another leaves out."""


_FATHERS = ("uli", "kizi")
"""Ends of the Kazakh names that say whose child one is, in sound keys."""


@lru_cache(maxsize=16384)
def _forms(part: Word) -> tuple[Word, ...]:
    """Answer a Cyrillic word and what it may be declined from, in Russian letters too."""
    forms = {part.plain: None}
    if part.script == "cyrl" and not part.is_initial:
        for ending, nominal in _RUSSIAN_ENDINGS:
            if part.plain.endswith(ending) and len(part.plain) - len(ending) >= 2:
                forms[part.plain[: -len(ending)] + nominal] = None
        for ending in _KAZAKH_ENDINGS.split() if part.lang == "kk" or part.lang is None else ():
            if part.plain.endswith(ending) and len(part.plain) - len(ending) >= 4:
                forms[part.plain[: -len(ending)]] = None
    words = [word(form) for form in forms]
    russian = [word(one.plain.translate(_IN_RUSSIAN)) for one in words]
    return tuple(dict.fromkeys([*words, *russian]))


def _word_likeness(left: Word, right: Word) -> float:
    """Compare two words as forms of one: declined, suffixed, in another script, or an initial."""
    value = alike(left, right)[0]
    if value >= 0.8:
        return value
    if left.is_initial or right.is_initial:
        one, other = loose(left.key)[:1], loose(right.key)[:1]
        if one and one == other:
            return max(value, 0.75)
        return max(value, 0.7) if {one, other} == {"i", "e"} else value  # Yerzhan, Ержан, Erzhan
    if inflected(left.near, right.near) or inflected(right.near, left.near):
        return 0.88
    forms: tuple[tuple[Word, ...], ...] = (_forms(left), _forms(right))
    if left.full and right.full:  # two known names: only one that a case makes of the other
        forms = tuple(tuple(one for one in side if one.full) for side in forms)
    best = max(alike(one, other)[0] for one in forms[0] for other in forms[1])
    return max(value, 0.93 * best if best >= 0.8 else 0.0, _suffixed(left, right))


def _suffixed(left: Word, right: Word) -> float:
    """Compare two surnames of which one has a suffix that the other lacks (Satay, Сатаева)."""
    keys = [{one.key for one in _forms(part)} for part in (left, right)]
    bare = [{key.rstrip("i") for key in side} for side in keys]
    shorn = [{_SUFFIX.sub("", key).rstrip("i") for key in side} for side in keys]
    shared = (bare[0] & shorn[1]) | (shorn[0] & bare[1])
    if any(key.endswith(_FATHERS) for side in keys for key in side):
        shared |= shorn[0] & shorn[1]  # Касымов is Қасымұлы in Kazakh
    return 0.7 if any(len(stem) >= 4 for stem in shared) else 0.0


def _paired(left: Sequence[Word], right: Sequence[Word]) -> list[tuple[float, int, int]]:
    """Pair words best first, each at most once, as far as they may be forms of one."""
    free = sorted(
        (-_word_likeness(one, other), i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
    )
    pairs: list[tuple[float, int, int]] = []
    for value, i, j in free:
        if -value >= 0.65 and all(i != a and j != b for _, a, b in pairs):
            pairs.append((-value, i, j))
    return pairs


@lru_cache(maxsize=8192)
def name_likeness(left: str, right: str) -> float:
    """Compare two names of persons within one report's reach: 0 two people, 1 one name.

    Looser than matching over a whole record: a surname may stand for the full name, since type
    and day agree as well. Two given names or two surnames stay two people.
    """
    match = compare(left, right)
    if any("veto: patronymics" in reason for reason in match.reasons):
        return min(0.1, match.score)
    one, other = (_with_father(read_name(name)) for name in (left, right))
    pairs = _paired(one.words, other.words)
    fewer = min(len(one.words), len(other.words))
    if not pairs or len(pairs) < fewer:
        return min(match.score, 0.3)
    if all(one.words[i].is_initial or other.words[j].is_initial for _, i, j in pairs):
        return min(match.score, 0.2)
    values = [value for value, _, _ in pairs]
    order = [j for _, _, j in sorted(pairs, key=lambda pair: pair[1])]
    if order != sorted(order) and min(values) < 0.85:
        return min(match.score, 0.3)  # Ivan Petrov is not Pyotr Ivanov
    value = 0.5 * min(values) + 0.5 * sum(values) / len(values)
    if fewer == 1 and max(len(one.words), len(other.words)) > 1:
        value *= 0.85 if not _is_given(one, other) else 0.6
    return max(value, match.score)


def _with_father(name: Name) -> Name:
    """Read a patronymic as a surname where a Kazakh name has no other."""
    if len(name.words) == 1 and len(name.patronymics) == 1:
        return replace(name, words=(*name.words, *name.patronymics), patronymics=())
    return name


def _is_given(left: Name, right: Name) -> bool:
    """Tell whether the single word of one name is only a given name."""
    single = left if len(left.words) == 1 else right
    return bool(single.words[0].full)


@lru_cache(maxsize=8192)
def shares_given_name(left: str, right: str) -> bool:
    """Tell whether two women's names differ by the surname alone: before and after a marriage."""
    one, other = read_name(left), read_name(right)
    if len(one.words) < 2 or len(other.words) < 2:
        return False
    pairs = [pair for pair in _paired(one.words, other.words) if pair[0] >= 0.8]
    if len(pairs) != 1:
        return False
    _, i, j = pairs[0]
    known = genders(one.words[i].surface) | genders(other.words[j].surface)
    is_first = i == 0 and j == 0
    return is_first and known != frozenset("m")


@lru_cache(maxsize=8192)
def body_likeness(left: str, right: str) -> float:
    """Compare two names of outlets or bodies, words such as "channel" left out of account."""
    match = compare(left, right)
    one, other = (_telling(read_name(name)) for name in (left, right))
    pairs = [pair for pair in _paired(one, other) if pair[0] >= 0.7]
    if not pairs:
        return match.score if match.score >= _TRANSLATED else min(match.score, 0.3)
    covered = 2 * len(pairs) / (len(one) + len(other))
    if len(pairs) == min(len(one), len(other)):
        covered = max(covered, 0.65)
    mean = sum(value for value, _, _ in pairs) / len(pairs)
    is_met = covered > 0.5 or match.score >= _TRANSLATED
    return max(covered * mean, match.score if is_met else 0.0)


_TRANSLATED = 0.7
"""A score from which two names of no common letters are one in two languages."""


def _telling(name: Name) -> list[Word]:
    told = [part for part in name.words if not part.is_initial]  # TV is read as two initials
    words = [part for part in told if part.plain not in _BODY_WORDS]
    return words or list(name.words)


@lru_cache(maxsize=4096)
def place_likeness(left: str, right: str) -> float:
    """Compare two places: 1 one place, 0 nothing told by it, -1 two towns.

    A district or region may lie in the town, or the town in it: that says nothing. Two names of
    one town are known by the gazetteer; two names that are no towns of it are two villages.
    """
    one, other = _place_words(left), _place_words(right)
    alike_by = max((_word_likeness(a, b) for a in one[:1] for b in other[:1]), default=0.0)
    towns = [_towns(place) for place in (left, right)]
    if towns[0] & towns[1] or alike_by >= (0.9 if towns[0] and towns[1] else 0.8):
        return 1.0
    if any(part.plain in _AREA_WORDS for place in (left, right) for part in _words(place)):
        return 0.0
    return -1.0 if bool(towns[0]) == bool(towns[1]) else -0.4


def _words(place: str) -> tuple[Word, ...]:
    return read_name(place).words


def _place_words(place: str) -> list[Word]:
    return [part for part in _words(place) if part.plain not in _AREA_WORDS] or list(_words(place))


def _towns(place: str) -> frozenset[tuple[str, int]]:
    """Answer the towns that a name may mean, as written or, where it is none, declined."""
    lower = place.strip().lower()
    if found := town(lower):
        return frozenset(found)
    words = _words(lower)
    if len(words) != 1:
        return frozenset(town(lower[:-1])) if not lower.isascii() else frozenset()
    return frozenset(found for form in _forms(words[0]) for found in town(form.plain))
