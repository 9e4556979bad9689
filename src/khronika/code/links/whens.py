"""Candidates for the date of an act: the dates of the text, with what each looks like."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from khronika.code.dates import When, as_day
from khronika.code.links.context import NEAR, Ground, Told

FEATURES: tuple[str, ...] = (
    *NEAR,
    "is day",
    "is month",
    "is year",
    "has end",
    "since",
    "until",
    "days old",
    "is publication day",
    "is latest",
    "same as nearest",
    "length",
    "begins with digit",
    "told again",
)
_WINDOW = 12


def word_at(ground: Ground, offset: int) -> int:
    """Answer the word that stands at a code point, or the last before it."""
    words = ground.parts.parsed.words
    return max(0, bisect_right(words, offset, key=lambda w: w.start) - 1)


class WhenChoice:
    """The dates of one text as candidates."""

    def __init__(self, ground: Ground, whens: Sequence[When], published: date | None) -> None:
        self.ground, self.published = ground, published
        self.whens = [w for w in whens if w.start]
        self.words = [word_at(ground, w.span.start) for w in self.whens]
        self.days = [as_day(w.start) for w in self.whens]

    def candidates(self, told: Told) -> list[tuple[When, list[float]]]:
        """Answer the dates within reach of an act, each with its row."""
        parsed = self.ground.parts.parsed
        near = [
            n
            for n, word in enumerate(self.words)
            if abs(parsed.words[word].sentence - told.sentence.number) <= _WINDOW
            or parsed.sentence_of(word).block <= 1
        ]
        if not near:
            return []
        rivals = [self.words[n] for n in near]
        nearest = self.whens[min(near, key=lambda n: abs(self.words[n] - told.anchor))]
        return [(self.whens[n], self._row(told, n, rivals, nearest)) for n in near]

    def _row(self, told: Told, n: int, rivals: Sequence[int], nearest: When) -> list[float]:
        when, day = self.whens[n], self.days[n]
        start = when.start
        known = [d for d in self.days if d]
        surface = when.span.of(self.ground.parts.parsed.text)
        age = (self.published - day).days if self.published and day else -1
        return [
            *self.ground.near(told, self.words[n], rivals),
            float(start is not None and start.day is not None),
            float(start is not None and start.day is None and start.month is not None),
            float(start is not None and start.month is None),
            float(when.end is not None),
            float(when.is_since),
            float(when.is_until),
            float(max(-2, min(400, age))),
            float(bool(day) and day == self.published),
            float(bool(day) and day == max(known)),
            float(start == nearest.start),
            float(min(30, len(surface))),
            float(surface[:1].isdigit()),
            float(sum(w.start == start for w in self.whens)),
        ]
