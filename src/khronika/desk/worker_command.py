"""`khronika worker`: sends letters, redacts, asks sources, erases, looks for the restricted.

    khronika worker [--once] [--every SECONDS]

In demo mode it is the mailbox too: a real SMTP server on loopback that keeps every letter in the
home. It can be stopped at any moment; what is under way is settled by the next one.
"""

import argparse
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from signal import SIGINT, SIGTERM, signal

from khronika.desk.faults import Faults
from khronika.errors import KhronikaError
from khronika.net.smtp import RelayUnreachable

_FORESEEN = (KhronikaError, OSError, EOFError)
"""What the command line tells in one line, with a status of its own."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika worker`."""
    parser.add_argument("--once", action="store_true", help="send what is due, then end")
    parser.add_argument(
        "--every", type=_seconds, default=10.0, metavar="SECONDS", help="how often to look (10)"
    )
    parser.epilog = (
        "Exit 0: told to stop, or all is sent; 1: letters wait for the relay, or it failed."
    )


def _seconds(word: str) -> float:
    seconds = float(word)
    if not 0 < seconds <= 86_400:  # a day; neither is "nan" between them
        raise ValueError(word)
    return seconds


def run(arguments: argparse.Namespace) -> int:
    """Send until told to stop; exit 1 where letters are left because the relay is away.

    A fault that nobody foresaw ends it with 1 too, and is told without its words.
    """
    from khronika.desk.office import open_office

    with Faults(partial(_tell, "it ends"), foreseen=_FORESEEN):
        open_office()  # looks into the record too, for what a backup brought back
        return _work(arguments)
    return 1


def _tell(what: str, told: str) -> str:
    line = f"{what}: the program failed ({told}); tell whoever keeps the machine"
    print(f"khronika worker: {line}", file=sys.stderr, flush=True)
    return line


def _work(arguments: argparse.Namespace) -> int:
    stopped = threading.Event()
    if not arguments.once:
        for number in (SIGINT, SIGTERM):
            signal(number, lambda *_: stopped.set())
    with ExitStack() as open_:
        send = _sender(open_)
        redacting: threading.Thread | None = None
        erasing: threading.Thread | None = None
        restricting: threading.Thread | None = None
        while True:
            status = send()
            redacting = _redacting(redacting, stopped.is_set, wait=arguments.once)
            erasing = _erasing(erasing, stopped.is_set, wait=arguments.once)
            restricting = _restricting(restricting, stopped.is_set, wait=arguments.once)
            _watch(stopped.is_set)
            if arguments.once or stopped.wait(max(arguments.every, 0.2)):
                return status


def _redacting(
    before: threading.Thread | None, is_stopped: Callable[[], bool], *, wait: bool
) -> threading.Thread | None:
    """Make the redacted copies that wait, beside everything else: a film may take hours.

    Args:
        before: the thread of the last round, which may still be at it.
        is_stopped: asked between two copies.
        wait: whether the round ends only when they are made.
    """
    from khronika.desk.redacting.jobs import forget_erased, is_any_waiting, link_offered
    from khronika.record.ledger.append import Ledger
    from khronika.seal.writer import utc_now

    link_offered(Ledger())
    for line in forget_erased():
        print(f"khronika worker: {line}", file=sys.stderr, flush=True)
    if (before is not None and before.is_alive()) or not is_any_waiting(utc_now()):
        return before
    return _beside(_redact, is_stopped, name="redacting", wait=wait)


def _beside(
    work: Callable[[Callable[[], bool]], None],
    is_stopped: Callable[[], bool],
    *,
    name: str,
    wait: bool,
) -> threading.Thread:
    """Begin work in a thread; a fault in it ends it, and a later round begins it again."""
    from django.db import close_old_connections, connections

    def watched() -> None:
        with Faults(partial(_tell, name)):
            close_old_connections()
            try:
                work(is_stopped)
            finally:
                connections.close_all()

    # What is killed with the worker is begun again by the next: nothing half made appears.
    made = threading.Thread(target=watched, daemon=True, name=name)
    made.start()
    if wait:
        made.join()
    return made


