"""Compares a film that is looked for with those that are kept, and says how near each comes.

Two stages: PDQ of whole frames, then points of pieces (`pieces`), which find what PDQ does not and
cast out what only shares a studio with what is looked for.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from khronika.media.pdq import Hashes
from khronika.redact.likeness.aligning import LEAST_AGREE, PLAIN_AGREE
from khronika.redact.likeness.fingerprint import Fingerprint
from khronika.redact.likeness.pieces import Laying, laid
from khronika.redact.likeness.proposing import Landscape

NEAR_BITS = 45
"""Two frames are of one scene when at most so many of 256 bits differ.

PDQ's usual bound is 31. Of frames whose middle was cut out, by shares that are none of ours, that
finds two in three, 45 four in five; the nearest of 1,484 pairs of unlike pictures, in all crops,
turns and symmetries, differed in 68, all but three in 84 and more.
"""
SURE_BITS = 31
"""PDQ's usual bound: what is as near as this is cast out only where more of it differs."""
LEAST_SHARE = 0.2
"""And two films, when that share of the frames that were looked for is found."""
_BANDS = 16
_FLIPS = np.array([0, *(1 << bit for bit in range(16))], np.uint16)
"""Up to 31 differing bits over 16 bands of 16 leave one band with at most one: that is found for
certain; 45 bits leave none in one frame of sixty."""


class Stage(StrEnum):
    """What found a film: hashes of whole frames, or points of pieces."""

    PDQ = "pdq"
    ORB = "orb"


@dataclass(frozen=True, slots=True)
class Found:
    """A kept film that is like the one looked for.

    `distance` is the median of the differing bits: of frames that were found, 0 to 45, where PDQ
    found it; of their points, 0 to 64, where ORB did. `share` is how many of the frames looked
    for were found, 0 to 1; `shift` by how many seconds the kept film is ahead, None where the
    frames do not agree on it (another speed, a picture); `points` the median of the points by
    which a frame was laid over another, None where PDQ found it.
    """

    name: str
    distance: float
    share: float
    shift: float | None
    stage: Stage = Stage.PDQ
    points: int | None = None


class Index:
    """All hashes of a shelf, in bands that are looked up instead of compared; and its landmarks.

    Args:
        kept: names and hashes as `fingerprint.fingerprint` makes them.
    """

    def __init__(self, kept: Iterable[tuple[str, Fingerprint]]) -> None:
        films = list(kept)
        self.names = [name for name, _ in films]
        self.landscape = Landscape(film.landmarks for _, film in films)
        self.is_still = np.array([film.frames == 1 for _, film in films], np.bool_)
        self.hashes: Hashes = np.concatenate(
            [np.empty((0, 4), np.uint64), *(film.hashes for _, film in films)]
        )
        self.at = np.concatenate([np.empty(0, np.float32), *(film.at for _, film in films)])
        self.film = np.repeat(
            np.arange(len(films), dtype=np.int32), [len(film.hashes) for _, film in films]
        )
        bands = self.hashes.view(np.uint16)
        self._order = [
            np.argsort(bands[:, band], kind="stable").astype(np.int32) for band in range(_BANDS)
        ]
        self._starts = [
            np.concatenate([[0], np.cumsum(np.bincount(bands[:, band], minlength=1 << 16))])
            for band in range(_BANDS)
        ]

    def near(self, row: Hashes) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """Answer the places of all kept hashes within `NEAR_BITS` of one, and their distances."""
        words = row.view(np.uint16)
        found = [
            self._order[band][self._starts[band][key] : self._starts[band][int(key) + 1]]
            for band in range(_BANDS)
            for key in words[band] ^ _FLIPS
        ]
        places = np.unique(np.concatenate(found))
        bits = np.bitwise_count(self.hashes[places] ^ row).sum(1, np.uint16)
        is_near = bits <= NEAR_BITS
        return places[is_near], bits[is_near]


def search(asked: Fingerprint, index: Index) -> list[Found]:
    """Look for a film among others.

    Args:
        asked: hashes as `fingerprint.question` makes them.
        index: the shelf.

    Returns:
        Those that are like it: those that PDQ found first, and the nearest first.
    """
    by_hash = _by_hash(asked, index)
    layings = laid(asked.sights, index.landscape, frozenset(by_hash))
    found = [one for film, one in by_hash.items() if _holds(one, layings.get(film))]
    pieces = {film: laying for film, laying in layings.items() if film not in by_hash}
    found += _by_points(asked, index, pieces)
    nearest: dict[str, Found] = {}
    for one in sorted(found, key=_rank):
        nearest.setdefault(one.name, one)  # a package may hold several
    return list(nearest.values())


def _rank(one: Found) -> tuple[bool, float, float, str]:
    return one.stage != Stage.PDQ, -one.share, one.distance, one.name


def _by_hash(asked: Fingerprint, index: Index) -> dict[int, Found]:
    best: dict[int, dict[float, tuple[int, float]]] = {}
    for row, at in zip(asked.hashes, asked.at.tolist(), strict=True):
        places, bits = index.near(row)
        for place, distance in zip(places.tolist(), bits.tolist(), strict=True):
            frames = best.setdefault(int(index.film[place]), {})
            if at not in frames or distance < frames[at][0]:
                frames[at] = (distance, float(index.at[place]))
    return {
        film: Found(
            index.names[film],
            float(np.median([bits for bits, _ in frames.values()])),
            round(len(frames) / asked.frames, 3),
            _shift({at: there for at, (_, there) in frames.items()}),
        )
        for film, frames in best.items()
        if _is_enough(len(frames), asked.frames, bool(index.is_still[film]))
    }


def _holds(one: Found, laying: Laying | None) -> bool:
    """Tell whether what PDQ found holds when its frames are laid over what was looked for.

    Far hashes need more that agrees: two people in one drawn studio differ in 23 to 44 bits.
    """
    least = LEAST_AGREE if one.distance <= SURE_BITS else PLAIN_AGREE
    return laying is None or not laying.is_another(least)


def _by_points(asked: Fingerprint, index: Index, layings: dict[int, Laying]) -> Iterator[Found]:
    looked_for = len({sight.at for sight in asked.sights})
    for film, laying in layings.items():
        frames, is_still = laying.one, bool(index.is_still[film])
        if _is_enough(len(frames), looked_for, is_still) and not laying.is_another(LEAST_AGREE):
            yield Found(
                index.names[film],
                float(np.median([how.bits for how, _ in frames.values()])),
                round(len(frames) / looked_for, 3),
                _shift({at: there for at, (_, there) in frames.items()}),
                Stage.ORB,
                int(np.median([how.points for how, _ in frames.values()])),
            )


def _is_enough(found: int, asked: int, is_still: bool) -> bool:
    """Tell whether so many frames make a film: two, and a fifth; of a picture there is but one."""
    least = 1 if asked == 1 or is_still else 2
    return found >= least and (is_still or found >= LEAST_SHARE * asked)


def _shift(there: dict[float, float]) -> float | None:
    if len(there) < 2:
        return None
    shifts = np.array([kept - at for at, kept in there.items()])
    middle = float(np.median(shifts))
    agree = np.abs(shifts - middle) <= 1.0
    return round(middle, 1) if agree.mean() >= 0.5 else None
