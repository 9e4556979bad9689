"""When an act began and ended: a day, an open end, the day of release."""

from collections.abc import Sequence

from khronika.code.acts.draft import Draft
from khronika.code.acts.rules import BRIEF
from khronika.code.dates import When, as_day
from khronika.code.parsed import Parsed
from khronika.model.date import DateRange, PartialDate
from khronika.model.span import Span
from khronika.model.vocabulary import Status

_OPEN_ENDED = {"detention", "disappearance", "censorship", "shutdown"}


def set_range(parsed: Parsed, draft: Draft, whens: Sequence[When]) -> None:
    """Give a draft its date from the words chosen for it."""
    when, kind = draft.when, draft.pair.type
    if when is None or when.start is None:
        return
    if when.is_until and not when.is_since:
        draft.date = DateRange(None, when.start)
        return
    end: PartialDate | None = when.end or when.start
    if kind in _OPEN_ENDED or when.is_since and when.end is None:
        end = _end(parsed, draft, when, whens)
    draft.date = DateRange(when.start, end)


def _end(parsed: Parsed, draft: Draft, when: When, whens: Sequence[When]) -> PartialDate | None:
    if when.end is not None:
        return when.end
    text = parsed.text
    if draft.pair.type == "censorship":
        is_open = draft.status is Status.ONGOING
        return None if is_open or when.is_since else when.start
    if draft.status not in {Status.RELEASED, Status.BAIL, Status.DIED, Status.DEPORTED}:
        brief = draft.pair.type == "detention" and BRIEF.search(
            text, draft.sentence.start, draft.sentence.end
        )
        if not brief:
            return None
        draft.status, draft.status_span = Status.RELEASED, Span(*brief.span())
        return when.start
    if draft.status_span is None:
        return None
    later = [
        w for w in whens
        if w.start and w is not when and -60 <= w.span.start - draft.status_span.start <= 80
    ]  # fmt: skip
    if later:
        best = min(later, key=lambda w: abs(w.span.start - draft.status_span.start))  # type: ignore[union-attr]
        first, last = as_day(when.start), as_day(best.start)
        if first is None or last is None or last >= first:
            return best.start
    return when.start
