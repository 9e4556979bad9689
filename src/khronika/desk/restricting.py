"""Withholds a name from a screen at once, and says what the worker still looks through."""

from django.conf import settings
from django.utils.translation import gettext

from khronika.desk.gate import Writing
from khronika.record.ledger.append import Ledger
from khronika.record.restricting import (
    left_searches,
    restrict_person,
    search_due,
    searches,
    take_over,
)


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


def go_on(actor: str) -> None:
    """Go on with every restriction whose beginner may restrict nobody any more.

    Args:
        actor: on whose word copies are closed from now on.

    Raises:
        NotAllowed: they may not either.
    """
    for one in left_searches():
        take_over(Ledger(), actor, one.entry)
    if settings.MODE == "test":
        list(search_due(Ledger()))


def said_of_searches() -> str:
    """Say how far the worker is with those who were restricted; nothing where it is done."""
    found = searches()
    if not found:
        return ""
    if any(one.is_left for one in found):
        return gettext(
            "Somebody was restricted by a person who may do so no more. The name is withheld; "
            "what redacted copies were made from is not looked through for it, and no redacted "
            "copy becomes public, until a security officer goes on with it under Erasing."
        )
    return gettext(
        "Somebody was restricted. The name is withheld already; what redacted copies were made "
        "from is being looked through for it (%(done)s of %(of)s packages). Until that is done no "
        "redacted copy becomes public. The worker goes on with it by itself."
    ) % {"done": sum(one.done for one in found), "of": sum(one.of for one in found)}
