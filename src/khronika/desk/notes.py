"""Notes that the desk keeps in the ledger: dismissed words, decisions taken back, comments.

A note changes no fact. It names an entry that was taken back where the record has no withdrawal
of its kind: a judgement, a membership, a ground, dismissed words.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from khronika.desk.gate import Writing
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.models import Entry
from khronika.record.values import Personal, read

DISMISSED, TAKEN_BACK, CHANGES = "dismissed", "taken-back", "changes"
WATCHED, SEEN = "watched", "seen"
"""A page of the report changed or went, said by the service that watches; somebody has looked."""
_KINDS = (DISMISSED, TAKEN_BACK, WATCHED, SEEN)


@dataclass(frozen=True, slots=True)
class Note:
    """One note: what it is of, who left it when, and its words."""

    seq: int
    at: str
    actor: str
    subject: str
    kind: str
    words: str


def note_entry(form: Writing, subject: str, words: str, *, kind: str = "") -> NewEntry:
    """Make the entry of a note; a kind other than a comment stands before its words.

    Args:
        form: marks, author and ids of the form.
        subject: whom or what it is about, as the ledger names it (`report:<ULID>`).
        words: as typed; they stand outside the chain, and are erased with their subject.
        kind: one of `_KINDS`; a comment where it is none of them.
    """
    text = f"{kind} {words}" if kind in _KINDS else words
    payload: Payload = {"text": Personal(text, subject), "digest": None, "day": None}
    return NewEntry(form.entry_id(), form.actor, Kind.NOTE, subject, payload, form.base)


def notes_of(*subjects: str) -> list[Note]:
    """List the notes of subjects, the oldest first."""
    return _read(Entry.objects.filter(kind="note", subject__in=subjects).order_by("seq"))


def notes_of_reports() -> list[Note]:
    """List the notes of all reports, the oldest first."""
    rows = Entry.objects.filter(kind="note", subject__startswith="report:").order_by("seq")
    return _read(rows)


def _read(rows: Iterable[Entry]) -> list[Note]:
    texts = {row.seq: json.loads(row.payload)["text"] for row in rows}
    values: dict[str, Any] = dict(read([text["value"] for text in texts.values() if text]))
    return [_note(row, texts[row.seq], values) for row in rows]


def _note(row: Entry, text: Any, values: dict[str, Any]) -> Note:
    words = str(values.get(text["value"], "")) if text else ""
    kind, _, rest = words.partition(" ")
    if kind in _KINDS:
        return Note(row.seq, row.at, row.actor, row.subject, kind, rest)
    return Note(row.seq, row.at, row.actor, row.subject, CHANGES, words)


def taken_back(notes: Iterable[Note]) -> frozenset[int]:
    """Answer the seqs of decisions that were taken back."""
    ids = [note.words for note in notes if note.kind == TAKEN_BACK]
    return frozenset(Entry.objects.filter(ulid__in=ids).values_list("seq", flat=True))


def dismissed(notes: Iterable[Note]) -> frozenset[tuple[int, int]]:
    """Answer start and end of the words that somebody said are no act, and did not take back."""
    listed = list(notes)
    back = taken_back(listed) if any(note.kind == DISMISSED for note in listed) else frozenset()
    spans = (n.words.split() for n in listed if n.kind == DISMISSED and n.seq not in back)
    return frozenset(
        (int(span[0]), int(span[1]))
        for span in spans
        if len(span) == 2
        and all(part.isascii() and part.isdigit() and len(part) < 10 for part in span)
    )
