"""How many, as bounds: "at least eight" is {8, None}, an unknown number is {None, None}.

Counting over groups (`record.md` section 6) is built on this in `bounds`, over acts and events in
`totals`. An unknown number stays unknown: it is said as "number not stated" and never shown as 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from khronika.errors import CountImpossible


class CountForm(StrEnum):
    """How a count is said; `data/vocabulary` holds a phrase for each in every language."""

    EXACTLY = "exactly"
    BETWEEN = "between"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NOT_STATED = "not_stated"


_ENGLISH = {
    CountForm.EXACTLY: "{most:,}",
    CountForm.BETWEEN: "{least:,} to {most:,}",
    CountForm.AT_LEAST: "at least {least:,}",
    CountForm.AT_MOST: "at most {most:,}",
    CountForm.NOT_STATED: "number not stated",
}


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` and at most `most` people; None where that bound is not told.

    >>> Count(8, None).is_exact
    False
    """

    least: int | None
    most: int | None

    def __post_init__(self) -> None:
        """Refuse a negative bound and a least above the most."""
        bounds = [bound for bound in (self.least, self.most) if bound is not None]
        if any(bound < 0 for bound in bounds) or bounds != sorted(bounds):
            raise CountImpossible(f"a count of {self.least} to {self.most} cannot be")

    @property
    def is_exact(self) -> bool:
        """Tell whether both bounds are told and equal."""
        return self.least is not None and self.least == self.most

    @property
    def floor(self) -> int:
        """Answer the number that can be relied on: the least, or 0 where it is not told."""
        return self.least or 0

    @property
    def form(self) -> CountForm:
        """Answer how the count is said. A least of 0 says nothing, unless the most is 0 too."""
        if self.most is None:
            return CountForm.AT_LEAST if self.least else CountForm.NOT_STATED
        if self.floor == self.most:
            return CountForm.EXACTLY
        return CountForm.BETWEEN if self.least else CountForm.AT_MOST

    def in_words(self) -> str:
        """Say the count in English.

        >>> Count(8, None).in_words(), Count(2, 3).in_words(), UNKNOWN_COUNT.in_words()
        ('at least 8', '2 to 3', 'number not stated')
        """
        return _ENGLISH[self.form].format(least=self.least, most=self.most)

    def holds(self, number: int) -> bool:
        """Tell whether a number lies within the bounds."""
        return self.floor <= number and (self.most is None or number <= self.most)

    def may_equal(self, other: "Count") -> bool:
        """Tell whether some number lies within both bounds."""
        return self.holds(max(self.floor, other.floor)) and other.holds(
            max(self.floor, other.floor)
        )

    def __add__(self, other: "Count") -> "Count":
        """Add people who are not the same, bound by bound; unknown where nothing is told.

        >>> Count(8, None) + UNKNOWN_COUNT
        Count(least=8, most=None)
        """
        told = [bound for bound in (self.least, other.least) if bound is not None]
        open_ended = self.most is None or other.most is None
        return Count(
            sum(told) if told else None,
            None if open_ended else (self.most or 0) + (other.most or 0),
        )

    def or_else(self, other: "Count") -> "Count":
        """Span two claims about the same people: from the lower least to the higher most.

        >>> Count(8, None).or_else(Count(10, 10))
        Count(least=8, most=None)
        """
        least = None if None in (self.least, other.least) else min(self.floor, other.floor)
        open_ended = self.most is None or other.most is None
        return Count(least, None if open_ended else max(self.most or 0, other.most or 0))

    def narrowed_by(self, other: "Count") -> "Count | None":
        """Keep the numbers that both bounds hold; None where there is none."""
        told = [bound for bound in (self.least, other.least) if bound is not None]
        least = max(told) if told else None
        ends = [bound for bound in (self.most, other.most) if bound is not None]
        most = min(ends) if ends else None
        if least is not None and most is not None and most < least:
            return None
        return Count(least, most)

    def raised_to(self, number: int) -> "Count":
        """Lift both bounds to a number of people known by name; an unknown bound stays unknown.

        >>> Count(3, 3).raised_to(4), Count(None, 20).raised_to(3)
        (Count(least=4, most=4), Count(least=3, most=20))
        """
        least = max(self.floor, number) or self.least
        return Count(least, None if self.most is None else max(self.most, number))

    def to_json(self) -> dict[str, int | None]:
        """Write the count as {"min", "max"}."""
        return {"min": self.least, "max": self.most}

    @classmethod
    def from_json(cls, value: dict[str, int | None]) -> "Count":
        """Read the count that `to_json` writes."""
        return cls(value.get("min"), value.get("max"))


UNKNOWN_COUNT = Count(None, None)
"""A number that nobody states."""

ONE = Count(1, 1)
"""An act of one person or one organisation."""


def add_counts(counts: Iterable[Count]) -> Count:
    """Add counts of people or acts that are not the same; nothing at all is 0.

    >>> add_counts([Count(8, None), Count(2, 3)]), add_counts([])
    (Count(least=10, most=None), Count(least=0, most=0))
    """
    listed = list(counts)
    told = [count.least for count in listed if count.least is not None]
    most = [count.most for count in listed if count.most is not None]
    # Bounds are summed at once: a list of events adds thousands of counts.
    return Count(
        sum(told) if told or not listed else None,
        sum(most) if len(most) == len(listed) else None,
    )
