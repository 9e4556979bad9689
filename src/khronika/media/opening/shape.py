"""Reads from what ffprobe says how a film or picture is shown: its size, its turn, its length."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from khronika.media.opening import exif

Said = Mapping[str, object]
"""A stream or format, as ffprobe tells it in JSON."""
_FASTEST = 240.0
"""Frames a second; what says more (a broken header) is taken for `_USUAL`."""
_USUAL = (25, 1)
_EVEN = 60.0
_ON_WHITE = (
    "format=gbrap",
    "negate",
    "premultiply=inplace=1",
    "negate",
)
"""Lays what is transparent on white, as browsers do: what it covers was not to be seen."""
_ALPHAS = ("rgba", "bgra", "argb", "abgr", "ya8", "ya16", "gbrap", "yuva", "pal8")


@dataclass(frozen=True, slots=True)
class Film:
    """What ffprobe says of a film or picture.

    `width` and `height` are in pixels (turned where the file says so), `pixel` is how wide and how
    high one of them is shown,
    `seconds` is None for a picture, `frames_a_second` is a fraction of two integers, `has_sound`
    tells whether a track of sound is there, `filters` are what ffmpeg has to be told so that what
    it draws is as shown.
    """

    width: int
    height: int
    seconds: float | None
    frames_a_second: tuple[int, int]
    has_sound: bool
    codec: str
    filters: tuple[str, ...] = ()
    pixel: tuple[int, int] = (1, 1)


def pictures(streams: Sequence[Said]) -> list[Said]:
    """Answer the streams that are films or pictures; covers of sounds and films are none."""
    return [
        one
        for one in streams
        if one.get("codec_type") == "video" and not _number(one, "disposition", "attached_pic")
    ]


def film_of(
    path: Path, whole: Said, streams: Sequence[Said], *, length: Callable[[], float | None]
) -> Film:
    """Read what is shown.

    Args:
        path: the file.
        whole: the format.
        streams: of the file.
        length: measures how many seconds there are, where the file does not say it.

    Raises:
        ValueError, KeyError, StopIteration, ZeroDivisionError: no picture with a size.
    """
    shown = next(iter(pictures(streams)))
    width, height = int(str(shown["width"])), int(str(shown["height"]))
    if min(width, height) < 1:
        raise ValueError("a picture without size")
    seconds = _seconds(whole, shown, length)
    turn: tuple[str, ...] = ()
    pixel = (1, 1)
    if seconds is None:
        orientation = exif.orientation(path)
        turn, is_sideways = exif.UPRIGHT[orientation], orientation in exif.SIDEWAYS
    else:
        pixel = _pixel(str(shown.get("sample_aspect_ratio", "")))
        is_sideways = abs(_turn(shown) % 180 - 90) < 1
    if is_sideways:
        width, height, pixel = height, width, pixel[::-1]
    is_clear = str(shown.get("pix_fmt", "")).startswith(_ALPHAS)
    return Film(
        width,
        height,
        seconds,
        _rate(shown),
        any(one.get("codec_type") == "audio" for one in streams),
        str(shown.get("codec_name", "")),
        (*turn, *(_ON_WHITE if is_clear else ())),
        pixel,
    )


def _seconds(whole: Said, shown: Said, length: Callable[[], float | None]) -> float | None:
    form = str(whole.get("format_name", ""))
    if form.endswith("_pipe") or (form == "gif" and str(shown.get("nb_frames")) == "1"):
        return None
    told = shown.get("duration") or whole.get("duration")
    return float(str(told)) if told and float(str(told)) > 0 else length()


def _rate(shown: Said) -> tuple[int, int]:
    """Answer frames a second, so many that none is lost where they vary."""
    mean, even = (_fraction(shown, name) for name in ("avg_frame_rate", "r_frame_rate"))
    told = [x / y for x, y in (mean, even)]
    if told[0] < told[1] <= min(_EVEN, 4 * told[0]):
        return even
    return mean if 0 < told[0] <= _FASTEST else _USUAL


def _fraction(shown: Said, name: str) -> tuple[int, int]:
    above, below = (int(x) for x in str(shown.get(name, "0/1")).split("/"))
    return (above, below) if above > 0 and below > 0 else (0, 1)


def _pixel(told: str) -> tuple[int, int]:
    """Answer how wide and high a pixel is shown; square where that is not said or absurd."""
    above, _, below = told.partition(":")
    if not (above.isdigit() and below.isdigit() and int(above) and int(below)):
        return 1, 1
    found = int(above), int(below)
    return found if found[1] <= found[0] * 4 <= found[1] * 16 else (1, 1)


def _turn(shown: Said) -> float:
    """Answer by how many degrees a player turns the picture."""
    found = shown.get("side_data_list")
    for entry in found if isinstance(found, list) else []:
        if isinstance(entry, dict) and "rotation" in entry:
            return float(entry["rotation"])
    return 0.0


def _number(stream: Said, group: str, name: str) -> int:
    found = stream.get(group)
    return int(found.get(name, 0)) if isinstance(found, Mapping) else 0
