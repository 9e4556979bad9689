"""Cuts the text of a report into runs of one look: accepted, drafted, missed, lost words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from khronika.data.lexicon import lexicon
from khronika.errors import DataError
from khronika.model.page import Page
from khronika.model.vocabulary import BlockKind
from khronika.record.behind import in_reading_order, packages_of_report
from khronika.record.models import Report
from khronika.record.values import read_large, read_large_whole

Mark = tuple[int, int, str, int]
"""Start, end, look, number of the act that cites it (0: none)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one look: "", "ok", "draft", "miss" or "gap", and the acts that cite it.

    `start` is the offset in the page's text: a selection finds its place by it.
    """

    text: str
    look: str
    start: int
    acts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading of the page."""

    is_heading: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Missed:
    """A word that looks like an act and was not coded, with its surroundings and a guess."""

    start: int
    end: int
    before: str
    words: str
    after: str
    guess: str


def page_of(report: Report, asked: str = "") -> tuple[str, Page | None]:
    """Answer the hash of a report's source and its page; an empty hash where there is none.

    Args:
        report: the report.
        asked: hash of the page that is wanted; else that of the package which readers are offered.
    """
    pages = pages_of(report)
    if asked in pages:
        return asked, pages[asked]
    return next(iter(pages.items()), ("", None))


def pages_of(report: Report) -> dict[str, Page]:
    """Answer all pages of a report by the hashes of their sources, the offered one first.

    There is one, and more where a capture broke off and was completed.
    """
    if report.text is None:
        return {}
    stored: Any = read_large(report.text)
    if len(stored) < 2:
        return {sha256: Page.from_json(page) for sha256, page in stored.items()}
    order = in_reading_order(packages_of_report(report.id), stored)
    return {sha256: Page.from_json(stored[sha256]) for sha256 in order}


def whole_texts(reports: Iterable[Report]) -> dict[str, dict[str, str]]:
    """Answer the texts of several reports at once, by report and by the hash of their source.

    A report whose words were erased, or whose file is damaged, is missing.
    """
    of_value = {row.text: row.id for row in reports if row.text is not None}
    stored: Any = read_large_whole(list(of_value))
    return {
        of_value[id_]: {sha256: page["text"] for sha256, page in pages.items()}
        for id_, pages in stored.items()
    }


def texts_of(report: Report | None) -> dict[str, str]:
    """Answer the texts of a report's pages by the hashes of their sources."""
    return {sha256: page.text for sha256, page in pages_of(report).items()} if report else {}


def quote_of(cites: Sequence[Sequence[Any]], texts: Mapping[str, str], *, most: int = 3) -> str:
    """Answer the words of some citations, each from the page that it names.

    Args:
        cites: [SHA-256, start, end] each, in code points of the page.
        texts: SHA-256 of a source to the text of its page.
        most: how many are quoted.
    """
    return " … ".join(texts.get(cite[0], "")[cite[1] : cite[2]] for cite in cites[:most])


def missed_of(
    report: Report,
    text: str,
    lang: str,
    dismissed: frozenset[tuple[int, int]],
    *,
    source: str = "",
) -> tuple[Missed, ...]:
    """List the words that the coder passed over and nobody has dismissed.

    Args:
        report: the row.
        text: of the page, in whose code points places are told.
        lang: of the page, BCP 47.
        dismissed: start and end of words that somebody said are no act.
        source: SHA-256 of the page; a draft of another page tells nothing of it.
    """
    if report.coding is None:
        return ()
    coding: Any = read_large(report.coding)
    if source and coding.get("source_sha256") != source:
        return ()  # drafted from another page of the report
    return tuple(
        Missed(
            item["start"],
            item["end"],
            *around(text, item["start"], item["end"]),
            guess=_guess(str(item.get("lemma") or ""), lang),
        )
        for item in coding.get("missed", ())
        if (item["start"], item["end"]) not in dismissed
    )


def around(text: str, start: int, end: int, *, most: int = 60) -> tuple[str, str, str]:
    """Answer what stands before words, the words, and what stands after them.

    Words at the edges are whole where the script parts words by blanks.

    Args:
        text: the page.
        start: where the words begin, in code points.
        end: where they end.
        most: letters before, and letters after.

    >>> around("Guards beat the cameraman at the gates", 7, 11, most=10)
    ('Guards ', 'beat', ' the')
    """
    low, high = max(0, start - most), min(len(text), end + most)
    before, after = text[low:start], text[end:high]
    if low and not text[low - 1].isspace() and " " in before.strip():
        before = before.split(maxsplit=1)[1]
    if high < len(text) and not text[high].isspace() and " " in after.strip():
        after = after.rsplit(maxsplit=1)[0]
    return before, text[start:end], after


def _guess(lemma: str, lang: str) -> str:
    """Answer the act that the lexicon puts a lemma under; "" where it does not know it.

    A word that is a pattern by itself says more than one that a phrase holds: "beat" is an
    assault, though "beat to death" is a killing.
    """
    try:
        acts: Mapping[str, Mapping[str, tuple[str, ...]]] = lexicon(lang).acts
    except DataError:
        return ""
    wanted, within = lemma.casefold(), ""
    for kind, slots in acts.items():
        patterns = [one for words in slots.values() for one in words]
        if wanted in patterns:
            return kind
        if not within and any(wanted in one.split() for one in patterns):
            within = kind
    return within


def blocks_of(page: Page, marks: Sequence[Mark]) -> Iterable[Block]:
    """Cut the blocks of a page, all but its furniture, where the look changes.

    Words lost behind its last block, where the source breaks off, are a block of their own.
    """
    for block in page.blocks:
        if block.kind is BlockKind.CHROME:
            continue
        is_heading = block.kind in (BlockKind.HEADLINE, BlockKind.HEADING)
        pieces = tuple(_pieces(page, block.span.start, block.span.end, marks))
        yield Block(is_heading, pieces)
    end = len(page.text)
    if any(gap.start >= end for gap in page.gaps):
        yield Block(is_heading=False, pieces=(Piece(gettext("words lost"), "gap", end),))


def _pieces(page: Page, start: int, end: int, marks: Sequence[Mark]) -> Iterable[Piece]:
    """Cut a block; the shortest mark over a place decides its look."""
    here = [mark for mark in marks if mark[0] < end and start < mark[1]]
    edges = {start, end}
    for low, high, _, _ in here:
        edges |= {max(low, start), min(high, end)}
    gaps = {gap.start for gap in page.gaps if start <= gap.start < end}
    ordered = sorted(edges | gaps)
    for low, high in zip(ordered, ordered[1:], strict=False):
        if low in gaps:
            yield Piece(gettext("words lost"), "gap", low)
        over = sorted(
            (mark for mark in here if mark[0] <= low and high <= mark[1]),
            key=lambda mark: (mark[1] - mark[0], mark[3]),
        )
        look = over[0][2] if over else ""
        ends = tuple(sorted({mark[3] for mark in over if mark[3] and mark[1] == high}))[:3]
        yield Piece(page.text[low:high], look, low, ends)


def nearest(text: str, words: str, near: int) -> int | None:
    """Answer where words stand in a text, nearest to a place; None where they do not.

    Args:
        text: where to look.
        words: what to look for, as they are.
        near: a place in code points.

    Returns:
        Their start in code points, among the first thousand places.
    """
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and len(found) < 1000:
        found.append(at)
        at = text.find(words, at + 1)
    return min(found, key=lambda start: abs(start - near)) if found else None
