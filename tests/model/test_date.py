"""A date is what is told of it and nothing more."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.errors import DateUnreadable
from khronika.model.date import DateRange, PartialDate

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    """A day of 2019 to 2021, cut to year, month, day, or without its year."""
    day = draw(DAYS)
    form = draw(st.sampled_from(["year", "month", "day", "yearless", "yearless month"]))
    return PartialDate(
        None if form.startswith("yearless") else day.year,
        None if form == "year" else day.month,
        day.day if form in ("day", "yearless") else None,
    )


@given(partial_dates())
def test_a_date_reads_back_as_written(date: PartialDate) -> None:
    """What `str` writes `parse` reads, with the same parts told."""
    assert PartialDate.parse(str(date)) == date


@pytest.mark.parametrize(
    "text",
    [
        "2018-13",
        "2018-02-29",
        "2018-6-23",
        "18-06-23",
        "--02-30",
        "--13",
        "--6",
        "2018-00",
        "0000",
        "",
        "2018-06-23 ",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """A month 13, a day that never was and every other form are refused by name."""
    with pytest.raises(DateUnreadable):
        PartialDate.parse(text)


def test_a_leap_day_without_a_year_is_a_date() -> None:
    """--02-29 exists in some year, so it may be said."""
    assert str(PartialDate.parse("--02-29")) == "--02-29"


@given(partial_dates(), DAYS)
def test_the_first_and_last_day_bound_what_may_be_meant(date: PartialDate, day: dt.date) -> None:
    """A day may be meant only from the first to the last, and both of these may be."""
    first, last = date.first_day, date.last_day
    if first is None or last is None:
        assert date.year is None
        return
    assert date.may_be(first)
    assert date.may_be(last)
    if date.may_be(day):
        assert first <= day <= last


def test_a_list_of_dates_runs_by_day_with_the_vague_first() -> None:
    """A year stands before its months, a month before its days, no year at the end."""
    texts = ["2018", "2018-06", "2018-06-23", "2018-07", "2019-01-01", "--01-01"]
    dates = [PartialDate.parse(text) for text in reversed(texts)]
    assert [str(date) for date in sorted(dates, key=lambda one: one.sort_key)] == texts


@given(st.none() | partial_dates(), st.none() | partial_dates())
def test_a_range_reads_back_as_written(start: PartialDate | None, end: PartialDate | None) -> None:
    """Both bounds survive JSON, told or not."""
    assert DateRange.from_json(DateRange(start, end).to_json()) == DateRange(start, end)
