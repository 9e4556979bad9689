"""Kills one worker after another at chosen steps of the outbox; run by `test_outbox_killed`.

Usage: kill_workers.py PORT MAILBOX|- KILLS. The database is that of KHRONIKA_HOME. Each worker is
a process of its own, forked from this one and ended by SIGKILL at its n-th step, n = 1, 2, 3 ...;
the last one is left alone. Prints the states of all rows, and the steps that were hit.
"""

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # after the set-up
from django.db import connections  # noqa: E402

from khronika.alert.models import Delivery  # noqa: E402
from khronika.alert.outbox import Outbox  # noqa: E402
from khronika.alert.post import open_desk, open_outbox  # noqa: E402
from khronika.alert.subscribe import ask  # noqa: E402
from khronika.net.smtp import Relay  # noqa: E402
from khronika.net.smtp_sink import MailboxReceipts  # noqa: E402

READERS = 40


class Mortal(Outbox):
    """A worker that dies at its n-th step: before or after a row is moved, or once claimed."""

    steps = 0
    dies_at = 0

    def _step(self, name: str) -> None:
        Mortal.steps += 1
        if Mortal.steps == Mortal.dies_at:
            os.write(1, f"{name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def _claim_next(self) -> Delivery | None:
        row = super()._claim_next()
        self._step("claimed")
        return row

    def _move(self, row: Delivery, old: str, new: str, *, reply: str = "") -> bool:
        self._step(f"before {new}")
        moved = super()._move(row, old, new, reply=reply)
        self._step(f"after {new}")
        return moved


def _work(port: int, mailbox: str, dies_at: int) -> int:
    """Run one worker in a process of its own; answer its wait status."""
    connections.close_all()
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    Mortal.dies_at = dies_at
    receipts = None if mailbox == "-" else MailboxReceipts(Path(mailbox))
    made = open_outbox(Relay("127.0.0.1", port, timeout_seconds=20), receipts)
    fields = {name: getattr(made, name) for name in Outbox.__slots__ if name != "tally"}
    Mortal(**fields).run()
    os._exit(0)


def main() -> None:
    """Kill, restart, kill again, and tell what became of every row."""
    port, mailbox, kills = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    call_command("migrate", "alert", verbosity=0)
    desk = open_desk()
    for number in range(READERS):
        ask(desk, f"reader{number}@sample.example", language="en")
    killed = [_work(port, mailbox, n) for n in range(1, kills + 1)]
    last = _work(port, mailbox, 0)
    rows = {row.message_id: row.state for row in Delivery.objects.all()}
    print(json.dumps({"rows": rows, "killed": Counter(killed)[signal.SIGKILL], "last": last}))  # noqa: T201  # its answer


if __name__ == "__main__":
    main()
