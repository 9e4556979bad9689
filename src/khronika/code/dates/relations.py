"""Days that hang on another day: "через три дня", "two days later", "екі күннен кейін"."""

import re
from collections.abc import Mapping, Sequence

_NUMBERS: Mapping[str, Sequence[Sequence[str]]] = {
    "ru": (
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
    ),
    "en": (
        ("a", "an", "one", "first"), ("two", "second"), ("three", "third"), ("four", "fourth"),
        ("five", "fifth"), ("six", "sixth"), ("seven", "seventh"), ("eight", "eighth"),
        ("nine", "ninth"), ("ten", "tenth"),
    ),
    "kk": (
        ("бір", "бірінші"), ("екі", "екінші"), ("үш", "үшінші"), ("төрт", "төртінші"),
        ("бес", "бесінші"), ("алты", "алтыншы"), ("жеті", "жетінші"), ("сегіз", "сегізінші"),
        ("тоғыз", "тоғызыншы"), ("он", "оныншы"),
    ),
}  # fmt: skip


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _counted(lang: str) -> str:
    """Answer a pattern of the group `c`: how many."""
    return rf"(?P<c>\d{{1,3}}|{_any([w for ws in _NUMBERS[lang] for w in ws[:-1]])})"


def _ranked(lang: str) -> str:
    """Answer a pattern of the group `k`: which."""
    words = [ws[-1] for ws in _NUMBERS[lang]] + (["четверт"] if lang == "ru" else [])
    return rf"(?P<k>{_any(words)})"


_RU = (
    r"(?P<unit>день|дня|дней|днями|сутки|суток|сутками|недел[юиьяе]й?|недель|неделями|"
    r"месяц(?:а|ев|ем|ами)?|год(?:а|ом|ами)?|лет)"
)
_UNTOLD = (
    r"(?! после (?!этого|того|чего|него|неё|нее|\w*(?:задерж|арест|обыск|допрос|приговор|освобожд|"
    r"увольн|нападен|избиен|исчезн|похищ|взрыв|суд))\w)"
)
"""A day after something else than an act is told by no date: "через день после открытия"."""
_EN = r"(?P<unit>days?|weeks?|months?|years?)"
_KK = r"(?P<unit>күн|апта|ай|жыл)"
_KK_AFTER = r"(?:(?:н[ае]н|[дт][ае]н) (?:кейін|соң)| (?:өткенде|өткен соң|өткеннен кейін|өтпей))"
RULES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ru": (
        ("after", rf"\b(?:через|спустя) (?:{_counted('ru')} )?{_RU}\b{_UNTOLD}"),
        ("after", rf"\b(?:{_counted('ru')} )?{_RU} (?:спустя|позже|позднее)\b"),
        ("earlier", rf"\b(?:{_counted('ru')} )?{_RU} (?:ранее|раньше)\b"),
        ("earlier", rf"\bза (?:{_counted('ru')} )?{_RU} до\b"),
        ("rank after", rf"\bна {_ranked('ru')}\w{{1,3}} (?:день|сутки|утро)\b"),
        ("rank", rf"\b{_ranked('ru')}(?:ый|ой|ий|ые|ьи|ьи) (?:день|сутки)\b"),
    ),
    "en": (
        ("after", rf"\b{_counted('en')} {_EN} (?:later|afterwards?|after)\b"),
        ("earlier", rf"\b{_counted('en')} {_EN} (?:earlier|before|previously)\b"),
        ("rank after", rf"\bon the {_ranked('en')} (?:day|night|morning)\b"),
    ),
    "kk": (
        ("after", rf"\b{_counted('kk')} {_KK}{_KK_AFTER}"),
        ("earlier", rf"\b(?:одан|содан) {_counted('kk')} {_KK} (?:бұрын|ілгері)\b"),
        ("rank after", rf"\b{_ranked('kk')} күні\b"),
    ),
}
"""Rules (name, pattern): so long after or before the day told last, or counted up to today."""
_TAIL = re.compile(
    r"(?: ?(?P<short>[ст]\. ?г\.|сего года)|"
    r" (?P<when>(?:поза)?прошлого|минувшего|ушедшего|прошедшего|этого|текущего|нынешнего|"
    r"того же|этого же)"
    r" года|(?: of)?,? (?P<en>last|this) year)(?!\w)",
    re.IGNORECASE,
)
_BACK: Mapping[str, int | None] = {
    "того же": None, "этого же": None, "позапрошлого": 2, "этого": 0, "текущего": 0,
    "нынешнего": 0, "this": 0,
}  # fmt: skip
_WEEKS, _MONTHS, _YEARS = ("нед", "week", "апта"), ("мес", "month", "ай"), ("год", "лет", "y", "ж")


def years_back(text: str, end: int) -> tuple[int | None, int] | None:
    """Answer how many years back the words after a day or month put it, and where they end.

    No number: in the year of the date told before.

    >>> years_back("в мае прошлого года", 5)
    (1, 19)
    """
    found = _TAIL.match(text, end)
    if found is None:
        return None
    word = " ".join((found["when"] or found["en"] or "этого").lower().split())
    return _BACK.get(word, 1), found.end()


def _number(word: str | None, lang: str) -> int:
    if not word:
        return 1
    if word.isdigit():
        return int(word)
    lower = word.lower()
    return next(n for n, words in enumerate(_NUMBERS[lang], start=1) if lower in words)


def shift_of(name: str, found: re.Match[str], lang: str) -> tuple[int, int]:
    """Answer how many days and months after the day told last a match lies.

    Args:
        name: the rule, of `RULES`; `rank` counts days up to today.
        found: its match.
        lang: the language of the rule.
    """
    if name in {"rank", "rank after"}:
        return (_number(found["k"], lang) - 1) * (1 if name == "rank after" else -1), 0
    unit = found["unit"].lower()
    count = _number(found["c"], lang) * (1 if name == "after" else -1)
    if unit.startswith(_MONTHS):
        return 0, count
    if unit.startswith(_YEARS):
        return 0, 12 * count
    return count * (7 if unit.startswith(_WEEKS) else 1), 0
