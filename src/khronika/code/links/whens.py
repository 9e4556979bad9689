"""Candidates for the date of an act: the dates of the text, with what each looks like.

The report's own day, month and year are candidates too: an undated act of news is as old as it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from khronika.code.dates import When, as_day, day
from khronika.code.links.context import NEAR, Ground, Told, nearest
from khronika.code.links.entries import (
    entries,
    is_later_of_list,
    is_of_event,
    is_of_issue,
    is_of_month_before,
)
from khronika.code.links.timing import FEATURES as TIMING
from khronika.code.links.timing import Timing
from khronika.model.date import PartialDate

ASKED: tuple[str, ...] = (
    "network's share",
    "network's share of its words",
    "network's best other share",
    "network's share of the report",
    "network's share of no date",
)
"""What the joint network says of a candidate; -1 where it has not read the act, or not there."""
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
    "other year",
    "report's day",
    "report's month",
    "report's year",
    "cut to its month",
    "days from latest to report",
    "dates in act's sentence",
    "dates in act's block",
    *ASKED,
    *TIMING,
)
_WINDOW = 12
_CUTS = 3
"""Months of so many days are candidates too."""
_NO_DATE = [-1.0] * TIMING.index("act looks back")


def word_at(ground: Ground, offset: int) -> int:
    """Answer the word that stands at a code point, or the last before it."""
    words = ground.parts.parsed.words
    return max(0, bisect_right(words, offset, key=lambda w: w.start) - 1)


class WhenChoice:
    """The dates of one text as candidates."""

    def __init__(
        self, ground: Ground, whens: Sequence[When], published: PartialDate | None
    ) -> None:
        self.ground, self.published, self.report = ground, as_day(published), published
        told = [w for w in whens if w.start]
        self.whens = [
            v for w in told for v in (w, *(replace(w, start=o, end=None) for o in w.others))
        ]
        self.firsts = {id(w) for w in told}
        self.words = [word_at(ground, w.span.start) for w in self.whens]
        self.timing = Timing(
            ground, self.whens, self.words, day(self.published) if self.published else None
        )
        parsed = ground.parts.parsed
        title = parsed.blocks[0].span if parsed.blocks else None
        self.entries = entries(parsed)
        self.is_past = is_of_month_before(parsed.text, title, told, published)
        self.issues = {
            when.span
            for when in told
            if is_of_issue(parsed.text, when)
            or parsed.lang == "en"
            and is_of_event(parsed.text, when)
        }
        self.later = {
            when.span
            for before, when in pairwise(told)
            if is_later_of_list(parsed.text, before, when)
        }
        self.starts = Counter(w.start for w in self.whens)
        self.latest = max((d for w in self.whens if (d := as_day(w.start))), default=None)

    def candidates(self, told: Told) -> list[tuple[When, list[float]]]:
        """Answer the dates within reach of an act, each with its row."""
        parsed = self.ground.parts.parsed
        near = [
            n
            for n, word in enumerate(self.words)
            if abs(parsed.words[word].sentence - told.sentence.number) <= _WINDOW
            or parsed.sentence_of(word).block <= 1
        ]
        if self.report is None:
            # "She left the site in 2023": without a day of publication such a year misleads.
            near = [n for n in near if not self._is_aside(n)]
        near = [n for n in near if not self._is_elsewhere(told, n)]
        kept = frozenset(nearest([self.words[n] for n in near], told.anchor))
        near = [n for n in near if self.words[n] in kept]
        rivals = [self.words[n] for n in near]
        found = []
        if near:
            closest = self.whens[min(near, key=lambda n: abs(self.words[n] - told.anchor))]
            found = [
                (
                    self.whens[n],
                    self._row(told, n, rivals, closest.start),
                )
                for n in near
            ]
            found += self._cuts(told, near, rivals, closest.start)
        own = parsed.span(told.anchor, told.anchor)
        for start in self._of_report():
            when = When(own, start, is_report=True)
            row = self._told(told, when, told.anchor, rivals, None)
            found.append((when, [*row, *_NO_DATE, *self.timing.of_act(told)]))
        return found

    def _is_aside(self, n: int) -> bool:
        """Tell whether a bare year stands in a relative clause or with a participle."""
        aside = self.timing.is_aside(self.timing.governors[n])
        return self.whens[n].rule == "year" and aside

    def _is_elsewhere(self, told: Told, n: int) -> bool:
        """Tell whether a date is no date of an act: of another entry, an issue, late in a list."""
        if self.whens[n].span in self.issues:
            return True
        here = self.ground.parts.parsed.sentence_of(self.words[n])
        entry, own = self.entries[here.block], self.entries[told.sentence.block]
        if entry and own and entry != own:
            return True
        return here.number == told.sentence.number and self.whens[n].span in self.later

    def _of_report(self) -> list[PartialDate]:
        """Answer the report's day, month and year: news that gives no date is as old as it."""
        own = self.report
        if own is None or own.year is None or self.is_past:
            return []
        cut = [own, PartialDate(own.year, own.month), PartialDate(own.year)]
        return list(dict.fromkeys(cut))

    def _cuts(
        self, told: Told, near: Sequence[int], rivals: Sequence[int], closest: PartialDate | None
    ) -> list[tuple[When, list[float]]]:
        """Answer the months of the days nearest an act.

        What is told beside a day need not have happened on it: then its month is all we know.
        """
        months: dict[PartialDate, int] = {}
        for n in sorted(near, key=lambda n: abs(self.words[n] - told.anchor)):
            start = self.whens[n].start
            if start is not None and start.year is not None and start.day is not None:
                months.setdefault(PartialDate(start.year, start.month), n)
        kept = [(m, n) for m, n in months.items() if not self._is_told(m, near)][:_CUTS]
        found = []
        for month, n in kept:
            when = replace(self.whens[n], start=month, end=None, others=())
            found.append((when, self._row(told, n, rivals, closest, when)))
        return found

    def _is_told(self, month: PartialDate, near: Sequence[int]) -> bool:
        """Tell whether a month is a candidate already: by its own words, or as the report's."""
        report = self.report
        is_own = report is not None and (report.year, report.month) == (month.year, month.month)
        return is_own or any(self.whens[n].start == month for n in near)

    def _row(
        self,
        told: Told,
        n: int,
        rivals: Sequence[int],
        closest: PartialDate | None,
        cut: When | None = None,
    ) -> list[float]:
        own, pair = self.timing.of_date(n), self.timing.of_pair(told, n)
        row = self._told(
            told, cut or self.whens[n], self.words[n], rivals, closest, is_cut=bool(cut)
        )
        return [*row, *own, *pair, *self.timing.of_act(told)]

    def _told(
        self,
        told: Told,
        when: When,
        word: int,
        rivals: Sequence[int],
        closest: PartialDate | None,
        *,
        is_cut: bool = False,
    ) -> list[float]:
        start, then = when.start, as_day(when.start)
        parsed = self.ground.parts.parsed
        surface = "" if when.is_report else when.span.of(parsed.text)
        age = (self.published - then).days if self.published and then else -1
        fresh = (self.published - self.latest).days if self.published and self.latest else -30
        here = [parsed.sentence_of(r) for r in rivals]
        is_day = start is not None and start.day is not None
        is_month = start is not None and start.day is None and start.month is not None
        is_year = start is not None and start.month is None
        return [
            *self.ground.near(told, word, rivals),
            float(is_day),
            float(is_month),
            float(is_year),
            float(when.end is not None),
            float(when.is_since),
            float(when.is_until),
            float(max(-2, min(400, age))),
            float(bool(then) and then == self.published),
            float(bool(then) and then == self.latest),
            float(start == closest),
            float(min(30, len(surface))),
            float(surface[:1].isdigit()),
            float(self.starts[start]),
            float(not when.is_report and id(when) not in self.firsts),
            float(when.is_report and is_day),
            float(when.is_report and is_month),
            float(when.is_report and is_year),
            float(is_cut),
            float(max(-30, min(400, fresh))),
            float(sum(s.number == told.sentence.number for s in here)),
            float(sum(s.block == told.sentence.block for s in here)),
            *network_shares(told, when, is_cut=is_cut),
        ]


def network_shares(told: Told, when: When, *, is_cut: bool) -> list[float]:
    """Answer the numbers named in `ASKED`."""
    heads = told.heads
    if heads is None or not sum(heads.report):
        return [-1.0] * len(ASKED)
    *report, none = heads.report
    shares = {at: max(both) for at, both in heads.days.items()}
    if when.is_report and when.start is not None:
        own = report[0 if when.start.day else 1 if when.start.month else 2]
        return [own, own, max(shares.values(), default=0.0), sum(report), none]
    both = heads.days.get(when.span.start)
    others = max((s for at, s in shares.items() if at != when.span.start), default=0.0)
    own = both[is_cut] if both else -1.0
    return [own, sum(both) if both else -1.0, max(others, *report), sum(report), none]
