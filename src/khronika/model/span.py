"""Points at words: from this character to that one, in the text of this source."""

from collections.abc import Sequence
from dataclasses import dataclass

from khronika.errors import SpanOutsideSource


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters `start` (included) to `end` (excluded), counted in code points from 0.

    >>> Span(0, 3).of("Алматы")
    'Алм'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a span that is empty or stands before its text."""
        if not 0 <= self.start < self.end:
            raise SpanOutsideSource(f"span {self.start} to {self.end} holds no character")

    def of(self, text: str) -> str:
        """Return the words pointed at.

        Raises:
            SpanOutsideSource: the text ends before the span does.
        """
        if self.end > len(text):
            raise SpanOutsideSource(
                f"span {self.start} to {self.end} in a text of {len(text)} characters; "
                "read the source again"
            )
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def to_json(self) -> list[int]:
        """Write the span as [start, end]."""
        return [self.start, self.end]

    @classmethod
    def from_json(cls, value: Sequence[int]) -> "Span":
        """Read a span from [start, end]."""
        start, end = value
        return cls(start, end)


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a named source: the hash of the entity, and where in its page text they stand."""

    source_sha256: str
    span: Span
