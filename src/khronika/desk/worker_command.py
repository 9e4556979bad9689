"""`khronika worker`: sends letters, forgets who did not confirm, finishes erasures, closes days.

    khronika worker [--once] [--every SECONDS]

In demo mode it is the mailbox too: a real SMTP server on loopback that keeps every letter in the
home. It can be stopped at any moment; what is under way is settled by the next one.
"""

import argparse
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from signal import SIGINT, SIGTERM, signal

from khronika.net.smtp import RelayUnreachable


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika worker`."""
    parser.add_argument("--once", action="store_true", help="send what is due, then end")
    parser.add_argument(
        "--every", type=float, default=10.0, metavar="SECONDS", help="how often to look (10)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Send until told to stop; exit 1 where letters are left because the relay is away."""
    from khronika.desk.office import open_office

    open_office()
    stopped = threading.Event()
    if not arguments.once:
        for number in (SIGINT, SIGTERM):
            signal(number, lambda *_: stopped.set())
    with ExitStack() as open_:
        send = _sender(open_)
        while True:
            status = send()
            if arguments.once or stopped.wait(max(arguments.every, 0.2)):
                return status


def _sender(open_: ExitStack) -> Callable[[], int]:
    from django.conf import settings

    from khronika.alert.post import open_desk, open_outbox
    from khronika.alert.subscribe import forget_unconfirmed
    from khronika.flow.chores import tend
    from khronika.net.smtp import Relay
    from khronika.net.smtp_sink import LOOPBACK, MailboxReceipts, mailbox
    from khronika.record.ledger.append import Ledger

    relay = receipts = None
    if settings.MODE == "demo":
        folder = settings.HOME / "mailbox"
        relay = Relay(LOOPBACK, open_.enter_context(mailbox(folder)))
        receipts = MailboxReceipts(folder)

    def send() -> int:
        for line in tend(Ledger(), home=settings.HOME):
            print(f"khronika worker: {line}", file=sys.stderr, flush=True)
        forget_unconfirmed(open_desk())
        try:
            tally = open_outbox(relay, receipts).run()
        except RelayUnreachable as error:
            print(f"khronika worker: {error}; letters stay queued", file=sys.stderr, flush=True)
            return 1
        for state, number in sorted(tally.items()):
            print(f"{state} {number}", flush=True)
        return 0

    return send
