"""Lets people in who are signed in and whose roles allow it; a refusal names the rule.

Views ask `may` with a verb and never look at roles (`record.md` section 7).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khronika.record.access import Answer, may
from khronika.record.errors import NotAllowed
from khronika.record.ledger.append import Ledger
from khronika.record.user import User

View = Callable[..., HttpResponse]


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


def desk(verb: str) -> Callable[[View], View]:
    """Open a view to people who may do a verb.

    Args:
        verb: a verb of `khronika.record.access.VERBS`.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
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
