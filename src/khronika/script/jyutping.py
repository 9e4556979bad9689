"""Spells Cantonese readings of characters as people of Hong Kong write their names.

`cantonese_read.csv` gives the reading of some 6,700 characters in Jyutping (Linguistic Society of
Hong Kong, 1993), without tones; its syllables are spelled here by the Hong Kong Government's
Cantonese romanisation, with the other spellings that its registers hold (Chi, Tse, Tsz).
"""

import csv
import re
from functools import cache
from importlib.resources import files

from khronika.errors import DataError

_INITIALS = {
    "b": "p", "p": "p", "m": "m", "f": "f", "d": "t", "t": "t", "n": "n", "l": "l", "g": "k",
    "k": "k", "ng": "ng", "gw": "kw", "kw": "kw", "w": "w", "h": "h", "z": "ch ts", "c": "ch ts",
    "s": "s sh", "j": "y", "": "",
}  # fmt: skip
_FINALS = {
    "aa": "a ah", "aai": "ai", "aau": "au", "aam": "am", "aan": "an", "aang": "ang",
    "aap": "ap", "aat": "at", "aak": "ak", "ai": "ai", "au": "au ow", "am": "am um",
    "an": "an un", "ang": "ang", "ap": "ap up", "at": "at ut", "ak": "ak uk", "e": "e eh",
    "ei": "ei i ee ay", "eng": "eng ing", "ek": "ek ik", "eu": "eu", "i": "i ee", "iu": "iu",
    "im": "im", "in": "in", "ing": "ing", "ip": "ip", "it": "it", "ik": "ik ick",
    "o": "o or", "oi": "oi oy", "ou": "o ou ow", "on": "on", "ong": "ong", "ot": "ot",
    "ok": "ok", "oe": "eu", "oeng": "eung eong", "oek": "euk eok", "eoi": "ui", "eon": "un",
    "eot": "ut", "u": "u oo", "ui": "ui", "un": "un oon", "ung": "ung", "ut": "ut", "uk": "uk",
    "yu": "yu u ue", "yun": "uen", "yut": "uet ut", "m": "m", "ng": "ng",
}  # fmt: skip
_WHOLE = {
    "ji": "yi yee", "jip": "yip ip", "jyu": "yu yue", "jyun": "yuen un", "jyut": "yuet",
    "joeng": "yeung young", "wu": "wu woo", "si": "sz see sze shi si", "zi": "tsz chi tze",
    "ci": "chi tsz tse", "gu": "ku koo kwu", "gun": "kun koon kwun",
    "gwong": "kwong kong", "gwok": "kwok kok",
}  # fmt: skip
_SYLLABLE = re.compile("(ng(?=.)|gw|kw|[bpmfdtnlgkhwzcsj])?(.*)")


@cache
def _read() -> dict[str, tuple[str, ...]]:
    source = files("khronika.script").joinpath("cantonese_read.csv").read_text("utf-8")
    rows = csv.DictReader(source.splitlines())
    if rows.fieldnames != ["reading", "characters", "standard"]:
        raise DataError(f"script/cantonese_read.csv: columns are {rows.fieldnames}; restore it")
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for character in row["characters"]:
            found[character] = (*found.get(character, ()), row["reading"])
    return found


@cache
def spell_jyutping(reading: str) -> tuple[str, ...]:
    """Answer how Hong Kong spells one syllable of Jyutping.

    Args:
        reading: a syllable without its tone, such as `kyun`.

    Returns:
        spellings such as `kuen`, the government's first; empty for what is no syllable.
    """
    whole = _WHOLE.get(reading)
    if whole is not None:
        return tuple(whole.split())
    match = _SYLLABLE.fullmatch(reading)
    if match is None or match[2] not in _FINALS:
        return ()
    starts, ends = _INITIALS[match[1] or ""].split() or [""], _FINALS[match[2]].split()
    return tuple(start + end for start in starts for end in ends)


@cache
def spelled_in_hong_kong(character: str) -> tuple[str, ...]:
    """Answer the Hong Kong spellings of a character by its reading.

    Args:
        character: one Chinese character, simplified.

    Returns:
        its spellings; empty where its reading is not known.
    """
    return tuple(
        dict.fromkeys(s for reading in _read().get(character, ()) for s in spell_jyutping(reading))
    )
