"""Reads a text with the reader of its language, up to the cast and the triggers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from khronika.code.cast import cast_list
from khronika.code.cast.entities import Cast
from khronika.code.names import names
from khronika.code.names.named import Name
from khronika.code.parsed import Argument, Parsed
from khronika.code.readers import (
    english,
    english_parts,
    kazakh,
    kazakh_parts,
    russian,
    russian_parts,
)
from khronika.code.triggers import Trigger, scan
from khronika.data.lexicon import Lexicon, lexicon
from khronika.model.page import Block


@dataclass(frozen=True, slots=True)
class Reader:
    """How one language is read: into words and grammar, and who plays a part with a trigger."""

    parse: Callable[[str, Sequence[Block], Sequence[int]], Parsed]
    arguments: Callable[[Parsed, int], list[Argument]]


READERS = {
    "en": Reader(english.parse, english_parts.arguments),
    "kk": Reader(kazakh.parse, kazakh_parts.arguments),
    "ru": Reader(russian.parse, russian_parts.arguments),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text holds before anything is decided.

    `denied` are the sentences, with the type, that say of an act that it did not happen.
    """

    parsed: Parsed
    lexicon: Lexicon
    triggers: list[Trigger]
    arguments: list[list[Argument]]
    cast: Cast
    names: list[Name]
    denied: frozenset[tuple[int, str]] = frozenset()


def read_parts(text: str, blocks: Sequence[Block], lang: str, cuts: Sequence[int] = ()) -> Parts:
    """Read blocks of a text in a language that has a reader.

    Args:
        text: the page's text; the blocks' offsets count its code points.
        blocks: what to read, in order.
        lang: a key of `READERS`.
        cuts: offsets where words were lost and a new sentence begins.
    """
    reader, known = READERS[lang], lexicon(lang)
    parsed = reader.parse(text, blocks, cuts)
    found, denied = scan(parsed)
    named = names(parsed, known)
    cast = cast_list(parsed, named, known)
    arguments = [reader.arguments(parsed, trigger.anchor) for trigger in found]
    if lang == "ru":
        arguments = [
            russian_parts.governed(parsed, trigger.lemma, own, cast.at)
            if trigger.slot == "obj" and trigger.type == "assault"
            else own
            for trigger, own in zip(found, arguments, strict=True)
        ]
    return Parts(parsed, known, found, arguments, cast, named, denied)
