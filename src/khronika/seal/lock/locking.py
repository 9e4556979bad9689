"""Encrypts a package as one file that the `age` program opens too, and opens it again.

The format is age 1 (age-encryption.org/v1), the content a zip of the package. Nothing unlocked is
left beside it, also when a process is killed: what is on its way has no name on the disk.
"""

import os
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Protocol, cast

from khronika.errors import SealError
from khronika.seal.container import shown
from khronika.seal.layout import PackageUnreadable
from khronika.seal.verify import verify
from khronika.seal.writing.disk import explained, flush_folder

ENDING = ".zip.age"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20


class AgeMissing(SealError):
    """The library that encrypts is not installed."""


class KeyRefused(SealError):
    """A key is none, or is not one of those that a package is locked to."""


class _Age(Protocol):
    """What is used of pyrage."""

    def encrypt_io(self, source: IO[bytes], target: IO[bytes], keys: Sequence[object]) -> None:
        """Encrypt from one file into another."""

    def decrypt_io(self, source: IO[bytes], target: IO[bytes], keys: Sequence[object]) -> None:
        """Decrypt from one file into another."""


def lock(package: Path, recipients: Sequence[str], *, remove: bool = False) -> Path:
    """Encrypt a package to the keys of people.

    Args:
        package: its folder; it must verify.
        recipients: public keys, `age1...` or `ssh-ed25519 ...`; each can open it alone.
        remove: whether the folder is removed once the locked file is safely on the disk; then at
            least two keys are wanted, so that a lost one loses nothing.

    Returns:
        The locked file, beside the folder.

    Raises:
        KeyRefused: a key that is none, or too few of them.
        PackageUnreadable: the package does not verify.
        PackageNotMade: the disk is full or gives another error; the folder is as it was.
        AgeMissing: the library is not installed.
    """
    keys = [_recipient(text) for text in recipients]
    if not keys or (remove and len(set(recipients)) < 2):
        raise KeyRefused(
            "name the key of at least one person; with --remove of two, so that a lost key loses "
            "nothing"
        )
    if not package.is_dir() or not verify(package).ok:
        raise PackageUnreadable(f"{shown(package)}: not a folder that verifies; not locked")
    target = package.with_name(package.name + ENDING)
    work = package.with_name(f".{package.name}.{secrets.token_hex(4)}.age")
    with explained(package.parent):
        try:
            with tempfile.TemporaryFile(dir=package.parent) as plain, work.open("xb") as locked:
                _pack(package, plain)
                plain.seek(0)
                _age().encrypt_io(plain, locked, keys)
                locked.flush()
                os.fsync(locked.fileno())
            work.replace(target)
            flush_folder(package.parent)
        finally:
            work.unlink(missing_ok=True)
        if remove:
            shutil.rmtree(package)
            flush_folder(package.parent)
    return target


def unlock(locked: Path, identities: Sequence[str], store: Path) -> Path:
    """Open a locked package into a store.

    Args:
        locked: the file.
        identities: private keys, `AGE-SECRET-KEY-1...` or an OpenSSH private key's text.
        store: folder in which the package appears; it must not be there yet.

    Returns:
        The package, which verifies.

    Raises:
        KeyRefused: none of the keys opens it.
        PackageUnreadable: what is inside does not verify, or stands in the store already.
        PackageNotMade: the disk is full or gives another error.
        AgeMissing: the library is not installed.
    """
    keys = [_identity(text) for text in identities]
    store.mkdir(parents=True, exist_ok=True)
    with explained(store), tempfile.TemporaryDirectory(dir=store, prefix=".unlock-") as folder:
        packed = Path(folder) / "package.zip"
        with locked.open("rb") as source, packed.open("xb") as plain:
            _decrypt(source, plain, keys, locked)
        if not verify(packed).ok:
            raise PackageUnreadable(
                f"{shown(locked)}: what is inside does not verify; kept locked"
            )
        with zipfile.ZipFile(packed) as archive:
            top = archive.namelist()[0].partition("/")[0]
            archive.extractall(folder)  # verified before: plain names in one folder, no links
        package = store / top
        if package.exists():
            raise PackageUnreadable(f"{shown(package)}: stands in the store already")
        (Path(folder) / top).rename(package)
        flush_folder(store)
    return package


def _pack(package: Path, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(path for path in package.rglob("*") if path.is_file()):
            name = f"{package.name}/{path.relative_to(package).as_posix()}"
            with (
                path.open("rb") as file,
                archive.open(zipfile.ZipInfo(name, _EPOCH), "w", force_zip64=True) as entry,
            ):
                shutil.copyfileobj(file, entry, _PIECE)


def _decrypt(source: IO[bytes], target: IO[bytes], keys: Sequence[object], locked: Path) -> None:
    import pyrage

    try:
        _age().decrypt_io(source, target, keys)
    except (pyrage.DecryptError, OSError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's, not the lock's
        raise KeyRefused(
            f"{shown(locked)}: does not open ({error}); give a key that it was locked to"
        ) from error


def _age() -> _Age:
    try:
        import pyrage
    except ImportError as error:
        raise AgeMissing("the library that locks is missing; install khronika[age]") from error
    return cast(_Age, pyrage)


def _recipient(text: str) -> object:
    _age()
    import pyrage

    try:
        if text.startswith("ssh-"):
            return pyrage.ssh.Recipient.from_str(text)
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise KeyRefused(f"{shown(text[:60])}: no public key of age or OpenSSH") from error


def _identity(text: str) -> object:
    _age()
    import pyrage

    try:
        if "OPENSSH PRIVATE KEY" in text:
            return pyrage.ssh.Identity.from_buffer(text.encode())
        line = next(x for x in text.splitlines() if x.startswith("AGE-SECRET-KEY-"))
        return pyrage.x25519.Identity.from_str(line.strip())
    except (pyrage.IdentityError, StopIteration) as error:
        raise KeyRefused("the file of the key holds no private key of age or OpenSSH") from error
