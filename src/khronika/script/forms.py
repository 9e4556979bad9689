"""Tells whether a word can be a declined, suffixed or otherwise spelled form of a name's word.

Russian and other Slavic case endings change the last vowels; Kazakh and Turkish add suffixes;
English adds 's. Romanisations differ in vowels and in g/h, k/q, s/sh, zh/j.
"""

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from khronika.script.fold import skeleton

_CLASSES = str.maketrans("gqhxJzCcSsvufdtbpk", "kkkkssssssvvvttppk")
_VOWELS = "aeiou"
_ENDING = 5
"""Letters that a case ending or a chain of suffixes may add (`-ларыныкі` is beyond it)."""


@lru_cache(maxsize=65536)
def loose(key: str) -> str:
    """Answer the consonant classes of a sound key: what no romanisation changes.

    Args:
        key: a sound key.

    Returns:
        one letter a class, the first letter kept as a class of its own if a vowel.
    """
    return skeleton(key).translate(_CLASSES)


def _stem(key: str) -> str:
    """Take the case ending off, as far as the last consonant."""
    cut = key.rstrip(_VOWELS)
    return cut if len(cut) >= 2 else key


@lru_cache(maxsize=131072)
def is_form(word: str, name: str) -> bool:
    """Tell whether a text's word may be a form of a name's word; generous by design.

    Args:
        word: sound key of the word in the text.
        name: sound key of the word of the name.

    Returns:
        True for equal keys, shared stems with an ending, and near spellings.
    """
    if word == name:
        return True
    stem = _stem(name)
    if len(word) < len(stem) - 1 or len(word) > len(name) + _ENDING:
        return False
    if word.startswith(stem):
        return _may_end(word[len(stem) :], stem)
    return _near(word, name, stem)


def _may_end(rest: str, stem: str) -> bool:
    if len(stem) <= 2:
        return len(rest) <= 2 and (not rest or rest[0] in _VOWELS)
    return len(rest) <= (3 if len(stem) == 3 else _ENDING)


def _near(word: str, name: str, stem: str) -> bool:
    """Allow other vowels, other members of a consonant class, and a slip of the keyboard."""
    bare, wanted = loose(word), loose(stem)
    if len(wanted) >= 3 and bare.startswith(wanted) and len(bare) - len(wanted) <= 3:
        return Levenshtein.distance(word[: len(name)], name) <= max(2, len(name) // 2)
    allowed = 0 if len(stem) < 5 else 1 if len(stem) < 8 else 2
    head = word[: len(stem)]
    return bool(allowed) and Levenshtein.distance(head, stem, score_cutoff=allowed) <= allowed


_DERIVED = tuple(
    str.split(
        "ed ing ings er ers ish ished age ages aged ment ments ly ness able ation ations fer"
    )
)
_SHORT_NAME = 5


def is_derived(word: tuple[str, str], name: tuple[str, str]) -> bool:
    """Tell whether a word is made of a short name by what English adds to verbs and nouns.

    "Finished" and "sealed" are no forms of Finch and Seal: names take case endings and suffixes.

    Args:
        word: plain form and sound key of a word in small Latin letters.
        name: plain form and sound key of the word of the name.
    """
    if len(name[1]) > _SHORT_NAME or word[1] == name[1] or not word[0].endswith(_DERIVED):
        return False
    if word[0].startswith(name[0]):
        return word[0][len(name[0]) :] in _DERIVED
    return not word[1].startswith(name[1]) or len(word[1]) - len(name[1]) > 1
