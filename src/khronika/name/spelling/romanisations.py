"""Counts the consonants in which two Latin spellings of a name differ beyond any romanisation.

Kozlov, Koslow and Kozloff are one surname, Kozlov and Kotlov two. A slip of the finger onto a
neighbouring key, two letters turned and a doubled one are nobody's other name.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from khronika.name.spelling.consonants import without_carons
from khronika.script.romanise import plain

_UNIT = re.compile(
    r"tsch|sch|tch|dzh|dz|ks|shch|zh|sh|kh|gh|ch|cz|sz|ts|tz|dj|th|ph|ck|qu|[b-df-hj-np-tv-xz]"
)
_SOUNDS = {
    "q": "kg", "c": "kcČj", "ck": "k", "qu": "k", "x": "Xκ", "ks": "κ", "dz": "cd", "kh": "X",
    "h": "Xhg", "ch": "ČXŠ",
    "tch": "Č", "cz": "Č", "tsch": "Č", "sh": "Š", "sch": "ŠŽ", "shch": "ŠČ", "sz": "Š",
    "s": "szŠ", "z": "zsŽc", "zh": "Ž", "j": "Žjy", "g": "ghjŽ", "gh": "g", "dj": "j",
    "dzh": "j", "v": "v", "w": "v", "f": "f", "ff": "fv", "ts": "c", "tz": "c", "th": "ts",
    "ph": "f",
}  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_KEYS = {
    letter: (column + shift, row)
    for row, (shift, letters) in enumerate(((0.0, "qwertyuiop"), (0.25, "asdfghjkl"),
                                            (0.75, "zxcvbnm")))
    for column, letter in enumerate(letters)
}  # fmt: skip
"""Where letters stand on an English keyboard (ISO 9995, QWERTY), in widths of a key."""


@lru_cache(maxsize=16384)
def odd_between(left: str, right: str) -> int:
    """Count the consonants of two Latin words that no romanisation makes one.

    Args:
        left: a word as written.
        right: another; the order does not matter.

    Returns:
        how many differ, are lacking or too many; 0 for spellings of one name and for slips.
    """
    one, other = (plain(without_carons(form)) for form in (left, right))
    if _is_slip(one, other):
        return 0
    units = [_UNIT.findall(_OFF.sub("v", _DOUBLED.sub(r"\1", form))) for form in (one, other)]
    return _edits(units[0], units[1])


_OFF = re.compile("f$|(?<=[aoe])u(?=$|sk)")
"""The v that was written f at the end (Kozloff), or u by Belarusians (Kazlou, Rahouski)."""


def _edits(one: list[str], other: list[str]) -> int:
    """Align two rows of consonants; h and j may be silent."""
    before = _skipping(other)
    for unit in one:
        row = [before[0] + _dropped(unit)]
        for at, second in enumerate(other):
            row.append(
                min(
                    before[at + 1] + _dropped(unit),
                    row[at] + _dropped(second),
                    before[at] + (0 if _meet(unit, second) else 1),
                )
            )
        before = row
    return before[-1]


def _skipping(units: list[str]) -> list[int]:
    costs = [0]
    for unit in units:
        costs.append(costs[-1] + _dropped(unit))
    return costs


def _dropped(unit: str) -> int:
    return 0 if unit in ("h", "j") else 1


def _meet(one: str, other: str) -> bool:
    return not set(_SOUNDS.get(one, one)).isdisjoint(_SOUNDS.get(other, other))


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by what a finger does: a near key, two letters turned."""
    if len(one) != len(other) or OSA.distance(one, other, score_cutoff=1) != 1:
        return False
    apart = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    if len(apart) > 1:
        return True
    first, second = apart[0]
    if first not in _KEYS or second not in _KEYS:
        return False
    across, down = (abs(a - b) for a, b in zip(_KEYS[first], _KEYS[second], strict=True))
    return across * across + down * down <= _NEAR


_NEAR = 1.6
"""The square of a neighbouring key's distance, in widths of a key."""
