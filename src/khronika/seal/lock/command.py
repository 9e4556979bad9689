"""`khronika lock`: encrypts packages to the keys of named people; the age program opens them."""

import argparse
import os
from pathlib import Path

from khronika.seal.command import print_bytes
from khronika.seal.lock.locking import KeyRefused, lock


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika lock`."""
    parser.add_argument("package", nargs="+", type=Path, help="package folder")
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="KEY",
        help="public key (age1... or ssh-ed25519 ...), or a file with one a line; repeat it",
    )
    parser.add_argument(
        "--remove", action="store_true", help="remove the folder once the locked file is safe"
    )
    parser.epilog = (
        "Prints the locked files. `age --decrypt -i KEY FILE > package.zip` opens one anywhere."
        " Exit 0: all are locked; 2: a key or a package is none; those before it are locked."
    )


def run(arguments: argparse.Namespace) -> int:
    """Lock each package."""
    keys = [key for given in arguments.to for key in _keys(given)]
    for package in arguments.package:
        print_bytes(os.fsencode(lock(package, keys, remove=arguments.remove)))
    return 0


def _keys(given: str) -> list[str]:
    if given.startswith(("age1", "ssh-")):
        return [given]
    try:
        lines = Path(given).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"{given}: neither a public key nor a file of them") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
