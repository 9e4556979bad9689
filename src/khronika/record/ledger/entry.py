"""One line of the ledger: its columns, its canonical form, its hash, and the closed list of kinds.

The hash of a line is the SHA-256 of the canonical JSON (RFC 8785, narrowed) of an object of all
its columns but `hash`; the first line's `prev` is 64 zeros (`record.md` section 1).
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from json.encoder import encode_basestring  # in C; escapes as RFC 8785
from typing import Any, TypeAlias

from khronika.record.errors import ActorUnknown, EntryMalformed

Payload: TypeAlias = dict[str, Any]
Row: TypeAlias = Sequence[Any]

GENESIS = "0" * 64
COLUMNS = (
    "seq", "id", "at", "clock", "actor", "kind", "v", "subject", "base", "payload", "signature",
    "prev", "hash",
)  # fmt: skip
SUBJECTS = (
    "report", "event", "party", "story", "page", "case", "statement", "letter", "register", "user",
)  # fmt: skip
PROSE = ("story", "page", "case", "statement", "letter")
_U = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
SUBJECT_FORM = re.compile(rf"(?:{'|'.join(SUBJECTS)}):{_U}\Z")
ACTOR_FORM = re.compile(rf"(?:u:{_U}|s:[a-z][a-z0-9-]{{0,30}}|k:[A-Za-z0-9+/=:_-]{{8,90}})\Z")


class Kind(StrEnum):
    """What an entry does; a new kind or version adds a function and never changes an old one."""

    RECEIVE = "receive"
    PROPOSE = "propose"
    DECIDE = "decide"
    COMPOSE = "compose"
    PARTY = "party"
    MATCH = "match"
    ACCESS = "access"
    REQUEST = "request"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    REGISTER = "register"
    GRANT = "grant"
    RESTORE = "restore"
    NOTE = "note"


NOT_CONTENT = frozenset(
    {Kind.REQUEST, Kind.APPROVE, Kind.PUBLISH, Kind.GRANT, Kind.RESTORE, Kind.NOTE}
)
CONTENT = frozenset(Kind) - NOT_CONTENT

_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as somebody hands it in: personal values stand in it plain (`values.Personal`).

    `base` is the seq of the head that the actor's screen was made from, None for services and
    keys. `drafts` are the documents that a `publish`, `withdraw` or `erase` writes; they are not
    part of the line, which holds their hashes. `head`, where it is told, is the seq of the only
    head on which the entry may be written: an erasure is planned for one.
    """

    id: str
    actor: str
    kind: Kind
    subject: str
    payload: Payload
    base: int | None = None
    v: int = 1
    signature: str | None = None
    drafts: tuple[Any, ...] = ()
    head: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger as it stands, its payload read."""

    seq: int
    id: str
    at: str
    clock: int | None
    actor: str
    kind: Kind
    v: int
    subject: str
    base: int | None
    payload: Payload
    signature: str | None
    prev: str
    hash: str

    @property
    def subject_kind(self) -> str:
        """The word before the colon of the subject."""
        return self.subject.partition(":")[0]

    @property
    def subject_id(self) -> str:
        """The ULID of the subject."""
        return self.subject.partition(":")[2]

    @property
    def is_content(self) -> bool:
        """Tell whether the entry changes what is known, not only who stands behind it."""
        return self.kind in CONTENT


def read_entry(row: Row) -> Entry:
    """Make an entry from a row of `record_entry` in the order of `COLUMNS`."""
    seq, id_, at, clock, actor, kind, v, subject, base, payload, signature, prev, hash_ = row
    return Entry(
        seq, id_, at, clock, actor, Kind(kind), v, subject, base, json.loads(payload), signature,
        prev, hash_,
    )  # fmt: skip


def canonical_payload(payload: Any) -> str:
    """Write a payload, or a part of one, that was checked before as canonical JSON."""
    return _encode(payload)


def canonical_line(row: Row) -> str:
    """Write all columns but the hash as canonical JSON, the payload's text put in as it stands.

    Args:
        row: the columns of a line in the order of `COLUMNS`, with or without the hash; the payload
            is canonical text already.

    Returns:
        The text whose UTF-8 bytes are hashed.
    """
    seq, id_, at, clock, actor, kind, v, subject, base, payload, signature, prev = row[:12]
    text = encode_basestring
    return (
        f'{{"actor":{text(actor)},"at":{text(at)},'
        f'"base":{"null" if base is None else base},"clock":{"null" if clock is None else clock},'
        f'"id":{text(id_)},"kind":{text(kind)},"payload":{payload},"prev":{text(prev)},'
        f'"seq":{seq},"signature":{"null" if signature is None else text(signature)},'
        f'"subject":{text(subject)},"v":{v}}}'
    )


def hash_line(row: Row) -> str:
    """Hash a line: 64 lower-case hex digits of the SHA-256 of its canonical form."""
    return hashlib.sha256(canonical_line(row).encode()).hexdigest()


def write_moment(moment: datetime) -> str:
    """Write an aware moment as RFC 3339 with six digits and Z.

    Raises:
        ValueError: the moment has no time zone.

    >>> write_moment(datetime(2018, 6, 23, 9, 0, tzinfo=UTC))
    '2018-06-23T09:00:00.000000Z'
    """
    if moment.tzinfo is None:
        raise ValueError("the clock of the ledger answers aware moments; pass a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def microseconds_behind(at: str, previous: str | None) -> int | None:
    """Tell by how many whole microseconds a moment lies before the previous entry's, else None."""
    if previous is None or at >= previous:
        return None
    gap = datetime.fromisoformat(previous) - datetime.fromisoformat(at)
    return (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds


def check_envelope(entry: NewEntry) -> None:
    """Refuse an id, actor, subject or base that has no such form.

    Raises:
        ActorUnknown: the actor is none of `u:`, `s:` and `k:`.
        EntryMalformed: id, subject, base or signature cannot stand in a line.
    """
    if not ACTOR_FORM.match(entry.actor):
        raise ActorUnknown(f"{entry.actor!r} is no u:ULID, s:service or k:fingerprint")
    if not re.fullmatch(_U, entry.id):
        raise EntryMalformed(f"the entry id {entry.id!r} is no ULID")
    if not SUBJECT_FORM.match(entry.subject):
        raise EntryMalformed(f"entry {entry.id}: {entry.subject!r} is no subject; use kind:ULID")
    if entry.actor.startswith("u:") != (entry.base is not None):
        raise EntryMalformed(
            f"entry {entry.id}: a person names the head that the screen was made from (base), "
            "a service or key names none"
        )
    if entry.signature is not None and not entry.signature.isascii():
        raise EntryMalformed(f"entry {entry.id}: the signature is not ASCII")
