"""Knows common given names: which spellings are one name, which short forms go with it.

`given_names.csv` has one row a name: gender, region (`east`: Turkic, Arabic, Persian), forms in
several languages and scripts, short forms, source. Two names that stand in no row together are
two names, however close the spelling.
"""

import csv
import re
from collections.abc import KeysView
from functools import cache, lru_cache
from importlib.resources import files

from khronika.errors import DataError
from khronika.script.fold import fold_word
from khronika.script.letters import table
from khronika.script.romanise import plain
from khronika.script.writing import script

Names = dict[str, frozenset[int]]


@cache
def _rows() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...]:
    source = files("khronika.script").joinpath("given_names.csv").read_text("utf-8")
    reader = csv.DictReader(source.splitlines())
    if reader.fieldnames != ["gender", "region", "forms", "short", "source"]:
        raise DataError(f"script/given_names.csv: columns are {reader.fieldnames}; restore it")
    return tuple(
        (row["gender"], tuple(row["forms"].split()), tuple(row["short"].split()), row["region"])
        for row in reader
    )


def _index(column: int) -> Names:
    """Index the names by plain form within Latin and Cyrillic, and by sound key."""
    found: dict[str, set[int]] = {}
    for number, row in enumerate(_rows()):
        for form in row[column]:
            found.setdefault(plain(form), set()).add(number)
    written = frozenset(found)
    for number, row in enumerate(_rows()):
        for form in row[column]:
            key = fold_word(form)
            if script(form) not in ("latn", "cyrl") or len(key) < _SOUNDED:
                continue
            # Turkish Camal sounds like Kamal, which is another name as written.
            if key not in written or form[:1] not in "Cc":
                found.setdefault(key, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


_SOUNDED = 3
"""Sounds of a name that is looked up by them."""


@cache
def _full() -> Names:
    return _index(1)


@cache
def _short() -> Names:
    return _index(2)


def _by_sound(word: str, names: Names) -> frozenset[int]:
    """Look a word up by its sounds, if its letters are those of an alphabet in use."""
    form = plain(word)
    if not form.isascii() and not _alphabet(script(form)).issuperset(form):
        return _NONE
    return names.get(fold_word(word), _NONE)


@cache
def _alphabet(name: str) -> frozenset[str]:
    """Answer the letters that the table of a script reads one by one."""
    letters = table(name)
    return _NO_LETTERS if letters is None else frozenset(map(chr, letters.single))


_NO_LETTERS: frozenset[str] = frozenset()


@lru_cache(maxsize=65536)
def full_groups(word: str) -> frozenset[int]:
    """Answer the names of which a word is a full form (row numbers; empty when unknown)."""
    return _full().get(plain(word)) or _by_sound(word, _full())


@lru_cache(maxsize=65536)
def short_groups(word: str) -> frozenset[int]:
    """Answer the names of which a word is a short form (row numbers)."""
    return _short().get(plain(word)) or _by_sound(word, _short())


@cache
def written_names() -> KeysView[str]:
    """Answer every plain form of the table, full or short."""
    return _written().keys()


@cache
def _written() -> Names:
    full, short = _full(), _short()
    nothing: frozenset[int] = frozenset()
    return {form: full.get(form, nothing) | short.get(form, nothing) for form in (*full, *short)}


def rows_of(form: str) -> frozenset[int]:
    """Answer the names of which a plain form is a full or short form, as written in the table."""
    return _written().get(form, _NONE)


_NONE: frozenset[int] = frozenset()


@cache
def _scripts() -> tuple[frozenset[str], ...]:
    """Answer for each row the scripts in which its full forms are written."""
    return tuple(frozenset(map(script, forms)) for _, forms, _, _ in _rows())


def are_two_as_written(left: frozenset[int], right: frozenset[int]) -> bool:
    """Tell whether two names are surely two: the table has both in Latin and in Arabic letters.

    Args:
        left: rows of a name.
        right: rows of another.
    """
    both = frozenset(("latn", "arab"))
    return left.isdisjoint(right) and all(_scripts()[row] >= both for row in left | right)


def is_given(word: str) -> bool:
    """Tell whether a word is a known given name or short form of one."""
    return bool(full_groups(word) or short_groups(word))


@cache
def _usual() -> frozenset[str]:
    """Answer each row's first form in Russian letters."""
    first = (
        next((form for form in forms if _RUSSIAN.fullmatch(form.lower())), "")
        for _, forms, _, _ in _rows()
    )
    return frozenset(map(plain, first)) - {""}


_RUSSIAN = re.compile("[а-яё]+")


def is_usual(form: str) -> bool:
    """Tell whether a plain form is the one by which Russian mostly calls a known name.

    Args:
        form: a plain form; Алексей is, Алексий is not.
    """
    return form in _usual()


def genders(word: str) -> frozenset[str]:
    """Answer the genders (`m`, `f`) of a known given name; empty when unknown."""
    return frozenset(_rows()[row][0] for row in full_groups(word) | short_groups(word))


def is_eastern(word: str) -> bool:
    """Tell whether a word is a known Turkic, Arabic or Persian given name."""
    return any(_rows()[row][3] == "east" for row in full_groups(word))
