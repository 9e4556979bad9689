"""Tells names that many people bear from rare ones, so that equal common names prove less.

How rare a name is depends on the country: Мельник says little in Ukraine, Yılmaz in Turkey. The
words of the kind `common` are common wherever they stand; those of `common_in` in one country,
and count where that country is stated or none is. Both lists are ranks from memory, not
statistics: no table of frequencies by country may be shipped. Short Chinese and Burmese names
in Latin letters stand for many characters each.
"""

from functools import cache, lru_cache

from khronika.data.register_words import concepts_of, words_by_concept, words_of
from khronika.match.bodies.concepts import is_body
from khronika.name.reading import read_name
from khronika.script.given import full_groups
from khronika.script.han import divides, simplify
from khronika.script.romanise import plain
from khronika.script.tibetan import tibetan, tibetan_words

Listed = tuple[frozenset[str], tuple[str, ...]]


def _listed(words: frozenset[str]) -> Listed:
    """Part whole words from stems."""
    exact = frozenset(plain(item) for item in words if not item.endswith("*"))
    return exact, tuple(plain(item[:-1]) for item in words if item.endswith("*"))


@cache
def _common() -> Listed:
    return _listed(words_of("common"))


@cache
def _common_in() -> dict[str, Listed]:
    return {code: _listed(words) for code, words in words_by_concept("common_in").items()}


@cache
def _burmese() -> frozenset[str]:
    return frozenset(words_of("burmese"))


def is_burmese(words: tuple[str, ...]) -> bool:
    """Tell whether all words of a name are Burmese syllables in Latin letters.

    Args:
        words: plain forms.

    Returns:
        True for `aung kyaw`; False for a single word.
    """
    return len(words) > 1 and all(item in _burmese() for item in words)


@cache
def _codes() -> dict[str, str]:
    return {plain(word.rstrip("*")): code for word, code in concepts_of("country").items()}


def country_code(written: str) -> str | None:
    """Answer the ISO 3166-1 code of a country as a context states it.

    Args:
        written: a code or a name in one of the languages of the table.

    Returns:
        the code; None where the table knows no such country.
    """
    if len(written) == 2 and written.isascii() and written.isalpha():
        return written.upper()
    return _codes().get(plain(written.strip()))


def is_common_word(form: str, countries: frozenset[str] = frozenset()) -> bool:
    """Tell whether many people bear a word of a name.

    Args:
        form: a plain form.
        countries: where its bearer lives or works, ISO 3166-1; empty where nobody says.
    """
    if _stands_in(form, _common()):
        return True
    tables = _common_in()
    known = countries & tables.keys() or (frozenset(tables) if not countries else frozenset())
    return any(_stands_in(form, tables[code]) for code in known)


def _stands_in(form: str, listed: Listed) -> bool:
    exact, stems = listed
    return form in exact or any(
        form.startswith(stem) and len(form) <= len(stem) + 3 for stem in stems
    )


@lru_cache(maxsize=16384)
def is_common(raw: str, countries: frozenset[str] = frozenset()) -> bool:
    """Tell whether a name is so common that one fact more is needed.

    Args:
        raw: the name as written.
        countries: where its bearer lives or works, ISO 3166-1; empty where nobody says.

    Returns:
        True for one word alone, for names of common words, and for Chinese or Burmese names in
        Latin letters.
    """
    if is_body(raw):
        return False
    read = read_name(raw)
    if read.scripts & {"hani", "hang"}:
        return _is_common_in_characters("".join(part.plain for part in read.words))
    words = tuple(part.plain for part in read.words)
    if len(words) < 2 or any(len(form) == 1 for form in words):
        return True
    if is_burmese(words) or (all(map(divides, words)) and len(words) <= 3):
        return True
    if _is_vietnamese(words) or all(form in tibetan_words() for form in words):
        return True
    return all(
        is_common_word(part.plain, countries)
        or bool(part.full)
        or part.plain in _OF_COMPOUNDS
        or _is_of_a_given_name(part.plain)
        for part in read.words
    )


_OF_COMPOUNDS = frozenset(
    (
        "abd",
        "abdu",
        "عبد",
        "الله",
        "allah",
        "lah",
        "abu",
        "abou",
        "ابو",
        "din",
        "دین",
        "ibn",
        "bin",
    )
    + ("ابن", "بن", "umm", "ام", "ud", "ul")
)
"""Words of which Arabic given names are made: Abd, Allah, Abu, Din."""


def is_of_unknown_rarity(raw: str) -> bool:
    """Tell whether no table knows a word of a name in Latin letters: nothing says how rare.

    Args:
        raw: the name as written.
    """
    read = read_name(raw)
    if read.scripts != {"latn"} or read.patronymics:
        return False
    return not any(
        part.names or part.lang or part.plain.endswith(_SLAVIC) or not part.surface.isascii()
        for part in read.words
    )


_SLAVIC = ("ov", "ova", "ev", "eva", "ski", "sky", "skiy", "skaya", "ska", "enko", "chuk", "ych",
           "uk", "vich", "vych", "yan", "dze", "shvili", "bay", "bek", "uly", "kyzy")  # fmt: skip


def _is_common_in_characters(written: str) -> bool:
    """Tell whether a name of two characters, or of three with a frequent surname, is common."""
    if tibetan(simplify(written)):
        return True
    if len(written) <= _SHORT or written.startswith(_surnames("JP")):
        return True
    return len(written) == _SHORT + 1 and is_common_word(simplify(written[0]))


_SHORT = 2
"""Characters of a name that many people bear."""


def _is_vietnamese(words: tuple[str, ...]) -> bool:
    """Tell whether a name begins or ends with a Vietnamese surname: a dozen serve a people."""
    return len(words) >= _SHORT and not {words[0], words[-1]}.isdisjoint(_surnames("VN"))


@cache
def _surnames(code: str) -> tuple[str, ...]:
    """Answer the surnames of which a country has so few that they tell little."""
    return tuple(map(plain, words_by_concept("surname_in")[code]))


@lru_cache(maxsize=16384)
def _is_of_a_given_name(form: str) -> bool:
    """Tell whether a surname is a known given name with an ending: Иванов, Садыкова, رضایی."""
    for ending in _ENDINGS:
        if form.endswith(ending) and len(form) - len(ending) >= _STEM:
            stem = form.removesuffix(ending)
            if any(map(full_groups, (stem, stem + "й", stem + "ь", stem + "а", stem + "a"))):
                return True
    return False


_STEM = 3
_ENDINGS = (
    "овский", "евский", "ович", "евич", "енко", "ова", "ева", "ов", "ев", "ина", "ин", "аў", "оў",
    "еў", "ава", "ева", "ұлы", "улы", "оглы", "заде", "дзе", "швили", "ян",
    "ovych", "ovich", "evich", "enko", "ova", "eva", "ov", "ev", "eff", "off", "ina", "in", "uly",
    "oglu", "zadeh", "zada", "zade", "pour", "poor", "nejad", "nia", "ian", "yan", "dze",
    "shvili", "son", "sen", "ez", "i", "y", "زاده", "پور", "نژاد", "نیا", "یان", "یی", "ی",
)  # fmt: skip
"""What surnames add to a given name."""
