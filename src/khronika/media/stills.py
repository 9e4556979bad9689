"""Draws small pictures of a film or picture: keyframes and a thumbnail, each sharp and veiled.

Veiled means blurred for good: a dozen patches of colour are left, and nothing that tells who is
seen or what was done to them. Screens show the veiled one until a person asks.
"""

import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from khronika.media import pdq
from khronika.media.frames import Pixels, strip
from khronika.media.opening.shape import Film
from khronika.media.programs import Bounds, MediaUnreadable, reading, run, why

MOST_FRAMES = 24
FRAME_PX, THUMBNAIL_PX = 640, 320
MOST_PIXELS = 120_000_000
"""Larger pictures are not drawn: packed small, they would fill the memory."""
_PASS_SECONDS = 300.0
"""Keyframes of shorter films are found in one pass; longer ones are sought one by one."""
_CELLS = 12
_DRAWING = Bounds(30, 3 << 30, 64 << 20)
_ALL_SECONDS = 60.0
"""After so long no other keyframe of a long film is sought; those found so far are shown."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One frame: its second (0 for a picture), its pixels, its PDQ row where the library is there.

    `inner` is the row without borders, None where there is no border.
    """

    at: float
    pixels: Pixels
    pdq: str | None
    quality: int | None
    inner: str | None


def draw(path: Path, film: Film) -> list[Drawn]:
    """Take the picture, or up to `MOST_FRAMES` keyframes spread over a film.

    Args:
        path: the file; it may be hostile.
        film: what ffprobe says of it.

    Raises:
        MediaUnreadable: nothing can be decoded, or it is too large to be.
    """
    if film.width * film.height > MOST_PIXELS:
        raise MediaUnreadable(
            f"{path.name}: {film.width} by {film.height} pixels are too many to be drawn here"
        )
    if film.seconds is None or film.seconds <= _PASS_SECONDS:
        taken = list(_pass(path, film))
    else:
        taken = list(_spread(path, film, film.seconds / MOST_FRAMES))
    different = dict(taken)
    if not different:
        raise MediaUnreadable(f"{path.name}: no frame can be decoded")
    return [_hashed(at, pixels) for at, pixels in sorted(different.items())]


def _pass(path: Path, film: Film) -> Iterator[tuple[float, Pixels]]:
    step = (film.seconds or 0.0) / MOST_FRAMES
    chosen = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t\\,{step:.3f})',"
    filters = (chosen if film.seconds else "") + _scaled(film)
    count = MOST_FRAMES if film.seconds else 1
    yield from _decoded(path, film, ["-skip_frame", "nokey"], filters, count)


def _spread(path: Path, film: Film, step: float) -> Iterator[tuple[float, Pixels]]:
    until = time.monotonic() + _ALL_SECONDS
    for number in range(MOST_FRAMES):
        if time.monotonic() < until:
            yield from _sought(path, film, number * step)


def _sought(path: Path, film: Film, at: float) -> Iterator[tuple[float, Pixels]]:
    before = ["-noaccurate_seek", "-ss", f"{at:.3f}", "-skip_frame", "nokey", "-copyts"]
    yield from _decoded(path, film, before, _scaled(film), 1)


def _scaled(film: Film) -> str:
    width, height = _size(film)
    return ",".join([*film.filters, f"scale={width}:{height}:flags=area", "showinfo"])


def _size(film: Film) -> tuple[int, int]:
    width, height = film.width * film.pixel[0] / film.pixel[1], film.height
    scale = min(1.0, FRAME_PX / max(width, height))
    return max(2, round(width * scale)), max(2, round(height * scale))


def _decoded(
    path: Path, film: Film, before: list[str], filters: str, count: int
) -> Iterator[tuple[float, Pixels]]:
    opening = reading(path, ["-threads", "1", *before], level="info")
    words = ["-an", "-sn", "-dn", "-map", "0:V:0", "-fps_mode", "passthrough", "-vf", filters]
    words += ["-frames:v", str(count), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    answer = run([*opening, *words], _DRAWING)
    width, height = _size(film)
    size = width * height * 3
    times = [float(found) for found in re.findall(r"pts_time:\s*(-?[0-9.]+)", answer.said)]
    for number in range(len(answer.output) // size):
        block = answer.output[number * size : (number + 1) * size]
        at = times[number] if film.seconds and number < len(times) else 0.0
        yield max(0.0, at), np.frombuffer(block, np.uint8).reshape(height, width, 3)
    if answer.status is None:
        raise MediaUnreadable(f"{path.name}: drawing it was stopped ({why(answer, path)})")


def _hashed(at: float, pixels: Pixels) -> Drawn:
    try:
        row, quality = pdq.row(pixels)
        inside = strip(pixels)
        inner = pdq.row(inside)[0] if inside.shape != pixels.shape else None
    except pdq.LibraryMissing:
        return Drawn(at, pixels, None, None, None)
    return Drawn(at, pixels, row, quality, inner)


def best(drawn: list[Drawn]) -> Drawn:
    """Choose the frame that shows most: black and empty ones tell nothing."""
    return max(drawn, key=lambda one: float(one.pixels.std()))


def sharp(pixels: Pixels, side_px: int) -> bytes:
    """Answer a JPEG without metadata, its longer side at most so many pixels."""
    return _jpeg(_small(Image.fromarray(pixels), side_px))


def veiled(pixels: Pixels) -> bytes:
    """Answer a JPEG of a thumbnail's size in which nobody and nothing can be made out again."""
    picture = _small(Image.fromarray(pixels), THUMBNAIL_PX)
    cells = [max(1, round(_CELLS * side / max(picture.size))) for side in picture.size]
    coarse = picture.resize((cells[0], cells[1]), Image.Resampling.BOX)
    soft = coarse.resize(picture.size, Image.Resampling.BICUBIC)
    return _jpeg(soft.filter(ImageFilter.GaussianBlur(8)))


def _small(picture: Image.Image, side_px: int) -> Image.Image:
    scale = side_px / max(picture.size)
    if scale >= 1:
        return picture
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.BOX)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
