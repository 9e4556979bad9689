"""Loads the small words of names: titles, particles, signs of a patronymic, words of bodies.

`register_words.csv` has the columns kind, concept, word, source; a `*` at the end of a word
stands for any ending, a `_` for a space.
"""

import csv
from functools import cache
from importlib.resources import files

from khronika.errors import DataError


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    source = files("khronika.data").joinpath("register_words.csv").read_text("utf-8")
    reader = csv.DictReader(source.splitlines())
    if reader.fieldnames != ["kind", "concept", "word", "source"]:
        raise DataError(f"data/register_words.csv: columns are {reader.fieldnames}; restore it")
    return tuple((row["kind"], row["concept"], row["word"]) for row in reader)


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
def concepts_of(kind: str) -> dict[str, str]:
    """Answer the words of one kind with the concept that each names.

    Args:
        kind: `legal`, `class`, `topic`, `country` and so on.

    Returns:
        word to concept.
    """
    return {word: concept for of, concept, word in _rows() if of == kind}
