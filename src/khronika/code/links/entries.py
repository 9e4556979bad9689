"""Parts of a report that lend each other no date: entries of a bulletin, the month it covers.

What belongs to another event lends nothing but the country (the coding manual); a report on March
that came out in April tells what happened in March.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from khronika.code.dates import When
from khronika.code.parsed import Parsed
from khronika.model.date import PartialDate
from khronika.model.span import Span

_BIG = r"[A-ZА-ЯЁІЎӘҒҚҢӨҮҰҺ][\w’'-]+"
_HEAD = re.compile(
    rf"[^\w«\"(]*(?:\d{{1,2}}[.)] )?{_BIG}(?:[ -]{_BIG}){{0,3}}"
    r"(?:, [\w. ]{1,12})?(?P<stop>[.:]) "
)
"""Begins an entry: a name and a stop, numbered or not: `Гродно. `, `3. SEBU. `.

A bare number begins a point of a statement or an item of a list, which may be of one event.
"""
_FEWEST = 3
_DIGESTS = frozenset(("ru", "kk"))
"""Languages in which it was measured: English digests often go on with one story."""
_TITLE = 120
"""A title that names what a report covers has so many characters at most."""
_CLOSE = 3


def entries(parsed: Parsed) -> list[int]:
    """Answer for each block the entry it belongs to; 0 before the first and where there are none.

    Most paragraphs below the title must begin as entries do.
    """
    heads = [_is_head(parsed, block.span) for block in parsed.blocks]
    if parsed.lang not in _DIGESTS or sum(heads[1:]) < max(_FEWEST, len(heads[1:]) / 2):
        return [0] * len(heads)
    out, number = [], 0
    for at, is_head in enumerate(heads):
        number += is_head and at > 0
        out.append(number)
    return out


def _is_head(parsed: Parsed, span: Span) -> bool:
    """Tell whether a block begins as an entry; `Истец: ` is a line of a form, `Ош: ` a place."""
    found = _HEAD.match(span.of(parsed.text))
    if found is None or found["stop"] != ":":
        return found is not None
    at = bisect_left(parsed.words, span.start, key=lambda word: word.start)
    return any(word.label in {"LOC", "GPE"} for word in parsed.words[at : at + 4])


def is_of_month_before(
    text: str, title: Span | None, whens: Sequence[When], report: PartialDate | None
) -> bool:
    """Tell whether the title names a month or week that was over when the report came out.

    Args:
        text: the text.
        title: its first block.
        whens: its dates.
        report: when it was published.
    """
    if title is None or report is None or report.year is None or report.month is None:
        return False
    end = min(title.end, title.start + _TITLE)
    named = [w for w in whens if w.start and title.start <= w.span.start < end]
    months = [w.start for w in named if w.start and w.start.day is None and w.start.month]
    if len(named) != 1 or len(months) != 1 or title.end > end:
        return False
    year, month = months[0].year, months[0].month
    if year is None or month is None:
        return False
    return 0 < (report.year - year) * 12 + report.month - month <= _CLOSE


def is_later_of_list(text: str, before: When | None, when: When) -> bool:
    """Tell whether a day is a later one of several: the 27th of "20 и 27 октября".

    What is told of several days began on the first.
    """
    if before is None or not before.span.of(text).strip("stndrh").isdigit():
        return False
    between = text[before.span.end : when.span.start]
    return between in {" и ", ", ", " and ", " және ", " или "}


_ISSUE = re.compile(
    r"\([^()\n]*[«»\"“”][^()\n]*[»\"“”],? ?$|"
    r"\b(?:номер|выпуск|эфир|стать|публикаци|тираж|запис|пост)[а-я]{0,4} (?:от|за) $|"
    r"\b(?:issue|edition|article|broadcast) (?:of|dated) $",
    re.IGNORECASE,
)


def is_of_issue(text: str, when: When) -> bool:
    """Tell whether a date says which issue: (газета «X», 28.05.2014), "в номере от 5 мая"."""
    return bool(_ISSUE.search(text[max(0, when.span.start - 60) : when.span.start]))


_CALLED = (
    r"(?:elections?|vote|votes|voting|polls?|ballot|referendum|run-?offs?|summit|congress|"
    r"olympics|games|anniversary|hearing|inauguration)"
)
_AHEAD = r"(?:ahead of|before|prior to|in the run-?up to|ahead|until|upcoming|forthcoming|looming)"
_EVENT_BEFORE = re.compile(
    rf"\b{_AHEAD}\b[^.;,()\n]{{0,70}}\b{_CALLED}\b[^.;,()\n]{{0,25}}$", re.I
)
_LED = re.compile(rf"\b{_AHEAD}\b[^.;,()\n]{{0,25}}$", re.I)
_EVENT_AFTER = re.compile(rf"[’']?s?(?: [\w-]+){{0,3}} {_CALLED}\b", re.I)
_REACH = 110


def is_of_event(text: str, when: When) -> bool:
    """Tell whether a date is that of a vote or the like, still to come when an English act was.

    "Beaten ahead of the elections in March 2013", "raided before the 24 August run-off".
    """
    before = text[max(0, when.span.start - _REACH) : when.span.start]
    if _EVENT_BEFORE.search(before):
        return True
    return bool(_LED.search(before)) and bool(_EVENT_AFTER.match(text, when.span.end))
