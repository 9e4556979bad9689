"""Takes a second package of a report into the record, for one whose capture broke off.

Both stay: what was cited from the first stays cited from it, and readers are offered the newest
whole one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khronika.model.canonical import Json
from khronika.record.errors import RecordBusy, RecordMovedOn
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.ledger.sql import Statements
from khronika.record.making import set_fact
from khronika.record.values import Large, read_large

MOST_TRIES = 20
"""How often an entry that is made for one head is made again for the next."""


@dataclass(frozen=True, slots=True)
class Completing:
    """A package that completes another of the same report: ULIDs and heads, and what is in it.

    `media` are hashes of its films and pictures.
    """

    package: str
    head: str
    broken: str
    broken_head: str
    is_whole: bool = True
    media: Sequence[str] = ()


def receive_completing(
    ledger: Ledger,
    actor: str,
    report: str,
    package: Completing,
    *,
    pages: Mapping[str, Json] | None = None,
    told: Mapping[str, Any] | None = None,
    failure: str | None = None,
) -> Entry:
    """Take in a second package of a report, for one whose capture broke off.

    The pages that stand are kept beside the new ones, as they are on the head on which the entry
    is written: what is masked meanwhile stays masked.

    Args:
        ledger: where to write.
        actor: who hands it in.
        report: ULID of the report.
        package: the new package, and the one that it completes.
        pages: Page as JSON by the SHA-256 of its source; None where it could not be read.
        told: title, outlet and so on, as `receive`; what stands already stays as it is.
        failure: a code, where reading failed.

    Raises:
        EntryRefused: the report has no such package, or it is whole.
        RecordBusy: others wrote all the while.
    """
    entry = ledger.new_id()

    def make(head: int) -> NewEntry:
        payload = {
            **_payload(package),
            "sources": sorted(pages or {}),
            "failure": failure,
            "text": _text(ledger, report, pages) if pages else None,
            "facts": _untold(ledger, report, told or {}),
        }
        base = head if actor.startswith("u:") else None
        return NewEntry(
            entry, actor, Kind.RECEIVE, f"report:{report}", payload, base, 3, head=head
        )

    return append_on_head(ledger, make)


def append_on_head(ledger: Ledger, make: Callable[[int], NewEntry]) -> Entry:
    """Append an entry that is made from the record as it stands, made anew where that moved on.

    Args:
        ledger: where to write.
        make: makes the entry for the seq of a head; its id stays the same.

    Raises:
        RecordBusy: others wrote all the while.
    """
    for _ in range(MOST_TRIES):
        made = make(ledger.head()[0])
        try:
            return ledger.append(made)[0]
        except RecordMovedOn:
            continue
    raise RecordBusy(f"others write all the while; send {made.subject} again in a moment")


def _payload(package: Completing) -> Payload:
    return {
        "package": package.package,
        "head": package.head,
        "completes": {"package": package.broken, "head": package.broken_head},
        "whole": package.is_whole,
        "media": sorted(set(package.media)),
    }


def _text(ledger: Ledger, report: str, pages: Mapping[str, Json]) -> Large:
    # A page that stands stays as it was read: words are cited in it by their offsets.
    return Large({**pages, **standing_pages(ledger, report)}, f"report:{report}")


def standing_pages(ledger: Ledger, report: str) -> Mapping[str, Json]:
    """Answer the pages of a report as they stand, by the hashes of their sources."""
    row = Statements.on(ledger.using).one("SELECT text FROM record_report WHERE id = %s", report)
    stands = read_large(row[0], using=ledger.using) if row and row[0] else {}
    return stands if isinstance(stands, Mapping) else {}


def _untold(ledger: Ledger, report: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Make facts of what a report has not told of itself so far."""
    owner = f"report:{report}"
    rows = Statements.on(ledger.using).rows("SELECT id FROM record_fact WHERE thing = %s", report)
    stands = {row[0] for row in rows}
    return [
        set_fact(f"{report}.{name}", "report", value, owner)
        for name, value in told.items()
        if f"{report}.{name}" not in stands
    ]
