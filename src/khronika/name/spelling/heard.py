"""Tells how a Latin word is likely written in Russian, by what its letters are heard as.

The way back of `channel`: a chunk of one to four Latin letters, with their accents, writes up to
three Cyrillic ones at a learnt cost. How a name sounds is told by its Latin spelling (`eau`,
`sch`, `-ght`), so this side knows what the other can only guess. `^` and `$` are a word's ends.
"""

import math
from functools import cache, lru_cache

from khronika.name.spelling.learnt import chances_of
from khronika.script.romanise import romanise

SCRIPT = "heard"
"""How the rows are marked in the table of learnt spellings."""

LONGEST_CHUNK = 4
"""Latin letters that are heard as one at most."""

MOST_HEARD = 3
"""Cyrillic letters that one chunk writes at most."""

_MISSING = math.exp(-7.5)
"""Chance of a Latin letter to be heard as nothing that it was seen to be heard as."""

_SURPLUS = math.exp(-5.5)
"""Chance of a Cyrillic letter that nothing wrote."""

_GIVE_UP = 60.0
_APOSTROPHES = "'’‘ʻʼ`´"


def letters_heard(word: str, known: frozenset[str]) -> tuple[str, ...]:
    """Answer the letters of a Latin word, an accent kept where the letter was learnt with it.

    Args:
        word: as written.
        known: letters that were learnt.

    Returns:
        lower-case letters and the apostrophe; other signs are left out.
    """
    found: list[str] = []
    for letter in word.lower():
        if letter in _APOSTROPHES:
            found.append("'")
        elif letter in known and letter.isalpha():
            found.append(letter)
        elif letter.isalpha():
            found += romanise(letter)
    return tuple(found)


@cache
def _known() -> frozenset[str]:
    return frozenset(
        chr(code)
        for code in (*range(0x27, 0x7B), *range(0xDF, 0x250), *range(0x1E00, 0x1F00))
        if chances_of(SCRIPT, chr(code)) is not None
    )


@lru_cache(maxsize=16384)
def heard_cost(latin: str, foreign: str) -> float:
    """Answer the cost of writing a Latin word in Russian letters.

    Args:
        latin: a Latin word as written.
        foreign: plain form in Russian letters.

    Returns:
        nats: the negative logarithm of the chance, summed over all divisions of both words into
        chunks; 60 where there is no way.
    """
    ends = ("^", *letters_heard(latin, _known()), "$")
    size, length = len(ends), len(foreign)
    places: dict[str, list[int]] = {}
    for start in range(length + 1):
        for end in range(start, min(start + MOST_HEARD, length) + 1):
            places.setdefault(foreign[start:end], []).append(start)
    rows = [[0.0] * (length + 1) for _ in range(size + 1)]
    rows[0][0] = 1.0
    for at in range(size + 1):
        row = rows[at]
        for start in range(length):
            row[start + 1] += row[start] * _SURPLUS
        if 0 < at < size - 1:
            rows[at + 1] = [
                so_far + chance * _MISSING
                for so_far, chance in zip(rows[at + 1], row, strict=True)
            ]
        for more in range(1, min(LONGEST_CHUNK, size - at) + 1):
            chances = chances_of(SCRIPT, "".join(ends[at : at + more]))
            if chances is not None:
                _extend(row, rows[at + more], places, chances.own)
    return -math.log(rows[-1][-1]) if rows[-1][-1] else _GIVE_UP


def _extend(
    row: list[float], after: list[float], places: dict[str, list[int]], own: dict[str, float]
) -> None:
    """Write one chunk from every place reached so far."""
    for piece in filter(own.__contains__, places):
        share, size = own[piece], len(piece)
        for start in places[piece]:
            if row[start]:
                after[start + size] += row[start] * share
