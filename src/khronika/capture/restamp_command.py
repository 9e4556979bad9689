"""`khronika restamp`: takes new time-stamps for sealed packages before the old ones age out.

A line `restamp` is added to the custody log; it binds the older heads, signatures and stamps, so
that the new stamp vouches for them (RFC 4998 section 5.2). What was sealed stays as it is.
"""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from khronika.capture.conditions import Conditions
from khronika.capture.stamping import Authorities
from khronika.errors import CaptureError, KhronikaError
from khronika.seal.append import add_line
from khronika.seal.command import print_bytes
from khronika.seal.container import open_container, read_small, shown
from khronika.seal.layout import HEAD
from khronika.seal.stamp import StampRefused, ends_at

ACT = "restamp"


class AuthorityUnset(CaptureError):
    """There is nobody to ask for a time-stamp."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika restamp`."""
    parser.add_argument("package", nargs="+", type=Path, help="package folder")
    parser.add_argument(
        "--due",
        type=int,
        metavar="DAYS",
        help="only packages whose stamps can be judged as of today for fewer days than this",
    )
    parser.epilog = (
        "Prints each package that has a new stamp. Exit 0: every one that was due has; 1: no "
        "authority answered for one, which is as before; 2: one does not verify, or is no folder."
    )


def run(arguments: argparse.Namespace) -> int:
    """Stamp each package that is due."""
    conditions = Conditions.from_environment(warn=_say, progress=_progress())
    if not conditions.authorities:
        raise AuthorityUnset("no time-stamp authority is set; name them in KHRONIKA_TSA_URLS")
    status = 0
    for package in arguments.package:
        try:
            if arguments.due is not None and not is_due(package, conditions, arguments.due):
                continue
            restamp(package, conditions)
        except KhronikaError as error:
            status = max(status, error.exit_status)
            _say(str(error))
            continue
        print_bytes(os.fsencode(package))
    return status


def restamp(package: Path, conditions: Conditions) -> None:
    """Take a new stamp over a package and all its older stamps.

    Raises:
        LineRefused: the package does not verify, or is no folder.
        StampMissing: no authority answered; the package is as before.
        NotAPackage: the path is no package.
    """
    add_line(
        package,
        ACT,
        signer=conditions.signer,
        stamper=Authorities.of(conditions),
        needs_stamp=True,
        clock=conditions.clock,
        warn=conditions.warn,
    )


def is_due(package: Path, conditions: Conditions, days: int) -> bool:
    """Tell whether no stamp of a package's present head outlives a number of days.

    Args:
        package: folder or zip.
        conditions: whose clock tells today.
        days: how many from today.

    Raises:
        NotAPackage: the path is no package.
        PackageUnreadable: a stamp cannot be read.
    """
    bound = conditions.clock() + timedelta(days=days)
    return not any(end > bound for end in _ends(package))


def _ends(package: Path) -> Iterator[datetime]:
    container = open_container(package)
    try:
        for path in container.sizes:
            if path.startswith(HEAD + ".") and path.endswith(".tsr"):
                with contextlib.suppress(StampRefused):  # then it is no stamp, and due
                    end = ends_at(read_small(container, path))
                    if end:
                        yield end
    finally:
        container.close()


def _say(line: str) -> None:
    print(f"khronika restamp: {shown(line)}", file=sys.stderr, flush=True)


class _progress:  # noqa: N801  # read as a verb
    """Says what is being waited for, once it takes more than two seconds."""

    def __init__(self) -> None:
        self._quiet_until = time.monotonic() + 2.0

    def __call__(self, line: str) -> None:
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + 2.0
            _say(line)
