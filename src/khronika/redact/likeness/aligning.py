"""Lays one frame over another by points that look alike, and says whether they are one picture.

Every pair of points gives a place, a size and a turn (Philbin and others, 2007: "Object retrieval
with large vocabularies"), so all are tried, and nothing is drawn by chance. That points agree is
not enough: a channel's sign, its caption, its studio agree between its films. What lies under the
whole overlap must agree, patch by patch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khronika.media.orb import LEVEL_STEP, Grey, Points
from khronika.redact.likeness.landmarks import GRID, LEAST_STEP, Relief, means, steps

Numbers = NDArray[np.float64]

_ALIKE_BITS = 64
"""Two points look alike when at most so many of 256 bits differ, and each is the other's best."""
LEAST_POINTS = 10
"""So many pairs must agree on how one frame lies over the other."""
_TRIED = 5
_ROUGH_PX, _FINE_PX = 16.0, (12.0, 8.0, 6.0)
_LARGEST, _SMALLEST, _LEAST_SQUARE = 5.0, 0.2, 0.5
"""A copy is at most five times larger or smaller, one side at most twice as much as the other."""
_LEAST_OVERLAP = 0.6
"""Of the smaller of both frames, in the other: two corners with one sign are no overlap."""
_LEAST_SEEN = 0.1
"""Of the kept frame."""
_BLOCK = 3
_BLOCKS_ACROSS = GRID // _BLOCK
_LEAST_STEPS, _STEPS_AGREE = 5, 0.75
_LEAST_BLOCKS = 9
_PLAIN_STEP = 3 * LEAST_STEP
"""Where the kept frame is even, a step of so many greys in the other is something else."""
_BAND = round(0.28 * _BLOCKS_ACROSS)
"""What is laid over a copy lies along one side: the blocks there may be left out."""
LEAST_AGREE = 0.82
"""Of the blocks of three by three patches in which there is something to be seen. Copies reach
0.85 and more (a picture in a corner, at 0.4 of the sides, in three of four frames); two people in
one drawn studio at most 0.79."""
PLAIN_POINTS, PLAIN_AGREE = 50, 0.9
"""Where so many points lie alike, the copy is hardly distorted, and more must agree."""
MANY_POINTS = 20
"""By so many a frame is laid for certain; where blocks then disagree, these are two pictures."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One frame of a shelf: its points, width and height, relief."""

    points: Points
    side: tuple[int, int]
    relief: Relief


@dataclass(frozen=True, slots=True)
class Laid:
    """How a frame lies over a kept one: pairs of points, their median bits, blocks that agree."""

    points: int
    bits: float
    agree: float

    @property
    def is_one(self) -> bool:
        """Tell whether both are one picture."""
        return self.agree >= (PLAIN_AGREE if self.points >= PLAIN_POINTS else LEAST_AGREE)

    @property
    def is_certain(self) -> bool:
        """Tell whether so they lie, whatever they show."""
        return self.points >= MANY_POINTS


def lay(points: Points, soft: Grey, kept: Kept) -> Laid | None:
    """Lay a frame over a kept one.

    Args:
        points: of the frame that is looked for.
        soft: its pixels, softened.
        kept: the other.

    Returns:
        A way in which they are one picture, or else the one of most points; None where no way is
        plausible.
    """
    ours, theirs, bits = _pairs(points, kept.points)
    if len(ours) < LEAST_POINTS:
        return None
    here, there = points.places[ours].astype(float), kept.points.places[theirs].astype(float)
    best: Laid | None = None
    for guess in _guesses(points, kept.points, ours, theirs):
        found = _fitted(here, there, *guess)
        if found is None:
            continue
        linear, shift, near = found
        agree = _agreement(soft, kept, linear, shift)
        laid = Laid(int(near.sum()), float(np.median(bits[near])), round(agree, 3))
        if laid.is_one:
            return laid
        best = laid if best is None or laid.points > best.points else best
    return best


def _pairs(
    ours: Points, theirs: Points
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint16]]:
    """Answer the points that are each other's best, and the bits in which they differ."""
    bits = np.zeros((len(ours.rows), len(theirs.rows)), np.uint16)
    for word in range(ours.rows.shape[1]):
        bits += np.bitwise_count(ours.rows[:, None, word] ^ theirs.rows[None, :, word])
    if not bits.size:
        none = np.empty(0, np.intp)
        return none, none, np.empty(0, np.uint16)
    best = bits.argmin(1)
    here = np.arange(len(best))
    is_pair = (bits.argmin(0)[best] == here) & (bits[here, best] <= _ALIKE_BITS)
    return here[is_pair], best[is_pair], bits[here, best][is_pair]


