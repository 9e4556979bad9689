"""Brings text in capitals, or without any, to ordinary print, each letter at its place.

Names are found by their capitals: where all words have them, or none has, a reader sees nothing
or sees names everywhere. The language says which words are its own; the others get a capital.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from khronika.model.page import Block

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FEWEST, _LOUD, _SILENT = 24, 0.7, 0.004


_MIXED = re.compile(
    r"(?<![A-Za-z])[A-Za-z]{1,3}(?=[\u0400-\u04ff])|(?<=[\u0400-\u04ff])[A-Za-z]{1,3}(?![A-Za-z])"
)
_LOOKALIKE = str.maketrans("aceiopxyhkmtABCEHIKMOPTXY", "асеіорхуһкмтАВСЕНІКМОРТХУ")


def alike(text: str) -> str:
    """Answer a text with Cyrillic letters where Latin ones that look alike stand in its words.

    Kazakh typed without a Kazakh keyboard, and scans, write "тiлшi" with a Latin i.

    >>> alike("тiлшi Orda.kz")
    'тілші Orda.kz'
    """
    if not _MIXED.search(text):
        return text
    return _MIXED.sub(
        lambda found: _turned(found.group()),
        _MIXED.sub(lambda found: _turned(found.group()), text),
    )


def _turned(letters: str) -> str:
    """Answer Latin letters as Cyrillic ones, where all of these few have a look-alike."""
    told = letters.translate(_LOOKALIKE)
    return letters if re.search("[A-Za-z]", told) else told


def is_loud(text: str) -> bool:
    """Tell whether nearly all letters of a text are capitals."""
    letters = [c for c in text if c.isalpha()]
    big = sum(c.isupper() for c in letters)
    return len(letters) >= _FEWEST and big >= _LOUD * len(letters)


def is_silent(text: str) -> bool:
    """Tell whether a text has next to no capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= _FEWEST and sum(c.isupper() for c in letters) <= _SILENT * len(letters)


def print_case(text: str, is_name: Callable[[str, str], bool]) -> str:
    """Answer a text in small letters with capitals on names and at the start of sentences.

    Args:
        text: what to bring to print; its length stays.
        is_name: whether a word in small letters, after the word before it, is a name.
    """
    small = text.lower()
    if len(small) != len(text):
        return text
    out, previous = list(small), ""
    for found in _WORD.finditer(small):
        word = found.group()
        before = small[: found.start()].rstrip()[-1:]
        if before in {"", ".", "!", "?", "\n"} or is_name(word, previous):
            out[found.start()] = out[found.start()].upper()
        previous = word
    changed = "".join(out)
    return changed if len(changed) == len(text) else text


def printed(
    text: str, blocks: Sequence[Block], is_name: Callable[[str, str], bool], *, silent: bool
) -> str:
    """Answer a text whose blocks in capitals are brought to ordinary print, letter by letter.

    Args:
        text: the page's text; its length stays.
        blocks: what is read of it, in order.
        is_name: whether a word in small letters, after the word before it, is a name.
        silent: also blocks without any capital.
    """
    parts: list[str] = []
    at = 0
    for block in blocks:
        piece = block.span.of(text)
        if block.span.start < at or not (is_loud(piece) or silent and is_silent(piece)):
            continue
        parts += [text[at : block.span.start], print_case(piece, is_name)]
        at = block.span.end
    return "".join((*parts, text[at:])) if parts else text


_NAMES = ("Name", "Surn", "Patr", "Geox")


def names_of(parses: Callable[[str], Sequence[Any]]) -> Callable[[str, str], bool]:
    """Answer how Russian words are told for names: by a dictionary, or behind a given name.

    Args:
        parses: the parses of a word by pymorphy3, the likeliest first.
    """

    def is_name(word: str, previous: str) -> bool:
        tag = parses(word)[0].tag
        if any(mark in tag for mark in _NAMES):
            return True
        is_led = bool(previous) and "Name" in parses(previous)[0].tag
        return is_led and str(tag.POS) in {"NOUN", "ADJF"}

    return is_name
