"""Draws films that are unlike though much of them is the same: a sign, a caption, a studio, a border.

Of each kind any number of clips, from a seed. Within a kind no two are one film; what they share is drawn
once for the kind, as a channel draws it: at the same place, in every frame.
"""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT, RATE, SECONDS = 384, 216, 6, 3
Chance = np.random.Generator
Painter = Callable[[Image.Image, Chance, Chance, float], Image.Image]
"""Lays over a frame what its kind shares (drawn from the first chance) and what it does not."""


def noise(chance: Chance, height: int, width: int, *, slopes: tuple[float, float]) -> np.ndarray:
    """Answer a picture whose coarse shapes are strong and fine ones weak, three channels, 0 to 1.

    Args:
        chance: what is drawn by chance.
        height: in pixels.
        width: in pixels.
        slopes: least and most of the exponent by which waves grow weaker with their number.
    """
    waves = np.hypot(*np.meshgrid(np.fft.fftfreq(width) * width, np.fft.fftfreq(height) * height))
    slope = 1 / np.maximum(waves, 1) ** chance.uniform(*slopes)
    layers = []
    base = chance.normal(size=(height, width))
    for share in (0.0, 0.3, 0.6):
        mixed = np.fft.fft2((1 - share) * base + share * chance.normal(size=(height, width)))
        layer = np.fft.ifft2(mixed * slope).real
        layers.append((layer - layer.min()) / np.ptp(layer))
    return np.stack(layers, -1)


def landscape(chance: Chance, width: int, height: int) -> Image.Image:
    """Answer a picture whose coarse shapes are strong and fine ones weak, in three colours."""
    pixels = noise(chance, height, width, slopes=(1.1, 1.6)) * 255
    return Image.fromarray(pixels.astype(np.uint8))


def _words(chance: Chance, count: int) -> str:
    letters = list("abcdefghiklmnoprstuvw")
    return " ".join("".join(chance.choice(letters, chance.integers(3, 9))) for _ in range(count))


