"""Answers what nobody's screen answers: too much, no form at all, no such address, a failure.

What is too large is refused with its limit, before it is read whole. A failure is told to the
office's log by its kind and place, without a word of what was being worked on.
"""

import logging
import sys
import traceback
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.defaults import bad_request

from khronika.site.pages import about

MOST_BYTES = 60_000_000
"""A file of 50 MB and what a form puts around it; nothing larger is read at all."""

DESK = "/desk/"
_LOG = logging.getLogger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]


def size_limit(get_response: Respond) -> Respond:
    """Refuse a request that says of itself that it is too large, without reading it.

    Args:
        get_response: what stands behind it.

    Raises:
        RequestDataTooBig: by what it answers, of a request that says more than `MOST_BYTES`.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isascii() and said.isdigit() and len(said) < 20 and int(said) <= MOST_BYTES:
            return get_response(request)
        raise RequestDataTooBig(f"a request of {said[:20]} bytes")

    return respond


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is wrong with a request that was not read: 413 for too much, else 400."""
    is_too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if not request.path_info.startswith(DESK):
        return HttpResponse(status=413) if is_too_much else bad_request(request, exception)
    if not is_too_much:
        said = gettext("This cannot be read as a form of the desk. Go back and send it again.")
        said_so = {"heading": gettext("Nothing was taken in"), "problem": said}
        return render(request, "desk/refused.html", said_so, status=400)
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 1_000_000
    said = gettext(
        "What you sent is too large: a pasted text may have %(paste).1f MB, a file 50 MB. "
        "Save a longer text as a file and send that, or its address."
    ) % {"paste": most}
    said_so = {"heading": gettext("Nothing was taken in"), "problem": said}
    return render(request, "desk/refused.html", said_so, status=413)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in words: by the desk to people of the desk, else by the public site."""
    user = getattr(request, "user", None)
    if not request.path_info.startswith(DESK) or user is None or not user.is_authenticated:
        return about.missing(request, exception)
    said = gettext("It was copied wrongly, or what stood here was taken out or erased since.")
    said_so = {"heading": gettext("Nothing is at this address"), "problem": said}
    return render(request, "desk/refused.html", said_so, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500 in words, asking neither the database nor the session: they may have failed."""
    kind, _, trace = sys.exc_info()
    places = [f"{one.filename}:{one.lineno}" for one in traceback.extract_tb(trace)[-3:]]
    route = getattr(request.resolver_match, "route", None)
    _LOG.error("%s at %s: %s", getattr(kind, "__name__", "?"), route, " < ".join(places[::-1]))
    words = {
        "lang": get_language() or "en",
        "direction": "rtl" if get_language_bidi() else "ltr",
        "is_desk": request.path_info.startswith(DESK),
    }
    return HttpResponse(loader.render_to_string("desk/failed.html", words), status=500)
