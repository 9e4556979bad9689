"""Keeps the custody log: who had these bytes when, each line signed and bound to the one before.

A line is canonical JSON (RFC 8785) with a line feed; `previous` is the SHA-256 of the line before,
line feed included, so that `sed -n 1p custody.jsonl | sha256sum` prints it; `signature` is the
base64 of an OpenSSH signature over the line without that key, in canonical form.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from khronika.errors import ModelError, SealError
from khronika.model.canonical import Json, canonical_json
from khronika.seal.layout import is_sha256, is_time
from khronika.seal.signature import SignatureInvalid, Signer, check_signature, decode_base64

KEYS = {"package", "line", "at", "act", "actor", "previous", "tagmanifest", "signature"}
ACT = re.compile(r"[a-z]{1,40}(-[a-z]{1,40}){0,3}")
"""An act is one lower-case word, or several with hyphens."""
_PROOF = re.compile(r"proofs/head-[1-9][0-9]{0,8}\.txt(\.sig|\.[A-Za-z0-9._-]+\.tsr)?")


class CustodyBroken(SealError):
    """A line of the custody log was changed, cut, moved or forged."""


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """One act upon a package.

    `number` counts from 1; `act` is `capture`, or what was done later; `at` is the clock of the
    machine that did it; `sha256` is that of the whole line with its line feed; `public_key` is
    the SSH blob of the key that signed it. `proofs` are path and SHA-256 of the earlier heads with
    their signatures and stamps, as they lay there when the line was written.
    """

    package: str
    number: int
    at: str
    act: str
    actor: str
    tag_manifest_sha256: str
    sha256: str
    public_key: bytes
    proofs: tuple[tuple[str, str], ...] = ()


def write_line(
    package: str,
    act: str,
    *,
    at: str,
    signer: Signer,
    tag_manifest: bytes,
    before: bytes = b"",
    proofs: Mapping[str, str] | None = None,
) -> bytes:
    r"""Write and sign the next line of a log.

    Args:
        package: id of the package, `ev-` and a ULID.
        act: what was done, one word.
        at: ISO 8601, UTC, whole seconds.
        signer: who did it.
        tag_manifest: bytes of `tagmanifest-sha256.txt`.
        before: the log so far, with its last line feed.
        proofs: path and SHA-256 of the earlier heads, their signatures and stamps, so that a new
            stamp vouches for the older ones (RFC 4998 section 5.2: renewal).

    Returns:
        The line with its line feed.
    """
    lines = before.splitlines(keepends=True)
    line: dict[str, Json] = {
        "package": package,
        "line": len(lines) + 1,
        "at": at,
        "act": act,
        "actor": signer.actor,
        "previous": hashlib.sha256(lines[-1]).hexdigest() if lines else None,
        "tagmanifest": hashlib.sha256(tag_manifest).hexdigest(),
    }
    if proofs:
        line["proofs"] = dict(proofs)
    line["signature"] = base64.b64encode(signer.sign(canonical_json(line))).decode()
    return canonical_json(line) + b"\n"


def read_lines(content: bytes) -> Iterator[CustodyLine]:
    """Yield the lines of a log, each after its form, its link and its signature were checked.

    Raises:
        CustodyBroken: the log is empty, cut, or a line does not hold; the message names it.
    """
    if not content.endswith(b"\n"):
        raise CustodyBroken("custody.jsonl is empty, or its last line is cut")
    previous = None
    for number, raw in enumerate(content[:-1].split(b"\n"), 1):
        try:
            yield _read(raw, number, previous)
        except (ValueError, RecursionError, ModelError, SignatureInvalid) as error:
            raise CustodyBroken(f"custody.jsonl line {number}: {error}") from error
        previous = hashlib.sha256(raw + b"\n").hexdigest()


def _read(raw: bytes, number: int, previous: str | None) -> CustodyLine:
    line = json.loads(raw.decode("utf-8"))
    if not isinstance(line, dict) or set(line) - {"proofs"} != KEYS:
        raise ValueError("it has not the keys of a custody line")
    if canonical_json(line) != raw:
        raise ValueError("it is not in canonical form, or names a key twice")
    if type(line["line"]) is not int or line["line"] != number:
        raise ValueError(f"it calls itself line {line['line']!r}")
    if line["previous"] != previous:
        raise ValueError("it does not follow from the line before it")
    texts = ("package", "at", "act", "actor", "signature")
    if not all(isinstance(line[key], str) for key in texts) or not is_sha256(line["tagmanifest"]):
        raise ValueError("a value is of the wrong kind")
    if not is_time(line["at"]) or not ACT.fullmatch(line["act"]):
        raise ValueError("its time is none, or its act is no word")
    proofs = _proofs(line.get("proofs", {}))
    signature = decode_base64(line.pop("signature"))
    try:
        key = check_signature(signature, canonical_json(line))
    except SignatureInvalid as error:
        raise SignatureInvalid(f"its signature does not hold: {error}") from error
    return CustodyLine(
        package=line["package"],
        number=number,
        at=line["at"],
        act=line["act"],
        actor=line["actor"],
        tag_manifest_sha256=line["tagmanifest"],
        sha256=hashlib.sha256(raw + b"\n").hexdigest(),
        public_key=key,
        proofs=proofs,
    )


def _proofs(bound: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(bound, dict):
        raise ValueError("its proofs are no list of paths and hashes")
    for path, digest in bound.items():
        if not _PROOF.fullmatch(path) or not is_sha256(digest):
            raise ValueError(f"it binds {path!r}, which is no earlier head, signature or stamp")
    return tuple(bound.items())
