"""Checks signatures on lines: the only answer to a line that somebody put in under another's name.

A line that is signed says, by an OpenSSH signature (SSHSIG, Ed25519) in base64, that whoever holds
the key stands behind what its actor brings: the words `khronika record line`, a line feed, and
actor, base, id, kind, payload, subject and version as canonical JSON. Seq, times and hashes are
given under the lock, so nobody can sign them before; the payload of an approval holds ids and
nothing else, so its signer knows every byte.

Whose key is whose stands outside the database, in `KHRONIKA_HOME/record/signers`, in the form of
OpenSSH's allowed_signers with the actor as principal. While a key is valid there, what its person
approves without it, or with another, is refused and is a fault.
"""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from khronika.errors import SealError
from khronika.model.canonical import canonical_json
from khronika.record.errors import EntryRefused
from khronika.record.ledger.entry import Entry, Kind, NewEntry
from khronika.seal.signature import (
    AllowedSigner,
    check_signature,
    decode_base64,
    fingerprint,
    read_signers,
)

SIGNERS = "signers"


def signed_bytes(entry: Entry | NewEntry) -> bytes:
    """Answer the bytes that a signature of a line is made over."""
    return b"khronika record line\n" + canonical_json(
        {
            "actor": entry.actor,
            "base": entry.base,
            "id": entry.id,
            "kind": str(entry.kind),
            "payload": entry.payload,
            "subject": entry.subject,
            "v": entry.v,
        }
    )


def known_signers() -> Mapping[str, list[AllowedSigner]]:
    """Read whose key is whose; an office without the file signs nothing.

    Raises:
        SignersUnreadable: the file is there and is none.
    """
    path = Path(settings.HOME) / "record" / SIGNERS
    found: dict[str, list[AllowedSigner]] = {}
    if path.exists():
        for one in read_signers(path.read_bytes(), path.name):
            found.setdefault(one.principals, []).append(one)
    return found


def fault_of(
    entry: Entry | NewEntry, signers: Mapping[str, list[AllowedSigner]], *, at: str
) -> str | None:
    """Say what is wrong with the signature of a line, or with its lack; None where nothing is.

    Args:
        entry: a line of the ledger, or one that is to be written.
        signers: by actor, as `known_signers` answers them.
        at: the line's time, RFC 3339 in UTC.
    """
    listed = [one for one in signers.get(entry.actor, ()) if one.covers(at)]
    if entry.signature is None:
        if listed and entry.kind is Kind.APPROVE:
            return f"{entry.actor} approves without the key that they have"
        return None
    try:
        key = check_signature(decode_base64(entry.signature), signed_bytes(entry))
    except SealError as error:
        return f"its signature does not hold: {error}"
    if entry.actor == f"k:{fingerprint(key)}" or key in [one.blob for one in listed]:
        return None
    return f"it is signed by a key that is not {entry.actor}'s"


def check_signed(entry: NewEntry, *, at: str) -> None:
    """Refuse a line whose signature does not hold, or an approval that wants one.

    Args:
        entry: as it is to be written, its values references.
        at: now, RFC 3339 in UTC.

    Raises:
        EntryRefused: and what is wrong with it.
    """
    if entry.signature is None and entry.kind is not Kind.APPROVE:
        return
    fault = fault_of(entry, known_signers(), at=at)
    if fault:
        raise EntryRefused(
            f"{entry.kind} of {entry.subject}: {fault}; sign it with the key listed"
        )
