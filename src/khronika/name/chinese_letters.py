"""Reads Chinese names in letters: whether two are one name in two systems of spelling.

Pinyin, Wade-Giles with and without its apostrophes, Palladius, Hong Kong's Cantonese. Letters
tell less than characters: many names share a reading.
"""

import re
from functools import lru_cache
from itertools import islice, product

from khronika.name.reading import Name
from khronika.script.han import (
    cantonese_characters,
    cantonese_pinyin,
    divides,
    from_palladius,
    from_wade_giles,
)
from khronika.script.romanise import plain

PINYIN_ONLY = re.compile(r"[bdqx]|(?<!n)g|zh|(?<!t)z|ji(?!h)|ian(?!g)")
"""Letters that Wade-Giles does not write: its `jian` is `chien`, its `ji` is `chi`."""


def same_chinese(left: Name, right: Name) -> bool:
    """Tell whether two names in letters are one Chinese name in two systems.

    Args:
        left: a name in Latin or Cyrillic letters.
        right: another.

    Returns:
        True where one in pinyin equals the other in Wade-Giles or Palladius, surname first.
    """
    one, other = pinyins(left), pinyins(right)
    if _is_plain_pinyin(left) and _is_plain_pinyin(right):
        one, other = one - _by_wade_giles(left), other - _by_wade_giles(right)
    return bool(one & other) and not _are_two_of_hong_kong(left, right)


def _are_two_of_hong_kong(left: Name, right: Name) -> bool:
    """Tell whether two names of as many Cantonese syllables differ in one: Kim-hung, Kam-hung.

    Syllables of two spellings are one where a character of the table is spelled both ways.
    """
    spelled = [[plain(part) for part in _SYLLABLE.findall(name.raw)] for name in (left, right)]
    if len(spelled[0]) != len(spelled[1]) or any(map(divides, map("".join, spelled))):
        return False
    known = cantonese_characters()
    pairs = [(one, other) for one, other in zip(*spelled, strict=True) if one != other]
    return all(one in known and other in known for one, other in pairs) and any(
        known[one].isdisjoint(known[other]) for one, other in pairs
    )


def _is_plain_pinyin(name: Name) -> bool:
    """Tell whether a name is pinyin as written, without the signs of Wade-Giles."""
    return not any(sign in name.raw for sign in "-'’ʻ`") and all(
        divides(part.plain) for part in name.words
    )


def _by_wade_giles(name: Name) -> frozenset[str]:
    """Answer what Wade-Giles alone makes of a name whose letters are pinyin already."""
    words = tuple(part.plain for part in name.words)
    read = {"".join(choice) for choice in product(*map(wade_options, words[:4]))}
    return frozenset(read - {"".join(words)})


_ONE = r"(?:[zcs]h|ts|tz|hs|ng|[kg]w|[bpmfdtnlgkhjqxrzcsyw])?['’]?[aeiouüê]{1,3}(?:ng|[nrhktpm])?"
_CHINESE = re.compile(rf"(?:{_ONE}){{1,3}}(?:[ -](?:{_ONE}){{1,3}}){{1,3}}\Z", re.IGNORECASE)
_ONE_CYRILLIC = (
    r"(?:чж|цз|[бпмфдтнлгкхцчшсжв])?(?:[аоэиыуюяеё]{1,3}|[аэуюо]{1,2}й|уай|уэй)(?:нь|н|р)?"
)
_PALLADIUS = re.compile(
    rf"(?:{_ONE_CYRILLIC}){{1,3}}(?: (?:{_ONE_CYRILLIC}){{1,3}}){{1,2}}\Z", re.IGNORECASE
)


def looks_chinese(raw: str) -> bool:
    """Tell cheaply whether a name reads as Chinese syllables, in Latin or by Palladius.

    Args:
        raw: the name as written.
    """
    pattern = _CHINESE if raw[:1] < "\u0250" else _PALLADIUS
    return pattern.match(raw) is not None


