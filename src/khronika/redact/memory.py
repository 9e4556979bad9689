"""Remembers faces from frame to frame: none shows for a moment between two that were found.

Detectors lose a face that turns or moves. A box is followed into its neighbours; a gap between two
boxes of one track is filled, and each track begins and ends some frames before and after it was
seen. Following is by place alone: nothing is known of a face but where it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from khronika.redact.faces import Box

GROWN = 1.35
"""By how much a box is made larger: hair, ears and a chin tell a person too."""
GAP_SECONDS = 1.5
"""Boxes at most so far apart, in places that fit, are one track; what lies between is hidden."""
EDGE_SECONDS = 0.5
"""A track goes on for so long before and after."""
_NEAR = 1.2
"""How far a box may have moved, in its own size, in three tenths of a second; at most 3 in all."""


@dataclass(slots=True)
class _Track:
    boxes: dict[int, Box] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last frame in which it was seen."""
        return max(self.boxes)


def remember(found: Sequence[Sequence[Box]], rate: float) -> list[list[Box]]:
    """Answer for each frame what has to be hidden in it.

    Args:
        found: for each frame, the boxes of faces that were found in it.
        rate: frames a second.

    Returns:
        For each frame, boxes made larger, those remembered included.
    """
    tracks = _follow(found, rate)
    hidden: list[list[Box]] = [[] for _ in found]
    edge = round(EDGE_SECONDS * rate)
    for track in tracks:
        frames = sorted(track.boxes)
        for frame in range(max(0, frames[0] - edge), min(len(found), frames[-1] + edge + 1)):
            hidden[frame].append(_between(track.boxes, frames, frame).grown(GROWN))
    return [_spread(hidden, frame) for frame in range(len(hidden))]


def _follow(found: Sequence[Sequence[Box]], rate: float) -> list[_Track]:
    tracks: list[_Track] = []
    longest = max(1, round(GAP_SECONDS * rate))
    for frame, boxes in enumerate(found):
        open_tracks = [track for track in tracks if 0 < frame - track.last <= longest]
        for box in boxes:
            nearest = min(open_tracks, key=lambda t: _distance(t.boxes[t.last], box), default=None)
            if nearest and _fits(nearest.boxes[nearest.last], box, (frame - nearest.last) / rate):
                nearest.boxes[frame] = box
                open_tracks.remove(nearest)
            else:
                tracks.append(_Track({frame: box}))
    return tracks


def _distance(one: Box, other: Box) -> float:
    across = (one.left + one.right - other.left - other.right) / 2
    down = (one.top + one.bottom - other.top - other.bottom) / 2
    return float((across**2 + down**2) ** 0.5)


def _fits(one: Box, other: Box, seconds: float) -> bool:
    size = max(one.area, other.area) ** 0.5
    reach = min(3.0, 0.5 + _NEAR * seconds * 10 / 3)
    is_of_size = 0.25 < (one.area + 1) / (other.area + 1) < 4
    return is_of_size and _distance(one, other) < reach * size


def _between(boxes: dict[int, Box], frames: list[int], frame: int) -> Box:
    """Answer where a track is in a frame: seen, in a line between two places, or at its end."""
    if frame in boxes:
        return boxes[frame]
    before = [x for x in frames if x < frame]
    after = [x for x in frames if x > frame]
    if not before or not after:
        return boxes[after[0] if after else before[-1]].grown(1.2)
    first, last = before[-1], after[0]
    share = (frame - first) / (last - first)
    one, other = boxes[first], boxes[last]
    mixed = (
        a + (b - a) * share
        for a, b in zip(
            (one.left, one.top, one.right, one.bottom),
            (other.left, other.top, other.right, other.bottom),
            strict=True,
        )
    )
    return Box(*mixed).grown(1.2)


def _spread(hidden: list[list[Box]], frame: int) -> list[Box]:
    """Add the boxes of the frames beside: what moves is hidden where it was and will be."""
    near = hidden[max(0, frame - 2) : frame + 3]
    return [box for boxes in near for box in boxes]
