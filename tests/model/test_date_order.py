"""Comparisons of partly known days say what holds of every day that may be meant."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.date import (
    Agreement,
    DateRange,
    PartialDate,
    certainly_before,
    compare_starts,
    dates_agree,
    range_certainly_before,
    ranges_may_overlap,
    share_a_part,
)

CALENDAR = [dt.date(2018, 1, 1) + dt.timedelta(days) for days in range(365 + 365 + 366 + 365)]
"""2018 to 2021, with one leap year: the days that brute force tries."""

EDGES = ["01-01", "01-31", "02-28", "02-29", "03-01", "06-23", "12-31"]
KNOWN = [
    f"{year}-{day}" for year in (2019, 2020) for day in EDGES if (year, day) != (2019, "02-29")
]
TEXTS = [
    "2019",
    "2020",
    *(f"{y}-{m}" for y in (2019, 2020) for m in ("01", "02", "06", "12")),
    *KNOWN,
]
YEARLESS = [*(f"--{day}" for day in EDGES), "--02", "--12"]
DATES = st.sampled_from([PartialDate.parse(text) for text in TEXTS])
ANY_DATE = st.sampled_from([PartialDate.parse(text) for text in TEXTS + YEARLESS])


def _days(date: PartialDate) -> list[dt.date]:
    return [day for day in CALENDAR if date.may_be(day)]


def _range(start: str | None, end: str | None) -> DateRange:
    return DateRange.from_json({"start": start, "end": end})


@given(ANY_DATE, ANY_DATE)
def test_dates_agree_when_some_day_is_meant_by_both(left: PartialDate, right: PartialDate) -> None:
    """Agreement is a common day, tried over all days of four years."""
    assert dates_agree(left, right) == bool(set(_days(left)) & set(_days(right)))


@given(DATES, DATES)
def test_before_means_every_day_before_every_day(left: PartialDate, right: PartialDate) -> None:
    """One common or later day is enough to make it uncertain."""
    assert certainly_before(left, right) == (max(_days(left)) < min(_days(right)))


@given(ANY_DATE, st.sampled_from([PartialDate.parse(text) for text in YEARLESS]))
def test_nothing_is_certain_without_a_year(left: PartialDate, right: PartialDate) -> None:
    """A day of an unknown year is before and after nothing for certain."""
    assert not certainly_before(left, right)
    assert not certainly_before(right, left)


@st.composite
def ranges(draw: st.DrawFn) -> DateRange:
    """Ranges of known years whose end may not lie before their start; either end may be open."""
    start, end = draw(st.none() | DATES), draw(st.none() | DATES)
    if start and end and certainly_before(end, start):
        start, end = end, start
    return DateRange(start, end)


def _stretches(span: DateRange) -> list[tuple[dt.date, dt.date]]:
    """Every stretch that a range may be, told by the first and last readings of its bounds."""
    starts = _days(span.start) if span.start else [CALENDAR[0], CALENDAR[-1]]
    ends = _days(span.end) if span.end else [CALENDAR[0], CALENDAR[-1]]
    starts, ends = [starts[0], starts[-1]], [ends[0], ends[-1]]
    return [(start, end) for start, end in product(starts, ends) if start <= end]


@given(ranges(), ranges())
def test_ranges_overlap_when_some_reading_shares_a_day(left: DateRange, right: DateRange) -> None:
    """Overlap and "certainly before" are each other's opposite over all readings."""
    pairs = list(product(_stretches(left), _stretches(right)))
    shares = any(a[0] <= b[1] and b[0] <= a[1] for a, b in pairs)
    assert ranges_may_overlap(left, right) == ranges_may_overlap(right, left) == shares
    assert range_certainly_before(left, right) == all(a[1] < b[0] for a, b in pairs)


def _laid(span: DateRange) -> list[tuple[dt.date, dt.date]]:
    """Every stretch of under a year within the calendar that a year-less range may be."""
    assert span.start
    assert span.end
    # A month alone is meant whole: from its first day, to the day before the next month.
    starts = [day for day in _days(span.start) if span.start.day or day.day == 1]
    ends = [day for day in _days(span.end) if span.end.day or (day + dt.timedelta(1)).day == 1]
    pairs = [(a, b) for a, b in product(starts, ends) if a <= b and not _goes_round(a, b)]
    if span.end.day is None and (span.end.month or 0) >= (span.start.month or 0):
        return [(a, b) for a, b in pairs if a.year == b.year]  # not to the next 28 February
    return pairs


def _goes_round(start: dt.date, end: dt.date) -> bool:
    """Tell whether the start day comes back before the end: then the range is over a year."""
    if end.year == start.year:
        return False
    again = (start.month, start.day) <= (end.month, end.day)
    return end.year > start.year + 1 or again


YEARLESS_RANGES = st.builds(_range, st.sampled_from(YEARLESS), st.sampled_from(YEARLESS))


@given(YEARLESS_RANGES, st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_a_range_without_years_is_laid_into_every_year(
    span: DateRange, one: str, other: str
) -> None:
    """The thirty-first of December to the first of January meets the turn of any year."""
    known = _range(min(one, other), max(one, other))
    shares = any(a[0] <= b[1] and b[0] <= a[1] for a, b in product(_laid(span), _stretches(known)))
    assert ranges_may_overlap(span, known) == ranges_may_overlap(known, span) == shares


@given(YEARLESS_RANGES, YEARLESS_RANGES)
def test_two_ranges_without_years_meet_in_some_year(left: DateRange, right: DateRange) -> None:
    """Neither year is known, so any pair of years may be meant."""
    shares = any(a[0] <= b[1] and b[0] <= a[1] for a, b in product(_laid(left), _laid(right)))
    assert ranges_may_overlap(left, right) == shares


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("2018-06-23", "2018-06-23"), ("2018-06-23", None), Agreement.AGREE),
        (("2018-06", None), ("2018-06-23", "2018-06-24"), Agreement.AGREE),
        (("--06-23", "--06-23"), ("2018-06-23", "2018-06-23"), Agreement.AGREE),
        (("2018-06-22", "2018-06-23"), ("2018-06-23", "2018-06-23"), Agreement.UNSURE),
        (("2018-06-22", "2018-06-23"), ("2018-06-23", None), Agreement.UNSURE),
        (("--06-23", "--06-23"), ("2018", None), Agreement.UNSURE),
        ((None, None), ("2018-06-23", None), Agreement.UNSURE),
        ((None, "2018-05"), ("2018-06-23", None), Agreement.DIFFER),
        (("2018-06-23", None), ("2018-06-24", None), Agreement.DIFFER),
        (("2018-06-23", "2018-06-23"), ("2019-06-23", "2019-06-23"), Agreement.DIFFER),
    ],
)
def test_start_days_agree_as_far_as_both_are_told(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None], expected: Agreement
) -> None:
    """A release told once does not make two; a night told in two ways may be one or two."""
    assert compare_starts(_range(*left), _range(*right)) is expected
    assert compare_starts(_range(*right), _range(*left)) is expected


def test_an_unknown_date_agrees_with_nothing_and_differs_from_nothing() -> None:
    """Without a date it stays open whether two acts are one."""
    assert compare_starts(None, _range("2018-06-23", None)) is Agreement.UNSURE


def test_a_year_and_a_day_without_one_share_no_part() -> None:
    """2018 and --06-23 do not contradict each other, and do not support each other."""
    assert not share_a_part(PartialDate.parse("2018"), PartialDate.parse("--06-23"))
