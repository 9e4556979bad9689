"""Tells at a glance that two names of persons have no word in common, before they are read.

Almost every pair that is compared is of two strangers. One `translate` folds a word to classes of
consonants (labials, dentals, sibilants and so on, vowels and h gone); when no word of one name is
near a word of the other, no later step could pair them. Names with words of bodies, entries of
the register, single words and scripts without letters for sounds are never judged so.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from khronika.match.bodies.concepts import OF_BODY, OF_TITLE, hint_of
from khronika.match.known import first_words
from khronika.name.chinese_letters import looks_chinese, pinyins
from khronika.name.reading import read_name
from khronika.name.spelling.western import without_clusters
from khronika.script.fold import WORD
from khronika.script.given import rows_of, written_names
from khronika.script.romanise import plain

_CLASSES = {
    "p": "bpбпبپბფპփպբბფ", "f": "fvwфвўوڤვֆվ", "t": "tdтдتدطضთტდտթդ",
    "k": "kgqкгґғқكکگقغკქგღყკքգղ", "s": "szcjşшщжзсцчѕسزشصظژجچثذსზშჟცძწჩჭჯսզշժցձծչճջ",
    "m": "mмمმմ", "n": "nнңنნն", "l": "lлљلლլ", "r": "rрرრրռ",
    "x": "xхخحხխ",
    "": "aeiouyhаеёиоуыэюяйіїєәөұүһьъʼ'’ʻاأإآىيیئءعةهھہაეიოუჰაეէըիոօւհյ",
}  # fmt: skip
_TABLE = {
    ord(letter): ord(folded) if folded else None
    for folded, letters in _CLASSES.items()
    for letter in letters
}


class Glance(NamedTuple):
    """The classes of a name's words, its given names (rows), and whether they may decide."""

    classes: tuple[str, ...]
    given: frozenset[int]
    decides: bool


_NOTHING: frozenset[int] = frozenset()
_UNDECIDED = Glance((), _NOTHING, False)


@lru_cache(maxsize=65536)
def glance(raw: str) -> Glance:
    """Look at a name.

    Args:
        raw: the name as written.

    Returns:
        one string of classes a word, one more for each other way to hear it; `decides` is False
        where only a full reading may judge.
    """
    words = raw.split()
    letters = "".join(words)
    if not letters.isalpha():
        if _TELLING.search(raw) is not None:
            return _UNDECIDED
        words = WORD.findall(raw)
        letters = ""
    if len(words) < 2:
        return _UNDECIDED
    # Letters of ASCII have no plain form but the lower case: all words are folded at once.
    forms = raw.lower().split() if letters and letters.isascii() else [*map(plain, words)]
    hints = [*map(hint_of, forms)]
    if OF_BODY in hints or not first_words().isdisjoint(forms):
        return _UNDECIDED
    together = " ".join(forms)
    folded = (without_clusters(together) if "ch" in together else together).translate(_TABLE)
    if not folded.isascii():
        return _UNDECIDED
    classes = folded.split(" ")
    if "" in classes or min(map(len, forms)) < 2:
        told = [*zip(forms, classes, strict=True)]
        if any(len(form) > 2 and not kept for form, kept in told):
            return _UNDECIDED
        classes = [kept for form, kept in told if len(form) > 1]
    known = not written_names().isdisjoint(forms)
    given = _NOTHING.union(*map(rows_of, forms)) if known else _NOTHING
    decides = len(classes) > 1 and hints.count(OF_TITLE) < len(classes)
    if "c" in together or "ج" in together or "و" in together or "дж" in together:
        classes += _heard_otherwise(forms)
    return Glance((*classes,), given, decides)


_OTHERWISE = (("c", "k"), ("дж", "ж"), ("ج", "ك"), ("و", ""))
"""Letters of two sounds: c is ts or k, дж is Kazakh ж, jeem is j or (in Egypt) g, waw w or u."""

_HARD_C = {**_TABLE, ord("c"): ord("k")}


def _heard_otherwise(forms: list[str]) -> list[str]:
    """Answer classes of the words that have a letter of two sounds, by its other sound."""
    found = list[str]()
    for form in forms:
        if form.isascii():
            if "c" in form:
                found.append(form.translate(_HARD_C))
            continue
        heard = [form]
        for letter, other in _OTHERWISE:
            if letter in form:
                heard += [one.replace(letter, other) for one in heard]
        told = (without_clusters(one) if "ch" in one else one for one in heard[1:])
        found += [classes for one in told if (classes := one.translate(_TABLE))]
    return found


_TELLING = re.compile(r"[\d«»№&\"“”'’/-]")
"""Signs and digits that read as part of a body's name, or part two forms of a name."""


def are_strangers(left: str, right: str) -> bool:
    """Tell whether two names are surely of two: no word of one is near a word of the other.

    Args:
        left: a name as written.
        right: another; the order does not matter.

    Returns:
        True where both decide and no two words share their consonants but for a slip.
    """
    one, other = glance(left), glance(right)
    if not (one.decides and other.decides) or one.given & other.given:
        return False
    if _are_near(one.classes, other.classes):
        return False
    if looks_chinese(left) and looks_chinese(right):
        return not pinyins(read_name(left)) & pinyins(read_name(right))
    return True


_SLIPS = (0, 0, 0, 1, 1, 1)
"""Slips by the length of the longer word; 2 in longer ones."""


def _are_near(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Tell whether a word of one name begins as a word of the other, or is one but for slips."""
    for one in left:
        start, size = one[:3], len(one)
        for other in right:
            if start == other[:3]:
                return True
            more = len(other) - size
            longest = size + more if more > 0 else size
            most = _SLIPS[longest] if longest < 6 else 2
            if (
                -most <= more <= most != 0
                and Levenshtein.distance(one, other, score_cutoff=most) <= most
            ):
                return True
    return False
