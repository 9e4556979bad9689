"""A date as far as it is known: 2018, 2018-06, 2018-06-23, or --06-23 where no year can be known.

The forms are ISO 8601's, cut from the right; `--06-23` is the form of ISO 8601:2000 that vCard
(RFC 6350 section 4.3.1) keeps. Nothing is filled in: comparison says "unknown" where it must.
How two of them compare is in `calendar_order`.
"""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from khronika.errors import DateUnreadable

_FORM = re.compile(r"(?:(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|--(\d{2})-(\d{2}))\Z")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month or year, or a day of an unknown year.

    >>> str(PartialDate.parse("2018-06"))
    '2018-06'
    """

    year: int | None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        """Refuse a day without a month, a month 13, a 30 February."""
        if self.year is None and (self.month is None or self.day is None):
            raise DateUnreadable("a date without a year needs a month and a day")
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
            raise DateUnreadable(f"{text!r} is not YYYY, YYYY-MM, YYYY-MM-DD or --MM-DD")
        year, month, day, bare_month, bare_day = found.groups()
        if bare_month:
            return cls(None, int(bare_month), int(bare_day))
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
        if self.year is None:
            return f"--{self.month:02}-{self.day:02}"
        parts = [f"{self.year:04}"]
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
