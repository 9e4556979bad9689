"""Answers a stretch of a film as a web server does, of a type of ours and with nothing that runs.

What is handed out is a film or picture by its first bytes; a page that was named film is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from khronika.errors import MediaError, SealError
from khronika.media.playing import media_bytes
from khronika.media.views import MediaView

AT_ONCE = 4 << 20
"""Bytes of a film in one answer; the browser asks for the next ones itself (RFC 9110, 14.2)."""
FIRST_BYTES = 64
"""Bytes by which the form of a file is told."""
MOST_BYTES = 40 << 20
"""Bytes of a picture that is shown as it came."""
SEALED_OFF: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Header lines under which nothing in an answer runs and no other site shows it."""
PLAYED = frozenset({"video/webm", "video/mp4", "video/ogg"})
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
"""What browsers play and show; films and pictures of other forms are saved, not shown."""
_KINDS = (
    (b"\x1a\x45\xdf\xa3", 0, "video/x-matroska"), (b"ftyp", 4, "video/mp4"),
    (b"OggS", 0, "video/ogg"), (b"AVI ", 8, "video/x-msvideo"),
    (b"\xff\xd8\xff", 0, "image/jpeg"), (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"), (b"WEBP", 8, "image/webp"),
    (b"jP  \r\n\x87\n", 4, "image/jp2"), (b"II*\0", 0, "image/tiff"), (b"MM\0*", 0, "image/tiff"),
)  # fmt: skip
_ENDINGS = {
    "video/x-matroska": "mkv", "video/x-msvideo": "avi", "video/mp4": "mp4", "video/webm": "webm",
    "video/ogg": "ogv",
}  # fmt: skip
_STILL_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"heim": "image/heic",
                 b"heis": "image/heic", b"avif": "image/avif"}  # fmt: skip
"""Brands of pictures in the box that films begin with too (ISO/IEC 23008-12 10, AVIF 1.1 6)."""


@dataclass(frozen=True, slots=True)
class Served:
    """An answer: its status, header lines and bytes, which come in pieces where they are many."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""
    pieces: Iterator[bytes] | None = None


def kind_of(head: bytes) -> str | None:
    r"""Answer the media type that the first bytes of a file tell; None of anything else.

    >>> kind_of(b"\0\0\0\x1cftypheic\0\0\0\0mif1heic"), kind_of(b"\0\0\0\x18ftypmp42\0\0\0\0")
    ('image/heic', 'video/mp4')
    """
    found = next((name for magic, at, name in _KINDS if head[at:].startswith(magic)), None)
    if found == "video/mp4":
        return _still_of(head) or found
    # EBML names its document (RFC 8794 11.2.4); what plays as WebM says so there.
    return "video/webm" if found == "video/x-matroska" and b"webm" in head else found


def _still_of(head: bytes) -> str | None:
    """Answer the type of a picture that lies in the boxes of a film; None of a film."""
    size, own = int.from_bytes(head[:4]), head[8:12]
    if own not in (b"mif1", *_STILL_BRANDS):
        return None
    others = [head[at : at + 4] for at in range(16, min(size, len(head)), 4)]
    named = (_STILL_BRANDS[one] for one in (own, *others) if one in _STILL_BRANDS)
    return next(named, "image/heic")


def is_played(package: Path, view: MediaView) -> bool:
    """Tell whether browsers play a film, by its first bytes; not where these cannot be reached.

    Args:
        package: folder or zip.
        view: of the film.
    """
    try:
        return kind_of(media_bytes(package, view, length=FIRST_BYTES).content) in PLAYED
    except (MediaError, SealError):
        return False


def served(package: Path, view: MediaView, asked: str, *, is_saved: bool = False) -> Served | None:
    """Answer what was asked of a film, or a whole picture.

    Args:
        package: folder or zip.
        view: of the film or picture.
        asked: the header `Range` of the request, as it came; without one the whole film comes
            (RFC 9110 section 14.2: 206 answers a range and nothing else).
        is_saved: whether the reader saves the file, so that its form need not be one that
            browsers play.

    Returns:
        None where it is no film or picture by its first bytes, of a form that is not shown, or
        too large a picture.

    Raises:
        NotPlayable, NotAPackage, PackageUnreadable: its bytes cannot be reached.
    """
    first = media_bytes(package, view, length=FIRST_BYTES)
    kind = kind_of(first.content)
    if kind is None or (kind.startswith("image/") and first.size > MOST_BYTES):
        return None
    told = {**SEALED_OFF, "Content-Type": kind}
    if is_saved:
        name = f"{view.sha256[:16]}.{_ENDINGS.get(kind, kind.partition('/')[2])}"
        told["Content-Disposition"] = f'attachment; filename="{name}"'
    elif kind not in PLAYED | SHOWN:
        return None
    if kind.startswith("image/"):
        return Served(200, told, media_bytes(package, view, length=MOST_BYTES).content)
    told["Accept-Ranges"] = "bytes"
    if (found := asked_range(asked, first.size)) is None:
        told["Content-Length"] = str(first.size)
        return Served(200, told, pieces=_pieces(package, view, first.size))
    start, end = found
    if start >= first.size or end < start:
        return Served(416, {**told, "Content-Range": f"bytes */{first.size}"})
    content = media_bytes(package, view, start=start, length=min(AT_ONCE, end - start + 1)).content
    place = f"bytes {start}-{start + len(content) - 1}/{first.size}"
    return Served(206, {**told, "Content-Range": place}, content)


def _pieces(package: Path, view: MediaView, size: int) -> Iterator[bytes]:
    done = 0
    while done < size:
        piece = media_bytes(package, view, start=done, length=AT_ONCE).content
        if not piece:
            return
        yield piece
        done += len(piece)


def asked_range(asked: str, size: int) -> tuple[int, int] | None:
    """Read one range of bytes (RFC 9110 section 14.1.2); what is no such range is none.

    Args:
        asked: the header, as it came.
        size: bytes in all.

    Returns:
        The first and the last byte; the first is `size` where the range begins behind the end.
        None where the header is missing or asks for anything else: then all of it is answered.

    >>> asked_range("bytes=-10", 100), asked_range("bytes=20-", 100), asked_range("x", 100)
    ((90, 99), (20, 99), None)
    """
    unit, _, told = asked.strip().partition("=")
    first, dash, last = (part.strip() for part in told.partition("-"))
    numbers = [part for part in (first, last) if part]
    is_read = all(part.isascii() and part.isdigit() and len(part) < 16 for part in numbers)
    if unit.strip().lower() != "bytes" or not dash or not numbers or not is_read:
        return None
    if not first:
        return max(0, size - int(last)) if int(last) else size, size - 1
    return min(int(first), size), min(int(last) if last else size - 1, size - 1)
