"""The pages on which people ask for letters, confirm it, and leave: no cookie, no account.

Mail scanners open every link in a letter, so a link alone changes nothing: each leads to a page
with one button. Mail programs leave by POST to the same address (RFC 8058), which is why these
pages ask for no CSRF token: the token in the address is what gives the right.
"""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from khronika.alert.address import AddressMalformed, TokenUnknown
from khronika.alert.models import Subscriber
from khronika.alert.phrases import LANGUAGES
from khronika.alert.post import open_desk
from khronika.alert.subscribe import ask, confirm, leave

GONE: Final = 410
State = Subscriber.State


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_page(request: HttpRequest) -> HttpResponse:
    """Show the form that asks for an address, or take what was typed into it."""
    if request.method != "POST":
        return _page(request, "subscribe")
    form, here = request.POST, get_language() or "en"
    try:
        ask(
            open_desk(),
            form.get("mail", ""),
            language=_one_of(form.get("lang"), LANGUAGES, _one_of(here, LANGUAGES, "en")),
            cadence=_one_of(form.get("freq"), Subscriber.Cadence.values, "weekly"),
        )
    except AddressMalformed:
        typed = form.get("mail", "")
        return _page(request, "subscribe", status=400, typed=typed, is_malformed=True)
    return _page(request, "asked")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that puts an address on the list, or put it there."""
    desk = open_desk()
    try:
        person = _owner("confirm", token)
        with override(person.language):
            if request.method == "POST":
                confirm(desk, token)
                return _page(request, "confirmed", person=person)
            is_on_it = person.state == State.ACTIVE
            return _page(request, "confirmed" if is_on_it else "confirm", person=person)
    except TokenUnknown:
        return _page(request, "link_gone", status=GONE)


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button that takes a reader off the list; a POST does it at once (RFC 8058)."""
    desk = open_desk()
    try:
        if request.method == "POST":
            leave(desk, token)
            return _page(request, "left")
        owner = desk.book.owner_of("leave", token)
    except TokenUnknown:
        return _page(request, "link_gone", status=GONE)
    has_left = not Subscriber.objects.filter(pk=owner).exclude(state=State.LEFT).exists()
    return _page(request, "left" if has_left else "leave")


def _owner(purpose: str, token: str) -> Subscriber:
    owner = open_desk().book.owner_of(purpose, token)
    person = Subscriber.objects.filter(pk=owner).exclude(state=State.LEFT).first()
    if person is None:
        raise TokenUnknown("the link is no longer good; ask for the letters again")
    return person


def _one_of(value: str | None, allowed: Sequence[str], otherwise: str) -> str:
    return value if value is not None and value in allowed else otherwise


def _page(request: HttpRequest, name: str, *, status: int = 200, **words: object) -> HttpResponse:
    context = {
        "letter_languages": settings.LANGUAGES,
        "cadences": Subscriber.Cadence.choices,
        "here": get_language(),
        **words,
    }
    answer = render(request, f"alert/{name}.html", context, status=status)
    answer["Referrer-Policy"] = "no-referrer"  # the address holds a token
    answer["X-Robots-Tag"] = "noindex"
    return answer
