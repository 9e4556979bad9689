"""Folds text to the sounds it is read as, so that spellings of one name meet across scripts.

One letter stands for one sound (`S` for sh, `C` for ch, `J` for zh and dj, `c` for ts), so that
an edit distance over keys counts sounds. The key is for finding, never for showing.
"""

import re
from functools import lru_cache

from khronika.script.romanise import plain, romanise, visible

_SOUNDS = {
    "shch": "S", "sch": "S", "sh": "S", "tsch": "C", "tch": "C", "ch": "C", "cz": "C",
    "dzh": "J", "dj": "J", "zh": "J", "j": "J", "kh": "h", "gh": "g", "ph": "f", "th": "t",
    "dh": "d", "dz": "z", "ck": "k", "q": "k", "x": "ks", "w": "v", "ts": "c", "tz": "c",
    "oo": "u", "oe": "o", "ee": "i", "ou": "u", "ije": "ie", "iye": "ie", "yi": "i", "ij": "i",
    "iy": "i", "yj": "i", "yy": "i", "y": "i", "ce": "se", "ci": "si", "cy": "si", "c": "k",
}  # fmt: skip
_SOUND = re.compile("|".join(sorted(map(re.escape, _SOUNDS), key=len, reverse=True)))
_SOFT_START = re.compile(r"^ye|^je(?=[lkvrfn])|(?<=[aeiou])[yj]e")
_J_AS_I = re.compile(r"(?<=[aeo])j(?![aeiou])|(?<=[^aeiou])j(?=[aou][^aeiou]*$)(?<!d)")
_JEEM = re.compile("[\u062c\u0698]")
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"(?<!^)[aeiou]+")
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0e31-\u0e4e"
    "\u102b-\u103e\u17b4-\u17d3\u200c\u200d\u00ad'’‘ʼʻ`´"
)
WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
"""One word of any script, with its vowel signs, joiners and apostrophes."""


def sound(latin: str) -> str:
    """Fold a romanised word to its sounds.

    Args:
        latin: lower-case ASCII, as `romanise` answers it.

    Returns:
        one letter a sound; double letters once.
    """
    if latin[:2] in ("ht", "hs"):
        latin = latin[1:]
    if "e" in latin or "j" in latin:
        latin = _J_AS_I.sub("i", _SOFT_START.sub("e", latin))
    return _DOUBLED.sub(r"\1", _SOUND.sub(lambda found: _SOUNDS[found[0]], latin))


def skeleton(key: str) -> str:
    """Answer the consonants of a sound key, the first letter kept whatever it is.

    Args:
        key: what `sound` answers.

    Returns:
        the key without vowels after its first letter; g and h, v and f, b and p stay apart.
    """
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", key))


@lru_cache(maxsize=131072)
def fold_word(word: str, lang: str | None = None) -> str:
    """Fold one word of any script to its sound key.

    Args:
        word: one word.
        lang: BCP 47 where known.

    Returns:
        the sound key; digits stay digits.
    """
    latin = romanise(word, lang)
    if "j" in latin and _JEEM.search(word):
        latin = latin.replace("j", "zh")  # never the glide that Latin j is beside vowels
    return sound(latin)


def fold(text: str, lang: str | None = None) -> str:
    """Fold text to sound keys, one a word: cheap, coarse, for searching.

    Args:
        text: any text, any script.
        lang: BCP 47 of the text where known.

    Returns:
        keys joined by single spaces. `Сергей` and `Sergei` fold alike; close spellings fold to
        keys a small edit apart.

    Example:
        >>> fold("Жанна Сергеева") == fold("Zhanna Sergeeva")
        True
    """
    words = (fold_word(word, lang) for word in WORD.findall(visible(text)))
    return " ".join(word for word in words if word)


__all__ = ["WORD", "fold", "fold_word", "plain", "skeleton", "sound"]
