"""Compares a name in Chinese characters with a name in letters.

Characters are compared with characters where both sides have them; letters are read as pinyin,
Wade-Giles, Hong Kong's Cantonese or Palladius. Equal letters are weaker than equal characters:
many characters share a reading. Foreign names in characters go by `channel`.
"""

import re
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from khronika.data.register_words import words_of
from khronika.name.chinese_letters import PINYIN_ONLY, wade_options
from khronika.name.reading import Name
from khronika.name.spelling.cantonese import loosely_spelled
from khronika.script.given import is_given
from khronika.script.han import (
    cantonese_of,
    cantonese_pinyin,
    divides,
    from_palladius,
    from_wade_giles,
    hokkien,
    is_surname,
    readings,
    simplify,
    spellings,
)
from khronika.script.tibetan import tibetan

_LONGEST_CHINESE = 4


def characters(name: Name) -> str:
    """Answer the simplified characters of a name, joined; empty where it has none."""
    return "".join(part.plain for part in name.words if part.script == "hani")


def score_characters(hani: Name, other: Name) -> tuple[float, str]:
    """Score a Chinese name in characters against one in letters.

    Args:
        hani: the name in characters.
        other: the name in letters.

    Returns:
        score from 0 to 1 and the reason; 0 where the characters are no Chinese name.
    """
    written = characters(hani)
    if not 2 <= len(written) <= _LONGEST_CHINESE or len(hani.words) > 1:
        return (0.0, "no Chinese name")
    words = tuple(part.plain for part in other.words)
    best = _score(written, words)
    if best[0] < _LEAST and len(words) > len(written):
        value, reason = max(_score(written, words[at:]) for at in range(1, len(words) - 1))
        best = max(best, (0.92 * value, f"{reason}, with an English name"))
    kept = tuple(form for form in words if not _is_english(form))
    if best[0] < _LEAST and 1 < len(kept) < len(words):
        value, reason = _score(written, kept)
        return max(best, (0.95 * value, f"{reason}, with an English name"))
    return best


_LEAST = 0.5


def _is_english(form: str) -> bool:
    """Tell whether a word is no Chinese syllable in any spelling (Grace Ng)."""
    return not _is_chinese(form) and form not in cantonese_pinyin()


@lru_cache(maxsize=16384)
def _score(written: str, words: tuple[str, ...]) -> tuple[float, str]:
    spelled = spellings(written)
    mandarin = set(readings(written, 12))
    best = (0.0, "no reading agrees")
    for order, cost in _orders(words):
        for spelled_as, system, certainty in _systems(order):
            joined = "".join(spelled_as)
            if joined in mandarin:
                best = max(best, (certainty - cost, f"{system}: {joined}"))
            elif _consumes(joined, spelled) and not _begins_in_pinyin(written, order):
                best = max(best, (0.86 - cost, f"Cantonese or mixed spelling: {joined}"))
            elif hokkien(written) and _consumes(joined, hokkien(written)):
                best = max(best, (_HOKKIEN - cost, f"Hokkien spelling: {joined}"))
    of_tibet = tibetan(simplify(written))
    if len(of_tibet) > 1 and _consumes("".join(words), of_tibet):
        best = max(best, (_TIBETAN, "a Tibetan name in characters"))
    if best[0]:
        return best
    loosely = _loosely(written, spelled, words)
    return loosely or _partial(spelled, words, mandarin)


_HOKKIEN = 0.8
_TIBETAN = 0.85


def _begins_in_pinyin(written: str, words: tuple[str, ...]) -> bool:
    """Tell whether a surname in pinyin stands before a given name in one word: Wang Jianping.

    No reading of Hong Kong goes on after it (王建兵 is Wang Jianbing).
    """
    first = simplify(written[:1])
    return len(words) == 2 and words[0] not in cantonese_of(first) and all(map(divides, words))


def _loosely(
    written: str, spelled: tuple[tuple[str, ...], ...], words: tuple[str, ...]
) -> tuple[float, str] | None:
    """Read a given name by what its Mandarin allows in Hong Kong, the surname by the table."""
    characters_of = simplify(written)
    given = [
        options if cantonese_of(character) else (*options, *loosely_spelled(character))
        for options, character in zip(spelled[1:], characters_of[1:], strict=True)
    ]
    for order, cost in _orders(words):
        if len(order) < 2 or order[0] not in spelled[0] or _is_all_pinyin(order, written):
            continue
        if _consumes("".join(order[1:]), tuple(given)):
            return (0.74 - cost, f"Cantonese by its Mandarin: {' '.join(order)}")
    return None


