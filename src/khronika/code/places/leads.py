"""Places that the name tagger leaves out: heads of entries, "in X", "X district".

A bulletin names the town of an entry before the entry ("MAKURDI: ...", "30.06 – Quintana Roo."),
where a tagger has no sentence to go by. The gazetteer decides; "in" alone makes no place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from khronika.code.parsed import Parsed
from khronika.code.places.forms import forms_of
from khronika.data.gazetteer import country_words, town

_IN = frozenset(("in", "near", "outside", "в", "во", "под", "около", "близ"))
_ENDS = frozenset((".", ",", ":", "–", "—", "-", "(", "/", ";", "|", ")"))
_KINDS = frozenset(
    (
        *("district", "quarter", "neighbourhood", "neighborhood", "village", "suburb", "province"),
        *("region", "county", "municipality", "township", "governorate", "state", "prefecture"),
    )
)
_OF = frozenset(("village", "town", "city", "district", "suburb", "port", "settlement"))
_LONGEST = 4
_FEW, _MANY, _LARGE = 5_000, 15_000, 50_000
_NO_TOWN = frozenset(
    (
        *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
        *("october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug"),
        *("sep", "sept", "oct", "nov", "dec", "monday", "tuesday", "wednesday", "thursday"),
        *("friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        *("internet", "facebook", "media", "police", "man", "canal", "salvador", "union", "press"),
        *("date", "place", "who", "what", "central", "court", "victoria", "national", "of", "the"),
        *("since", "after", "before", "until", "during", "on", "in", "at", "from", "to", "by"),
        *("for", "with", "when", "while", "so", "as", "over", "under", "both", "many", "all"),
        *("name", "type", "outlet", "victim", "status", "incident", "violation", "source"),
        *("summary", "update", "alert", "radio", "news", "tv", "most", "best", "center", "centre"),
        *("мая", "май", "марта", "ноя", "дек", "окт", "сен", "лена", "марина", "правда"),
        *("или", "мид", "мвд", "сми", "мчс", "рф", "ук", "коап", "суд", "это"),
    )
)


@dataclass(frozen=True, slots=True)
class Lead:
    """Words `first` to `last` that name a place; `is_known` where the gazetteer has it."""

    first: int
    last: int
    is_known: bool


def is_no_town(surface: str) -> bool:
    """Tell whether a word that is a town somewhere is a month, a weekday or a common noun."""
    return surface.lower().strip(".") in _NO_TOWN


def _people(surface: str, lang: str) -> int:
    name = surface.title() if surface.isupper() else surface
    return max((p for form in forms_of(name, lang) for _, p in town(form)), default=0)


def _is_name(parsed: Parsed, i: int) -> bool:
    text = parsed.words[i].text
    return text[:1].isupper() and any(c.isalpha() for c in text) and not is_no_town(text)


def _run(parsed: Parsed, first: int, stop: int) -> int:
    """Answer the last word of a run of capitals; small `de` and `al` belong to it."""
    last = first
    while last + 1 < stop and last + 1 < first + _LONGEST:
        word = parsed.words[last + 1]
        joins = word.lower in {"de", "del", "la", "al", "el", "-", "'", "’"} and last + 2 < stop
        if not (_is_name(parsed, last + 1) or joins and _is_name(parsed, last + 2)):
            break
        last += 2 if joins and not _is_name(parsed, last + 1) else 1
    return last


def _opens(parsed: Parsed, i: int) -> bool:
    """Tell whether a word heads a line or sentence, after its number, bullet, date or time."""
    sentence = parsed.sentence_of(i)
    before = parsed.words[sentence.first : i]
    if len(before) > 8:
        return False
    plain = (w for w in before if any(c.isalpha() for c in w.text))
    return all(w.label == "DATE" or is_no_town(w.text) or w.lower in _DATED for w in plain)


_DATED = frozenset(("morning", "evening", "place", "г", "город", "the", "year", "no", "ref"))


def leads(parsed: Parsed, taken: frozenset[int], named: frozenset[int]) -> Iterator[Lead]:
    """Yield places beside those that the names of the text are.

    Args:
        parsed: the text after its reader.
        taken: words that belong to a known place.
        named: words of persons and organisations; only a town in capitals may be one of them.
    """
    for sentence in parsed.sentences:
        i = sentence.first
        while i < sentence.last:
            found = None if i in taken else _lead(parsed, i, sentence.last, taken, named)
            if found is not None:
                yield found
            i = found.last + 1 if found is not None else i + 1


def _lead(
    parsed: Parsed, i: int, stop: int, taken: frozenset[int], named: frozenset[int]
) -> Lead | None:
    if not _is_name(parsed, i):
        return None
    words = parsed.words
    first = parsed.sentence_of(i).first
    end = _run(parsed, i, stop)
    inside = range(i, end + 1)
    is_loud = words[i].text.isupper() and len(words[i].text) > 3 and _opens(parsed, i)
    if any(j in taken for j in inside):
        return None
    following = words[end + 1] if end + 1 < stop else None
    before = _before(parsed, i, first)
    if before in _IN and following is not None and following.lower in _KINDS:
        return Lead(i, end, is_known=False)
    if not is_loud and any(j in named for j in inside):
        return None
    if before == "of" and i - 2 >= first and words[i - 2].lower in _OF:
        return Lead(i, end, is_known=False)
    ends = following is None or following.text in _ENDS or following.text[:1].isdigit()
    for last in range(end, i - 1, -1):
        surface = parsed.surface(i, last)
        if surface.lower() in country_words(parsed.lang) or re.search(r"\d", surface):
            return None
        people = _people(surface, parsed.lang)
        is_head = last == end and ends and _opens(parsed, i) and people >= _FEW
        is_head = is_head or is_loud and people >= _LARGE
        if is_head or before in _IN and people >= (_FEW if last > i else _MANY):
            return Lead(i, last, is_known=True)
    return None


def _before(parsed: Parsed, i: int, first: int) -> str:
    """Answer the word before a name, over an article that follows a preposition."""
    words = parsed.words
    before = words[i - 1].lower if i > first else ""
    if before == "the" and i - 1 > first and words[i - 2].lower in _IN:
        return words[i - 2].lower
    return before
