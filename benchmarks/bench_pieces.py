"""Pieces of films, films that share much and are two, and what the second stage costs.

Parts of `bench_similar.py`, which prints them.
"""

import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import unlike_clips

from khronika.media.frames import EVERY_SECONDS
from khronika.media.orb import Points
from khronika.redact.likeness.fingerprint import fingerprint, question
from khronika.redact.likeness.landmarks import MOST_KEPT, RELIEF_BYTES, Landmarks
from khronika.redact.likeness.pieces import laid
from khronika.redact.likeness.proposing import Landscape
from khronika.redact.likeness.search import Index, search

BOX = "384:216"
STILLS_AT = (0.7, 2.6)
BACK = "color=gray:s=384x216,noise=alls=60:c0_seed=7,gblur=3,eq=contrast=3"


def _cut(low: float, high: float, *, is_even: bool, chance: np.random.Generator) -> str:
    wide = chance.uniform(low, high)
    tall = wide if is_even else chance.uniform(low, high)
    left, top = (round(chance.uniform(0, 1 - side), 3) for side in (wide, tall))
    return f"crop=iw*{wide:.3f}:ih*{tall:.3f}:iw*{left}:ih*{top},scale={BOX}"


def _slant(most: float, chance: np.random.Generator) -> str:
    x = [f"{chance.uniform(0, most):.3f}" for _ in range(8)]
    return (
        f"perspective=x0=W*{x[0]}:y0=H*{x[1]}:x1=W-W*{x[2]}:y1=H*{x[3]}"
        f":x2=W*{x[4]}:y2=H-H*{x[5]}:x3=W-W*{x[6]}:y3=H-H*{x[7]}"
    )


def _corner(share: float, chance: np.random.Generator) -> str:
    left, top = (round(chance.uniform(0, 1 - share), 3) for _ in range(2))
    return f"scale=iw*{share}:-2[in];{BACK}[back];[back][in]overlay=W*{left}:H*{top}:shortest=1"


def changes(chance: np.random.Generator) -> dict[str, str]:
    """Draw one filter of each kind."""
    turned = {f"turned {n} degrees": f"rotate={n}*PI/180" for n in (2, 5, 8, 15)}
    return {
        "cut anywhere, 80 to 100 %": _cut(0.8, 1, is_even=True, chance=chance),
        "the same, sides unequal": _cut(0.8, 1, is_even=False, chance=chance),
        "cut anywhere, 60 to 80 %": _cut(0.6, 0.8, is_even=False, chance=chance),
        "cut anywhere, 50 %": _cut(0.5, 0.5, is_even=True, chance=chance),
        **turned,
        "in a corner, 60 %": _corner(0.6, chance),
        "in a corner, 45 %": _corner(0.45, chance),
        "slanted, to 8 %": _slant(0.08, chance),
        "slanted, to 15 %": _slant(0.15, chance),
        "mirrored, cut, CRF 35": "hflip," + _cut(0.7, 0.9, is_even=False, chance=chance),
    }


def ask(task: tuple[Path, int, str, float | None], *, shelf: Index) -> tuple[bool, int, str]:
    """Change a clip, or a frame of it, and look for it; answer whether, how many others, how."""
    path, number, what, second = task
    filters = changes(
        np.random.default_rng([number, 0 if second is None else int(second * 10) + 1])
    )[what]
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / ("copy.mp4" if second is None else "copy.jpg")
        words = [
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-threads",
            "1",
            "-filter_complex_threads",
            "1",
        ]
        words += [] if second is None else ["-ss", str(second)]
        words += [
            "-i",
            str(path),
            "-filter_complex",
            f"[0:v]setpts=PTS-STARTPTS,{filters}",
            "-threads",
            "1",
        ]
        words += ["-crf", "35" if "CRF" in what else "26", "-pix_fmt", "yuv420p"]
        words += ["-t", "6"] if second is None else ["-frames:v", "1"]
        subprocess.run([*words, "-y", str(copy)], check=True)
        found = search(question(copy), shelf)
    stages = [one.stage.value for one in found if one.name == path.stem]
    others = sum(one.name != path.stem for one in found)
    return bool(stages), others, stages[0] if stages else ""


