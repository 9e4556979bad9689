"""A row goes one way only, each of its states is told, and what failed for now is tried again."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from khronika.alert.address import AddressUnreadable
from khronika.alert.models import Delivery, Subscriber
from khronika.alert.outbox import (
    ELSEWHERE,
    MAX_ATTEMPTS,
    Mail,
    NotWanted,
    Outbox,
    enqueue,
    settle_unclear,
    worker_lock,
)
from khronika.alert.subscribe import Desk, ask
from khronika.net.smtp import MessageRefused, RelayUnreachable, Reply, ReplyLost

pytestmark = pytest.mark.django_db
State = Delivery.State


class Relay:
    """A stand-in for a session: does to each message what it was told to, in turn."""

    def __init__(self, *acts: Exception | None) -> None:
        self.acts = list(acts)
        self.taken: list[bytes] = []

    def deliver(
        self, *, sender: str, recipient: str, message: bytes, before_end: Callable[[], None]
    ) -> Reply:
        act = self.acts.pop(0) if self.acts else None
        if isinstance(act, RelayUnreachable):
            raise act
        before_end()
        if act is not None:
            raise act
        self.taken.append(message)
        return Reply(250, "2.0.0 kept for reader@sample.example")


def _outbox(desk: Desk, relay: Relay, locks: Path, **settings: Any) -> Outbox:
    @contextmanager
    def connect() -> Iterator[Relay]:
        yield relay

    defaults: dict[str, Any] = {
        "claim": desk.new_id(),
        "locks": locks,
        "sender": "letters@khronika.example",
        "write": lambda row: Mail("reader@sample.example", row.message_id.encode()),
        "connect": connect,
        "clock": desk.clock,
    }
    return Outbox(**(defaults | settings))


@pytest.fixture(name="row")
def _row(desk: Desk) -> Delivery:
    """Answer one queued row."""
    ask(desk, "reader@sample.example", language="en")
    return Delivery.objects.get()


def _state() -> str:
    return Delivery.objects.get().state


def test_an_accepted_row_keeps_numbers_of_the_reply_only(
    desk: Desk, row: Delivery, tmp_path: Path
) -> None:
    """The words of a relay may hold the reader's address; no column keeps them."""
    relay = Relay()
    assert _outbox(desk, relay, tmp_path).run() == {"accepted": 1}
    assert Delivery.objects.get().reply == "250 2.0.0"
    assert relay.taken == [row.message_id.encode()]
    assert _outbox(desk, relay, tmp_path).run() == {}
    assert len(relay.taken) == 1


def test_what_is_refused_for_now_is_tried_later(
    desk: Desk, row: Delivery, tmp_path: Path, clock: Any
) -> None:
    """A 4xx waits a minute, then longer; after the last attempt it is refused."""
    relay = Relay(*(MessageRefused(451, "4.7.1 later") for _ in range(MAX_ATTEMPTS)))
    for _ in range(MAX_ATTEMPTS):
        assert _outbox(desk, relay, tmp_path).run()
        assert _outbox(desk, relay, tmp_path).run() == {}  # not before its time
        clock.now += timedelta(days=1)
    assert _state() == State.REFUSED


def test_what_is_refused_for_good_is_not_tried_again(
    desk: Desk, row: Delivery, tmp_path: Path
) -> None:
    """A 5xx ends the row, with its code."""
    relay = Relay(MessageRefused(550, "5.1.1 no such reader@sample.example"))
    _outbox(desk, relay, tmp_path).run()
    assert (_state(), Delivery.objects.get().reply) == (State.REFUSED, "550 5.1.1")


def test_a_relay_that_is_away_loses_nothing(
    desk: Desk, row: Delivery, tmp_path: Path, clock: Any
) -> None:
    """The row is queued again, and sent when the relay is back."""
    relay = Relay(RelayUnreachable("away"))
    with pytest.raises(RelayUnreachable):
        _outbox(desk, relay, tmp_path).run()
    assert _state() == State.QUEUED
    clock.now += timedelta(minutes=2)
    assert _outbox(desk, relay, tmp_path).run() == {"accepted": 1}


def test_a_lost_reply_is_unclear_until_a_person_says(
    desk: Desk, row: Delivery, tmp_path: Path, clock: Any
) -> None:
    """Nothing is sent again by itself; a person may say that it arrived, or send it again."""
    relay = Relay(ReplyLost("gone"))
    with pytest.raises(RelayUnreachable):
        _outbox(desk, relay, tmp_path).run()
    assert _state() == State.UNCLEAR
    assert _outbox(desk, relay, tmp_path).run() == {}
    rows = Delivery.objects.all()
    assert settle_unclear(rows, was_taken=False, at=desk.clock()) == 1
    assert _outbox(desk, relay, tmp_path).run() == {"accepted": 1}
    assert settle_unclear(rows, was_taken=True, at=desk.clock()) == 0


