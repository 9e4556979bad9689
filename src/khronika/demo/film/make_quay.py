"""Draws the demo's picture of a quay: `python make_quay.py [FOLDER]`; it needs Pillow.

Everything in it is invented and drawn: a crane, a lock gate with five bars, a sign, shadows. It
says in the picture what it is, and holds nobody.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 960, 540
SKY, STONE, WATER = (214, 222, 228), (150, 148, 142), (92, 118, 132)
INK, RED, PAPER, SHADE = (21, 24, 28), (159, 29, 23), (245, 246, 244), (118, 116, 110)


def quay() -> Image.Image:
    """Draw the quay; shadows fall to the right, twice as long as the posts are high."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 300, WIDTH, 380), fill=WATER)
    pen.rectangle((0, 380, WIDTH, HEIGHT), fill=STONE)
    _gate(pen)
    _crane(pen)
    _sign(pen)
    for left in (420, 520, 620, 720):
        pen.polygon(((left, 400), (left + 8, 400), (left + 88, 420), (left + 80, 420)), fill=SHADE)
        pen.rectangle((left, 360, left + 8, 400), fill=INK)
    font = ImageFont.load_default(20)
    words = "SAMPLE PICTURE, drawn by the authors of Khronika: it shows nothing that happened"
    pen.rectangle((0, 500, WIDTH, HEIGHT), fill=INK)
    pen.text((WIDTH / 2, 508), words, fill=PAPER, font=font, anchor="ma")
    return picture


def _gate(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((60, 240, 250, 380), outline=INK, width=4)
    for bar in range(5):
        left = 78 + 34 * bar
        pen.rectangle((left, 240, left + 10, 380), fill=INK)


def _crane(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((800, 90, 816, 380), fill=RED)
    pen.line((808, 90, 600, 140), fill=RED, width=8)
    pen.line((640, 130, 640, 220), fill=INK, width=2)


def _sign(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((300, 210, 470, 262), fill=PAPER, outline=INK, width=3)
    font = ImageFont.load_default(26)
    pen.text((385, 220), "OLD QUAY", fill=INK, font=font, anchor="ma")


def main() -> None:
    """Write `quay.png` into a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    quay().save(folder / "quay.png", optimize=True)


if __name__ == "__main__":
    main()
