"""Opens a package for reading only, as a folder or as a zip that is never unpacked.

What could be taken in two ways, or could harm its reader, becomes a `Fault`: links, devices, names
that lead out, doubled names, entries larger than they declare. Nothing is
followed, nothing is written.
"""

import contextlib
import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol

from khronika.seal.custody import CustodyLine, read_lines
from khronika.seal.layout import (
    CUSTODY,
    DESCRIPTION,
    HEAD,
    MARKS,
    TAG_LIMIT_BYTES,
    NotAPackage,
    PackageUnreadable,
)
from khronika.seal.strict import read_json
from khronika.seal.zips.agreement import disagreements

READ_ERRORS = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What reading a file of a damaged package may raise."""
_NOISE = ("__MACOSX", ".DS_Store", "Thumbs.db")
_RATIO = 1100
"""Deflate cannot pack tighter than 1032 to 1; a zip that claims more lies."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a folder or zip that no package holds."""

    path: str
    why: str


class Container(Protocol):
    """The files of a package, by path below its top."""

    name: str
    is_zip: bool
    sizes: dict[str, int]
    faults: list[Fault]

    def open(self, path: str) -> IO[bytes]:
        """Open one file for reading."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


def open_container(package: Path) -> Container:
    """Open a package folder or zip.

    Raises:
        NotAPackage: there is nothing, or something else.
    """
    try:
        mode = package.stat().st_mode
        if stat.S_ISDIR(mode):
            return _folder(package)
        if not stat.S_ISREG(mode):
            raise NotAPackage(f"{shown(package)}: neither a folder nor a file; give a package")
        return _zip(package)
    except OSError as error:
        is_locked = _is_file(package.with_name(f"{package.name}.zip.age"))
        step = "it is locked: `khronika unlock`" if is_locked else "give a package folder or zip"
        raise NotAPackage(f"{shown(package)}: {error.strerror}; {step}") from error


def _is_file(path: Path) -> bool:
    """Answer also of a path that cannot be asked for, whose name is too long say."""
    with contextlib.suppress(OSError):
        return path.is_file()
    return False


def shown(path: str | Path) -> str:
    r"""Write a path, or words from a package, so that they can be printed anywhere on one line.

    >>> shown("march\nlist")
    'march\\nlist'
    """
    text = str(path)
    try:
        text = os.fsencode(text).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # half of a surrogate pair, from JSON
        text = text.encode("utf-8", "backslashreplace").decode()
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def is_noise(path: str) -> bool:
    """Tell whether a file is what a desktop system leaves behind in every folder it shows.

    >>> is_noise("data/.DS_Store"), is_noise("__MACOSX/data/x"), is_noise(".DS_Store/x")
    (True, True, False)
    """
    parts = path.split("/")
    return parts[-1] in _NOISE or _NOISE[0] in parts


def read_small(container: Container, path: str) -> bytes:
    """Read a tag file whole.

    Raises:
        PackageUnreadable: it is missing, too large to be one, or gives a read error.
    """
    size = container.sizes.get(path)
    if size is None:
        raise PackageUnreadable(f"{path} is missing")
    if size > TAG_LIMIT_BYTES:
        raise PackageUnreadable(f"{path} is larger than {TAG_LIMIT_BYTES} bytes")
    return b"".join(chunks(container, path))


def chunks(container: Container, path: str) -> Iterator[bytes]:
    """Yield the bytes of a file piece by piece.

    Raises:
        PackageUnreadable: the file is missing or gives a read error.
    """
    try:
        with container.open(path) as file:
            while piece := file.read(1 << 20):
                yield piece
    except KeyError as error:
        raise PackageUnreadable(f"{path} is missing") from error
    except READ_ERRORS as error:
        raise PackageUnreadable(f"{path} cannot be read: {error}") from error


def describe(container: Container) -> dict[str, object]:
    """Read `data/manifest.json` of an opened package.

    Raises:
        PackageUnreadable: it is missing or no JSON object.
    """
    try:
        described = read_json(read_small(container, DESCRIPTION))
    except (ValueError, RecursionError) as error:
        raise PackageUnreadable(f"{DESCRIPTION} is not JSON: {error}") from error
    if not isinstance(described, dict):
        raise PackageUnreadable(f"{DESCRIPTION} is not a JSON object")
    return described


def description_of(package: Path) -> dict[str, object]:
    """Read `data/manifest.json` of a package folder or zip.

    Raises:
        NotAPackage: there is none.
        PackageUnreadable: it is missing or no JSON object.
    """
    container = open_container(package)
    try:
        return describe(container)
    finally:
        container.close()


@dataclass(frozen=True)
class Opened:
    """A package under examination; what is read once is kept.

    `progress` is called with the number of bytes of each piece that was hashed.
    """

    container: Container
    progress: Callable[[int], None] = lambda _: None
    _hashes: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_zip(self) -> bool:
        """Whether the package came as a zip."""
        return self.container.is_zip

    @cached_property
    def files(self) -> dict[str, int]:
        """Path to size of every file that belongs to the package."""
        return {path: size for path, size in self.container.sizes.items() if not is_noise(path)}

    def read(self, path: str) -> bytes:
        """Read a small file whole."""
        return read_small(self.container, path)

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """Hash a file, once."""
        key = (path, algorithm)
        if key not in self._hashes:
            state = hashlib.new(algorithm)
            for piece in chunks(self.container, path):
                state.update(piece)
                self.progress(len(piece))
            self._hashes[key] = state.hexdigest()
        return self._hashes[key]

    @cached_property
    def description(self) -> dict[str, object]:
        """What `data/manifest.json` says."""
        return describe(self.container)

    @cached_property
    def lines(self) -> list[CustodyLine]:
        """The custody log, every line checked."""
        return list(read_lines(self.read(CUSTODY)))

    def head_path(self, number: int) -> str:
        """Answer where the head of custody line `number` must lie."""
        return HEAD if number == len(self.lines) else f"proofs/head-{number}.txt"


class _Folder:
    is_zip = False

    def __init__(self, root: Path) -> None:
        self.root, self.name = root, root.name
        self.sizes: dict[str, int] = {}
        self.faults: list[Fault] = []
        self._walk("")

    def _walk(self, top: str) -> None:
        waiting = [top]
        while waiting:
            below = waiting.pop()
            try:
                entries = sorted(os.scandir(self.root / below), key=lambda entry: entry.name)
            except OSError as error:
                self.faults.append(Fault(below or ".", f"cannot be read: {error.strerror}"))
                continue
            for entry in entries:
                path = f"{below}/{entry.name}" if below else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif entry.is_file(follow_symlinks=False):
                    self.sizes[path] = entry.stat(follow_symlinks=False).st_size
                else:
                    kind = "a link" if entry.is_symlink() else "not an ordinary file"
                    why = f"is {kind}; a package holds ordinary files only"
                    self.faults.append(Fault(path, why))

    def open(self, path: str) -> IO[bytes]:
        self.sizes[path]
        return os.fdopen(os.open(self.root / path, os.O_RDONLY | os.O_NOFOLLOW), "rb")

    def close(self) -> None:
        return


def _folder(root: Path) -> Container:
    # Before anything is walked: somebody may have given their whole home.
    if not any((root / mark).is_file() for mark in MARKS):
        raise NotAPackage(
            f"{shown(root)}: no package: it holds no bagit.txt; give the folder that does"
        )
    return _Folder(root)


class _Zip:
    is_zip = True

    def __init__(self, package: Path, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.sizes: dict[str, int] = {}
        self._members: dict[str, zipfile.ZipInfo] = {}
        self.name = self._top()
        with package.open("rb") as file:
            apart = list(disagreements(file, package.name, archive))
        self.faults = [Fault(*found) for found in apart]
        folded: set[str] = set()
        folders: set[str] = set()
        for member in archive.infolist():
            why = self._why_refused(member)
            if not why and member.filename.endswith("/"):
                folders.add(member.filename.removeprefix(self.name + "/").rstrip("/"))
            elif not why:
                path = member.filename.removeprefix(self.name + "/")
                # Case-insensitive systems, too, would let one of two overwrite the other.
                if path.casefold() in folded:
                    why = "stands twice in the zip, and which one counts is open"
                folded.add(path.casefold())
                self.sizes[path], self._members[path] = member.file_size, member
            if why:
                self.faults.append(Fault(member.orig_filename, why))
        for path in sorted(folders & self.sizes.keys()):
            self.faults.append(Fault(path, "is a file and a folder at once"))

    def _top(self) -> str:
        names = self.archive.NameToInfo
        tops = {name.split("/")[0] for name in names} - set(_NOISE)
        return next((t for t in sorted(tops) if any(f"{t}/{m}" in names for m in MARKS)), "")

    def _why_refused(self, member: zipfile.ZipInfo) -> str | None:
        # orig_filename: zipfile cuts names at NUL and would hide what follows.
        path, kind = member.orig_filename, stat.S_IFMT(member.external_attr >> 16)
        parts = path.removesuffix("/").split("/")
        if (
            not {"..", ".", ""}.isdisjoint(parts)
            or "\\" in path
            or "\0" in path
            or ":" in parts[0]
        ):
            return "leads out of the package"
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "is a link or a device"
        if member.flag_bits & 0x1:
            return "is encrypted"
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return "is packed in a way that not every program reads; pack it anew with deflate"
        if member.file_size > max(1 << 20, member.compress_size * _RATIO):
            return "declares more bytes than it can hold"
        if parts[0] not in (self.name, *_NOISE) or path == self.name:
            return "stands beside the one folder of the package"
        return None

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(self._members[path])

    def close(self) -> None:
        self.archive.close()


def _zip(package: Path) -> Container:
    try:
        archive = zipfile.ZipFile(package)
    except READ_ERRORS as error:
        raise NotAPackage(
            f"{shown(package)}: neither a package folder nor a whole zip of one ({error})"
        ) from error
    try:
        opened = _Zip(package, archive)
    except READ_ERRORS as error:
        archive.close()
        raise NotAPackage(
            f"{shown(package)}: a zip whose entries are damaged ({error})"
        ) from error
    if not opened.name:
        archive.close()
        raise NotAPackage(f"{shown(package)}: a zip without a package in it; give another")
    return opened
