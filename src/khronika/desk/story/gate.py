"""Opens a closed list of Wagtail's screens to people who may write, and nothing else of it.

In: requests below `/desk/prose/`. Out: the screens on which drafts, pictures and films are edited.
Refuses: everybody who is not signed in or may not write, and every other address of Wagtail's:
pages, publishing, schedules, workflows, its write API, people, groups, settings, its own sign-in.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from khronika.desk.gate import refused
from khronika.desk.limits import unreadable
from khronika.record.access import Answer, may
from khronika.record.user import User

PREFIX = "/desk/prose/"
VERB = "write"

SCREENS = frozenset(
    f"wagtailsnippets_story_{model}"
    for model in ("draft", "picture", "film")
) | frozenset(
    f"wagtailsnippetchoosers_story_{model}" for model in ("picture", "film")
) | {"wagtailadmin_editing_sessions"}  # fmt: skip
"""Namespaces of which every address is open."""

PLACES = frozenset({
    "wagtailadmin_home", "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link", "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite", "wagtailadmin_dismissibles",
})  # fmt: skip
"""Single addresses that are open beside them."""

# Wagtail's screens set styles on elements and draw previews in frames; scripts come from files.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)

Respond = Callable[[HttpRequest], HttpResponse]


def answer_for(user: Any) -> Answer:
    """Tell whether somebody may write, asking the record once a request."""
    if not getattr(user, "is_authenticated", False):
        return Answer(False, "without an account one reads public documents")
    person = cast(User, user)
    known: Answer | None = getattr(person, "_may_write", None)
    if known is None:
        known = may(person.actor, VERB) if person.is_active else Answer(False, "not active")
        person._may_write = known  # type: ignore[attr-defined]  # lives as long as the request
    return known


class ProseGate:
    """The middleware that stands before Wagtail."""

    def __init__(self, get_response: Respond) -> None:
        """Stand before the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let a request in or turn it away, and say what its page may load."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if not request.user.is_authenticated:
            # A form goes on as far as where late ones are kept; `process_view` stops it.
            is_form = request.method == "POST"
            return self.get_response(request) if is_form else _to_sign_in(request)
        answer = answer_for(request.user)
        response = self.get_response(request) if answer else refused(request, answer)
        # Set anew: a preview came through a request of its own, as if it were a public page.
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, words: Any
    ) -> HttpResponse | None:
        """Refuse every screen that is not on the list.

        Raises:
            Http404: it is not.
        """
        if not request.path_info.startswith(PREFIX):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        match = request.resolver_match
        if match is None or not is_open(match.namespace, match.url_name):
            raise Http404("this screen of the drafting tool is closed")
        if match.url_name == "wagtailadmin_home":
            return HttpResponseRedirect(reverse("desk:stories"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer 400 where a form lacks what the drafting tool's own pages always send."""
        is_form = request.method == "POST" and request.path_info.startswith(PREFIX)
        if is_form and isinstance(error, KeyError | ValueError | TypeError):
            return unreadable(request, error)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())


def is_open(namespace: str, name: str | None) -> bool:
    """Tell whether a screen is on the list."""
    return namespace in SCREENS if namespace else name in PLACES


class ProseBackend:
    """Answers Wagtail's questions for permissions from the roles in the record."""

    def authenticate(self, request: HttpRequest | None, **_words: Any) -> None:
        """Sign nobody in: the desk's own screens do that."""
        return

    def get_user(self, _user_id: str) -> AbstractBaseUser | None:
        """Find nobody: see `authenticate`."""
        return None

    def has_perm(self, user: Any, permission: str, _of: object = None) -> bool:
        """Tell whether somebody may do what Wagtail asks about."""
        app, _, action = permission.partition(".")
        asked = permission == "wagtailadmin.access_admin" or (
            app == "story" and action.partition("_")[0] in ("add", "change", "delete", "view")
        )
        return asked and bool(answer_for(user))

    def has_module_perms(self, user: Any, app: str) -> bool:
        """Tell whether somebody may see anything of an application."""
        return app == "story" and bool(answer_for(user))
