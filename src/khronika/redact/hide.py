"""Paints over what has to be hidden, so that no trick brings it back."""

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw

from khronika.media.frames import Pixels
from khronika.redact.faces import Box
from khronika.redact.plan import Patch

_CELLS = 5
"""A hidden face keeps five by five colours: where a head was, and nothing that tells whose."""
_WIDE, _TALLEST, _UNDER = 240, 180, 24
"""A frame of a contact sheet, in pixels, and the room for the words that stand under it."""


def hide(pixels: Pixels, boxes: Iterable[Box]) -> Pixels:
    """Answer a picture in which the insides of boxes are five by five soft patches of colour."""
    height, width = pixels.shape[:2]
    painted = Image.fromarray(pixels)
    source = Image.fromarray(pixels)
    for box in boxes:
        left, top = max(0, int(box.left)), max(0, int(box.top))
        right, bottom = min(width, int(np.ceil(box.right))), min(height, int(np.ceil(box.bottom)))
        if right <= left or bottom <= top:
            continue
        part = source.crop((left, top, right, bottom))
        coarse = part.resize((_CELLS, _CELLS), Image.Resampling.BOX)
        soft = coarse.resize(part.size, Image.Resampling.BILINEAR)
        painted.paste(soft, (left, top))
    return np.asarray(painted)


def patches(drawn: Iterable[Patch], at: float | None, width: int, height: int) -> list[Box]:
    """Answer the boxes drawn by hand at a second; all of them for a picture (`at` is None)."""
    return [
        Box(
            patch.left * width,
            patch.top * height,
            (patch.left + patch.width) * width,
            (patch.top + patch.height) * height,
        )
        for patch in drawn
        if at is None or patch.covers(at)
    ]


def sheet(shown: list[tuple[str, Pixels, list[Box]]], *, columns: int = 6) -> Image.Image:
    """Draw a contact sheet of hidden frames, each box outlined: look at it before they go out.

    Args:
        shown: what stands under each frame, the frame as hidden, its boxes.
        columns: frames in a row.
    """
    scales = [min((_WIDE - 6) / one.shape[1], _TALLEST / one.shape[0]) for _, one, _ in shown]
    # Rows are as tall as their frames: what stands under one must not stand nearer to the next.
    heights = [int(one.shape[0] * scale) for (_, one, _), scale in zip(shown, scales, strict=True)]
    tall = max(heights, default=_TALLEST)
    columns = max(1, min(columns, len(shown)))
    rows = max(1, -(-len(shown) // columns))
    whole = Image.new("RGB", (columns * _WIDE, rows * (tall + _UNDER)), "white")
    draw = ImageDraw.Draw(whole)
    for number, (words, pixels, boxes) in enumerate(shown):
        left, top = number % columns * _WIDE, number // columns * (tall + _UNDER)
        small, scale = Image.fromarray(pixels), scales[number]
        whole.paste(
            small.resize((max(1, int(small.width * scale)), max(1, int(small.height * scale)))),
            (left, top),
        )
        for box in boxes:
            corners = (box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)
            moved = [c + (left, top)[place % 2] for place, c in enumerate(corners)]
            draw.rectangle(moved, outline="red", width=2)
        draw.text((left + 2, top + heights[number] + 2), words, fill="black")
    return whole
