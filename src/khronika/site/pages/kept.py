"""Hands out the pictures and films that public documents show: our own copies, by their hash.

In: a SHA-256. Out: the file, whole or the part that a player asks for. Refuses: anything that is
not among the public copies, which are made when a second person's approval is published; there is
no list of them.
"""

import mimetypes
import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from khronika.record.public import read

_NAME = re.compile(r"[0-9a-f]{64}\Z")
_ENDINGS = ("jpg", "png", "webp", "webm", "mp4")
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")


def _public_copy(sha256: str) -> Path:
    folder = Path(settings.HOME) / "public" / "files"
    for ending in _ENDINGS:
        path = folder / f"{sha256}.{ending}"
        if _NAME.match(sha256) and path.is_file() and read.is_file_shown(sha256):
            return path
    raise Http404("no public page shows such a file")


@require_safe
def file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Answer a public file; a player may ask for one range of it (RFC 9110 section 14)."""
    path = _public_copy(sha256)
    size = path.stat().st_size
    part = _part(request.headers.get("Range", ""), size)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if part is None:
        answer = HttpResponse(status=416, content_type=kind)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    start, end = part
    with path.open("rb") as opened:
        opened.seek(start)
        body = opened.read(end - start)
    answer = HttpResponse(body, content_type=kind)
    if end - start < size:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = f'"{sha256}"'
    answer["Cache-Control"] = "public, max-age=86400"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """Read a range: where it starts and ends (excluded); the whole where none is asked for.

    Returns:
        None where it lies outside the file.
    """
    found = _RANGE.match(asked)
    if found is None or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None
