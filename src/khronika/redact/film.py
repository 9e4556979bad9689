"""Makes a copy of a film or picture in which what a plan names is hidden, and no more is told.

Two passes over the frames: one finds faces, one paints and encodes. No metadata, chapter, track of
data, cover picture or file name of the original reaches the copy.
"""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from khronika.media.frames import Pixels
from khronika.media.opening.shape import Film
from khronika.media.programs import MediaUnreadable, pieces, probe, program, reading, start
from khronika.redact.faces import Box, find
from khronika.redact.hide import hide, patches
from khronika.redact.memory import remember
from khronika.redact.plan import Plan

_SHOWN_FRAMES = 24
_MUTED_MORE = 0.1
"""Seconds of silence before and after what a plan mutes: rather too long than too short."""
MOST_PIXELS = 120_000_000
_PICTURE_SIDES = (512, 1024, 1536)
_FILM_SIDES = (640,)


@dataclass(slots=True)
class Hidden:
    """What was done: frames and boxes in all, and some frames as hidden, for a contact sheet."""

    frames: int = 0
    boxes: int = 0
    shown: list[tuple[str, Pixels, list[Box]]] = field(default_factory=list)


def copy(
    source: Path, target: Path, plan: Plan, *, progress: Callable[[str], None] = lambda _: None
) -> Hidden:
    """Write a hidden copy.

    Args:
        source: film or picture; it may be hostile.
        target: MP4 for a film, PNG for a picture (`ending` tells); it must not exist.
        plan: what to hide.
        progress: takes passing lines for people.

    Raises:
        MediaUnreadable: the original cannot be decoded, or the copy cannot be made.
        DetectorMissing: faces are to be hidden and the detector is not installed.
    """
    film = _bounded(probe(source))
    if film.seconds is None:
        return _copy_picture(source, target, film, plan)
    found: list[list[Box]] = []
    rate = film.frames_a_second[0] / film.frames_a_second[1]
    total = max(1, round(film.seconds * rate))
    before: Pixels | None = None
    for number, pixels in enumerate(_decoded(source, film)):
        if before is not None and np.array_equal(before, pixels):
            found.append(found[-1])  # films of varying rate repeat frames
        else:
            found.append(find(pixels, long_sides=_FILM_SIDES) if plan.faces else [])
        before = pixels
        progress(f"looking for faces: frame {number + 1} of about {total}")
    return _encode(source, target, film, plan, remember(found, rate), progress)


def _bounded(film: Film) -> Film:
    """Answer a picture or film made smaller where its frames would fill the memory."""
    share = (MOST_PIXELS / (film.width * film.height)) ** 0.5
    if share >= 1:
        return film
    width, height = (max(1, int(side * share)) for side in (film.width, film.height))
    return replace(film, width=width, height=height)


def ending(source: Path) -> str:
    """Answer `.mp4` for a film, `.png` for a picture.

    Raises:
        MediaUnreadable: it is neither.
    """
    return ".png" if probe(source).seconds is None else ".mp4"


def _decoded(source: Path, film: Film) -> Iterator[Pixels]:
    """Yield every frame in full size, at an even rate, turned as players turn it."""
    above, below = film.frames_a_second
    is_film = film.seconds is not None
    words = ["-fps_mode", "cfr", "-r", f"{above}/{below}"] if is_film else ["-frames:v", "1"]
    # The scale stands although most films need none: some change their size on the way.
    filters = ",".join([*film.filters, f"scale={film.width}:{film.height}"])
    words += ["-map", "0:V:0", "-vf", filters]
    words += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    shape = (film.height, film.width, 3)
    with start([*reading(source), *words], stdout=-1, stderr=subprocess.DEVNULL) as process:
        for block in pieces(process, film.height * film.width * 3):
            yield np.frombuffer(block, np.uint8).reshape(shape)


def _copy_picture(source: Path, target: Path, film: Film, plan: Plan) -> Hidden:
    pixels = next(_decoded(source, film), None)
    if pixels is None:
        raise MediaUnreadable(f"{source.name}: no picture can be decoded")
    faces = find(pixels, long_sides=_PICTURE_SIDES) if plan.faces else []
    boxes = remember([faces], 1.0)[0] + patches(plan.patches, None, film.width, film.height)
    painted = hide(pixels, boxes)
    with target.open("xb") as file:
        Image.fromarray(painted).save(file, "PNG")
    return Hidden(1, len(boxes), [("picture", painted, boxes)])


def _encode(
    source: Path,
    target: Path,
    film: Film,
    plan: Plan,
    remembered: list[list[Box]],
    progress: Callable[[str], None],
) -> Hidden:
    done = Hidden()
    above, below = film.frames_a_second
    every = max(1, len(remembered) // _SHOWN_FRAMES)
    with start(
        _words(source, target, film, plan), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        for number, pixels in enumerate(_decoded(source, film)):
            at = number * below / above
            faces = remembered[number] if number < len(remembered) else remembered[-1]
            boxes = faces + patches(plan.patches, at, film.width, film.height)
            painted = hide(pixels, boxes)
            if not _put(process.stdin, painted):
                break
            done.frames += 1
            done.boxes += bool(boxes)
            if number % every == 0 and len(done.shown) < _SHOWN_FRAMES:
                done.shown.append((f"{at:.1f} s", painted, boxes))
            progress(f"hiding: frame {number + 1} of {len(remembered)}")
        _, said = process.communicate()
    if process.returncode or not done.frames:
        lines = said.decode("utf-8", "replace").strip().splitlines() or ["no frame in it"]
        raise MediaUnreadable(f"{source.name}: no copy could be made ({lines[-1][:160]})")
    return done


def _put(pipe: IO[bytes] | None, pixels: Pixels) -> bool:
    try:
        if pipe:
            pipe.write(pixels.tobytes())
    except BrokenPipeError:
        return False  # the encoder has said why on its way out
    return True


def _words(source: Path, target: Path, film: Film, plan: Plan) -> list[str]:
    above, below = film.frames_a_second
    wide, high = film.pixel
    size = f"{film.width}x{film.height}"
    words = [program("ffmpeg"), "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    words += ["-s", size, "-r", f"{above}/{below}", "-i", "pipe:0"]
    has_sound = film.has_sound and plan.voice != "remove"
    if has_sound:
        words += [*reading(source)[4:], "-map", "0:v:0", "-map", "1:a:0"]
        sound = _sound(plan)
        words += ["-c:a", "aac", "-b:a", "96k", *(["-af", ",".join(sound)] if sound else [])]
    words += [
        "-vf",
        f"pad=ceil(iw/2)*2:ceil(ih/2)*2,setsar={wide}/{high}",
        "-c:v",
        "libx264",
        "-crf",
        "23",
    ]
    words += ["-preset", "veryfast", "-pix_fmt", "yuv420p", "-map_metadata", "-1"]
    words += ["-map_chapters", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    words += [
        "-flags:a",
        "+bitexact",
        "-movflags",
        "+faststart",
        "-threads",
        "1",
        f"file:{target}",
    ]
    return words


def _sound(plan: Plan) -> list[str]:
    # A filter is switched on and off between frames of sound, and these may last for more than a
    # second (FLAC: 65,535 samples): they are cut small first, or a whole name is heard.
    filters = ["asetnsamples=n=64:p=0"] if plan.mute else []
    filters += [
        f"volume=enable='between(t,{max(0.0, begin - _MUTED_MORE):.3f},{end + _MUTED_MORE:.3f})'"
        ":volume=0"
        for begin, end in plan.mute
    ]
    if plan.voice == "deepen":
        filters.append("rubberband=pitch=0.72:formant=shifted")
    return filters
