"""Knows Tibetan names that Chinese characters spell: 扎西 is Tashi, 顿珠 is Dhondup.

A name is divided into the words of `tibetan.csv`; each row names its standard.
"""

import csv
from functools import cache, lru_cache
from importlib.resources import files

from khronika.errors import DataError

_LONGEST = 3


@cache
def _words() -> dict[str, tuple[str, ...]]:
    source = files("khronika.script").joinpath("tibetan.csv").read_text("utf-8")
    rows = csv.DictReader(source.splitlines())
    if rows.fieldnames != ["characters", "spellings", "standard"]:
        raise DataError(f"script/tibetan.csv: columns are {rows.fieldnames}; restore it")
    return {row["characters"]: tuple(row["spellings"].split()) for row in rows}


@cache
def tibetan_words() -> frozenset[str]:
    """Answer every Tibetan name of the table in Latin letters; a few hundred are all there are."""
    return frozenset(form for spelled in _words().values() for form in spelled)


@lru_cache(maxsize=16384)
def tibetan(name: str) -> tuple[tuple[str, ...], ...]:
    """Answer how Tibetans spell the words of a name that is written in Chinese characters.

    Args:
        name: the simplified characters of one name.

    Returns:
        for each Tibetan word its spellings; empty where a character belongs to none.
    """
    if not name:
        return ()
    for size in range(min(_LONGEST, len(name)), 0, -1):
        spelled = _words().get(name[:size])
        if spelled is None:
            continue
        if size == len(name):
            return (spelled,)
        rest = tibetan(name[size:])
        if rest:
            return (spelled, *rest)
    return ()
