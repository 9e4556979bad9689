"""Loads the fold tables: one row a letter, each naming the standard it follows.

`letters.csv` has the columns script (ISO 15924), lang (BCP 47, `*` for every language of the
script), letter (one or more code points), latin, standard. A `<` before the Latin says that the
sign takes the inherent vowel of the consonant before it away (Devanagari).
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from khronika.errors import DataError


@dataclass(frozen=True, slots=True)
class LetterTable:
    """Letters of one script (and language) with their Latin.

    `single` serves `str.translate`; `joined` finds the sequences of several letters first.
    """

    single: dict[int, str]
    several: dict[str, str]
    joined: re.Pattern[str] | None


@cache
def _rows() -> tuple[tuple[str, str, str, str], ...]:
    source = files("khronika.script").joinpath("letters.csv").read_text("utf-8")
    reader = csv.DictReader(source.splitlines())
    if reader.fieldnames != ["script", "lang", "letter", "latin", "standard"]:
        raise DataError(f"script/letters.csv: columns are {reader.fieldnames}; restore the file")
    return tuple((row["script"], row["lang"], row["letter"], row["latin"]) for row in reader)


@cache
def table(script: str, lang: str | None = None) -> LetterTable | None:
    """Answer the letters of a script as one language reads them.

    Args:
        script: ISO 15924 in lower case.
        lang: BCP 47; its rows win over those of the whole script.

    Returns:
        the table, or None where the script has none (then anyascii is the last resort).
    """
    general = {letter: latin for name, of, letter, latin in _rows() if (name, of) == (script, "*")}
    if not general:
        return None
    special = {
        letter: latin for name, of, letter, latin in _rows() if (name, of) == (script, lang)
    }
    merged = general | special
    several = {letter: latin for letter, latin in merged.items() if len(letter) > 1}
    longest_first = sorted(several, key=len, reverse=True)
    joined = re.compile("|".join(map(re.escape, longest_first))) if several else None
    single = {ord(letter): latin for letter, latin in merged.items() if len(letter) == 1}
    return LetterTable(single, several, joined)
