"""Cleans pictures that come in: what is kept holds the visible points and nothing else.

In: a file that says that it is a picture. Out: its points, turned upright, at most 1,600 wide,
encoded anew, under the name of their hash. Refuses: what Pillow cannot read, animations, and
pictures of more points than a page could need. Place, time, device, preview and comments of the
file (EXIF, XMP, IPTC, ICC) are not copied: a picture may not tell who made it where.
"""

import hashlib
from io import BytesIO
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

WIDTH = 1600
MOST_BYTES = 20_000_000
MOST_POINTS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def cleaned(file: BinaryIO) -> "ContentFile[bytes]":
    """Answer a picture without metadata, under the SHA-256 of its new bytes.

    Args:
        file: what was sent.

    Raises:
        ValidationError: it is too large, or no picture that is taken here.
    """
    file.seek(0)
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise ValidationError({"file": _("The file is larger than 20 MB; send a smaller one.")})
    return by_content(_encoded(_upright(body)))


def by_content(body: bytes, ending: str = "") -> "ContentFile[bytes]":
    """Name bytes by their SHA-256.

    Args:
        body: the file.
        ending: ".webm" and so on; that of a picture is found from its first bytes.
    """
    found = ending or {b"\x89PNG": ".png", b"RIFF": ".webp"}.get(body[:4], ".jpg")
    return ContentFile(body, name=hashlib.sha256(body).hexdigest() + found)


def _upright(body: bytes) -> Image.Image:
    """Read a picture as people see it: turned as its file says, in sRGB."""
    try:
        with Image.open(BytesIO(body), formats=FORMATS) as found:
            if found.width * found.height > MOST_POINTS or getattr(found, "n_frames", 1) > 1:
                raise ValidationError(
                    {"file": _("The picture moves or has more than 50 million points.")}
                )
            found.load()
            upright = ImageOps.exif_transpose(found)
            has_holes = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            points = upright.convert("RGBA" if has_holes else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(
            {"file": _("This is no JPEG, PNG or WebP picture that can be read.")}
        ) from error
    points.thumbnail((WIDTH, WIDTH * 4))
    bare = Image.new(points.mode, points.size)
    bare.paste(points)
    return bare


def _encoded(points: Image.Image) -> bytes:
    written = BytesIO()
    if points.mode == "RGBA":
        points.save(written, "PNG", optimize=True)
    else:
        points.save(written, "JPEG", quality=85, optimize=True, progressive=True)
    return written.getvalue()
