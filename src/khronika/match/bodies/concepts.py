"""Reads the name of a body into units of meaning: ministry, city, country, number, own words.

The words of `register_words.csv` are looked up, longest first, so that `внутренних дел`,
`internal affairs` and `ішкі істер` are one unit, and what is no such word stays a word.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from khronika.data.register_words import concepts_of, words_of
from khronika.errors import DataError
from khronika.match.bodies.divide import divided
from khronika.name.word import Word, word
from khronika.script.fold import WORD
from khronika.script.romanise import plain, visible

_KINDS = (
    "acronym", "legal", "wrap", "class", "level", "topic", "country", "place", "number",
    "name",
)  # fmt: skip
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")
_ARTICLE = re.compile(r"^(?:[وبفک]?ال|لل)(?=.{3})")
_POSSESSIVE = re.compile(r"(?<=\w)['’`]s\b|(?<=\w{3}s)['’](?=\s)", re.IGNORECASE)
_IZAFA = re.compile(r"(?<=[a-z]{2})-y?[ei](?=[\s-])")
"""The joining vowel of Persian in Latin letters (Haft-e Sobh), which Persian leaves unwritten."""
_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|-?(?:й|я|го|ой|ый|ая|ші|шы))\b", re.IGNORECASE)
_CAPITALS = {"Мос": "Москва", "Мин": "Минск", "Мін": "Мінск"}
_GLUED = re.compile(r"\b(?:Мос|Мин|Мін)(?=г[оа]р)")
"""Capitals glued to what is theirs: Мосгорсуд, Мінгарвыканкам."""
_ABAD = re.compile(r"(?<=[\u0600-\u06ff]{2})\s(?=[اآ]باد\b)")
"""A Persian town's end that is written apart: عادل آباد, Adelabad."""

