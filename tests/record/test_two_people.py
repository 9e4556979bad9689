"""No fact is public that its author alone approved, whatever way is tried."""

import hashlib
import json
import sqlite3
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from khronika.model.canonical import canonical_json, sha256_of
from khronika.record import approval, models, steps
from khronika.record.errors import EntryRefused, NotAllowed, SecondPersonRequired
from khronika.record.ledger.entry import COLUMNS, Kind, hash_line
from khronika.record.masking import NameLeaks
from khronika.record.public import store
from khronika.record.public.models import Document

RAW_REFUSAL = DatabaseError


def ask(office: Any, story: Any) -> tuple[str, str]:
    """One event whose facts Asel decided and whose bundle she requested: (event, request)."""
    event, _, _ = story.decided(office.ledger, f"u:{office.asel}")
    request = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=office.ledger.head()[0]
    )
    return event, request.id


def approve(office: Any, person: str, request: str) -> Any:
    """Approve all that a person may, on the present head."""
    return approval.approve(office.ledger, f"u:{person}", request, base=office.ledger.head()[0])


def publish(office: Any, person: str, request: str) -> Any:
    """Publish on the present head."""
    return approval.publish(office.ledger, f"u:{person}", request, base=office.ledger.head()[0])


def raw_entry(office: Any, actor: str, kind: str, subject: str, payload: Any) -> str:
    """Write a well-formed line past the code, and answer its id."""
    seq, prev = office.ledger.head()
    text = canonical_json(payload).decode()
    base = seq if actor.startswith("u:") else None
    row = (seq + 1, office.ulid(), "2027-01-01T00:00:00.000000Z", None, actor, kind, 1, subject,
           base, text, None, prev)  # fmt: skip
    marks = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO record_entry ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
            [*row, hash_line(row)],
        )
    return str(row[1])


def raw_publication(office: Any, subject: str, sha256: str, request: str) -> None:
    """Write a publication row past the code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO record_publication (subject, level, seq, sha256, request) "
            "VALUES (%s, 'public', %s, %s, %s)",
            [subject, office.ledger.head()[0], sha256, request],
        )


def test_author_alone_is_refused_by_function(office: Any, story: Any) -> None:
    """The author's approval is refused, and so is publishing without a second person."""
    event, request = ask(office, story)
    own = list(approval.waiting(request).facts)
    with pytest.raises(SecondPersonRequired):
        approval.approve(office.ledger, f"u:{office.asel}", request, facts=own[:1],
                         base=office.ledger.head()[0])  # fmt: skip
    with pytest.raises(SecondPersonRequired):
        publish(office, office.asel, request)
    assert store.current(f"event:{event}", "public") is None


def test_empty_approval_of_the_requester_is_no_second(office: Any, story: Any) -> None:
    """That the requester approves nothing does not make them their own second person."""
    _, request = ask(office, story)
    approve(office, office.asel, request)
    with pytest.raises(SecondPersonRequired):
        publish(office, office.asel, request)


def test_second_person_makes_it_public(office: Any, story: Any) -> None:
    """When another editor has approved every fact, the document is public."""
    event, request = ask(office, story)
    approve(office, office.boris, request)
    assert approval.waiting(request).is_ready
    publish(office, office.asel, request)
    assert store.current(f"event:{event}", "public") is not None
    with pytest.raises(EntryRefused):
        publish(office, office.asel, request)


def test_two_editors_approve_each_other(office: Any, story: Any) -> None:
    """Each may approve what the other wrote in one bundle, so two are enough for an office."""
    event, act, _ = story.decided(office.ledger, f"u:{office.asel}")
    base = office.ledger.head()[0]
    steps.decide(office.ledger, f"u:{office.boris}", "act", act,
                 [steps.Change(f"{act}.status", "correct", "released")], base=base)  # fmt: skip
    request = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"],
                               base=office.ledger.head()[0]).id  # fmt: skip
    approve(office, office.boris, request)
    waits = approval.waiting(request).facts
    assert waits == {f"{act}.status": f"u:{office.boris}"}
    approve(office, office.asel, request)
    publish(office, office.boris, request)
    assert store.current(f"event:{event}", "public") is not None


