"""Keeps what the second stage looks at: points of frames, and where each frame grows darker.

A frame is kept a second after the last one, or sooner where the picture has changed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khronika.media import orb
from khronika.media.frames import Pixels
from khronika.media.orb import Grey, Points

MOST_KEPT = 128
"""Points of a frame that is kept: 38 bytes each."""
MOST_ASKED = 800
"""And of one that is looked for: it may be small in a larger picture."""
MOST_FRAMES = 40
_EVERY_SECONDS, _CHANGED = 1.0, 0.3
GRID = 24
"""A frame's relief is of 24 by 24 patches."""
LEAST_STEP = 2.0
"""Two neighbouring patches differ when one is brighter by so many of 256 greys."""
_SAMPLES = 3
"""Each patch is the mean of 3 by 3 samples of a softened picture."""

Relief = NDArray[np.int8]
"""Whether a patch is brighter (1) or darker (-1) than its neighbour, or neither (0): 24 rows of 23
to the right, then 23 rows of 24 downwards."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Points and reliefs of the frames of one film.

    `points` are those of all frames, one after another; `counts` says how many each has, `at` its
    second, `sides` its width and height in pixels, `reliefs` its relief, two bits a place.
    """

    points: Points
    counts: NDArray[np.uint16]
    at: NDArray[np.float32]
    sides: NDArray[np.uint16]
    reliefs: NDArray[np.uint8]


def means(
    picture: Grey, linear: NDArray[np.float64], shift: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Answer how bright 24 by 24 patches of a picture are, and which lie inside it.

    Args:
        picture: the picture.
        linear: 2 by 2; turns places on the unit square into pixels of the picture.
        shift: added to them.
    """
    count = GRID * _SAMPLES
    along = (np.arange(count) + 0.5) / count
    unit = np.stack(np.meshgrid(along, along), -1).reshape(-1, 2)
    places = unit @ linear.T + shift - 0.5
    limit = np.array([picture.shape[1] - 1, picture.shape[0] - 1])
    is_inside = np.logical_and(places >= -0.5, places <= limit + 0.5)
    whole = np.clip(np.rint(places), 0, limit).astype(np.intp)
    bright: NDArray[np.float32] = picture[whole[:, 1], whole[:, 0]].astype(np.float32)
    patches = bright.reshape(GRID, _SAMPLES, GRID, _SAMPLES).mean((1, 3))
    inside = is_inside.reshape(GRID, _SAMPLES, GRID, _SAMPLES, 2).all((1, 3, 4))
    return patches, np.asarray(inside, np.bool_)


def steps(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    """Answer by how much each patch is brighter than its right and its lower neighbour."""
    right = patches[:, :-1] - patches[:, 1:]
    down = patches[:-1] - patches[1:]
    return np.concatenate([right.ravel(), down.ravel()])


def softened(picture: Grey) -> Grey:
    """Answer each pixel's mean with its eight neighbours: grain is no step."""
    edged = np.pad(picture, 1, mode="edge").astype(np.uint16)
    rows = edged[:-2] + edged[1:-1] + edged[2:]
    mean: Grey = ((rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) // 9).astype(np.uint8)
    return mean


def relief(picture: Grey) -> Relief:
    """Answer the relief of a whole picture."""
    height, width = picture.shape
    patches, _ = means(softened(picture), np.diag([float(width), float(height)]), np.zeros(2))
    differences = steps(patches)
    return (np.sign(differences) * (np.abs(differences) >= LEAST_STEP)).astype(np.int8)


def packed(one: Relief) -> NDArray[np.uint8]:
    """Write a relief down in two bits a place."""
    return np.concatenate([np.packbits(one > 0), np.packbits(one < 0)])


def unpacked(bits: NDArray[np.uint8]) -> Relief:
    """Read what `packed` wrote."""
    half = len(bits) // 2
    up, down = (
        np.unpackbits(part)[:_PLACES].astype(np.int8) for part in (bits[:half], bits[half:])
    )
    return up - down


_PLACES = 2 * GRID * (GRID - 1)
RELIEF_BYTES = 2 * -(-_PLACES // 8)


class Keeping:
    """Gathers the landmarks of one film, frame by frame."""

    def __init__(self) -> None:
        self._points: list[Points] = []
        self._at: list[float] = []
        self._sides: list[tuple[int, int]] = []
        self._reliefs: list[Relief] = []

    def look(self, at: float, pixels: Pixels) -> None:
        """Keep a frame, where the last one that was kept is long ago or looked otherwise.

        Raises:
            LibraryMissing: the library that seeks points is not installed.
        """
        picture = orb.grey(pixels)
        own = relief(picture)
        is_soon = bool(self._at) and at - self._at[-1] < _EVERY_SECONDS
        if is_soon and (own != self._reliefs[-1]).mean() < _CHANGED:
            return
        self._points.append(orb.points(picture, MOST_KEPT))
        self._at.append(at)
        self._sides.append((picture.shape[1], picture.shape[0]))
        self._reliefs.append(own)

    def landmarks(self) -> Landmarks:
        """Answer all that was kept."""
        return Landmarks(
            orb.joined(self._points),
            np.array([len(one.rows) for one in self._points], np.uint16),
            np.array(self._at, np.float32),
            np.array(self._sides, np.uint16).reshape(-1, 2),
            np.array([packed(one) for one in self._reliefs], np.uint8).reshape(-1, RELIEF_BYTES),
        )


@dataclass(frozen=True, slots=True)
class Sight:
    """A frame that is looked for, as it is or mirrored: its second, points and soft pixels."""

    at: float
    points: Points
    soft: Grey


def _sight(at: float, picture: Grey) -> Sight:
    return Sight(at, orb.points(picture, MOST_ASKED), softened(picture))


class Asking:
    """Gathers the frames of a film that is looked for; of a long one, `MOST_FRAMES` or more.

    Where there are twice as many, every other one is dropped, and of those to come too.
    """

    def __init__(self) -> None:
        self._sights: list[tuple[Sight, Sight]] = []
        self._seen, self._stride = 0, 1

    def look(self, at: float, pixels: Pixels) -> None:
        """Take a frame, where it is its turn.

        Raises:
            LibraryMissing: the library that seeks points is not installed.
        """
        self._seen += 1
        if (self._seen - 1) % self._stride:
            return
        picture = orb.grey(pixels)
        mirrored = np.ascontiguousarray(picture[:, ::-1])
        self._sights.append((_sight(at, picture), _sight(at, mirrored)))
        if len(self._sights) >= 2 * MOST_FRAMES:
            self._sights = self._sights[::2]
            self._stride *= 2

    def sights(self) -> tuple[Sight, ...]:
        """Answer all that were taken, each as it is and mirrored."""
        return tuple(sight for both in self._sights for sight in both)
