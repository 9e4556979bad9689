"""Loads the small words of names: titles, particles, signs of a patronymic, words of bodies.

`register_words.csv` has the columns kind, concept, word, source, a word a row;
`register_terms.csv` has kind, concept, words, source, a concept a row with its words in every
language, divided by semicolons: institutions, countries and places, so that bodies that no
register knows meet by translation. A `*` at the end of a word stands for any ending.
"""

import csv
from functools import cache
from importlib.resources import files

from khronika.errors import DataError


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    words = _read("register_words.csv", "word")
    terms = (
        (kind, concept, word.strip())
        for kind, concept, listed in _read("register_terms.csv", "words")
        for word in listed.split(";")
    )
    return (*words, *terms)


def _read(name: str, column: str) -> tuple[tuple[str, str, str], ...]:
    source = files("khronika.data").joinpath(name).read_text("utf-8")
    reader = csv.DictReader(source.splitlines())
    if reader.fieldnames != ["kind", "concept", column, "source"]:
        raise DataError(f"data/{name}: columns are {reader.fieldnames}; restore it")
    return tuple((row["kind"], row["concept"], row[column]) for row in reader)


@cache
def words_of(kind: str) -> frozenset[str]:
    """Answer all words of one kind, as written in the table.

    Args:
        kind: `title`, `burmese_title`, `particle`, `abd`, `patronymic_mark`, `burmese`, `common`.

    Returns:
        the words, lower case.
    """
    return frozenset(word for of, _, word in _rows() if of == kind)


@cache
def words_by_concept(kind: str) -> dict[str, frozenset[str]]:
    """Answer the words of one kind by concept, where one word may stand under several.

    Args:
        kind: `common_in` (words that are common names of a country) and so on.
    """
    found: dict[str, set[str]] = {}
    for of, concept, word in _rows():
        if of == kind:
            found.setdefault(concept, set()).add(word)
    return {concept: frozenset(words) for concept, words in found.items()}


@cache
def concepts_of(kind: str) -> dict[str, str]:
    """Answer the words of one kind with the concept that each names.

    Args:
        kind: `legal`, `class`, `topic`, `country`, `place` and so on.

    Returns:
        word to concept; a place is `KZ:almaty`, its country first.
    """
    return {word: concept for of, concept, word in _rows() if of == kind}
