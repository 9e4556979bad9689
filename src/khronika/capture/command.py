"""`khronika capture`: makes a package of each source and prints its path."""

import argparse
import os
import sys
import time
from pathlib import Path

from khronika.capture.conditions import Conditions
from khronika.capture.source import capture, shown_source
from khronika.errors import CaptureError, KhronikaError
from khronika.seal.command import print_bytes
from khronika.seal.container import shown


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika capture`."""
    parser.add_argument(
        "source", nargs="+", help="an http or https address, or the path of an ordinary file"
    )
    parser.add_argument("--store", type=Path, metavar="DIR", help="where packages appear")
    parser.add_argument(
        "--browser",
        action="store_true",
        help="look at addresses with Chromium: what scripts load late, a picture, a print",
    )
    parser.epilog = (
        "Exit 0: every package is whole; 1: one is marked incomplete; 2: a source gave none."
    )


class _Terminal:
    """Writes messages to stderr, and progress once something takes more than two seconds."""

    def __init__(self) -> None:
        self._quiet_until = time.monotonic() + 2.0

    def warn(self, line: str) -> None:
        print(f"khronika capture: {shown(line)}", file=sys.stderr, flush=True)

    def progress(self, line: str) -> None:
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + 2.0
            self.warn(line)


def run(arguments: argparse.Namespace) -> int:
    """Capture each source; print the packages that were made, even where others fail."""
    terminal = _Terminal()
    if arguments.store and {"\n", "\r"} & set(str(arguments.store)):
        raise CaptureError("--store: the folder's name holds a line feed; choose another")
    conditions = Conditions.from_environment(
        arguments.store, warn=terminal.warn, progress=terminal.progress
    )
    if not conditions.authorities:
        terminal.warn("not time-stamped: no authority is set (KHRONIKA_TSA_URLS)")
    status = 0
    for source in arguments.source:
        try:
            evidence = capture(source, conditions, with_browser=arguments.browser)
        except KhronikaError as error:
            status = 2
            name, line = shown_source(source), str(error)
            terminal.warn(line if name in line else f"{name}: {line}")
            continue
        print_bytes(os.fsencode(evidence.path))
        if not evidence.is_complete:
            status = max(status, 1)
    return status
