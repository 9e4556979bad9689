"""A public copy appears whole or not at all, and nothing half done stays behind."""

import errno
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from khronika.flow import package as packages
from khronika.flow.drafts import draft_of, sweep_drafts
from khronika.flow.package import copy_package, folder_of, sweep_packages
from khronika.record.documents.packages import PackageTorn

NAME = "ev-01M89W5ZB2WTH06WHNGBD6SDRX"
_WRITER = """
import sys
from pathlib import Path
from khronika.flow.drafts import draft_of
with draft_of(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Path:
    inner = tmp_path / "store" / NAME / "data"
    inner.mkdir(parents=True)
    (inner / "a.txt").write_bytes(b"42")
    return tmp_path / "store"


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_copy_that_fails_leaves_nothing(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is told as that, never as a damaged package, and no part of a copy stays."""
    folder = folder_of(tmp_path)
    monkeypatch.setattr(packages, "_add", _full)
    with pytest.raises(OSError, match="No space") as caught:
        copy_package(store, folder, NAME)
    assert not isinstance(caught.value, PackageTorn)
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    made = copy_package(store, folder, NAME)
    assert made is not None
    assert zipfile.ZipFile(made).namelist() == [f"{NAME}/data/a.txt"]


@pytest.mark.django_db
def test_what_a_killed_program_left_is_swept_and_what_is_at_work_is_not(tmp_path: Path) -> None:
    """A draft belongs to whoever locks it; once nobody does, the next sweep takes it away."""
    folder = folder_of(tmp_path)
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder / f"{NAME}.zip")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n"
    sweep_packages(tmp_path)
    assert len(list(folder.iterdir())) == 1
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    sweep_packages(tmp_path)
    assert list(folder.iterdir()) == []


def test_a_draft_that_is_whole_takes_its_place(tmp_path: Path) -> None:
    """It is not seen under its name before, and nothing is swept afterwards."""
    target = tmp_path / "public" / "a.zip"
    with draft_of(target) as file:
        file.write(b"42")
        assert not target.exists()
    assert target.read_bytes() == b"42"
    assert sweep_drafts(target.parent) == 0
