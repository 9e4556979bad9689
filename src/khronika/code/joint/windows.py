"""Deals a text into windows an encoder can take, with the mentions of the cast in each.

A window holds whole sentences, at most `LONGEST` pieces; a longer sentence is dealt into several.
Cost grows with the length of the text alone.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from khronika.code.dates import STAMPS
from khronika.code.joint.pieces import Cutter, Piece

LONGEST = 384
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cast as the network sees them: a kind (1 to 6) and stretches of text."""

    kind: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The network's input for some sentences of a text.

    `pool` (entities x pieces) averages over mentions, `sentences` (sentences x pieces) over
    sentences; `near` (entities x sentences) is 1.0 where an entity is mentioned; `days` (dates x
    pieces) averages over the words of a date, `stamps` (dates x `STAMPS`) is 1.0 where a date
    stands so to the day of publication. `who`, `which` and `when` say which members,
    sentences and dates of the text the rows stand for; where no date is told, the tables of dates
    have one row of zeros.
    """

    ids: Ints
    kinds: Ints
    pool: Floats
    sentences: Floats
    near: Floats
    days: Floats
    stamps: Floats
    who: tuple[int, ...]
    which: tuple[int, ...]
    when: tuple[int, ...]
    pieces: tuple[Piece, ...]


def _lots(
    text: str, sentences: Sequence[tuple[int, int]], cutter: Cutter
) -> Iterator[list[tuple[int, list[Piece]]]]:
    """Yield the sentences of each window, as (number of sentence, pieces)."""
    lot: list[tuple[int, list[Piece]]] = []
    size = 0
    for number, (start, end) in enumerate(sentences):
        pieces = cutter.cut(text, start, end)
        for at in range(0, len(pieces), LONGEST - 2):
            part = pieces[at : at + LONGEST - 2]
            if lot and size + len(part) > LONGEST - 2:
                yield lot
                lot, size = [], 0
            lot.append((number, part))
            size += len(part)
    if lot:
        yield lot


def windows(
    text: str,
    sentences: Sequence[tuple[int, int]],
    members: Sequence[Member],
    cutter: Cutter,
    days: Sequence[tuple[int, int, int]] = (),
) -> Iterator[Window]:
    """Deal a text into windows.

    Args:
        text: the text; all offsets count its code points.
        sentences: start and end of each sentence, in order, not overlapping.
        members: the cast.
        cutter: how the encoder's language cuts words.
        days: start and end of the words of each date, in the order of the text, and its stamp.
    """
    spans = sorted(
        (start, end, number) for number, m in enumerate(members) for start, end in m.spans
    )
    at, begins = 0, [start for start, *_ in days]
    for lot in _lots(text, sentences, cutter):
        first, last = lot[0][1][0].start, lot[-1][1][-1].end
        while at < len(spans) and spans[at][0] < first:
            at += 1
        stop = at
        while stop < len(spans) and spans[stop][0] < last:
            stop += 1
        told = range(bisect_left(begins, first), bisect_left(begins, last))
        yield _window(lot, spans[at:stop], members, cutter, [(n, *days[n]) for n in told])


def _window(
    lot: Sequence[tuple[int, list[Piece]]],
    spans: Sequence[tuple[int, int, int]],
    members: Sequence[Member],
    cutter: Cutter,
    days: Sequence[tuple[int, int, int, int]],
) -> Window:
    pieces = tuple(piece for _, part in lot for piece in part)
    count = len(pieces) + 2
    kinds = np.zeros(count, dtype=np.int64)
    starts = np.array([p.start for p in pieces])
    who = tuple(sorted({number for _, _, number in spans}))
    row_of = {number: row for row, number in enumerate(who)}
    pool = np.zeros((len(who), count), dtype=np.float32)
    which = tuple(dict.fromkeys(number for number, _ in lot))
    at = {number: row for row, number in enumerate(which)}
    rows = np.repeat([at[n] for n, part in lot], [len(part) for _, part in lot])
    table = np.zeros((len(which), count), dtype=np.float32)
    table[rows, np.arange(1, count - 1)] = 1.0
    near = np.zeros((len(who), len(which)), dtype=np.float32)
    places = np.searchsorted(starts, [(start, end) for start, end, _ in spans]).tolist()
    for (left, right), (_, _, number) in zip(places, spans, strict=True):
        if left == right:
            continue
        pool[row_of[number], left + 1 : right + 1] += 1.0 / (right - left)
        near[row_of[number], rows[left]] = 1.0
        kinds[left + 1 : right + 1] = members[number].kind
    when, dated, stamps = _dated(starts, days, count)
    return Window(
        ids=np.array([cutter.first, *(p.id for p in pieces), cutter.last], dtype=np.int64),
        kinds=kinds,
        pool=pool / np.maximum(pool.sum(axis=1, keepdims=True), 1e-6),
        sentences=table / np.maximum(table.sum(axis=1, keepdims=True), 1e-6),
        near=near,
        days=dated,
        stamps=stamps,
        who=who,
        which=which,
        when=when,
        pieces=pieces,
    )


def _dated(
    starts: npt.NDArray[np.int64], days: Sequence[tuple[int, int, int, int]], count: int
) -> tuple[tuple[int, ...], Floats, Floats]:
    """Answer the dates with words in a window, where they stand and how; an empty row for none."""
    kept = []
    for number, start, end, stamp in days:
        left, right = np.searchsorted(starts, [start, end]).tolist()
        if left < right:
            kept.append((number, left + 1, right + 1, stamp))
    table = np.zeros((max(len(kept), 1), count), dtype=np.float32)
    stamps = np.zeros((max(len(kept), 1), STAMPS), dtype=np.float32)
    for row, (_, left, right, stamp) in enumerate(kept):
        table[row, left:right] = 1.0 / (right - left)
        stamps[row, stamp] = 1.0
    return tuple(number for number, *_ in kept), table, stamps
