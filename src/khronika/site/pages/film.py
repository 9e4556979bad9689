"""Hands out films, and single pictures of them, from packages that readers may have.

Only what an event's public document shows, from the public copy of its package; the store is
never served. Pages show pictures blurred until somebody asks for one.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from khronika.errors import MediaError, SealError
from khronika.media import MediaView, bare_view, view_bytes, views
from khronika.media.serving import SEALED_OFF, served
from khronika.record.public import read

Film = Mapping[str, Any]


@require_safe
def still(request: HttpRequest, number: str, film: str, form: str, at: str) -> HttpResponse:
    """Answer the picture nearest before a second that is cited: veiled, or sharp."""
    found = film_of(number, film)
    package, view = _view_or_404(found)
    before = [one for one in view.frames if one.at * 1000 <= int(at)] or list(view.frames[:1])
    if not before:
        raise Http404("the film has no such picture")
    path = before[-1].sharp if form == "sharp" else before[-1].veiled
    try:
        body = view_bytes(package, path)
    except (MediaError, SealError) as error:
        raise Http404("the package is damaged") from error
    return HttpResponse(body, headers={**SEALED_OFF, "Content-Type": "image/jpeg"})


@require_safe
def stretch(request: HttpRequest, number: str, film: str) -> HttpResponseBase:
    """Answer a stretch of a film for the player of its page, or all of it to be saved."""
    package, view = _view_or_404(film_of(number, film))
    is_saved = request.GET.get("save") == "1"
    try:
        answer = served(package, view, request.headers.get("Range", ""), is_saved=is_saved)
    except (MediaError, SealError) as error:
        raise Http404("the package is damaged") from error
    if answer is None or view.kind != "film":
        raise Http404("it is no film that a browser plays")
    if answer.pieces is not None:
        return StreamingHttpResponse(answer.pieces, headers=answer.headers)
    return HttpResponse(answer.content, status=answer.status, headers=answer.headers)


def with_stills(document: Film) -> dict[str, Any]:
    """Say of each film of a document that is cited whether it has pictures: a copy has none."""
    films = [
        {**film, "has_stills": _has_stills(film)} if film["cited"] else film
        for film in document.get("films", ())
    ]
    return {**document, "films": films} if films else dict(document)


def _has_stills(film: Film) -> bool:
    found = view_of(film)
    return found is not None and bool(found[1].frames)


def film_of(number: str, film: str) -> Film:
    """Find a film that the public document of an event shows, or answer 404."""
    published = read.document(number)
    films = [] if published is None or published.is_tombstone else published.body.get("films", [])
    found: Film | None = next((one for one in films if one["id"] == film), None)
    if found is None:
        raise Http404(f"event {number} shows no film {film}")
    return found


def view_of(film: Film) -> tuple[Path, MediaView] | None:
    """Answer the public package of a film, and its view in it; None where readers have none."""
    package = read.package_file(film["evidence"]["package"] or "")
    if package is None or film["marks"]:
        return None
    try:
        held = views(package) or (bare_view(package),)  # a redacted copy has no views of its own
    except (MediaError, SealError):
        return None  # whoever downloads the package sees it; here there is nothing to show
    found = next((one for one in held if one and one.sha256 == film["sha256"]), None)
    return (package, found) if found else None


def _view_or_404(film: Film) -> tuple[Path, MediaView]:
    found = view_of(film)
    if found is None:
        raise Http404("readers have no package with this film")
    return found
