"""Checks a package from outside: writes nothing, calls nobody, names whatever is wrong.

Each check says what it found and what that means. The verdict holds when all of them hold; it
never says that a page is genuine.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from khronika.seal import checks
from khronika.seal.checks import Check
from khronika.seal.container import Opened, open_container, read_small, shown
from khronika.seal.content import checks as inside
from khronika.seal.content.record import check_record
from khronika.seal.layout import HEAD
from khronika.seal.proofs import checks as proofs
from khronika.seal.stamp import check_roots

__all__ = ["Check", "Verdict", "head_sha256", "history", "verify"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one package; `package` is its path as it was given."""

    package: str
    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        """Whether every check holds."""
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, object]:
        """Write the verdict as `khronika verify --json` prints it."""
        return {
            "package": self.package,
            "ok": self.ok,
            "checks": [
                {"name": check.name, "ok": check.ok, "what": check.what, "means": check.means}
                for check in self.checks
            ],
        }


def verify(
    package: Path | str,
    *,
    signers: Path | None = None,
    roots: Path | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> Verdict:
    """Check a package folder or zip.

    Args:
        package: its path.
        signers: an `allowed_signers` file of the keys that you know; a key that it does not list
            is a failure. Without it the signature is checked and its maker called unknown.
        roots: PEM file of the time-stamp roots that you trust.
        progress: called with the number of bytes of each piece that was hashed.

    Returns:
        The verdict; `ok` is False where anything does not hold.

    Raises:
        NotAPackage: the path is no package at all.
        SignersUnreadable: the file of signers cannot be read.
        RootsUnreadable: the file of roots cannot be read.
    """
    check_roots(roots)
    container = open_container(Path(package))
    try:
        found = _run(Opened(container, progress), signers, roots)
        return Verdict(
            shown(package), tuple(replace(check, what=shown(check.what)) for check in found)
        )
    finally:
        container.close()


def _run(opened: Opened, signers: Path | None, roots: Path | None) -> Iterator[Check]:
    known = proofs.read_known(signers)
    first = checks.check_container(opened)
    yield first
    if not first.ok and opened.is_zip:
        return  # What can be read in two ways is not read at all.
    yield from checks.check_manifests(opened)
    yield checks.check_description(opened)
    yield proofs.check_custody(opened)
    yield proofs.check_head(opened)
    yield proofs.check_signatures(opened)
    yield proofs.check_signers(opened, known, roots)
    yield proofs.check_stamps(opened, roots)
    yield inside.check_early(opened, roots)
    yield check_record(opened)
    yield inside.check_copy(opened)
    yield inside.check_media(opened)
    yield inside.check_witness(opened)
    yield checks.check_ledger(opened)


def head_sha256(package: Path | str) -> str:
    """Answer the SHA-256 of a package's head, by which a record knows it.

    Raises:
        NotAPackage: the path is no package.
        PackageUnreadable: it has no head.
    """
    container = open_container(Path(package))
    try:
        return hashlib.sha256(read_small(container, HEAD)).hexdigest()
    finally:
        container.close()


def history(package: Path | str) -> tuple[str, ...]:
    """Answer the SHA-256 of every head of a package, oldest first, its present head last.

    A record that cites an older head still holds while that head is in the history of a package
    that verifies: lines were added to its custody log, nothing else.

    Raises:
        NotAPackage: the path is no package.
        PackageUnreadable: a head is missing.
    """
    container = open_container(Path(package))
    try:
        count = sum(checks.is_old_head(path) for path in container.sizes)
        paths = [*(f"proofs/head-{number}.txt" for number in range(1, count + 1)), HEAD]
        return tuple(hashlib.sha256(read_small(container, path)).hexdigest() for path in paths)
    finally:
        container.close()