def pinyins(name: Name) -> frozenset[str]:
    """Answer what a name in letters is in pinyin, joined, if it can be Chinese.

    Args:
        name: a name in Latin or Cyrillic letters.

    Returns:
        as pinyin, from Wade-Giles or Hong Kong's spelling where its syllables are such, from
        Palladius; the surname first, also where a given name of two syllables stands before it.
        Empty for others.
    """
    groups = tuple(tuple(plain(part) for part in _SYLLABLE.findall(word)) for word in _words(name))
    if not 2 <= sum(map(len, groups)) <= 4 or len(groups) > 4:
        return frozenset()
    return _pinyins_of(groups)


_SYLLABLE = re.compile(r"[^\W\d_]+(?:['’ʻ`][^\W\d_]+)*['’ʻ`]?")


def _words(name: Name) -> list[str]:
    """Answer the words of a name between its spaces, hyphens kept."""
    return [written for written in name.raw.replace(",", " ").split() if written[:1].isalpha()]


@lru_cache(maxsize=16384)
def _pinyins_of(groups: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    orders = [groups]
    given = [group for group in groups if len(group) > 1 or _syllables_in(group[0]) > 1]
    if len(groups) == 2 and given == [groups[0]]:
        orders.append((groups[1], groups[0]))
    elif len(groups) == 3 and not given:
        orders.append((groups[2], groups[0], groups[1]))
    found: set[str] = set()
    for order in orders:
        found |= _spelled_by(tuple(word for group in order for word in group))
    return frozenset(found)


def _syllables_in(word: str) -> int:
    """Count the syllables of a word by its groups of vowels."""
    return len(re.findall("[aeiouüаеёиоуыэюя]+", word))


def _spelled_by(words: tuple[str, ...]) -> set[str]:
    """Read words, surname first, in each system of spelling."""
    if all(map(from_palladius, words)):
        return {"".join(filter(None, map(from_palladius, words)))}
    if not all(word.isascii() for word in words):
        return set()
    found = set()
    alternative = tuple(_HABITS.get(word, word) for word in words)
    if all(map(divides, alternative)):
        found.add("".join(alternative))
    if words and not PINYIN_ONLY.search(" ".join(words)):
        found |= {"".join(choice) for choice in product(*_divided_options(words))}
    if all(word in cantonese_pinyin() for word in words):
        read = [sorted(cantonese_pinyin()[word]) for word in words]
        found |= {"".join(choice) for choice in islice(product(*read), 200)}
    return found


def _divided_options(words: tuple[str, ...]) -> list[list[str]]:
    """Answer the readings of each word in Wade-Giles that are syllables; up to one without."""
    options: list[list[str]] = []
    for word in words:
        options.append([*filter(divides, wade_options(word))])
        if not options[-1]:
            break
    return options


@lru_cache(maxsize=8192)
def wade_options(word: str) -> tuple[str, ...]:
    """Read a syllable of Wade-Giles with its apostrophe of aspiration or after it was dropped.

    Args:
        word: a syllable, lower case.
    """
    aspirated = re.sub(r"^(ch|ts|tz|[ptk])(?=[a-zü])", r"\1'", word)
    habit = _HABITS.get(word)
    marked = [_ROUNDED.sub(r"\1ü", form) for form in (word, aspirated) if _ROUNDED.match(form)]
    read = [from_wade_giles(form) for form in (word, aspirated, *marked)]
    return tuple(dict.fromkeys([*read, *([habit] if habit else ())]))


_ROUNDED = re.compile(r"^(ch'?)u(?=$|n$|an$|eh$)")
"""Syllables whose `u` may be a `ü` that lost its dots (Meng-chu, 孟居)."""


_HABITS = {"lee": "li", "ma": "ma", "soong": "song", "kuo": "guo", "yee": "yi", "mao": "mao",
           "lyu": "lu", "nyu": "nu"}  # fmt: skip
"""Spellings of surnames that belong to no system."""
