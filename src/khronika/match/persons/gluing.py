"""Finds words that one newsroom writes together and another apart.

صلاح الدين is Salaheddine, Mohammad Reza is Mohammadreza, بن عاشور is Benachour: two words of the
longer name are taken as one where that makes them a word of the shorter.
"""

import re
from dataclasses import replace

from khronika.match.persons.pairing import is_consonant_off
from khronika.name.alike import alike
from khronika.name.reading import Name, read_name
from khronika.name.word import Word, word

_GLUED_FROM = 0.72
"""Likeness from which two words written together are the other name's one."""


def glued(left: Name, right: Name, spare: tuple[list[int], list[int]]) -> tuple[Name, Name] | None:
    """Answer the two names with two words of one written together; None where that helps nothing.

    Args:
        left: a name.
        right: another.
        spare: the places of words that have no partner, of either.
    """
    if abs(len(left.words) - len(right.words)) != 1:
        return None
    if len(left.words) > len(right.words):
        found = _glue(left, right, spare)
        return None if found is None else (found, right)
    found = _glue(right, left, (spare[1], spare[0]))
    return None if found is None else (left, found)


def _glue(longer: Name, shorter: Name, spare: tuple[list[int], list[int]]) -> Name | None:
    """Write the two words of the longer name as one that best fit a spare one of the shorter."""
    best: tuple[float, int, Word] | None = None
    for at in range(len(longer.words) - 1):
        if at not in spare[0] and at + 1 not in spare[0]:
            continue
        one, other = longer.words[at], longer.words[at + 1]
        spared = [shorter.words[place] for place in spare[1]]
        fitting = [part for part in spared if _may_fit(one, other, part)]
        for form in _forms(one, other) if fitting else ():
            value = max(_fit(form, part) for part in fitting)
            if value >= _GLUED_FROM and (best is None or value > best[0]):
                best = (value, at, form)
    if best is None:
        return None
    _, at, form = best
    words = (*longer.words[:at], form, *longer.words[at + 2 :])
    return replace(longer, words=words, surname=None)


def _fit(form: Word, part: Word) -> float:
    """Weigh two words written together against one; a consonant too many is no fit."""
    value, relation = alike(form, part)
    off = relation == "transliteration" and is_consonant_off(form, part, value)
    return 0.0 if off else value


_SONS = re.compile(r"(?<![^\W_])(بن|ben|bin|бен|бин)[\s-]+(?=[^\W_]{3})", re.IGNORECASE)
_BEGINS_SON = re.compile("^(?:b[ei]n|б[еи]н|بن)(?=...)")


def with_son_glued(left: Name, right: Name) -> tuple[Name, Name] | None:
    """Answer the names with `ben` written to its word, where the other name writes it so.

    Args:
        left: a name.
        right: another; one of the two has a `ben` that stands alone (بن سعيد, Bensaid).
    """
    if left.has_son == right.has_son:
        return None
    longer, other = (left, right) if left.has_son else (right, left)
    if not any(_BEGINS_SON.match(part.plain) for part in other.words):
        return None
    together = read_name(_SONS.sub(r"\1", longer.raw))
    return (together, right) if longer is left else (left, together)


def _may_fit(one: Word, other: Word, part: Word) -> bool:
    """Tell cheaply whether two words together can be a third: their sounds are about as many."""
    if part.names or not {one.script, other.script, part.script} <= _VOICED:
        return True
    together, alone = len(one.key) + len(other.key), len(part.key)
    return abs(together - alone) <= _MORE * max(together, alone)


_VOICED = frozenset(("latn", "cyrl"))
_MORE = 0.45
"""Share of sounds more or less beyond which no spelling reaches the likeness asked for."""


def _forms(one: Word, other: Word) -> list[Word]:
    """Answer two words as one; in Arabic also with the article that was parted off."""
    joints = ("", "ال") if one.script == other.script == "arab" else ("",)
    return [word(one.surface + joint + other.surface, one.lang) for joint in joints]
