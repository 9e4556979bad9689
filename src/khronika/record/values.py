"""Personal values, outside the chain: a payload holds their salted hash, a row holds the value.

The hash is SHA-256 of 16 random bytes of salt followed by the canonical JSON bytes of the value.
A large value (a coding, a report's text, the body of a draft) lies in a file encrypted with
ChaCha20-Poly1305 (RFC 8439) whose key and salt are the row: without the row nobody can read it,
nor tell from the hash what it was.
"""

import hashlib
import hmac
import json
import os
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

from khronika.model.canonical import Json, canonical_json
from khronika.record.errors import EntryMalformed, RecordDamaged, RecordUnwritable, ValueErased
from khronika.record.ledger.entry import Payload
from khronika.record.ledger.sql import Statements

NONCE = bytes(12)  # every key encrypts one message, so the nonce may be constant


@dataclass(frozen=True, slots=True)
class Personal:
    """A value that must not stand in a payload; `owner` is the party or report it belongs to."""

    value: Json
    owner: str


@dataclass(frozen=True, slots=True)
class Large:
    """A personal value that is kept as an encrypted file."""

    value: Json
    owner: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A row of `record_value`; `content` is what goes to the file of a large one."""

    id: str
    owner: str
    salt: str
    key: str | None
    body: str | None
    content: bytes | None = None


def salted_hash(salt: str, canonical: bytes) -> str:
    """Hash a value with its salt (hex), as the chain holds it."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical).hexdigest()


def is_reference(value: object) -> bool:
    """Tell whether a JSON value is `{"value": ULID, "sha256": hash}`."""
    return isinstance(value, Mapping) and value.keys() == {"value", "sha256"}


def references(payload: object) -> list[tuple[str, str]]:
    """List the (value id, hash) of the references a payload made; `old` ones were made before.

    Args:
        payload: a payload or a part of one.
    """
    if isinstance(payload, Mapping):
        if is_reference(payload):
            return [(payload["value"], payload["sha256"])]
        return [
            found for key, item in payload.items() if key != "old" for found in references(item)
        ]
    if isinstance(payload, list | tuple):
        return [found for item in payload for found in references(item)]
    return []


def take_out(
    payload: Payload, *, new_id: Callable[[], str], random: Callable[[int], bytes]
) -> tuple[Payload, list[ValueRow]]:
    """Replace the personal values of a payload by references and answer their rows.

    Args:
        payload: may hold `Personal` and `Large` anywhere in lists and objects.
        new_id: gives the ULID of each value.
        random: gives that many random bytes, for salts and keys.

    Raises:
        EntryMalformed: the payload brings a reference of its own making.
    """
    rows: list[ValueRow] = []

    def walk(part: Any, key: str | None) -> Any:
        if isinstance(part, Personal | Large):
            row, digest = _make_row(part, new_id(), random)
            rows.append(row)
            return {"value": row.id, "sha256": digest}
        if is_reference(part) and key != "old":
            raise EntryMalformed("a payload brings its personal values plain, never references")
        if isinstance(part, Mapping):
            return {name: walk(item, name) for name, item in part.items()}
        if isinstance(part, list | tuple):
            return [walk(item, None) for item in part]
        return part

    return walk(payload, None), rows


def _make_row(
    part: Personal | Large, id_: str, random: Callable[[int], bytes]
) -> tuple[ValueRow, str]:
    salt, canonical = random(16).hex(), canonical_json(part.value)
    digest = salted_hash(salt, canonical)
    if isinstance(part, Personal):
        return ValueRow(id_, part.owner, salt, None, canonical.decode()), digest
    key = random(32)
    content = ChaCha20Poly1305(key).encrypt(NONCE, zlib.compress(canonical, 6), id_.encode())
    return ValueRow(id_, part.owner, salt, key.hex(), None, content), digest


def same_content(given: Any, stored: Any, salts: Mapping[str, str]) -> bool:
    """Tell whether a payload with plain values says what a stored one says.

    Args:
        given: the payload handed in, with `Personal` and `Large` values.
        stored: the payload of the known entry, with references.
        salts: salt by value id; an erased value has none and compares as equal.
    """
    if isinstance(given, Personal | Large):
        if not is_reference(stored):
            return False
        salt = salts.get(stored["value"])
        return salt is None or hmac.compare_digest(
            salted_hash(salt, canonical_json(given.value)), stored["sha256"]
        )
    if isinstance(given, Mapping):
        return (
            isinstance(stored, Mapping)
            and given.keys() == stored.keys()
            and all(same_content(item, stored[key], salts) for key, item in given.items())
        )
    if isinstance(given, list | tuple):
        return (
            isinstance(stored, list)
            and len(given) == len(stored)
            and all(
                same_content(one, other, salts) for one, other in zip(given, stored, strict=True)
            )
        )
    return type(given) is type(stored) and bool(given == stored)


def file_of(value_id: str) -> Path:
    """Answer where the encrypted file of a large value lies."""
    return Path(settings.HOME) / "values" / value_id[-2:] / value_id


def write_files(rows: Iterable[ValueRow]) -> None:
    """Write the files of large values so that they are on the disk before the row names them.

    Raises:
        RecordUnwritable: the disk is full or may not be written.
    """
    for row in rows:
        if row.content is None:
            continue
        try:
            _write_file(file_of(row.id), row.content)
        except OSError as error:
            raise RecordUnwritable(f"nothing was recorded: {error.strerror}; see to it") from error


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read(ids: Sequence[str], *, using: str = "default") -> dict[str, Json]:
    """Read small values by their ids; an erased one is missing in the answer.

    Args:
        ids: ULIDs of values, as references name them.
        using: alias of the database.
    """
    rows = Statements.on(using).among(
        "SELECT id, body FROM record_value WHERE body IS NOT NULL AND id IN (%s)", list(ids)
    )
    return {id_: json.loads(body) for id_, body in rows}


def read_large(value_id: str, *, using: str = "default") -> Json:
    """Decrypt a large value.

    Raises:
        ValueErased: its row is gone, and with it the key.
        RecordDamaged: the file is missing or is not what was written.
    """
    row = Statements.on(using).one("SELECT key FROM record_value WHERE id = %s", value_id)
    if row is None or row[0] is None:
        raise ValueErased(f"the value {value_id} was erased or is not a large one")
    value: Json = json.loads(open_file(value_id, row[0]))
    return value


def read_large_whole(ids: Sequence[str], *, using: str = "default") -> dict[str, Json]:
    """Decrypt some large values; one that is erased or damaged is missing in the answer.

    Args:
        ids: ULIDs of values.
        using: alias of the database.
    """
    rows = Statements.on(using).among(
        "SELECT id, key FROM record_value WHERE key IS NOT NULL AND id IN (%s)", list(ids)
    )
    found: dict[str, Json] = {}
    for id_, key in rows:
        try:
            found[id_] = json.loads(open_file(id_, key))
        except RecordDamaged:
            continue
    return found


def open_file(value_id: str, key: str) -> bytes:
    """Decrypt the file of a large value into its canonical JSON bytes.

    Raises:
        RecordDamaged: the file is missing, cut or changed.
    """
    try:
        content = file_of(value_id).read_bytes()
        packed = ChaCha20Poly1305(bytes.fromhex(key)).decrypt(NONCE, content, value_id.encode())
    except FileNotFoundError as error:
        raise RecordDamaged(
            f"the file of value {value_id} is missing; restore a backup"
        ) from error
    except InvalidTag as error:
        raise RecordDamaged(f"the file of value {value_id} was changed or cut") from error
    return zlib.decompress(packed)
