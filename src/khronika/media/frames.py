"""Takes frames out of a film, or the one of a picture, and strips what was put round them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from khronika.media.opening.unfold import opened
from khronika.media.programs import MediaUnreadable, pieces, probe, reading, start

Pixels = NDArray[np.uint8]
"""Height by width by three: red, green, blue."""

LONG_SIDE_PX = 384
EVERY_SECONDS = 0.5
MOST_FRAMES = 20_000
_FLAT = 7.0
"""A row or column that varies by less (standard deviation of grey, 0 to 255) is a border's."""
_LEAST_LEFT = 0.3
"""Where stripping would leave less than this share of a side, the picture is dark, not framed."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame and its place in seconds from the start."""

    at: float
    pixels: Pixels


def frames(path: Path, *, every: float = EVERY_SECONDS) -> Iterator[Frame]:
    """Yield frames at regular times, made small.

    Args:
        path: a film or picture; it may be hostile.
        every: seconds between two frames.

    Raises:
        MediaUnreadable: it cannot be opened, or no frame can be decoded.
    """
    with opened(path) as file:
        yield from _frames(file, every)


def _frames(path: Path, every: float) -> Iterator[Frame]:
    film = probe(path)
    scale = LONG_SIDE_PX / max(film.width, film.height)
    width, height = (max(2, round(side * scale / 2) * 2) for side in (film.width, film.height))
    is_film = film.seconds is not None and film.seconds >= every
    # "up": the frame that is seen at that very moment, so that two rates share their moments.
    rate = [f"fps={1 / every:g}:round=up"] if is_film else []
    filters = ",".join([*rate, *film.filters, f"scale={width}:{height}:flags=area"])
    words = ["-map", "0:V:0", "-an", "-sn", "-dn", "-vf", filters]
    words += ["-frames:v", str(MOST_FRAMES if is_film else 1)]
    words += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    count = 0
    with start([*reading(path), *words], stdout=-1, stderr=-1) as process:
        for block in pieces(process, width * height * 3):
            pixels = np.frombuffer(block, np.uint8).reshape(height, width, 3)
            yield Frame(count * every, pixels)
            count += 1
        why = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
    if not count:
        reason = why.strip().splitlines()[-1:] or ["no frame in it"]
        raise MediaUnreadable(f"{path.name}: no frame can be decoded ({reason[0][:120]})")


def strip(pixels: Pixels) -> Pixels:
    """Cut off one-coloured borders: letter boxes, frames round a picture in a picture."""
    grey = pixels.mean(axis=2)
    top, bottom = _inner(grey)
    left, right = _inner(grey[top:bottom].T)
    return pixels[top:bottom, left:right]


def _inner(grey: NDArray[np.floating]) -> tuple[int, int]:
    """Answer the first and the one after the last row that is not border."""
    is_flat = grey.std(axis=1) < _FLAT
    level = grey.mean(axis=1)
    length = len(grey)
    first = _edge(is_flat, level)
    last = length - _edge(is_flat[::-1], level[::-1])
    return (first, last) if last - first >= _LEAST_LEFT * length else (0, length)


def _edge(is_flat: NDArray[np.bool_], level: NDArray[np.floating]) -> int:
    """Count the rows from one side that are flat and of the first one's brightness."""
    is_border = is_flat & (np.abs(level - level[0]) < 2 * _FLAT)
    return int(np.argmin(is_border)) if not is_border.all() else 0


def crop(pixels: Pixels, share: float) -> Pixels:
    """Answer the middle of a picture, `share` of each side."""
    height, width = pixels.shape[:2]
    top, left = (round(side * (1 - share) / 2) for side in (height, width))
    return pixels[top : height - top, left : width - left]
