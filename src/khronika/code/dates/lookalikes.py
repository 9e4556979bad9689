"""What looks like a date and is none: numbers of articles of law, hours, names of outlets."""

import re

_OF_LAW = re.compile(
    r"(?:\bст(?:ать\w+|\.)?|\bст\. ?ст\.|\bч(?:аст\w+|\.)|\bп(?:ункт\w*|\.)|\bверси\w+|\bv\.?|"
    r"\bбап\w*|(?:№|КоАП|УК|ӘҚБтК|ҚК)) ?$",
    re.IGNORECASE,
)
_LAW_BEHIND = re.compile(r"(?: (?:и|,) ?\d+\.\d+)* ?(?:-?бап|КоАП|КаАП|УК|УПК|ГК|ТК|КК|НК)\b")
_HOUR = re.compile(r"\b(?:в|около|ровно в|at) $", re.IGNORECASE)
_OPEN = re.compile(r"[«“„\"](?:[^\W\d_][\w-]* )?$")
_SHUT = '»”“"'
_NAMED = frozenset(("relative", "bare month", "weekday", "season", "month's"))
"""Rules whose words are also names of outlets: «Апрель», «Россия сегодня», USA Today."""
_TENS = re.compile(
    r"(?:двадцать|тридцать|сорок|\w+десят|девяносто|сто|триста|\w+ст[аи]|\w+сот|тысяч\w*|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred(?: and)?|"
    r"жиырма|отыз|қырық|елу|алпыс|жетпіс|сексен|тоқсан|жүз|мың)[ -]$",
    re.IGNORECASE,
)


def is_other(name: str, found: re.Match[str]) -> bool:
    """Tell whether words that a date rule found are something else.

    Args:
        name: the rule.
        found: what it found, in the whole text.
    """
    text, start, end = found.string, found.start(), found.end()
    before = text[max(0, start - 24) : start]
    if name == "short":
        is_of_law = bool(_OF_LAW.search(before) or _LAW_BEHIND.match(text, end))
        return is_of_law or bool(_HOUR.search(before))
    if name in _NAMED:
        is_quoted = bool(_OPEN.search(before)) and text[end : end + 1] in _SHUT and end < len(text)
        return is_quoted or _is_english_name(found[0], before)
    return name == "ago" and bool(_TENS.search(before))


def _is_english_name(words: str, before: str) -> bool:
    """Tell whether "Today" ends a name: USA Today, Osh Today."""
    return words == "Today" and bool(re.search(r"[A-Z]\w* $", before))
