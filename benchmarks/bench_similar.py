"""Is a film found again after what re-uploaders do to it? And what does it cost?

    bench_similar.py [--clips 24] [--strangers 12] [--seed 1] [--films FOLDER] [--jobs 2] [--without-plain]
                     [--without-orb] [--more 8] [--alike 8] [--seconds 6]

Clips are drawn here (landscapes of noise with things that move, from a seed; with --films the files of a
folder), put on a shelf, changed in each of the ways below by ffmpeg, and looked for. A row is printed for
each change: how many of its clips were found, beside plain PDQ on the same frames. Strangers, clips of
another seed that are never looked for, lie on the shelf too. Then every clip is looked for among all others
(no pair may be found; a pair is counted once), so are films that share a sign, a caption, a studio or a border
(`unlike_clips`), and the cost of a question is measured on shelves of growing size. With --more, that many clips
and single frames of them are cut off the middle, turned, slanted and laid into a corner as well (`bench_pieces`).
Exit 1 where a bar of 0.95 (turned by 3 degrees: 0.9) is missed or two different clips are taken for one.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import bench_pieces
import numpy as np
import pdqhash
import unlike_clips

from khronika.media import orb, pdq
from khronika.media.frames import frames
from khronika.redact.likeness.fingerprint import Fingerprint, fingerprint, question
from khronika.redact.likeness.search import Index, search

WIDTH, HEIGHT, RATE, SECONDS = 384, 216, 12, 6
BOX = f"{WIDTH}:{HEIGHT}"
CHANGES: dict[str, list[str]] = {
    "re-encoded, CRF 35": ["-crf", "35"],
    "240p, CRF 42": ["-vf", "scale=-2:120", "-crf", "42"],
    "WebM (VP8)": ["-c:v", "libvpx", "-b:v", "200k"],
    "grey": ["-vf", "hue=s=0"],
    "brighter": ["-vf", "eq=brightness=0.15:contrast=1.2"],
    "noise": ["-vf", "noise=alls=25:allf=t"],
    "blurred": ["-vf", "gblur=sigma=2"],
    "2 seconds cut off": ["-ss", "2"],
    "6 frames a second": ["-r", "6"],
    "1.25 times as fast": ["-vf", "setpts=PTS/1.25"],
    "logo in a corner": ["-vf", "drawbox=x=8:y=8:w=60:h=30:color=red:t=fill"],
    "lower third": ["-vf", f"drawbox=x=0:y={HEIGHT * 3 // 4}:w={WIDTH}:h=40:color=navy:t=fill"],
    "cropped 5 %": ["-vf", f"crop=iw*0.95:ih*0.95,scale={BOX}"],
    "cropped 10 %": ["-vf", f"crop=iw*0.9:ih*0.9,scale={BOX}"],
    "cropped 25 %": ["-vf", f"crop=iw*0.75:ih*0.75,scale={BOX}"],
    "letter box": ["-vf", "pad=iw:ih*1.3:0:(oh-ih)/2:black"],
    "picture in picture": ["-vf", f"scale=iw*0.6:-2,pad={BOX}:(ow-iw)/2:(oh-ih)/2:gray"],
    "mirrored": ["-vf", "hflip"],
    "turned 90 degrees": ["-vf", "transpose=1"],
    "turned 3 degrees": ["-vf", "rotate=3*PI/180"],
}


def draw(number: int, seed: int, path: Path, seconds: int = SECONDS) -> None:
    """Draw one clip: a landscape of noise that is panned over, with bright things that move."""
    chance = np.random.default_rng([seed, number])
    wide = unlike_clips.noise(chance, HEIGHT * 2, WIDTH * 2, slopes=(1.2, 1.8))
    speed = chance.uniform(-14, 14, 2)
    things = chance.uniform(0, 1, (chance.integers(3, 8), 9))
    words = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{WIDTH}x{HEIGHT}",
    ]
    words += [
        "-r",
        str(RATE),
        "-i",
        "-",
        "-c:v",
        "libx264",
        "-crf",
        "18",
        "-pix_fmt",
        "yuv420p",
        "-y",
        str(path),
    ]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for index in range(RATE * seconds):
            process.stdin.write(_frame(wide, speed, things, index / RATE).tobytes())


def _frame(wide: np.ndarray, speed: np.ndarray, things: np.ndarray, at: float) -> np.ndarray:
    top, left = (int(x) for x in np.array([HEIGHT, WIDTH]) / 2 + speed * at)
    picture = wide[top : top + HEIGHT, left : left + WIDTH].copy()
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    for y, x, dy, dx, size, red, green, blue, shape in things:
        middle = (y + (dy - 0.5) * at / 5) * HEIGHT, (x + (dx - 0.5) * at / 5) * WIDTH
        near = np.abs(rows - middle[0]), np.abs(columns - middle[1])
        reach = 8 + 35 * size
        inside = (np.hypot(*near) < reach) if shape < 0.5 else (np.maximum(*near) < reach)
        picture[inside] = 0.3 * picture[inside] + 0.7 * np.array([red, green, blue])
    return (picture * 255).astype(np.uint8)


def change(source: Path, words: list[str], path: Path) -> None:
    """Let ffmpeg make a changed copy."""
    seek = words[:2] if words[0] == "-ss" else []
    rest = words[len(seek) :]
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-threads",
        "1",
        *seek,
        "-i",
        str(source),
        *rest,
        "-threads",
        "1",
        "-y",
        str(path),
    ]
    subprocess.run(command, check=True)


def plain(path: Path) -> Fingerprint:
    """Hash whole frames once, as programs do that store PDQ and nothing else."""
    rows, at = [], []
    for frame in frames(path):
        bits, quality = pdqhash.compute(np.ascontiguousarray(frame.pixels))
        if quality >= 50:
            rows.append(pdq.words(bits))
            at.append(frame.at)
    return Fingerprint(
        np.stack(rows) if rows else np.empty((0, 4), np.uint64),
        np.array(at, np.float32),
        len(rows),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of looking for one changed clip: was it found, how many others were, did plain PDQ find it."""

    found: bool
    others: int
    plain: bool


