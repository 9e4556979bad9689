"""Answers what is too large or no form at all with its limit, before it is read whole."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.defaults import bad_request

MOST_BYTES = 60_000_000
"""A file of 50 MB and what a form puts around it; nothing larger is read at all."""

Respond = Callable[[HttpRequest], HttpResponse]


def size_limit(get_response: Respond) -> Respond:
    """Refuse a request that says of itself that it is too large, without reading it."""

    def respond(request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isascii() and said.isdigit() and len(said) < 20 and int(said) <= MOST_BYTES:
            return get_response(request)
        raise RequestDataTooBig(f"a request of {said[:20]} bytes")

    return respond


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is wrong with a request that was not read: 413 for too much, else 400."""
    is_too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    if not request.path_info.startswith("/desk/"):
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