def table(clips: list[Path], shelf: Index, pool: ProcessPoolExecutor) -> None:
    """Print how many films, and how many single frames, are found in pieces."""
    print(
        "\n| piece | films found | by PDQ | frames found | by PDQ | others |\n"
        + "| --- " * 6
        + "|"
    )
    for what in changes(np.random.default_rng(0)):
        films = [(path, n, what, None) for n, path in enumerate(clips)]
        stills = [(path, n, what, at) for n, path in enumerate(clips) for at in STILLS_AT]
        answers = list(pool.map(partial(ask, shelf=shelf), [*films, *stills]))
        others = sum(other for _, other, _ in answers)
        cells = []
        for part in (answers[: len(films)], answers[len(films) :]):
            hits = sum(found for found, _, _ in part)
            cells += [f"{hits} of {len(part)} ({hits / len(part):.2f})"]
            cells += [str(sum(stage == "pdq" for _, _, stage in part))]
        print(f"| {what} | {' | '.join(cells)} | {others} |", flush=True)


def unlike(folder: Path, count: int, seed: int, pool: ProcessPoolExecutor) -> set[frozenset[str]]:
    """Print how many films that share much are taken for one; answer the pairs."""
    print("\n| two films with | pairs | taken for one | by PDQ |\n" + "| --- " * 4 + "|")
    wrong: set[frozenset[str]] = set()
    for kind in unlike_clips.KINDS:
        paths = [folder / f"{kind.replace(' ', '-')}-{n}.mp4" for n in range(count)]
        list(pool.map(partial(_drawn, kind, seed), range(count), paths))
        shelf = Index(
            zip([path.stem for path in paths], pool.map(fingerprint, paths), strict=True)
        )
        pairs = set().union(*pool.map(partial(_beside, shelf=shelf), paths))
        by_hash = {pair for pair, stage in pairs if stage == "pdq"}
        every = {pair for pair, _ in pairs}
        number = len(list(combinations(paths, 2)))
        print(f"| {kind} | {number} | {len(every)} | {len(by_hash)} |", flush=True)
        wrong |= every
    return wrong


def _drawn(kind: str, seed: int, number: int, path: Path) -> None:
    unlike_clips.draw(kind, number, seed, path)


def _beside(path: Path, *, shelf: Index) -> set[tuple[frozenset[str], str]]:
    found = search(question(path), shelf)
    return {(frozenset((path.stem, x.name)), x.stage.value) for x in found if x.name != path.stem}


def growth(clips: list[Path]) -> None:
    """Print what the second stage costs on shelves of growing size: a still, and a film."""
    start = time.process_time()
    own = fingerprint(clips[0]).landmarks
    assert own is not None
    cost = (time.process_time() - start) / len(own.at) * 1000
    asked = question(clips[0]).sights
    print(f"\nlandmarks: {cost:.0f} ms CPU a frame kept (hashes of all its frames with it)")
    print(
        "| frames with landmarks | MB | ms CPU, one picture looked for | ms CPU a frame of a film |"
    )
    print("| --- " * 4 + "|")
    real = np.concatenate([fingerprint(path).landmarks.points.rows for path in clips[:6]])
    for count in (1_000, 10_000, 100_000):
        shelf = Landscape([own, _strangers(real, count)])
        held = shelf.points
        size = (
            sum(x.nbytes for x in (held.rows, held.places, held.turns, held.levels))
            + count * RELIEF_BYTES
        )
        costs = []
        for sights in (asked[:2], asked):
            start = time.process_time()
            found = laid(sights, shelf, frozenset())
            assert [film for film, one in found.items() if one.one] == [0]
            costs.append((time.process_time() - start) / (len(sights) // 2) * 1000)
        print(f"| {count} | {size >> 20} | {costs[0]:.0f} | {costs[1]:.0f} |", flush=True)


def _strangers(real: np.ndarray, count: int) -> Landmarks:
    """Make frames of points whose bits are as often set as real ones' and that are no real ones."""
    chance = np.random.default_rng(5)
    rows = np.empty((count * MOST_KEPT, 4), np.uint64)
    for begin in range(0, len(rows), 1 << 20):
        part = rows[begin : begin + (1 << 20)]
        part[:] = 0
        left = np.full(part.shape, ~np.uint64(0))
        for number in range(4):  # each bit from one of four real points
            mask = (
                left & chance.integers(0, 1 << 64, part.shape, np.uint64) if number < 3 else left
            )
            part |= real[chance.integers(0, len(real), len(part))] & mask
            left &= ~mask
    return Landmarks(
        Points(
            rows,
            chance.uniform(0, 200, (len(rows), 2)).astype(np.float16),
            chance.integers(0, 256, len(rows), np.uint8),
            chance.integers(0, 8, len(rows), np.uint8),
        ),
        np.full(count, MOST_KEPT, np.uint16),
        np.arange(count, dtype=np.float32) * np.float32(2 * EVERY_SECONDS),
        np.tile(np.array([[384, 216]], np.uint16), (count, 1)),
        np.zeros((count, RELIEF_BYTES), np.uint8),
    )
