"""Counts the consonants of a word that no usual spelling in Latin letters explains.

Vowels are spelled in many ways (Гусейнов, Huseynov), consonants in few: Зотова is Zotova, Sotowa
or Zotova's French spelling, and never Kotova, which is another name. `consonants.csv` says what
each letter may be in Latin; each row names its standard.
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from khronika.errors import DataError
from khronika.script.romanise import plain

_MARKED = str.maketrans(
    {"č": "ch", "ć": "ch", "ç": "ch", "š": "sh", "ş": "sh", "ž": "zh", "ż": "zh", "ń": "n",
     "đ": "dj"}
)  # fmt: skip
_RUSSIAN = str.maketrans("әғқңөұүһҡј", "агкноуухкй")
_FREE_LATIN = frozenset("aeiouy'")
_FREE_FOREIGN = frozenset("аеёиоуыэюяйьъіїєўاویيىءعآئؤةەۇۆۈې")
"""Letters that other letters leave out or write as vowels."""
_WITH_GLIDE = frozenset("еёюяиіїє")
_DIGRAPHS = ("sh", "zh", "kh", "ch", "ts", "gh", "th", "ph")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-zбвгджзклмнпрстфхцчшщب-ن])\1+")


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    source = files("khronika.name.spelling").joinpath("consonants.csv").read_text("utf-8")
    rows = csv.DictReader(source.splitlines())
    if rows.fieldnames != ["script", "letters", "spellings", "standard"]:
        raise DataError(f"spelling/consonants.csv: columns are {rows.fieldnames}; restore it")
    return {row["letters"]: tuple(row["spellings"].split()) for row in rows}


@lru_cache(maxsize=16384)
def odd_consonants(foreign: str, latin: str) -> int:
    """Count the consonants of one word that no spelling makes those of the other.

    Args:
        foreign: a Cyrillic or Arabic word, lower case (`Word.near`), without its article.
        latin: a Latin word as written.

    Returns:
        how many consonants are other ones, lacking or too many; 0 where all are explained.
    """
    foreign = _DOUBLED.sub(r"\1", foreign.translate(_RUSSIAN))
    written = plain(without_carons(latin))
    found = _count(foreign, _DOUBLED.sub(r"\1", written))
    more_of = _ADDED["arab" if "\u0600" <= foreign[:1] <= "\u06ff" else "cyrl"]
    for more in more_of if found else ():
        bare = more.sub("", written)
        if bare != written:
            found = min(found, _count(foreign, _DOUBLED.sub(r"\1", bare)))
    return found


def without_carons(latin: str) -> str:
    """Write letters with a mark that gives them another sound as English newsrooms do (č as ch).

    Args:
        latin: a Latin word.
    """
    return latin.lower().translate(_MARKED)


_ADDED = {
    "arab": (
        re.compile("^(?:a[lnrzstd]|e[lnrzstd]|ash|ech|ess|ezz|l(?=[bcdfghjkmnpqrstvz]))(?=.{3})"),
    ),
    "cyrl": (re.compile("(?<=..)(?:ov|ev|off|eff)a?$"), re.compile("^h(?=[aeiou])")),
}
"""An article written to its word; a suffix that one side lacks; the h that Russian leaves out."""


def _count(foreign: str, written: str) -> int:
    """Align two words and count the consonants that are odd."""
    best = [[_FAR] * (len(written) + 1) for _ in range(len(foreign) + 1)]
    best[0][0] = 0
    for i in range(len(foreign) + 1):
        for j in range(len(written) + 1):
            if best[i][j] < _FAR:
                _go_on(best, foreign, written, (i, j))
    return best[-1][-1]


_FAR = 99
_LONGEST = 3
"""Letters of a row of the table at most."""


def _go_on(best: list[list[int]], foreign: str, written: str, place: tuple[int, int]) -> None:
    """Try every step from one place of the alignment."""
    i, j = place
    here = best[i][j]

    def reach(to: int, upto: int, cost: int) -> None:
        best[to][upto] = min(best[to][upto], here + cost)

    if j < len(written):
        if written[j] in _FREE_LATIN:
            reach(i, j + 1, 0)
        else:
            reach(i, j + _unit(written, j), 1)
    if i == len(foreign):
        return
    letter = foreign[i]
    for size in range(1, min(_LONGEST, len(foreign) - i) + 1):
        for spelled in _spellings().get(foreign[i : i + size], ()):
            if written.startswith(spelled, j):
                reach(i + size, j + len(spelled), 0)
    if letter in _FREE_FOREIGN or (letter == "ه" and i == len(foreign) - 1):
        reach(i + 1, j, 0)
        if letter == "ه" and written[j : j + 1] == "t":
            reach(i + 1, j + 1, 0)
        if letter in _WITH_GLIDE and written[j : j + 1] == "j":
            reach(i + 1, j + 1, 0)
        return
    reach(i + 1, j, 1)
    if j < len(written) and written[j] not in _FREE_LATIN:
        reach(i + 1, j + _unit(written, j), 1)


def _unit(written: str, at: int) -> int:
    """Answer how many letters at a place write one consonant."""
    return 2 if written[at : at + 2] in _DIGRAPHS else 1
