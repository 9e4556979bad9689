"""Tells how much two words of a name are alike, and in what way.

How much slack is right depends on the pair of scripts: between Cyrillic and Latin a letter may
be spelled in several ways, between two Russian spellings one other letter is another name
(Марат, Мурат). The answer is a number from 0 to 1 and the relation that explains it.
"""

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from khronika.name.endings import shear_caucasian
from khronika.name.likeness import APART, EQUAL, Likeness
from khronika.name.one_script import is_respelled, slip_of, within_one_script
from khronika.name.reading import patronymic_base
from khronika.name.spelling.declension import declined
from khronika.name.spelling.sounds import sound_distance
from khronika.name.two_scripts import across_scripts, by_channel
from khronika.name.word import Word
from khronika.script.fold import fold_word
from khronika.script.given import are_two_as_written, full_groups


def alike(left: Word, right: Word) -> Likeness:
    """Compare two words of names.

    Args:
        left: a word.
        right: another; the order does not matter.

    Returns:
        similarity from 0 to 1 and the relation: equal, initial, same given name, short form,
        gendered, inflected, spelling, transliteration, slip, base, apart.
    """
    if left.plain == right.plain:
        return EQUAL
    if (left.plain, left.surface) > (right.plain, right.surface):
        left, right = right, left
    return _compare(left, right)


@lru_cache(maxsize=65536)
def _compare(left: Word, right: Word) -> Likeness:
    if left.is_initial or right.is_initial:
        return _initial(left, right)
    if left.is_mixed or right.is_mixed:
        return slip_of(left.plain, right.plain)
    if left.names and right.names:
        known = _known_names(left, right)
        if known is not None:
            return known if left.script == right.script else _spelled(known, left, right)
    if _is_hopeless(left, right):
        return APART
    if left.script == right.script:
        return within_one_script(left, right)
    return across_scripts(left, right)


def _is_hopeless(left: Word, right: Word) -> bool:
    """Tell cheaply that two words cannot be alike, so that no table is asked."""
    if left.script == right.script:
        edits = Levenshtein.distance(left.near, right.near, score_cutoff=5)
        if edits <= 2 or left.key == right.key:
            return False
        if left.script == "cyrl" and (is_respelled(left, right) or is_respelled(right, left)):
            return False
        if shear_caucasian(left.key) != left.key or shear_caucasian(right.key) != right.key:
            return False
        return edits > 5 or _begin_apart(left, right)
    if shear_caucasian(left.key) != left.key or shear_caucasian(right.key) != right.key:
        return False
    if "hani" in (left.script, right.script) or not left.loose or not right.loose:
        return False
    one, other = left.loose, right.loose
    if "arab" in (left.script, right.script) or "hebr" in (left.script, right.script):
        one, other = one.translate(_GLIDES), other.translate(_GLIDES)
    most = 1 + (max(len(one), len(other)) + 1) // 3
    return Levenshtein.distance(one, other, score_cutoff=most) > most


def _begin_apart(left: Word, right: Word) -> bool:
    """Tell whether two words begin with two sounds that no spelling confuses."""
    one, other = left.key[:1], right.key[:1]
    if one == other or left.near[:1] == right.near[:1]:
        return False
    return not (one in "aeiou" and other in "aeiou")


_GLIDES = dict.fromkeys(map(ord, "vaeiou"))
"""Classes that Arabic and Hebrew write for vowels as well."""


def _initial(left: Word, right: Word) -> Likeness:
    """Compare a letter with a word: its first sound, in either script."""
    first, second = left.loose[:1], right.loose[:1]
    if left.script == right.script:
        return (0.8, "initial") if left.plain[:1] == right.plain[:1] else APART
    if first and (first == second or {first, second} <= {"i", "e", "s"}):
        return (0.78, "initial")
    return APART


def _known_names(left: Word, right: Word) -> Likeness | None:
    """Compare two known given names: of one row, or of two."""
    if left.full & right.full:
        return (_same_name(left, right), "same given name")
    if left.names & right.names:
        return (0.82, "short form")
    if left.key == right.key and left.script != right.script:
        return (0.9, "transliteration")
    if left.script == right.script == "cyrl" and declined(left.near, right.near):
        return None
    return (0.1, "two given names")


def _spelled(known: Likeness, left: Word, right: Word) -> Likeness:
    """Weigh two known names in two scripts by their letters as well, where costs were learnt.

    A name of the same row that is spelled otherwise (Карл, Carol) yields to the spelling (Кэрол).
    """
    learnt = by_channel(left, right)
    if learnt is None:
        return known
    value, relation = known
    if relation == "same given name":
        return (max(_SAME_GIVEN, learnt[0]), relation)
    if relation == "short form":
        return (max(value, learnt[0]), relation)
    if "arab" in (left.script, right.script) and are_two_as_written(left.names, right.names):
        return known  # Amr is عمرو, and عمر is Omar
    if relation == "two given names" and learnt[0] >= _SURELY:
        return (0.9 * learnt[0], "transliteration")
    return known


_SAME_GIVEN = 0.87
"""Likeness of two forms of one given name whose letters do not show it."""


_SURELY = 0.93
"""A likeness from which letters outweigh the table of given names."""


def _same_name(left: Word, right: Word) -> float:
    """Weigh two forms of one given name: the nearer in sound, the surer."""
    if left.key == right.key:
        return 0.97
    cost = sound_distance(left.key, right.key, crossing=True, unvoiced=True, most=2.0)
    return 0.96 - 0.02 * min(2.0, cost)


def same_father(left: Word, right: Word) -> float:
    """Compare two patronymics by the father's name in them.

    Args:
        left: a patronymic (or initial of one).
        right: another.

    Returns:
        similarity from 0 to 1; below 0.6 they are of two fathers.
    """
    if left.is_initial or right.is_initial:
        return _initial(left, right)[0]
    bases = [patronymic_base(part.plain) for part in (left, right)]
    named = [
        full_groups(base) or full_groups(base + "ий") or full_groups(base + "й") for base in bases
    ]
    if named[0] and named[1]:
        return 0.95 if named[0] & named[1] else 0.0
    likeness, relation = alike(left, right)
    if left.script == right.script and relation == "apart":
        likeness, relation = slip_of(left.plain, right.plain)
    if relation in ("slip", "equal", "inflected"):
        return max(0.6, likeness)
    keys = [fold_word(base) for base in bases]
    if keys[0] == keys[1]:
        return 0.97
    cost = sound_distance(keys[0], keys[1], crossing=left.script != right.script)
    return max(0.0, 0.97 - 2.2 * cost / max(3, len(keys[0]), len(keys[1])))
