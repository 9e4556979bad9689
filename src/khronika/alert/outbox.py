"""Sends what is queued: never one letter twice to one person, and none is lost, whatever dies.

In: rows of `Delivery`. Out: the same rows, told what the relay answered. Refuses: to send a row
that another live worker holds, and to guess.

Each step is committed before the next begins:

    queued ──▶ claimed ──▶ handed ──▶ accepted | refused
      ▲           │           │
      └───────────┴───────────┴──▶ unclear (only where nobody can tell)

A worker claims a row under its own id and holds a lock on a file of that name, which the system
lets go when the worker dies, however it dies. `handed` is committed after the whole message is on
its way and before the dot that ends it: a row that a dead worker left `claimed` was taken by no
relay (RFC 5321 section 4.1.1.4) and is queued again. What remains is the one window that SMTP
cannot close (RFC 1047): between that dot and the commit of its reply. A row left `handed` is
settled by asking the mailbox whether it has the Message-ID, where one can be asked; where none
can, the row is `unclear`: it is neither sent again nor lost but listed, until a person says what
became of it, or the office has said that its relay drops repeated Message-IDs.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.db.models import F, QuerySet

from khronika.alert.address import AddressUnreadable
from khronika.alert.models import Delivery, Subscriber
from khronika.errors import AlertError
from khronika.net.smtp import MessageRefused, RelayUnreachable, ReplyLost, Sender

State = Delivery.State
MAX_ATTEMPTS = 12
ELSEWHERE = timedelta(hours=1)
"""How long a worker on another machine, whose lock cannot be seen, is believed to live."""


class ClaimLost(AlertError):
    """A row is no longer this worker's; its message is dropped before it ends."""


class NotWanted(AlertError):
    """A letter's reader has left the list, or the letter is withdrawn."""


@dataclass(frozen=True, slots=True)
class Mail:
    """One finished message and the address that it goes to.

    `words` is the SHA-256 of the public document that it tells; empty where it tells none.
    """

    recipient: str
    message: bytes
    words: str = ""


class Receipts(Protocol):
    """A mailbox that can be asked what it holds and keeps one Message-ID once."""

    def was_taken(self, message_id: str) -> bool:
        """Tell whether the mailbox holds the message."""
        ...


@dataclass(slots=True)
class Outbox:
    """One worker: how it writes, to whom it hands over, and what tells it the time.

    Args:
        claim: ULID of this worker, new for each process.
        locks: folder of the workers' lock files, on a local disk.
        sender: envelope address.
        write: makes the message of a row; raises `NotWanted` where it may not be sent.
        words: answers `Mail.words` of a row as they are now, asked once more before the dot:
            somebody in them may have been erased since the message was made.
        connect: opens a session with the relay.
        clock: answers the present moment, aware, in UTC.
        receipts: a mailbox to ask, or None where the relay answers no such question.
        repeats: True where the relay is known to drop a repeated Message-ID.
    """

    claim: str
    locks: Path
    sender: str
    write: Callable[[Delivery], Mail]
    connect: Callable[[], AbstractContextManager[Sender]]
    clock: Callable[[], datetime]
    receipts: Receipts | None = None
    repeats: bool = False
    words: Callable[[Delivery], str] = lambda _row: ""
    tally: dict[str, int] = field(default_factory=dict)

    def run(self) -> dict[str, int]:
        """Settle what dead workers left, then send all that is due.

        Returns:
            How many rows came to which state.

        Raises:
            RelayUnreachable: the relay cannot be reached; all that is left stays queued.
        """
        self.tally = {}
        with worker_lock(self.locks, self.claim):
            self.recover()
            while self._due().exists():
                # A lost claim cuts the connection; what is left is sent over a new one.
                with suppress(ClaimLost), self.connect() as session:
                    while (row := self._claim_next()) is not None:
                        self._send(session, row)
        return self.tally

    def recover(self) -> None:
        """Queue or settle the rows of workers that are no longer alive."""
        held = Delivery.objects.filter(state__in=(State.CLAIMED, State.HANDED))
        for claim in sorted(set(held.exclude(claim=self.claim).values_list("claim", flat=True))):
            left = held.filter(claim=claim)
            if is_alive(self.locks, claim):
                continue
            if not (self.locks / claim).exists():  # it ran on another machine, or long ago
                left = left.filter(claimed_at__lt=self.clock() - ELSEWHERE)
            for row in left.order_by("id"):
                self._settle(row)
            if not held.filter(claim=claim).exists():
                (self.locks / claim).unlink(missing_ok=True)

    def _settle(self, row: Delivery) -> None:
        if row.state == State.CLAIMED:
            self._move(row, State.CLAIMED, State.QUEUED)
        elif self.receipts is not None and self.receipts.was_taken(row.message_id):
            self._move(row, State.HANDED, State.ACCEPTED, reply="found")
        elif self.receipts is not None or self.repeats:
            self._move(row, State.HANDED, State.QUEUED)
        else:
            self._move(row, State.HANDED, State.UNCLEAR)

    def _due(self) -> QuerySet[Delivery]:
        return Delivery.objects.filter(state=State.QUEUED, not_before__lte=self.clock())

    def _claim_next(self) -> Delivery | None:
        while (row := self._due().order_by("not_before", "id").first()) is not None:
            mine = Delivery.objects.filter(pk=row.pk, state=State.QUEUED).update(
                state=State.CLAIMED, claim=self.claim, claimed_at=self.clock()
            )
            if mine:
                row.state, row.claim = State.CLAIMED, self.claim
                return row
        return None

    def _send(self, session: Sender, row: Delivery) -> None:
        try:
            mail = self.write(row)
        except NotWanted:
            self._move(row, State.CLAIMED, State.DROPPED)
            return
        except AddressUnreadable:  # another key or a damaged row: it must stop no other letter
            self._later(row, "unreadable")
            return
        try:
            reply = session.deliver(
                sender=self.sender,
                recipient=mail.recipient,
                message=mail.message,
                before_end=lambda: self._hand(row, mail),
            )
        except MessageRefused as refusal:
            self._refused(row, refusal)
        except RelayUnreachable:
            self._later(row)
            raise
        except ReplyLost as lost:
            self._settle(row)
            raise RelayUnreachable(str(lost)) from lost
        else:
            self._move(row, State.HANDED, State.ACCEPTED, reply=_codes(reply.code, reply.text))

    def _hand(self, row: Delivery, mail: Mail) -> None:
        """Take the last look before the dot: what is cut off here was taken by no relay."""
        try:
            is_current = self.words(row) == mail.words
        except NotWanted as gone:
            self._move(row, State.CLAIMED, State.DROPPED)
            raise ClaimLost(f"delivery {row.id}: {gone}; nothing is sent") from gone
        if not is_current:
            self._move(row, State.CLAIMED, State.QUEUED)
            raise ClaimLost(f"the words of delivery {row.id} changed meanwhile; written anew")
        if not self._move(row, State.CLAIMED, State.HANDED):
            raise ClaimLost(f"delivery {row.id} was taken over by another worker; nothing is sent")

    def _refused(self, row: Delivery, refusal: MessageRefused) -> None:
        if refusal.code < 500 and row.attempts + 1 < MAX_ATTEMPTS:
            self._later(row, _codes(refusal.code, refusal.text))
        else:
            self._move(row, row.state, State.REFUSED, reply=_codes(refusal.code, refusal.text))

    def _later(self, row: Delivery, reply: str = "") -> None:
        """Queue a row again, each time after a longer wait: 1 minute, 2, 4, up to half a day."""
        wait = timedelta(minutes=min(2**row.attempts, 720))
        Delivery.objects.filter(pk=row.pk, state=row.state, claim=self.claim).update(
            state=State.QUEUED,
            claim="",
            attempts=F("attempts") + 1,
            not_before=self.clock() + wait,
            reply=reply,
        )
        self._count(State.QUEUED)

    def _move(self, row: Delivery, old: str, new: str, *, reply: str = "") -> bool:
        """Take a row from one state to the next; False when it is no longer there to be taken."""
        changes: dict[str, object] = {"state": new}
        if new == State.QUEUED:
            changes["claim"] = ""
        elif new == State.HANDED:
            changes["handed_at"] = self.clock()
        else:
            changes |= {"done_at": self.clock(), "reply": reply}
        moved = Delivery.objects.filter(pk=row.pk, state=old, claim=row.claim).update(**changes)
        if moved:
            row.state = new
            self._count(new)
        return bool(moved)

    def _count(self, state: str) -> None:
        if state == State.HANDED:
            return  # on its way, told once it has arrived
        self.tally[state] = self.tally.get(state, 0) + 1


