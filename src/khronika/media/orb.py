"""ORB: points of a picture that are met again in a piece of it, and 256 bits of how each looks.

Rublee, Rabaud, Konolige and Bradski, "ORB: an efficient alternative to SIFT or SURF" (2011). The
library (OpenCV) is C++: it is handed small grey arrays that ffmpeg decoded in a child, never a
file.
"""

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from khronika.errors import MediaError
from khronika.media.frames import LONG_SIDE_PX, Pixels

Grey = NDArray[np.uint8]
"""Height by width."""

LEVEL_STEP = 1.2
"""Points are sought in the picture and in seven smaller ones, each by so much."""
_LEVELS = 8
_SOUGHT = 2500
_CONTRAST = 5
"""A corner is brighter or darker than its ring by so many of 256 greys: films are soft."""
_EDGE_PX = 10
_LEAST_PX = 48
_CELLS = 8
"""Points are taken from all cells of 8 by 8 in turn, the strongest of each first."""
_COARSE = 2
"""And from all sizes: levels two by two. Words laid over a picture have the strongest corners;
they would leave nothing for the rest."""


class LibraryMissing(MediaError):
    """The library that seeks points is not installed."""


class _KeyPoint(Protocol):
    pt: tuple[float, float]
    angle: float
    octave: int
    response: float


class _Orb(Protocol):
    def detectAndCompute(  # noqa: N802  # the library's name
        self, image: Grey, mask: None
    ) -> tuple[list[_KeyPoint], NDArray[np.uint8] | None]: ...


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one picture.

    `rows` is n by 4 words of bits; `places` n by 2, pixels from the left and from the top; `turns`
    where each points, 256ths of a circle; `levels` at which of the sizes it was found.
    """

    rows: NDArray[np.uint64]
    places: NDArray[np.float16]
    turns: NDArray[np.uint8]
    levels: NDArray[np.uint8]


@cache
def library() -> _Orb:
    """Answer the seeker of points.

    Raises:
        LibraryMissing: it is not installed.
    """
    try:
        cv2: Any = importlib.import_module("cv2")  # its stubs lack what is used here
    except ImportError as error:
        raise LibraryMissing(
            "the library that seeks points of pictures is missing; install khronika[orb]"
        ) from error
    cv2.setNumThreads(1)  # what it answers never hangs on the machine
    found: _Orb = cv2.ORB_create(
        nfeatures=_SOUGHT,
        scaleFactor=LEVEL_STEP,
        nlevels=_LEVELS,
        edgeThreshold=_EDGE_PX,
        fastThreshold=_CONTRAST,
    )
    return found


def is_there() -> bool:
    """Tell whether the library is installed; it is not loaded."""
    return importlib.util.find_spec("cv2") is not None


def grey(pixels: Pixels) -> Grey:
    """Answer how bright each pixel is (ITU-R BT.601)."""
    bright = pixels @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.ascontiguousarray(np.rint(bright).astype(np.uint8))


def points(picture: Grey, most: int) -> Points:
    """Seek points, spread over the picture and over the sizes.

    Args:
        picture: a small one, as `frames` answers it.
        most: how many are answered at most.

    Raises:
        LibraryMissing: the library is not installed.
        ValueError: the picture is no small one.
    """
    if max(picture.shape) > LONG_SIDE_PX:
        raise ValueError("only small pictures are handed to the library")
    if min(picture.shape) < _LEAST_PX:
        return _NONE
    found, bits = library().detectAndCompute(picture, None)
    if bits is None or not found:
        return _NONE
    places = np.array([one.pt for one in found], np.float32)
    levels = np.array([one.octave for one in found], np.uint8)
    strength = np.array([one.response for one in found], np.float32)
    chosen = _spread(places, levels, strength, picture.shape)[:most]
    turns = np.array([one.angle for one in found], np.float32) * (256 / 360)
    return Points(
        np.ascontiguousarray(bits[chosen]).view(np.uint64),
        places[chosen].astype(np.float16),
        np.rint(turns[chosen]).astype(np.int32).astype(np.uint8),
        levels[chosen],
    )


def _spread(
    places: NDArray[np.float32],
    levels: NDArray[np.uint8],
    strength: NDArray[np.float32],
    shape: tuple[int, ...],
) -> NDArray[np.intp]:
    """Order points so that each cell and size gives its strongest before any gives its next."""
    across = (places * (_CELLS / np.array([shape[1], shape[0]], np.float32))).astype(np.int32)
    heap = (across[:, 1] * _CELLS + across[:, 0]) * _LEVELS + levels // _COARSE
    order = np.lexsort((places[:, 0], places[:, 1], -strength, heap))
    ranked = heap[order]
    first = np.searchsorted(ranked, ranked, side="left")
    rank = np.arange(len(order)) - first
    return order[np.lexsort((-strength[order], rank))]


def joined(several: Sequence[Points]) -> Points:
    """Answer the points of several pictures, one after another."""
    every = (_NONE, *several)
    return Points(
        np.concatenate([one.rows for one in every]),
        np.concatenate([one.places for one in every]),
        np.concatenate([one.turns for one in every]),
        np.concatenate([one.levels for one in every]),
    )


_NONE = Points(
    np.empty((0, 4), np.uint64),
    np.empty((0, 2), np.float16),
    np.empty(0, np.uint8),
    np.empty(0, np.uint8),
)
