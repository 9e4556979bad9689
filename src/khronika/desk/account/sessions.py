"""Ends a sign-in twelve hours after it began, however much was done since.

In: the moment of signing in. Out: rows of `django_session` whose end no later change puts off;
their cookie ends with the browser. Refuses: to be prolonged, so that a computer that was taken
away, or a copied cookie, opens the desk for a working day at most.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db
from django.http import HttpRequest
from django.utils import timezone

BEGUN = "signed_in_at"
"""Where a session keeps when it began (ISO 8601, UTC)."""


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with an end that is counted from signing in."""

    def get_expiry_date(self, **given: Any) -> datetime:
        """Answer when the session ends: at most `SESSION_COOKIE_AGE` after signing in.

        Args:
            **given: what Django's own method takes; asked for the rest.
        """
        usual = super().get_expiry_date(**given)
        begun = self.get(BEGUN)
        if begun is None:  # nobody is signed in, as where a language was chosen
            return usual
        last = datetime.fromisoformat(begun) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return min(usual, last)


def begin(*, request: HttpRequest, **_: Any) -> None:
    """Write down when somebody signed in; Django's signal `user_logged_in` calls it."""
    request.session[BEGUN] = timezone.now().isoformat()
