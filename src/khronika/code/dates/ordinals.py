"""Days told in Russian without digits or month: "седьмого августа", "20-го", "15, 19 и 24 мая"."""

from collections.abc import Mapping

_STEMS = (
    ("перв",), ("втор",), ("треть",), ("четвёрт", "четверт"), ("пят",), ("шест",), ("седьм",),
    ("восьм",), ("девят",), ("десят",), ("одиннадцат",), ("двенадцат",), ("тринадцат",),
    ("четырнадцат",), ("пятнадцат",), ("шестнадцат",), ("семнадцат",), ("восемнадцат",),
    ("девятнадцат",), ("двадцат",),
)  # fmt: skip
ORDINALS: Mapping[str, int] = {
    word: number for number, words in enumerate(_STEMS, start=1) for word in words
} | {"тридцат": 30}
_STEM = "|".join(sorted(ORDINALS, key=len, reverse=True))
_WORD = rf"(?P<w2>(?:двадцать|тридцать)\s)?(?P<o>{_STEM})(?:ого|его|ое|ье)"
_OPENS = r"(?:(?<=\n)|(?<=[.!?] )|(?<=\bс )|(?<=\bдо )|\A)"
_AFTER = r"\b(?=,| (?:числа|в|на|утром|вечером|днём|ночью|его|её|их|к|у|мы|я)\b)"
_NO_DAY = (
    r"(?:класс|курс|раз|созыв|город|отдел|этаж|канал|сорт|разряд|стат|пункт|подъезд|век|тысяч|"
    r"полка|микрорайон|год|роман|фильм|издани|мест|дн[яе])"
)


def russian_rules(month: str) -> list[tuple[str, str]]:
    """Answer rules (name, pattern) for days by words, in lists that share a month, as day.month.

    Args:
        month: pattern of a month's name, with the group `m`.
    """
    several = rf"(?=(?:,? (?:и |или )?\d{{1,2}}){{1,5}} {month}(?!\w))"
    return [
        ("day", rf"\b{_WORD} {month}(?!\w)"),
        ("day", rf"\b(?P<d>\d{{1,2}})-?(?:го|е) {month}(?!\w)"),
        ("day", rf"(?<![\d.,])\b(?P<d>\d{{1,2}}){several}"),
        (
            "short",
            r"(?<![\d.,№])\b(?P<d>[0-3]?\d)\.(?P<n>0[1-9]|1[0-2])\b"
            r"(?![\d.,%]|\.\d| (?:млн|млрд|тыс))",
        ),
        ("ordinal", rf"(?<![\d.,№-])\b(?P<d>\d{{1,2}})-?го\b(?! {_NO_DAY})(?! \d)"),
        ("ordinal", _OPENS + _WORD + _AFTER),
    ]


def number_of(part: Mapping[str, str | None]) -> int | None:
    """Answer the day that a rule found, in digits (group `d`) or as a word (`w2`, `o`).

    >>> number_of({"w2": "двадцать ", "o": "втор"})
    22
    """
    if part.get("d"):
        return int(str(part["d"]))
    if not part.get("o"):
        return None
    tens = {"двадцать": 20, "тридцать": 30}.get((part.get("w2") or "").strip().lower(), 0)
    return tens + ORDINALS[str(part["o"]).lower()]