def _redact(is_stopped: Callable[[], bool]) -> None:
    from django.conf import settings

    from khronika.capture import Conditions
    from khronika.desk.redacting.jobs import run_waiting

    try:
        conditions = Conditions.from_environment(settings.HOME / "store")
    except KhronikaError as error:
        print(f"khronika worker: nothing is redacted: {error}", file=sys.stderr, flush=True)
        return
    for line in run_waiting(conditions, is_stopped=is_stopped):
        print(f"khronika worker: {line}", file=sys.stderr, flush=True)


def _erasing(
    before: threading.Thread | None, is_stopped: Callable[[], bool], *, wait: bool
) -> threading.Thread | None:
    """Plan and carry out the erasures that wait, beside everything else; see `_redacting`."""
    from khronika.desk.erasing.jobs import is_any_due, now

    if (before is not None and before.is_alive()) or not is_any_due(now()):
        return before
    return _beside(_erase, is_stopped, name="erasing", wait=wait)


def _erase(is_stopped: Callable[[], bool]) -> None:
    from khronika.desk.erasing.jobs import run_due

    for line in run_due(is_stopped=is_stopped):
        print(f"khronika worker: {line}", file=sys.stderr, flush=True)


def _restricting(
    before: threading.Thread | None, is_stopped: Callable[[], bool], *, wait: bool
) -> threading.Thread | None:
    """Look for those who were restricted in what copies were made from; see `_redacting`."""
    from khronika.record.restricting import searches

    if (before is not None and before.is_alive()) or not searches():
        return before
    return _beside(_look, is_stopped, name="restricting", wait=wait)


def _look(is_stopped: Callable[[], bool]) -> None:
    from khronika.record.ledger.append import Ledger
    from khronika.record.restricting import search_due

    for line in search_due(Ledger(), is_stopped=is_stopped):
        print(f"khronika worker: {line}", file=sys.stderr, flush=True)


def _watch(is_stopped: Callable[[], bool]) -> None:
    """Ask watched sources for a while; what was begun is finished before the worker ends."""
    from datetime import UTC, datetime

    from django.conf import settings

    from khronika.capture import Conditions
    from khronika.desk.watch.rounds import Office, is_anything_due, run_round
    from khronika.record.ledger.append import Ledger

    def clock() -> datetime:
        return datetime.now(UTC)

    if not is_anything_due(clock()):
        return
    try:
        conditions = Conditions.from_environment(settings.HOME / "store")
    except KhronikaError as error:  # letters go out all the same
        print(f"khronika worker: nothing is watched: {error}", file=sys.stderr, flush=True)
        return
    maildir = Path(settings.WATCH_MAILDIR) if settings.WATCH_MAILDIR else None
    office = Office(Ledger(), settings.HOME, conditions, clock, maildir)
    for line in run_round(office, is_stopped=is_stopped):
        print(f"khronika worker: {line}", file=sys.stderr, flush=True)


def _sender(open_: ExitStack) -> Callable[[], int]:
    from django.conf import settings

    from khronika.alert.post import open_desk, open_outbox
    from khronika.alert.subscribe import forget_unconfirmed
    from khronika.desk.account.sessions import SessionStore
    from khronika.desk.redacting.jobs import doubtful
    from khronika.flow.chores import tend
    from khronika.flow.missing import Tried
    from khronika.net.smtp import Relay
    from khronika.net.smtp_sink import LOOPBACK, MailboxReceipts, mailbox
    from khronika.record.ledger.append import Ledger

    relay = receipts = None
    if settings.MODE == "demo":
        folder = settings.HOME / "mailbox"
        relay = Relay(LOOPBACK, open_.enter_context(mailbox(folder)))
        receipts = MailboxReceipts(folder)

    tried = Tried()
    for line in doubtful():
        print(f"khronika worker: {line}", file=sys.stderr, flush=True)

    def send() -> int:
        for line in tend(Ledger(), home=settings.HOME, tried=tried):
            print(f"khronika worker: {line}", file=sys.stderr, flush=True)
        forget_unconfirmed(open_desk())
        SessionStore.clear_expired()
        try:
            tally = open_outbox(relay, receipts).run()
        except RelayUnreachable as error:
            print(f"khronika worker: {error}; letters stay queued", file=sys.stderr, flush=True)
            return 1
        for state, number in sorted(tally.items()):
            print(f"{state} {number}", flush=True)
        return 0

    return send
