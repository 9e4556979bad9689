"""Keeps the hashes of every film and picture of a store, so that each is opened once.

They are a memory only: files under `KHRONIKA_HOME/likeness`, one a package, made anew when they
are gone. Nothing of a picture can be seen from them.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from khronika.media.programs import MediaUnreadable
from khronika.redact.likeness.fingerprint import Fingerprint, fingerprint
from khronika.seal import head_sha256
from khronika.seal.layout import DESCRIPTION, RAW, PackageUnreadable

VERSION = 1
"""Grows when hashes are made in another way; older ones are then made anew."""
_ENDINGS = frozenset(
    {".3gp", ".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".ts"}
    | {".webm", ".wmv", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
)


def kept(
    store: Path, shelf: Path, *, progress: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, Fingerprint]]:
    """Yield the package and the hashes of every film and picture in a store.

    Args:
        store: folder of packages.
        shelf: folder of hashes; made when missing.
        progress: takes a passing line for each package that has to be opened.

    Yields:
        The package's path and its hashes; a file that cannot be opened is passed over, and so is
        one of another kind.
    """
    shelf.mkdir(parents=True, exist_ok=True)
    for package in sorted(store.glob("ev-*")):
        media = media_of(package)
        if media is None:
            continue
        hashes = _read(shelf / f"{package.name}.npz", package)
        if hashes is None:
            progress(f"looking at {package.name}")
            try:
                hashes = fingerprint(media)
            except MediaUnreadable as error:
                progress(f"{package.name}: {error}")
                continue
            _write(shelf / f"{package.name}.npz", package, hashes)
        yield str(package), hashes


def media_of(package: Path) -> Path | None:
    """Answer the film or picture that a package folder is about, None where it holds none."""
    try:
        said = json.loads((package / DESCRIPTION).read_bytes())
    except (OSError, ValueError):
        return None
    paths = [str(entry.get("path", "")) for entry in said.get("files", [])]
    for path in paths:
        name = path.removeprefix(RAW)
        if path.startswith(RAW) and "/" not in name and Path(name).suffix.lower() in _ENDINGS:
            return package / path
    return None


def _read(path: Path, package: Path) -> Fingerprint | None:
    try:
        with np.load(path, allow_pickle=False) as held:
            if str(held["of"]) != _mark(package):
                return None
            return Fingerprint(held["hashes"], held["at"], int(held["frames"]))
    except (OSError, ValueError, KeyError):
        return None


def _write(path: Path, package: Path, hashes: Fingerprint) -> None:
    work = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with work.open("wb") as file:
        np.savez_compressed(
            file,
            of=np.array(_mark(package)),
            hashes=hashes.hashes,
            at=hashes.at,
            frames=np.array(hashes.frames),
        )
    work.replace(path)


def _mark(package: Path) -> str:
    """Name the package as it is, and the way of hashing."""
    try:
        return f"{VERSION} {head_sha256(package)}"
    except PackageUnreadable:
        return f"{VERSION} without a head"
