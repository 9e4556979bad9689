"""Finds faces, only so that they can be hidden: where they are, never whose.

CenterFace (Xu et al., 2019) on the CPU. The shipped weights answer boxes alone; nothing here or
elsewhere compares one face with another.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from khronika.errors import RedactError
from khronika.media.frames import Pixels

WEIGHTS = "faces_centerface.onnx"
LEAST_SCORE = 0.2
"""Low on purpose: a wall that is blurred costs nothing, a face that is not may cost a life."""
_STRIDE = 4
_STEP_PX = 32
_ALIKE = 0.3
"""Of two boxes that overlap by more (intersection over union), the surer one stands."""


class DetectorMissing(RedactError):
    """The library that runs the detector is not installed."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, `left` and `top` of the picture's corner; `score` 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    score: float = 1.0

    @property
    def area(self) -> float:
        """Its size in square pixels, 0 where it is empty."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def overlap(self, other: "Box") -> float:
        """Answer intersection over union with another, 0 to 1."""
        inner = Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        ).area
        return inner / (self.area + other.area - inner) if inner else 0.0

    def grown(self, factor: float) -> "Box":
        """Answer the same rectangle made larger round its middle."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        width, height = (self.right - self.left) * factor, (self.bottom - self.top) * factor
        return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2, self.score)


def find(pixels: Pixels, *, long_sides: tuple[int, ...] = (640,)) -> list[Box]:
    """Find the faces of a picture.

    Args:
        pixels: the picture, height by width by three.
        long_sides: sizes at which it is looked at, in pixels; more of them find smaller and larger
            faces and cost more. A picture is never made larger than twice its size.

    Raises:
        DetectorMissing: onnxruntime is not installed.
    """
    found = [box for side in long_sides for box in _at(pixels, side)]
    return list(_surest(sorted(found, key=lambda box: -box.score)))


def _at(pixels: Pixels, long_side: int) -> Iterator[Box]:
    height, width = pixels.shape[:2]
    scale = min(2.0, long_side / max(height, width))
    size = [max(1, round(side * scale / _STEP_PX)) * _STEP_PX for side in (width, height)]
    small = Image.fromarray(pixels).resize((size[0], size[1]), Image.Resampling.BILINEAR)
    given = np.asarray(small, np.float32).transpose(2, 0, 1)[None]
    heat, scales, offsets = _session().run(None, {"input.1": given})
    across, down = width / size[0], height / size[1]
    for row, column in np.argwhere(heat[0, 0] > LEAST_SCORE):
        tall, wide = (float(np.exp(x)) * _STRIDE for x in scales[0, :, row, column])
        y, x = (
            (place + 0.5 + float(shift)) * _STRIDE
            for place, shift in zip((row, column), offsets[0, :, row, column], strict=True)
        )
        yield Box(
            (x - wide / 2) * across,
            (y - tall / 2) * down,
            (x + wide / 2) * across,
            (y + tall / 2) * down,
            float(heat[0, 0, row, column]),
        )


def _surest(boxes: list[Box]) -> Iterator[Box]:
    kept: list[Box] = []
    for box in boxes:
        if all(box.overlap(other) < _ALIKE for other in kept):
            kept.append(box)
            yield box


class _Session:
    """What is used of onnxruntime's session."""

    def run(
        self, names: list[str] | None, given: dict[str, NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """Answer heat, scales and offsets."""
        raise NotImplementedError


@cache
def _session() -> _Session:
    try:
        import onnxruntime
    except ImportError as error:
        raise DetectorMissing(
            "the library that finds faces is missing; install khronika[faces]"
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    weights = resources.files("khronika.data").joinpath(WEIGHTS).read_bytes()
    session: _Session = onnxruntime.InferenceSession(
        weights, options, providers=["CPUExecutionProvider"]
    )
    return session


@cache
def weights_sha256() -> str:
    """Hash the weights, so that a redacted copy names what found the faces."""
    return hashlib.sha256(
        resources.files("khronika.data").joinpath(WEIGHTS).read_bytes()
    ).hexdigest()