def test_approvals_carry_over_and_changes_do_not(office: Any, story: Any) -> None:
    """In a second bundle only the changed fact waits; the first cannot be published any more."""
    event, act, _ = story.decided(office.ledger, f"u:{office.asel}")[0:3]
    first = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"],
                             base=office.ledger.head()[0]).id  # fmt: skip
    approve(office, office.boris, first)
    steps.decide(office.ledger, f"u:{office.asel}", "act", act,
                 [steps.Change(f"{act}.status", "correct", "released")],
                 base=office.ledger.head()[0])  # fmt: skip
    with pytest.raises(SecondPersonRequired):
        publish(office, office.asel, first)
    second = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"],
                              base=office.ledger.head()[0]).id  # fmt: skip
    assert list(approval.waiting(second).facts) == [f"{act}.status"]
    approve(office, office.boris, second)
    publish(office, office.asel, second)


def test_service_is_never_the_author_of_a_public_fact(office: Any, story: Any) -> None:
    """What only the coder drafted is in no document, however it was composed."""
    made = story.proposed(office.ledger)
    event = made.events["e1"]
    steps.compose(office.ledger, f"u:{office.asel}", event, [made.acts["a1"]],
                  base=office.ledger.head()[0])  # fmt: skip
    from khronika.record.serialise import SubjectHasNoDocument

    with pytest.raises(SubjectHasNoDocument):
        approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"],
                         base=office.ledger.head()[0])  # fmt: skip


def test_who_is_no_editor_approves_nothing(office: Any, story: Any) -> None:
    """A coder, an administrator and an officer have no approval to give."""
    _, request = ask(office, story)
    coder = office.ulid()
    steps.grant(office.ledger, f"u:{office.admin}", coder, "coder", base=office.ledger.head()[0])
    for person in (coder, office.admin, office.officer):
        with pytest.raises(NotAllowed, match="approve needs the role editor"):
            approve(office, person, request)


def test_rows_of_the_ledger_are_never_changed(office: Any, story: Any) -> None:
    """Updates, deletions and doubled rows of append-only tables are refused, ORM or SQL."""
    ask(office, story)
    for model in (models.Entry, models.Mark, models.Value):
        row = model.objects.first()
        assert row is not None
        with pytest.raises(RAW_REFUSAL), transaction.atomic():
            model.objects.all().delete()
        field = "actor" if hasattr(row, "actor") else "owner"
        with pytest.raises(RAW_REFUSAL), transaction.atomic():
            model.objects.all().update(**{field: "u:0"})
    for table in ("record_entry", "record_mark", "record_value"):
        if connection.vendor == "sqlite":
            statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"  # noqa: S608
        else:
            statement = f"TRUNCATE {table}"
        with pytest.raises(RAW_REFUSAL), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_author_is_refused_by_orm(office: Any, story: Any) -> None:
    """A publication or document row made by the ORM is refused, even after lying tables."""
    event, request = ask(office, story)
    models.Fact.objects.update(author=f"u:{office.boris}")
    models.Request.objects.update(seconded=True)
    body = json.dumps({"kind": "event"})
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    with pytest.raises(RAW_REFUSAL), transaction.atomic():
        models.Publication.objects.create(
            subject=f"event:{event}", level="public", seq=office.ledger.head()[0], sha256=sha256,
            request=request,
        )  # fmt: skip
    with pytest.raises(RAW_REFUSAL), transaction.atomic():
        Document.objects.create(
            subject=f"event:{event}", level="public", kind="event", body=body, sha256=sha256,
            published_seq=1, published_at="x", first_published_at="x", head="0" * 64,
        )  # fmt: skip


def test_author_is_refused_by_raw_lines_of_their_own(office: Any, story: Any) -> None:
    """Well-formed lines under one's own actor make no second person: the trigger says so."""
    event, request = ask(office, story)
    entry = models.Entry.objects.get(ulid=request)
    payload = json.loads(entry.payload)
    me, subject = f"u:{office.asel}", f"event:{event}"
    raw_entry(office, me, "approve", subject, {"request": request, "facts": payload["facts"]})
    raw_entry(office, me, "publish", subject, {"request": request})
    sha256 = payload["documents"][0][2]
    with pytest.raises(RAW_REFUSAL, match="second person"), transaction.atomic():
        raw_publication(office, subject, sha256, request)


