"""Opens the films and pictures of a report's package: veiled first, sharp when asked for.

The package is read, never unpacked; what the browser gets has a type of ours, and is a picture or
a film by its first bytes, so that nothing in it can run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from khronika.desk.models import Redaction
from khronika.desk.watch.packages import path_of
from khronika.errors import MediaError, SealError
from khronika.media import MediaView, Still, bare_view, media_bytes, view_bytes, views
from khronika.media.serving import FIRST_BYTES, SEALED_OFF, Served, kind_of, served
from khronika.record.behind import packages_of_report
from khronika.record.sheets.write import File

Answer = TypeVar("Answer", bound=HttpResponseBase)
FORMS = {"film": "film", "picture": "picture"}


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

    def kind(self) -> str | None:
        """Answer the media type by its first bytes; None where no browser plays or shows it."""
        try:
            return kind_of(media_bytes(self.package, self.view, length=FIRST_BYTES).content)
        except (SealError, MediaError):
            return None

    def still_near(self, milliseconds: int | None) -> Still | None:
        """Answer the keyframe at or last before a moment."""
        before = [one for one in self.view.frames if one.at * 1000 <= (milliseconds or 0)]
        return before[-1] if before else next(iter(self.view.frames), None)


def media_of(report: str) -> list[Medium]:
    """List the films and pictures of a report's packages; a damaged package has none to show.

    Args:
        report: ULID.

    Returns:
        Each once, from the newest package that holds it.
    """
    return look_into(report)[0]


def look_into(report: str) -> tuple[list[Medium], bool]:
    """List the films and pictures of a report, and tell whether a package of it cannot be opened.

    Args:
        report: ULID.

    Returns:
        As `media_of`, and True where something may be missing from it.
    """
    found: dict[str, Medium] = {}
    is_torn = False
    for row in reversed(packages_of_report(report)):
        package = path_of(Path(settings.HOME), row.id)
        if package is None:
            continue
        try:
            held = [*_media_in(report, package), *_copies(report, package, row.id)]
        except (SealError, MediaError):
            is_torn = True  # its report says so, and `khronika verify` what it is
            continue
        for one in held:
            found.setdefault(one.file.sha256, one)
    return list(found.values()), is_torn


def _copies(report: str, package: Path, ulid: str) -> list[Medium]:
    """Answer a redacted copy: its package has no views, its size is what the worker measured."""
    row = Redaction.objects.filter(copy=report, package=ulid).first()
    view = bare_view(package) if row else None
    if row is None or view is None:
        return []
    file = File(report, view.sha256, FORMS[view.kind], row.milliseconds, row.width, row.height)
    return [Medium(view, file, package)]


def _media_in(report: str, package: Path) -> list[Medium]:
    return [
        Medium(view, _file(report, view), package) for view in views(package) if view.kind in FORMS
    ]


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


def bytes_of(medium: Medium, asked: str, *, is_saved: bool = False) -> HttpResponseBase | None:
    """Answer a stretch of a film or a whole picture as it lies in the package, or in its WARC.

    Args:
        medium: a film or picture.
        asked: the header `Range` of the request.
        is_saved: whether somebody saves the file, whatever its form.

    Returns:
        None where it is no film or picture by its first bytes, or too large a picture.

    Raises:
        MediaError, SealError: its bytes cannot be reached.
    """
    found = served(medium.package, medium.view, asked, is_saved=is_saved)
    return None if found is None else answer_of(found)


def answer_of(found: Served) -> HttpResponseBase:
    """Make the answer of a film or picture, sealed off; a whole film comes in pieces."""
    if found.pieces is not None:
        return kept_in(StreamingHttpResponse(found.pieces, headers=found.headers))
    return kept_in(HttpResponse(found.content, status=found.status, headers=found.headers))


def is_begun(answer: HttpResponseBase) -> bool:
    """Tell whether an answer holds the beginning of a film: who asks for that looks at it."""
    place = answer.headers.get("Content-Range", "bytes 0-").removeprefix("bytes ")
    start = place.partition("-")[0]
    return start.isdigit() and int(start) < BEGINNING_BYTES


BEGINNING_BYTES = 1 << 16


def kept_in(answer: Answer) -> Answer:
    """Let nothing run in an answer, no other site embed it, and no browser keep it."""
    for name, value in {**SEALED_OFF, "Cache-Control": "private, no-store"}.items():
        answer.headers[name] = value
    return answer
