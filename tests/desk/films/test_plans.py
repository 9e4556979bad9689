"""What is to be hidden is read as it is written, and refused in words where it cannot be."""

import pytest
from tests.desk.films.desk import Desk, needs_ffmpeg

from khronika.desk.fields import CorrectionUnreadable
from khronika.desk.models import Redaction
from khronika.desk.redacting.plans import ALL_THE_TIME, read_plan
from khronika.redact.plan import Plan

pytestmark = needs_ffmpeg


HOSTILE = [
    {"boxes": "badge 0-3.5: 10 20 30"}, {"boxes": "badge 0-3.5: 100 20 30 10"},
    {"boxes": "badge 5-2: 10 20 30 10"}, {"boxes": "face -1-2: 1 1 1 1"},
    {"boxes": "eye 0-1: 10 20 30 10"}, {"boxes": "badge 0-1: 1e9 0 1 1"},
    {"boxes": "badge 0-1: nan 0 1 1"}, {"boxes": "badge 99-100: 1 1 1 1"},
    {"boxes": "<script>: 1 1 1 1"}, {"boxes": "face: 1 1 0 0"}, {"boxes": "\n".join(["face: 1 1 1 1"] * 201)},
    {"faces": "1", "mute": "2-1"}, {"faces": "1", "mute": "0-99999999999999999999"},
    {"faces": "1", "mute": "1"}, {"faces": "1", "voice": "helium"}, {"faces": ""},
]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_a_plan_that_cannot_be_is_refused_in_words(said: dict[str, str]) -> None:
    """Reversed, negative, huge, outside of picture or film, unknown, or hiding nothing."""
    with pytest.raises(CorrectionUnreadable):
        read_plan(said, 6.0)


def test_a_plan_is_read_as_it_is_written() -> None:
    """Hundredths become shares; a box without a stretch is there all the time."""
    plan = read_plan({"faces": "1", "boxes": "plate 1-2,5: 10 20.5 30 10\nface: 0 0 100 100",
                      "mute": "0:01-0:02.5, 4-5", "voice": "deepen"}, 6.0)  # fmt: skip
    assert plan == {
        "faces": True, "voice": "deepen", "mute": [[1.0, 2.5], [4.0, 5.0]],
        "boxes": [
            {"what": "plate", "from": 1.0, "to": 2.5, "box": [0.1, 0.205, 0.3, 0.1]},
            {"what": "face", "from": 0.0, "to": ALL_THE_TIME, "box": [0.0, 0.0, 1.0, 1.0]},
        ],
    }  # fmt: skip


@pytest.mark.parametrize("seconds", [None, 2.0, 6.0])
def test_a_box_without_a_stretch_hides_to_the_very_end(seconds: float | None) -> None:
    """Films that tell no length, or a shorter one than theirs, show nothing behind it."""
    plan = Plan.of(read_plan({"boxes": "face: 0 0 50 50"}, seconds))
    assert all(plan.patches[0].covers(at) for at in (0.0, 1.5, 5.9, 7200.0))


@pytest.mark.parametrize("line", ["badge 0:00-0:03.5: 10 20 30 10", "badge 0-3.5: 10 20 30 10"])
def test_a_box_may_say_its_stretch_as_a_clock_does(line: str) -> None:
    """The screen says moments as 0:00 and writes them so into a line that is drawn."""
    (box,) = read_plan({"boxes": line}, 8.0)["boxes"]
    assert (box["from"], box["to"]) == (0.0, 3.5)
    assert box["box"] == [0.1, 0.2, 0.3, 0.1]


@pytest.mark.parametrize(
    ("look", "seen"), [("here", "veiled-"), ("clear", "sharp-"), ("play", "<video")]
)
def test_looking_at_another_second_loses_nothing_that_was_said(
    desk: Desk, look: str, seen: str
) -> None:
    """The buttons of the picture bring the form back with its words, and make no copy."""
    said = {"boxes": "plate 0:01-2: 10 20 30 10", "mute": "4-5", "voice": "deepen"}
    form = {**desk.office.marks(), **said, "look": look, "second": "4"}
    answer = desk.office.browser("ann").post(desk.path + "redact", form)
    screen = answer.content.decode()
    assert answer.status_code == 200
    assert not Redaction.objects.exists()
    assert "plate 0:01-2: 10 20 30 10</textarea>" in screen
    assert 'value="4-5"' in screen
    assert '<option value="deepen" selected>' in screen
    assert (
        'name="second" form="plan" size="9" dir="ltr" inputmode="decimal" value="0:04"' in screen
    )
    assert 'name="faces" value="1">' in screen
    assert seen in screen
