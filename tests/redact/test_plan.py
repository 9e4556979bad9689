"""A plan says what to hide; what it cannot say is refused with a reason."""

from pathlib import Path

import pytest

from khronika.redact.plan import Plan, PlanUnreadable


def test_a_plan_is_read(tmp_path: Path) -> None:
    """Everything that the page describes, and faces without being asked."""
    path = tmp_path / "plan.json"
    path.write_text(
        '{"boxes": [{"what": "badge", "from": 1, "to": 2, "box": [0, 0.5, 0.25, 0.5]}],'
        ' "mute": [[0, 1.5]], "voice": "deepen"}'
    )
    plan = Plan.read(path)
    assert plan.faces
    assert plan.patches[0].covers(2.05)
    assert not plan.patches[0].covers(2.5)
    assert plan.mute == ((0.0, 1.5),)
    assert plan.to_json() == {"faces": True, "boxes": 1, "muted": 1, "voice": "deepen"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"face": true}',
        '{"faces": 1}',
        '{"voice": "squeak"}',
        '{"boxes": [{"box": [0, 0, 0, 1]}]}',
        '{"boxes": [{"box": [0, 0, 2, 1]}]}',
        '{"boxes": [{"box": [0, 0, 1]}]}',
        '{"boxes": [{}]}',
        '{"boxes": [7]}',
        '{"boxes": [{"what": "name", "box": [0, 0, 1, 1]}]}',
        '{"mute": [[3, 2]]}',
        '{"mute": [[-1, 2]]}',
        '{"mute": [["NaN", 2]]}',
        '{"mute": 5}',
    ],
)
def test_what_cannot_be_done_is_refused(tmp_path: Path, text: str) -> None:
    """One error that names the file."""
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(PlanUnreadable, match=r"plan\.json"):
        Plan.read(path)


def test_a_missing_plan_is_named(tmp_path: Path) -> None:
    """So is a file that is not there."""
    with pytest.raises(PlanUnreadable, match="nowhere"):
        Plan.read(tmp_path / "nowhere.json")
