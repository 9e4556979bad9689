"""Settles the dates of a text: years that are not told, days that hang on other days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from khronika.code.dates.languages import LANGUAGES
from khronika.code.dates.lookalikes import is_other
from khronika.code.dates.patterns import cued
from khronika.code.dates.reading import When, as_day, bounded, day, make, read_match, shifted
from khronika.code.dates.relations import years_back
from khronika.model.date import PartialDate
from khronika.model.span import Span

_HALF_YEAR = 182
_HEAD = 4
"""A time stamp stands in one of so many blocks from the top."""
_STAMP = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\.(?P<n>\d{2})\.(?P<y>(?:19|20)\d\d)"
    r"(?=[ ,|/–—-]{0,4}\d{1,2}:\d\d)|(?<=:\d\d / )(?P<d2>\d{1,2})\.(?P<n2>\d{2})\.(?P<y2>20\d\d)"
)


@dataclass(slots=True)
class _Told:
    """What was told before: the last date, the last whole day, and a look back from there.

    `aside` is a day that only looks back ("the day before, he had been warned"): the story goes
    on from the day before it, though "the next day" may also follow the look back.
    """

    last: PartialDate | None = None
    day: PartialDate | None = None
    aside: PartialDate | None = None
    year: int | None = None

    def note(self, when: When, *, looks_back: bool) -> None:
        """Take a settled date into account."""
        start = when.start
        if start is None:
            return
        self.year = start.year or self.year
        if looks_back:
            self.aside = start
            return
        self.last = start
        if as_day(start) is not None:
            self.day, self.aside = start, None

    def days(self) -> list[date]:
        """Answer the days that a relation may count from, the likeliest first."""
        found = (as_day(one) for one in (self.last, self.day, self.aside))
        return list(dict.fromkeys(one for one in found if one is not None))


@dataclass(frozen=True, slots=True)
class _Report:
    """The day of publication; where only its month is known, `today` is None."""

    told: PartialDate | None
    today: date | None

    def year_of(self, month: int) -> int | None:
        """Answer the year of a month where only the month of publication is known."""
        if self.told is None or self.told.year is None or self.today is not None:
            return None
        is_past = self.told.month is None or month <= self.told.month
        return self.told.year if is_past else self.told.year - 1


_Both = tuple[PartialDate | None, list[PartialDate | None]]


def _hung(when: When, report: _Report, told: _Told) -> _Both:
    """Answer what a date that hangs on another comes to, and what else it may be."""
    count = when.depends or 0
    if when.months:
        bases = [b for b in (told.last, told.day) if b is not None]
        if when.months % 12 == 0:  # "two years earlier": as exact as a year
            bases = [PartialDate(b.year) for b in bases[:1] if b.year] + bases[:1]
        found = [shifted(base, when.months) for base in bases]
        return (found[0] if found else None), [*found[1:]]
    known = [day(one + timedelta(days=count)) for one in told.days()]
    today = report.today
    if when.start is not None:  # "the fifth day": up to today, or up to the day told last
        return when.start, [*known]
    if count == -1 and today is not None:
        known.append(day(today - timedelta(days=1)))  # "накануне"
    if known:
        # In a report that tells no day, "the day before" hangs on the report; after a month
        # alone nobody knows on what.
        is_loose = not told.days() and told.last is not None
        return (None, [*known]) if is_loose else (known[0], [*known[1:]])
    return (told.last if count == 0 else None), []


def _named(when: When, report: _Report, told: _Told) -> _Both:
    """Answer the day of a weekday: the last before the report, or the next of the story."""
    base = told.days()[:1]
    if when.weekday is None or not base:
        return when.start, []
    ahead = day(base[0] + timedelta(days=(when.weekday - base[0].weekday()) % 7))
    return (when.start, [ahead]) if when.start is not None else (ahead, [])


def _settle(when: When, report: _Report, year: int | None, told: _Told) -> When:
    start, end, today = when.start, when.end, report.today
    others: list[PartialDate | None] = [*when.others]
    years = {y for y in (year, told.year) if y is not None}
    if when.depends is not None and when.depends >= 2000:
        number = when.depends - 2000
        others = [_day_of_month(number, today, one) for one in (told.last, told.day, None)]
        goes_on = told.day is not None and (told.day.day or 0) <= number
        is_loose = told.last is not None and told.last.day is None
        start = others[1] if goes_on and is_loose else others[0]
        if when.is_ahead and today is not None:
            start = _ahead(number, today)
    elif when.is_same_year:
        start = _in_year(when, told.year)
    elif when.depends is not None and when.depends >= 1000:
        month = when.depends - 1000
        own = report.year_of(month) or year
        start = _year_of(None, month, today, own)
        others = [_year_of(None, month, today, None), *(make(y, month) for y in sorted(years))]
        if when.is_ahead and today is not None and start is not None:
            others.append(start)
            start = _to_come(today, start)
    elif when.depends is not None:
        start, others = _hung(when, report, told)
    elif when.weekday is not None:
        start, others = _named(when, report, told)
    elif start is not None and start.year is None:
        told_day, month = start.day, start.month or 1
        start = _year_of(told_day, month, today, report.year_of(month) or year)
        is_bound = when.is_until and not when.is_since or when.is_ahead
        if is_bound and today is not None and start is not None:
            others.append(start)  # "sealed until 10 August": that day is still to come
            is_past = not when.is_ahead and start.year == today.year
            start = start if is_past else _to_come(today, start)
        others += [_year_of(told_day, month, today, None)]
        others += [make(y, month, told_day) for y in sorted(years)]
        if end is not None and start is not None:
            end = make(start.year, end.month, end.day)
    latest = (today.year, today.month + 1) if today else (9999, 1)
    fine = (o for o in others if o and o.year and (o.year, o.month or 1) <= latest)
    spare = tuple(dict.fromkeys(o for o in fine if o != start))
    return replace(when, start=start, end=end, depends=None, months=0, others=spare)


def _in_year(when: When, year: int | None) -> PartialDate | None:
    """Answer a month, a day or no more than the year of the date told before: "того же года"."""
    if year is None:
        return None
    if when.depends is not None and 1000 < when.depends < 2000:
        return make(year, when.depends - 1000)
    return make(year, when.start.month, when.start.day) if when.start else PartialDate(year)


def _to_come(today: date, start: PartialDate) -> PartialDate | None:
    """Answer the day or month that is still to come, where last year's is long past."""
    first = date(start.year or today.year, start.month or 1, start.day or 1)
    is_far = first.year >= today.year - 1 and (today - first).days > _HALF_YEAR
    return make((start.year or today.year) + 1, start.month, start.day) if is_far else start


