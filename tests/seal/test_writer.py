"""A package appears whole or not at all, whatever happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khronika.model.evidence import Evidence
from khronika.seal import verify
from khronika.seal.layout import PackageNotMade
from khronika.seal.signature import Signer
from khronika.seal.writer import Draft


def test_leaving_without_sealing_leaves_nothing(tmp_path: Path) -> None:
    """A draft that is given up, or that fails, is gone."""
    with Draft(tmp_path / "store") as draft:
        draft.add("data/raw/x", iter([b"x"]))
    assert list((tmp_path / "store").iterdir()) == []


def test_the_same_bytes_twice_are_two_packages(make: Callable[..., Evidence]) -> None:
    """Capturing again never touches what is there."""
    assert make().path != make().path


def test_zeros_become_holes_and_hash_as_zeros(tmp_path: Path, signer: Signer) -> None:
    """A sparse file keeps its hash and need not fill the disk."""
    with Draft(tmp_path / "store") as draft:
        draft.add("data/raw/film", iter([bytes(1 << 20)] * 64 + [b"END", bytes(5)]))
        package = draft.seal({"kind": "file", "complete": True}, signer=signer).path
    status = (package / "data/raw/film").stat()
    assert status.st_size == (64 << 20) + 8
    assert status.st_blocks * 512 < 1 << 20
    assert verify(package).ok


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """An error of the disk is said in one line; nothing that looks like a package remains."""

    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(PackageNotMade, match="No space left"), Draft(tmp_path / "store") as draft:
        draft.add("data/raw/x", pieces())
    assert list((tmp_path / "store").iterdir()) == []


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """The store must be a folder."""
    (tmp_path / "store").write_text("x")
    with pytest.raises(PackageNotMade), Draft(tmp_path / "store"):
        pass


SLOW = """
import sys, time
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from khronika.seal import Draft
from khronika.seal.signature import Signer
signer = Signer.of(Ed25519PrivateKey.generate())
def pieces():
    for _ in range(400):
        yield b"x" * 65536
while True:
    with Draft(Path(sys.argv[1])) as draft:
        print("begun", flush=True)
        draft.add("data/raw/x", pieces())
        draft.seal({"kind": "file", "complete": True}, signer=signer)
"""


def test_whoever_is_killed_leaves_only_whole_packages(tmp_path: Path) -> None:
    """Processes killed at twelve moments leave packages that hold, and hidden leftovers."""
    store = tmp_path / "store"
    for moment in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW, store], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moment * 0.017)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    shown = [path for path in store.iterdir() if not path.name.startswith(".")]
    assert all(verify(path).ok for path in shown)
    assert len(list(store.iterdir())) > 0


def test_what_the_killed_left_is_swept_away(tmp_path: Path) -> None:
    """A working folder whose maker is gone is removed; one in use stays."""
    store = tmp_path / "store"
    with Draft(store) as busy:
        dead = store / ".ev-dead"
        (dead / "data").mkdir(parents=True)
        for folder in (dead, busy.folder):
            os.utime(folder, (0, 0))
        with Draft(store):
            assert not dead.exists()
            assert busy.folder.exists()
