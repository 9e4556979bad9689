"""Keeps the hashes of every film and picture of a store, so that each is opened once.

They are a memory only: files under `KHRONIKA_HOME/likeness`, one a film, made anew when they are
gone. Outlines may be drawn again from points and their places, so they go when their package goes.
"""

import json
import secrets
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from khronika.errors import MediaError, SealError
from khronika.media import MediaView, kinds, orb, views
from khronika.media.answers import answered
from khronika.media.orb import Points
from khronika.media.programs import MediaUnreadable
from khronika.redact.likeness.fingerprint import Fingerprint, fingerprint
from khronika.redact.likeness.landmarks import Landmarks
from khronika.seal import head_sha256
from khronika.seal.layout import DESCRIPTION, RAW, WARC, PackageUnreadable

VERSION = 4
"""Grows when hashes are made in another way; older ones are then made anew."""
_UNSEEN = frozenset({None, "SVG", "WAV", "MP3", "FLAC", "AMR"})
LEAST_PX = 160
"""Smaller pictures of a page are its signs and buttons: every page of a site has them."""


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where hashes are kept, and who is told what is being looked at."""

    folder: Path
    progress: Callable[[str], None]

    def hashes(self, package: Path, part: str, media: Path) -> Fingerprint | None:
        """Answer the hashes of one file, kept or made now; None where it cannot be opened."""
        path = self.folder / f"{package.name}{part}.npz"
        hashes = _read(path, package)
        if hashes is None:
            self.progress(f"looking at {package.name}")
            try:
                hashes = fingerprint(media)
            except MediaUnreadable as error:
                self.progress(f"{package.name}: {error}")
                return None
            _write(path, package, hashes)
        return hashes


def kept(
    store: Path, shelf: Path, *, progress: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, Fingerprint]]:
    """Yield the package and the hashes of every film and picture in a store.

    Args:
        store: folder of packages.
        shelf: folder of hashes; made when missing.
        progress: takes a passing line for each package that has to be opened.

    Yields:
        The package's path and its hashes, once for each film or picture of it; a file that cannot
        be opened is passed over, and so is one of another kind.
    """
    shelf.mkdir(parents=True, exist_ok=True)
    held = _Shelf(shelf, progress)
    for package in sorted(store.glob("ev-*")):
        media = media_of(package)
        if media is not None:
            hashes = held.hashes(package, "", media)
            if hashes is not None:
                yield str(package), hashes
        else:
            for hashes in _fetched(package, held):
                yield str(package), hashes


def sweep_shelf(store: Path, shelf: Path) -> int:
    """Remove what was kept of packages that are not in the store any more: erased, locked, moved.

    Args:
        store: folder of packages; where it is not there at all, nothing is removed.
        shelf: folder of hashes and points.

    Returns:
        How many files were removed.
    """
    if not store.is_dir():
        return 0
    gone = 0
    for path in sorted(shelf.glob("*ev-*.npz*")):
        package = path.name.lstrip(".").partition(".")[0]
        if not (store / package).is_dir():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def media_of(package: Path) -> Path | None:
    """Answer the film or picture that a package folder is about, None where it holds none."""
    try:
        said = json.loads((package / DESCRIPTION).read_bytes())
    except (OSError, ValueError):
        return None
    paths = [str(entry.get("path", "")) for entry in said.get("files", [])]
    for path in paths:
        name = path.removeprefix(RAW)
        if path.startswith(RAW) and "/" not in name and _is_seen(package / path):
            return package / path
    return None


def _is_seen(path: Path) -> bool:
    """Tell whether a file is a film or picture, by its first bytes: its name proves nothing."""
    try:
        with path.open("rb") as file:
            return kinds.kind_of(file.read(4096)) not in _UNSEEN
    except OSError:
        return False


def _fetched(package: Path, held: _Shelf) -> Iterator[Fingerprint]:
    """Yield the hashes of films and pictures among the answers that a package recorded."""
    wanted = {one.sha256 for one in _large(package)}
    found = {
        sha256: hashes
        for sha256 in wanted
        if (hashes := _read(held.folder / f"{package.name}.{sha256[:16]}.npz", package))
    }
    if len(found) < len(wanted):
        with tempfile.TemporaryDirectory(prefix="khronika-likeness-") as scratch:
            for one in answered(package / WARC, Path(scratch))[0]:
                if one.sha256 in wanted and one.sha256 not in found:
                    hashes = held.hashes(package, f".{one.sha256[:16]}", one.file)
                    if hashes is not None:
                        found[one.sha256] = hashes
    yield from (found[sha256] for sha256 in sorted(found))


def _large(package: Path) -> list[MediaView]:
    try:
        found = views(package) if package.is_dir() else ()
    except (MediaError, SealError):
        return []
    return [
        one
        for one in found
        if one.source == WARC and one.veiled and min(one.width or 0, one.height or 0) >= LEAST_PX
    ]


def _read(path: Path, package: Path) -> Fingerprint | None:
    try:
        with np.load(path, allow_pickle=False) as held:
            if str(held["of"]) != _mark(package):
                return None
            landmarks = _landmarks(held)
            if landmarks is None and orb.is_there():
                return None  # looked at before the library came
            return Fingerprint(held["hashes"], held["at"], int(held["frames"]), landmarks)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def _landmarks(held: Mapping[str, NDArray[Any]]) -> Landmarks | None:
    if "reliefs" not in held:
        return None
    points = Points(held["rows"], held["places"], held["turns"], held["levels"])
    return Landmarks(points, held["counts"], held["moments"], held["sides"], held["reliefs"])


def _written(package: Path, hashes: Fingerprint) -> dict[str, NDArray[Any]]:
    written: dict[str, NDArray[Any]] = {
        "of": np.array(_mark(package)),
        "hashes": hashes.hashes,
        "at": hashes.at,
        "frames": np.array(hashes.frames),
    }
    if hashes.landmarks is not None:
        marks, points = hashes.landmarks, hashes.landmarks.points
        written |= {"rows": points.rows, "places": points.places, "turns": points.turns}
        written |= {"levels": points.levels, "counts": marks.counts, "moments": marks.at}
        written |= {"sides": marks.sides, "reliefs": marks.reliefs}
    return written


def _write(path: Path, package: Path, hashes: Fingerprint) -> None:
    work = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with work.open("wb") as file:
        # Bits without order: packing them takes long and saves nothing.
        np.savez(file, allow_pickle=False, **_written(package, hashes))
    work.replace(path)


def _mark(package: Path) -> str:
    """Name the package as it is, and the way of hashing."""
    try:
        return f"{VERSION} {head_sha256(package)}"
    except PackageUnreadable:
        return f"{VERSION} without a head"
