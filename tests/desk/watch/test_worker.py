"""The worker's own process: killed in the middle of a capture, and gone on with; erasure."""

import contextlib
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.desk.watch.conftest import Newsroom, Watch

from khronika.desk.models import WatchItem, WatchSource
from khronika.desk.watch.rounds import is_anything_due
from khronika.record.erasure import erase
from khronika.record.models import Entry, Report
from khronika.record.steps import grant
from khronika.seal import verify

pytestmark = pytest.mark.slow


def test_a_worker_that_is_killed_at_a_capture_is_gone_on_with(
    watch: Watch, newsroom: Newsroom
) -> None:
    """SIGKILL while the page is asked for: the next worker takes it in, whole and once."""
    newsroom.list("one")
    watch.now = datetime.now(UTC)
    watch.add(f"{newsroom.url}/feed.xml")
    running: list[subprocess.Popen[bytes]] = []

    def worker() -> int:
        WatchItem.objects.filter(state="waiting").update(next_at=datetime.now(UTC))
        for path in (watch.home / "watch" / "turns").glob("*.turn"):
            path.write_bytes(b"")  # the host has rested
        environment = os.environ | {"KHRONIKA_HOME": str(watch.home)}
        words = [sys.executable, "-m", "khronika", "worker", "--once"]
        running.append(subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL))
        return running[-1].wait(timeout=300)

    def kill() -> None:
        newsroom.hooks.clear()
        os.kill(running[-1].pid, signal.SIGKILL)

    try:
        newsroom.hooks["/one"] = kill
        assert worker() == 0
        assert worker() == -signal.SIGKILL
        assert Report.objects.count() == 0
        assert worker() == 0
    finally:
        for one in running:
            with contextlib.suppress(ProcessLookupError):
                one.kill()
    assert Report.objects.count() == 1
    assert newsroom.count("/one") == 2
    (package,) = (watch.home / "store").glob("ev-*")
    assert verify(package).ok
    assert Entry.objects.filter(kind="receive", actor="s:watch").count() == 1


def test_an_erased_report_is_forgotten(watch: Watch, newsroom: Newsroom, office: Any) -> None:
    """Its page is looked at no more, and its address stands in no table of the desk."""
    newsroom.list("one")
    watch.add(f"{newsroom.url}/feed.xml")
    watch.work()
    report = watch.item(f"{newsroom.url}/one").report
    officer = office.actors["ben"]
    grant(office.ledger, office.actors["ada"], officer[2:], "security_officer",
          base=office.ledger.head()[0])  # fmt: skip
    erase(office.ledger, officer, f"report:{report}", ground="danger",
          base=office.ledger.head()[0])  # fmt: skip
    WatchSource.objects.update(next_at=watch.now + timedelta(days=900))
    assert is_anything_due(watch.now)
    watch.work(hours=3)
    item = WatchItem.objects.get(report=report)
    assert (item.address, item.state, item.next_at) == ("", "ended", None)
    assert newsroom.count("/one") == 1
    assert not is_anything_due(watch.now)
