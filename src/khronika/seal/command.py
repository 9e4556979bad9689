"""`khronika verify`: checks packages and says what holds, what does not, and what that means."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from khronika.errors import SealError
from khronika.seal.container import shown
from khronika.seal.layout import NotAPackage
from khronika.seal.verify import Verdict, verify


class OutputLost(SealError):
    """What was found could not be printed."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika verify`."""
    parser.add_argument("package", nargs="+", type=Path, help="package folder or zip")
    parser.add_argument("--json", action="store_true", help="one JSON document a package")
    parser.add_argument(
        "--signers",
        type=Path,
        metavar="FILE",
        help="allowed_signers lines of the keys that you know; any other key is a failure",
    )
    parser.epilog = (
        "Exit 0: all holds; 1: something does not; 2: not a package. KHRONIKA_TSA_ROOTS names the "
        "PEM file of the time-stamp roots that you trust."
    )


class _Progress:
    """Says how far a long check is, to a person who watches; scripts see an empty stderr."""

    def __init__(self, package: Path) -> None:
        self._package, self._hashed = package, 0
        self._quiet_until = time.monotonic() + 2.0

    def __call__(self, size_bytes: int) -> None:
        self._hashed += size_bytes
        if time.monotonic() >= self._quiet_until and sys.stderr.isatty():
            self._quiet_until = time.monotonic() + 2.0
            line = f"khronika verify: {shown(self._package)}: {self._hashed >> 20} MB checked"
            print(line, file=sys.stderr)


def run(arguments: argparse.Namespace) -> int:
    """Verify each package, printing its verdict."""
    roots = os.environ.get("KHRONIKA_TSA_ROOTS")
    status = 0
    for package in arguments.package:
        try:
            verdict = verify(
                package,
                signers=arguments.signers,
                roots=Path(roots) if roots else None,
                progress=_Progress(package),
            )
        except NotAPackage as error:
            status = 2
            print(f"khronika verify: {error}", file=sys.stderr)
            if arguments.json:
                _print(json.dumps(_no_package(package, str(error)), ensure_ascii=False))
            continue
        status = max(status, 0 if verdict.ok else 1)
        _print(
            json.dumps(verdict.to_json(), ensure_ascii=False) if arguments.json else _text(verdict)
        )
    return status


def _no_package(package: Path, why: str) -> dict[str, object]:
    means = "there is nothing to check"
    check = {"name": "package", "ok": False, "what": why, "means": means}
    return {"package": shown(package), "ok": False, "checks": [check]}


def _print(text: str) -> None:
    # Bytes, so that the answer is the same in any locale.
    print_bytes(text.encode("utf-8", "backslashreplace"))


def print_bytes(line: bytes) -> None:
    """Print a line at once.

    Raises:
        OutputLost: what takes the output is full or gone.
    """
    if sys.stdout is None:
        raise OutputLost("the answer could not be printed: the standard output is closed")
    try:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # Else the interpreter tries again when it ends, and fails with a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise OutputLost(f"the answer could not be printed: {error.strerror}") from error


def _text(verdict: Verdict) -> str:
    lines = [f"{verdict.package}: {'holds' if verdict.ok else 'DOES NOT HOLD'}"]
    for check in verdict.checks:
        lines.append(f"  {'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.what}")
        lines.append(f"        ({check.means})")
    return "\n".join([*lines, *_established(verdict)])


def _established(verdict: Verdict) -> list[str]:
    found = {check.name: check for check in verdict.checks}
    if not verdict.ok:
        return ["  Established: nothing; it is not as it was sealed, or not by whom you trust."]
    stamps = found["stamps"].what
    if found["capture stamps"].what.startswith("stamped"):
        stamps += f"; raw bytes: {found['capture stamps'].what}"
    return [
        "  Established:",
        "  1. consistent in itself: yes",
        f"  2. by named parties: {found['signature'].what}, {found['signers'].what}; {stamps}",
        f"  3. equal to the head in a ledger: {found['ledger'].what}",
        "  These bytes existed before T, the time of a stamp, and were collected by K, the holder",
        "  of the key. Whether the page told the truth, no package can say.",
    ]
