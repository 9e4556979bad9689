"""Who looked at restricted subjects: a side table, so that reading takes no lock and no entry.

Rows are only added; the digest of a day enters the ledger as a `note`, and rows are deleted when
their retention time is over, which leaves the digest.
"""

import hashlib

from khronika.model.canonical import canonical_json
from khronika.record import steps
from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, write_moment
from khronika.record.ledger.sql import Statements

SERVICE = "s:views"
WHOLE_RECORD = "user:" + "0" * 26
"""The subject of notes about the record as a whole: nobody's account."""


def note_view(ledger: Ledger, actor: str, subject: str) -> None:
    """Write down that somebody looked at a restricted subject.

    Args:
        ledger: clock, randomness and database.
        actor: `u:ULID`.
        subject: `report:`, `party:` or `event:` and a ULID.
    """
    Statements.on(ledger.using).run(
        "INSERT INTO record_view (id, at, actor, subject) VALUES (%s, %s, %s, %s)",
        ledger.new_id(), write_moment(ledger.now()), actor, subject,
    )  # fmt: skip


def digest_of(day: str, *, using: str = "default") -> str:
    """Hash the views of a day: SHA-256 of the canonical JSON list of [id, at, actor, subject].

    Args:
        day: ISO date in UTC.
        using: alias of the database.
    """
    rows = Statements.on(using).rows(
        "SELECT id, at, actor, subject FROM record_view WHERE at LIKE %s ORDER BY id", f"{day}T%"
    )
    return hashlib.sha256(canonical_json([list(row) for row in rows])).hexdigest()


def digest_day(ledger: Ledger, day: str) -> Entry:
    """Bring the digest of a day that is over into the ledger.

    Raises:
        EntryRefused: the day is not over yet.
    """
    if day >= write_moment(ledger.now())[:10]:
        raise EntryRefused(f"{day} is not over; its views can be digested tomorrow")
    digest = digest_of(day, using=ledger.using)
    return steps.note(ledger, SERVICE, WHOLE_RECORD, None, base=None, digest=digest, day=day)


def forget_views(before: str, *, using: str = "default") -> None:
    """Delete the views of days before an ISO date whose retention time is over."""
    Statements.on(using).run("DELETE FROM record_view WHERE at < %s", before)
