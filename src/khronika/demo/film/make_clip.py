"""Draws the demo's clip and its still: `python make_clip.py [FOLDER]`; it needs Pillow and ffmpeg.

A title card says what it is, then lines and discs cross the picture; the words "sample film" stand
in every frame, so that no cut of it can pass for footage. Nothing in it is random: the same
version of ffmpeg gives the same bytes.
"""

import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, RATE, SECONDS = 640, 360, 12, 12
CARD_SECONDS = 4
PAPER, INK, RED, BLUE = (245, 246, 244), (21, 24, 28), (159, 29, 23), (43, 57, 144)


def frames() -> Iterator[Image.Image]:
    """Draw every frame of the clip."""
    for number in range(RATE * SECONDS):
        at = number / RATE
        yield title_card(at) if at < CARD_SECONDS else shapes(at - CARD_SECONDS)


def title_card(at: float) -> Image.Image:
    """Draw what the clip says of itself; a rule grows below it."""
    picture, pen = _sheet()
    _words(pen, 120, 40, "SAMPLE FILM", INK)
    _words(pen, 180, 20, "made of shapes by the authors of Khronika", INK)
    _words(pen, 210, 20, "it shows nothing that happened", RED)
    pen.rectangle((120, 250, 120 + 400 * min(1, at / 3), 254), fill=INK)
    return picture


def shapes(at: float) -> Image.Image:
    """Draw lines that drift and discs that move along them."""
    picture, pen = _sheet()
    for row in range(5):
        y = 60 + 50 * row + 8 * math.sin(at + row)
        pen.line((40, y, WIDTH - 40, y), fill=(180, 186, 192), width=2)
        x = 60 + ((at * (30 + 12 * row) + 90 * row) % (WIDTH - 120))
        pen.ellipse((x - 12, y - 12, x + 12, y + 12), fill=(RED, BLUE)[row % 2])
    return picture


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 320, WIDTH, HEIGHT), fill=INK)
    _words(pen, 330, 18, "sample film, no footage", PAPER)
    return picture, pen


def _words(pen: ImageDraw.ImageDraw, top: int, size: int, words: str, colour: object) -> None:
    font = ImageFont.load_default(size)
    pen.text((WIDTH / 2, top), words, fill=colour, font=font, anchor="ma")  # type: ignore[arg-type]


def encode(target: Path) -> None:
    """Write the clip as WebM (VP9) without any metadata."""
    words = [
        "ffmpeg", "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE), "-i", "-", "-an",
        "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "42", "-row-mt", "0", "-threads", "1",
        "-pix_fmt", "yuv420p", "-map_metadata", "-1", "-fflags", "+bitexact",
        "-flags:v", "+bitexact", str(target),
    ]  # fmt: skip
    body = b"".join(frame.tobytes() for frame in frames())
    subprocess.run(words, input=body, check=True)


def main() -> None:
    """Write `clip.webm` and `clip.png` into a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    encode(folder / "clip.webm")
    title_card(3).save(folder / "clip.png", optimize=True)


if __name__ == "__main__":
    main()
