"""No letter is sent twice and none is lost, whichever step of the outbox a worker is killed at.

Real processes are ended by SIGKILL, over real SMTP. One step in five falls into the window that
SMTP leaves (RFC 1047): there the mailbox is asked, or a person is.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from khronika.net.port import free_port
from khronika.net.smtp_sink import letter_path, mailbox

KILLS = 16
STEPS = {"claimed", "before handed", "after handed", "before accepted", "after accepted"}


class Stranger:
    """A relay that takes whatever it is given, as often as it is given it."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Count a message and take it."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.taken[str(letter["Message-ID"])] += 1
        return "250 2.0.0 queued"


@contextmanager
def _relay(handler: Stranger):  # type: ignore[no-untyped-def]  # a fixture in all but name
    loop = asyncio.new_event_loop()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), loop=loop)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _kill_workers(home: Path, port: int, folder: str) -> tuple[dict[str, str], set[str]]:
    """Run the killing script; answer the state of each row and the steps that were hit."""
    script = Path(__file__).with_name("kill_workers.py")
    done = subprocess.run(
        [sys.executable, str(script), str(port), folder, str(KILLS)],
        env=os.environ | {"KHRONIKA_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    *steps, answer = done.stdout.splitlines()
    told = json.loads(answer)
    assert told["killed"] == KILLS
    assert told["last"] == 0
    return told["rows"], set(steps)


def test_with_a_mailbox_that_answers_each_letter_arrives_once(tmp_path: Path) -> None:
    """Killed at every step, the workers still bring each letter into the mailbox exactly once."""
    folder = tmp_path / "mailbox"
    with mailbox(folder) as port:
        rows, steps = _kill_workers(tmp_path / "home", port, str(folder))
    assert steps >= STEPS
    assert set(rows.values()) == {"accepted"}
    assert {p.name for p in folder.iterdir()} == {letter_path(folder, key).name for key in rows}


def test_with_a_relay_that_cannot_be_asked_nothing_is_doubled(tmp_path: Path) -> None:
    """What nobody can know is listed as unclear: not sent again, not forgotten, few in number."""
    stranger = Stranger()
    with _relay(stranger) as port:
        rows, steps = _kill_workers(tmp_path / "home", port, "-")
    assert steps >= STEPS
    assert set(stranger.taken.values()) == {1}
    states = Counter(rows.values())
    assert set(states) == {"accepted", "unclear"}
    assert states["unclear"] <= KILLS
    accepted = {key for key, state in rows.items() if state == "accepted"}
    assert accepted <= set(stranger.taken)
