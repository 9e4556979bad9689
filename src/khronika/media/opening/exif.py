"""Reads how a picture has to be turned to be upright, and whether it moves, from its own headers.

Cameras write the pixels as the sensor lay and the turn beside them (EXIF 2.32, tag Orientation).
Whoever hides a face has to draw what viewers show: browsers turn pictures of these forms.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Literal

from khronika.media import kinds

ORIENTATION = 0x0112
UPRIGHT: dict[int, tuple[str, ...]] = {
    1: (),
    2: ("hflip",),
    3: ("hflip", "vflip"),
    4: ("vflip",),
    5: ("transpose=0",),
    6: ("transpose=1",),
    7: ("transpose=3",),
    8: ("transpose=2",),
}
"""Filters of ffmpeg that turn a picture of each orientation upright."""
SIDEWAYS = frozenset({5, 6, 7, 8})
"""Orientations that exchange width and height."""
_MOST_PARTS = 10_000
_MOST_BYTES = 1 << 20
_EXIF = b"Exif\0\0"


def orientation(path: Path) -> int:
    """Answer the orientation of a picture, 1 to 8; 1 where it says none that can be.

    Args:
        path: a picture that may be hostile; JPEG, PNG, WebP or TIFF say one.
    """
    with path.open("rb") as file:
        form = kinds.kind_of(file.read(4096))
        if form == "TIFF":
            return _of_tiff(file)
        for name, content in parts(file, form):
            if name in (b"\xe1", b"eXIf", b"EXIF") and (found := _of_block(name, content)):
                return found
    return 1


def is_animated_png(path: Path) -> bool:
    """Tell whether a PNG holds several frames (APNG: a chunk `acTL` before the picture)."""
    with path.open("rb") as file:
        form = kinds.kind_of(file.read(4096))
        return form == "PNG" and any(name == b"acTL" for name, _ in parts(file, form))


def is_animated_webp(path: Path) -> bool:
    """Tell whether a WebP holds several frames (RFC 9649 section 2.7.1.1)."""
    with path.open("rb") as file:
        form = kinds.kind_of(file.read(4096))
        return form == "WebP" and any(name == b"ANIM" for name, _ in parts(file, form))


def parts(file: IO[bytes], form: str | None) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each part of a picture's file, long contents cut.

    The picture itself ends them: what stands behind it in a JPEG or PNG is not looked at.

    Args:
        file: a file that can be sought in.
        form: as `kinds.kind_of` says; forms without such parts yield none.
    """
    if form == "JPEG":
        yield from _segments(file)
    elif form == "PNG":
        yield from _chunks(file, 8, "big", is_padded=False)
    elif form == "WebP":
        yield from _chunks(file, 12, "little", is_padded=True)


def _segments(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    at = 2
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF or head[1] in (0xD9, 0xDA):
            return
        if head[1] == 0xFF:  # a byte that fills
            at += 1
            continue
        length = int.from_bytes(head[2:])
        yield head[1:2], file.read(max(0, length - 2))
        at += 2 + max(2, length)


def _chunks(
    file: IO[bytes], at: int, order: str, *, is_padded: bool
) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(_MOST_PARTS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        if order == "big":
            length, name = int.from_bytes(head[:4]), head[4:]
        else:
            length, name = int.from_bytes(head[4:], "little"), head[:4]
        if name in (b"IDAT", b"IEND"):
            return
        yield name, file.read(min(length, _MOST_BYTES))
        at += 8 + length + (length % 2 if is_padded else 4)


def _of_block(name: bytes, content: bytes) -> int | None:
    """Answer what an EXIF block says; None of a block of another kind."""
    if content.startswith(_EXIF):
        return _of_tiff(BytesIO(content[len(_EXIF) :]))
    return None if name == b"\xe1" else _of_tiff(BytesIO(content))


def _of_tiff(file: IO[bytes]) -> int:
    """Read the tag in the first directory (TIFF 6.0 section 2)."""
    file.seek(0)
    head = file.read(8)
    order: Literal["little", "big"] = "little" if head[:2] == b"II" else "big"
    file.seek(int.from_bytes(head[4:8], order))
    count = int.from_bytes(file.read(2), order)
    for _ in range(min(count, _MOST_PARTS)):
        entry = file.read(12)
        if len(entry) < 12:
            return 1
        if int.from_bytes(entry[:2], order) == ORIENTATION:
            size = 4 if int.from_bytes(entry[2:4], order) == 4 else 2
            told = int.from_bytes(entry[8 : 8 + size], order)
            return told if told in UPRIGHT else 1
    return 1
