"""Keeps what somebody sent after their session had ended, until they have signed in again.

In: forms of the desk that came too late, from a browser in which somebody worked. Out: after
signing in, the same person sees each with its words and sends it on with one button. Refuses: to
send anything by itself, to show it to another person, to keep a file, and to keep it for longer
than an hour. It lies encrypted in `KHRONIKA_HOME/kept`, with a key that the browser alone has.
"""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_http_methods

from khronika.desk.fields import name_field
from khronika.desk.gate import desk, person
from khronika.desk.typed import WRITTEN
from khronika.model.ulid import is_ulid, make_ulid

DESK = "/desk/"
NO_WORK = ("/desk/account/", "/desk/sign-", "/desk/welcome/", "/desk/language/", "/desk/kept/")
"""Forms that decide nothing; passwords are in some of them."""
COOKIE, SALT = "khronika_desk", "khronika.desk.kept"
HOURS_KEPT, MOST_BYTES, MOST_FORMS = 1, 1_000_000, 50
DAYS_KNOWN = 14
"""How long a browser is known by who worked in it: longer than they are signed in, so that what
they send the next morning is kept."""
_OF_LETTER = re.compile(r"n(\d+)\.\d+\.\d+")
_OURS = ("csrfmiddlewaretoken", "kept")
_BESIDE_WORDS = frozenset({
    "base", "once", "here", "near", "fact", "thing", "event", "party", "other", "act", "start",
    "end", "step", "d", "person", "report", "with",
})  # fmt: skip
"""Fields whose values are marks and ids, of no use to who looks at what is kept."""

Respond = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that came too late: where it was going, when it came, its fields."""

    id: str
    path: str
    at: str
    fields: tuple[tuple[str, str], ...]

    @property
    def words(self) -> list[tuple[str, str]]:
        """List what a person chose or typed, by the name of its field."""
        shown = [(n, v) for n, v in self.fields if n not in _BESIDE_WORDS and v.strip()]
        return [(_label(name), value[:2000]) for name, value in shown[:40]]

    @property
    def deed(self) -> str:
        """Say what the button was, and of which fact."""
        told = dict(self.fields)
        fact = told.get("fact", "").partition(".")[2].partition(".")[0]
        step = told.get("step") or told.get("d") or ""
        said = _deeds().get(step, step)
        return ": ".join(part for part in (name_field(fact) if fact else "", said) if part)


def _label(name: str) -> str:
    """Name a field as its screen does; the texts of a letter by the number of their block."""
    if block := _OF_LETTER.fullmatch(name):
        return f"{gettext('Text')} {block[1]}"
    words = {
        "text": gettext("Text"),
        "first": gettext("Your words before the rest (an empty line ends a paragraph)"),
        "last": gettext("Your words after the rest"),
        "address": gettext("Address"),
    }
    return words.get(name) or str(WRITTEN.get(name) or name_field(name))


def _deeds() -> dict[str, str]:
    """Say the buttons of the desk as they are written on them."""
    return {
        "accept": gettext("Accept"),
        "reject": gettext("Reject"),
        "correct": gettext("Correct"),
        "take-out": gettext("Take it out"),
        "no-act": gettext("Not an act"),
        "add": gettext("Code"),
        "add-fact": gettext("Add"),
        "dismiss": gettext("Dismiss"),
        "compose": gettext("Make these an event"),
        "move": gettext("Move"),
        "ask": gettext("Ask for a second person"),
        "approve": gettext("Approve"),
        "changes": gettext("Ask for changes"),
        "down": gettext("Take down"),
    }


class KeptForms:
    """The middleware that knows whose browser it is, and keeps forms that came too late."""

    def __init__(self, get_response: Respond) -> None:
        """Stand before the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Remember in the browser who works in it; forget it when they sign out."""
        if not request.path_info.startswith(DESK):
            return self.get_response(request)
        before = request.user.pk if request.user.is_authenticated else None
        response = self.get_response(request)
        after = request.user.pk if request.user.is_authenticated else None
        if after:
            _remember(request, response, str(after))
            if request.method == "POST" and response.status_code < 400:
                _drop(_browser(request), request.POST.get("kept", ""))
        elif before:
            response.delete_cookie(COOKIE, path=DESK)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, words: Any
    ) -> HttpResponse | None:
        """Keep a form of the desk that a stranger sends, after its origin was checked."""
        if request.method != "POST" or request.user.is_authenticated or not is_work(request):
            return None
        keep(request)
        return led(request, redirect_to_login(reverse("desk:kept")).url)


def is_work(request: HttpRequest) -> bool:
    """Tell whether a form decides or writes something on the desk."""
    path = request.path_info
    return path.startswith(DESK) and not path.startswith(NO_WORK)


def led(request: HttpRequest, place: str) -> HttpResponse:
    """Lead to a page, whoever asks: a browser, or HTMX for one row of a screen."""
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = place
        return answer
    return HttpResponseRedirect(place)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is too old, as after signing in anew in another window.

    What came from a page of our own is kept and offered again; anything else is refused.
    """
    if not request.path_info.startswith(DESK) or not _is_from_here(request):
        return csrf_failure(request, reason)
    if not is_work(request):
        return HttpResponseRedirect(request.path)
    keep(request)
    there = reverse("desk:kept")
    is_in = request.user.is_authenticated
    return led(request, there if is_in else redirect_to_login(there).url)


