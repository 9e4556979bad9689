"""What a page says now beside what it said: for the screen of one look."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from khronika.desk.fields import name_field
from khronika.desk.models import WatchItem
from khronika.desk.report.text import texts_of
from khronika.desk.watch.items import package_path
from khronika.errors import KhronikaError, SealError
from khronika.flow.watching.comparing import Comparison, Line
from khronika.flow.watching.judging import compare_kept
from khronika.record.models import Act, Fact, Intervention, Report
from khronika.seal import head_sha256
from khronika.seal.container import describe, open_container

AROUND = 2
"""Unchanged lines shown before and after a change; the others are counted."""
LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the screen, or a number of lines that are the same on both sides."""

    line: Line | None
    number_same: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two packages: its id, head, and when it was captured (UTC)."""

    package: str
    head: str
    at: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A fact whose words stand on the page no more."""

    report: str
    fact: str
    act: str
    field: str
    words: str


def side_of(home: Path, item: WatchItem, package: str) -> Side:
    """Say which package a side is.

    Args:
        home: folder of the office.
        item: the page.
        package: ULID of one of its packages.

    Raises:
        SealError: it is not there, or cannot be opened.
    """
    path = package_path(home, item, package)
    container = open_container(path)
    try:
        at = str(describe(container).get("finished_at", ""))
    finally:
        container.close()
    return Side(package, head_sha256(path), at[:19].replace("T", " "))


def comparison_of(home: Path, item: WatchItem, old: str, new: str) -> Comparison:
    """Compare two packages of a page, line by line.

    Args:
        home: folder of the office.
        item: the page.
        old: ULID of the package that is compared with.
        new: ULID of the later one.

    Raises:
        SealError: one cannot be opened.
        ReadingStopped: it took too long.
    """
    paths = [package_path(home, item, package) for package in (old, new)]
    return compare_kept(*paths, with_lines=True)


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Leave out what is the same, but for a few lines around each change."""
    near = {
        place + step
        for place, line in enumerate(lines)
        if not line.is_same
        for step in range(-AROUND, AROUND + 1)
    }
    rows: list[Row] = []
    same = 0
    for place, line in enumerate(lines):
        if line.is_same and place not in near:
            same += 1
            continue
        if same:
            rows.append(Row(None, same))
            same = 0
        rows.append(Row(line))
    return [*rows, Row(None, same)] if same else rows


def lost_words(reports: Iterable[str], old: Sequence[str], new: Sequence[str]) -> list[Lost]:
    """List the facts whose words stood in the old lines and stand in the new ones no more.

    Args:
        reports: ULIDs.
        old: lines of the earlier text.
        new: lines of the later one; none where the page is gone.
    """
    was, is_ = _joined(" ".join(old)), _joined(" ".join(new))
    return [
        lost
        for report in Report.objects.filter(pk__in=list(reports)).order_by("id")
        for lost in _lost_of(report, was, is_)
    ]


def _lost_of(report: Report, was: str, is_: str) -> Iterator[Lost]:
    texts = texts_of(report)
    for fact in Fact.objects.filter(thing__in=_things(report.id)).order_by("id"):
        quotes = [
            _joined(texts[source][start:end])
            for source, start, end in json.loads(fact.cites)
            if source in texts
        ]
        gone = [words for words in quotes if words in was and words not in is_]
        if fact.status != "rejected" and gone:
            words = gone[0][:LONGEST_QUOTE]
            yield Lost(report.id, fact.id, fact.thing, name_field(fact.field), words)


def _things(report: str) -> list[str]:
    things: list[str] = []
    for table in (Act, Intervention):
        live = table.objects.filter(report=report).exclude(state="rejected")
        things += live.values_list("id", flat=True)
    return things


def _joined(text: str) -> str:
    return " ".join(text.split())


def refused_why(error: KhronikaError) -> str:
    """Say by a code why two packages could not be compared."""
    return "package_unreadable" if isinstance(error, SealError) else "reading_stopped"