def test_a_lost_reply_is_sent_again_where_repeats_are_dropped(
    desk: Desk, row: Delivery, tmp_path: Path
) -> None:
    """An office whose relay drops repeated Message-IDs needs no person; the id stays the same."""
    relay = Relay(ReplyLost("gone"))
    with pytest.raises(RelayUnreachable):
        _outbox(desk, relay, tmp_path, repeats=True).run()
    assert _outbox(desk, relay, tmp_path, repeats=True).run() == {"accepted": 1}
    assert relay.taken == [row.message_id.encode()]


def test_what_is_no_longer_wanted_is_dropped(desk: Desk, row: Delivery, tmp_path: Path) -> None:
    """A reader who left while the letter waited gets none."""

    def refuse(_row: Delivery) -> Mail:
        raise NotWanted("left")

    assert _outbox(desk, Relay(), tmp_path, write=refuse).run() == {"dropped": 1}


def test_a_live_worker_keeps_its_rows_however_long(
    desk: Desk, row: Delivery, tmp_path: Path, clock: Any
) -> None:
    """A worker that holds its lock is never robbed; one without a lock is, after an hour."""
    Delivery.objects.update(state=State.CLAIMED, claim="01LIVE", claimed_at=desk.clock())
    clock.now += timedelta(days=3)
    with worker_lock(tmp_path, "01LIVE"):
        assert _outbox(desk, Relay(), tmp_path).run() == {}
    Delivery.objects.update(claimed_at=desk.clock())
    (tmp_path / "01LIVE").unlink()
    assert _outbox(desk, Relay(), tmp_path).run() == {}
    clock.now += ELSEWHERE + timedelta(seconds=1)
    assert _outbox(desk, Relay(), tmp_path).run() == {"queued": 1, "accepted": 1}


def test_a_row_taken_over_is_not_ended(desk: Desk, row: Delivery, tmp_path: Path) -> None:
    """A worker whose claim is gone when the last dot is due sends no dot."""

    def rob(claimed: Delivery) -> Mail:
        Delivery.objects.filter(pk=claimed.pk).update(claim="01OTHER")
        return Mail("reader@sample.example", b"")

    relay = Relay()
    assert _outbox(desk, relay, tmp_path, write=rob).run() == {}
    assert relay.taken == []
    assert (_state(), Delivery.objects.get().claim) == (State.CLAIMED, "01OTHER")


def test_an_address_that_does_not_open_stops_no_other(
    desk: Desk, row: Delivery, tmp_path: Path, clock: Any
) -> None:
    """Sealed by another key, damaged: the letter waits for a backup, the next one goes out."""
    clock.now += timedelta(seconds=1)
    ask(desk, "second@sample.example", language="en")

    def write(claimed: Delivery) -> Mail:
        if claimed.pk == row.pk:
            raise AddressUnreadable("it does not open")
        return Mail("second@sample.example", b"")

    assert _outbox(desk, Relay(), tmp_path, write=write).run() == {"queued": 1, "accepted": 1}


def test_one_occasion_is_queued_once_for_each_reader(desk: Desk, row: Delivery) -> None:
    """Queueing a letter again, or after new readers came, adds rows only for those without one."""

    def queue() -> int:
        readers = Subscriber.objects.all()
        return enqueue("letter:X", readers, name=desk.name, new_id=desk.new_id, at=desk.clock())

    assert [queue(), queue()] == [1, 0]
    ask(desk, "second@sample.example", language="en")
    assert [queue(), queue()] == [1, 0]
    ids = list(Delivery.objects.values_list("message_id", flat=True))
    assert len(set(ids)) == len(ids) == 4
    assert json.dumps(ids).count("sample.example") == 0


def test_a_letter_whose_words_changed_before_its_end_is_written_anew(
    desk: Desk, row: Delivery, tmp_path: Path
) -> None:
    """Somebody in it was erased while it was handed over: the relay takes the new words alone."""
    said, relay = iter(["Mira Tavel", "[name withheld]"]), Relay()

    def write(_: Delivery) -> Mail:
        words = next(said)
        return Mail("reader@sample.example", words.encode(), words)

    outbox = _outbox(desk, relay, tmp_path, write=write, words=lambda _: "[name withheld]")
    assert outbox.run()["accepted"] == 1
    assert relay.taken == [b"[name withheld]"]


def test_a_letter_withdrawn_before_its_end_is_dropped(
    desk: Desk, row: Delivery, tmp_path: Path
) -> None:
    """Nothing of it is sent."""

    def gone(_: Delivery) -> str:
        raise NotWanted("it is not public")

    relay = Relay()
    assert _outbox(desk, relay, tmp_path, words=gone).run() == {"dropped": 1}
    assert relay.taken == []
