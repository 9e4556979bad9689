"""Tells whether a Russian word is how a neighbouring language's word is written in Russian.

`neighbours.csv` has, for each letter of Kazakh, Belarusian, Ukrainian and others, what Russian
writes for it, the usual first; `-` is nothing. Only what the table allows is one name: Марат is
no Russian spelling of Мұрат.
"""

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from khronika.errors import DataError

_KAZAKH = frozenset("әғқңөұүһ")


@cache
def _table(lang: str) -> tuple[dict[str, tuple[str, ...]], int]:
    """Load one language: letters to Russian spellings, and the longest run of letters."""
    source = files("khronika.name.spelling").joinpath("neighbours.csv").read_text("utf-8")
    reader = csv.DictReader(source.splitlines())
    if reader.fieldnames != ["lang", "letter", "russian", "standard"]:
        raise DataError(
            f"name/spelling/neighbours.csv: columns are {reader.fieldnames}; restore the file"
        )
    found = {
        row["letter"]: tuple(row["russian"].replace("-", " ").split(" ") if row["russian"] else ())
        for row in reader
        if row["lang"] == lang
    }
    return found, max(map(len, found), default=0)


@lru_cache(maxsize=65536)
def respelled(own: str, russian: str, lang: str) -> bool:
    """Tell whether a Russian word is a usual respelling of a neighbour's word.

    Args:
        own: plain form in the neighbour's letters, such as `цішкевіч`.
        russian: plain form in Russian letters, such as `тишкевич`.
        lang: BCP 47 of the neighbour.

    Returns:
        True where each letter became one of its Russian spellings, few of them unusual ones.
    """
    table, longest = _table(lang)
    if not table or abs(len(own) - len(russian)) > 3:
        return False
    reached: list[dict[int, int]] = [{} for _ in range(len(own) + 1)]
    reached[0][0] = 0
    for at in range(len(own)):
        for size in range(1, min(longest, len(own) - at) + 1):
            for place, strange in reached[at].items():
                for rank, spelled in enumerate(table.get(own[at : at + size], ())):
                    if russian.startswith(spelled, place):
                        end, cost = place + len(spelled), strange + (rank > 0)
                        before = reached[at + size].get(end, cost)
                        reached[at + size][end] = min(before, cost)
    unusual = reached[-1].get(len(russian))
    return unusual is not None and unusual <= max(1, (len(own) + 1) // 3)


def languages_of(word: str, lang: str | None) -> tuple[str, ...]:
    """Answer the neighbours' languages that a Cyrillic word may be of.

    Args:
        word: plain form.
        lang: what is known about it.

    Returns:
        codes of the table; empty for a word of Russian letters alone whose language is unknown.
    """
    letters = set(word)
    if "ў" in letters:
        return ("be", "uz", "tg")
    if lang is not None:
        return (lang,)
    if letters & _KAZAKH:
        return ("kk", "ug")
    if letters & set("ҷӣӯҳ"):
        return ("tg", "uz")
    if letters & set("ҝҹјҗ"):
        return ("az", "ug")
    return ("be", "uk", "kk") if "і" in letters else ()


_BELARUSIAN = re.compile(
    "[ўЎ]|шч|[сз]ь[внцтл]|дз[ьіеяёю]|[цс]і|сц|ц[яёю]|[рчжш]э"
    "|аляк|сярг|павал|алена|наталля|таццян|кацяр|вольг|марыя|марына|рыгор"
    "|ларыса|валеры[йя]|святлан|аксана"
)
_POLISH = re.compile(
    r"ł|[eo]wicz\b|szcz|(?:sz|cz)[aeouy]|\w(?:ij|ej)\b.*w|ie(?:w|wa|nko)\b|janka\b|eńk"
    r"|^(?:jauh|jahor|siarh|uładz|uladz|wasil|wadz|wital|zyhm)"
)
"""Polish spellings of Belarusian names: a letter or an end that no other newsroom writes."""

_KAZAKH_END = re.compile("(?:[ұү]лы|қызы)\\b")
"""Ends of patronymics that make the whole name Kazakh, its words of Russian letters as well."""

_AZERBAIJANI = re.compile("qızı|oğlu|[xc]")
"""What names with the undotted i have in Azerbaijani, and in no Kazakh Latin alphabet."""

_UKRAINIAN = re.compile("[їєґ]")


def language_of_name(raw: str) -> str | None:
    """Guess the language of a whole name from letters that it writes and its neighbours do not.

    Args:
        raw: the name as written.

    Returns:
        `be`, `uk`, `kk` or None in Cyrillic; `be` (Łacinka, Polish), `az` or `kk` in Latin.
    """
    lower = raw.lower()
    if "ŭ" in lower or (set("łśźćń") & set(lower) and set("čšž") & set(lower)):
        return "be"
    if lower.isascii() or "ł" in lower or "ż" in lower:
        return "be" if ("w" in lower or "ł" in lower) and _POLISH.search(lower) else None
    if "ə" in lower or ("ı" in lower and _AZERBAIJANI.search(lower)):
        return "az"
    if set(lower) & _KAZAKH:
        return "kk" if _KAZAKH_END.search(lower) else None
    if _BELARUSIAN.search(lower) or ("і" in lower and set("ыэё") & set(lower)):
        return "be"
    if _UKRAINIAN.search(lower) or ("і" in lower and "и" in lower):
        return "uk"
    if "ǵ" in lower or ("ý" in lower and set("qı") & set(lower)):
        return "kk"
    return None
