"""Days told in Russian without digits or month: "седьмого августа", "20-го", "15, 19 и 24 мая"."""

from collections.abc import Mapping

from khronika.code.dates.relations import RULES

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
_NOMINATIVE = "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
_WEEKDAYS = "понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье"
_OPENS = r"(?:(?<=\n)|(?<=[.!?] )|(?<=\bс )|(?<=\bдо )|(?<=, а )|\A)"
# What follows is no noun that the ordinal could belong to: a verb, a subject, a preposition.
_AFTER = (
    r"\b(?=,| (?:же|числа|в|на|утром|вечером|днём|днем|ночью|его|её|ее|их|"
    r"к|ко|у|мы|я|он|она|они|за|по|с|"
    r"\w{2,}(?:ла|ли|ло|лся|лась|лись)|\w{2,}(?:[бгджзклнпрст]|ор|ий))\b)"
)
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
    year = r",? (?P<y>(?:19|20)\d\d)\b"
    return [
        ("full", rf"\b{_WORD} {month}{year}"),
        ("full", rf"\b(?P<d>\d{{1,2}})-?(?:го|е) {month}{year}"),
        (
            "month day",
            rf"\b(?P<m>{_NOMINATIVE}), (?P<d>\d{{1,2}})\b(?! ?(?:год|числ|лет|час|[.:]\d))",
        ),
        ("day", rf"\b{_WORD} {month}(?!\w)"),
        ("day", rf"\b(?P<d>\d{{1,2}})-?(?:го|е) {month}(?!\w)"),
        ("day", rf"(?<![\d.,])\b(?P<d>\d{{1,2}}){several}"),
        (
            "short",
            r"(?<![\d.,№])\b(?P<d>[0-3]?\d)\.(?P<n>0[1-9]|1[0-2])\b"
            r"(?!\d|[.,]\d|%| (?:млн|млрд|тыс|процент))",
        ),
        ("ordinal", rf"(?<![\d.,№-])\b(?P<d>\d{{1,2}})-?го\b(?! {_NO_DAY})(?! \d)"),
        ("ordinal", rf"(?<=\bна )(?P<d>\d{{1,2}})-е\b(?! {_NO_DAY})"),
        ("ordinal", _OPENS + _WORD + _AFTER),
        ("weekday to come", rf"(?<!ночь )\bна (?P<w>{_WEEKDAYS})\b(?! ночь)"),
        *RULES,
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