def _ahead(number: int, today: date) -> PartialDate | None:
    """Answer "for the 13th": the next day of that number."""
    month = shifted(PartialDate(today.year, today.month), number < today.day)
    return make(month.year, month.month, number) if month else None


def _years_told(text: str, when: When, published: PartialDate | None) -> When:
    """Give a day or month its year where the words after it say: "прошлого года"."""
    back = years_back(text, when.span.end)
    if back is None:
        return when
    span = Span(when.span.start, back[1])
    if back[0] is None:
        return replace(when, span=span, is_same_year=True)
    if published is None or published.year is None:
        return when
    year, start = published.year - back[0], when.start
    if when.depends is not None and 1000 < when.depends < 2000:
        start = make(year, when.depends - 1000)
    elif start is not None and start.year is None:
        start = make(year, start.month, start.day)
    else:
        return when
    return When(span, start, None, when.is_since, when.is_until) if start else when


def _day_of_month(
    number: int, published: date | None, previous: PartialDate | None
) -> PartialDate | None:
    """Answer "the 14th": of the month told before it, else the latest that is past."""
    if previous is not None and previous.month is not None:
        return make(previous.year, previous.month, number)
    if published is None:
        return None
    first = published.replace(day=1)
    month = first if number <= published.day else first - timedelta(days=1)
    return make(month.year, month.month, number)


def _year_of(
    number: int | None, month: int, published: date | None, year: int | None
) -> PartialDate | None:
    """Give a day or month its year: the latest that is past, or the year told before."""
    if published is not None:
        for candidate in (published.year, published.year - 1):
            if (candidate, month, number or 1) <= (published.year, published.month, published.day):
                if year is not None and year < candidate:
                    return make(year, month, number)
                return make(candidate, month, number)
    if year is not None:
        return make(year, month, number)
    return make(None, month, number)


