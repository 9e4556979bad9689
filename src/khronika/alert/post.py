"""Puts the room together from the settings: the desk of subscribers and a worker of the outbox."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from khronika.alert.address import open_book
from khronika.alert.message import Writer
from khronika.alert.outbox import Outbox, Receipts
from khronika.alert.subscribe import Desk
from khronika.model.ulid import make_ulid
from khronika.net.smtp import Relay, Session


def new_id() -> str:
    """Make a ULID from the clock and the system's randomness."""
    return make_ulid(int(now().timestamp() * 1000), secrets.token_bytes(10))


def now() -> datetime:
    """Answer the present moment, aware, in UTC."""
    return datetime.now(UTC)


def open_desk() -> Desk:
    """Answer what subscribing and leaving need, with the office's own keys."""
    return Desk(open_book(settings.HOME), settings.MAIL.domain, new_id, now)


def read_public(subject: str) -> Mapping[str, Any] | None:
    """Answer the public document of a subject, parsed, or None where there is none."""
    from khronika.record.public.read import document  # after Django has loaded its apps

    published = document(subject)
    return None if published is None else published.body


def open_outbox(relay: Relay | None = None, receipts: Receipts | None = None) -> Outbox:
    """Answer a new worker of the outbox.

    Args:
        relay: where it hands letters over; that of the settings when None.
        receipts: the mailbox to ask what has arrived, where there is one.
    """
    desk, mail = open_desk(), settings.MAIL
    writer = Writer(desk, mail.sender, mail.site, read_public, settings.MODE == "demo")
    chosen = relay or mail.relay
    return Outbox(
        claim=desk.new_id(),
        locks=Path(settings.HOME) / "run",
        sender=mail.sender,
        write=writer.write,
        words=writer.words,
        connect=lambda: Session(chosen),
        clock=desk.clock,
        receipts=receipts,
        repeats=mail.drops_repeats,
    )
