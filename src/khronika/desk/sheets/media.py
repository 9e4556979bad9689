"""Opens the films and pictures of a report's package: veiled first, sharp when asked for.

The package is read, never unpacked; what the browser gets has a type of ours, and is a picture or
a film by its first bytes, so that nothing in it can run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.http import HttpResponse

from khronika.desk.watch.packages import path_of
from khronika.errors import MediaError, SealError
from khronika.media import MediaView, Still, view_bytes, views
from khronika.record.models import Evidence
from khronika.record.sheets.write import File
from khronika.seal.container import open_container

FORMS = {"film": "film", "picture": "picture"}
AT_ONCE = 4 << 20
"""Bytes of a film in one answer; the browser asks for the next ones itself (RFC 9110, 14.2)."""
MOST_BYTES = 40 << 20
"""Bytes of a picture that is shown as it came."""
_KINDS = (
    (b"\x1a\x45\xdf\xa3", 0, "video/webm"), (b"ftyp", 4, "video/mp4"), (b"OggS", 0, "video/ogg"),
    (b"\xff\xd8\xff", 0, "image/jpeg"), (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"GIF8", 0, "image/gif"), (b"WEBP", 8, "image/webp"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Medium:
    """One film or picture of a report: its views, and the file that the record knows it by."""

    view: MediaView
    file: File
    package: Path

    @property
    def is_film(self) -> bool:
        """Tell whether it moves."""
        return self.file.form == "film"

    @property
    def is_whole(self) -> bool:
        """Tell whether its own bytes are a file of the package, and can be played from there."""
        return self.view.source.startswith("data/raw/") and self.view.record is None

    def still_near(self, milliseconds: int | None) -> Still | None:
        """Answer the keyframe at or last before a moment."""
        before = [one for one in self.view.frames if one.at * 1000 <= (milliseconds or 0)]
        return before[-1] if before else next(iter(self.view.frames), None)


def package_of(report: str) -> Path | None:
    """Answer where the package of a report lies, None where it has none."""
    row = Evidence.objects.filter(report=report).first()
    return path_of(Path(settings.HOME), row.id) if row else None


def media_of(report: str) -> list[Medium]:
    """List the films and pictures of a report's package; a damaged package has none to show.

    Args:
        report: ULID.
    """
    package = package_of(report)
    if package is None:
        return []
    try:
        found = views(package)
    except (SealError, MediaError):
        return []  # `khronika verify` tells of it; here there is nothing that could be shown
    return [Medium(view, _file(report, view), package) for view in found if view.kind in FORMS]


def _file(report: str, view: MediaView) -> File:
    length = None if view.seconds is None else round(view.seconds * 1000)
    is_film = view.kind == "film"
    return File(
        report, view.sha256, FORMS[view.kind], length if is_film else None, view.width, view.height
    )


def picture(medium: Medium, path: str) -> bytes:
    """Answer a picture that a view names.

    Raises:
        MediaError: it is none of this medium's.
        SealError: the package is damaged.
    """
    return view_bytes(medium.package, path)


def is_kept_out(seconds: float, marks: Iterable[Mapping[str, object]]) -> bool:
    """Tell whether a still shows somebody who is kept blurred; half a second around counts too.

    Args:
        seconds: of the keyframe.
        marks: values of standing marks, `why` and `at`.
    """
    for mark in marks:
        at = mark.get("at")
        if mark.get("why") is None:
            continue
        if not isinstance(at, Mapping) or at.get("start") is None:
            return True
        start, end = int(str(at["start"])), int(str(at["end"] or at["start"]))
        if start - 500 <= seconds * 1000 <= end + 500:
            return True
    return False


def bytes_of(medium: Medium, asked: str) -> HttpResponse | None:
    """Answer a stretch of a film or a whole picture as it lies in the package.

    Args:
        medium: a film or picture whose bytes are a file of the package.
        asked: the header `Range` of the request.

    Returns:
        None where it is no film or picture by its first bytes, or too large a picture.
    """
    container = open_container(medium.package)
    try:
        with container.open(medium.view.source) as file:
            return _answer(file, container.sizes[medium.view.source], asked)
    finally:
        container.close()


def _answer(file: IO[bytes], size: int, asked: str) -> HttpResponse | None:
    head = file.read(16)
    kind = next((name for magic, at, name in _KINDS if head[at:].startswith(magic)), None)
    if kind is None or (kind.startswith("image/") and size > MOST_BYTES):
        return None
    if kind.startswith("image/"):
        return HttpResponse(head + file.read(), content_type=kind)
    start = _first_byte(asked)
    if start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(start)
    body = file.read(AT_ONCE)
    answer = HttpResponse(body, content_type=kind, status=206)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Range"] = f"bytes {start}-{start + len(body) - 1}/{size}"
    return answer


def _first_byte(asked: str) -> int:
    told = asked.removeprefix("bytes=").partition("-")[0]
    return int(told) if told.isascii() and told.isdigit() and len(told) < 16 else 0