def ask(path: Path, words: list[str], *, shelf: Index, bare: Index | None) -> Asked:
    """Change one clip and look for it."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / f"changed{'.webm' if 'libvpx' in words else '.mp4'}"
        change(path, words, copy)
        names = {one.name for one in search(question(copy), shelf)}
        simple = {one.name for one in search(plain(copy), bare)} if bare else set()
    return Asked(path.stem in names, len(names - {path.stem}), path.stem in simple)


def beside(path: Path, *, shelf: Index) -> set[frozenset[str]]:
    """Look for a clip as it is; answer the pairs that are taken for one."""
    names = {one.name for one in search(question(path), shelf)}
    return {frozenset((path.stem, name)) for name in names - {path.stem}}


def _drawn(task: tuple[int, int, Path, int]) -> Path:
    draw(*task)
    return task[2]


def _clips(arguments: argparse.Namespace, folder: Path, pool: ProcessPoolExecutor) -> list[Path]:
    """Answer the clips that are looked for."""
    if arguments.films:
        return sorted(path for path in arguments.films.iterdir() if path.is_file())
    length = arguments.seconds
    tasks = [(n, arguments.seed, folder / f"{n}.mp4", length) for n in range(arguments.clips)]
    return list(pool.map(_drawn, tasks))


def _table(clips: list[Path], shelf: Index, bare: Index | None, pool: ProcessPoolExecutor) -> int:
    """Print a row for each change; answer how many bars were missed or others found."""
    print("\n| change | found | recall | plain PDQ |\n| --- | --- | --- | --- |")
    wrong = 0
    for what, words in CHANGES.items():
        answers = list(pool.map(partial(ask, words=words, shelf=shelf, bare=bare), clips))
        hits = sum(one.found for one in answers)
        others = sum(one.others for one in answers)
        recall = hits / len(clips)
        wrong += others + (recall < (0.9 if "3 degrees" in what else 0.95))
        simple = f"{sum(one.plain for one in answers) / len(clips):.2f}" if bare else "-"
        more = f" {others} others were found too!" if others else ""
        print(f"| {what} | {hits} of {len(clips)} | {recall:.2f} | {simple} |{more}", flush=True)
    return wrong


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=24)
    parser.add_argument("--strangers", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--films", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without-plain", action="store_true")
    parser.add_argument("--without-orb", action="store_true")
    parser.add_argument("--more", type=int, default=8, metavar="CLIPS")
    parser.add_argument("--alike", type=int, default=8, metavar="CLIPS of each kind")
    arguments = parser.parse_args()
    if arguments.without_orb:
        orb.is_there = lambda: False
    pool = ProcessPoolExecutor(arguments.jobs)
    with tempfile.TemporaryDirectory() as name, pool:
        folder = Path(name)
        clips = _clips(arguments, folder, pool)
        tasks = [
            (n, 1000 + arguments.seed, folder / f"s{n}.mp4", arguments.seconds)
            for n in range(arguments.strangers)
        ]
        every = [*clips, *pool.map(_drawn, tasks)]
        start = os.times()
        films = dict(zip([path.stem for path in every], pool.map(fingerprint, every), strict=True))
        count = sum(film.frames for film in films.values())
        print(f"on the shelf: {len(every)} films, {count} frames")
        shelf = Index(films.items())
        bare = None
        if not arguments.without_plain:
            bare = Index(zip([path.stem for path in every], pool.map(plain, every), strict=True))
        wrong = _table(clips, shelf, bare, pool)
        if arguments.more:
            bench_pieces.table(clips[: arguments.more], shelf, pool)
        alike = set().union(*pool.map(partial(beside, shelf=shelf), clips))
        number = len(clips) * (len(clips) - 1) // 2 + len(clips) * arguments.strangers
        print(f"\ntwo different clips taken for one: {len(alike)} of {number} pairs", flush=True)
        alike |= bench_pieces.unlike(folder, arguments.alike, arguments.seed, pool)
        print(f"wall time {os.times().elapsed - start.elapsed:.0f} s")
        _keeping(clips[0])
        _growth()
        if orb.is_there():
            bench_pieces.growth(clips)
    return 1 if wrong or alike else 0


def _keeping(path: Path) -> None:
    """Print what it costs to put a film on the shelf."""
    start = time.process_time()
    film = fingerprint(path)
    cost = (time.process_time() - start) / film.frames * 1000
    print(f"put on the shelf: {cost:.0f} ms CPU a frame, ffmpeg beside it")


def _growth() -> None:
    """Print what one hash of a question costs on shelves of growing size."""
    chance = np.random.default_rng(5)
    print("\n| frames kept | MB | ms CPU a frame looked for |\n| --- | --- | --- |")
    for count in (1_000, 10_000, 100_000):
        hashes = chance.integers(0, 1 << 63, (count * 10, 4), np.uint64)
        index = Index([("all", Fingerprint(hashes, np.zeros(len(hashes), np.float32), count))])
        start = time.process_time()
        for row in hashes[: 8 * 7 * 5]:  # five frames, each in seven pictures and eight symmetries
            index.near(row)
        cost = (time.process_time() - start) / 5 * 1000
        print(f"| {count} | {hashes.nbytes >> 20} | {cost:.1f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
