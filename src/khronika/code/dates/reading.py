"""Reads one match of a pattern as a date: a day, a month, a year, or so far from another."""

import calendar
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from khronika.code.dates.languages import LANGUAGES
from khronika.code.dates.ordinals import number_of
from khronika.code.dates.relations import shift_of
from khronika.errors import DateUnreadable
from khronika.model.date import PartialDate
from khronika.model.span import Span

_SMALL = {
    word: number
    for number, words in enumerate(
        (
            "a an one один одну бір", "two два две екі", "three три үш", "four четыре төрт",
            "five пять бес", "six шесть алты", "seven семь жеті", "eight восемь сегіз",
            "nine девять тоғыз", "ten десять он",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip


_SEVERAL = frozenset(("дня", "дней", "недели", "недель", "месяца", "месяцев", "года", "лет"))
"""Units that ask for a number; without one that we read, nobody knows how long ago."""


@dataclass(frozen=True, slots=True)
class When:
    """A date as told: where, and what it comes to; `is_since` and `is_until` bound a time.

    `depends` names a relation to the date told before it (0 same day, 1 the next day, -1 the
    day before, or so many days), until it is settled; `months` so many months instead. `others`
    are what the same words come to where the year, the month or the day they count from, which
    they leave out, is another one that the text allows. `weekday`: 0 is Monday. `is_same_year`: in
    the year of the date told before it. `is_ahead`: something is set for it, it is to come.
    `is_report`: no words for a date; the act is as old as the report that tells it. `rule` is the
    pattern that found the words.
    """

    span: Span
    start: PartialDate | None
    end: PartialDate | None = None
    is_since: bool = False
    is_until: bool = False
    depends: int | None = None
    others: tuple[PartialDate, ...] = ()
    is_report: bool = False
    rule: str = ""
    months: int = 0
    weekday: int | None = None
    is_same_year: bool = False
    is_ahead: bool = False


def day(value: date) -> PartialDate:
    """Answer a calendar day as a date of the model."""
    return PartialDate(value.year, value.month, value.day)


def as_day(value: PartialDate | None) -> date | None:
    """Answer a full date as a calendar day, or None where it is not full."""
    if value is None or value.year is None or value.month is None or value.day is None:
        return None
    return date(value.year, value.month, value.day)


STAMPS = 15
"""So many ways a date can stand to the day of publication: see `stamp_of`."""
_AGES = (0, 1, 8, 32, 367)


def stamp_of(value: PartialDate, published: date | None) -> int:
    """Answer how exact a date is and how old, from 0 to `STAMPS` - 1.

    A day: unknown, to come, of publication, of the last week, month, year, older (0 to 6). A
    month: unknown, to come, of publication, of the last twelve, older (7 to 11). A year: unknown,
    of publication or to come, older (12 to 14).
    """
    if value.month is None:
        if value.year is None or published is None:
            return 12
        return 13 if value.year >= published.year else 14
    if value.day is None:
        if value.year is None or published is None:
            return 7
        months = (published.year - value.year) * 12 + published.month - value.month
        return 8 + (months >= 0) + (months > 0) + (months > 12)
    day_told = as_day(value)
    if day_told is None or published is None:
        return 0
    return 1 + bisect_right(_AGES, (published - day_told).days)


def places_of(whens: Iterable[When], published: date | None) -> list[tuple[int, int, int]]:
    """Answer start and end of the words of every date that came to something, and its stamp."""
    told = ((when.span, when.start) for when in whens)
    return sorted(
        (span.start, span.end, stamp_of(start, published)) for span, start in told if start
    )


def make(year: int | None, month: int | None, number: int | None = None) -> PartialDate | None:
    """Answer a date of the model, or None where the calendar has no such day."""
    try:
        return PartialDate(year, month, number)
    except DateUnreadable:
        return None


def shifted(start: PartialDate, months: int) -> PartialDate | None:
    """Answer the month, or of whole years the year, so many months from a date.

    >>> str(shifted(PartialDate(2020, 11, 7), 2))
    '2021-01'
    """
    if start.year is None:
        return None
    if start.month is None:
        return PartialDate(start.year + months // 12) if months % 12 == 0 else None
    count = start.year * 12 + start.month - 1 + months
    return make(count // 12, count % 12 + 1)


def _weekday(number: int, published: date | None, *, is_last: bool) -> PartialDate | None:
    if published is None:
        return None
    back = (published.weekday() - number) % 7
    if back == 0 and is_last:
        back = 7
    return day(published - timedelta(days=back))


def _last_unit(word: str, unit: str, published: date | None) -> PartialDate | None:
    if published is None:
        return None
    is_this = word.lower().startswith(("this", "эт", "в этом", "нынешн", "текущ", "осы"))
    is_last, unit = not is_this, unit.lower()
    if unit.startswith(("weekend", "выходн")):
        saturday = published - timedelta(days=(published.weekday() - 5) % 7 or 7)
        return PartialDate(saturday.year, saturday.month)
    if unit.startswith(("week", "недел", "аптада")):
        # The days of a week are not told: its month is, unless the week has two.
        middle = published - timedelta(days=published.weekday() - 3 + 7 * is_last)
        return PartialDate(middle.year, middle.month)
    if unit.startswith(("year", "год", "жылы")):
        return PartialDate(published.year - is_last)
    if unit.startswith(("month", "месяц", "айда")):
        first = published.replace(day=1) - timedelta(days=1) if is_last else published
        return PartialDate(first.year, first.month)
    return None


_SEASONS = (("зим", "winter", "қы"), ("вес", "spring", "кө"), ("лет", "лета", "summer", "ж"))


def _season(words: str, season: str, published: date | None) -> PartialDate | None:
    """Answer the year of "last summer", "осенью": a season is no month.

    Args:
        words: what stands beside the season, as "last", "с", "прошлого года".
        season: its word.
        published: the day of the report.
    """
    if published is None:
        return None
    beside, number = words.lower(), 3
    number = next((n for n, of in enumerate(_SEASONS) if season.lower().startswith(of)), number)
    begins = (1, 3, 6, 9)[number]
    if "года" in beside or "былтыр" in beside:
        return PartialDate(published.year - 1)
    is_last = beside.strip().startswith(("прошл", "минувш", "last", "өткен"))
    is_past = published.month >= begins + (3 if is_last else 0)
    return PartialDate(published.year if is_past else published.year - 1)


def _ago(name: str, span: Span, found: re.Match[str], published: date | None) -> When:
    """Read "three weeks ago": a week back is a day, more weeks are as exact as a month."""
    then, others = _back(found, published)
    return When(span, then, others=others, rule=name)


def _back(
    found: re.Match[str], published: date | None
) -> tuple[PartialDate | None, tuple[PartialDate, ...]]:
    groups = found.groups()[-3:]
    amount_word, unit, _ = (g or "" for g in groups)
    amount = int(amount_word) if amount_word.isdigit() else _SMALL.get(amount_word.lower(), 1)
    unit = unit.lower()
    if published is None or not amount_word and unit in _SEVERAL:
        return None, ()
    this_month = PartialDate(published.year, published.month)
    if unit[:2] in {"ye", "го", "ле", "жы"}:
        last = shifted(this_month, -12 * amount)
        return PartialDate(published.year - amount), (last,) if last and amount == 1 else ()
    if unit[:2] in {"mo", "ме", "ай"}:
        return shifted(this_month, -amount), ()
    is_week = unit[:2] in {"we", "не", "ап"}
    then = day(published - timedelta(days=amount * (7 if is_week else 1)))
    month = PartialDate(then.year, then.month)
    if is_week and amount > 1:
        return month, (then,)
    return then, (month,) if is_week else ()


def read_match(name: str, found: re.Match[str], lang: str, published: date | None) -> When | None:
    """Read one match of the rule `name`, or None where it is no date."""
    words = LANGUAGES[lang]
    part = found.groupdict()
    span = Span(found.start(), found.end())
    month = words.months.get((part.get("m") or (part.get("a") or "")[:3]).lower())
    year_text = part.get("y") or part.get("y2")
    year = int(year_text) if year_text else None
    number = number_of(part)
    if name in {"iso", "dotted"}:
        made = make(year, int(part["n"]), number)
        if made is None and name == "dotted" and number is not None:
            made = make(year, number, int(part["n"]))  # month first: 04/23/2020
        return When(span, made) if made else None
    if name == "season":
        beside = " ".join(part.get(key) or "" for key in ("last", "year"))
        return When(span, _season(beside, part["s"], published))
    if name == "year of report":
        back = int(part["yw"].lower().startswith("былтыр"))
        then = published.year - back if published else None
        made = make(then, month, number) if then else None
        return When(span, made) if made else None
    if name == "weekday to come":
        number = words.weekdays[part["w"].lower()]
        ahead = (number - published.weekday()) % 7 or 7 if published else 0
        return When(span, day(published + timedelta(days=ahead)) if published else None)
    if name == "weekday day":
        return When(span, _weekday_day(words.weekdays[part["w"].lower()], number, published))
    if name in {"after", "earlier", "rank after"}:
        days, months = shift_of(name, found, lang)
        return When(span, None, depends=days, months=months)
    if name == "rank":
        back_days = shift_of(name, found, lang)[0]
        then_day = day(published + timedelta(days=back_days)) if published else None
        return When(span, then_day, is_since=True, depends=back_days)
    if name in {"full", "month"}:
        made = make(year, month, number)
        return When(span, made) if made else None
    if name == "span":
        start, end = make(year, month, number), make(year, month, int(part["e"]))
        return When(span, start, end) if start and end else None
    if name in {"day", "month day"}:
        made = make(year, month, number)
        return When(span, made) if made else None
    if name == "short":
        made = make(None, int(part["n"]), number)
        return When(span, made) if made else None
    if name == "last day":
        last = calendar.monthrange(year or 2001, month)[1] if month else 0
        made = make(year, month, last)
        return When(span, made) if made else None
    if name in {"bare month", "month's"}:
        # A month without year or day has no form of its own: the day 0 stands in until resolved.
        return When(span, None, depends=1000 + (month or 0)) if month else None
    if name == "ordinal":
        return When(span, None, depends=2000 + (number or 0))
    if name == "weekday":
        settled = _weekday(
            words.weekdays[part["w"].lower()], published, is_last=bool(part["last"])
        )
        return When(span, settled, weekday=words.weekdays[part["w"].lower()])
    if name == "relative":
        shift = words.relative[part["r"].lower()]
        return When(span, day(published + timedelta(days=shift)) if published else None)
    if name == "same year":
        return When(span, None, is_same_year=True)
    if name == "last unit":
        return When(span, _last_unit(part["last"], part["u"], published))
    if name == "ago":
        return _ago(name, span, found, published)
    if name in {"same", "next", "before"}:
        return When(span, None, depends={"same": 0, "next": 1, "before": -1}[name])
    return When(span, PartialDate(year)) if year else None


def _weekday_day(weekday: int, number: int | None, published: date | None) -> PartialDate | None:
    """Answer "Tuesday 17": the month nearest the report in which that day is a Tuesday."""
    if published is None or number is None:
        return None
    first = published.replace(day=1)
    for months in (0, -1, 1, -2, -3):
        month = shifted(PartialDate(first.year, first.month), months)
        made = make(month.year, month.month, number) if month else None
        known = as_day(made)
        if known is not None and known.weekday() == weekday:
            return made
    return None


_AHEAD = re.compile(
    r"(?:назнач\w+|перенес\w+|отлож\w+|вызва\w+|вызыва\w+|запланирова\w+|намеч\w+)"
    r"(?: [^\s.,;]+){0,4} на (?:утро )?$|"
    r"\b(?:scheduled|slated|due|postponed|adjourned|summoned)(?: [^\s.,;]+){0,3} "
    r"(?:for|to|on|until) (?:the )?$",
    re.IGNORECASE,
)
"""Words that set a day for something."""


def bounded(text: str, when: When, lang: str) -> When:
    """Note whether the words before a date bound it: since, until."""
    words = LANGUAGES[lang]
    before = text[max(0, when.span.start - 12) : when.span.start]
    surface = when.span.of(text)
    since = re.search(rf"\b{words.before_since}\s*(?:the )?$", before, re.I) or re.match(
        rf"{words.before_since}\b", surface, re.I
    )
    until = re.search(rf"\b{words.before_until}\s*(?:the )?$", before, re.I) or re.match(
        rf"{words.before_until}\b", surface, re.I
    )
    return replace(
        when,
        is_since=bool(since) or when.is_since,
        is_until=bool(until),
        is_ahead=bool(_AHEAD.search(text[max(0, when.span.start - 48) : when.span.start])),
    )