def _codes(code: int, text: str) -> str:
    """Keep the numbers of a reply (RFC 3463): its words may name the reader."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    is_enhanced = first.count(".") == 2 and first.replace(".", "").isdigit()
    return f"{code} {first}"[:16] if is_enhanced else str(code)


@contextmanager
def worker_lock(locks: Path, claim: str) -> Iterator[None]:
    """Hold the lock file of a worker; the system lets it go when the process dies."""
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(locks / claim, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        # Unlinked before it is let go: a finished worker leaves no row behind that needs it.
        if not Delivery.objects.filter(claim=claim, state__in=("claimed", "handed")).exists():
            (locks / claim).unlink(missing_ok=True)
        os.close(handle)


def is_alive(locks: Path, claim: str) -> bool:
    """Tell whether the worker of that id holds its lock on this machine."""
    try:
        handle = os.open(locks / claim, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def settle_unclear(rows: QuerySet[Delivery], *, was_taken: bool, at: datetime) -> int:
    """Write down what a person found out about messages whose reply was lost.

    Args:
        rows: the rows that they looked into; those that are not unclear stay as they are.
        was_taken: True where the readers have the letter; False to send it to them again.
        at: the moment, aware.

    Returns:
        How many rows were settled.
    """
    unclear = rows.filter(state=State.UNCLEAR)
    if was_taken:
        return unclear.update(state=State.ACCEPTED, done_at=at, reply="found")
    return unclear.update(state=State.QUEUED, claim="", not_before=at, done_at=None)


def enqueue(
    occasion: str,
    subscribers: QuerySet[Subscriber],
    *,
    name: Callable[[str, str], str],
    new_id: Callable[[], str],
    at: datetime,
) -> int:
    """Queue one occasion for each subscriber who has no row for it yet.

    Args:
        occasion: `letter:<ULID>` or `confirm:<ULID>`.
        subscribers: who gets it.
        name: answers the Message-ID for an occasion and the id of a subscriber.
        new_id: makes a ULID.
        at: when it may be sent, aware.

    Returns:
        How many rows are new; running it again adds none.
    """
    before = Delivery.objects.filter(occasion=occasion).count()
    rows = (
        Delivery(
            id=new_id(),
            occasion=occasion,
            subscriber_id=key,
            message_id=name(occasion, key),
            not_before=at,
        )
        for key in subscribers.values_list("id", flat=True).iterator()
    )
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return Delivery.objects.filter(occasion=occasion).count() - before
