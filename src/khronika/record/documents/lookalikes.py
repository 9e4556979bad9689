"""Writes words of mixed or borrowed letters as they look: a Latin o in a Cyrillic name is an o.

Names are looked for in these writings too. Each has the length of the text, so that an offset in
one is an offset in the other. The pairs are letters that look alike in most typefaces (Unicode
Technical Standard 39, "confusables"), chosen from knowledge of the alphabets.
"""

import re
import unicodedata

_PAIRS = {
    "a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і", "j": "ј",
    "s": "ѕ", "h": "һ", "k": "к", "m": "м", "t": "т", "A": "А", "B": "В", "C": "С", "E": "Е",
    "H": "Н", "I": "І", "J": "Ј", "K": "К", "M": "М", "O": "О", "P": "Р", "S": "Ѕ", "T": "Т",
    "X": "Х", "Y": "У", "v": "ѵ", "d": "ԁ", "q": "ԛ", "l": "ӏ", "g": "ԍ", "w": "ԝ",
}  # fmt: skip
_GREEK = {
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N",
    "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "α": "a", "ο": "o", "ν": "v", "ρ": "p",
    "ι": "i", "κ": "k", "υ": "u", "χ": "x", "ε": "e", "ɑ": "a", "ı": "i", "օ": "o", "ѡ": "w",
}  # fmt: skip
_DIGITS = {"0": "o", "1": "l", "3": "e", "5": "s"}
_TO_CYRILLIC = str.maketrans(_PAIRS)
_TO_LATIN = str.maketrans({twin: letter for letter, twin in _PAIRS.items()} | _GREEK)
_FROM_DIGITS = str.maketrans(_DIGITS)
_WORD = re.compile(r"\w+")
# Of these a word of another alphabet can be written whole: "made" is no Cyrillic word in disguise.
_TWINS = "aceopxyijsABCEHIJKMOPSTXY"
_LOOKS = frozenset(_TWINS) | {_PAIRS[letter] for letter in _TWINS}
SHORTEST = 4
"""A word of one script is suspected of another only from so many letters that look alike."""


def unmixed(text: str) -> tuple[str, str] | None:
    """Write the words of a text that mix or borrow letters in Latin, and in Cyrillic.

    Returns:
        Both writings, as long as the text; None where no word does.

    >>> unmixed("In \u0421\u0435\u043bm")[0]
    'In Ce\u043bm'
    >>> unmixed("In town") is None
    True
    """
    latin, cyrillic, is_any = list(text), list(text), False
    for match in _WORD.finditer(text):
        word = _simple(match[0])
        if word == match[0] and not _is_suspect(word):
            continue
        is_any = True
        latin[match.start() : match.end()] = word.translate(_TO_LATIN)
        cyrillic[match.start() : match.end()] = word.translate(_TO_LATIN).translate(_TO_CYRILLIC)
    return ("".join(latin), "".join(cyrillic)) if is_any else None


def _simple(word: str) -> str:
    """Undo styled letters (bold, fullwidth, small capitals) and digits in the place of letters."""
    if not word.isascii():
        plain = "".join(_plain(letter) for letter in word)
        word = plain if len(plain) == len(word) else word
    if word.isdigit() or word.isalpha() or not any(map(str.isalpha, word)):
        return word
    return re.sub(r"(?<=[^\W\d_])[0135](?=[^\W\d_])", _letter_for, word)


def _letter_for(digit: re.Match[str]) -> str:
    return digit[0].translate(_FROM_DIGITS)


def _plain(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter


def _is_suspect(word: str) -> bool:
    """Tell whether a word mixes alphabets, or could be read in another one whole."""
    if word.isascii() and not (len(word) >= SHORTEST and _LOOKS.issuperset(word)):
        return False
    alphabets = {unicodedata.name(letter, "?").split()[0] for letter in word if letter.isalpha()}
    if len(alphabets & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"}) > 1:
        return True
    return len(word) >= SHORTEST and _LOOKS.issuperset(word)
