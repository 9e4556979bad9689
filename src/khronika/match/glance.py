"""Tells at a glance that two names of persons have no word in common, before they are read.

Almost every pair that is compared is of two strangers. One `translate` folds a word to classes of
consonants (labials, dentals, sibilants and so on, vowels and h gone); when no word of one name is
near a word of the other, no later step could pair them. Names with words of bodies, entries of
the register, single words and scripts without letters for sounds are never judged so.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from khronika.match.bodies.concepts import may_be_body, may_be_of_title
from khronika.match.known import may_be_known
from khronika.name.hani import looks_chinese, pinyins
from khronika.name.reading import read_name
from khronika.name.spelling.western import without_clusters
from khronika.script.fold import WORD
from khronika.script.given import rows_of
from khronika.script.romanise import plain

_CLASSES = {
    "p": "bpбпبپბპփპպբბფ", "f": "fvwфвўوڤვֆվ", "t": "tdтдتدطضთტდտթդ",
    "k": "kgqкгґғқكکگقغკქგღყկքգղ", "s": "szcjşшщжзсцчѕسزشصظژجچثذსზშჟცძწჩჭჯսզշժցձծչճջ",
    "m": "mмمმմ", "n": "nнңңنნն", "l": "lлљلლլ", "r": "rрرრրռ",
    "x": "xхخحხխ",
    "": "aeiouyhаеёиоуыэюяйіїєәөұүһьъʼ'’ʻاأإآىيیئءعةهھہაეიოუჰაეէըիոօւհյ",
}  # fmt: skip
_TABLE = {ord(letter): folded for folded, letters in _CLASSES.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class Glance:
    """The classes of a name's words, its given names (rows), and whether they may decide."""

    classes: tuple[str, ...]
    given: frozenset[int]
    decides: bool


_UNDECIDED = Glance((), frozenset(), False)


@lru_cache(maxsize=65536)
def glance(raw: str) -> Glance:
    """Look at a name.

    Args:
        raw: the name as written.

    Returns:
        one string of classes a word; `decides` is False where only a full reading may judge.
    """
    words = WORD.findall(raw)
    if len(words) < 2 or "/" in raw:
        return _UNDECIDED
    classes = []
    titles = 0
    given: set[int] = set()
    for word in words:
        form = plain(word)
        if may_be_body(form) or may_be_known(form):
            return _UNDECIDED
        titles += may_be_of_title(form)
        folded = (without_clusters(form) if "ch" in form else form).translate(_TABLE)
        if not folded.isascii() or (len(form) > 2 and not folded):
            return _UNDECIDED
        if len(form) > 1:
            classes.append(folded)
            given |= rows_of(form)
    decides = len(classes) > 1 and titles < len(classes) and _is_plain(raw)
    return Glance(tuple(classes), frozenset(given), decides)


def _is_plain(raw: str) -> bool:
    """Tell whether a name has no sign or digit that reads as part of a body's name."""
    return _TELLING.search(raw) is None


_TELLING = re.compile(r"[\d«»№&\"“”'’-]")


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
    if any(_near(a, b) for a in one.classes for b in other.classes):
        return False
    if looks_chinese(left) and looks_chinese(right):
        return not pinyins(read_name(left)) & pinyins(read_name(right))
    return True


@cache
def _slips(length: int) -> int:
    return 0 if length <= 2 else 1 if length <= 5 else 2


def _near(one: str, other: str) -> bool:
    if one == other or one[:3] == other[:3]:
        return True
    most = _slips(max(len(one), len(other)))
    return most > 0 and Levenshtein.distance(one, other, score_cutoff=most) <= most
