"""Scores two names as names of persons: words paired, order, patronymics, what is left over.

Every deduction has a reason; a veto (two patronymics, two given names) caps the score whatever
else agrees. The score is symmetric: the pairing is the best of all, and ties do not matter.
"""

from khronika.match.persons.gluing import glued, with_son_glued
from khronika.match.persons.leftover import judge_fathers, judge_spare
from khronika.match.persons.order import judge_generation, judge_order
from khronika.match.persons.pairing import (
    Pairing,
    is_consonant_off,
    judge_pairs,
    pair_words,
    spare_words,
)
from khronika.match.persons.whole import (
    ENOUGH,
    are_two_chinese,
    as_burmese,
    in_foreign_words,
    joined_alike,
    may_be_chinese,
    score_characters_of,
)
from khronika.match.tally import Tally
from khronika.name.chinese_letters import same_chinese
from khronika.name.reading import Name
from khronika.name.two_scripts import by_channel


def score_persons(left: Name, right: Name) -> Tally:
    """Score two names of persons.

    Args:
        left: a name, read.
        right: another; the order does not matter.

    Returns:
        the tally: a score from 0 to 1 and its reasons.
    """
    tally = Tally()
    if not left.words or not right.words:
        tally.cap(0.0, "nothing to compare")
        return tally
    if "hani" in left.scripts | right.scripts and not in_foreign_words(left, right):
        return score_characters_of(left, right)
    burmese = as_burmese(left, right)
    if burmese is not None:
        return burmese
    of_a_son = with_son_glued(left, right)
    if of_a_son is not None:
        return _glued_or_not(left, right, of_a_son)
    return _by_words(left, right)


def _glued_or_not(left: Name, right: Name, together: tuple[Name, Name]) -> Tally:
    """Take the better of two readings: `ben` apart from its word or not."""
    apart, glued_now = _by_words(left, right), _by_words(*together)
    if glued_now.score > apart.score:
        glued_now.reasons.append("two words of one name are one of the other")
        return glued_now
    return apart


def _by_words(left: Name, right: Name) -> Tally:
    """Score two names word by word."""
    tally = Tally()
    pairs = pair_words(left.words, right.words)
    spare = (
        spare_words(left.words, [p[0] for p in pairs]),
        spare_words(right.words, [p[1] for p in pairs]),
    )
    together = joined_alike(left, right)
    if spare[0] and spare[1] and together >= ENOUGH:
        tally.times(together, "the same letters, spaced differently")
        return tally
    together_now = glued(left, right, spare) if spare[0] and spare[1] else None
    if together_now is None and (spare[0] or spare[1]) and _is_odd(left, right, pairs):
        every = list(range(len(left.words))), list(range(len(right.words)))
        together_now = glued(left, right, every)
    if together_now is not None:
        tally = score_persons(*together_now)
        tally.reasons.append("two words of one name are one of the other")
        return tally
    if not pairs and len(left.words) == len(right.words) == 1:
        return _single_words(left, right)
    if not pairs and not may_be_chinese(left, right):
        return Tally(0.03, ["no word in common"])
    judge_pairs(tally, left, right, pairs)
    judge_spare(tally, left, right, pairs, spare)
    judge_fathers(tally, left, right)
    judge_order(tally, left, right, pairs)
    judge_generation(tally, left, right)
    if tally.score < ENOUGH and may_be_chinese(left, right) and same_chinese(left, right):
        return Tally(0.86, ["one Chinese name in two spellings"])
    if tally.score >= ENOUGH and are_two_chinese(left, right):
        tally.cap(0.3, "veto: Chinese syllables that differ are two names")
    return tally


def _is_odd(left: Name, right: Name, pairs: Pairing) -> bool:
    """Tell whether a pair of words is hardly one, or has a consonant that another may explain."""
    return any(
        relation == "transliteration"
        and (value < _HARDLY or is_consonant_off(left.words[i], right.words[j], value))
        for i, j, value, relation in pairs
    )


def _single_words(left: Name, right: Name) -> Tally:
    """Weigh two single words that seem unlike by what was learnt of their spellings.

    Silent letters hide a word from a look at its consonants (Vieuxtemps, Вьётан); a single
    word is looked at twice, since little else is said by it.
    """
    learnt = by_channel(left.words[0], right.words[0])
    if learnt is None or learnt[0] < _TELLING:
        return Tally(0.03, ["no word in common"])
    if "cyrl" not in left.scripts | right.scripts:
        return Tally(0.48 * learnt[0], [f"hardly a transliteration {learnt[0]:.2f}"])
    if learnt[0] >= _SPELLED:
        return Tally(0.9 * learnt[0], [f"transliteration, by its letters alone {learnt[0]:.2f}"])
    return Tally(0.8 * learnt[0], [f"hardly a transliteration {learnt[0]:.2f}"])


_HARDLY = 0.65
"""A likeness below which a word may be two of the other name (علی نژاد, Алинеджад)."""

_TELLING = 0.1

_SPELLED = 0.6
