"""Reads the name of a body into units of meaning: ministry, city, country, number, own words.

The words of `register_words.csv` are looked up, longest first, so that `внутренних дел`,
`internal affairs` and `ішкі істер` are one unit, and what is no such word stays a word.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from khronika.data.register_words import concepts_of
from khronika.name.word import Word, word
from khronika.script.fold import WORD
from khronika.script.romanise import plain, visible

_KINDS = ("acronym", "legal", "wrap", "class", "level", "topic", "country", "number")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_ARTICLE = re.compile(r"^ال(?=.{3})")
_NUMBER = re.compile(r"\d+")
_SIGNS = re.compile(r"[№#&%]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a body's name: its kind, the concepts it names, and the word where it has none."""

    kind: str
    concepts: tuple[str, ...]
    surface: str
    word: Word | None = None


Pattern = tuple[str, ...]


@cache
def _patterns() -> dict[str, list[tuple[Pattern, str, str]]]:
    """Index the words of the table by their first letters, the longest first."""
    found: dict[str, list[tuple[Pattern, str, str]]] = {}
    for kind in _KINDS:
        for written, concept in concepts_of(kind).items():
            pattern = tuple(_pattern(part) for part in re.split(r"[\s\-]+", written) if part)
            if pattern:
                found.setdefault(pattern[0][:2], []).append((pattern, kind, concept))
    for listed in found.values():
        listed.sort(key=lambda item: (-len(item[0]), -len(item[0][0])))
    return found


def _pattern(part: str) -> str:
    star = part.endswith("*")
    form = plain(part.rstrip("*").replace(".", "")) or part
    return form + "*" if star else form


def _fits(form: str, pattern: str) -> bool:
    if pattern.endswith("*"):
        return form.startswith(pattern[:-1])
    return form == pattern


@lru_cache(maxsize=16384)
def units(raw: str) -> tuple[Unit, ...]:
    """Read a name into its units.

    Args:
        raw: the name as written.

    Returns:
        the units in order; words that the table does not know are units of kind `word`.
    """
    seen = _DOTTED.sub(lambda found: found[0].replace(".", ""), visible(raw))
    seen = _SIGNS.sub(lambda found: f" {found[0]} " if found[0] == "&" else " ", seen)
    seen = _NUMBER.sub(lambda found: f" {found[0]} ", seen)
    surfaces = [match[0] for match in WORD.finditer(seen)]
    forms = [plain(surface) for surface in surfaces]
    found: list[Unit] = []
    at = 0
    while at < len(forms):
        unit, taken = _unit(surfaces, forms, at)
        found.append(unit)
        at += taken
    return tuple(found)


def _unit(surfaces: list[str], forms: list[str], at: int) -> tuple[Unit, int]:
    form = forms[at]
    if form.isdigit():
        return Unit("number", (form.lstrip("0") or "0",), surfaces[at]), 1
    for pattern, kind, concept in _patterns().get(form[:2], ()):
        size = len(pattern)
        if at + size <= len(forms) and all(map(_fits, forms[at : at + size], pattern)):
            surface = " ".join(surfaces[at : at + size])
            return Unit(kind, tuple(concept.split("+")), surface), size
    own = _ARTICLE.sub("", surfaces[at])
    return Unit("word", (), surfaces[at], word(own)), 1


_BODY_KINDS = frozenset(("class", "acronym", "legal", "number", "level", "topic"))


@lru_cache(maxsize=32768)
def is_body(raw: str) -> bool:
    """Tell whether a name reads as that of a body: it has a word such as court, radio, Ltd.

    Args:
        raw: the name as written.

    Returns:
        True where a unit of it says so, or it has a number, `№` or quotation marks.
    """
    if any(sign in raw for sign in '«»№&"“”') or any(letter.isdigit() for letter in raw):
        return True
    return any(unit.kind in _BODY_KINDS for unit in units(raw))
