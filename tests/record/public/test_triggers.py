"""What stands behind the code: no document gets in past the ledger, on either database."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from khronika.errors import RecordError
from khronika.model.canonical import canonical_json
from khronika.record import approval
from khronika.record.ledger.entry import Kind
from khronika.record.public.migrations._triggers import TRIGGERS
from khronika.record.public.models import ActRow, Document, TextRow
from khronika.record.serialise import make_draft
from khronika.record.values import Large, Personal


@pytest.fixture(name="published")
def _published(office: Any, story: Any) -> Document:
    """The public document of the invented event."""
    asel, boris = f"u:{office.asel}", f"u:{office.boris}"
    event, _, _ = story.decided(office.ledger, asel)
    head = office.ledger.head
    bundle = approval.request(office.ledger, asel, [f"event:{event}"], base=head()[0])
    approval.approve(office.ledger, boris, bundle.id, base=head()[0])
    approval.publish(office.ledger, asel, bundle.id, base=head()[0])
    return Document.objects.get(level="public")


def _forged(document: Document) -> tuple[str, str]:
    """Bytes with one word changed, and their true hash."""
    content = json.loads(document.body)
    content["title"]["written"] = {"en": "Nobody was held"}
    body = canonical_json(content)
    return body.decode(), hashlib.sha256(body).hexdigest()


def _copied(document: Document, **changes: Any) -> None:
    fields = {
        field.attname: getattr(document, field.attname)
        for field in Document._meta.concrete_fields
        if field.attname != "id"
    }
    Document(**{**fields, **changes}).save(force_insert=True)


def _other_bytes(document: Document) -> None:
    body, sha256 = _forged(document)
    Document.objects.filter(pk=document.pk).update(body=body, sha256=sha256)


def _other_bytes_under_the_old_hash(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(body=_forged(document)[0])


def _another_subject(document: Document) -> None:
    _copied(document, subject=f"event:{'0' * 26}")


def _another_level(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(level="network")


def _another_number(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(number="XX-2021-0099")


def _another_entry(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(published_seq=1)


def _gone(document: Document) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM public_document")


def _a_row_of_an_act_with_another_hash(document: Document) -> None:
    ActRow.objects.filter(document=document).update(sha256="0" * 64)


def _search_text_with_another_hash(document: Document) -> None:
    TextRow.objects.filter(document=document).update(sha256="0" * 64, words="planted")


@pytest.mark.parametrize(
    "attempt",
    [
        _other_bytes,
        _other_bytes_under_the_old_hash,
        _another_subject,
        _another_level,
        _another_number,
        _another_entry,
        _gone,
        _a_row_of_an_act_with_another_hash,
        _search_text_with_another_hash,
    ],
)
def test_the_database_refuses(published: Document, attempt: Callable[[Document], None]) -> None:
    """A write past the ledger fails whole, and the document stays as it was."""
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt(published)
    assert Document.objects.get(pk=published.pk).body == published.body


def test_withdrawn_bytes_cannot_be_put_back(published: Document, office: Any) -> None:
    """After a withdrawal the old bytes are those of no latest publication."""
    approval.withdraw(
        office.ledger, f"u:{office.asel}", [published.subject], reason="It was told twice.",
        base=office.ledger.head()[0],
    )  # fmt: skip
    assert Document.objects.get(pk=published.pk).kind == "tombstone"
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=published.pk).update(
            body=published.body, sha256=published.sha256, kind="event", country=published.country
        )


def test_emptying_the_table_is_refused(published: Document) -> None:
    """PostgreSQL's TRUNCATE fires no DELETE trigger; it has one of its own."""
    is_postgres = connection.vendor == "postgresql"
    statement = (
        "TRUNCATE public_document CASCADE" if is_postgres else "DELETE FROM public_document"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Document.objects.filter(pk=published.pk).exists()


def test_a_connection_of_ones_own_fails_closed(published: Document, database: str) -> None:
    """Raw SQLite without `sha256()` can write no public document; PostgreSQL hashes by itself."""
    statement = "UPDATE public_document SET body = body || ' '"
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(database.removeprefix("sqlite:///"))
        with pytest.raises(sqlite3.OperationalError, match="sha256"):
            raw.execute(statement)
        raw.close()
    else:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Document.objects.get(pk=published.pk).body == published.body


def test_the_triggers_in_the_database_are_those_of_the_migration(database: str) -> None:
    """Every text of `_triggers.py` is in place under its name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = dict(cursor.fetchall())
            assert all(found[name] == text for name, text in TRIGGERS["sqlite"])
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
            there = {row[0] for row in cursor.fetchall()}
            assert there >= {name for name, _ in TRIGGERS["postgresql"]}


def _taken_away(published: Document, office: Any, body: dict[str, Any]) -> None:
    """Try to publish bytes by a withdrawal that one person writes."""
    draft = make_draft({**body, "nonce": "00" * 16})
    payload = {
        "reason": Personal("It was told twice.", published.subject),
        "documents": [[draft.subject, draft.level, draft.sha256]],
        "bodies": [Large(draft.body, draft.subject)],
    }
    office.add(f"u:{office.asel}", Kind.WITHDRAW, published.subject, payload, drafts=(draft,))


def test_one_person_publishes_nothing_by_withdrawing(published: Document, office: Any) -> None:
    """A withdrawal may leave a tombstone and nothing else, whoever calls what."""
    content = json.loads(published.body)
    content["title"]["written"] = {"en": "Nobody was held"}
    with pytest.raises((DatabaseError, RecordError)):
        _taken_away(published, office, content)
    assert Document.objects.get(pk=published.pk).body == published.body
