"""Lets people ask for letters, confirm that they did, and leave without a question.

In: an address, or the token of a link in a letter. Out: rows of `Subscriber`, and a letter that
asks to confirm. Refuses: to put an address on the list that its owner has not confirmed, to tell
anybody whether an address is on it, and to keep more than a keyed hash of one that left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from khronika.alert.address import AddressBook, TokenUnknown, fold_address
from khronika.alert.models import Delivery, Subscriber
from khronika.alert.outbox import enqueue

State = Subscriber.State
FORGET_AFTER = timedelta(days=7)
ASK_AGAIN_AFTER = timedelta(days=1)
MOST_ASKED = 3
"""So many letters that ask to confirm go to one address within `FORGET_AFTER`."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every step needs: the keys of addresses, the domain of Message-IDs, ids and time."""

    book: AddressBook
    domain: str
    new_id: Callable[[], str]
    clock: Callable[[], datetime]

    def name(self, occasion: str, owner: str) -> str:
        """Answer the Message-ID of one occasion's letter to one subscriber."""
        return self.book.message_id(occasion, owner, self.domain)


def ask(desk: Desk, address: str, *, language: str, cadence: str = "weekly") -> Subscriber:
    """Take an address and queue the letter that asks its owner to confirm.

    Who is on the list already, asked within the last day, or was asked three times in a week, is
    sent nothing: the form can be used neither to flood a mailbox nor to find out who reads the
    letters.

    Args:
        desk: keys, ids and time.
        address: as typed.
        language: BCP 47 code of the letters.
        cadence: one of `Subscriber.Cadence`.

    Raises:
        AddressMalformed: it is not of the form name@example.org.
    """
    folded, now = fold_address(address), desk.clock()
    with transaction.atomic():
        # Of one form sent twice at the same moment one makes the row, and the other finds it.
        person, is_new = Subscriber.objects.get_or_create(
            address_hash=desk.book.hash(folded),
            defaults={"id": desk.new_id(), "language": language, "asked_at": now},
        )
        if not is_new and _is_settled(person, now):
            return person
        person.address_sealed = desk.book.seal(folded, person.id)
        person.language, person.cadence = language, cadence
        person.state, person.asked_at, person.left_at = State.PENDING, now, None
        person.save()
        only = Subscriber.objects.filter(pk=person.pk)
        occasion = f"confirm:{desk.new_id()}"
        enqueue(occasion, only, name=desk.name, new_id=desk.new_id, at=now)
    return person


def _is_settled(person: Subscriber, now: datetime) -> bool:
    asked = person.deliveries.filter(
        occasion__startswith="confirm:", not_before__gt=now - FORGET_AFTER
    )
    if person.state != State.ACTIVE and asked.count() >= MOST_ASKED:
        return True
    if person.state == State.PENDING:
        return person.asked_at > now - ASK_AGAIN_AFTER
    return person.state == State.ACTIVE


def confirm(desk: Desk, token: str) -> Subscriber:
    """Put the owner of a token on the list; the second press of the button changes nothing.

    Raises:
        TokenUnknown: the token is not ours, its owner left, or it was forgotten after a week.
    """
    owner = desk.book.owner_of("confirm", token)
    Subscriber.objects.filter(pk=owner, state=State.PENDING).update(
        state=State.ACTIVE, confirmed_at=desk.clock()
    )
    person = Subscriber.objects.filter(pk=owner, state=State.ACTIVE).first()
    if person is None:
        raise TokenUnknown("the link is no longer good; ask for the letters again")
    return person


def leave(desk: Desk, token: str) -> None:
    """Take the owner of a token off the list and forget all but the keyed hash of the address.

    Letters still queued for them are dropped with it. Leaving twice is leaving.

    Raises:
        TokenUnknown: the token is not ours.
    """
    owner = desk.book.owner_of("leave", token)
    with transaction.atomic():
        Subscriber.objects.filter(pk=owner).exclude(state=State.LEFT).update(
            state=State.LEFT, address_sealed=None, language="en", left_at=desk.clock()
        )
        waiting = Delivery.objects.filter(subscriber_id=owner, state=Delivery.State.QUEUED)
        waiting.update(state=Delivery.State.DROPPED, done_at=desk.clock())


def forget_unconfirmed(desk: Desk) -> int:
    """Delete who did not confirm within a week; answer how many.

    A row whose letter is just being sent waits for the next time.
    """
    busy = (Delivery.State.CLAIMED, Delivery.State.HANDED)
    stale = Subscriber.objects.filter(
        state=State.PENDING, asked_at__lt=desk.clock() - FORGET_AFTER
    ).exclude(deliveries__state__in=busy)
    return stale.delete()[1].get("alert.Subscriber", 0)
