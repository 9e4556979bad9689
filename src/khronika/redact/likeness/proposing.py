"""Proposes kept frames that share points with one that is looked for, among a hundred thousand.

Points meet where 20 bits of one of their eight words are equal (Gionis, Indyk and Motwani, 1999).
Not the shelf is sorted, which takes longer than any answer, but the question: each kept word is
then looked up once, for all frames that are asked, and nothing has to be kept beside the points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khronika.media import orb
from khronika.media.orb import Points
from khronika.redact.likeness.aligning import Kept
from khronika.redact.likeness.landmarks import RELIEF_BYTES, Landmarks, Sight, unpacked

_WORDS, _KEY_BITS = 8, 20
_NEAR_BITS = 56
_ROWS_AT_ONCE = 1 << 20
_PAIRS_AT_ONCE = 1 << 22
LEAST_VOTES = 3
MOST_PROPOSED, _MOST_OF_A_FILM = 6, 2

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kept frame that may show what a sight shows; `sight` and `frame` are places in rows."""

    sight: int
    frame: int


class Landscape:
    """The landmarks of all films of a shelf.

    Args:
        films: of each film; None where it was looked at without the library.
    """

    def __init__(self, films: Iterable[Landmarks | None]) -> None:
        held = [(number, one) for number, one in enumerate(films) if one is not None]
        self.points = orb.joined([one.points for _, one in held])
        self.film = np.repeat(
            np.array([number for number, _ in held], np.int32), [len(one.at) for _, one in held]
        )
        self.at = np.concatenate([np.empty(0, np.float32), *(one.at for _, one in held)])
        self._sides = np.concatenate([np.empty((0, 2), np.uint16), *(x.sides for _, x in held)])
        self._reliefs = np.concatenate(
            [np.empty((0, RELIEF_BYTES), np.uint8), *(one.reliefs for _, one in held)]
        )
        counts = np.concatenate([np.empty(0, np.uint16), *(one.counts for _, one in held)])
        self._starts = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        self._frame = np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    def kept(self, frame: int) -> Kept:
        """Answer one frame."""
        rows = slice(int(self._starts[frame]), int(self._starts[frame + 1]))
        every = self.points
        own = Points(every.rows[rows], every.places[rows], every.turns[rows], every.levels[rows])
        width, height = self._sides[frame].tolist()
        return Kept(own, (width, height), unpacked(self._reliefs[frame]))

    def propose(self, sights: Sequence[Sight], known: frozenset[int]) -> Iterator[Proposal]:
        """Yield the frames of which most is met in each sight, best first.

        A point that is met in many frames (letters, a grid) counts for less in each.

        Args:
            sights: what is looked for.
            known: numbers of films whose frames are proposed beside the best.
        """
        asked = orb.joined([sight.points for sight in sights]).rows
        owner = np.repeat(np.arange(len(sights)), [len(sight.points.rows) for sight in sights])
        frames = len(self.at)
        if not frames or not len(asked):
            return
        met = np.unique(np.concatenate([*self._met(asked), np.empty(0, np.int64)]))
        point, frame = np.divmod(met, frames)
        weight = 1 / np.sqrt(np.bincount(point, minlength=len(asked)).astype(float))[point]
        pair, place, votes = np.unique(
            owner[point] * frames + frame, return_inverse=True, return_counts=True
        )
        score = np.bincount(place, weights=weight, minlength=len(pair)).astype(np.float64)
        enough = votes >= LEAST_VOTES
        yield from self._best(pair[enough], score[enough], known)

    def _best(
        self, pair: Whole, score: NDArray[np.float64], known: frozenset[int]
    ) -> Iterator[Proposal]:
        sight, frame = np.divmod(pair, len(self.at))
        order = np.lexsort((frame, -score, sight))
        taken: dict[tuple[int, int], int] = {}
        for own, there in zip(sight[order].tolist(), frame[order].tolist(), strict=True):
            film = int(self.film[there])
            whole, part = taken.get((own, -1), 0), taken.get((own, film), 0)
            is_known = film in known
            if part < _MOST_OF_A_FILM and (is_known or whole < MOST_PROPOSED):
                taken[own, -1], taken[own, film] = whole + (not is_known), part + 1
                yield Proposal(own, there)

    def _met(self, asked: NDArray[np.uint64]) -> Iterator[Whole]:
        """Yield numbers that say which asked point was met in which frame."""
        for word in range(_WORDS):
            keys = _keys(asked, word)
            order = np.argsort(keys, kind="stable")
            keys = keys[order]
            is_asked = np.zeros(1 << _KEY_BITS, np.bool_)
            is_asked[keys] = True
            for begin in range(0, len(self.points.rows), _ROWS_AT_ONCE):
                kept = _keys(self.points.rows[begin : begin + _ROWS_AT_ONCE], word)
                hits = np.flatnonzero(is_asked[kept])
                first = np.searchsorted(keys, kept[hits])
                count = np.searchsorted(keys, kept[hits], side="right") - first
                for part in _parts(count):
                    theirs = begin + np.repeat(hits[part], count[part])
                    ours = order[_ranges(first[part], count[part])]
                    bits = np.bitwise_count(self.points.rows[theirs] ^ asked[ours]).sum(
                        1, np.uint16
                    )
                    near = bits <= _NEAR_BITS
                    yield np.unique(ours[near] * len(self.at) + self._frame[theirs[near]])


def _keys(rows: NDArray[np.uint64], word: int) -> NDArray[np.uint32]:
    keys: NDArray[np.uint32] = rows.view(np.uint32)[:, word] & np.uint32((1 << _KEY_BITS) - 1)
    return keys


def _parts(count: Whole) -> Iterator[slice]:
    """Cut a row of counts where their sum grows too large for the memory."""
    parts = np.cumsum(count) // _PAIRS_AT_ONCE
    edges = np.flatnonzero(np.diff(parts, prepend=-1, append=-2)).tolist() if len(count) else []
    for begin, end in zip(edges, edges[1:], strict=False):
        yield slice(begin, end)


def _ranges(first: Whole, count: Whole) -> Whole:
    """Answer first, first + 1, ... for each count, one after another."""
    begin = np.repeat(first - (np.cumsum(count) - count), count)
    ranges: Whole = begin + np.arange(int(count.sum()))
    return ranges
