"""Nobody is on the list who did not press the button, and of one who left only a hash stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from khronika.alert.address import TokenUnknown
from khronika.alert.models import Delivery, Subscriber
from khronika.alert.subscribe import Desk, ask, confirm, forget_unconfirmed, leave

pytestmark = pytest.mark.django_db
READER = "reader@sample.example"


def _ask(desk: Desk) -> Subscriber:
    return ask(desk, READER, language="en")


def test_asking_puts_nobody_on_the_list(desk: Desk) -> None:
    """After the form there is one row waiting and one letter that asks."""
    person = _ask(desk)
    assert person.state == Subscriber.State.PENDING
    assert [row.occasion.partition(":")[0] for row in Delivery.objects.all()] == ["confirm"]


def test_asking_again_sends_no_second_letter_within_a_day(desk: Desk, clock: Any) -> None:
    """A form that is sent many times floods nobody; a day later it asks once more."""
    for _ in range(5):
        _ask(desk)
    assert Delivery.objects.count() == 1
    clock.now += timedelta(days=1, seconds=1)
    _ask(desk)
    assert Delivery.objects.count() == 2
    assert Subscriber.objects.count() == 1


def test_who_does_not_answer_is_asked_three_times_a_week_and_no_more(
    desk: Desk, clock: Any
) -> None:
    """Somebody else who types an address every day brings its owner three letters."""
    for _ in range(6):
        _ask(desk)
        clock.now += timedelta(days=1, seconds=1)
    assert Delivery.objects.count() == 3


def test_the_button_puts_the_reader_on_the_list_once(desk: Desk) -> None:
    """The token of the letter confirms; pressing twice is pressing once."""
    person = _ask(desk)
    token = desk.book.token("confirm", person.id)
    assert confirm(desk, token).state == Subscriber.State.ACTIVE
    assert confirm(desk, token).confirmed_at == desk.clock()


def test_leaving_forgets_the_address_and_keeps_the_hash(desk: Desk) -> None:
    """After leaving, no column of the row holds more than the keyed hash of the address."""
    person = _ask(desk)
    confirm(desk, desk.book.token("confirm", person.id))
    leave(desk, desk.book.token("leave", person.id))
    leave(desk, desk.book.token("leave", person.id))
    row = Subscriber.objects.get()
    assert (row.state, row.address_sealed, row.language) == (Subscriber.State.LEFT, None, "en")
    assert row.address_hash == desk.book.hash(READER)
    assert {d.state for d in Delivery.objects.all()} == {Delivery.State.DROPPED}
    with pytest.raises(TokenUnknown):
        confirm(desk, desk.book.token("confirm", person.id))


def test_who_left_may_come_back_by_their_own_button_only(desk: Desk) -> None:
    """Asking for somebody who left makes them wait for confirmation like anybody else."""
    person = _ask(desk)
    leave(desk, desk.book.token("leave", person.id))
    again = _ask(desk)
    assert (again.id, again.state) == (person.id, Subscriber.State.PENDING)


def test_who_does_not_confirm_is_forgotten_after_a_week(desk: Desk, clock: Any) -> None:
    """Seven days later nothing is left of an address, not even its hash."""
    _ask(desk)
    assert forget_unconfirmed(desk) == 0
    clock.now += timedelta(days=7, seconds=1)
    assert forget_unconfirmed(desk) == 1
    assert Subscriber.objects.count() == 0


def test_the_database_holds_no_address_in_clear(desk: Desk) -> None:
    """Every cell of every table of the room, read raw, lacks the address."""
    _ask(desk)
    with connection.cursor() as cursor:
        for table in ("alert_subscriber", "alert_delivery", "alert_letter"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  # three names of our own
            for row in cursor.fetchall():
                cells = [c if isinstance(c, bytes) else str(c).encode() for c in row]
                assert not any(b"reader" in cell.lower() for cell in cells)
