"""Compares a film that is looked for with those that are kept, and says how near each comes."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from khronika.media.pdq import Hashes
from khronika.redact.likeness.fingerprint import Fingerprint

NEAR_BITS = 45
"""Two frames are of one scene when at most so many of 256 bits differ.

PDQ's usual bound is 31. Of frames whose middle was cut out, by shares that are none of ours, that
finds two in three, 45 four in five; the nearest of 1,484 pairs of unlike pictures, in all crops,
turns and symmetries, differed in 68, all but three in 84 and more.
"""
LEAST_SHARE = 0.2
"""And two films, when that share of the frames that were looked for is found."""
_BANDS = 16
_FLIPS = np.array([0, *(1 << bit for bit in range(16))], np.uint16)
"""Up to 31 differing bits over 16 bands of 16 leave one band with at most one: that is found for
certain; 45 bits leave none in one frame of sixty."""


@dataclass(frozen=True, slots=True)
class Found:
    """A kept film that is like the one looked for.

    `distance` is the median of the differing bits of frames that were found, 0 to 45; `share` how
    many of the frames looked for were, 0 to 1; `shift` by how many seconds the kept film is ahead,
    None where the frames do not agree on it (another speed, a picture).
    """

    name: str
    distance: float
    share: float
    shift: float | None


class Index:
    """All hashes of a shelf, in bands that are looked up instead of compared one by one.

    Args:
        kept: names and hashes as `fingerprint.fingerprint` makes them.
    """

    def __init__(self, kept: Iterable[tuple[str, Fingerprint]]) -> None:
        films = list(kept)
        self.names = [name for name, _ in films]
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
        Those that are like it, nearest first.
    """
    best: dict[int, dict[float, tuple[int, float]]] = {}
    for row, at in zip(asked.hashes, asked.at.tolist(), strict=True):
        places, bits = index.near(row)
        for place, distance in zip(places.tolist(), bits.tolist(), strict=True):
            frames = best.setdefault(int(index.film[place]), {})
            if at not in frames or distance < frames[at][0]:
                frames[at] = (distance, float(index.at[place]))
    found = [
        one
        for film, frames in best.items()
        if (one := _judge(index.names[film], frames, asked.frames, bool(index.is_still[film])))
    ]
    nearest: dict[str, Found] = {}
    for one in sorted(found, key=lambda one: (-one.share, one.distance, one.name)):
        nearest.setdefault(one.name, one)  # a package may hold several
    return list(nearest.values())


def _judge(
    name: str, frames: dict[float, tuple[int, float]], asked: int, is_still: bool
) -> Found | None:
    share = len(frames) / asked
    least = 1 if asked == 1 or is_still else 2
    if len(frames) < least or (share < LEAST_SHARE and not is_still):
        return None
    distance = float(np.median([bits for bits, _ in frames.values()]))
    return Found(name, distance, round(share, 3), _shift(frames))


def _shift(frames: dict[float, tuple[int, float]]) -> float | None:
    if len(frames) < 2:
        return None
    shifts = np.array([there - at for at, (_, there) in frames.items()])
    middle = float(np.median(shifts))
    agree = np.abs(shifts - middle) <= 1.0
    return round(middle, 1) if agree.mean() >= 0.5 else None