def _is_from_here(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return request.method == "POST" and request.headers.get("Origin") == own


def _browser(request: HttpRequest) -> tuple[str, str] | None:
    """Answer the person who worked in a browser last and its key, None where nobody did."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
        whose, key = told
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(whose), str(key)


def _remember(request: HttpRequest, response: HttpResponse, user: str) -> None:
    known = _browser(request)
    if known and known[0] == user:
        return
    response.set_cookie(
        COOKIE, signing.dumps([user, secrets.token_urlsafe(32)], salt=SALT), path=DESK,
        max_age=DAYS_KNOWN * 86_400, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip


def keep(request: HttpRequest) -> bool:
    """Keep a form, encrypted, for an hour; nothing of a browser in which nobody worked."""
    whose = _browser(request)
    fields = [
        [name, value]
        for name in request.POST
        if name not in _OURS
        for value in request.POST.getlist(name)
    ]
    told = json.dumps({"path": request.get_full_path(), "fields": fields})
    if whose is None or not fields or len(told) > MOST_BYTES:
        messages.error(
            request, gettext("You were signed out before this was sent: send it again.")
        )
        return False
    _sweep()
    if sum(1 for _ in _files(whose)) < MOST_FORMS:
        now = datetime.now(UTC)
        id_ = make_ulid(int(now.timestamp() * 1000), secrets.token_bytes(10))
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{_prefix(whose)}-{id_}").write_bytes(_cipher(whose).encrypt(told.encode()))
    return True


def kept_for(request: HttpRequest) -> list[Kept]:
    """List what was kept for whoever is signed in, in this browser, the oldest first."""
    whose = _browser(request)
    if whose is None or whose[0] != str(person(request).pk):
        return []
    _sweep()
    return [one for file in sorted(_files(whose)) if (one := _open(file, whose))]


def _open(file: Path, whose: tuple[str, str]) -> Kept | None:
    try:
        told = json.loads(_cipher(whose).decrypt(file.read_bytes()))
    except (InvalidToken, OSError):
        return None
    came = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    fields = tuple((str(name), str(value)) for name, value in told["fields"])
    return Kept(file.name.rpartition("-")[2], told["path"], f"{came:%H:%M}", fields)


def _folder() -> Path:
    return Path(settings.HOME) / "kept"


def _prefix(whose: tuple[str, str]) -> str:
    return hashlib.sha256("\n".join(whose).encode()).hexdigest()[:32]


def _files(whose: tuple[str, str]) -> Iterator[Path]:
    yield from _folder().glob(f"{_prefix(whose)}-*")


def _cipher(whose: tuple[str, str]) -> Fernet:
    words = "\n".join((settings.SECRET_KEY, *whose))
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(words.encode()).digest()))


def _drop(whose: tuple[str, str] | None, id_: str) -> None:
    if whose is not None and is_ulid(id_):
        (_folder() / f"{_prefix(whose)}-{id_}").unlink(missing_ok=True)


def _sweep() -> None:
    """Delete what was kept for longer than an hour, whoever sent it."""
    limit = (datetime.now(UTC) - timedelta(hours=HOURS_KEPT)).timestamp()
    for file in _folder().glob("*-*"):
        if file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)


@desk("read-public")
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """Show what came too late, each with a button that sends it and one that forgets it."""
    if request.method == "POST":
        # The middleware drops what the form names: here that is all that was asked for.
        return HttpResponseRedirect(reverse("desk:kept"))
    forms = kept_for(request)
    if not forms:
        return HttpResponseRedirect(reverse("desk:home"))
    return render(request, "desk/kept.html", {"forms": forms})
