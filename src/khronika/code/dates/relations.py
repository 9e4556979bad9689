"""Days that hang on another day in Russian: "через три дня", "на третий день", "третьи сутки"."""

import re

_NUMBERS = (
    ("один", "одну", "одни", "одним", "одной", "перв"),
    ("два", "две", "двое", "двумя", "втор"),
    ("три", "трое", "тремя", "трет"),
    ("четыре", "четверо", "четырьмя", "четвёрт", "четверт"),
    ("пять", "пятеро", "пятью", "пят"),
    ("шесть", "шестеро", "шестью", "шест"),
    ("семь", "семеро", "семью", "седьм"),
    ("восемь", "восемью", "восьм"),
    ("девять", "девятью", "девят"),
    ("десять", "десятью", "десят"),
)
_COUNTED = "|".join(sorted((w for ws in _NUMBERS for w in ws[:-1]), key=len, reverse=True))
_RANKED = "|".join(sorted({ws[-1] for ws in _NUMBERS} | {"четверт"}, key=len, reverse=True))
_UNIT = r"(?P<unit>день|дня|дней|днями|сутки|суток|сутками|недел[юиья]|недель|неделями)"
RULES: tuple[tuple[str, str], ...] = (
    ("after", rf"\b(?:через|спустя) (?:(?P<c>\d+|{_COUNTED}) )?{_UNIT}\b"),
    ("after", rf"\b(?P<c>\d+|{_COUNTED}) {_UNIT} (?:спустя|позже|позднее)\b"),
    ("earlier", rf"\b(?P<c>\d+|{_COUNTED}) {_UNIT} (?:ранее|раньше)\b"),
    ("earlier", rf"\bза (?P<c>\d+|{_COUNTED}) {_UNIT} до\b"),
    ("rank after", rf"\bна (?P<k>{_RANKED})\w{{1,3}} (?:день|сутки|утро)\b"),
    ("rank", rf"\b(?P<k>{_RANKED})(?:ый|ой|ий|ые|ьи|ьи) (?:день|сутки)\b"),
)
"""Rules (name, pattern): so long after or before the day told last, or counted up to today."""
_TAIL = re.compile(
    r"(?: ?(?P<short>[ст]\. ?г\.|сего года)|"
    r" (?P<when>(?:поза)?прошлого|минувшего|ушедшего|прошедшего|этого|текущего|нынешнего)"
    r" года|(?: of)?,? (?P<en>last|this) year)(?!\w)",
    re.IGNORECASE,
)
_BACK = {"позапрошлого": 2, "этого": 0, "текущего": 0, "нынешнего": 0, "this": 0}


def years_back(text: str, end: int) -> tuple[int, int] | None:
    """Answer how many years back the words after a day or month put it, and where they end.

    >>> years_back("в мае прошлого года", 5)
    (1, 19)
    """
    found = _TAIL.match(text, end)
    if found is None:
        return None
    word = (found["when"] or found["en"] or "этого").lower()
    return _BACK.get(word, 1), found.end()


def _number(word: str | None) -> int:
    if not word:
        return 1
    if word.isdigit():
        return int(word)
    lower = word.lower()
    return next(n for n, words in enumerate(_NUMBERS, start=1) if lower in words)


def days_of(name: str, found: re.Match[str]) -> int:
    """Answer how many days after the day told last a match lies; `rank` counts up to today.

    Args:
        name: the rule, of `RULES`.
        found: its match.
    """
    if name in {"rank", "rank after"}:
        return (_number(found["k"]) - 1) * (1 if name == "rank after" else -1)
    size = 7 if found["unit"].lower().startswith("недел") else 1
    return _number(found["c"]) * size * (1 if name == "after" else -1)
