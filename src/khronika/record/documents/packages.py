"""Looks through the files of a package for the names that a level must not show."""

import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from traceback import extract_tb
from typing import IO, cast

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


class SearchBroke(RecordError):
    """The program failed at a file that it looked through; the package itself may be whole."""


UNSEARCHABLE = (PackageTorn, PackageTwice, SearchBroke)
"""Why nobody can tell whether a package names somebody: on doubt it does."""


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

    Raises:
        SearchBroke: the program failed at a file; it is named.
    """
    naming, unread = [], {}
    for path, content in files:
        reasons: list[str] = []
        if _is_naming(masker, path, content, reasons):
            naming.append(path)
        elif reasons:
            unread[path] = reasons[0]
    return naming, unread


def _is_naming(masker: Masker, path: str, content: "bytes | File", reasons: list[str]) -> bool:
    try:
        return any(
            masker.hides_spelled(text)
            for readings in _readings(path, content, reasons)
            for text in readings.texts
        )
    except _FAULTS as error:
        place = extract_tb(error.__traceback__)[-1]
        raise SearchBroke(
            f"{path} cannot be looked through: the program failed ({type(error).__name__} in "
            f"{Path(place.filename).name}, line {place.lineno}). The package need not be damaged. "
            "Tell whoever keeps the machine what stands here; until it is mended, restrict the "
            "report's package and publish without it"
        ) from error


_FAULTS = (
    ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError,
    EOFError, struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile,
)  # fmt: skip
"""What a fault of the search may be; what cannot be read off the disk is `PackageTorn` before."""


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
    """Look through all of a package of a folder; see `search_package`.

    Raises:
        PackageTwice, PackageTorn: see `stored_files`.
        SearchBroke: see `search_package`.
    """
    with stored_files(store, name) as files:
        return search_package(masker, files)


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
    with ExitStack() as open_:
        with _reading(name):
            if whole.exists():
                archive = open_.enter_context(zipfile.ZipFile(whole))
                found = _zipped(archive, name)
            else:
                found = _laid(package)
        yield iter(found)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Tell of bytes that cannot be read as of a damaged package, and of nothing else."""
    try:
        yield
    except _TORN as error:
        raise PackageTorn(
            f"{name} is damaged and cannot be read ({type(error).__name__}), so nobody can look "
            "through it: `khronika verify` says where; put a whole copy of it in its place from a "
            "backup, or restrict the report's package and publish without it; then ask again"
        ) from error


class _Read:
    """A file of a package of which every read that fails says that the package is damaged."""

    def __init__(self, name: str, open_: Callable[[], IO[bytes]]) -> None:
        self.name = name
        with _reading(name):
            self.file = open_()

    def read(self, size: int = -1, /) -> bytes:
        """Answer the next bytes."""
        with _reading(self.name):
            return self.file.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place."""
        with _reading(self.name):
            return self.file.seek(offset, whence)

    def tell(self) -> int:
        """Answer the place."""
        return self.file.tell()

    def seekable(self) -> bool:
        """Tell whether it can be read in any order."""
        return self.file.seekable()

    def close(self) -> None:
        """Read no more."""
        self.file.close()

    def __enter__(self) -> "_Read":
        """Answer itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Read no more."""
        self.close()


_TORN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    OSError, struct.error, ValueError, OverflowError,
)  # fmt: skip


def _zipped(archive: zipfile.ZipFile, name: str) -> list[tuple[str, File]]:
    return [
        (item.filename, File(item.file_size, partial(_read, name, partial(archive.open, item))))
        for item in archive.infolist()
    ]


def _laid(package: Path) -> list[tuple[str, File]]:
    return [
        (f"{package.name}/{path.relative_to(package).as_posix()}",
         File(path.stat().st_size, partial(_read, package.name, partial(_open, path))))
        for path in sorted(path for path in package.rglob("*") if path.is_file())
    ]  # fmt: skip


def _open(path: Path) -> IO[bytes]:
    return path.open("rb")


def _read(name: str, open_: Callable[[], IO[bytes]]) -> IO[bytes]:
    return cast(IO[bytes], _Read(name, open_))


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
    except UNSEARCHABLE:
        return True  # nobody can tell what was handed out
