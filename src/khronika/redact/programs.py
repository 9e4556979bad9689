"""Runs ffmpeg, ffprobe and exiftool on files that may be hostile: limited, offline, on one format.

A film that is really a play list could read other files or call other machines; only formats that
hold their own frames are opened, and no protocol but the file's.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from khronika.errors import RedactError

_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,ogg,flv,asf,gif,image2,"
    "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe,mp3,wav,flac,aac,amr,h264,hevc,ivf"
)
_GUARDS = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS)
_MEMORY_BYTES = 6 << 30
_SECONDS = 3600


class ProgramMissing(RedactError):
    """A program of the system is not installed."""


class MediaUnreadable(RedactError):
    """A file holds no film or picture that can be opened."""


@dataclass(frozen=True, slots=True)
class Film:
    """What ffprobe says of a film or picture.

    `width` and `height` are in pixels as shown (turned where the file says so), `seconds` is None
    for a picture, `frames_a_second` is a fraction of two integers, `has_sound` tells whether a
    track of sound is there.
    """

    width: int
    height: int
    seconds: float | None
    frames_a_second: tuple[int, int]
    has_sound: bool
    codec: str


@cache
def program(name: str) -> str:
    """Find a program.

    Raises:
        ProgramMissing: it is not installed.
    """
    found = shutil.which(name)
    if not found:
        raise ProgramMissing(f"{name} is not installed; `make system` installs it")
    return found


@cache
def version(name: str) -> str:
    """Answer what a program says of its version, in one word."""
    flag = "-ver" if name == "exiftool" else "-version"
    said = subprocess.run([program(name), flag], capture_output=True, text=True, check=True).stdout
    words = said.split()
    return words[0] if name == "exiftool" else words[2]


@cache
def sha256(name: str) -> str:
    """Hash the file of a program, so that a derived copy names exactly what made it."""
    with Path(program(name)).resolve().open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def probe(path: Path) -> Film:
    """Ask ffprobe what a file holds.

    Raises:
        MediaUnreadable: no film or picture.
    """
    words = ["-v", "error", *_GUARDS, "-show_streams", "-show_format", "-of", "json"]
    done = _run([program("ffprobe"), *words, f"file:{path}"])
    try:
        said = json.loads(done.stdout or b"{}")
        streams = said.get("streams", [])
        shown = next(one for one in streams if one.get("codec_type") == "video")
        return _film(shown, said.get("format", {}), streams)
    except (ValueError, KeyError, StopIteration, ZeroDivisionError) as error:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = why[0].replace(f"file:{path}", "the file") if why else "no picture in it"
        raise MediaUnreadable(f"{path.name}: no film or picture that opens ({reason})") from error


def _film(
    shown: dict[str, object], whole: dict[str, object], streams: list[dict[str, object]]
) -> Film:
    width, height = int(str(shown["width"])), int(str(shown["height"]))
    if min(width, height) < 1:
        raise ValueError("a picture without size")
    if _turn(shown) % 180:
        width, height = height, width
    above, below = (int(x) for x in str(shown.get("avg_frame_rate", "0/1")).split("/"))
    told = shown.get("duration") or whole.get("duration")
    seconds = float(str(told)) if told else None
    is_still = (
        str(whole.get("format_name", "")).endswith("_pipe") or whole.get("format_name") == "image2"
    )
    return Film(
        width,
        height,
        None if is_still else seconds,
        (above, below) if above and below else (25, 1),
        any(one.get("codec_type") == "audio" for one in streams),
        str(shown.get("codec_name", "")),
    )


def _turn(shown: dict[str, object]) -> int:
    """Answer by how many degrees a player turns the picture."""
    found = shown.get("side_data_list")
    for entry in found if isinstance(found, list) else []:
        if isinstance(entry, dict) and "rotation" in entry:
            return int(entry["rotation"])
    return 0


def reading(path: Path) -> list[str]:
    """Answer the words by which ffmpeg opens a file that may be hostile."""
    return [program("ffmpeg"), "-nostdin", "-v", "error", *_GUARDS, "-i", f"file:{path}"]


def start(words: Sequence[str | Path], **more: object) -> "subprocess.Popen[bytes]":
    """Start a program under limits of time and memory."""
    return subprocess.Popen([*_limited(), *words], **more)  # type: ignore[call-overload, no-any-return]  # passed on


def _run(words: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
    limited = [*_limited(), *words]
    return subprocess.run(limited, capture_output=True, check=False, timeout=_SECONDS)


def _limited() -> list[str]:
    """Answer the words that put limits on what follows, where the system has the program."""
    limiter = shutil.which("prlimit")
    limits = [f"--as={_MEMORY_BYTES}", f"--cpu={_SECONDS}", "--core=0"]
    return [limiter, *limits, "--"] if limiter else []


def pieces(process: "subprocess.Popen[bytes]", size: int) -> Iterator[bytes]:
    """Yield blocks of one size from a program's output; a last short one is left out."""
    out: IO[bytes] | None = process.stdout
    while out and len(block := out.read(size)) == size:
        yield block
