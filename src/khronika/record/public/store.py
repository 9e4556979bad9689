"""Writes published documents with their index rows, in the transaction of the entry.

Only `record` writes. The triggers behind the tables refuse bytes whose hash is not that of the
latest publication row, so a document gets in by `publish`, `withdraw` or `erase` alone.
"""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any, Protocol

from django.db import DatabaseError, connection, connections, router, transaction

from khronika.record.public.index import IndexRows, index_rows
from khronika.record.public.models import ActRow, AddressRow, Document, PartyRow, TextRow
from khronika.record.public.schema import parse


class Written(Protocol):
    """A document as the serialiser made it (`khronika.record.serialise.Draft`)."""

    @property
    def subject(self) -> str:
        """Kind and ULID."""
        ...

    @property
    def level(self) -> str:
        """`public` or `network`."""
        ...

    @property
    def body(self) -> str:
        """Canonical JSON as text."""
        ...

    @property
    def sha256(self) -> str:
        """Of its UTF-8 bytes."""
        ...


def write(drafts: Iterable[Written], *, seq: int, at: str, head: str) -> None:
    """Put documents, and their index and search rows, in place of what was published before.

    Call it inside the transaction of the entry, after its `record_publication` rows.

    Args:
        drafts: documents whose hashes the publication rows hold.
        seq: of the entry that publishes, withdraws or erases.
        at: RFC 3339 time of that entry.
        head: hash of that entry.

    Raises:
        django.db.DatabaseError: a hash is not that of the latest publication row.
    """
    with transaction.atomic():
        for draft in drafts:
            _write_one(draft, seq=seq, at=at, head=head)


def _write_one(draft: Written, *, seq: int, at: str, head: str) -> None:
    rows = index_rows(parse(draft.body))
    before = Document.objects.filter(subject=draft.subject, level=draft.level).first()
    document = before or Document(subject=draft.subject, level=draft.level, first_published_at=at)
    document.body, document.sha256 = draft.body, draft.sha256
    document.published_seq, document.published_at, document.head = seq, at, head
    if before:
        document.times_published += 1
    for key, value in rows.document.items():
        setattr(document, key, value)
    document.save()
    for model in (ActRow, PartyRow, AddressRow, TextRow):
        model.objects.filter(document=document).delete()
    for row in _models(document, rows):
        row.save(force_insert=True)


def _models(document: Document, rows: IndexRows) -> list[Any]:
    key = {
        "document": document,
        "subject": document.subject,
        "level": document.level,
        "sha256": document.sha256,
    }
    made: list[Any] = [ActRow(**key, **row) for row in rows.acts]
    made += [PartyRow(**key, **row) for row in rows.parties]
    made += [AddressRow(**key, **row) for row in rows.addresses]
    return made + ([TextRow(**key, **rows.text)] if rows.text else [])


def current(subject: str, level: str) -> str | None:
    """Answer the bytes that stand for a subject at a level, tombstones included."""
    found = Document.objects.filter(subject=subject, level=level).values_list("body", flat=True)
    return found.first()


def subjects_showing(public_ids: Collection[str]) -> list[tuple[str, str]]:
    """Answer (subject, level) of each document that shows one of these public ids."""
    rows = PartyRow.objects.filter(party__in=list(public_ids)).values_list("subject", "level")
    in_prose = Document.objects.exclude(kind__in=("event", "tombstone"))
    told = [
        (subject, level)
        for subject, level, body in in_prose.values_list("subject", "level", "body")
        if any(f'"{public_id}"' in body for public_id in public_ids)
    ]
    return sorted({*rows.distinct(), *told})


def bodies() -> Iterable[tuple[str, str, str]]:
    """Yield (subject, level, bytes) of every document: what an erasure looks through."""
    return Document.objects.order_by("id").values_list("subject", "level", "body").iterator()


def rebuild_search() -> None:
    """Make the full-text tables anew from `public_text`: no erased word is left in them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in ("public_words", "public_trigrams"):
                cursor.execute(f"INSERT INTO {table}({table}) VALUES('rebuild')")
        else:
            cursor.execute("REINDEX TABLE public_text")


def check() -> list[str]:
    """Compare hashes, index rows and full-text tables with the documents.

    Returns:
        One line for each difference; empty if all holds.
    """
    wrong: list[str] = []
    for document in Document.objects.order_by("id").iterator():
        wrong += _check_one(document)
    if connections[router.db_for_read(Document)].vendor == "sqlite":
        wrong += _check_search()
    orphans = TextRow.objects.exclude(document__in=Document.objects.all()).count()
    return wrong + ([f"public_text: {orphans} rows without a document"] if orphans else [])


def _check_one(document: Document) -> list[str]:
    name = f"public_document {document.subject} {document.level}"
    if hashlib.sha256(document.body.encode()).hexdigest() != document.sha256:
        return [f"{name}: its bytes do not have its hash"]
    content, rows = parse(document.body), index_rows(parse(document.body))
    wrong = []
    if (content["subject"], content["level"]) != (document.subject, document.level):
        wrong.append(f"{name}: its bytes are of {content['subject']} {content['level']}")
    if any(getattr(document, key) != value for key, value in rows.document.items()):
        wrong.append(f"{name}: its columns do not say what its bytes say")
    expected = [_plain(row) for row in _models(document, rows)]
    found = [
        _plain(row)
        for model in (ActRow, PartyRow, AddressRow, TextRow)
        for row in model.objects.filter(document=document).order_by("id")
    ]
    if expected != found:
        wrong.append(f"{name}: its index rows do not say what its bytes say")
    return wrong


def _plain(row: Any) -> dict[str, Any]:
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {"table": row._meta.db_table, **fields} | {"id": None}


def _check_search() -> list[str]:
    """Ask FTS5 itself whether its tables say what `public_text` says (SQLite FTS5, 6.4)."""
    wrong, using = [], router.db_for_read(Document)
    for table in ("public_words", "public_trigrams"):
        try:
            with transaction.atomic(using), connections[using].cursor() as cursor:
                cursor.execute(f"INSERT INTO {table}({table}, rank) VALUES('integrity-check', 1)")
        except DatabaseError as error:
            wrong.append(f"{table}: {error}")
    return wrong
