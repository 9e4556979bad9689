"""Looks through the files of a package for the names that a level must not show."""

import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

from khronika.errors import RecordError
from khronika.model.vocabulary import Level
from khronika.record.documents.cells import is_publishable
from khronika.record.documents.offered import packages_of
from khronika.record.documents.readings import Readings, readings_of
from khronika.record.documents.streams import Cut, most_whole
from khronika.record.masking import Masker


class PackageTwice(RecordError):
    """The store holds a package twice, as a folder and as a zip: one of them was put there."""


class PackageTorn(RecordError):
    """A package in the store is damaged, or may not be read, so that nobody can search it."""


def search_package(
    masker: Masker, files: Iterable[tuple[str, "bytes | File"]]
) -> tuple[list[str], dict[str, str]]:
    """Look through a package for names, and say what of it could not be looked through.

    Files of any size are looked through, large ones piece by piece.

    Args:
        masker: of the level at which the package would be had.
        files: path and bytes of each file, read in every way that `readings_of` knows.

    Returns:
        Paths of files that name somebody who may not be named; path to reason of files that are
        unread in part.
    """
    naming, unread = [], {}
    for path, content in files:
        reasons: list[str] = []
        if any(
            masker.hides_spelled(text)
            for readings in _readings(path, content, reasons)
            for text in readings.texts
        ):
            naming.append(path)
        elif reasons:
            unread[path] = reasons[0]
    return naming, unread


def _readings(path: str, content: "bytes | File", reasons: list[str]) -> Iterator[Readings]:
    """Yield the readings of a file, of its pieces where it is large; gather what is unread."""
    if isinstance(content, File) and content.size > most_whole(path):
        cut = Cut.of(content.size)
        with content.open() as opened:
            for member, piece in cut.pieces(opened):
                readings = readings_of(path, piece, member=member)
                reasons += readings.unread[:1]
                yield readings
        reasons += cut.unread
        return
    readings = readings_of(path, content.read() if isinstance(content, File) else content)
    reasons += readings.unread[:1]
    yield readings


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package in the store, which may be larger than the memory."""

    size: int
    open: Callable[[], IO[bytes]]

    def read(self) -> bytes:
        """Answer all of its bytes."""
        with self.open() as opened:
            return opened.read()


def search_stored(masker: Masker, store: Path, name: str) -> tuple[list[str], dict[str, str]]:
    """Look through what was captured in a package of a folder; see `search_package`.

    Raises:
        PackageTwice, PackageTorn: see `stored_files`.
    """
    with stored_files(store, name) as files:
        return search_package(masker, (file for file in files if is_captured(file[0])))


def is_captured(path: str) -> bool:
    """Tell whether a file holds what was captured; the rest is our own: guide, hashes, ids."""
    inner = path.partition("/")[2]
    return inner.startswith("data/") or inner.endswith("manifest.json")


@contextmanager
def stored_files(store: Path, name: str) -> Iterator[Iterator[tuple[str, File]]]:
    """Open a package, folder or zip, and answer path and file of each of its files.

    Args:
        store: folder of packages.
        name: `ev-` and the ULID of the package.

    Raises:
        PackageTwice: both are there, and only one of them was looked through and verified.
        PackageTorn: its bytes cannot be read, now or while a file of it is read.
    """
    package, whole = store / name, store / f"{name}.zip"
    if package.exists() and whole.exists():
        raise PackageTwice(
            f"{name} is in the store as a folder and as a zip; run `khronika verify` on both, "
            "take away the one that was not sealed here, then publish again"
        )
    try:
        if whole.exists():
            with zipfile.ZipFile(whole) as archive:
                yield _zipped(archive)
        else:
            yield _laid(package)
    except _TORN as error:
        raise PackageTorn(
            f"{name} is damaged and cannot be read ({type(error).__name__}), so nobody can look "
            "through it: `khronika verify` says where; put a whole copy of it in its place from a "
            "backup, or restrict the report's package and publish without it; then ask again"
        ) from error


_TORN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    OSError, struct.error, ValueError, OverflowError,
)  # fmt: skip


def _zipped(archive: zipfile.ZipFile) -> Iterator[tuple[str, File]]:
    for item in archive.infolist():
        yield item.filename, File(item.file_size, partial(archive.open, item))


def _laid(package: Path) -> Iterator[tuple[str, File]]:
    for path in sorted(path for path in package.rglob("*") if path.is_file()):
        inner = f"{package.name}/{path.relative_to(package).as_posix()}"
        yield inner, File(path.stat().st_size, partial(_open, path))


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def is_there(store: Path, name: str) -> bool:
    """Tell whether a folder holds a package: as a folder, or as a zip with anything in it.

    Args:
        store: folder of packages, or of their public copies.
        name: `ev-` and the ULID of the package.
    """
    package, whole = store / name, store / f"{name}.zip"
    is_zip = whole.is_file() and whole.stat().st_size > EMPTY_ZIP_BYTES
    return is_zip or (package.is_dir() and any(package.iterdir()))


EMPTY_ZIP_BYTES = 22
"""A zip without a file is its end record alone (APPNOTE 4.3.16)."""


def offered_that_name(
    names: Collection[str],
    phrases: Collection[str],
    *,
    level: Level,
    bodies: Iterable[str],
    store: Path,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> frozenset[str]:
    """Answer the packages that documents offer and in which somebody is named.

    The pages that were read from a package are looked through, and then all of its files.

    Args:
        names: of which parts alone name somebody too.
        phrases: looked for as a whole.
        level: of the documents.
        bodies: the bytes of all documents of that level.
        store: folder of packages.
        progress: told how many packages were looked through, of how many.
    """
    from khronika.record.public.schema import parse
    from khronika.script import find_folded

    if not names and not phrases:
        return frozenset()
    shown: dict[str, set[str]] = {}
    for body in bodies:
        document = parse(body) if '"package":"' in body else {}
        for package in packages_of(document):
            told = (party["name"] for party in document["parties"].values() if party["name"])
            shown.setdefault(package, set()).update(told)
    masker = Masker(level, tuple(names), (), {}, find_folded, tuple(phrases))
    found: set[str] = set()
    for done, (package, others) in enumerate(shown.items()):
        progress(done, len(shown))
        # Whoever else a document names may be read of; not where it is the same name.
        named = tuple(sorted(one for one in others if not masker.hides(one)))
        if names_somebody(package, replace(masker, named=named), store):
            found.add(package)
    return frozenset(found)


def names_somebody(package: str, masker: Masker, store: Path) -> bool:
    """Tell whether somebody is named on the pages read from a package, or in one of its files.

    Args:
        package: `ev-` and the ULID of the package.
        masker: of the names.
        store: folder of packages; what is locked away is looked through in its public copy.
    """
    from khronika.record.documents.gather import sources_of
    from khronika.record.models import Evidence

    public = store.parent / "public" / "packages"
    row = Evidence.objects.filter(pk=package.removeprefix("ev-")).first()
    held = set(json.loads(row.sources)) if row else set()
    found = sources_of({row.report}) if row else {}
    # Pages of another package of the same report close that one.
    pages = [page for sha256, page in found.items() if sha256 in held]
    # Strangers on a page were let through when the package was opened; only names count here.
    if not all(is_publishable(masker, replace(page, strangers=())) for page in pages):
        return True
    if not is_there(store, package):
        store = public  # locked away: what readers can have is looked through
    try:
        return bool(search_stored(masker, store, package)[0])
    except (PackageTwice, PackageTorn):
        return True  # nobody can tell what was handed out
