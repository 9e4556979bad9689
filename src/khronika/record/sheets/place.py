"""Places in a film or picture: moments in milliseconds, boxes in pixels.

Pure: forms, rules of the ledger and the serialiser ask here. Moments count from the beginning,
boxes are [left, top, width, height] from the upper left corner.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from khronika.errors import RecordError
from khronika.model.canonical import Json

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:[.,]\d{1,3})?)\Z")


class StatementUnreadable(RecordError):
    """A statement about a film says nothing, too much, or names a place outside of it."""


@dataclass(frozen=True, slots=True)
class At:
    """A moment or stretch of a film, a box of the picture, or both.

    >>> At(12_500).to_json()
    {'start': 12500, 'end': None, 'box': None}
    """

    start: int | None = None
    end: int | None = None
    box: tuple[int, int, int, int] | None = None

    def to_json(self) -> dict[str, Json]:
        """Write it as it stands in a fact."""
        return {"start": self.start, "end": self.end, "box": list(self.box) if self.box else None}

    @classmethod
    def from_json(cls, value: Json) -> "At | None":
        """Read it as it stands in a fact; None stands for the whole film.

        Raises:
            StatementUnreadable: it has another form.
        """
        if value is None:
            return None
        if not isinstance(value, Mapping) or value.keys() != {"start", "end", "box"}:
            raise StatementUnreadable("a place is start, end and box")
        box = value["box"]
        four = tuple(box) if isinstance(box, list | tuple) else ()
        whole = [one for one in (value["start"], value["end"], *four) if one is not None]
        if any(type(one) is not int or one < 0 for one in whole):
            raise StatementUnreadable("a place is counted in whole milliseconds and pixels")
        if box is not None and len(four) != 4:
            raise StatementUnreadable("a box is left, top, width and height")
        made = [one if isinstance(one, int) else None for one in (value["start"], value["end"])]
        a, b, c, d = (int(str(one)) for one in four) if four else (0, 0, 0, 0)
        return cls(made[0], made[1], (a, b, c, d) if four else None)


def is_within(at: Mapping[str, Any] | None, file: Mapping[str, Any]) -> bool:
    """Tell whether a place lies in a film or picture.

    Args:
        at: `start` and `end` in milliseconds, `box` as [left, top, width, height] in pixels, each
            null where it says nothing; None for the whole.
        file: the value of the film's fact `file`; what it does not know cannot hold a place.

    >>> is_within({"start": 9, "end": None, "box": None}, {"form": "film", "milliseconds": 8})
    False
    """
    if at is None:
        return True
    start, end, box = at["start"], at["end"], at["box"]
    if start is None and end is None and box is None:
        return False
    return _is_moment_within(start, end, file) and (box is None or _is_box_within(box, file))


def _is_moment_within(start: int | None, end: int | None, file: Mapping[str, Any]) -> bool:
    if start is None and end is None:
        return bool(file["form"] == "picture")  # a box alone says nothing of a film
    last = file.get("milliseconds")
    if start is None or last is None:
        return False
    return bool(start <= last and (end is None or start <= end <= last))


def _is_box_within(box: list[int], file: Mapping[str, Any]) -> bool:
    width, height = file.get("width"), file.get("height")
    if width is None or height is None:
        return False
    left, top, across, down = box
    return bool(across > 0 and down > 0 and left + across <= width and top + down <= height)


def check_place(at: At | None, file: Mapping[str, Json]) -> None:
    """Refuse a place outside of a film or picture.

    Raises:
        StatementUnreadable: names how long or how large it is.
    """
    if at is None or is_within(at.to_json(), file):
        return
    size = f"{file.get('width') or '?'} x {file.get('height') or '?'} pixels"
    last = file.get("milliseconds")
    long = f"{int(str(last)) / 1000:g} seconds, " if last is not None else ""
    raise StatementUnreadable(f"the place is outside of it: it has {long}{size}")


def read_moment(text: str) -> int | None:
    """Read a moment as people write it; None for an empty one.

    Args:
        text: seconds ("12.5"), or "1:02.5", or "0:01:02".

    Returns:
        Milliseconds.

    Raises:
        StatementUnreadable: it is no moment.

    >>> read_moment("1:02.5")
    62500
    """
    said = text.strip().translate(_DIGITS)
    if not said:
        return None
    found = _CLOCK.match(said)
    if found is None:
        raise StatementUnreadable("write a moment as seconds, like 12.5, or as 1:02.5")
    hours, minutes, seconds = found.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds.replace(",", "."))
    return math.floor(total * 1000 + 0.5)


_DIGITS = {
    start + digit: str(digit) for start in (0x0660, 0x06F0) for digit in range(10)
}  # Arabic-Indic and Persian digits, which people type at an Arabic desk


def read_box(text: str) -> tuple[int, int, int, int] | None:
    """Read a box as four whole numbers: left, top, width, height in pixels; None for an empty one.

    Raises:
        StatementUnreadable: it is no box.

    >>> read_box("10, 20, 100, 50")
    (10, 20, 100, 50)
    """
    said = text.strip().translate(_DIGITS)
    if not said:
        return None
    parts = re.split(r"[\s,;x×]+", said)
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        raise StatementUnreadable("write a box as four whole numbers: left, top, width, height")
    if any(len(part) > 6 for part in parts):
        raise StatementUnreadable("no picture has so many pixels")
    a, b, c, d = map(int, parts)
    return a, b, c, d
