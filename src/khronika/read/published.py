"""Finds the day on which a page says it was published: read, never reckoned from anything else.

A date counts where a page puts it: in its structured description, in a `<time>` of the article,
in the line by the headline. Days of comments, of the copy ("today is ..."), of changes, and
numbers in addresses and sentences do not. The visible line corrects a time given in UTC, because
the page's own day is the one its readers saw.
"""

import bisect
import re
from collections.abc import Iterator
from datetime import date

from khronika.markup.cut import Cut, RawBlock
from khronika.markup.place import Place, word_set
from khronika.markup.tree import Element
from khronika.model.date import PartialDate
from khronika.read.containers import prose
from khronika.read.head import PUBLISHED_NAMES, WEAK_NAMES, Head, words
from khronika.read.judge import Verdict
from khronika.script.written_dates import (
    dates_in,
    from_iso,
    is_date_line,
    publication_dates,
    states_change,
    states_today,
)

_DATE_NAMES = word_set(
    "date time published pubdate posted dateline timestamp datetime fecha datum tarih "
    "data dat дата created publish pubtime publishdate postdate byline"
)
_IN_PATH = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?:[/_.-]|$)")
_DATELINE = re.compile(r"^[^.!?]{2,70}?\s?[-–—:.]\s*")
_NEAR = 8


def find_published(
    cut: Cut,
    head: Head,
    verdict: Verdict,
    *,
    headline: RawBlock | None,
    lang: str | None,
    url: str | None = None,
) -> str | None:
    """Find the day of publication that a page states.

    Args:
        cut: the page.
        head: what it says of itself.
        verdict: which blocks are the report.
        headline: the headline's block.
        lang: the language of the text.
        url: the page's address, where it is known.

    Returns:
        ISO 8601, or None where the page states no day.
    """
    month_first = _month_first(head, lang)
    stated = _structured(cut, head, verdict, month_first=month_first)
    seen = next(_visible(cut, verdict, headline, lang, month_first), None)
    if stated is not None:
        day, utc = stated
        if seen is not None and utc and _apart(seen, day) == 1:
            return str(seen)
        return str(day)
    if seen is not None:
        return str(seen)
    for name in WEAK_NAMES:
        for value in head.meta.get(name, ()):
            found = from_iso(value, month_first=month_first)
            if found:
                return str(found[0])
    filed = from_address(head.canonical) or from_address(head.first("og:url")) or from_address(url)
    return str(filed) if filed else None


def _month_first(head: Head, lang: str | None) -> bool:
    said = " ".join(
        filter(None, (head.lang, head.first("og:locale", "language", "content-language")))
    )
    return lang == "en" and bool(re.search(r"en[-_]us", said, re.IGNORECASE))


def _apart(one: PartialDate, other: PartialDate) -> int:
    days = [date(d.year or 1, d.month or 1, d.day or 1) for d in (one, other)]
    return abs((days[0] - days[1]).days)


def _structured(
    cut: Cut, head: Head, verdict: Verdict, *, month_first: bool
) -> tuple[PartialDate, bool] | None:
    """Read the day from JSON-LD, `<meta>` or microdata, surest first."""
    for value in _stated(cut, head, verdict):
        found = from_iso(value, month_first=month_first)
        if found:
            return found
    return None


def _stated(cut: Cut, head: Head, verdict: Verdict) -> Iterator[str | None]:
    yield words(head.article().get("datePublished"))
    for name in PUBLISHED_NAMES:
        yield from head.meta.get(name, ())
    marked = [element for element in cut.elements if _marked(element)]
    told = _Told(cut, verdict) if marked else None
    for element in marked:
        if told is not None and not told.elsewhere(element):
            said = [element.get(name) for name in ("content", "datetime", "title")]
            yield next((one for one in said if one), None) or told.inside(element)


def _marked(element: Element) -> bool:
    if element.name == "meta" and not element.get("itemprop"):
        return False
    if "datepublished" in (element.get("itemprop") or "").lower().split():
        return True
    if element.name == "abbr" and {"published", "dt-published"} & set(element.names()):
        return True
    return element.name == "time" and ("pubdate" in element.attributes or bool(
        {"published", "entry-date", "dt-published"} & set(element.names())
    ) and "updated" not in element.names())  # fmt: skip


class _Told:
    """Knows what stands in each element of a page, after one walk over its blocks."""

    def __init__(self, cut: Cut, verdict: Verdict) -> None:
        self._blocks = sorted((block.owner.order, block.number) for block in cut.blocks)
        self._orders = [order for order, _ in self._blocks]
        self._kept = [0]
        for _, number in self._blocks:
            self._kept.append(self._kept[-1] + (number in verdict.inside))
        self._cut = cut
        self._marks = {
            mark.order: block.text[start:end]
            for block in reversed(cut.blocks)
            for start, end, mark in reversed(block.marks)
        }

    def _range(self, element: Element) -> tuple[int, int]:
        return (
            bisect.bisect_left(self._orders, element.order),
            bisect.bisect_right(self._orders, element.last),
        )

    def elsewhere(self, element: Element) -> bool:
        """Tell whether an element stands in a comment, a teaser or a menu."""
        if any(
            e.name_parts() & {"comment", "comments"} and e.name not in {"body", "html"}
            for e in element.ancestors()
        ):
            return True
        if element.parent is None:
            return False
        begin, end = self._range(element.parent)
        return begin < end and bool(self._kept[-1]) and self._kept[begin] == self._kept[end]

    def inside(self, element: Element) -> str:
        """Return the words of an element, or of the first block in it."""
        begin, end = self._range(element)
        if begin < end:
            return self._cut.blocks[min(number for _, number in self._blocks[begin:end])].text
        return self._marks.get(element.order, "")


