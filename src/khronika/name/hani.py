"""Compares a name in Chinese characters with a name in letters.

Characters are compared with characters where both sides have them; letters are read as pinyin,
Wade-Giles, Hong Kong's Cantonese or Palladius. Equal letters are weaker than equal characters:
many characters share a reading. Foreign names in characters go by `channel`.
"""

import re
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from khronika.name.reading import Name
from khronika.script.han import divides, from_palladius, from_wade_giles, readings, spellings

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
    return _score(written, tuple(part.plain for part in other.words))


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
            elif _consumes(joined, spelled):
                best = max(best, (0.86 - cost, f"Cantonese or mixed spelling: {joined}"))
    if best[0]:
        return best
    return _partial(spelled, words, mandarin)


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
    wade = product(*map(_wade_options, words[:4]))
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
        chinese = any(_is_chinese(word) for word in rest) or len("".join(rest)) < 4
        if chinese:
            return (0.15, "veto: the given name is read otherwise")
        return (0.4, "surname agrees, the given name is not Chinese")
    if any(word in given for word in ("".join(words[1:]), "".join(words[:-1]))):
        return (0.25, "veto: the surname is read otherwise")
    return (0.03, "no reading agrees")


@lru_cache(maxsize=8192)
def _is_chinese(word: str) -> bool:
    """Tell whether a word divides into syllables of pinyin or Wade-Giles."""
    return divides(word) or divides(from_wade_giles(word))


def same_chinese(left: Name, right: Name) -> bool:
    """Tell whether two names in letters are one Chinese name in two systems.

    Args:
        left: a name in Latin or Cyrillic letters.
        right: another.

    Returns:
        True where one in pinyin equals the other in Wade-Giles or Palladius, surname first.
    """
    one, other = pinyins(left), pinyins(right)
    return bool(one & other)


def pinyins(name: Name) -> frozenset[str]:
    """Answer what a name in letters is in pinyin, joined, if it can be Chinese.

    Args:
        name: a name in Latin or Cyrillic letters, surname first.

    Returns:
        as pinyin, from Wade-Giles where its signs are there, from Palladius; empty for others.
    """
    words = tuple(part.plain for part in name.words)
    if not 2 <= len(words) <= 4:
        return frozenset()
    return _pinyins_of(words, name.raw)


@lru_cache(maxsize=16384)
def _pinyins_of(words: tuple[str, ...], raw: str) -> frozenset[str]:
    palladius = [from_palladius(word) for word in words]
    if all(palladius):
        return frozenset({"".join(filter(None, palladius))})
    found = set()
    alternative = tuple(_HABITS.get(word, word) for word in words)
    if all(map(divides, alternative)):
        found.add("".join(alternative))
    if "-" in raw or "'" in raw or "’" in raw:
        options = [_wade_options(word) for word in words]
        found.update("".join(choice) for choice in product(*options) if all(map(divides, choice)))
    return frozenset(found)


@lru_cache(maxsize=8192)
def _wade_options(word: str) -> tuple[str, ...]:
    """Read a syllable of Wade-Giles with its apostrophe of aspiration or after it was dropped."""
    aspirated = re.sub(r"^(ch|ts|tz|[ptk])(?=[a-zü])", r"\1'", word)
    habit = _HABITS.get(word)
    options = (from_wade_giles(word), from_wade_giles(aspirated), *((habit,) if habit else ()))
    return tuple(dict.fromkeys(options))


_HABITS = {"lee": "li", "ma": "ma", "soong": "song", "kuo": "guo", "yee": "yi", "mao": "mao"}
"""Spellings of surnames that belong to no system."""
