"""`khronika sign`: puts a second person's signature under sealed packages, or says who had them.

A line is added to the custody log, with a new head, its signature and, where authorities are set,
stamps; what was sealed stays as it is, and so do the collector's head and signature.
"""

import argparse
import os
import sys
from pathlib import Path

from khronika.capture.conditions import Conditions
from khronika.capture.stamping import Authorities
from khronika.errors import KhronikaError
from khronika.seal.append import LineRefused, add_line
from khronika.seal.command import print_bytes
from khronika.seal.container import shown
from khronika.seal.custody import CustodyBroken, read_lines
from khronika.seal.layout import CUSTODY

ACTS = ("countersign", "receive", "hand-over")
_MOST = 2
"""People who stand behind a package: its collector and one more."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika sign`."""
    parser.add_argument("package", nargs="+", type=Path, help="package folder")
    parser.add_argument(
        "--act",
        choices=ACTS,
        default=ACTS[0],
        help="what you did: looked at it and stand behind it (countersign), were given it, or"
        " gave it away",
    )
    parser.epilog = (
        "Prints each package that you signed, with the key of this home. `khronika verify` names"
        " everybody in the log; only somebody else than the collector countersigns. Exit 0: all"
        " are signed; 2: a package does not verify, is no folder, or has your signature already."
    )


def run(arguments: argparse.Namespace) -> int:
    """Sign each package."""
    conditions = Conditions.from_environment(warn=_say, progress=_say)
    status = 0
    for package in arguments.package:
        try:
            sign(package, arguments.act, conditions)
        except KhronikaError as error:
            status = max(status, error.exit_status)
            _say(str(error))
            continue
        print_bytes(os.fsencode(package))
    return status


def sign(package: Path, act: str, conditions: Conditions) -> None:
    """Add one line of custody, signed by the key of this home.

    Args:
        package: folder.
        act: one of `ACTS`.
        conditions: whose key signs, and which authorities stamp.

    Raises:
        LineRefused: the package does not verify, is no folder, or this key, or two people,
            stand behind it already.
        NotAPackage: the path is no package.
    """
    if act == ACTS[0]:
        _refuse_again(package, conditions.signer.blob)
    add_line(
        package,
        act,
        signer=conditions.signer,
        stamper=Authorities.of(conditions),
        clock=conditions.clock,
        warn=conditions.warn,
    )


def _refuse_again(package: Path, key: bytes) -> None:
    try:
        lines = list(read_lines((package / CUSTODY).read_bytes()))
    except (OSError, CustodyBroken):
        return  # `add_line` says what it is
    behind = [line.public_key for line in lines if line.act in ("capture", ACTS[0])]
    if key in behind:
        raise LineRefused(f"{shown(package)}: this key signed it already; a second person signs")
    if len(behind) >= _MOST:
        raise LineRefused(f"{shown(package)}: two people have signed it; no more are asked for")


def _say(line: str) -> None:
    print(f"khronika sign: {shown(line)}", file=sys.stderr, flush=True)