def _visible(
    cut: Cut, verdict: Verdict, headline: RawBlock | None, lang: str | None, month_first: bool
) -> Iterator[PartialDate]:
    """Yield the days that the lines around the headline state, likeliest first."""
    times = _times(cut, verdict)
    for block in _lines(cut, verdict, headline, lang):
        found = publication_dates(block.text, lang=lang, month_first=month_first)
        if found:
            yield found[0]
        elif not states_change(block.text):
            yield from (day for number, day in times if number == block.number)
    yield from (day for number, day in times if number in verdict.inside)
    inside = sorted(verdict.inside)
    for number in inside:
        block = cut.blocks[number]
        if prose(block) and block is not headline:
            yield from _in_dateline(block.text, lang, month_first)
            break
    for number in reversed(inside[-4:]):
        block = cut.blocks[number]
        line = block.text
        if block is headline or block.owner.place & Place.QUOTE:
            continue
        if is_date_line(line, lang=lang) and not states_change(line) and len(line) < 60:
            yield from publication_dates(line, lang=lang, month_first=month_first)


def _times(cut: Cut, verdict: Verdict) -> list[tuple[int, PartialDate]]:
    """Return the days of `<time datetime>` with the block that each stands in."""
    found = []
    for block in cut.blocks:
        if block.number in verdict.comments or block.owner.place & Place.QUOTE:
            continue
        marks = [e for *_, e in block.marks] + list(block.owner.ancestors())[:2]
        times = [element for element in marks if element.name == "time"]
        for element in times if times and not states_change(block.text) else ():
            if element.get("datetime"):
                day = from_iso(element.get("datetime"))
                if day and "updated" not in " ".join(element.names()):
                    found.append((block.number, day[0]))
    return found


def _lines(
    cut: Cut, verdict: Verdict, headline: RawBlock | None, lang: str | None
) -> list[RawBlock]:
    """Return the lines that may state the day: by the headline, or named a date in the report."""
    inside = verdict.inside
    at = headline.number if headline else min(inside, default=0)
    first = next(
        (
            n
            for n in sorted(inside)
            if n > at
            and prose(cut.blocks[n]) >= 60
            and not is_date_line(cut.blocks[n].text, lang=lang)
        ),
        at + _NEAR,
    )
    chosen: list[tuple[int, int, RawBlock]] = []
    for block in cut.blocks:
        if (
            block.number in verdict.comments
            or block is headline
            or states_today(block.text)
            or block.owner.place & Place.QUOTE
        ):
            continue
        near = at - 5 <= block.number <= max(first, at + 1) + 1 and block.number <= at + 2 * _NEAR
        named = _named_date(block) and block.number in inside
        close = block.number in inside or _under_one(block, headline)
        if (near and close) or named:
            line = is_date_line(block.text, lang=lang)
            if line or (named and len(block.text) < 200) or _starts_by(block, near):
                chosen.append(
                    (
                        0 if near and line and block.number > at else 1 if near else 2,
                        block.number,
                        block,
                    )
                )
    return [block for *_, block in sorted(chosen, key=lambda item: item[:2])]


def _starts_by(block: RawBlock, near: bool) -> bool:
    return near and len(block.text) < 140 and not prose(block)


def _named_date(block: RawBlock) -> bool:
    marks = [block.owner, *(e for *_, e in block.marks)]
    return any(e.name == "time" or e.name_parts() & _DATE_NAMES for e in marks)


def _under_one(block: RawBlock, headline: RawBlock | None) -> bool:
    """Tell whether a line that was taken for furniture stands in the headline's own container."""
    if headline is None or block.owner.place & (Place.MENU | Place.FOOT | Place.FORM):
        return False
    for depth, element in enumerate(headline.owner.ancestors()):
        if element.name in {"body", "html", "#page", "main"} or depth > 3:
            return False
        if element.holds(block.owner):
            return True
    return False


def _in_dateline(text: str, lang: str | None, month_first: bool) -> Iterator[PartialDate]:
    """Read the day out of a dateline: `ALMATY, 23 June 2018 (Agency) - ...`."""
    start = text[:90]
    for day, _, end in dates_in(start, lang=lang, month_first=month_first):
        rest = text[end : end + 40]
        lead = text[:end]
        if (
            re.match(
                r"\s*(?:\([^)]{2,30}\)|[/|,]?\s*[A-ZА-ЯЁ][\w.]*)?\s*[-–—:.|]\s*(?:-\s*)?\S", rest
            )
            and len(lead) <= 60
            and lead.count(" ") <= 7
            and re.match(r"\W*[^\Wa-zа-я]", lead)
            and "," in lead
        ):
            yield day
        return


def from_address(address: str | None) -> PartialDate | None:
    """Read the day that an address is filed under (`/2018/06/26/`), nothing less than a day."""
    match = _IN_PATH.search(address or "")
    found = from_iso(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}") if match else None
    return found[0] if found else None
