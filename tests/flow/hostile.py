"""Readers that never end, eat memory, spin, vanish or refuse: what a hostile file makes of one."""

import os
import time
from pathlib import Path

from khronika.flow.drafting import Drafted, read_package
from khronika.read.pieces import SourceEmpty


def hang(path: str, known: Drafted | None) -> Drafted:
    """Wait for ever."""
    time.sleep(3600)
    return Drafted(None)


def spin(path: str, known: Drafted | None) -> Drafted:
    """Use the processor for ever."""
    while True:
        pass


def eat(path: str, known: Drafted | None) -> Drafted:
    """Take more memory than there is."""
    return Drafted(None, why=str(len(bytearray(64 << 30))))


def vanish(path: str, known: Drafted | None) -> Drafted:
    """End the process."""
    os._exit(7)


def refuse(path: str, known: Drafted | None) -> Drafted:
    """Raise an error of the library."""
    raise SourceEmpty(f"{Path(path).name} holds nothing")


def hang_coding(path: str, known: Drafted | None) -> Drafted:
    """Read the page, and wait for ever over its acts."""
    return Drafted(read_package(Path(path))) if known is None else hang(path, known)


def tell(name: str) -> str | None:
    """Answer a variable of the environment."""
    return os.environ.get(name)
