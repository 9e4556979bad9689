"""`khronika capture`: makes a package of each source and prints its path."""

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from khronika.capture.conditions import Conditions, SecondLook
from khronika.capture.source import capture, shown_source
from khronika.errors import CaptureError, KhronikaError
from khronika.net.relay import read_relay
from khronika.seal.command import print_bytes
from khronika.seal.container import shown


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika capture`."""
    parser.add_argument(
        "source", nargs="+", help="an http or https address, or the path of an ordinary file"
    )
    parser.add_argument("--store", type=Path, metavar="DIR", help="where packages appear")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--platform",
        action="store_true",
        help="look for the film of an address with yt-dlp (extra khronika[platforms])",
    )
    how.add_argument(
        "--browser",
        action="store_true",
        help="look at addresses with Chromium: what scripts load late, a picture, a print",
    )
    parser.add_argument(
        "--witness",
        action="store_true",
        help="ask for addresses a second time, and say what differs",
    )
    parser.add_argument(
        "--witness-after",
        type=float,
        default=5.0,
        metavar="SECONDS",
        help="how long after the first (5)",
    )
    parser.add_argument(
        "--witness-proxy",
        metavar="URL",
        help="by another way: socks5://HOST:PORT or http://HOST:PORT (KHRONIKA_WITNESS_PROXY)",
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
    conditions = replace(conditions, witness=_witness(arguments))
    if not conditions.authorities:
        terminal.warn("not time-stamped: no authority is set (KHRONIKA_TSA_URLS)")
    status = 0
    for source in arguments.source:
        try:
            evidence = capture(
                source,
                conditions,
                with_browser=arguments.browser,
                from_platform=arguments.platform,
            )
        except KhronikaError as error:
            status = 2
            name, line = shown_source(source), str(error)
            terminal.warn(line if name in line else f"{name}: {line}")
            continue
        print_bytes(os.fsencode(evidence.path))
        if not evidence.is_complete:
            status = max(status, 1)
    return status


def _witness(arguments: argparse.Namespace) -> SecondLook | None:
    """Read whether and how addresses are asked for again.

    Raises:
        RelayUnreadable: the proxy is none.
        CaptureError: the time is none.
    """
    if not arguments.witness:
        return None
    if not 0 <= arguments.witness_after <= 3600:
        raise CaptureError("--witness-after: give 0 to 3600 seconds")
    named = arguments.witness_proxy or os.environ.get("KHRONIKA_WITNESS_PROXY")
    return SecondLook(arguments.witness_after, read_relay(named) if named else None)
