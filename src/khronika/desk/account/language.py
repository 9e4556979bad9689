"""The language of the desk: chosen on any of its screens, kept for whoever is signed in.

A cookie of the desk alone (the public site sets none) says it for this browser; elsewhere one
meets the language that was chosen last. Who never chose has the one that the browser asks for.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from khronika.record.user import User

DESK = "/desk/"
YEAR = 365 * 24 * 3600
"""How long a browser keeps the choice, in seconds."""

Respond = Callable[[HttpRequest], HttpResponse]


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the language that somebody chose, and lead them back to where they were."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise Http404(f"{code!r} is no language of this office")
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=code)
    answer = HttpResponseRedirect(_back(request))
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, path=DESK, httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax",
    )  # fmt: skip
    return answer


def _back(request: HttpRequest) -> str:
    """Answer the screen that the choice was made on; never an address outside the desk."""
    next_ = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(next_, None) and next_.startswith(DESK)
    return next_ if is_ours else reverse("desk:home")


class DeskLanguage:
    """The middleware that speaks somebody's own language on the desk."""

    def __init__(self, get_response: Respond) -> None:
        """Stand before the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the language chosen last, where this browser does not say another."""
        chosen = _chosen(request)
        if chosen is None:
            return self.get_response(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            answer = self.get_response(request)
        answer.headers["Content-Language"] = chosen
        return answer


def _chosen(request: HttpRequest) -> str | None:
    """Answer the language of a person's row, None where the browser's own choice goes first."""
    if not request.path_info.startswith(DESK) or not request.user.is_authenticated:
        return None
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return None
    language = request.user.language
    # English is what a row says before anybody chose: it yields to what the browser asks for.
    known = language in dict(settings.LANGUAGES) and language != settings.LANGUAGE_CODE
    return language if known else None
