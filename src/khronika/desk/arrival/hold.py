"""Says who reads a report: taken with one key, handed over, taken over; it locks nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime

from khronika.desk.models import Hold
from khronika.record.access import roles_of
from khronika.record.user import User

READERS = ("coder", "editor")


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a report, since when, and whom it may be handed to."""

    name: str
    since: datetime | None
    is_me: bool
    others: tuple[tuple[str, str], ...]


def take(report: str, person: User) -> None:
    """Let a person hold a report from now on, whoever held it."""
    moment = datetime.now(UTC)
    Hold.objects.update_or_create(
        report=report, defaults={"person": person.id, "since_at": moment}
    )


def hand_over(report: str, to: str) -> None:
    """Hand a report to a colleague who may decide, or lay it down where `to` names nobody."""
    if to in dict(colleagues()):
        take(report, User.objects.get(pk=to))
    else:
        Hold.objects.filter(report=report).delete()


def colleagues() -> list[tuple[str, str]]:
    """List ULID and name of everybody who may decide facts."""
    return [
        (user.id, user.name)
        for user in User.objects.filter(is_active=True).order_by("name")
        if roles_of(user.actor) & set(READERS)
    ]


def holder_of(report: str, person: User) -> Holder:
    """Answer who holds a report, as a person sees it."""
    hold = Hold.objects.filter(report=report).first()
    others = tuple(pair for pair in colleagues() if pair[0] != person.id)
    if hold is None:
        return Holder("", None, False, others)
    name = User.objects.filter(pk=hold.person).values_list("name", flat=True).first() or ""
    return Holder(name, hold.since_at, hold.person == person.id, others)