def _guesses(
    points: Points, kept: Points, ours: NDArray[np.intp], theirs: NDArray[np.intp]
) -> list[tuple[Numbers, Numbers]]:
    """Answer the places on which most pairs agree: each pair says one."""
    here, there = points.places[ours].astype(float), kept.places[theirs].astype(float)
    turns = (kept.turns[theirs].astype(float) - points.turns[ours]) * (2 * np.pi / 256)
    sizes = LEVEL_STEP ** (kept.levels[theirs].astype(float) - points.levels[ours])
    cos, sin = sizes * np.cos(turns), sizes * np.sin(turns)
    linear = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    shift = there - np.einsum("hij,hj->hi", linear, here)
    laid = np.einsum("hij,mj->hmi", linear, here) + shift[:, None, :]
    agree = (np.hypot(*np.moveaxis(laid - there[None], 2, 0)) < _ROUGH_PX).sum(1)
    order = np.argsort(-agree, kind="stable")[:_TRIED]
    return [(linear[one], shift[one]) for one in order if agree[one] >= LEAST_POINTS // 2]


def _fitted(
    here: Numbers, there: Numbers, linear: Numbers, shift: Numbers
) -> tuple[Numbers, Numbers, NDArray[np.bool_]] | None:
    """Fit a place to all pairs that agree with it, ever more strictly."""
    near = _near(here, there, linear, shift, _ROUGH_PX)
    ones = np.column_stack([here, np.ones(len(here))])
    for bound in _FINE_PX:
        if near.sum() < LEAST_POINTS // 2:
            return None
        solved = np.linalg.lstsq(ones[near], there[near], rcond=None)[0]
        linear, shift = solved[:2].T.astype(float), solved[2].astype(float)
        near = _near(here, there, linear, shift, bound)
    if near.sum() < LEAST_POINTS or not _is_plausible(linear):
        return None
    return linear, shift, near


def _near(
    here: Numbers,
    there: Numbers,
    linear: Numbers,
    shift: Numbers,
    bound: float,
) -> NDArray[np.bool_]:
    away = here @ linear.T + shift - there
    is_near: NDArray[np.bool_] = np.hypot(away[:, 0], away[:, 1]) < bound
    return is_near


def _is_plausible(linear: Numbers) -> bool:
    large, small = np.linalg.svd(linear, compute_uv=False).tolist()
    is_kept = bool(np.linalg.det(linear) > 0)  # mirrored frames are laid by themselves
    return is_kept and large <= _LARGEST and small >= _SMALLEST and small >= _LEAST_SQUARE * large


def _agreement(soft: Grey, kept: Kept, linear: Numbers, shift: Numbers) -> float:
    """Answer the share of blocks under the overlap in which both grow darker the same way."""
    width, height = kept.side
    back = np.linalg.inv(linear).astype(float)
    patches, inside = means(soft, back @ np.diag([float(width), float(height)]), -back @ shift)
    seen = float(inside.mean())
    ours = abs(float(np.linalg.det(linear))) * soft.size
    if seen < _LEAST_SEEN or max(seen, seen * width * height / ours) < _LEAST_OVERLAP:
        return 0.0
    both = np.concatenate(
        [(inside[:, :-1] & inside[:, 1:]).ravel(), (inside[:-1] & inside[1:]).ravel()]
    )
    change = steps(patches)
    told = both & ((kept.relief != 0) | (np.abs(change) >= _PLAIN_STEP))
    same = told & (np.sign(change) == kept.relief)
    return _best_part(_counted(told), _counted(same))


def _best_part(told: NDArray[np.intp], same: NDArray[np.intp]) -> float:
    """Answer the share of blocks that agree: of all, or without those along one side."""
    is_told = told >= _LEAST_STEPS
    agrees = is_told & (same >= _STEPS_AGREE * told)
    end = _BLOCKS_ACROSS - _BAND
    whole = slice(None)
    parts = [
        (whole, whole),
        (slice(end), whole),
        (slice(_BAND, None), whole),
        (whole, slice(end)),
        (whole, slice(_BAND, None)),
    ]
    counts = [(int(is_told[part].sum()), int(agrees[part].sum())) for part in parts]
    return max((right / of for of, right in counts if of >= _LEAST_BLOCKS), default=0.0)


def _counted(at: NDArray[np.bool_]) -> NDArray[np.intp]:
    count = np.bincount(_BLOCKS[at], minlength=_BLOCKS_ACROSS**2)
    return count.reshape(_BLOCKS_ACROSS, _BLOCKS_ACROSS)


def _block_of_each_step() -> NDArray[np.intp]:
    row, column = np.mgrid[:GRID, :GRID] // _BLOCK
    block = row * _BLOCKS_ACROSS + column
    return np.concatenate([block[:, :-1].ravel(), block[:-1].ravel()])


_BLOCKS = _block_of_each_step()
