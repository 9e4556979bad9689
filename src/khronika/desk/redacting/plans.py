"""Reads what a form says shall be hidden: boxes a line each, stretches of sound, the voice.

Boxes are written in hundredths of the picture, as drawing on a frame writes them too, so that a
form without a script says the same.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import CorrectionUnreadable
from khronika.errors import RedactError
from khronika.record.sheets.place import StatementUnreadable, read_moment
from khronika.redact.plan import VOICES, WHAT, Plan

MOST_BOXES = 200
ALL_THE_TIME = 999_999.0
"""The end of a box without a stretch: a film may tell less than its own length."""
_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?\Z")


def read_plan(said: Mapping[str, str], seconds: float | None) -> dict[str, Any]:
    """Read a plan from a form, as `khronika.redact` takes it.

    Args:
        said: `faces`, `boxes`, `mute`, `voice`.
        seconds: how long the film is; None of a picture.

    Raises:
        CorrectionUnreadable: says which line is wrong and what is wanted.
    """
    voice = said.get("voice", "keep")
    if voice not in VOICES:
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    plan: dict[str, Any] = {
        "faces": said.get("faces") == "1",
        "boxes": [_box(line, seconds) for line in _lines(said.get("boxes", ""))],
        "mute": [_stretch(part, seconds) for part in _parts(said.get("mute", ""))],
        "voice": voice,
    }
    is_hiding = plan["faces"] or plan["boxes"] or plan["mute"] or voice != "keep"
    if not is_hiding:
        raise CorrectionUnreadable(gettext("Say what shall be hidden."))
    try:
        Plan.of(plan)
    except RedactError as error:
        raise CorrectionUnreadable(gettext("A box or stretch cannot be.")) from error
    return plan


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_BOXES:
        raise CorrectionUnreadable(gettext("No more than 200 boxes can be hidden at once."))
    return lines


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()][:MOST_BOXES]


def _box(line: str, seconds: float | None) -> dict[str, Any]:
    """Read "badge 0-3.5: 10 20 30 10": what, from and to which second, and where in hundredths.

    Moments may be written as a clock says them (`0:00-1:02.5`): the last colon ends the stretch.
    """
    head, _, numbers = line.rpartition(":")
    what, _, stretch = head.strip().partition(" ")
    found = numbers.split()
    wrong = CorrectionUnreadable(
        gettext("Write a box as “badge 0-3.5: 10 20 30 10”. This line is none: %(line)s")
        % {"line": line[:60]}
    )
    if what not in WHAT or len(found) != 4 or not all(_NUMBER.match(one) for one in found):
        raise wrong
    left, top, width, height = (float(one.replace(",", ".")) / 100 for one in found)
    if left >= 1 or top >= 1 or not 0 < width <= 1 or not 0 < height <= 1:
        raise wrong
    start, end = _stretch(stretch, seconds) if stretch.strip() else (0.0, ALL_THE_TIME)
    return {"what": what, "from": start, "to": end, "box": [left, top, width, height]}


def _stretch(text: str, seconds: float | None) -> list[float]:
    first, dash, last = text.partition("-")
    try:
        start, end = read_moment(first), read_moment(last)
    except StatementUnreadable:
        start = end = None
    if not dash or start is None or end is None or start >= end:
        raise CorrectionUnreadable(
            gettext("Write a stretch as 1-2.5, in seconds. This is none: %(text)s")
            % {"text": text[:40]}
        )
    if seconds is not None and start / 1000 > seconds:
        raise CorrectionUnreadable(gettext("The film has no such second."))
    return [start / 1000, end / 1000]
