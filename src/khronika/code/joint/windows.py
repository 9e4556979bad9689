"""Deals a text into windows an encoder can take, with the mentions of the cast in each.

A window holds whole sentences, at most `LONGEST` pieces; a longer sentence is dealt into several.
Cost grows with the length of the text alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    sentences; `near` (entities x sentences) is 1.0 where an entity is mentioned. `who` and
    `which` say which members and sentences of the text the rows stand for.
    """

    ids: Ints
    kinds: Ints
    pool: Floats
    sentences: Floats
    near: Floats
    who: tuple[int, ...]
    which: tuple[int, ...]
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
) -> Iterator[Window]:
    """Deal a text into windows.

    Args:
        text: the text; all offsets count its code points.
        sentences: start and end of each sentence, in order, not overlapping.
        members: the cast.
        cutter: how the encoder's language cuts words.
    """
    spans = sorted(
        (start, end, number) for number, m in enumerate(members) for start, end in m.spans
    )
    at = 0
    for lot in _lots(text, sentences, cutter):
        first, last = lot[0][1][0].start, lot[-1][1][-1].end
        while at < len(spans) and spans[at][0] < first:
            at += 1
        stop = at
        while stop < len(spans) and spans[stop][0] < last:
            stop += 1
        yield _window(lot, spans[at:stop], members, cutter)


def _window(
    lot: Sequence[tuple[int, list[Piece]]],
    spans: Sequence[tuple[int, int, int]],
    members: Sequence[Member],
    cutter: Cutter,
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
    return Window(
        ids=np.array([cutter.first, *(p.id for p in pieces), cutter.last], dtype=np.int64),
        kinds=kinds,
        pool=pool / np.maximum(pool.sum(axis=1, keepdims=True), 1e-6),
        sentences=table / np.maximum(table.sum(axis=1, keepdims=True), 1e-6),
        near=near,
        who=who,
        which=which,
        pieces=pieces,
    )
