"""Reads plain text: the text is left as it is, and blocks point into it."""

import re

from khronika.model.vocabulary import BlockKind
from khronika.read.furniture import begins_furniture, is_furniture
from khronika.read.head import level
from khronika.read.html import Reading
from khronika.read.layout import Piece
from khronika.script.language import language_of

_PARTED = re.compile(r"(?:\r\n?|\n)[ \t\u00a0]*(?:\r\n?|\n)\s*")


def read_plain(text: str) -> Reading:
    """Read a plain text; its pieces are ranges of it."""
    pieces = []
    at = 0
    for match in [*_PARTED.finditer(text), None]:
        end = match.start() if match else len(text)
        body = text[at:end]
        left = at + len(body) - len(body.lstrip())
        right = at + len(body.rstrip())
        if left < right:
            pieces.append(Piece(text[left:right], BlockKind.PARAGRAPH, (left, right)))
        at = match.end() if match else end
    return Reading(pieces, lang=language_of(text))
