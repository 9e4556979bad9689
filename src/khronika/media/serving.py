"""Answers a stretch of a film as a web server does, of a type of ours and with nothing that runs.

What is handed out is a film or picture by its first bytes; a page that was named film is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from khronika.media.playing import media_bytes
from khronika.media.views import MediaView

AT_ONCE = 4 << 20
"""Bytes of a film in one answer; the browser asks for the next ones itself (RFC 9110, 14.2)."""
MOST_BYTES = 40 << 20
"""Bytes of a picture that is shown as it came."""
SEALED_OFF: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Header lines under which nothing in an answer runs and no other site shows it."""
_KINDS = (
    (b"\x1a\x45\xdf\xa3", 0, "video/webm"), (b"ftyp", 4, "video/mp4"), (b"OggS", 0, "video/ogg"),
    (b"\xff\xd8\xff", 0, "image/jpeg"), (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"), (b"WEBP", 8, "image/webp"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Served:
    """An answer: its status, header lines and bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""


def kind_of(head: bytes) -> str | None:
    """Answer the media type that the first bytes of a file tell; None of anything else."""
    return next((name for magic, at, name in _KINDS if head[at:].startswith(magic)), None)


def served(package: Path, view: MediaView, asked: str) -> Served | None:
    """Answer what was asked of a film, or a whole picture.

    Args:
        package: folder or zip.
        view: of the film or picture.
        asked: the header `Range` of the request, as it came.

    Returns:
        None where it is no film or picture by its first bytes, or too large a picture.

    Raises:
        NotPlayable, NotAPackage, PackageUnreadable: its bytes cannot be reached.
    """
    first = media_bytes(package, view, length=16)
    kind = kind_of(first.content)
    if kind is None or (kind.startswith("image/") and first.size > MOST_BYTES):
        return None
    told = {**SEALED_OFF, "Content-Type": kind}
    if kind.startswith("image/"):
        return Served(200, told, media_bytes(package, view, length=MOST_BYTES).content)
    start, end = asked_range(asked, first.size)
    if start >= first.size or end < start:
        return Served(416, {**told, "Content-Range": f"bytes */{first.size}"})
    content = media_bytes(package, view, start=start, length=min(AT_ONCE, end - start + 1)).content
    place = f"bytes {start}-{start + len(content) - 1}/{first.size}"
    return Served(206, {**told, "Accept-Ranges": "bytes", "Content-Range": place}, content)


def asked_range(asked: str, size: int) -> tuple[int, int]:
    """Read one range of bytes (RFC 9110 section 14.1.2); what is no such range is all of them.

    Args:
        asked: the header, as it came.
        size: bytes in all.

    Returns:
        The first and the last byte; the first is `size` where the range begins behind the end.

    >>> asked_range("bytes=-10", 100), asked_range("bytes=20-", 100), asked_range("x", 100)
    ((90, 99), (20, 99), (0, 99))
    """
    unit, _, told = asked.strip().partition("=")
    first, dash, last = (part.strip() for part in told.partition("-"))
    numbers = [part for part in (first, last) if part]
    is_read = all(part.isascii() and part.isdigit() and len(part) < 16 for part in numbers)
    if unit.strip().lower() != "bytes" or not dash or not numbers or not is_read:
        return 0, size - 1
    if not first:
        return max(0, size - int(last)) if int(last) else size, size - 1
    return min(int(first), size), min(int(last) if last else size - 1, size - 1)
