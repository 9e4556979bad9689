"""Tells films, pictures and sounds by their first bytes, and files that pass for two things.

A name proves nothing: a picture may hold an archive behind its end, or a page with scripts before
it, and each program sees what it looks for (a polyglot).
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

STILLS = frozenset({"AVIF", "HEIF"})
"""Pictures that lie in the boxes of films: programs give them a length."""
ENDINGS = frozenset(
    {".3gp", ".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".ts"}
    | {".webm", ".wmv", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
    | {".aac", ".amr", ".avif", ".flac", ".heic", ".m4a", ".mp3", ".oga", ".ogg", ".opus"}
    | {".svg", ".wav", ".jp2", ".jpf", ".jpx", ".j2k", ".jpc"}
)
"""Endings of names by which people call films, pictures and sounds."""
_LOOKED_AT_BYTES = 1 << 16

_BEGINNINGS: tuple[tuple[str, bytes], ...] = (
    ("JPEG", rb"\xff\xd8\xff"),
    ("PNG", rb"\x89PNG\r\n\x1a\n"),
    ("GIF", rb"GIF8[79]a"),
    ("BMP", rb"BM.{4}\0{4}"),
    ("TIFF", rb"II\*\0|MM\0\*"),
    ("WebP", rb"RIFF.{4}WEBP"),
    ("AVI", rb"RIFF.{4}AVI "),
    ("WAV", rb"RIFF.{4}WAVE"),
    ("JPEG 2000", rb"\0\0\0\x0cjP  \r\n\x87\n(?!.{4}ftypmjp2)|\xff\x4f\xff\x51\0"),
    ("AVIF", rb".{4}ftyp(avif|mif1.{4}(....){0,8}avif)"),
    ("HEIF", rb".{4}ftyp(hei[cxms]|mif1)"),
    ("MP4", rb".{4}ftyp"),
    ("QuickTime", rb".{4}(moov|mdat|wide|free|skip)"),
    ("Matroska", rb"\x1a\x45\xdf\xa3"),
    ("Ogg", rb"OggS"),
    ("FLV", rb"FLV\x01"),
    ("ASF", rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ("MPEG", rb"\0\0\x01[\xba\xb3]"),
    ("MPEG-TS", rb"G.{187}G"),
    ("MP3", rb"ID3|\xff[\xfb\xf3\xf2]"),
    ("FLAC", rb"fLaC"),
    ("AMR", rb"#!AMR"),
)
_OTHERS: tuple[tuple[str, bytes], ...] = (
    ("a zip archive", rb"PK\x05\x06"),
    ("a PDF", rb"%PDF-1|%PDF-2"),
    ("a web page with scripts", rb"(?i)<script[\s>]"),
    ("a RAR archive", rb"Rar!\x1a\x07"),
    ("a 7-Zip archive", rb"7z\xbc\xaf\x27\x1c"),
    ("a program of Windows", rb"This program cannot be run in DOS mode"),
    ("a program of Linux", rb"\x7fELF[\x01\x02]"),
    ("PHP", rb"<\?php"),
)


def ends(path: Path) -> tuple[bytes, bytes]:
    """Answer the first and the last 64 KB of a file."""
    with path.open("rb") as file:
        first = file.read(_LOOKED_AT_BYTES)
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _LOOKED_AT_BYTES))
        return first, file.read(_LOOKED_AT_BYTES)


def kind_of(first: bytes) -> str | None:
    r"""Answer the form of a film, picture or sound by its first bytes; None for anything else.

    >>> kind_of(b"\xff\xd8\xff\xe0"), kind_of(b"<p>Text</p>")
    ('JPEG', None)
    """
    for name, beginning in _BEGINNINGS:
        if re.match(beginning, first, re.DOTALL):
            return name
    return "SVG" if _is_svg(first) else None


def _is_svg(first: bytes) -> bool:
    plain = first.replace(b"\0", b"")[:4096]  # UTF-16 is allowed too
    return bool(re.search(rb"(?i)<svg[\s>]", plain)) and not re.search(rb"(?i)<html", plain)


def polyglot_notes(first: bytes, last: bytes, kind: str | None) -> Iterator[str]:
    """Yield a note for each other thing that a file can be taken for.

    Args:
        first: its first bytes.
        last: its last bytes.
        kind: what `kind_of` says; None for no film, picture or sound.
    """
    if kind is None:
        return
    if kind == "SVG":
        yield from _svg_notes(first + last)
        return
    for name, mark in _OTHERS:
        if re.search(mark, first) or re.search(mark, last):
            yield (
                f"begins as {kind} and also holds {name}: programs may disagree about what it is;"
                " open it in nothing but a picture or film viewer"
            )


def _svg_notes(content: bytes) -> Iterator[str]:
    plain = content.replace(b"\0", b"")
    yield "an SVG is a document that draws itself; it is kept as it is and not drawn here"
    if re.search(rb"(?i)<script|\bon[a-z]+\s*=|javascript:", plain):
        yield "it holds scripts: do not open it in a browser"
    if re.search(rb"(?i)(href|src|url\()\s*=?\s*[\"'(]?\s*(https?:)?//", plain):
        yield "it calls other hosts when it is opened"
