"""Settles the dates of a text: years that are not told, days that hang on other days."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from khronika.code.dates.languages import LANGUAGES
from khronika.code.dates.patterns import patterns
from khronika.code.dates.reading import When, as_day, bounded, day, make, read_match
from khronika.code.dates.relations import years_back
from khronika.model.date import PartialDate
from khronika.model.span import Span

_HEAD = 4
"""A time stamp stands in one of so many blocks from the top."""
_STAMP = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\.(?P<n>\d{2})\.(?P<y>(?:19|20)\d\d)"
    r"(?=[ ,|/–—-]{0,4}\d{1,2}:\d\d)|(?<=:\d\d / )(?P<d2>\d{1,2})\.(?P<n2>\d{2})\.(?P<y2>20\d\d)"
)


def _settle(
    when: When, published: date | None, year: int | None, previous: PartialDate | None
) -> When:
    start, end = when.start, when.end
    others: list[PartialDate | None] = []
    told = {y for y in (year, previous.year if previous else None) if y is not None}
    if when.depends is not None and when.depends >= 2000:
        number = when.depends - 2000
        start = _day_of_month(number, published, previous)
        others = [_day_of_month(number, published, None)]
    elif when.depends is not None and when.depends >= 1000:
        month = when.depends - 1000
        start = _year_of(None, month, published, year)
        others = [_year_of(None, month, published, None), *(make(y, month) for y in sorted(told))]
    elif when.depends is not None:
        known = as_day(previous)
        if known is None and previous is None and when.depends == -1:
            known = published  # "накануне" in a report without another day
        start = day(known + timedelta(days=when.depends)) if known else None
        if when.depends == 0 and previous is not None:
            start = previous
    elif start is not None and start.year is None:
        told_day, month = start.day, start.month or 1
        start = _year_of(told_day, month, published, year)
        others = [_year_of(told_day, month, published, None)]
        others += [make(y, month, told_day) for y in sorted(told)]
        if end is not None and start is not None:
            end = make(start.year, end.month, end.day)
    latest = (published.year, published.month + 1) if published else (9999, 1)
    fine = (o for o in others if o and o.year and (o.year, o.month or 1) <= latest)
    spare = tuple(dict.fromkeys(o for o in fine if o != start))
    return replace(when, start=start, end=end, depends=None, others=spare)


def _years_told(text: str, when: When, published: date | None) -> When:
    """Give a day or month its year where the words after it say: "прошлого года"."""
    back = years_back(text, when.span.end)
    if back is None or published is None:
        return when
    year, start = published.year - back[0], when.start
    if when.depends is not None and 1000 < when.depends < 2000:
        start = make(year, when.depends - 1000)
    elif start is not None and start.year is None:
        start = make(year, start.month, start.day)
    else:
        return when
    span = Span(when.span.start, back[1])
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
    return make(None, month, number) if number else None


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
    out: list[When] = []
    previous: PartialDate | None = None
    year = published.year if published and not today else None
    for number, span in enumerate(spans):
        local_year: int | None = None
        for when in _found(text, span, known, today):
            settled = _settle(when, today, local_year or year, previous)
            out.append(settled)
            if settled.start is not None:
                previous = settled.start
                if when.start is not None and when.start.year and when.depends is None:
                    # "in office since 1990" dates nothing; a headline's year may.
                    is_title = number == 0 and local_year is None and year is None
                    is_explicit = when.start.month is not None or is_title
                    is_explicit = is_explicit and str(when.start.year) in when.span.of(text)
                    local_year = when.start.year if is_explicit else local_year
                    year = year or (when.start.year if is_explicit and today is None else None)
    return out if today else _by_weekday(text, out, known)


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


def _found(text: str, span: Span, lang: str, today: date | None) -> list[When]:
    taken: list[Span] = []
    found: list[When] = []
    for name, pattern in patterns(lang):
        for match in pattern.finditer(text, span.start, span.end):
            here = Span(match.start(), match.end())
            if any(here.overlaps(other) for other in taken):
                continue
            when = read_match(name, match, lang, today)
            if when is not None:
                when = _years_told(text, when, today)
                taken.append(when.span)
                found.append(replace(bounded(text, when, lang), rule=name))
    return sorted(found, key=lambda w: w.span)
