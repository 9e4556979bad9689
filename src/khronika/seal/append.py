"""Adds a line to the custody log of a package, together with a new head, signature and stamps.

What was sealed stays as it is, the old head becomes `proofs/head-<n>.txt`. The grown package is
made beside the old one and takes its place in one step: whoever looks sees one or the other.
"""

import ctypes
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from khronika.errors import SealError
from khronika.model.evidence import Evidence
from khronika.seal import layout
from khronika.seal.container import shown
from khronika.seal.custody import ACT
from khronika.seal.signature import Signer
from khronika.seal.verify import verify
from khronika.seal.writer import Clock, Stamper, utc_now, zulu
from khronika.seal.writing.disk import explained, flush_folder, place
from khronika.seal.writing.head import stamp_path, write_head

_EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2)."""


class LineRefused(SealError):
    """A custody log cannot be continued: the package does not hold, or is no folder."""


class StampMissing(SealError):
    """No authority gave the stamp for which a line was to be added; the package is as before."""

    exit_status = 1


def add_line(
    package: Path,
    act: str,
    *,
    signer: Signer,
    stamper: Stamper | None = None,
    needs_stamp: bool = False,
    clock: Clock = utc_now,
    warn: Callable[[str], None] = lambda _: None,
) -> Evidence:
    """Add one line to the custody log of a package folder.

    Args:
        package: the folder; its name stays.
        act: what was done, one lower-case word such as `receive` or `hand-over`.
        signer: who did it.
        stamper: authorities to ask for a stamp over the new head, which binds the older stamps.
        needs_stamp: whether the line is worth nothing without one.
        clock: answers the time.
        warn: called with one line for each authority that did not answer.

    Returns:
        The package with its new head; the old one is in its `history`.

    Raises:
        LineRefused: the package does not verify, or the act is no word.
        StampMissing: a stamp was needed and nobody gave one; the package is as before.
        NotAPackage: the path is no package.
        PackageNotMade: the disk is full or gives another error; the package is as before.
    """
    if not ACT.fullmatch(act) or act == "capture":
        raise LineRefused(f"{act!r} is no act that can follow a capture; use one lower-case word")
    verdict = verify(package)
    if not verdict.ok or not package.is_dir():
        raise LineRefused(
            f"{shown(package)}: not a folder that verifies; its log is not continued"
        )
    with explained(package.parent):
        lock = os.open(package, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return _grow(package, act, signer, stamper, needs_stamp, clock, warn)
        finally:
            os.close(lock)


def _grow(
    package: Path,
    act: str,
    signer: Signer,
    stamper: Stamper | None,
    needs_stamp: bool,
    clock: Clock,
    warn: Callable[[str], None],
) -> Evidence:
    described = layout.PACKAGE_NAME.search((package / layout.BAG_INFO).read_text("utf-8"))
    if described is None:
        raise LineRefused(f"{shown(package)}: {layout.BAG_INFO} names no package")
    work = package.parent / f".{described[0]}.{secrets.token_hex(4)}"
    shutil.copytree(package, work, copy_function=_link)
    lock = os.open(work, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # so that no other process sweeps it away
        _keep_old_head(work)
        tag_manifest = (work / layout.TAG_MANIFEST).read_bytes()
        head = write_head(
            work, described[0], act, at=zulu(clock()), signer=signer, tag_manifest=tag_manifest
        )
        stamped = _stamp(work, head, stamper, lambda line: warn(f"{described[0]}: {line}"))
        if needs_stamp and not stamped:
            raise StampMissing(
                f"{shown(package)}: no authority gave a time-stamp; it is as before, try again"
            )
        flush_folder(work / "proofs")
        flush_folder(work)
        _swap(work, package)
    finally:
        os.close(lock)
        shutil.rmtree(work, ignore_errors=True)
    flush_folder(package.parent)
    is_complete = json.loads((package / layout.DESCRIPTION).read_bytes())["complete"] is True
    return Evidence(described[0], package, hashlib.sha256(head).hexdigest(), is_complete)


def _stamp(work: Path, head: bytes, stamper: Stamper | None, warn: Callable[[str], None]) -> int:
    """Ask for stamps over a new head and place them; answer how many came."""
    stamped = 0
    for authority in stamper.authorities if stamper else ():
        answer = stamper.ask(authority, head)  # type: ignore[union-attr]  # without one, no round
        if answer.response is None:
            warn(f"no time-stamp by {authority}: {answer.why}")
            continue
        place(work / stamp_path(authority), answer.response)
        stamped += 1
    return stamped


def _link(source: str, target: str) -> None:
    """Share a file with the old folder, or copy it where the disk knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _keep_old_head(work: Path) -> None:
    """Rename the head and its proofs, and take copies of what will be written anew."""
    number = (work / layout.CUSTODY).read_bytes().count(b"\n")
    for proof in sorted((work / "proofs").glob("head.txt*")):
        proof.rename(proof.with_name(proof.name.replace("head.txt", f"head-{number}.txt", 1)))
    # The other files are shared with the old folder; these two are about to be written.
    for path in (work / layout.CUSTODY, work / layout.SIGNERS):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)


def _swap(work: Path, package: Path) -> None:
    """Exchange two folders, in one step where the system can."""
    libc = ctypes.CDLL(None, use_errno=True)
    exchange = getattr(libc, "renameat2", None)
    here = -100  # AT_FDCWD
    if exchange and exchange(here, os.fsencode(work), here, os.fsencode(package), _EXCHANGE) == 0:
        return
    # A name that `sweep` leaves alone: between the two renames it is the only copy that shows.
    aside = work.with_name(".kept" + work.name)
    package.rename(aside)
    work.rename(package)
    aside.rename(work)
