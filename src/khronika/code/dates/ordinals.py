"""Rules of one language: days told by words, by number alone, in lists; seasons, months' names."""

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
_OF_DAY = rf"(?P<w2>(?:двадцать|тридцать)\s)?(?P<o>{_STEM})(?:ого|его)"
_NOMINATIVE = "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь"
_WEEKDAYS = "понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье"
_ADJECTIVES = "январ|феврал|мартов|апрел|май|июн|июл|августов|сентябр|октябр|ноябр|декабр"
_OPENS = r"(?:(?<=\n)|(?<=[.!?] )|(?<=\bс )|(?<=\bдо )|(?<=, а )|\A)"
# What follows is no noun that the ordinal could belong to: a verb, a subject, a preposition.
_AFTER = (
    r"\b(?=,(?! (?:что|кто|кого|чем|котор))| "
    r"(?:же|числа|в|на|утром|вечером|днём|днем|ночью|его|её|ее|их|"
    r"к|ко|у|мы|я|он|она|они|за|по|с|"
    r"\w{2,}(?:ла|ли|ло|лся|лась|лись)|\w{2,}(?:[бгджзклнпрст]|ор|ий))\b)"
)
_NO_DAY = (
    r"(?:класс|курс|раз|созыв|город|отдел|этаж|канал|сорт|разряд|стат|пункт|подъезд|век|тысяч|"
    r"полк|микрорайон|год|роман|фильм|издани|мест|дн[яе]|тур[аеу]?\b|этап|сезон|уровн|размер|калибр|"
    r"участ|округ|километр|школ|дома|фестивал|чемпионат|съезд|управлен|регион|автобус|отделени|"
    r"гвардейск|батальон|бригад|армии|корпус|заседани|матч|номер|выпуск|приказ|комнат|маршрут)"
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
        ("ordinal", _OPENS + _OF_DAY + _AFTER),
        (
            "month's",
            rf"(?-i:\b(?P<a>{_ADJECTIVES})ь?ск(?:ий|ая|ое|ие|ого|ой|их|ому|ую|им|ими|ом)\b)",
        ),
        (
            "season",
            r"\b(?P<last>прошл\w+|минувш\w+|эт\w\w|нынешн\w+) (?P<s>зимой|весной|летом|осенью)\b",
        ),
        (
            "season",
            r"\b(?P<s>зимой|весной|летом|осенью)\b(?! (?:19|20)\d\d)(?P<year> прошлого года)?",
        ),
        (
            "season",
            r"\b(?:с|со|до|к) (?P<s>зимы|весны|лета|осени)\b(?! (?:19|20)\d\d)(?P<year> прошлого года)?",  # noqa: E501  # one pattern, one line
        ),
        ("weekday to come", rf"(?<!ночь )\bна (?P<w>{_WEEKDAYS})\b(?! ночь)"),
        *RULES["ru"],
    ]


_TENS = {"он": 10, "жиырма": 20, "отыз": 30}
_UNITS = ["бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"]
_KK_WORD = rf"(?:(?P<kt>{'|'.join(_TENS)}) )?(?P<ku>{'|'.join(_UNITS)})(?:(?:[ыі]?н|с[ыі]н)ш[ыі])?"


def kazakh_rules(month: str, months: str) -> list[tuple[str, str]]:
    """Answer rules for Kazakh days by words, after the month, or of last year.

    Args:
        month: pattern of a month's name in its cases, with the group `m`.
        months: the names alone.
    """
    of = rf"(?P<m>{months}) айының (?P<d>\d{{1,2}})"
    year = r"(?P<yw>былтыр|биыл)(?:ғы)?(?: жыл(?:ы|ғы))?"
    return [
        ("day", rf"\b{of}(?!\d)"),
        ("day", rf"\b{_KK_WORD} {month}"),
        ("year of report", rf"\b{year} (?:(?P<d>\d{{1,2}}) ?)?{month}"),
        (
            "season",
            r"\b(?P<last>өткен|былтыр(?:ғы)?|биыл(?:ғы)?) (?P<s>көктемде|жазда|күзде|қыста)\b",
        ),
        (
            "short",
            r"(?<![\d.,№])\b(?P<d>[0-3]?\d)\.(?P<n>0[1-9]|1[0-2])\b"
            r"(?!\d|[.,]\d|%| (?:млн|млрд|мың|пайыз))",
        ),
        *RULES["kk"],
    ]


def english_rules(month: str, weekday: str) -> list[tuple[str, str]]:
    """Answer rules for English days in lists, at the ends of months, and for seasons.

    Args:
        month: pattern of a month's name, with the group `m`.
        weekday: the days of the week.
    """
    year = r"(?P<y>(?:19|20)\d\d)"
    return [
        ("full", rf"(?:(?<=\n)|\A){year}[,:]? (?P<d>\d{{1,2}}) {month}"),
        (
            "short",
            r"(?:(?<=\n)|(?<=\n[-*•] )|\A)(?P<d>[0-3]?\d)\.(?P<n>0[1-9]|1[0-2])(?= ?[:–—-])",
        ),
        ("last day", rf"\bthe last day of {month}(?:,? {year})?(?!\w)"),
        ("season", r"\b(?P<last>last|this|this past) (?P<s>spring|summer|autumn|fall|winter)\b"),
        (
            "season",
            r"\b(?P<last>in|over|since)(?: the)? (?P<s>spring|summer|autumn|winter)\b(?! of| \d)",
        ),
        ("weekday to come", rf"\b(?:for|next) (?P<w>{weekday})\b(?!,? (?:the )?\d)"),
        *RULES["en"],
    ]


def english_list(month: str) -> str:
    """Answer a pattern of a day in a list that shares a month: "the 9th and the 13th of November".

    Args:
        month: pattern of a month's name, with the group `m`.
    """
    rank = r"(?:st|nd|rd|th)?"
    more = rf"(?:(?:,| and| or| to|/| &) ?(?:the )?\d{{1,2}}{rank}){{1,5}}"
    year = r"(?:,? (?P<y>(?:19|20)\d\d))?"
    return rf"(?<![\d.,])\b(?P<d>\d{{1,2}}){rank}(?={more}(?: of)? {month}{year}(?!\w))"


def number_of(part: Mapping[str, str | None]) -> int | None:
    """Answer the day that a rule found, in digits (group `d`) or as a word (`w2`, `o`).

    >>> number_of({"w2": "двадцать ", "o": "втор"})
    22
    """
    if part.get("d"):
        return int(str(part["d"]))
    if part.get("ku"):
        units = 1 + _UNITS.index(str(part["ku"]).lower())
        return units + _TENS.get((part.get("kt") or "").lower(), 0)
    if not part.get("o"):
        return None
    tens = {"двадцать": 20, "тридцать": 30}.get((part.get("w2") or "").strip().lower(), 0)
    return tens + ORDINALS[str(part["o"]).lower()]
