"""A date as far as it is known: 2018, 2018-06, 2018-06-23; --06, --06-23 where no year is known.

The forms are ISO 8601's, cut from the right; those without a year are of ISO 8601:2000 and kept by
vCard (RFC 6350 section 4.3.1). Nothing is filled in: comparison says "unknown" where it must.

Comparison: a partial date stands for every day it may mean, a range for every pair of days (start
no later than end) that its bounds may mean. "Certainly" speaks of all of them, "may" of at least
one. A day without a year is never certainly before another.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from khronika.errors import DateUnreadable

_FORM = re.compile(r"(?:(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|--(\d{2})(?:-(\d{2}))?)\Z")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month or year, or a day or month of an unknown year.

    >>> str(PartialDate.parse("2018-06"))
    '2018-06'
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse a day without a month, a month 13, a 30 February."""
        if self.year is None and self.month is None:
            raise DateUnreadable("a date without a year needs a month")
        if self.day is not None and self.month is None:
            raise DateUnreadable("a day needs its month")
        if self.year is not None and not 1 <= self.year <= 9999:
            raise DateUnreadable(f"year {self.year} is none; use 0001 to 9999")
        if self.month is not None and not 1 <= self.month <= 12:
            raise DateUnreadable(f"month {self.month} is none; use 01 to 12")
        if self.day is not None and not 1 <= self.day <= self._days_in_month():
            raise DateUnreadable(f"day {self.day} is not in month {self.month}")

    def _days_in_month(self) -> int:
        # A leap year stands in for an unknown one: --02-29 is a day that exists.
        return calendar.monthrange(self.year or 2000, self.month or 1)[1]

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read a date that is ISO 8601 cut to what is known.

        Raises:
            DateUnreadable: the text has another form, or names a day that never was.
        """
        found = _FORM.match(text)
        if not found:
            raise DateUnreadable(f"{text!r} is not YYYY, YYYY-MM, YYYY-MM-DD, --MM, --MM-DD")
        year, month, day, bare_month, bare_day = found.groups()
        if bare_month:
            return cls(None, int(bare_month), int(bare_day) if bare_day else None)
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def first_day(self) -> dt.date | None:
        """Answer the earliest day that may be meant; None where the year is unknown.

        >>> PartialDate.parse("2018-06").first_day
        datetime.date(2018, 6, 1)
        """
        if self.year is None:
            return None
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date | None:
        """Answer the latest day that may be meant; None where the year is unknown."""
        if self.year is None:
            return None
        month = self.month or 12
        return dt.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Answer a key for lists: by day, what is less known first, no year last."""
        return (self.year or 10_000, self.month or 0, self.day or 0)

    def may_be(self, day: dt.date) -> bool:
        """Tell whether this day may be the one that is meant."""
        told = ((self.year, day.year), (self.month, day.month), (self.day, day.day))
        return all(part is None or part == other for part, other in told)

    def __str__(self) -> str:
        """Write the date in the form that `parse` reads."""
        parts = ["-" if self.year is None else f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class DateRange:
    """From a day to a day, either of which may be unknown or still open.

    A one-day act has the same start and end; `end` is None while an act goes on or when no end
    is told; "before May" has an end only.
    """

    start: PartialDate | None
    end: PartialDate | None = None

    def to_json(self) -> dict[str, str | None]:
        """Write the range as {"start", "end"} of ISO dates."""
        return {
            "start": str(self.start) if self.start else None,
            "end": str(self.end) if self.end else None,
        }

    @classmethod
    def from_json(cls, value: dict[str, str | None]) -> "DateRange":
        """Read the range that `to_json` writes."""
        start, end = value.get("start"), value.get("end")
        return cls(
            PartialDate.parse(start) if start else None,
            PartialDate.parse(end) if end else None,
        )


_SOME_YEARS = range(2000, 2009)
"""Leap years and others, two of each following another: enough to lay two year-less days beside
each other in every way that the calendar has."""


class Agreement(StrEnum):
    """How two start days stand to each other (`record.md` section 6).

    AGREE: equal as far as both are told. UNSURE: nothing is told by both, or the starts differ
    while the ranges overlap. DIFFER: they are two days.
    """

    AGREE = "agree"
    UNSURE = "unsure"
    DIFFER = "differ"


def dates_agree(left: PartialDate, right: PartialDate) -> bool:
    """Tell whether some day may be meant by both.

    >>> dates_agree(PartialDate.parse("2018-06"), PartialDate.parse("--06-23"))
    True
    """
    pairs = (
        (left.year, right.year),
        (left.month, right.month),
        (left.day, right.day),
    )
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        return False
    year, month, day = (one if one is not None else other for one, other in pairs)
    # --02-29 and 2019 contradict each other nowhere, and yet there is no such day.
    return (month, day) != (2, 29) or year is None or calendar.isleap(year)


def share_a_part(left: PartialDate, right: PartialDate) -> bool:
    """Tell whether a year, month or day is told by both: without one nothing can agree."""
    pairs = ((left.year, right.year), (left.month, right.month), (left.day, right.day))
    return any(None not in pair for pair in pairs)


def certainly_before(left: PartialDate, right: PartialDate) -> bool:
    """Tell whether every day that `left` may mean is before every day that `right` may mean.

    >>> certainly_before(PartialDate.parse("2018-06"), PartialDate.parse("2018-07-01"))
    True
    """
    last, first = left.last_day, right.first_day
    return last is not None and first is not None and last < first


def outer_days(span: DateRange) -> tuple[dt.date, dt.date]:
    """Answer the widest stretch of days that a range may be, with open ends at the calendar's.

    Args:
        span: a range; a bound that is None or has no year counts as unknown.

    Returns:
        The first and the last day, both included.
    """
    first = span.start.first_day if span.start else None
    last = span.end.last_day if span.end else None
    return first or dt.date.min, last or dt.date.max


def range_certainly_before(left: DateRange, right: DateRange) -> bool:
    """Tell whether `left` is over before `right` starts, whatever days are meant."""
    return outer_days(left)[1] < outer_days(right)[0]


def _month_days(span: DateRange) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Answer (month, day) of both ends of a range whose ends are told without a year.

    A month without a day starts on its first and ends on day 0, which stands for its last.
    """
    start, end = span.start, span.end
    if start is None or end is None or start.year is not None or end.year is not None:
        return None
    return (start.month or 0, start.day or 1), (end.month or 0, end.day or 0)


def _lay_in_years(
    days: tuple[tuple[int, int], tuple[int, int]], years: range
) -> Iterator[tuple[dt.date, dt.date]]:
    """Lay a year-less range into years; an end before its start falls in the next year."""
    start, (month, day) = days
    crosses = (month, day or 31) < start
    for year in years:
        try:
            last = day or calendar.monthrange(year + crosses, month)[1]
            yield dt.date(year, *start), dt.date(year + crosses, month, last)
        except ValueError:  # 29 February in a year that has none
            continue


def _meet(left: tuple[dt.date, dt.date], right: tuple[dt.date, dt.date]) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]


def _yearless_meets(
    days: tuple[tuple[int, int], tuple[int, int]], stretch: tuple[dt.date, dt.date]
) -> bool:
    """Tell whether some year lays a year-less range over a stretch of known days."""
    first, last = stretch
    if (last - first).days >= 8 * 366:  # no two 29 Februaries are further apart
        return True
    years = range(max(first.year - 1, 1), last.year + 1)
    return any(_meet(laid, stretch) for laid in _lay_in_years(days, years))


def ranges_may_overlap(left: DateRange, right: DateRange) -> bool:
    """Tell whether the two may share a day.

    Two year-less bounds are taken to lie within a year; beside one bound with a year or none, a
    bound without a year counts as unknown.

    >>> ranges_may_overlap(
    ...     DateRange.from_json({"start": "2018-06", "end": None}),
    ...     DateRange.from_json({"start": None, "end": "2018-05-31"}),
    ... )
    False
    """
    one, other = _month_days(left), _month_days(right)
    if one and other:
        laid = list(_lay_in_years(other, _SOME_YEARS))
        return any(
            _meet(here, there) for here in _lay_in_years(one, _SOME_YEARS) for there in laid
        )
    if one:
        return _yearless_meets(one, outer_days(right))
    if other:
        return _yearless_meets(other, outer_days(left))
    return _meet(outer_days(left), outer_days(right))


def compare_starts(left: DateRange | None, right: DateRange | None) -> Agreement:
    """Say whether two acts of one person and type start on one day.

    A release known to one of them only does not matter; a start that is a day of the other's
    range (the night of 22 to 23, told as 23) may be the same day or not.

    Returns:
        AGREE, UNSURE or DIFFER.

    >>> night = DateRange.from_json({"start": "2024-04-22", "end": "2024-04-23"})
    >>> compare_starts(night, DateRange.from_json({"start": "2024-04-23", "end": None})).value
    'unsure'
    """
    if left is None or right is None:
        return Agreement.UNSURE
    if left.start is None or right.start is None:
        return Agreement.UNSURE if ranges_may_overlap(left, right) else Agreement.DIFFER
    if dates_agree(left.start, right.start):
        return Agreement.AGREE if share_a_part(left.start, right.start) else Agreement.UNSURE
    return Agreement.UNSURE if _one_starts_within_the_other(left, right) else Agreement.DIFFER


def _one_starts_within_the_other(left: DateRange, right: DateRange) -> bool:
    """Tell whether a start lies in the other range, of which both ends are told."""
    if left.end is None and right.end is None:
        return False
    if left.end is None:
        return _holds(right, left)
    if right.end is None:
        return _holds(left, right)
    return ranges_may_overlap(left, right)


def _holds(closed: DateRange, open_ended: DateRange) -> bool:
    return ranges_may_overlap(closed, DateRange(open_ended.start, open_ended.start))
