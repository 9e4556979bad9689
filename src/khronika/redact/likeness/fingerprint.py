"""Writes down how frames look: PDQ hashes of each, of its middles, mirrored and turned.

PDQ is 256 bits of a picture's coarse shape (Facebook, 2019); two pictures of one scene differ in
few of them. It does not bear crops, turns or words laid over a picture by itself: a frame that is
kept is hashed in six crops and four parts; one that is looked for as it is, in its parts, and
turned by a few degrees, each in the eight symmetries of a square.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from khronika.media import orb, pdq
from khronika.media.frames import EVERY_SECONDS, Frame, Pixels, crop, frames, strip
from khronika.media.pdq import Hashes
from khronika.redact.likeness.landmarks import Asking, Keeping, Landmarks, Sight

CROPS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)
TURNS = (-3.0, 3.0)
"""Degrees by which a frame that is looked for is turned back."""
_INSIDE_TURN = 0.85
"""The middle of a turned frame into which no corner of the turn reaches."""
_PART = 0.72
"""The share of a picture that is left where a side is left out."""
LEAST_QUALITY = 50
"""PDQ's own measure, 0 to 100; flatter frames look like each other."""

Variants = Callable[[Pixels], Iterator[Hashes]]
"""Answers the hashes of one frame; none where it is too flat."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Hashes of a film's frames: `hashes` is n by 4 words, `at` the second of each row's frame.

    `frames` counts the frames that were good enough to be hashed. For the second stage,
    `landmarks` of a film that is kept, None where its library is not installed; `sights` of one
    that is looked for.
    """

    hashes: Hashes
    at: NDArray[np.float32]
    frames: int
    landmarks: Landmarks | None = None
    sights: tuple[Sight, ...] = ()


def fingerprint(path: Path) -> Fingerprint:
    """Hash a film or picture to keep it.

    Twice as many frames as are looked for: a copy is rarely cut at the same moments.

    Args:
        path: the file.

    Raises:
        MediaUnreadable: it cannot be opened.
    """
    keeping = Keeping() if orb.is_there() else None
    hashes = _gathered(frames(path, every=EVERY_SECONDS / 2), _kept, keeping)
    return replace(hashes, landmarks=keeping.landmarks()) if keeping else hashes


def question(path: Path) -> Fingerprint:
    """Hash a film or picture to look for it.

    Raises:
        MediaUnreadable: it cannot be opened.
    """
    asking = Asking() if orb.is_there() else None
    hashes = _gathered(frames(path, every=EVERY_SECONDS), _asked, asking)
    return replace(hashes, sights=asking.sights()) if asking else hashes


def _gathered(
    taken: Iterable[Frame], variants: Variants, second: Keeping | Asking | None
) -> Fingerprint:
    rows: list[Hashes] = []
    at: list[float] = []
    count = 0
    for frame in taken:
        inner = strip(frame.pixels)
        hashes = list(variants(inner))
        if second is not None:
            second.look(frame.at, inner)
        count += bool(hashes)
        rows += hashes
        at += [frame.at] * len(hashes)
    stacked = np.stack(rows) if rows else np.empty((0, 4), np.uint64)
    return Fingerprint(stacked, np.array(at, np.float32), count)


def _kept(pixels: Pixels) -> Iterator[Hashes]:
    for picture in (*(crop(pixels, share) for share in CROPS), *_parts(pixels)):
        bits, quality = pdq.library().compute(np.ascontiguousarray(picture))
        if quality >= LEAST_QUALITY:
            yield pdq.words(bits)


def _asked(pixels: Pixels) -> Iterator[Hashes]:
    turned = (_turned(pixels, degrees) for degrees in TURNS)
    for picture in (pixels, *_parts(pixels), *turned):
        bits, quality = pdq.library().compute_dihedral(np.ascontiguousarray(picture))
        if quality >= LEAST_QUALITY:
            yield from (pdq.words(row) for row in bits)


def _parts(pixels: Pixels) -> Iterator[Pixels]:
    """Yield the picture without what a caption or logo along one side covers."""
    height, width = (round(side * _PART) for side in pixels.shape[:2])
    yield pixels[:height]
    yield pixels[-height:]
    yield pixels[:, :width]
    yield pixels[:, -width:]


def _turned(pixels: Pixels, degrees: float) -> Pixels:
    turned = Image.fromarray(pixels).rotate(degrees, Image.Resampling.BILINEAR)
    return crop(np.asarray(turned), _INSIDE_TURN)
