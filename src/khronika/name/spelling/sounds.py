"""Measures how far two sound keys are apart, where some sounds are spelled for one another.

A weighted edit distance: g for h (Belarusian and Ukrainian г), v for u, vowels for vowels cost
less than a consonant for an unrelated one. Between scripts the discounts are full, within one
script they are smaller. Unvoiced scripts (Arabic, Hebrew) write few vowels, so added ones cost
next to nothing there.
"""

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_VOWELS = "aeiou"

_CLOSE: dict[tuple[str, str], float] = {}
for _pair, _cost in {
    "gh": 0.2, "kh": 0.35, "gk": 0.4, "hg": 0.2, "Jz": 0.35, "Ji": 0.3, "CS": 0.35, "cs": 0.3,
    "cC": 0.3, "Ss": 0.35, "vu": 0.25, "vf": 0.35, "bv": 0.5, "dt": 0.4, "bp": 0.35, "zs": 0.35,
    "JS": 0.5, "JC": 0.35, "ck": 0.6, "cz": 0.35, "Jg": 0.3, "kC": 0.6, "nm": 0.7, "Jd": 0.5,
    "tc": 0.5, "pf": 0.5, "lr": 0.7, "tS": 0.7, "ts": 0.7, "io": 0.5, "zJ": 0.35, "zd": 0.5,
}.items():  # fmt: skip
    _CLOSE[_pair[0], _pair[1]] = _CLOSE[_pair[1], _pair[0]] = _cost
for _pair, _cost in {
    "ao": 0.2, "ei": 0.2, "ae": 0.25, "uo": 0.25, "ai": 0.8, "au": 0.8, "iu": 0.7, "eo": 0.35,
    "eu": 0.45, "io": 0.45,
}.items():  # fmt: skip
    _CLOSE[_pair[0], _pair[1]] = _CLOSE[_pair[1], _pair[0]] = _cost

_ADDED = {"a": 0.4, "e": 0.35, "i": 0.3, "o": 0.4, "u": 0.4, "h": 0.4, "v": 0.7, "J": 0.8}
_ADDED_UNVOICED = {"a": 0.1, "e": 0.08, "i": 0.1, "o": 0.12, "u": 0.12, "h": 0.3, "v": 0.4}
_LEAST = 0.08


@lru_cache(maxsize=65536)
def sound_distance(
    left: str, right: str, *, crossing: bool, unvoiced: bool = False, most: float = 3.0
) -> float:
    """Answer the cost of turning one sound key into another.

    Args:
        left: a sound key, as `khronika.script.fold.fold_word` answers it.
        right: another; the order does not matter.
        crossing: whether the words stand in two scripts; within one the discounts are halved.
        unvoiced: whether one script writes no short vowels.
        most: give up above this cost.

    Returns:
        the cost; a consonant for an unrelated one is 1. At least `most` when given up.
    """
    if left == right:
        return 0.0
    edits = Levenshtein.distance(left, right)
    if edits * _LEAST > most or (edits >= 6 and edits > 0.75 * max(len(left), len(right))):
        return most + edits
    cost = _weighted(left, right, _ADDED_UNVOICED if unvoiced else _ADDED)
    if left and right and left[0] != right[0]:
        cost += 0.3 * _CLOSE.get((left[0], right[0]), 1.0)
    return cost if crossing else (cost + min(edits, 2 * cost)) / 2


def _weighted(left: str, right: str, added: dict[str, float]) -> float:
    """Run the dynamic programme, one row at a time."""
    close = _CLOSE
    adds = [added.get(letter, 0.9) for letter in right]
    row = [0.0]
    for cost in adds:
        row.append(row[-1] + cost)
    for one in left:
        drop = added.get(one, 0.9)
        diagonal = row[0]
        row[0] = before = diagonal + drop
        for at, other in enumerate(right, 1):
            above = row[at]
            best = diagonal if one == other else diagonal + close.get((one, other), 1.0)
            cost = above + drop
            if cost < best:
                best = cost
            cost = before + adds[at - 1]
            if cost < best:
                best = cost
            row[at] = before = best
            diagonal = above
    return row[-1]
