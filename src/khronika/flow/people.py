"""Brings people into an office: who may sign in, and which roles the ledger grants them.

In: names, mail addresses, roles. Out: rows of people, and `grant` entries. Refuses: people of the
demo in an office that is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from khronika.errors import RecordError
from khronika.model.ulid import make_ulid
from khronika.record import steps
from khronika.record.access import FOUNDER, roles_of
from khronika.record.ledger.append import Ledger
from khronika.record.user import User

DEMO_DOMAIN = "demo.khronika.example"
FIRST_ROLES = ("editor", "administrator", "security_officer")
SECOND_ROLES = ("editor",)


class DemoPeoplePresent(RecordError):
    """An office would be run with people whose passwords a demo printed."""


class OfficeFounded(RecordError):
    """An office has people already; further ones are invited, not founded."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to be let in; `password` is None where they sign in with a passkey only."""

    name: str
    email: str
    roles: tuple[str, ...]
    password: str | None


def admit(ledger: Ledger, newcomers: Iterable[Newcomer]) -> list[User]:
    """Let the first people in, and grant their roles before anything else is recorded.

    Whoever is known by the address already is left as they are, with the roles that they lack, so
    that a start that was interrupted can be finished.

    Args:
        ledger: the record.
        newcomers: in the order in which they are let in.

    Returns:
        The people, in that order.

    Raises:
        NotAllowed: something other than grants is recorded already.
    """
    people = [_person(ledger, one) for one in newcomers]
    for person, newcomer in zip(people, newcomers, strict=True):
        for role in newcomer.roles:
            if role not in roles_of(person.actor, using=ledger.using):
                steps.grant(ledger, FOUNDER, person.id, role)
    return people


def _person(ledger: Ledger, newcomer: Newcomer) -> User:
    known = User.objects.filter(email=newcomer.email).first()
    if known is not None:
        return known
    ulid = make_ulid(int(ledger.now().timestamp() * 1000), ledger.random(10))
    return User.objects.create_person(
        ulid, email=newcomer.email, name=newcomer.name, password=newcomer.password
    )


def found_office(ledger: Ledger, first: Newcomer, second: Newcomer) -> list[User]:
    """Let in the two people without whom nothing can be published.

    Raises:
        OfficeFounded: there are people already, other than these two.
    """
    emails = {first.email, second.email}
    if len(emails) != 2 or User.objects.exclude(email__in=emails).exists():
        raise OfficeFounded("an office begins with two people of two addresses; invite the others")
    return admit(ledger, [first, second])


def refuse_demo_people(mode: str) -> None:
    """Refuse to run an office in which people of a demo could sign in.

    Args:
        mode: `KHRONIKA_MODE`.

    Raises:
        DemoPeoplePresent: the mode is production and there are some.
    """
    if mode == "production" and User.objects.filter(email__endswith=f"@{DEMO_DOMAIN}").exists():
        raise DemoPeoplePresent(
            "this home holds a demo: its passwords were printed; set KHRONIKA_HOME to another "
            "folder, or KHRONIKA_MODE=demo"
        )
