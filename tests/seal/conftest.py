"""Packages to look at and to tamper with."""

import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khronika.model.evidence import Evidence
from khronika.seal.signature import Signer
from khronika.seal.writer import Draft

WORDS = "Новость: the street was closed at noon.\r\n".encode()


@pytest.fixture(name="signer", scope="session")
def _signer() -> Signer:
    """Answer a signer with a fixed key."""
    return Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


@pytest.fixture(name="make")
def _make(tmp_path: Path, signer: Signer) -> Callable[..., Evidence]:
    """Make a package of one file: `make(content, signer=..., stamper=...)`."""

    def make(content: bytes = WORDS, *, by: Signer = signer, **words: object) -> Evidence:
        with Draft(
            tmp_path / "store", clock=lambda: datetime(2018, 6, 23, 9, tzinfo=UTC)
        ) as draft:
            draft.add("data/raw/report.txt", iter([content]))
            described = {"kind": "file", "source": {"name": "report.txt"}, "complete": True}
            return draft.seal({**described, "gaps": []}, signer=by, **words)  # type: ignore[arg-type]  # passed on

    return make


@pytest.fixture(name="package")
def _package(make: Callable[..., Evidence]) -> Path:
    """Answer a sound package."""
    return make().path


@pytest.fixture(name="zipped")
def _zipped(package: Path, tmp_path: Path) -> Path:
    """Answer the same package as a zip."""
    return Path(shutil.make_archive(str(tmp_path / "sealed"), "zip", package.parent, package.name))


@pytest.fixture(name="frozen")
def _frozen() -> Callable[[Path], dict[str, tuple[int, int, int]]]:
    """Note name, size, time and mode of everything below a folder."""

    def note(folder: Path) -> dict[str, tuple[int, int, int]]:
        found = {str(path): path.lstat() for path in [folder, *folder.rglob("*")]}
        return {k: (s.st_size, s.st_mtime_ns, stat.S_IMODE(s.st_mode)) for k, s in found.items()}

    return note