def test_bundle_without_facts_publishes_nothing(office: Any, story: Any) -> None:
    """A raw request that names no fact cannot stand behind a document."""
    event, _ = ask(office, story)
    subject = f"event:{event}"
    payload = {"facts": [], "documents": [[subject, "public", "0" * 64]], "bodies": [],
               "numbers": [], "public_ids": []}  # fmt: skip
    request = raw_entry(office, f"u:{office.asel}", "request", subject, payload)
    approve_payload = {"request": request, "facts": []}
    raw_entry(office, f"u:{office.boris}", "approve", subject, approve_payload)
    raw_entry(office, f"u:{office.asel}", "publish", subject, {"request": request})
    with pytest.raises(RAW_REFUSAL, match="second person"), transaction.atomic():
        raw_publication(office, subject, "0" * 64, request)


def test_mark_of_another_is_refused(office: Any, story: Any) -> None:
    """A mark that is not in the head line, or another's, cannot be put in."""
    ask(office, story)
    fact = models.Fact.objects.first()
    assert fact is not None
    for actor, entry in ((office.boris, office.ledger.head()[0]), (office.boris, fact.seq)):
        with pytest.raises(RAW_REFUSAL), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO record_mark (entry, fact, seq, actor, what) "
                "VALUES (%s, %s, %s, %s, 'approve')", [entry, fact.id, fact.seq, f"u:{actor}"],
            )  # fmt: skip


def test_withdrawn_bytes_cannot_be_put_back(office: Any, story: Any) -> None:
    """After a withdrawal the old bytes, the old row and the old bundle are all refused."""
    event, request = ask(office, story)
    approve(office, office.boris, request)
    publish(office, office.asel, request)
    subject = f"event:{event}"
    old = Document.objects.get(subject=subject, level="public")
    approval.withdraw(office.ledger, f"u:{office.boris}", [subject], reason="Checked again",
                      base=office.ledger.head()[0])  # fmt: skip
    shown = Document.objects.get(subject=subject, level="public")
    assert shown.body != old.body
    with pytest.raises(RAW_REFUSAL), transaction.atomic():
        Document.objects.filter(pk=shown.pk).update(body=old.body, sha256=old.sha256)
    with pytest.raises(RAW_REFUSAL), transaction.atomic():
        raw_publication(office, subject, old.sha256, request)
    raw_entry(office, f"u:{office.asel}", "publish", subject, {"request": request})
    with pytest.raises(RAW_REFUSAL, match="later document"), transaction.atomic():
        raw_publication(office, subject, old.sha256, request)


def test_a_reason_names_nobody_who_may_not_be_named(office: Any, story: Any) -> None:
    """The public words of a withdrawal are refused with a withheld name, declined or in part."""
    event, request = ask(office, story)
    approve(office, office.boris, request)
    publish(office, office.asel, request)
    subject, surname = f"event:{event}", story.NAME.split()[1]
    for reason in (f"{story.NAME} was not there", f"It was not {surname}"):
        with pytest.raises(NameLeaks, match="without the name"):
            approval.withdraw(office.ledger, f"u:{office.boris}", [subject], reason=reason,
                              base=office.ledger.head()[0])  # fmt: skip
    assert Document.objects.get(subject=subject, level="public").kind == "event"


def test_withdrawal_is_no_way_to_publish(office: Any, story: Any) -> None:
    """One person may take away; bytes that are no tombstone cannot come in that way."""
    event, request = ask(office, story)
    approve(office, office.boris, request)
    publish(office, office.asel, request)
    subject, body = f"event:{event}", json.dumps({"kind": "event", "lie": True})
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    reason = {"value": office.ulid(), "sha256": "0" * 64}
    named = raw_entry(office, f"u:{office.asel}", "withdraw", subject,
                      {"reason": reason, "documents": [[subject, "public", sha256]],
                       "bodies": []})  # fmt: skip
    raw_publication(office, subject, sha256, named)
    with pytest.raises(RAW_REFUSAL), transaction.atomic():
        Document.objects.filter(subject=subject, level="public").update(body=body, sha256=sha256)


