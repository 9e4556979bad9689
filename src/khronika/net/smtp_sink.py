"""A real SMTP server on loopback that keeps every letter as a file: the demo's mailbox.

In: SMTP over 127.0.0.1. Out: `<folder>/<hash of the Message-ID>.eml`, whole or not at all.
Refuses: to listen anywhere but on loopback, and to keep one Message-ID twice.

The second rule makes the mailbox the sure end of the line: a sender that does not know whether
its message was taken may send it again (RFC 1047), and one letter lies here all the same.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

from khronika.errors import NetError
from khronika.net.port import NoFreePort, free_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"
MAX_BYTES = 33_554_432


class MailboxUnavailable(NetError):
    """The local mailbox cannot listen or write."""


def letter_path(folder: Path, message_id: str) -> Path:
    """Answer where the mailbox keeps the letter with this Message-ID (angle brackets and all)."""
    return folder / f"{hashlib.sha256(message_id.strip().encode()).hexdigest()[:40]}.eml"


class MailboxReceipts:
    """Answers whether a letter has arrived in the local mailbox, for the outbox to ask."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def was_taken(self, message_id: str) -> bool:
        """Tell whether the mailbox holds the letter; here "no" is certain as well."""
        return letter_path(self._folder, message_id).exists()


class _Keeper:
    """Writes each message to the folder before it is answered with 250."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name for the hook
        self, server: "SMTP", session: "Session", envelope: "Envelope"
    ) -> str:
        """Keep one message; the same Message-ID again is answered with 250 and kept once."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        message_id = message_from_bytes(raw, policy=policy.default).get("Message-ID")
        if not message_id:
            return "550 5.6.0 a letter needs a Message-ID"
        kept = _keep(self._folder, str(message_id), raw, envelope.rcpt_tos)
        return "250 2.0.0 kept" if kept else "250 2.0.0 kept before"


def _keep(folder: Path, message_id: str, raw: bytes, recipients: list[str]) -> bool:
    """Write a letter whole and durably, unless it lies there already; True if it is new."""
    target = letter_path(folder, message_id)
    draft = folder / f".{secrets.token_hex(8)}"
    envelope = "".join(f"X-Envelope-To: {address}\r\n" for address in recipients).encode()
    with draft.open("wb") as file:
        file.write(envelope + raw)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, target)  # unlike a rename, a link never replaces what is there
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


@contextmanager
def mailbox(folder: Path, port: int = 0) -> Iterator[int]:
    """Run the mailbox on loopback in a thread of its own while the block runs.

    Args:
        folder: where letters are kept; made (0700) if it is missing.
        port: TCP port; 0 lets the system choose a free one.

    Yields:
        The port that it listens on.

    Raises:
        MailboxUnavailable: the port is taken or the folder cannot be made.
    """
    from aiosmtpd.controller import Controller  # Django-free commands never pay for it

    loop = asyncio.new_event_loop()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        controller = Controller(
            _Keeper(folder),
            hostname=LOOPBACK,
            port=free_port(port, tries=1),  # asks first: aiosmtpd takes seconds to say no
            loop=loop,
            data_size_limit=MAX_BYTES,
            decode_data=False,
            ident="Khronika mailbox",
        )
        controller.start()
    except (OSError, NoFreePort) as error:
        loop.close()
        raise MailboxUnavailable(
            f"no mailbox in {folder.name} on port {port} ({error})"
        ) from error
    try:
        yield controller.port
    finally:
        controller.stop()
