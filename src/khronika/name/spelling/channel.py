"""Tells how a foreign word was likely spelled in Latin, from tables of learnt costs.

A noisy channel over joint chunks (Li, Zhang and Su 2004): each chunk of one or two letters in
Russian, Arabic or Chinese writes a chunk of Latin letters at a cost, the negative logarithm of
its probability, estimated by expectation maximisation on the training part of name parts from
Wikidata (CC0; NOTICE). The cost of a word sums over all its divisions. `^` and `$` stand for
its ends, so that silent endings (Рено, Renault) are learnt as such. Chinese is read twice, by its
characters and by the initials and finals of pinyin, and the costs are averaged: the one knows
the habits of each character, the other what a rare one sounds like. Words that were seen often
and are not spelled as their letters sound (Майкл, Michael) are learnt whole.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from khronika.name.spelling.heard import heard_cost
from khronika.name.spelling.learnt import (
    MOST_LATIN,
    Chances,
    chance_of_whole,
    chances_of,
    parts_written,
)

_MISSING = {"cyrl": math.exp(-9.0), "arab": math.exp(-7.0), "hani": math.exp(-9.0),
            "part": math.exp(-9.0)}  # fmt: skip
"""Chance of a letter to write nothing it was seen to write."""

_SURPLUS = {"cyrl": math.exp(-5.5), "arab": math.exp(-4.5), "hani": math.exp(-6.0),
            "part": math.exp(-5.5)}  # fmt: skip
"""Chance of a Latin letter that nothing wrote; both chosen on the `_16` parts."""

_GIVE_UP = 1e9

_HOPELESS = {"cyrl": 2.2, "arab": 3.0, "hani": 3.5, "part": 3.5}
"""Nats a letter beyond which no pair was ever right."""


def doubles_once(latin: str) -> str:
    """Write double consonants once, as Chinese hears them.

    Args:
        latin: letters a to z.

    Returns:
        `macmilan` for `macmillan`; vowels stay double.
    """
    return _DOUBLES.sub(r"\1", latin)


_DOUBLES = re.compile(r"([bcdfgklmnprtsvz])\1+")


def knows(script: str, word: str) -> bool:
    """Tell whether every letter of a word was learnt.

    Args:
        script: `cyrl`, `arab` or `hani`.
        word: plain form.

    Returns:
        False where the script or a letter has no costs.
    """
    return script in ("cyrl", "arab", "hani") and all(
        chances_of(script, letter) for letter in word
    )


@lru_cache(maxsize=65536)
def channel_cost(script: str, foreign: str, latin: str) -> float:
    """Answer the cost of spelling a foreign word as a Latin one.

    Args:
        script: `cyrl`, `arab` or `hani`.
        foreign: plain form in that script.
        latin: letters a to z.

    Returns:
        nats: the negative logarithm of the chance, summed over all divisions of both words into
        chunks (the forward algorithm); a vast number where the chance falls beyond hope.
    """
    if script != "hani":
        whole = chance_of_whole(script, foreign, latin)
        cost = letters_cost(script, foreign, latin)
        return min(cost, -math.log(whole)) if whole else cost
    latin = doubles_once(latin)
    seen = letters_cost(script, foreign, latin)
    parts = parts_written(foreign)
    if seen >= _GIVE_UP or not parts:
        return seen
    return min(_GIVE_UP, (seen + _forward("part", ("^", *parts, "$"), latin)) / 2)


def letters_cost(script: str, foreign: str, latin: str) -> float:
    """Answer the cost of spelling a foreign word letter by letter, whatever words were seen whole.

    Args:
        script: `cyrl`, `arab` or `hani`.
        foreign: plain form in that script.
        latin: letters a to z.
    """
    return _forward(script, ("^", *foreign, "$"), latin)


def _forward(script: str, whole: Sequence[str], latin: str) -> float:
    """Sum the chances of all divisions of letters and Latin into chunks; answer the cost."""
    length = len(latin)
    least = math.exp(-_HOPELESS[script] * (length + 1))
    surplus, missing = _SURPLUS[script], _MISSING[script]
    rows = [[0.0] * (length + 1) for _ in range(len(whole) + 1)]
    rows[0][0] = 1.0
    places = _places_of_pieces(latin)
    for at in range(len(whole) + 1):
        row = rows[at]
        for start in range(length):
            row[start + 1] += row[start] * surplus
        for size in (1, 2):
            if at + size <= len(whole):
                chunk = chances_of(script, "".join(whole[at : at + size]))
                after = rows[at + size]
                if size == 1:
                    after[:] = [
                        so_far + chance * missing
                        for so_far, chance in zip(after, row, strict=True)
                    ]
                if chunk is not None:
                    _extend(row, after, places, chunk)
        if at and max(row) < least and max(rows[min(at + 1, len(whole))]) < least:
            return _GIVE_UP
    return -math.log(rows[-1][-1]) if rows[-1][-1] else _GIVE_UP


def _places_of_pieces(latin: str) -> dict[str, list[int]]:
    """Answer the pieces of a word that a chunk may write, nothing among them, and their places."""
    length = len(latin)
    places: dict[str, list[int]] = {}
    for start in range(length + 1):
        for end in range(start, min(start + MOST_LATIN, length) + 1):
            places.setdefault(latin[start:end], []).append(start)
    return places


def _extend(
    row: list[float], after: list[float], places: dict[str, list[int]], chunk: Chances
) -> None:
    """Write one chunk from every place reached so far."""
    own, rest, heard = chunk
    for piece in places if rest else filter(own.__contains__, places):
        share = own.get(piece, 0.0) + rest * heard.get(piece, 0.0) if rest else own[piece]
        size = len(piece)
        for start in places[piece]:
            if row[start]:
                after[start + size] += row[start] * share


_LEVEL = {"cyrl": (0.30, 1.15), "arab": (0.75, 1.6), "hani": (1.3, 2.1)}
"""Nats a letter at which a pair is surely right, and at which it is even (0.5)."""


def channel_likeness(script: str, foreign: str, latin: str) -> float:
    """Answer how likely a Latin word spells a foreign one.

    Args:
        script: `cyrl`, `arab` or `hani`.
        foreign: plain form in that script.
        latin: letters a to z.

    Returns:
        0 to 0.97; 0.5 is even. It falls with the cost.
    """
    if not foreign or not latin:
        return 0.0
    length = len(doubles_once(latin)) if script == "hani" else len(latin)
    return _by_level(channel_cost(script, foreign, latin) / (length + 1), *_LEVEL[script])


def cyrillic_likeness(foreign: str, readings: Sequence[str], latin: str) -> float:
    """Answer how likely a Latin word spells a Cyrillic one, by what both sides write and hear.

    Args:
        foreign: plain form in Cyrillic, ё kept where it is written.
        readings: letters a to z that the Latin word may stand for.
        latin: the word as written, with its accents.

    Returns:
        0 to 0.97; 0.5 is even. The two costs are averaged: one asks how Latin spells what is
        heard, the other how Russian hears what is spelled.
    """
    share = min(channel_cost("cyrl", foreign, read) / (len(read) + 1) for read in readings)
    if share >= _FAR or chance_of_whole("cyrl", foreign, readings[0]):
        return _by_level(share, *_LEVEL["cyrl"])
    back = heard_cost(latin, foreign.replace("ё", "е")) / (len(foreign) + 1)
    return _by_level((share + back) / 2, *_BOTH)


_BOTH = (0.2, 1.3)
"""As `_LEVEL`, for both costs: chosen so that on the `_16` part as many wrong pairs pass as by one
cost at each likeness; more right ones do."""

_FAR = 2.6
"""Nats a letter beyond which the way back is not asked."""


def _by_level(cost: float, right: float, even: float) -> float:
    """Answer the likeness at a cost a letter."""
    if cost <= 0:
        return 0.97 - 0.01 * math.exp(3 * cost)  # so that the likelier still stands before
    if cost <= right:
        return 0.96 - 0.05 * cost / right
    return 0.91 * math.pow(0.5 / 0.91, (cost - right) / (even - right))


def foreign_likeness(written: str, words: tuple[str, ...]) -> float:
    """Answer how likely characters spell a foreign name of several words, by their sounds.

    Args:
        written: the characters, joined.
        words: the plain Latin words.

    Returns:
        the better of the words in order and with the last word first; 0 for short names.
    """
    if not all(word.isascii() for word in words):
        return 0.0
    if len(words) == 1:
        return channel_likeness("hani", written, words[0])
    if len(written) < 3:
        return 0.0
    orders = ("".join(words), "".join((*words[-1:], *words[:-1])))
    best = max(channel_likeness("hani", written, order) for order in orders)
    return best if len(written) > 3 else 0.8 * best
