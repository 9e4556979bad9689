"""Tells whether the vowels of a Latin word are a spelling of a Russian surname's.

Within one language's surnames a vowel tells (Баранов, Баринов; Рубцов, Рыбцов), and what newsrooms
write for each is limited: English, German and French usage, passports of Belarus and Ukraine
(GOST 7.79-2000, BGN/PCGN 1947 and 1979, ISO 9; Belarusian a for an unstressed o).
"""

import re
from functools import lru_cache
from itertools import groupby

from khronika.name.spelling.consonants import without_carons
from khronika.script.romanise import plain

_SPELLED = {
    "а": "a+", "о": "o+|a|io|yo", "у": "ou|oo|oe|u+|w",
    "е": "[yij]?e+|[yij]?ie|[yij]?o|[yij]a|aie|y", "ё": "[yij]?[oe]|[yij]a|eo|ie",
    "и": "[iy]+|ee|ie|j?i|ij|yi", "ы": "y|i|ui|yi", "э": "[aiy]?e", "й": "[iyj]?",
    "ю": "[yij]?(?:u|ou|oo)|ew|you|y", "я": "[yij]?[ae]|ea|[iy]e", "ь": "[iyj']?", "ъ": "[iyj']?",
}  # fmt: skip
_HARD = "[yij]?[eao]+|ie|y"
"""Belarusian writes a for an unstressed е behind hard letters (Шеремет, Sharamet)."""

_ENDS = (("ская", "ska(?:ya|ia|ja|i[ae]|)"), ("цкая", "[tc]+s?ka(?:ya|ia|ja|)"),
         ("ский", "sk(?:[iyj]+|ie)"), ("цкий", "[tc]+s?k(?:[iyj]+|ie)"), ("ый", "[iyj]+"),
         ("ий", "[iyj]+"))  # fmt: skip
_CONSONANT = "[b-df-hj-np-tv-xz']"
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1+")
_GU = re.compile("gu(?=[ei])")
"""The hard g of French (Pitchouguine)."""


_Parts = tuple[re.Pattern[str], ...]
_LONGEST = 40
"""Letters of a word beyond which it is nobody's surname."""
_RUN = 8
"""Latin letters that one vowel, or one run of consonants, is spelled with at most."""


@lru_cache(maxsize=8192)
def _parts(russian: str) -> _Parts:
    """Answer what each vowel and each run of consonants of a word may be spelled as, in order."""
    body, end = russian, ""
    for written, spelled in _ENDS:
        if russian.endswith(written):
            body, end = russian[: -len(written)], spelled
            break
    parts: list[str] = []
    before = ""
    for is_vowel, run in groupby(body, _SPELLED.__contains__):
        letters = "".join(run)
        if is_vowel:
            for letter in letters:
                hard = letter == "е" and before[-1:] in tuple("рцшчжщ")
                parts.append(_HARD if hard else _SPELLED[letter])
                before = letter
        else:
            also = "u" if "в" in letters else ""
            parts.append(f"(?:{_CONSONANT}|[{also}])+" if also else f"{_CONSONANT}+")
            before = letters
    return tuple(map(re.compile, [*parts, end]))


def _spell(parts: _Parts, written: str) -> bool:
    """Tell whether the parts spell a word, one after the other; no place is tried twice."""
    places = {0}
    for part in parts:
        places = {
            end
            for start in places
            for end in range(start, min(len(written), start + _RUN) + 1)
            if part.fullmatch(written, start, end)
        }
    return len(written) in places


def is_vowel_odd(russian: str, latin: str) -> bool:
    """Tell whether a Latin word's vowels are no spelling of a Russian word's.

    Args:
        russian: a surname in Russian letters, lower case.
        latin: a word as written whose consonants are explained.

    Returns:
        False also for words of more than 40 letters, which are no surnames.
    """
    if max(len(russian), len(latin)) > _LONGEST:
        return False
    written = _DOUBLED.sub(r"\1", plain(without_carons(latin)))
    if "гу" not in russian:
        written = _GU.sub("g", written)
    if russian.endswith(("ин", "ын")):
        written = written.removesuffix("e")  # Pouchkine
    return not _spell(_parts(russian), written)