def dates(
    text: str, spans: Sequence[Span], lang: str, published: PartialDate | None
) -> list[When]:
    """Find and resolve the dates of a text.

    Args:
        text: the page's text.
        spans: where to look, in order (its blocks).
        lang: en, ru, be, uk or kk; dates of other languages are read as English ones.
        published: the day of publication, where it is known.

    Returns:
        dates in the order of the text; `start` is None where nothing can be known.
    """
    known = lang if lang in LANGUAGES else "en"
    today = as_day(published) or (_stamp(text, spans) if published is None else None)
    report = _Report(published or (day(today) if today else None), today)
    out: list[When] = []
    told = _Told()
    year = published.year if published and not today else None
    for number, span in enumerate(spans):
        local_year: int | None = None
        found = _with_years(text, _found(text, span, known, report))
        for at, when in enumerate(found):
            settled = _settle(when, report, local_year or year, told)
            following = found[at + 1] if at + 1 < len(found) else None
            if following is not None and _names(text, when, following):
                # "Sunday the 6th" is one day: the number says which.
                settled = replace(settled, start=None, others=())
            out.append(settled)
            looks_back = when.depends is not None and when.depends < 0 and when.start is None
            told.note(settled, looks_back=looks_back or _is_bare_year(settled))
            own = when.start.year if when.start and when.depends is None else None
            if own is not None and when.start is not None and str(own) in when.span.of(text):
                # "in office since 1990" dates nothing; a headline's year may.
                is_title = number == 0 and local_year is None and year is None
                if when.start.month is not None or is_title:
                    local_year = own
                    year = year or (own if today is None else None)
    return out if today else _by_weekday(text, out, known)


_BETWEEN = re.compile(
    r"\s*(?:,|по|и|до|на|[-–—/]|to|and|through|until|till)\s*(?:(?:the|в|на|с|по)\s*)?"
)


def _with_years(text: str, found: Sequence[When]) -> list[When]:
    """Give the first of two days or months the year of the other: "с мая по июнь 2021 года"."""
    out = [*found]
    for at in range(len(out) - 2, -1, -1):
        when, after, month = out[at], out[at + 1].start, 0
        if when.start is not None:
            month = when.start.month or 0
        elif when.depends is not None and when.rule in {"bare month", "month's"}:
            month = when.depends - 1000
        is_open = when.start is None or when.start.year is None
        is_beside = _BETWEEN.fullmatch(text, when.span.end, out[at + 1].span.start)
        if not (is_open and month and is_beside):
            continue
        if after is None or after.year is None or after.month is None:
            continue
        year = after.year - (month > after.month)
        day_told = when.start.day if when.start else None
        made, end = make(year, month, day_told), when.end
        if made is not None:
            end = make(year, end.month, end.day) if end else None
            out[at] = replace(when, start=made, end=end, depends=None)
    return out


def _is_bare_year(when: When) -> bool:
    """Tell whether a date is no more than a year: no story goes on from it."""
    return when.start is not None and when.start.month is None


def _names(text: str, when: When, following: When) -> bool:
    """Tell whether a weekday stands right before the number of its day."""
    between = text[when.span.end : following.span.start]
    is_day = following.rule in {"ordinal", "day", "full", "dotted", "month day"}
    return when.rule == "weekday" and is_day and len(between) <= 6 and "\n" not in between


def _stamp(text: str, spans: Sequence[Span]) -> date | None:
    """Answer the day of a time stamp at the head of a text: `14.02.2019, 09:31`."""
    for span in spans[:_HEAD]:
        found = _STAMP.search(text, span.start, min(span.end, span.start + 80))
        if found is not None:
            parts = (
                found["y"] or found["y2"],
                found["n"] or found["n2"],
                found["d"] or found["d2"],
            )
            return as_day(make(*map(int, parts)))
    return None


def _by_weekday(text: str, whens: Sequence[When], lang: str) -> list[When]:
    """Give a day its year where the text tells one year and the weekday beside the day fits it."""
    years = {w.start.year for w in whens if w.start and w.start.year and w.start.month}
    if len(years) != 1:
        return [*whens]
    year = years.pop()
    out = []
    for at, when in enumerate(whens):
        start, before = when.start, whens[at - 1] if at else None
        if start is not None and start.year is None and before and before.rule == "weekday":
            made = make(year, start.month, start.day)
            known = as_day(made)
            word = re.search(r"\w+$", before.span.of(text))
            is_near = when.span.start - before.span.end <= 3
            number = LANGUAGES[lang].weekdays.get(word[0].lower()) if word else None
            if is_near and known is not None and known.weekday() == number:
                start = made
        out.append(replace(when, start=start))
    return out


def _found(text: str, span: Span, lang: str, report: _Report) -> list[When]:
    taken: list[Span] = []
    found: list[When] = []
    for name, pattern in cued(span.of(text), lang):
        for match in pattern.finditer(text, span.start, span.end):
            here = Span(match.start(), match.end())
            if any(here.overlaps(other) for other in taken) or is_other(name, match):
                continue
            when = read_match(name, match, lang, report.today)
            if when is not None:
                when = _years_told(text, when, report.told)
                taken.append(when.span)
                found.append(replace(bounded(text, when, lang), rule=name))
    return sorted(found, key=lambda w: w.span)
