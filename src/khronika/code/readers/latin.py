"""Reads Kazakh in the Latin letters of 2021 as if written in Cyrillic, each letter at its place.

Source: the alphabet approved in Astana on 28 January 2021 (31 letters). Letters stand for one
another singly, so that offsets stay; "sia" is "ция" there ("polisia"). Sites write ǧ and ŋ for ğ
and ñ, and "siia" for "ция": that stands there as "цийя", since no letter may go.
"""

import re
from collections.abc import Sequence

from khronika.model.page import Block

_LETTERS = str.maketrans(
    "aäbdefgğǧhıjklmnñŋoöpqrstuūüvyzş" + "AÄBDEFGĞǦHIJKLMNÑŊOÖPQRSTUŪÜVYZŞ",
    "аәбдефгғғхіжклмнңңоөпқрстуұүвызш" + "АӘБДЕФГҒҒХІЖКЛМНҢҢОӨПҚРСТУҰҮВЫЗШ",
)
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\S+")
_DOMAIN = re.compile(r"[a-zı]\.(?:kz|com|org|net|info|media|news|tv|ru|me|io)\b")
# Not by IGNORECASE, which takes i for ı.
_OWN = re.compile("[ğǧñŋūşäqıĞǦÑŊŪŞÄQ]")
_KAZAKH = re.compile("[qǧñŋūäQǦÑŊŪÄ]")  # Turkish has none of them
_EARLIER = re.compile("[áǵńýʼÁǴŃÝ]")
_VOWELS = frozenset("аәеоөуұүыіяи")
_FEWEST = 12


def is_latin(text: str) -> bool:
    """Tell whether Kazakh stands there in the letters of 2021 and not in those of 2018."""
    letters = [c for c in text if c.isalpha()]
    plain = sum("a" <= c.lower() <= "z" or c in "ıİäğǧñŋöşūüÄĞǦÑŊÖŞŪÜ" for c in letters)
    if len(letters) < _FEWEST or plain < 0.7 * len(letters) or _EARLIER.search(text):
        return False
    return bool(_KAZAKH.search(text)) and len(_OWN.findall(text)) >= 0.03 * len(letters)


def cyrillic(text: str) -> str:
    """Answer a text in Cyrillic letters, of the same length; addresses stay.

    >>> cyrillic("Jergılıktı polisia tılşını ūstady")
    'Жергілікті полиция тілшіні ұстады'
    """
    return _TOKEN.sub(lambda found: _spelled(found.group()), text)


def _spelled(token: str) -> str:
    if _DOMAIN.search(token) or token.startswith(("http", "@")):
        return token
    return _WORD.sub(lambda found: _turned(found.group()), token)


def _turned(word: str) -> str:
    letters = list(word.translate(_LETTERS))
    for i, letter in enumerate(letters):
        if letter in {"i", "İ", "I"}:
            after_vowel = i > 0 and letters[i - 1].lower() in _VOWELS
            sound = "й" if after_vowel else "и"
            letters[i] = sound if letter == "i" else sound.upper()
        if letter == "а" and i > 0 and letters[i - 1] == "и":
            letters[i] = "я"
            if i > 1 and letters[i - 2] == "с":
                letters[i - 2] = "ц"
        elif letter == "а" and letters[max(0, i - 2) : i] == ["и", "й"]:
            letters[i] = "я"
            if i > 2 and letters[i - 3] == "с":
                letters[i - 3] = "ц"
    return "".join(letters)


def in_cyrillic(text: str, blocks: Sequence[Block]) -> str:
    """Answer a text whose blocks in Latin letters are Cyrillic; its length stays."""
    out, at = [], 0
    for block in blocks:
        piece = block.span.of(text)
        if block.span.start < at or not is_latin(piece):
            continue
        out += [text[at : block.span.start], cyrillic(piece)]
        at = block.span.end
    return "".join((*out, text[at:])) if out else text
