"""Tells which writing system a letter or a word stands in, and mends words of mixed letters.

Script codes are the lower-cased codes of ISO 15924 (`latn`, `cyrl`, `arab`, `hani`, ...).
Look-alike letters follow the confusables of Unicode Technical Standard 39, those of Latin,
Cyrillic and Greek alone: a name typed with one foreign letter is still that name.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x024F, "latn"),
    (0x0250, 0x02AF, "latn"),
    (0x0370, 0x03FF, "grek"),
    (0x0400, 0x052F, "cyrl"),
    (0x0530, 0x058F, "armn"),
    (0x0590, 0x05FF, "hebr"),
    (0x0600, 0x06FF, "arab"),
    (0x0750, 0x077F, "arab"),
    (0x08A0, 0x08FF, "arab"),
    (0x0900, 0x097F, "deva"),
    (0x0E00, 0x0E7F, "thai"),
    (0x0E80, 0x0EFF, "laoo"),
    (0x1000, 0x109F, "mymr"),
    (0x10A0, 0x10FF, "geor"),
    (0x1100, 0x11FF, "hang"),
    (0x1780, 0x17FF, "khmr"),
    (0x1C80, 0x1C8F, "cyrl"),
    (0x1C90, 0x1CBF, "geor"),
    (0x1D00, 0x1EFF, "latn"),
    (0x1F00, 0x1FFF, "grek"),
    (0x2C60, 0x2C7F, "latn"),
    (0x2D00, 0x2D2F, "geor"),
    (0x2E80, 0x2FDF, "hani"),
    (0x3005, 0x3007, "hani"),
    (0x3040, 0x30FF, "kana"),
    (0x3130, 0x318F, "hang"),
    (0x31F0, 0x31FF, "kana"),
    (0x3400, 0x4DBF, "hani"),
    (0x4E00, 0x9FFF, "hani"),
    (0xA640, 0xA69F, "cyrl"),
    (0xA720, 0xA7FF, "latn"),
    (0xAA60, 0xAA7F, "mymr"),
    (0xAC00, 0xD7A3, "hang"),
    (0xF900, 0xFAFF, "hani"),
    (0xFB00, 0xFB06, "latn"),
    (0xFB13, 0xFB17, "armn"),
    (0xFB1D, 0xFB4F, "hebr"),
    (0xFB50, 0xFDFF, "arab"),
    (0xFE70, 0xFEFF, "arab"),
    (0xFF21, 0xFF5A, "latn"),
    (0xFF66, 0xFF9D, "kana"),
    (0x20000, 0x323AF, "hani"),
)
_CYRILLIC_ONLY = re.compile(r"[\u0400-\u045f\u048a-\u04ff]+\Z")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_LOOKALIKE_SCRIPTS = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_STARTS = [start for start, _, _ in _RANGES]

UNSPACED = frozenset({"hani", "kana", "mymr", "thai", "laoo", "khmr"})
"""Scripts that put no space between the words of a name."""

_TO_LATIN = dict(zip("асеорхуіјѕԁһԛԝ", "aceopxyijsdhqw", strict=True))
_TO_CYRILLIC = dict(zip("aceopxyijshk", "асеорхуіјѕһк", strict=True))
_GREEK_TO_LATIN = dict(zip("οανρτυικ", "oavptuik", strict=True))
_TO_LATIN_TABLE = str.maketrans(_TO_LATIN | _GREEK_TO_LATIN)
_TO_CYRILLIC_TABLE = str.maketrans(_TO_CYRILLIC)


@lru_cache(maxsize=8192)
def script_of(letter: str) -> str:
    """Name the script of one character.

    Args:
        letter: one code point.

    Returns:
        an ISO 15924 code in lower case; `zinh` for marks that take the script of their letter,
        `zyyy` for signs and digits of no script.
    """
    point = ord(letter)
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"} and point < 0x0900:
        return "zinh"
    at = bisect_right(_STARTS, point) - 1
    if at >= 0 and point <= _RANGES[at][1]:
        category = unicodedata.category(letter)
        if category[0] == "L" or (category[0] == "M" and _RANGES[at][0] >= 0x0900):
            return _RANGES[at][2]
        if category == "Nl" or letter in "々〆":
            return "hani"
    return "zyyy"


@lru_cache(maxsize=65536)
def script(word: str) -> str:
    """Name the script that most letters of a word stand in.

    Args:
        word: any text; digits and signs do not count.

    Returns:
        an ISO 15924 code in lower case, `zyyy` where there is no letter. On a tie the script of
        the first letter wins.
    """
    if word.isascii():
        return "latn" if any(map(str.isalpha, word)) else "zyyy"
    if _CYRILLIC_ONLY.match(word):
        return "cyrl"
    counts: dict[str, int] = {}
    for letter in word:
        name = script_of(letter)
        if name not in ("zinh", "zyyy"):
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return "zyyy"
    return max(counts, key=lambda name: counts[name])


def mend_lookalikes(word: str) -> str:
    """Put letters that only look alike into the script of the rest of the word.

    Args:
        word: one word, already in lower case.

    Returns:
        the word in one script where it mixed Latin with Cyrillic or Greek; else unchanged.
    """
    if not (_LATIN_LETTER.search(word) and _LOOKALIKE_SCRIPTS.search(word)):
        return word
    most = script(word)
    if most == "cyrl":
        return word.translate(_TO_CYRILLIC_TABLE)
    mended = word.translate(_TO_LATIN_TABLE)
    if any(script_of(letter) == "cyrl" for letter in mended):
        return word.translate(_TO_CYRILLIC_TABLE)
    return mended


def mend_name(text: str) -> str:
    """Put Latin letters into Cyrillic words of a Cyrillic name, where two letters cannot tell.

    Args:
        text: a name, in any case.

    Returns:
        the name with the words that mix both scripts in Cyrillic, where another word of it is
        all Cyrillic; else unchanged.
    """
    if text.isascii() or not (_LATIN_LETTER.search(text) and _CYRILLIC.search(text)):
        return text
    words = text.split(" ")
    mixed = [
        bool(_LATIN_LETTER.search(w) and _CYRILLIC.search(w))
        or _ALL_ALIKE.fullmatch(w) is not None
        for w in words
    ]
    if not any(mixed) or not any(
        _CYRILLIC.search(word) and not mixing for word, mixing in zip(words, mixed, strict=True)
    ):
        return text
    mended = [
        "".join(_in_cyrillic(letter) for letter in word) if mixing else word
        for word, mixing in zip(words, mixed, strict=True)
    ]
    return " ".join(mended)


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ALL_ALIKE = re.compile("[ABCEHKMOPTXY]{4,}")
"""A word in capitals that Cyrillic has as well (COMOBA)."""


def _in_cyrillic(letter: str) -> str:
    """Answer the Cyrillic letter that looks the same, in its case."""
    if letter.islower():
        return letter.translate(_TO_CYRILLIC_TABLE)
    if letter in _CAPITALS:
        return _CAPITALS[letter]
    return letter.lower().translate(_TO_CYRILLIC_TABLE).upper()


_CAPITALS = dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True))
"""Latin capitals and the Cyrillic ones that look the same; small m and м do not."""


def language(word: str) -> str | None:
    """Guess a language from letters that only it (or its neighbours) writes.

    Args:
        word: one word in lower case.

    Returns:
        a BCP 47 code where a letter gives the language away, else None.
    """
    if _GIVING_AWAY.isdisjoint(word):
        return None
    return next(_TELLING[letter] for letter in word if letter in _TELLING)


def is_mixed(word: str) -> bool:
    """Tell whether the letters of a word stand in more than one script.

    Args:
        word: one word; digits and signs do not count.
    """
    if word.isascii() or _CYRILLIC_ONLY.match(word):
        return False
    return len({script_of(letter) for letter in word} - {"zinh", "zyyy"}) > 1


_TELLING: dict[str, str] = {}
for _lang, _letters in {
    "uk": "ґєї",
    "be": "ў",
    "kk": "әғұүһ",
    "tg": "ӣӯҷ",
    "sr": "ђћџљњ",
    "mk": "ѓќ",
    "ug": "ەۇۆۈۋڭې",
    "ur": "ٹڈڑےہ",
    "ps": "ټډړڼږښ",
    "az": "ə",
}.items():
    _TELLING |= dict.fromkeys(_letters, _lang)
_GIVING_AWAY = frozenset(_TELLING)
