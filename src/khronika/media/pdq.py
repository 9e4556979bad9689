"""PDQ: 256 bits of a picture's coarse shape (Facebook, 2019), and how good they are."""

from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from khronika.errors import MediaError
from khronika.media.frames import Pixels

Hashes = NDArray[np.uint64]
"""Rows of four words, 256 bits each."""


class LibraryMissing(MediaError):
    """The library that hashes pictures is not installed."""


class Pdq(Protocol):
    """What is used of the library that computes PDQ."""

    def compute(self, pixels: Pixels) -> tuple[NDArray[np.uint8], int]:
        """Answer 256 ones and zeros, and the quality."""

    def compute_dihedral(self, pixels: Pixels) -> tuple[list[NDArray[np.uint8]], int]:
        """Answer the same of the eight symmetries of a square."""


@cache
def library() -> Pdq:
    """Answer the library.

    Raises:
        LibraryMissing: it is not installed.
    """
    try:
        import pdqhash
    except ImportError as error:
        raise LibraryMissing(
            "the library that hashes pictures is missing; install khronika[media]"
        ) from error
    found: Pdq = pdqhash
    return found


def words(bits: NDArray[np.uint8]) -> Hashes:
    """Pack 256 ones and zeros into four words."""
    return np.packbits(bits.astype(np.uint8)).view(np.uint64)


def row(pixels: Pixels) -> tuple[str, int]:
    """Hash one picture as PDQ is written down: 64 hexadecimal digits, and its quality 0 to 100.

    Leading zeros stand: other tools drop them, and their rows then compare with nothing.

    Raises:
        LibraryMissing: the library is not installed.
    """
    bits, quality = library().compute(np.ascontiguousarray(pixels))
    return np.packbits(bits.astype(np.uint8)).tobytes().hex(), int(quality)