def _watermark(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """A channel's sign in the corner, its address across the picture, half transparent."""
    layer = Image.new("RGBA", frame.size)
    pen = ImageDraw.Draw(layer)
    colour = (*shared.integers(120, 255, 3).tolist(), 210)
    pen.rounded_rectangle((292, 10, 372, 58), 8, fill=colour)
    pen.text(
        (300, 18), _words(shared, 1)[:6].upper(), (255, 255, 255, 255), ImageFont.load_default(22)
    )
    pen.text(
        (60, 90),
        f"www.{_words(shared, 1)}.example",
        (255, 255, 255, 140),
        ImageFont.load_default(28),
    )
    return Image.alpha_composite(frame.convert("RGBA"), layer).convert("RGB")


def _lower_third(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """A band with a headline, and one with a running line: a third of the picture."""
    pen = ImageDraw.Draw(frame)
    pen.rectangle((0, 144, WIDTH, 190), fill=tuple(shared.integers(0, 120, 3).tolist()))
    pen.rectangle((0, 190, WIDTH, HEIGHT), fill=tuple(shared.integers(120, 255, 3).tolist()))
    pen.text((10, 148), _words(shared, 3), (255, 255, 255), ImageFont.load_default(20))
    pen.text((10, 170), _words(shared, 5), (230, 230, 230), ImageFont.load_default(13))
    pen.text((10 - 20 * at, 196), _words(shared, 12), (0, 0, 0), ImageFont.load_default(14))
    return frame


def _studio(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """One studio with its wall, screen and desk; somebody else sits in it."""
    wall = landscape(shared, WIDTH, HEIGHT)
    pen = ImageDraw.Draw(wall)
    for _ in range(9):
        left, top = shared.integers(0, WIDTH), shared.integers(0, HEIGHT // 2)
        size = shared.integers(15, 60)
        pen.rectangle(
            (left, top, left + size, top + size // 2),
            fill=tuple(shared.integers(0, 255, 3).tolist()),
        )
    pen.text((14, 12), _words(shared, 2), (255, 255, 255), ImageFont.load_default(26))
    mask = Image.new("L", frame.size)
    person = ImageDraw.Draw(mask)
    middle = 192 + own.uniform(-30, 30) + 4 * np.sin(at * 2 + own.uniform(0, 6))
    head = own.uniform(30, 36)
    person.ellipse((middle - head, 40, middle + head, 40 + 2.5 * head), fill=255)
    wide = own.uniform(70, 90)
    person.rounded_rectangle((middle - wide, 112, middle + wide, 240), 40, fill=255)
    wall.paste(frame, mask=mask)
    pen.rectangle((0, 192, WIDTH, HEIGHT), fill=(90, 60, 40))
    return wall


def _test_card(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """A border of bars, wedges and squares round another picture."""
    card = Image.new("RGB", frame.size, (110, 110, 110))
    pen = ImageDraw.Draw(card)
    for left in range(0, WIDTH, 24):
        for top in (0, HEIGHT - 24):
            pen.rectangle(
                (left, top, left + 12, top + 24), fill=tuple(shared.integers(0, 255, 3).tolist())
            )
    for top in range(24, HEIGHT - 24, 24):
        for left in (0, WIDTH - 36):
            pen.rectangle(
                (left, top, left + 36, top + 12), fill=tuple(shared.integers(0, 255, 3).tolist())
            )
    card.paste(frame.resize((WIDTH - 72, HEIGHT - 48)), (36, 24))
    return card


def _letter_box(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """Bars that are not empty: a name above, the words that are spoken below."""
    boxed = Image.new("RGB", frame.size)
    boxed.paste(frame.resize((WIDTH, 140)), (0, 36))
    pen = ImageDraw.Draw(boxed)
    pen.text((70, 4), _words(shared, 2), (255, 220, 0), ImageFont.load_default(24))
    pen.text((20, 182), _words(shared, 5), (255, 255, 255), ImageFont.load_default(20))
    return boxed


def _texture(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """Walls of one brick, and something else before each."""
    tile = landscape(shared, 48, 24)
    ImageDraw.Draw(tile).rectangle((0, 0, 47, 23), outline=(230, 225, 210), width=2)
    wall = Image.new("RGB", frame.size)
    shift = own.integers(0, 48)
    for row, top in enumerate(range(-24, HEIGHT, 24)):
        for left in range(-96, WIDTH, 48):
            wall.paste(tile, (left + int(shift) + 24 * (row % 2), top))
    mask = Image.new("L", frame.size)
    pen = ImageDraw.Draw(mask)
    for _ in range(3):
        x, y, size = own.integers(0, WIDTH), own.integers(0, HEIGHT), own.integers(50, 90)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=255)
    wall.paste(frame, mask=mask.filter(ImageFilter.GaussianBlur(2)))
    return wall


def _page(frame: Image.Image, shared: Chance, own: Chance, at: float) -> Image.Image:
    """Posts of one account: its picture, name and buttons, another text."""
    page = Image.new("RGB", frame.size, (250, 250, 250))
    page.paste(landscape(shared, 36, 36), (12, 10))
    pen = ImageDraw.Draw(page)
    pen.text((58, 12), _words(shared, 2), (10, 10, 10), ImageFont.load_default(18))
    pen.text((58, 34), "@" + _words(shared, 1), (120, 120, 120), ImageFont.load_default(12))
    for line in range(own.integers(4, 8)):
        pen.text((12, 58 + 18 * line), _words(own, 7), (20, 20, 20), ImageFont.load_default(15))
    for number in range(4):
        pen.ellipse((30 + 90 * number, 196, 44 + 90 * number, 210), outline=(90, 90, 90), width=2)
        pen.text((50 + 90 * number, 196), str(own.integers(1, 900)), (90, 90, 90))
    return page


KINDS: dict[str, Painter] = {
    "one watermark": _watermark,
    "one lower third": _lower_third,
    "one studio": _studio,
    "one test card round it": _test_card,
    "one pair of bars": _letter_box,
    "one repeated texture": _texture,
    "posts of one account": _page,
}


def draw(kind: str, number: int, seed: int, path: Path) -> None:
    """Draw one clip of a kind."""
    order = list(KINDS).index(kind)
    wide = landscape(np.random.default_rng([seed, order, number]), WIDTH * 2, HEIGHT * 2)
    speed = np.random.default_rng([seed, order, number, 1]).uniform(-20, 20, 2)
    words = ["ffmpeg", "-nostdin", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    words += [
        "-s",
        f"{WIDTH}x{HEIGHT}",
        "-r",
        str(RATE),
        "-i",
        "-",
        "-c:v",
        "libx264",
        "-crf",
        "20",
    ]
    words += ["-threads", "1", "-pix_fmt", "yuv420p", "-y", str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for index in range(RATE * SECONDS):
            at = index / RATE
            left, top = WIDTH // 2 + int(speed[0] * at), HEIGHT // 2 + int(speed[1] * at)
            frame = wide.crop((left, top, left + WIDTH, top + HEIGHT))
            shared = np.random.default_rng([seed, order, 99])
            own = np.random.default_rng([seed, order, number, 2])
            process.stdin.write(KINDS[kind](frame, shared, own, at).tobytes())
