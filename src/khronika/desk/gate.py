"""Lets people in who are signed in and whose roles allow it, and makes forms write once.

Views ask `may` with a verb and never look at roles (`record.md` section 7). Every form brings the
state of the record that its screen showed and a mark of its own: sent twice, it writes once.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from khronika.model.ulid import is_ulid, make_ulid
from khronika.record.access import Answer, may
from khronika.record.errors import NotAllowed
from khronika.record.ledger.append import Ledger, entry_of
from khronika.record.ledger.entry import Entry, NewEntry
from khronika.record.user import User

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Answer the person who is signed in."""
    return cast(User, request.user)


def ledger() -> Ledger:
    """Answer the record of this office, with the machine's clock and randomness."""
    return Ledger()


def refused(request: HttpRequest, answer: Answer | str) -> HttpResponse:
    """Say what is not allowed and by which rule."""
    rule = answer if isinstance(answer, str) else answer.rule
    return render(request, "desk/refused.html", {"rule": rule}, status=403)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in and back; a part of a screen that HTMX asked for leads its screen."""
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    if not is_part:
        # The inbox is not everybody's: who asks for nothing else is led to what is theirs.
        is_door = request.get_full_path() == reverse("desk:inbox")
        return redirect_to_login(reverse("desk:home") if is_door else request.get_full_path())
    screen = urlsplit(request.headers.get("HX-Current-URL", "")).path or request.path
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = redirect_to_login(screen).headers["Location"]
    return answer


def desk(verb: str) -> Callable[[View], View]:
    """Open a view to people who may do a verb.

    Args:
        verb: a verb of `khronika.record.access.VERBS`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **words: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            answer = may(person(request).actor, verb)
            if not answer:
                return refused(request, answer)
            try:
                response = view(request, *args, **words)
            except NotAllowed as error:
                return refused(request, str(error))
            response.headers["Cache-Control"] = "no-store"
            return response

        return entered

    return guard


@dataclass(slots=True)
class Writing:
    """One form on its way into the record: who, from which state, under which entry ids.

    Args:
        ledger: where to write.
        actor: `u:` and the ULID of the person.
        base: seq of the head that the screen was made from.
        entry: id of the form's first entry; the same form sent again has the same.
    """

    ledger: Ledger
    actor: str
    base: int
    entry: str
    _entries: Iterator[int] = field(default_factory=count)
    _things: Iterator[int] = field(default_factory=count)

    def entry_id(self) -> str:
        """Answer the id of the form's next entry; the same ones when it is sent again."""
        number = next(self._entries)
        return self.entry if number == 0 else derived(self.entry, f"entry {number}")

    def thing_id(self) -> str:
        """Answer an id for a party, event or item that the form makes; likewise the same again."""
        return derived(self.entry, f"thing {next(self._things)}")

    def was_written(self) -> bool:
        """Tell whether this very form came before, from the same person."""
        known = entry_of(self.entry, using=self.ledger.using)
        return known is not None and known.actor == self.actor

    def append(self, *entries: NewEntry) -> list[Entry]:
        """Write all entries or none."""
        return self.ledger.append(*entries)


def marks() -> dict[str, Any]:
    """Answer what every form of a screen brings: the head it shows, and a mark of the screen."""
    record = ledger()
    return {"base": record.head()[0], "once": record.new_id()}


def writing(request: HttpRequest) -> Writing:
    """Read the marks of a form.

    Raises:
        Http404: it has none, or not the ones that a screen gave it.
    """
    base, once = request.POST.get("base", ""), request.POST.get("once", "")
    if not (base.isascii() and base.isdigit() and len(base) < 16) or not is_ulid(once):
        raise Http404("the form does not say which state of the record it was made from")
    said = [
        [name, request.POST.getlist(name)]
        for name in sorted(request.POST)
        if name not in ("csrfmiddlewaretoken", "base")
    ]
    actor = person(request).actor
    entry = derived(once, json.dumps([actor, request.path, said]))
    return Writing(ledger(), actor, int(base), entry)


def derived(ulid: str, words: str) -> str:
    """Make a ULID of the same moment whose random part is a hash of a ULID and words."""
    # The ULID too: all forms of one screen are of one moment, and each has entries of its own.
    lot = hashlib.sha256(f"{ulid} {words}".encode()).digest()[:10]
    return ulid[:10] + make_ulid(0, lot)[10:]
