"""Withholds a name from a screen at once, and says what the worker still looks through."""

from django.conf import settings
from django.utils.translation import gettext

from khronika.desk.gate import Writing
from khronika.record.ledger.append import Ledger
from khronika.record.restricting import restrict_person, search_due, searches


def restrict_name(form: Writing, party: str) -> None:
    """Withhold the name of somebody, as a form asks.

    Args:
        form: what is written, by whom, on which state.
        party: ULID.

    Raises:
        KhronikaError: the record refuses.
    """
    restrict_person(form.ledger, form.actor, party, base=form.base, entry=form.entry_id())
    if settings.MODE == "test":
        list(search_due(Ledger()))


def said_of_searches() -> str:
    """Say how far the worker is with those who were restricted; nothing where it is done."""
    found = searches()
    if not found:
        return ""
    return gettext(
        "Somebody was restricted. The name is withheld already; what redacted copies were made "
        "from is being looked through for it (%(done)s of %(of)s packages). Until that is done no "
        "redacted copy becomes public. The worker goes on with it by itself."
    ) % {"done": sum(one.done for one in found), "of": sum(one.of for one in found)}
