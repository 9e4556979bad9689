"""Demands a passkey or an authenticator app of staff in production, before any screen of work."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from khronika.record.access import roles_of
from khronika.record.user import User

DESK, ACCOUNT = "/desk/", "/desk/account/"
READERS = frozenset({"network_reader"})
"""Roles that decide nothing: a password is enough for them."""
_KNOWN = "second-factor"

Respond = Callable[[HttpRequest], HttpResponse]


class SecondFactor:
    """The middleware that stands before the desk."""

    def __init__(self, get_response: Respond) -> None:
        """Stand before the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead whoever must have a second factor and has none to where one is set up."""
        if settings.MODE == "production" and _is_work(request.path_info) and is_missing(request):
            messages.error(
                request,
                gettext("Set up a passkey or an authenticator app first: the desk needs one."),
            )
            return HttpResponseRedirect(reverse("mfa_index"))
        return self.get_response(request)


def _is_work(path: str) -> bool:
    is_way_out = path.startswith((ACCOUNT, "/desk/sign-", "/desk/welcome/", "/desk/language/"))
    return path.startswith(DESK) and not is_way_out


def is_missing(request: HttpRequest) -> bool:
    """Tell whether somebody who is signed in must have a second factor and has none."""
    if not request.user.is_authenticated:
        return False
    person = request.user
    if request.session.get(_KNOWN) == person.id:
        return False
    if not roles_of(person.actor) - READERS or has_second_factor(person):
        request.session[_KNOWN] = person.id
        return False
    return True


def has_second_factor(person: User) -> bool:
    """Tell whether a person has a passkey or an authenticator app; recovery codes are none."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=person, type__in=kinds).exists())
