"""What was found once is hidden before, after and between; nothing shows for a moment."""

from hypothesis import given
from hypothesis import strategies as st

from khronika.redact.faces import Box
from khronika.redact.memory import remember

RATE = 10.0


def _covers(boxes: list[Box], face: Box) -> bool:
    return any(
        box.left <= face.left
        and box.top <= face.top
        and box.right >= face.right
        and box.bottom >= face.bottom
        for box in boxes
    )


def _walk(frames: int, step: float) -> list[Box]:
    """Answer where a face of 40 by 50 pixels is that moves evenly."""
    return [Box(100 + step * i, 80, 140 + step * i, 130) for i in range(frames)]


@given(
    st.integers(20, 60),
    st.floats(-6, 6),
    st.sets(st.integers(1, 58), max_size=40),
)
def test_no_gap_shows_between_two_that_were_found(
    frames: int, step: float, lost: set[int]
) -> None:
    """Wherever the detector loses a face for at most a second and a half, it stays hidden."""
    faces = _walk(frames, step)
    seen = [i for i in range(frames) if i not in lost or i in (0, frames - 1)]
    longest = max(b - a for a, b in zip(seen, seen[1:], strict=False))
    found = [[faces[i]] if i in seen else [] for i in range(frames)]
    hidden = remember(found, RATE)
    if longest <= 15:
        assert all(_covers(hidden[i], faces[i]) for i in range(frames))


def test_a_track_begins_before_and_ends_after() -> None:
    """Half a second on both sides of one sighting is hidden, and not much more."""
    found: list[list[Box]] = [[] for _ in range(40)]
    found[20] = [Box(10, 10, 50, 60)]
    hidden = remember(found, RATE)
    assert all(_covers(hidden[i], Box(10, 10, 50, 60)) for i in range(15, 26))
    assert not hidden[10]
    assert not hidden[30]


def test_two_people_stay_two() -> None:
    """Faces that cross are both hidden in every frame."""
    left = [Box(10 + 8 * i, 50, 50 + 8 * i, 100) for i in range(30)]
    right = [Box(260 - 8 * i, 55, 300 - 8 * i, 105) for i in range(30)]
    hidden = remember([[a, b] for a, b in zip(left, right, strict=True)], RATE)
    assert all(_covers(hidden[i], left[i]) and _covers(hidden[i], right[i]) for i in range(30))


def test_no_frames_is_no_fault() -> None:
    """An empty film stays empty."""
    assert remember([], RATE) == []
