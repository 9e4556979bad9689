"""Runs ffmpeg, ffprobe and exiftool on files that may be hostile: limited, offline, on one format.

A film that is really a play list could read other files or call other machines; only formats that
hold their own frames are opened, and no protocol but the file's.
"""

import hashlib
import json
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from khronika.errors import MediaError

_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,ogg,flv,asf,gif,image2,"
    "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe,mp3,wav,flac,aac,amr,h264,hevc,ivf"
)
GUARDS = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS)


class ProgramMissing(MediaError):
    """A program of the system is not installed."""


class MediaUnreadable(MediaError):
    """A file holds no film or picture that can be opened."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may use: seconds (of the processor, and by the clock) and bytes of memory.

    `output_bytes` bounds what it answers; the rest is thrown away.
    """

    seconds: int
    memory_bytes: int
    output_bytes: int = 64 << 20


WIDE = Bounds(3600, 6 << 30)
"""For a person who asked for a long piece of work and waits for it."""
NARROW = Bounds(15, 3 << 30, 8 << 20)
"""For what is looked at in passing while something is captured."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program said; `status` None where it was stopped at its bounds."""

    output: bytes
    said: str
    status: int | None


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


def probe(path: Path, bounds: Bounds = WIDE) -> Film:
    """Ask ffprobe what a file holds.

    Raises:
        MediaUnreadable: no film or picture.
    """
    return read_probe(path, run(probing(path), bounds))


def probing(path: Path) -> list[str]:
    """Answer the words by which ffprobe describes a file that may be hostile, as JSON."""
    words = ["-v", "error", *GUARDS, "-show_streams", "-show_format"]
    words += ["-show_program_version", "-of", "json"]
    return [program("ffprobe"), *words, f"file:{path}"]


def read_probe(path: Path, answer: Answer) -> Film:
    """Read what ffprobe answered.

    Raises:
        MediaUnreadable: no film or picture.
    """
    try:
        said = json.loads(answer.output or b"{}")
        streams = said.get("streams", [])
        shown = next(one for one in streams if one.get("codec_type") == "video")
        return _film(shown, said.get("format", {}), streams)
    except (ValueError, KeyError, StopIteration, ZeroDivisionError) as error:
        reason = why(answer, path) or "no picture in it"
        raise MediaUnreadable(f"{path.name}: no film or picture that opens ({reason})") from error


def why(answer: Answer, path: Path) -> str:
    """Answer in one line what a program complained of, without the path of the file; or ""."""
    if answer.status is None:
        return "it took too long, or too much memory"
    lines = answer.said.strip().splitlines()
    if not lines:
        return ""
    said = lines[0].replace(f"file:{path}", "the file").replace(str(path), "the file")
    return re.sub(r" @ 0x[0-9a-f]+", "", said)[:200]


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


def reading(path: Path, before: Sequence[str] = (), *, level: str = "error") -> list[str]:
    """Answer the words by which ffmpeg opens a file that may be hostile.

    Args:
        path: the file.
        before: more words about how it is read.
        level: how much ffmpeg says.
    """
    begin = [program("ffmpeg"), "-nostdin", "-v", level, "-hide_banner", *GUARDS, *before]
    return [*begin, "-i", f"file:{path}"]


def start(
    words: Sequence[str | Path], bounds: Bounds = WIDE, **more: object
) -> "subprocess.Popen[bytes]":
    """Start a program under limits of time and memory."""
    return subprocess.Popen([*limited(bounds), *words], **more)  # type: ignore[call-overload, no-any-return]  # passed on


def run(words: Sequence[str], bounds: Bounds, given: bytes | None = None) -> Answer:
    """Run a program to its end, or to its bounds.

    Args:
        words: the program and its arguments.
        bounds: what it may use.
        given: what it reads from stdin; nothing when None.
    """
    # Files, not pipes: a program that says without end fills no memory of ours.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        limits = limited(bounds, output=True)
        try:
            done = subprocess.run(
                [*limits, *words],
                input=given or b"",
                stdout=out,
                stderr=said,
                check=False,
                timeout=bounds.seconds * 2,
            )
            status = None if done.returncode in _STOPPED else done.returncode
        except subprocess.TimeoutExpired:
            status = None
        out.seek(0)
        said.seek(0)
        words_said = said.read(1 << 18).decode("utf-8", "replace")
        return Answer(out.read(bounds.output_bytes), words_said, status)


_STOPPED = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ)


def limited(bounds: Bounds, *, output: bool = False) -> list[str]:
    """Answer the words that put limits on what follows, where the system has the program.

    Args:
        bounds: what it may use.
        output: whether the files that it writes are bounded too.
    """
    limiter = shutil.which("prlimit")
    limits = [f"--as={bounds.memory_bytes}", f"--cpu={bounds.seconds}", "--core=0"]
    limits += [f"--fsize={bounds.output_bytes}"] if output else []
    return [limiter, *limits, "--"] if limiter else []


def pieces(process: "subprocess.Popen[bytes]", size: int) -> Iterator[bytes]:
    """Yield blocks of one size from a program's output; a last short one is left out."""
    out: IO[bytes] | None = process.stdout
    while out and len(block := out.read(size)) == size:
        yield block
