"""Reads one match of a pattern as a date: a day, a month, a year, or so far from another."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from khronika.code.dates.languages import LANGUAGES
from khronika.code.dates.ordinals import number_of
from khronika.code.dates.relations import days_of
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


@dataclass(frozen=True, slots=True)
class When:
    """A date as told: where, and what it comes to; `is_since` and `is_until` bound a time.

    `depends` names a relation to the date told before it (0 same day, 1 the next day, -1 the
    day before, or so many days), until it is settled. `others` are what the same words come to
    where the year (or month) that they leave out is another one that the text allows.
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


def day(value: date) -> PartialDate:
    """Answer a calendar day as a date of the model."""
    return PartialDate(value.year, value.month, value.day)


def as_day(value: PartialDate | None) -> date | None:
    """Answer a full date as a calendar day, or None where it is not full."""
    if value is None or value.year is None or value.month is None or value.day is None:
        return None
    return date(value.year, value.month, value.day)


def make(year: int | None, month: int | None, number: int | None = None) -> PartialDate | None:
    """Answer a date of the model, or None where the calendar has no such day."""
    try:
        return PartialDate(year, month, number)
    except DateUnreadable:
        return None


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
    is_last = word.lower() not in {"this", "этой", "этом", "в этом", "осы"}
    if unit.lower() in {"week", "неделе", "аптада"}:
        # The days of a week are not told: its month is, unless the week has two.
        middle = published - timedelta(days=published.weekday() - 3 + 7 * is_last)
        return PartialDate(middle.year, middle.month)
    if unit.lower() in {"year", "году", "жылы"}:
        return PartialDate(published.year - is_last)
    if unit.lower() in {"month", "месяце", "айда"}:
        first = published.replace(day=1) - timedelta(days=1) if is_last else published
        return PartialDate(first.year, first.month)
    return None


def _season(last: str, season: str, published: date | None) -> PartialDate | None:
    """Answer the year of "last summer": a season is no month."""
    if published is None:
        return None
    begins = {"зимой": 1, "весной": 3, "летом": 6, "осенью": 9}[season.lower()]
    is_this = last.lower().startswith(("эт", "нынешн"))
    is_past = published.month >= begins + (0 if is_this else 3)
    return PartialDate(published.year if is_past else published.year - 1)


def _ago(found: re.Match[str], published: date | None) -> tuple[PartialDate | None, int | None]:
    groups = found.groups()[-3:]
    amount_word, unit, direction = (g or "" for g in groups)
    amount = int(amount_word) if amount_word.isdigit() else _SMALL.get(amount_word.lower(), 1)
    unit = unit.lower()
    size = (
        1 if unit[:2] in {"da", "де", "дн", "кү"} else 7 if unit[:2] in {"we", "не", "ап"} else 30
    )
    if unit[:2] in {"ye", "го", "ле", "жы"}:
        size = 365
    if direction.lower() in {"earlier", "later", "before", "спустя", "кейін"}:
        sign = 1 if direction.lower() in {"later", "спустя", "кейін"} else -1
        return None, (sign * amount * size if size <= 7 else None)
    if published is None:
        return None, None
    then = published - timedelta(days=amount * size)
    if size == 365:
        return PartialDate(published.year - amount), None
    return (PartialDate(then.year, then.month) if size == 30 else day(then)), None


def read_match(name: str, found: re.Match[str], lang: str, published: date | None) -> When | None:
    """Read one match of the rule `name`, or None where it is no date."""
    words = LANGUAGES[lang]
    part = found.groupdict()
    span = Span(found.start(), found.end())
    month = words.months.get((part.get("m") or "").lower())
    year_text = part.get("y") or part.get("y2")
    year = int(year_text) if year_text else None
    number = number_of(part)
    if name in {"iso", "dotted"}:
        made = make(year, int(part["n"]), number)
        if made is None and name == "dotted" and number is not None:
            made = make(year, number, int(part["n"]))  # month first: 04/23/2020
        return When(span, made) if made else None
    if name == "season":
        return When(span, _season(part["last"], part["s"], published))
    if name == "weekday to come":
        number = words.weekdays[part["w"].lower()]
        ahead = (number - published.weekday()) % 7 or 7 if published else 0
        return When(span, day(published + timedelta(days=ahead)) if published else None)
    if name in {"after", "earlier", "rank after"}:
        return When(span, None, depends=days_of(name, found))
    if name == "rank":
        back = timedelta(days=days_of(name, found))
        return When(span, day(published + back) if published else None, is_since=True)
    if name in {"full", "month"}:
        made = make(year, month, number)
        return When(span, made) if made else None
    if name == "span":
        start, end = make(year, month, number), make(year, month, int(part["e"]))
        return When(span, start, end) if start and end else None
    if name in {"day", "month day"}:
        made = make(None, month, number)
        return When(span, made) if made else None
    if name == "short":
        made = make(None, int(part["n"]), number)
        return When(span, made) if made else None
    if name == "bare month":
        # A month without year or day has no form of its own: the day 0 stands in until resolved.
        return When(span, None, depends=1000 + (month or 0)) if month else None
    if name == "ordinal":
        return When(span, None, depends=2000 + (number or 0))
    if name == "weekday":
        settled = _weekday(
            words.weekdays[part["w"].lower()], published, is_last=bool(part["last"])
        )
        return When(span, settled)
    if name == "relative":
        shift = words.relative[part["r"].lower()]
        return When(span, day(published + timedelta(days=shift)) if published else None)
    if name == "last unit":
        return When(span, _last_unit(part["last"], part["u"], published))
    if name == "ago":
        then, shift_days = _ago(found, published)
        return When(span, then, depends=shift_days)
    if name in {"same", "next", "before"}:
        return When(span, None, depends={"same": 0, "next": 1, "before": -1}[name])
    return When(span, PartialDate(year)) if year else None


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
    return When(
        when.span, when.start, when.end, bool(since) or when.is_since, bool(until), when.depends
    )