_SIGNS = re.compile(r"[№#&%]|\bN[oо]\.?(?=\s*\d)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of a body's name: its kind, the concepts it names, and its word where it is its own.

    Words of titles (voice, herald) have both: they meet by what they mean.
    """

    kind: str
    concepts: tuple[str, ...]
    surface: str
    word: Word | None = None


Pattern = tuple[str, ...]


Option = tuple[Pattern, str, str]


@cache
def _patterns() -> tuple[dict[str, list[Option]], dict[str, list[Option]]]:
    """Index the words of the table by their first word, those with any ending apart."""
    exact: dict[str, list[Option]] = {}
    stems: dict[str, list[Option]] = {}
    for kind in _KINDS:
        for written, concept in concepts_of(kind).items():
            pattern = tuple(_pattern(part) for part in re.split(r"[\s\-]+", written) if part)
            if not pattern:
                continue
            first = pattern[0]
            index, key = (stems, first[:-1]) if first.endswith("*") else (exact, first)
            index.setdefault(key, []).append((pattern, kind, concept))
    return exact, stems


def _form(surface: str) -> str:
    """Answer a word as the table is asked for it: plain, without the Arabic article."""
    form = plain(surface)
    if form[:1] == "ў":
        return "у" + form[1:]  # Belarusian у after a vowel
    return _ARTICLE.sub("", form) if "\u0600" <= form[:1] <= "\u06ff" else form


def _asked(surface: str) -> str:
    """Answer the form by which the table knows a word, the older Belarusian spelling read too.

    Сьледчы is следчы, генэральная генеральная: only where the word as written is not known.
    """
    form = _form(surface)
    if _OLDER.search(form) is None or hint_of(form):
        return form
    softened = _SOFT.sub("", form)
    read = (softened, softened.replace("э", "е"))
    return next((other for other in read if hint_of(other)), form)


_SOFT = re.compile("(?<=[сзцн])ь(?=[бвглмнпсцтк])")
_OLDER = re.compile(f"{_SOFT.pattern}|э")


@cache
def _heads() -> dict[str, tuple[int, ...]]:
    """Answer how long the stems are that begin with three letters (fewer where that is all)."""
    lengths: dict[str, set[int]] = {}
    for stem in _patterns()[1]:
        lengths.setdefault(stem[:3], set()).add(len(stem))
    return {head: tuple(sorted(sizes)) for head, sizes in lengths.items()}


@lru_cache(maxsize=65536)
def _options(form: str) -> tuple[Option, ...]:
    """Answer what a word may begin, the longest first."""
    exact, stems = _patterns()
    heads = _heads()
    whole = exact.get(form)
    sizes = heads.get(form[:3], ()) if len(form) < 3 else _sizes(heads, form)
    if whole is None and not sizes:
        return ()
    found = [*(whole or ())]
    for size in sizes:
        found += stems.get(form[:size], ())
    found.sort(key=lambda option: (-len(option[0]), -len(option[0][0])))
    return tuple(found)


def _sizes(heads: dict[str, tuple[int, ...]], form: str) -> tuple[int, ...]:
    """Answer the lengths of the stems that may begin a word, those of two letters first."""
    short, long = heads.get(form[:2]), heads.get(form[:3])
    if short is None:
        return long or ()
    return short + (long or ())


def _pattern(part: str) -> str:
    star = part.endswith("*")
    bare = _POSSESSIVE.sub("", part.rstrip("*").replace(".", ""))
    form = _form(bare) or part
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
    seen = visible(raw.replace("№", " "))
    seen = _DOTTED.sub(lambda found: found[0].replace(".", ""), seen)
    seen = _SIGNS.sub(lambda found: f" {found[0]} " if found[0] == "&" else " ", seen)
    seen = _ORDINAL.sub("", seen)
    seen = _NUMBER.sub(lambda found: f" {found[0]} ", seen)
    seen = _ABAD.sub("", _POSSESSIVE.sub("", seen))
    if "-" in seen:
        seen = _IZAFA.sub("", seen)
    seen = _GLUED.sub(lambda found: f"{_CAPITALS[found[0]]} ", seen)
    surfaces = [part for match in WORD.finditer(seen) for part in divided(match[0])]
    forms = [_asked(surface) for surface in surfaces]
    found: list[Unit] = []
    at = 0
    while at < len(forms):
        unit, taken = _unit(surfaces, forms, at)
        at += taken
        if unit.kind == "number" and found and _is_tens(found[-1], unit):
            tens = found.pop()
            total = str(int(tens.concepts[0]) + int(unit.concepts[0]))
            unit = Unit("number", (total,), f"{tens.surface} {unit.surface}")
        if found and found[-1].kind == "topic" and unit.surface.lower().startswith("аудан"):
            named = found.pop().surface
            found.append(Unit("word", (), named, word(named)))  # a district called Freedom
        found.append(unit)
    return tuple(found)


def _is_tens(before: Unit, unit: Unit) -> bool:
    """Tell whether two numbers are written as one (forty four)."""
    if before.kind != "number" or before.surface.isdigit():
        return False
    return int(before.concepts[0]) in range(20, 100, 10) and int(unit.concepts[0]) < 10


def _unit(surfaces: list[str], forms: list[str], at: int) -> tuple[Unit, int]:
    form = forms[at]
    if surfaces[at] in _ROMAN:
        return Unit("number", (str(_ROMAN.index(surfaces[at]) + 2),), surfaces[at]), 1
    if form.isdigit():
        return Unit("number", (_counted(form),), surfaces[at]), 1
    for pattern, kind, concept in _options(form):
        size = len(pattern)
        if kind == "acronym" and not _may_be_acronym(surfaces[at], pattern):
            continue
        if kind == "legal" and _is_word_of_two(surfaces[at]):
            continue
        if at + size <= len(forms) and all(map(_fits, forms[at : at + size], pattern)):
            surface = " ".join(surfaces[at : at + size])
            written = word(_ARTICLE.sub("", surface)) if kind == "name" else None
            return Unit(kind, tuple(concept.split("+")), surface, written), size
    place = _place_within(form)
    if place:
        return Unit("place", (place,), surfaces[at]), 1
    own = _ARTICLE.sub("", surfaces[at])
    return Unit("word", (), surfaces[at], word(own)), 1


_ADJECTIVE = re.compile(
    r"(?<=[a-z]{3})sk(?:i|y|iy|yi|ii|ij|oy|oi|ie|ye|aya|aia|aja|oye|oe|oje|ogo|aha)$"
)
"""Latin ends of the adjectives that Slavic languages make of towns (Borisovskie novosti)."""


def _place_within(form: str) -> str:
    """Answer the town that an adjective in Latin letters, or Arabic `in` glued to it, names."""
    if form.isascii():
        stem = _ADJECTIVE.sub("", form)
    else:
        stem = form[1:].removeprefix("ال") if form[:1] == "ب" else form
    if stem == form:
        return ""
    return next((to for way, kind, to in _options(stem) if kind == "place" and way == (stem,)), "")


def _counted(digits: str) -> str:
    """Answer a number in the digits of any script as it is compared: ۱۳ is 13."""
    return str(int(digits)) if digits.isdecimal() else digits


def _may_be_acronym(surface: str, pattern: Pattern) -> bool:
    """Tell whether short letters are written as an acronym: КНБ, not the word кнб or a name."""
    letters = pattern[0]
    if len(pattern) > 1 or letters.endswith("*") or len(letters) > 4:
        return True
    return surface.upper() == surface


def _is_word_of_two(surface: str) -> bool:
    """Tell whether two Cyrillic letters are a word (Ақ, white) and no legal form (АҚ)."""
    return len(surface) == len("АҚ") and not surface.isascii() and surface.istitle()


NO_HINT, OF_TABLE, OF_TITLE, OF_BODY = range(4)
"""What one word alone says of a name: no table has it, one has, it may be a title, a body."""


@cache
def _hints() -> tuple[dict[str, int], dict[str, list[tuple[str, ...]]]]:
    """Answer what whole words hint, and by three letters the stems: all of them, then by hint."""
    exact, stems = _patterns()
    whole = {key: _strongest(options) for key, options in exact.items()}
    begins: dict[str, list[tuple[str, ...]]] = {}
    for stem, options in stems.items():
        if len(stem) < 3:
            raise DataError(
                f"register_words: the stem {stem}* is short; write three letters of it"
            )
        of_hint = begins.setdefault(stem[:3], [(), (), (), ()])
        of_hint[0] += (stem,)
        of_hint[_strongest(options)] += (stem,)
    return whole, begins


def _strongest(options: list[Option]) -> int:
    """Answer the strongest hint among what a word may begin."""
    return max(
        OF_BODY
        if kind in _BODY_KINDS or (kind == "name" and concept in _TITLES_OF_PAPERS)
        else (OF_TITLE if kind == "name" else OF_TABLE)
        for _, kind, concept in options
    )


def hint_of(form: str) -> int:
    """Tell cheaply what a word may make of a name.

    Args:
        form: its plain form.

    Returns:
        OF_BODY where a name with the word may be a body's, OF_TITLE where titles of papers have
        such words, OF_TABLE where a unit may begin with it at all, else NO_HINT.
    """
    whole, begins = _hints()
    hint = whole.get(form, NO_HINT)
    stems = begins.get(form[:3])
    if stems is not None and form.startswith(stems[0]):
        return max(n for n in range(hint, len(stems)) if n == hint or form.startswith(stems[n]))
    return hint


_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]{3,}\.(?:com|net|org|info|online|media|news|kz|ru|by|ua|kg|uz|tj"
    r"|az|am|ge|ir|cn|hk|mm|me|io|tv|ру|рф|бел|қаз)/?",
    re.IGNORECASE,
)


def is_address(raw: str) -> bool:
    """Tell whether a name is the address of a page: nobody is called that.

    Args:
        raw: the name as written.
    """
    return _ADDRESS.fullmatch(raw.strip()) is not None


_ROMAN = ("II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = frozenset(_ROMAN)
_NICKNAME = re.compile(r"\w\s+[«\"“][^»\"”]+[»\"”]\s+\w")
_STANDING_NUMBER = re.compile(r"(?<![^\W\d_])\d+(?![^\W\d_])")
_BODY_KINDS = frozenset(("class", "acronym", "legal", "number", "level", "topic"))


@lru_cache(maxsize=32768)
def is_body(raw: str) -> bool:
    """Tell whether a name reads as that of a body: it has a word such as court, radio, Ltd.

    Args:
        raw: the name as written.

    Returns:
        True where a unit of it says so, or it has a number, `№` or quotation marks.
    """
    if any(sign in raw for sign in "№&") or _STANDING_NUMBER.search(raw):
        return True
    if "." in raw and is_address(raw):
        return True
    if any(sign in raw for sign in '«»"“”') and not _NICKNAME.search(raw):
        return True
    surfaces = WORD.findall(visible(raw))
    hints = [hint_of(_asked(part)) for surface in surfaces for part in divided(surface)]
    if not any(hints) and "." not in raw:
        return False
    if (
        max(hints, default=OF_BODY) < OF_BODY
        and "".join(raw.split()).isalpha()
        and _ROMANS.isdisjoint(surfaces)
    ):
        return False
    found = units(raw)
    if len(found) > 1 and any(_TITLES_OF_PAPERS & set(unit.concepts) for unit in found):
        return True
    return any(unit.kind in _BODY_KINDS and not _is_title(unit) for unit in found)


@lru_cache(maxsize=32768)
def is_title(raw: str) -> bool:
    """Tell whether every word of a name is one that titles of papers are made of.

    Args:
        raw: the name as written.

    Returns:
        True for Голос степи and Steppe Voice, which may be one paper; few people are so called.
    """
    seen = visible(raw).split()
    if seen and "".join(seen).isalpha() and not hint_of(_form(divided(seen[0])[0])):
        return False  # its first word is its own
    told = [unit for unit in units(raw) if unit.kind != "wrap"]
    return len(told) > 1 and all(unit.kind in ("name", "country", "place") for unit in told)


_TITLES_OF_PAPERS = frozenset(("herald", "times", "tribune", "chronicle", "observer", "truth"))
"""Words of titles that nobody is called."""


@cache
def _titles() -> frozenset[str]:
    return frozenset(plain(item) for item in words_of("title"))


def _is_title(unit: Unit) -> bool:
    """Tell whether a word of bodies is one that persons bear as well (журналист Сомов)."""
    return plain(unit.surface) in _titles()
