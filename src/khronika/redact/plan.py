"""What shall be hidden in a film or picture, as somebody wrote it down in JSON.

    {"faces": true,
     "boxes": [{"what": "badge", "from": 0, "to": 3.5, "box": [0.1, 0.2, 0.3, 0.1]}],
     "mute": [[1.0, 2.5]],
     "voice": "keep"}

Places are shares of width and height (left, top, width, height), times seconds.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from khronika.errors import RedactError
from khronika.model.canonical import Json

VOICES = ("keep", "deepen", "remove")
WHAT = ("badge", "face", "other", "paper", "plate", "screen", "tattoo")


class PlanUnreadable(RedactError):
    """A plan says something that cannot be done."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A rectangle drawn by hand: what it hides, from and to which second, and where (0 to 1)."""

    what: str
    start: float
    end: float
    left: float
    top: float
    width: float
    height: float

    def covers(self, at: float) -> bool:
        """Tell whether it is there at a second; rather a little too long than too short."""
        return self.start - 0.1 <= at <= self.end + 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What shall be hidden: faces, patches drawn by hand, stretches of sound, the voice."""

    faces: bool = True
    patches: tuple[Patch, ...] = ()
    mute: tuple[tuple[float, float], ...] = ()
    voice: str = "keep"

    @classmethod
    def read(cls, path: Path) -> "Plan":
        """Read a plan from a file.

        Raises:
            PlanUnreadable: it is no JSON, or says something that cannot be done.
        """
        try:
            said = json.loads(path.read_bytes())
        except OSError as error:
            raise PlanUnreadable(f"{path}: {error.strerror}; give a plan") from error
        except (ValueError, RecursionError) as error:
            raise PlanUnreadable(f"{path}: not JSON ({error}); write it anew") from error
        return cls.of(said, str(path))

    @classmethod
    def of(cls, said: object, where: str = "the plan") -> "Plan":
        """Read a plan from what JSON holds.

        Raises:
            PlanUnreadable: a key, a place or a time that cannot be.
        """
        if not isinstance(said, dict) or said.keys() - {"faces", "boxes", "mute", "voice"}:
            raise PlanUnreadable(f"{where}: it may say faces, boxes, mute and voice, nothing else")
        faces, voice = said.get("faces", True), said.get("voice", "keep")
        if not isinstance(faces, bool) or voice not in VOICES:
            raise PlanUnreadable(f"{where}: faces is true or false, voice one of {VOICES}")
        try:
            patches = tuple(_patch(entry) for entry in said.get("boxes", []))
            mute = tuple(_stretch(entry) for entry in said.get("mute", []))
        except (TypeError, ValueError, KeyError) as error:
            raise PlanUnreadable(f"{where}: a box or stretch that cannot be ({error})") from error
        return cls(faces, patches, mute, voice)

    def to_json(self) -> dict[str, Json]:
        """Say in numbers what was hidden; places and times are not told."""
        return {
            "faces": self.faces,
            "boxes": len(self.patches),
            "muted": len(self.mute),
            "voice": self.voice,
        }


def _stretch(entry: object) -> tuple[float, float]:
    start, end = (float(x) for x in entry)  # type: ignore[attr-defined]  # else a TypeError
    if not 0 <= start < end < 1e6:
        raise ValueError(f"from {start} to {end}")
    return start, end


def _patch(entry: object) -> Patch:
    if not isinstance(entry, dict):
        raise TypeError(f"{entry!r} is no box")
    what = entry.get("what", "other")
    if what not in WHAT:
        raise ValueError(f"what is one of {', '.join(WHAT)}")
    start, end = _stretch((entry.get("from", 0), entry.get("to", 999_999)))
    left, top, width, height = (float(x) for x in entry["box"])
    if not (0 <= left < 1 and 0 <= top < 1 and 0 < width <= 1 and 0 < height <= 1):
        raise ValueError(f"box {entry['box']} does not lie in the picture")
    return Patch(what, start, end, left, top, width, height)
