"""The log of an office's keys: which one signs from when, and who vouches for it.

One statement a line, canonical JSON (RFC 8785), each carrying the SHA-256 of the line before and
OpenSSH signatures over itself without them. A new key is signed by the old one and by itself; so
whoever trusts the first key can follow the log to the present one.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from khronika.errors import ModelError, SealError
from khronika.model.canonical import Json, canonical_json
from khronika.seal.key.keeping import KeyUnusable, public_of
from khronika.seal.signature import SignatureInvalid, Signer, check_signature, decode_base64

ACTS = ("create", "spare", "rotate", "recover", "lost", "revoke")
"""Made; a spare named; replaced by the old; by the spare; by nobody; no longer to be trusted."""

_KEYS = {"line", "at", "act", "key", "former", "since", "why", "previous", "signatures"}


class KeyLogBroken(SealError):
    """A line of the key log was changed, cut or forged, or a step in it is not allowed."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One step. `key` is the public blob that it is about, `former` the one that it replaces.

    `since` (of `revoke`) is the time from which the key may have been in other hands; `signers`
    are the blobs whose signatures were checked.
    """

    number: int
    at: str
    act: str
    key: bytes
    former: bytes | None
    since: str | None
    why: str
    signers: tuple[bytes, ...]


def write_statement(
    before: bytes,
    act: str,
    key: bytes,
    *,
    at: str,
    signers: Sequence[Signer],
    former: bytes | None = None,
    since: str | None = None,
    why: str = "",
) -> bytes:
    """Write and sign the next line of a key log; the answer ends in a line feed."""
    lines = before.splitlines(keepends=True)
    line: dict[str, Json] = {
        "line": len(lines) + 1,
        "at": at,
        "act": act,
        "key": _text(key),
        "former": former and _text(former),
        "since": since,
        "why": why,
        "previous": hashlib.sha256(lines[-1]).hexdigest() if lines else None,
    }
    message = canonical_json(line)
    line["signatures"] = [base64.b64encode(signer.sign(message)).decode() for signer in signers]
    return canonical_json(line) + b"\n"


def _text(blob: bytes) -> str:
    return "ssh-ed25519 " + base64.b64encode(blob).decode()


def read_statements(content: bytes) -> list[Statement]:
    """Read a key log, checking form, links, signatures and that each step is allowed.

    Raises:
        KeyLogBroken: something does not hold; the message names the line.
    """
    if content and not content.endswith(b"\n"):
        raise KeyLogBroken("the key log's last line is cut; restore the folder of keys")
    found: list[Statement] = []
    previous = None
    for number, raw in enumerate(content.splitlines(), 1):
        try:
            statement = _read(raw, number, previous)
            _allow(statement, found)
        except (ValueError, TypeError, RecursionError, ModelError, SealError) as error:
            raise KeyLogBroken(
                f"key log line {number}: {error}; restore the folder of keys from a copy"
            ) from error
        found.append(statement)
        previous = hashlib.sha256(raw + b"\n").hexdigest()
    return found


def _read(raw: bytes, number: int, previous: str | None) -> Statement:
    line = json.loads(raw.decode("utf-8"))
    if not isinstance(line, dict) or set(line) != _KEYS or canonical_json(line) != raw:
        raise ValueError("it has not the form of a statement")
    if type(line["line"]) is not int or (line["line"], line["previous"]) != (number, previous):
        raise ValueError("it does not follow from the line before it")
    if not all(isinstance(line[key], str) for key in ("at", "act", "key", "why")):
        raise ValueError("a value is of the wrong kind")
    signatures = line.pop("signatures")
    message = canonical_json(line)
    try:
        signers = tuple(check_signature(decode_base64(text), message) for text in signatures)
        key = public_of(line["key"].encode())
        former = public_of(line["former"].encode()) if line["former"] else None
    except (SignatureInvalid, KeyUnusable) as error:
        raise ValueError(f"a signature or key in it does not hold ({error})") from error
    return Statement(
        number, line["at"], line["act"], key, former, line["since"], line["why"], signers
    )


def _allow(step: Statement, before: Sequence[Statement]) -> None:
    """Refuse a step that the keys so far do not allow."""
    current, spare = current_key(before), spare_key(before)
    wanted: dict[str, set[bytes | None]] = {
        "create": {step.key},
        "spare": {current, step.key},
        "rotate": {current, step.key},
        "recover": {spare, step.key},
        "lost": {step.key},
        "revoke": {current},
    }
    if step.act not in wanted or wanted[step.act] != set(step.signers):
        raise ValueError(f"{step.act!r} is not signed by the keys that it needs")
    if (step.act == "create") != (not before):
        raise ValueError("a log is begun once, with its first line")
    known = {line.key for line in before if line.act != "spare"}
    if step.act in ("rotate", "recover", "lost") and (
        step.former != current or step.key in known or step.key == spare
    ):
        raise ValueError("it does not replace the key that signs, or goes back to an older one")
    if step.act == "spare" and step.key in known:
        raise ValueError("a spare must be a key that never signed")
    if step.act == "revoke" and (step.key not in known or step.key == current or not step.since):
        raise ValueError("it revokes no older key of this office")


def current_key(statements: Sequence[Statement]) -> bytes | None:
    """Answer the blob of the key that signs now, None where the log is empty."""
    made = [line.key for line in statements if line.act not in ("spare", "revoke")]
    return made[-1] if made else None


def spare_key(statements: Sequence[Statement]) -> bytes | None:
    """Answer the blob of the spare key, None where there is none or it was used."""
    spare = None
    for line in statements:
        spare = line.key if line.act == "spare" else None if line.act == "recover" else spare
    return spare
