"""Says which parts of the desk somebody may open, for its bar and for where they land."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from khronika.desk.account.kept import kept_for
from khronika.desk.gate import desk
from khronika.record.access import VERBS, roles_of
from khronika.record.user import User

ROOMS = {
    "inbox": "see", "second": "see", "new": "receive", "stories": "write", "letters": "write",
    "people": "invite", "watch": "see", "bodies": "see", "matching": "see",
    "erasing": "erase",
}  # fmt: skip
"""Part of the desk to the verb that opens it."""


def rooms(request: HttpRequest) -> dict[str, Any]:
    """Answer the parts of the desk that the reader may open, asked for only where a page does.

    With them come the languages that the desk speaks, each by its own name.
    """
    return {
        "rooms": SimpleLazyObject(lambda: rooms_of(request)),
        "desk_languages": settings.LANGUAGES,
    }


def rooms_of(request: HttpRequest) -> frozenset[str]:
    """Answer the parts of the desk that the reader of a request may open."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frozenset()
    held = roles_of(cast(User, user).actor)
    verbs = frozenset(verb for role in held for verb in VERBS.get(role, ()))
    return frozenset(room for room, verb in ROOMS.items() if verb in verbs)


@desk("read-public")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead whoever signed in to the part of the desk that is theirs."""
    if kept_for(request):
        return HttpResponseRedirect(reverse("desk:kept"))
    allowed = rooms_of(request)
    for room in ("inbox", "new", "people", "erasing"):
        if room in allowed:
            return HttpResponseRedirect(reverse(f"desk:{room}"))
    return HttpResponseRedirect("/")
