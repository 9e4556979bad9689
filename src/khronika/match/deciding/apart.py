"""Tells what in two alike names of persons may be of two people, a brother or a father.

The score is generous, since a name missed is lost; a suggestion of `same` is not. Within one
language whatever differs is a difference (Наталья, Наталия); another order, an article, `bin`
on one side, a given name that only a table of names joins: an editor looks.
"""

import re
from itertools import pairwise

from khronika.match.persons.order import with_article
from khronika.match.persons.pairing import Pairing, pair_words
from khronika.name.reading import Name, looks_like_surname, read_name
from khronika.name.spelling.declension import declined
from khronika.name.two_scripts import by_channel
from khronika.name.word import Word
from khronika.script.given import is_usual

_SPELLED = 0.75
"""Likeness by learnt costs from which two forms of a given name are one, spelled."""

_TABLED = frozenset(("same given name", "short form"))
_SOUNDS_KEPT = frozenset(("spelling", "inflected", "transliteration"))


def apart_of(left: str, right: str) -> str:
    """Answer why two names of persons may be of two; empty without a doubt.

    Args:
        left: a name as written.
        right: another; the order does not matter.
    """
    one, other = read_name(left), read_name(right)
    if "hani" in one.scripts | other.scripts or not one.words or not other.words:
        return ""
    pairs = pair_words(one.words, other.words)
    if bool(with_article(one)) != bool(with_article(other)):
        return "an article on one side"
    if one.has_son != other.has_son:
        return "a son's `bin` on one side"
    if _change_places(one, other, pairs):
        return "the words stand in another order"
    languages = _languages(one), _languages(other)
    for i, j, _, relation in pairs:
        if _differs(one.words[i], other.words[j], relation, languages):
            return f"{_both(one.words[i], other.words[j])}: two forms of one language"
    return ""


def _both(one: Word, other: Word) -> str:
    return " / ".join(sorted((one.surface, other.surface)))


def _languages(name: Name) -> frozenset[str]:
    """Answer what tells of a language: its name, or that letters are not Russian ones."""
    found = {part.lang for part in name.words if part.lang}
    if not found and any(_NOT_RUSSIAN.search(part.surface.lower()) for part in name.words):
        found.add("a neighbour's")
    return frozenset(found)


_SHOUTED = re.compile(r"\b[A-ZА-ЯЁ]{3,}\b(?=.*[a-zа-яё])|[a-zа-яё].*\b[A-ZА-ЯЁ]{3,}\b")
"""A surname in capitals beside a given name that is not."""

_NOT_RUSSIAN = re.compile("[\u0450\u0452-\u052f]")


def _differs(
    one: Word, other: Word, relation: str, languages: tuple[frozenset[str], frozenset[str]]
) -> bool:
    """Tell whether two paired words are forms that no other script or language explains."""
    if relation == "equal" or one.plain == other.plain:
        return False
    if one.script != other.script:
        if _may_be_long(one, other):
            return True
        return relation in _TABLED and not _is_spelled(one, other, languages)
    if relation not in _TABLED and declined(one.plain, other.plain):
        return False  # of two known given names neither is a case: Жанар, Жанара
    if languages[0] != languages[1]:
        if relation == "same given name":
            # Of the side whose letters are Russian ones: Алексей for Аляксей, not Алексий.
            russian = [w for w, told in zip((one, other), languages, strict=True) if not told]
            return one.key != other.key and not all(is_usual(part.plain) for part in russian)
        return relation not in _SOUNDS_KEPT
    return not (one.script == "latn" and one.key == other.key and not one.names & other.names)


def _may_be_long(one: Word, other: Word) -> bool:
    """Tell whether Latin writes i where Persian letters leave a short e: قادری is Ghaderi.

    Ghadiri may as well be قدیری, another name.
    """
    latin, foreign = (one, other) if one.script == "latn" else (other, one)
    if foreign.script != "arab" or not _PERSIAN.search(foreign.surface):
        return False
    return bool(_SHORT_E.fullmatch(foreign.plain) and _LONG_I.search(latin.plain))


_PERSIAN = re.compile("[یکپچژگ]")
_SHORT_E = re.compile("(?:.|..)ا[^اوی]{2}ی?")
_LONG_I = re.compile("a[^aeiou]{1,2}i[^aeiou]{1,2}i?$")


def _is_spelled(one: Word, other: Word, languages: tuple[frozenset[str], frozenset[str]]) -> bool:
    """Tell whether a given name is spelled in the other script, not translated or cut short."""
    if one.key == other.key or (languages[0] | languages[1]) - {"kk"}:
        return True
    if one.full & other.full and "arab" in (one.script, other.script):
        return True  # Arabic letters leave the vowels to the table
    learnt = by_channel(one, other)
    return learnt is None or learnt[0] >= _SPELLED


def _change_places(one: Name, other: Name, pairs: Pairing) -> bool:
    """Tell whether words stand in another order and no comma or form tells the surname."""
    order = [j for _, j, _, _ in pairs]
    if all(a < b for a, b in pairwise(order)) or "," in one.raw + other.raw:
        return False
    if one.patronymics or other.patronymics:
        return False
    if _SHOUTED.search(one.raw) or _SHOUTED.search(other.raw):
        return False
    shaped = [looks_like_surname(one.words[i]) or looks_like_surname(other.words[j])
              for i, j, _, _ in pairs]  # fmt: skip
    return len(pairs) != 2 or shaped.count(True) != 1
