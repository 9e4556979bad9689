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
from khronika.media import kinds
from khronika.media.opening import exif
from khronika.media.opening.shape import Film, film_of

_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpeg,mpegts,mpegvideo,ogg,flv,asf,gif,apng,"
    "jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe,mp3,wav,flac,aac,amr,h264,hevc,ivf"
)
_DEMUXERS = {
    "JPEG": "jpeg_pipe", "PNG": "png_pipe", "WebP": "webp_pipe", "BMP": "bmp_pipe",
    "TIFF": "tiff_pipe", "GIF": "gif",
}  # fmt: skip
"""Which reader of ffmpeg opens a picture. It would choose another by the name: `a%d.jpg` is a
picture to people and a row of files to it."""
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
    words = ["-v", "error", *guards(path), "-show_streams", "-show_format"]
    words += ["-show_program_version", "-of", "json"]
    return [program("ffprobe"), *words, f"file:{path}"]


def guards(path: Path) -> list[str]:
    """Answer the words that bind a program to one file, and to the reader of its form."""
    with path.open("rb") as file:
        form = kinds.kind_of(file.read(4096))
    demuxer = "apng" if form == "PNG" and exif.is_animated_png(path) else _DEMUXERS.get(form or "")
    return [*GUARDS, *(("-f", demuxer) if demuxer else ())]


def read_probe(path: Path, answer: Answer) -> Film:
    """Read what ffprobe answered.

    Raises:
        MediaUnreadable: no film or picture.
    """
    try:
        said = json.loads(answer.output or b"{}")
        whole, streams = said.get("format", {}), said.get("streams", [])
        return film_of(path, whole, streams, length=lambda: _length(path))
    except (ValueError, KeyError, StopIteration, ZeroDivisionError) as error:
        reason = _in_words(why(answer, path)) if path.stat().st_size else "it is empty"
        raise MediaUnreadable(f"{path.name}: no film or picture that opens ({reason})") from error


def _length(path: Path) -> float | None:
    """Measure how long a film is that does not say it, as browsers write while they film.

    None where there is one frame: a picture in the boxes of a film.
    """
    words = ["-v", "error", *guards(path), "-select_streams", "V:0", "-show_entries"]
    words += ["packet=pts_time,dts_time,duration_time", "-of", "csv=p=0"]
    said = run([program("ffprobe"), *words, f"file:{path}"], NARROW).output.decode(
        "ascii", "replace"
    )
    rows = [[float(x) for x in re.findall(r"-?\d+\.\d+", line)] for line in said.splitlines()]
    if len(rows) < 2:
        return None
    times = [row[0] for row in rows if row]
    step = max((row[-1] for row in rows if len(row) > 2), default=0.0)
    return max(times) - min(times) + step if times else len(rows) / 25


_REASONS = (
    (r"moov atom not found", "the index of its frames (moov) is not there: it breaks off, or was"
     " never closed; ask whoever has it for the whole file"),
    (r"[Ff]ormat not on whitelist", "its form is none that is opened here"),
    (r"Picture size (\d+)x(\d+) is invalid", r"\1 by \2 pixels are too many"),
    (r"Invalid data found", "its bytes are those of no film or picture that is known here"),
)  # fmt: skip


def _in_words(said: str) -> str:
    """Say what a program complained of in words of people, where they are known."""
    for pattern, words in _REASONS:
        if found := re.search(pattern, said):
            return found.expand(words)
    return said or "no picture in it"


def why(answer: Answer, path: Path) -> str:
    """Answer in one line what a program complained of, without the path of the file; or ""."""
    if answer.status is None:
        return "it took too long, or too much memory"
    lines = answer.said.strip().splitlines()
    if not lines:
        return ""
    said = lines[0].replace(f"file:{path}", "the file").replace(str(path), "the file")
    return re.sub(r" @ 0x[0-9a-f]+", "", said)[:200]


def reading(path: Path, before: Sequence[str] = (), *, level: str = "error") -> list[str]:
    """Answer the words by which ffmpeg opens a file that may be hostile.

    Args:
        path: the file.
        before: more words about how it is read.
        level: how much ffmpeg says.
    """
    bound = guards(path)
    # Pictures are turned by filters of ours: this ffmpeg turns JPEGs by EXIF and no other form.
    turning = ["-noautorotate"] if {"-f"} & set(bound) else []
    begin = [program("ffmpeg"), "-nostdin", "-v", level, "-hide_banner", *bound, *turning]
    return [*begin, *before, "-i", f"file:{path}"]


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