def _is_all_pinyin(words: tuple[str, ...], written: str) -> bool:
    """Tell whether words may be pinyin, the surname's reading among them (not Kong for 江)."""
    return all(map(divides, words)) and readings(written[:1]).count(words[0]) > 0


def _orders(words: tuple[str, ...]) -> list[tuple[tuple[str, ...], float]]:
    """Answer the words as written and with the last word first (the family name)."""
    orders = [(words, 0.0)]
    if len(words) > 1:
        orders.append(((words[-1], *words[:-1]), 0.02))
    return orders


def _systems(words: tuple[str, ...]) -> list[tuple[tuple[str, ...], str, float]]:
    """Read the words in each system of spelling."""
    palladius = [from_palladius(word) for word in words]
    if all(palladius):
        return [(tuple(filter(None, palladius)), "Palladius", 0.92)]
    if PINYIN_ONLY.search(" ".join(words)):
        return [(words, "pinyin", 0.93)]
    wade = product(*map(wade_options, words[:4]))
    return [(words, "pinyin", 0.93), *((choice, "Wade-Giles", 0.86) for choice in wade)]


def _consumes(joined: str, spelled: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether letters divide into one spelling of each character."""
    places = {0}
    for options in spelled:
        places = {
            at + len(option)
            for at in places
            for option in options
            if joined.startswith(option, at)
        }
    return len(joined) in places


def _partial(
    spelled: tuple[tuple[str, ...], ...], words: tuple[str, ...], mandarin: set[str]
) -> tuple[float, str]:
    """Weigh letters that agree in part: the surname alone, or all but a letter."""
    given = {"".join(choice) for choice in product(*spelled[1:])}
    family = set(spelled[0])
    joined = "".join(words)
    nearest = min((Levenshtein.distance(joined, reading) for reading in mandarin), default=9)
    if nearest == 1 and len(joined) >= 7:
        return (0.4, "one letter from its pinyin")
    if family & set(words) and len(words) > 1:
        rest = [word for word in words if word not in family]
        foreign = any(map(_is_given_elsewhere, rest))
        chinese = any(map(_is_chinese, rest)) or len("".join(rest)) < 4
        if chinese and not foreign:
            return (0.15, "veto: the given name is read otherwise")
        at_home = {
            reading for reading in mandarin if reading.startswith(tuple(family & set(words)))
        }
        return (_english_given(rest, is_dialect=not at_home), _ENGLISH_GIVEN)
    if any(word in given for word in ("".join(words[1:]), "".join(words[:-1]))):
        return (0.25, "veto: the surname is read otherwise")
    return (0.03, "no reading agrees")


_ENGLISH_GIVEN = "surname agrees, the given name is not Chinese"


def _english_given(rest: list[str], *, is_dialect: bool) -> float:
    """Weigh an English given name beside a surname that agrees: Jimmy Lai, 黎智英.

    A dialect's spelling tells that the bearer is of Hong Kong or farther south, where people have
    such names beside their own; the pinyin of a surname tells little.
    """
    known = any(map(_is_given_elsewhere, rest))
    if is_dialect:
        return 0.5 if known else 0.46
    return 0.43 if known else 0.4


@lru_cache(maxsize=8192)
def _is_given_elsewhere(word: str) -> bool:
    """Tell whether a word is a known given name that is no Chinese one."""
    listed = word in words_of("english_given")
    if listed and len(re.findall("[aeiou]+", word)) > _SYLLABLES_GIVEN:
        return True  # Selina divides into three syllables; no Chinese given name has as many
    return (listed or is_given(word)) and not divides(word)


_SYLLABLES_GIVEN = 2
"""Syllables of a Chinese given name at most."""


@lru_cache(maxsize=8192)
def _is_chinese(word: str) -> bool:
    """Tell whether a word divides into syllables of pinyin or Wade-Giles."""
    return divides(word) or divides(from_wade_giles(word))


def shares_surname(written: str, letters: Name) -> bool:
    """Tell whether three syllables in letters have the surname of three characters.

    Args:
        written: the characters (蔡英文).
        letters: the name in letters (Tsai Eng-meng); its surname stands first or last.
    """
    if len(written) != _OF_THREE or len(letters.words) < _OF_THREE - 1:
        return False
    if not all(divides(part.plain) for part in letters.words) and (
        len(letters.words) < _OF_THREE or not is_surname(written[:1])
    ):
        return False
    own = {*spellings(written[:1])[0], *(hokkien(written[:1]) or ((),))[0]}
    ends = letters.words[0].plain, letters.words[-1].plain
    return any(end in own or not own.isdisjoint(wade_options(end)) for end in ends)


_OF_THREE = 3
"""Characters, and syllables, of most Chinese names."""
