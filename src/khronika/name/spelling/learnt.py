"""Reads the table of learnt spellings: what a chunk of foreign letters writes in Latin.

A Chinese character writes what it was seen to write; for the rest it is heard as its syllable of
pinyin, and a rare syllable as its initial and its final (`zh`, `ang-`). So a character seen twice
still has a full set of chances, and the table stays small.
"""

import csv
import gzip
import math
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from khronika.errors import DataError
from khronika.script.han import pinyin

MOST_LATIN = 5
"""Latin letters that one chunk writes at most."""

_FAINT = 1e-5
"""A chance of an initial and a final together that is left out."""


class Chances(NamedTuple):
    """What a chunk writes: as seen itself, and in which share it is heard as something else."""

    own: dict[str, float]
    rest: float
    heard: dict[str, float]


_NONE: dict[str, float] = {}


@cache
def _table(script: str) -> dict[str, dict[str, float]]:
    """Load the chances of one script: chunk to Latin chunk to chance."""
    source = files("khronika.name.spelling").joinpath("channel.csv.gz").read_bytes()
    lines = gzip.decompress(source).decode("utf-8").splitlines()
    if not lines or lines[0] != "script,chunk,latin,centinats":
        raise DataError(
            "name/spelling/channel.csv.gz: other columns than expected; restore the file"
        )
    table: dict[str, dict[str, float]] = {"^": {"": 1.0}, "$": {"": 1.0}}
    own = (line for line in lines if line.startswith(f"{script},"))  # no row of others is parsed
    for _, chunk, latin, cost in csv.reader(own):
        table.setdefault(chunk, {})[latin] = math.exp(-int(cost) / 100)
    return table


@lru_cache(maxsize=16384)
def chances_of(script: str, chunk: str) -> Chances | None:
    """Answer what a chunk of one or two letters writes; None where it was never learnt.

    Args:
        script: `cyrl`, `arab`, `hani`, or `part` for initials and finals of pinyin.
        chunk: letters, with `^` and `$` for the ends of a word.
    """
    own = _table(script).get(chunk)
    if script != "hani" or len(chunk) > 1 or chunk in "^$":
        return None if own is None else Chances(own, 0.0, _NONE)
    heard = _syllable(next(iter(pinyin(chunk)), ""))
    if own is None and not heard:
        return None
    return Chances(own or _NONE, 1.0 - sum((own or _NONE).values()), heard)


def chance_of_whole(script: str, word: str, latin: str) -> float:
    """Answer how often a whole word was seen to be spelled so; 0 where it was too seldom seen.

    Args:
        script: `cyrl` or `arab`.
        word: plain form.
        latin: letters a to z.
    """
    return _table(script).get(f"^{word}$", _NONE).get(latin, 0.0)


@lru_cache(maxsize=1024)
def _syllable(syllable: str) -> dict[str, float]:
    """Answer what a syllable of pinyin writes: as seen, and by its initial and final."""
    if not syllable:
        return _NONE
    own = _table("hani").get(syllable, _NONE)
    rest = 1.0 - sum(own.values())
    heard = _together(parts_of(syllable))
    return {
        latin: own.get(latin, 0.0) + rest * heard.get(latin, 0.0)
        for latin in own.keys() | heard.keys()
    }


def _together(parts: tuple[str, ...]) -> dict[str, float]:
    """Answer what an initial and a final write, one after the other and as a pair."""
    table = _table("part")
    written = dict(table.get(parts[0], _NONE))
    if len(parts) > 1:
        ends = table.get(parts[1], _NONE)
        joined = dict(table.get("".join(parts), _NONE))
        for start, chance in written.items():
            for end, also in ends.items():
                if len(start) + len(end) <= MOST_LATIN:
                    joined[start + end] = joined.get(start + end, 0.0) + chance * also
        written = joined
    whole = sum(written.values())
    return {latin: share / whole for latin, share in written.items() if share > _FAINT * whole}


def parts_of(syllable: str) -> tuple[str, ...]:
    """Divide a syllable of pinyin into its initial, where it has one, and its final.

    Args:
        syllable: without a tone.

    Returns:
        `("zh", "ang-")`, `("ai-",)`; the hyphen closes the syllable.
    """
    initial = _INITIAL.match(syllable)
    size = initial.end() if initial else 0
    return tuple(filter(None, (syllable[:size], syllable[size:] + "-")))


_INITIAL = re.compile("zh|ch|sh|[^aeiouüê]")


@lru_cache(maxsize=4096)
def parts_written(characters: str) -> tuple[str, ...]:
    """Write characters as initials and finals of their first readings; empty where one has none.

    Args:
        characters: simplified characters.
    """
    found: list[str] = []
    for character in characters:
        syllable = next(iter(pinyin(character)), "")
        if not syllable:
            return ()
        found += parts_of(syllable)
    return tuple(found)
