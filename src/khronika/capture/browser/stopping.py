"""Stops a browser whose time is over, from outside: a page that hangs answers nobody.

Chromium's own limits do not reach a script without end, and Playwright waits for its answer.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@contextlib.contextmanager
def stopped_after(browser: "Browser", seconds: float, faults: list[str]) -> Iterator[None]:
    """Kill a browser's process where it is still at work after some seconds.

    Args:
        browser: a Chromium that was started here.
        seconds: how long it may take.
        faults: takes the line that says so; what waits for the browser gets an `Error`.
    """
    process = _process(browser)

    def stop() -> None:
        faults.append(
            f"the page did not answer: its browser was stopped after {seconds:.0f} seconds"
        )
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _process(browser: "Browser") -> int:
    session = browser.new_browser_cdp_session()
    said = session.send("SystemInfo.getProcessInfo")
    session.detach()
    return next(int(one["id"]) for one in said["processInfo"] if one["type"] == "browser")