def test_whoever_wrote_a_part_of_a_tree_does_not_approve_it(office: Any) -> None:
    """Prose is approved by somebody who wrote none of it since the last approved version."""
    third, story_id, item = office.ulid(), f"page:{office.ulid()}", office.ulid()
    steps.grant(office.ledger, f"u:{office.admin}", third, "editor", base=office.ledger.head()[0])

    def tree(words: str) -> dict[str, Any]:
        said = {"type": "text", "text": words}
        nodes = [{"type": "paragraph", "inline": [said]}]
        return {"title": words, "summary": None, "slug": "a-page", "nodes": nodes}

    def write(person: str, words: str) -> None:
        steps.write_prose(office.ledger, f"u:{person}", story_id, item, "en", tree(words),
                          base=office.ledger.head()[0])  # fmt: skip

    write(office.asel, "One")
    write(office.boris, "Two")
    fact = models.Fact.objects.get(field="tree")
    value = json.loads(fact.value)
    assert value["sha256"] == sha256_of(tree("Two"))
    request = approval.request_drafts(
        office.ledger, f"u:{office.boris}", story_id,
        [approval.Draft(story_id, "public", "{}", hashlib.sha256(b"{}").hexdigest(),
                        ((fact.id, fact.seq),))],
        numbers={}, public_ids={}, base=office.ledger.head()[0],
    ).id  # fmt: skip
    for person in (office.asel, office.boris):
        with pytest.raises(SecondPersonRequired):
            approval.approve(office.ledger, f"u:{person}", request, facts=[fact.id],
                             base=office.ledger.head()[0])  # fmt: skip
    payload = {"request": request, "facts": [[fact.id, fact.seq]]}
    raw_entry(office, f"u:{office.asel}", "approve", story_id, payload)
    raw_entry(office, f"u:{office.boris}", "publish", story_id, {"request": request})
    with pytest.raises(RAW_REFUSAL, match="second person"), transaction.atomic():
        raw_publication(office, story_id, hashlib.sha256(b"{}").hexdigest(), request)
    office.add(f"u:{third}", Kind.APPROVE, story_id, payload)


@pytest.mark.parametrize("kind", ["story", "letter", "statement", "case", "page"])
def test_whoever_wrote_a_part_of_any_text_is_no_second(office: Any, kind: str) -> None:
    """Of each kind of text, whoever wrote an earlier state of any of its parts approves none."""
    subject, item, third = f"{kind}:{office.ulid()}", office.ulid(), office.ulid()
    thing = subject.partition(":")[2]
    steps.grant(office.ledger, f"u:{office.admin}", third, "editor", base=office.ledger.head()[0])
    extra = {
        "letter": {"preheader": "Words", "period": {"start": "2021-05", "end": "2021-05"}},
        "statement": {"addressed_to": "A court", "signatures": [], "text_sha256": "0" * 64},
    }
    for person, title in ((office.asel, "One"), (office.boris, "Two")):
        nodes = [{"type": "paragraph", "content": [{"type": "text", "text": title, "marks": []}]}]
        tree = {"title": title, "summary": None, "slug": "a-text", "nodes": nodes}
        steps.write_prose(office.ledger, f"u:{person}", subject, item, "en", tree,
                          extra=extra.get(kind), base=office.ledger.head()[0])  # fmt: skip
    request = approval.request(office.ledger, f"u:{office.boris}", [subject],
                               base=office.ledger.head()[0]).id  # fmt: skip
    facts = list(approval.waiting(request).facts)
    assert {fact.partition(".")[0] for fact in facts} == {thing}
    twice = [fact for fact in facts
             if models.Mark.objects.filter(fact=fact, what="write").count() == 2]  # fmt: skip
    assert any(".tree." in fact for fact in twice)
    for fact in twice:
        for person in (office.asel, office.boris):
            with pytest.raises(SecondPersonRequired):
                approval.approve(office.ledger, f"u:{person}", request, facts=[fact],
                                 base=office.ledger.head()[0])  # fmt: skip
    approve(office, third, request)
    assert publish(office, office.asel, request).kind == "publish"


def test_who_wrote_outside_the_ledger_is_no_second(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that keeps drafts names their writers, and `approve` itself refuses them."""
    event, request = ask(office, story)
    seq = models.Request.objects.get(pk=request).seq
    wrote: dict[tuple[str, int], set[str]] = {(f"event:{event}", seq): {f"u:{office.boris}"}}
    monkeypatch.setattr(approval, "HANDS", [lambda subject, at: wrote.get((subject, at), set())])
    with pytest.raises(SecondPersonRequired):
        approve(office, office.boris, request)
    wrote.clear()
    approve(office, office.boris, request)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_raw_connection_without_sha256_fails_closed(
    office: Any, story: Any, database: str
) -> None:
    """On SQLite a connection that has not registered the function writes no public document."""
    event, request = ask(office, story)
    approve(office, office.boris, request)
    publish(office, office.asel, request)
    raw = sqlite3.connect(database.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.OperationalError, match="sha256"):
        raw.execute("UPDATE public_document SET body = body")
    raw.close()
