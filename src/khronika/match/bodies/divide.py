"""Divides names of bodies in scripts without spaces into the words that the table knows.

北京市第一中级人民法院 is Beijing, city, first, intermediate, people's, court. Names of persons are
left whole: a run is divided only where it holds a word of two characters or more of the table,
or ends in one that bodies end in.
"""

from functools import cache, lru_cache

from khronika.data.register_words import concepts_of
from khronika.script.romanise import plain
from khronika.script.writing import script

_KINDS = ("acronym", "class", "level", "topic", "country", "place", "number", "wrap")
_SHORT_MYANMAR = 4
_LONGEST = 300


@cache
def _terms(writing: str) -> tuple[dict[str, str], int]:
    """Answer the words of one script with their kinds, and the length of the longest."""
    found: dict[str, str] = {}
    for kind in _KINDS:
        for written in concepts_of(kind):
            if " " not in written and "*" not in written and script(written) == writing:
                found.setdefault(plain(written), kind)
    return found, max(map(len, found), default=0)


@lru_cache(maxsize=16384)
def divided(surface: str) -> tuple[str, ...]:
    """Divide one run of letters.

    Args:
        surface: letters without spaces between them.

    Returns:
        the parts in order, those that the table does not know left together; the run itself
        where its script writes spaces, or nothing in it tells of a body.
    """
    if surface.isascii() or len(surface) < 3 or len(surface) > _LONGEST:
        return (surface,)
    writing = script(surface)
    if writing not in ("hani", "mymr"):
        return (surface,)
    parts = _longest_first(plain(surface), writing)
    terms = _terms(writing)[0]
    telling = [part for part in parts if part in terms and _tells(part, terms[part], writing)]
    if not telling and not _ends_as_body(parts, terms, writing):
        return (surface,)
    return tuple(parts)


def _tells(part: str, kind: str, writing: str) -> bool:
    """Tell whether a word cannot stand in the name of a person (王国 begins many)."""
    if part == "王国":
        return False
    return len(part) > (_SHORT_MYANMAR if writing == "mymr" else 1) and kind != "wrap"


def _ends_as_body(parts: list[str], terms: dict[str, str], writing: str) -> bool:
    return (
        writing == "hani"
        and sum(map(len, parts)) >= 4
        and terms.get(parts[-1]) in ("class", "level")
    )


def _longest_first(text: str, writing: str) -> list[str]:
    """Take the longest word of the table at each place; gather the rest."""
    terms, longest = _terms(writing)
    parts: list[str] = []
    rest = at = 0
    while at < len(text):
        found = _at(text, at, terms, longest)
        if found and (at or len(found) > 1):
            if rest < at:
                parts.append(text[rest:at])
            parts.append(found)
            rest = at = at + len(found)
        else:
            at += 1
    if rest < len(text):
        parts.append(text[rest:])
    return parts


def _at(text: str, at: int, terms: dict[str, str], longest: int) -> str:
    for size in range(min(longest, len(text) - at), 0, -1):
        if text[at : at + size] in terms:
            return text[at : at + size]
    return ""
