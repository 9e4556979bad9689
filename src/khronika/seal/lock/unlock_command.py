"""`khronika unlock`: opens locked packages into a store, where they verify."""

import argparse
import os
from pathlib import Path

from khronika.seal.command import print_bytes
from khronika.seal.home import home_folder
from khronika.seal.lock.locking import KeyRefused, unlock


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika unlock`."""
    parser.add_argument("file", nargs="+", type=Path, help="locked package (.zip.age)")
    parser.add_argument(
        "--key",
        action="append",
        required=True,
        type=Path,
        metavar="FILE",
        help="file of a private key",
    )
    parser.add_argument("--store", type=Path, metavar="DIR", help="where packages appear")
    parser.epilog = "Prints the packages. Exit 0: all are open; 2: no key fits, or a file is none."


def run(arguments: argparse.Namespace) -> int:
    """Open each file."""
    try:
        keys = [path.read_text("utf-8") for path in arguments.key]
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"a key cannot be read ({error}); give its file") from error
    store = arguments.store or home_folder() / "store"
    for path in arguments.file:
        print_bytes(os.fsencode(unlock(path, keys, store)))
    return 0
