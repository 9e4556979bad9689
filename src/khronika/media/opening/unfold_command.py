"""Writes one picture as PNG, upright, in a process of its own: `… FORM FILE TARGET`.

A picture that moves becomes an animated PNG with the times of its frames. The parent limits time
and memory; what goes wrong is one line on stderr.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 120_000_000
_FORMATS = {"HEIF": ("HEIF",), "AVIF": ("AVIF",), "JPEG 2000": ("JPEG2000",), "WebP": ("WEBP",)}


def main(form: str, source: str, target: str) -> int:
    """Write it; answer the exit status."""
    from PIL import Image, ImageOps, ImageSequence  # here: the parent counts what is loaded

    Image.MAX_IMAGE_PIXELS = None  # counted below, in words of ours
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    try:
        with Path(source).open("rb") as file, Image.open(file, formats=_FORMATS[form]) as found:
            if found.width * found.height > MOST_PIXELS:
                raise ValueError(f"{found.width} by {found.height} pixels are too many")
            if form != "WebP":
                _plain(ImageOps.exif_transpose(found)).save(target, "PNG", compress_level=1)
                return 0
            frames = [
                (_plain(frame), frame.info.get("duration", 100))
                for frame in ImageSequence.Iterator(found)
            ]
            first, *others = (frame for frame, _ in frames)
            times = [max(20, int(time)) for _, time in frames]
            first.save(
                target, "PNG", save_all=True, append_images=others, duration=times,
                compress_level=1,
            )  # fmt: skip
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        print(str(error).splitlines()[0] if str(error) else "no reason given", file=sys.stderr)
        return 1
    return 0


def _plain(picture: "Image.Image") -> "Image.Image":
    """Answer the pixels alone: no metadata, profile or thumbnail goes along."""
    if picture.mode.startswith("I"):  # 16 bits a pixel: the eight higher ones are seen
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
    mode = "RGBA" if picture.mode in ("RGBA", "LA", "PA", "P") else "RGB"
    plain = picture.convert(mode)
    plain.info.clear()
    return plain


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
