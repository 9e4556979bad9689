"""Counts the words for countries in a text."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from khronika.data.gazetteer import country_words

_RUN = re.compile(r"\w+")


@cache
def _by_first_run() -> Mapping[str, Sequence[tuple[int, str]]]:
    """Map the first run of letters of each English word for a country to such words, numbered."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, word in enumerate(country_words("en")):
        found.setdefault(_RUN.findall(word)[0], []).append((number, word))
    return found


def _country_words_in(lowered: str) -> list[str]:
    """Answer the English words for countries that a text may hold, in the gazetteer's order."""
    first = _by_first_run()
    runs = first.keys() & set(_RUN.findall(lowered))
    return [word for _, word in sorted(one for run in runs for one in first[run])]


def countries_in(text: str, lang: str) -> Counter[str]:
    """Count the words for countries in a text."""
    known = country_words(lang)
    found: Counter[str] = Counter()
    lowered = text.lower()
    if lang == "en":
        for word in _country_words_in(lowered):
            if word not in lowered:
                continue
            pattern = rf"(?<![\w]){re.escape(word)}(?![\w])"
            hits = len(re.findall(pattern, text, re.I if len(word) > 3 else 0))
            if hits:
                found[known[word]] += hits
        for word in ("US", "UK", "UAE", "USA"):
            found[known[word.lower()]] += len(re.findall(rf"\b{word}\b", text))
        return found
    for stem, code in known.items():
        tail = r"\w{0,9}" if len(stem) > 3 else r"\b"
        hits = len(re.findall(rf"\b{re.escape(stem)}{tail}", lowered)) if stem in lowered else 0
        if hits:
            found[code] += hits
    return found
