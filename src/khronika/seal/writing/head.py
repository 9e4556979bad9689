"""Writes the next custody line of a package with the head and the signature that bind it."""

import hashlib
from pathlib import Path

from khronika.seal import layout
from khronika.seal.custody import write_line
from khronika.seal.layout import Head
from khronika.seal.signature import Signer, armour, signer_line
from khronika.seal.writing.disk import place, sha256_of


def write_head(
    folder: Path, package: str, act: str, *, at: str, signer: Signer, tag_manifest: bytes
) -> bytes:
    """Add a line to the custody log of a working folder, and write its head, signed.

    Args:
        folder: the working folder; never a package that shows.
        package: its id.
        act: what was done, one word.
        at: ISO 8601, UTC.
        signer: who did it.
        tag_manifest: bytes of `tagmanifest-sha256.txt`.

    Returns:
        The bytes of `proofs/head.txt`.
    """
    log, signers = folder / layout.CUSTODY, folder / layout.SIGNERS
    before = log.read_bytes() if act != "capture" else b""
    known = signers.read_text("utf-8") if act != "capture" else ""
    line = write_line(
        package,
        act,
        at=at,
        signer=signer,
        tag_manifest=tag_manifest,
        before=before,
        proofs=_earlier_proofs(folder),
    )
    head = Head(
        tag_manifest_sha256=hashlib.sha256(tag_manifest).hexdigest(),
        custody_sha256=hashlib.sha256(line).hexdigest(),
        line=before.count(b"\n") + 1,
        made_at=at,
    ).to_bytes()
    own = signer_line(signer.actor, signer.blob)
    place(log, before + line)
    place(signers, (known if own in known else known + own).encode())
    place(folder / layout.HEAD, head)
    place(folder / (layout.HEAD + ".sig"), armour(signer.sign(head)))
    return head


def stamp_path(authority: str) -> str:
    """Answer where the response of an authority lies."""
    return f"{layout.HEAD}.{authority}.tsr"


def _earlier_proofs(folder: Path) -> dict[str, str]:
    """Hash the heads of earlier lines, their signatures and stamps, by path."""
    paths = sorted((folder / "proofs").glob("head-*"))
    return {f"proofs/{path.name}": sha256_of(path) for path in paths}
