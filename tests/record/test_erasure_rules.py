"""One person may erase: nothing that the erased do not own or name can be taken away by it."""

import copy
import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.record.erased import base, failing, published_and_named, standing

from khronika.model.canonical import canonical_json
from khronika.record import erasure
from khronika.record.documents.covering import standing_bodies
from khronika.record.errors import EntryRefused
from khronika.record.ledger.entry import COLUMNS, Kind, hash_line
from khronika.record.ledger.sql import Statements
from khronika.record.migrations import _triggers as own
from khronika.record.public import store
from khronika.record.public.migrations import _triggers as public
from khronika.record.serialise import make_draft
from khronika.record.values import Large


def _forged(event: str) -> Any:
    from khronika.record.serialise import make_draft

    body = json.loads(str(store.current(f"event:{event}", "public")))
    body["acts"][0]["type"]["value"] = "killing"
    return make_draft(body)


def _erasing(office: Any, actor: str, party: str, draft: Any, values: list[str]) -> Any:
    return office.new(actor, Kind.ERASE, f"party:{party}", {
        "ground": "error", "values": values, "acts": [], "masked": [],
        "documents": [[draft.subject, draft.level, draft.sha256]],
        "bodies": [Large(draft.body, draft.subject)],
    }, drafts=(draft,))  # fmt: skip


def test_an_erasure_publishes_nothing(office: Any, story: Any) -> None:
    """Neither an officer nor the restorer brings a changed document in under an erasure."""
    event, party = published_and_named(office, story)
    before, draft = store.current(f"event:{event}", "public"), _forged(event)
    values = erasure.plan(office.ledger, f"party:{party}").values
    for actor in (f"u:{office.officer}", "s:restore"):
        for gone in ([], values):
            with pytest.raises(EntryRefused):
                office.ledger.append(_erasing(office, actor, party, draft, gone))
    assert store.current(f"event:{event}", "public") == before
    assert failing() == {}


@pytest.mark.parametrize("is_value_kept", [True, False])
def test_verify_names_what_an_erasure_put_in(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch, is_value_kept: bool
) -> None:
    """An erasure written past rules and triggers is found, by frozen bytes or erasing nothing."""
    from khronika.record.ledger import bundle, erasing

    event, party = published_and_named(office, story)
    with monkeypatch.context() as patched, no_trigger("public_document_update"):
        patched.setattr(bundle, "only_takes_away", lambda old, new: True)
        patched.setattr(bundle, "demand", lambda holds, entry, rule: None)
        patched.setattr(erasing, "check_covered", lambda entry, tables, using: None)
        made = _erasing(office, f"u:{office.officer}", party, _forged(event), [])
        if not is_value_kept:
            values = Statements.on("default").rows("SELECT id FROM record_value ORDER BY id")
            made.payload["values"] = [values[0][0]]
        office.ledger.append(made)
    found = failing()
    assert "says after an erasure" in found["documents"]
    assert ("two persons" in found) is is_value_kept


@pytest.mark.parametrize(
    ("forge", "fault"),
    [("_other_words", "words that do not stand"), ("_another_type", "not that of the record")],
)
def test_verify_reads_what_an_erasure_left(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch, forge: str, fault: str
) -> None:
    """Words altered in an erasure that took the approved bytes with it are found by the page."""
    from khronika.record.ledger import bundle, erasing

    event, party = published_and_named(office, story)
    made = erasure.plan(office.ledger, f"party:{party}")
    drafts = []
    for draft in made.drafts:
        body = json.loads(draft.body)
        globals()[forge](body)
        drafts.append(make_draft(body))
    forged = dataclasses.replace(made, drafts=drafts)
    with monkeypatch.context() as patched, no_trigger("public_document_update"):
        patched.setattr(bundle, "only_takes_away", lambda old, new: True)
        patched.setattr(erasing, "check_covered", lambda entry, tables, using: None)
        erasure._write(office.ledger, f"u:{office.officer}", forged, "error", base(office), None)
    assert fault in failing()["documents"]


@contextmanager
def no_trigger(name: str) -> Iterator[None]:
    """Take a trigger away, as the owner of the tables could, and put it back."""
    of_record, of_public = own.TRIGGERS[connection.vendor], public.TRIGGERS[connection.vendor]
    text = dict((*of_record, *of_public))[name]
    with connection.cursor() as cursor:
        own.remove_one(cursor, connection.vendor, name, text)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(text)


def _write_past_the_rules(office: Any, subject: str, draft: Any, values: list[str]) -> None:
    """Write an erase line, its publication and its document in SQL, as an officer's own line."""
    seq, prev = office.ledger.head()
    payload = canonical_json({
        "ground": "error", "values": values, "acts": [], "masked": [],
        "documents": [[draft.subject, draft.level, draft.sha256]],
        "bodies": [{"value": office.ulid(), "sha256": "0" * 64}],
    }).decode()  # fmt: skip
    row = (seq + 1, office.ulid(), "2027-01-01T00:00:00.000000Z", None, f"u:{office.officer}",
           "erase", 1, subject, seq, payload, None, prev)  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(COLUMNS))
        cursor.execute(
            f"INSERT INTO record_entry ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
            [*row, hash_line(row)],
        )
        for value in values:
            cursor.execute("DELETE FROM record_value WHERE id = %s", [value])
        cursor.execute(
            "INSERT INTO record_publication (subject, level, seq, sha256, request) "
            "VALUES (%s, %s, %s, %s, %s)",
            [draft.subject, draft.level, seq + 1, draft.sha256, row[1]],
        )
        cursor.execute(
            "UPDATE public_document SET body = %s, sha256 = %s, published_seq = %s "
            "WHERE subject = %s AND level = %s",
            [draft.body, draft.sha256, seq + 1, draft.subject, draft.level],
        )


def _another_type(body: dict[str, Any]) -> None:
    body["acts"][0]["type"]["value"] = "killing"


def _other_words(body: dict[str, Any]) -> None:
    next(iter(body["quotes"].values()))["words"] = "Nobody was held [name withheld]"


def _another_number(body: dict[str, Any]) -> None:
    body["acts"][0]["no"] = 70


def _another_total(body: dict[str, Any]) -> None:
    body["totals"][0]["type"] = "killing"


def _another_name(body: dict[str, Any]) -> None:
    party = next(one for one in body["parties"].values() if one["kind"] == "person")
    party["name"] = "Ida Forged"


def _somebody_else(body: dict[str, Any]) -> None:
    body["acts"][0]["victim"]["value"]["party"] = body["acts"][0]["perpetrators"][0]["value"][
        "party"
    ]


def _one_more_act(body: dict[str, Any]) -> None:
    body["acts"].append({**copy.deepcopy(body["acts"][0]), "id": "0" * 26})


def _words_of_a_tombstone(body: dict[str, Any]) -> None:
    kept = {key: body[key] for key in ("v", "level", "subject", "number", "nonce")}
    body.clear()
    body |= {**kept, "kind": "tombstone", "of": "event", "why": "erased", "successor": None,
             "on": "2027-01-01", "reason": "It was a lie."}  # fmt: skip


@pytest.mark.parametrize(
    "forge",
    [_another_type, _other_words, _another_number, _another_total, _another_name, _somebody_else,
     _one_more_act, _words_of_a_tombstone],
    ids=lambda one: one.__name__,
)  # fmt: skip
def test_the_database_lets_an_erasure_only_take_away(
    office: Any, story: Any, forge: Callable[[dict[str, Any]], None]
) -> None:
    """Whatever an erase line written past the program would change in a document is refused."""
    event, party = published_and_named(office, story)
    before, forged = standing(event), standing(event)
    forge(forged)
    assert forged != before
    draft = make_draft({**forged, "nonce": "0" * 32})
    with pytest.raises(DatabaseError):
        _write_past_the_rules(office, f"party:{party}", draft, [])
    assert standing(event) == before


def test_frozen_bytes_stay_with_what_stands(office: Any, story: Any) -> None:
    """An erase line cannot delete what a document is compared with and leave the document."""
    event, party = published_and_named(office, story)
    [frozen] = [id_ for id_, place in standing_bodies(Statements.on("default")).items()
                if place == (f"event:{event}", "public")]  # fmt: skip
    payload = {"ground": "error", "values": [frozen], "acts": [], "masked": [], "documents": [],
               "bodies": []}  # fmt: skip
    made = office.new(f"u:{office.officer}", Kind.ERASE, f"party:{party}", payload)
    with pytest.raises(EntryRefused, match="stands as it is"):
        office.ledger.append(made)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("khronika.record.ledger.erasing.check_covered", lambda *_, using: None)
        with pytest.raises(DatabaseError, match="frozen bytes"):
            office.ledger.append(made)
        with no_trigger("record_value_delete"):
            office.ledger.append(made)
    assert "frozen bytes that were published are gone" in failing()["documents"]


def _hide(value: Any, word: str) -> Any:
    """Hide a word wherever it stands in a value."""
    return json.loads(json.dumps(value).replace(word, "[name withheld]"))


def test_an_erasure_hides_nothing_but_the_names(office: Any, story: Any) -> None:
    """Values, copies, acts and documents that are not the person's, or name them not, stay."""
    event, party = published_and_named(office, story)
    planned = erasure.plan(office.ledger, f"party:{party}")
    tables = Statements.on("default")
    others = [row[0] for row in tables.rows("SELECT id FROM record_value ORDER BY id")
              if row[0] not in planned.values]  # fmt: skip
    act = tables.rows("SELECT id FROM record_act")[0][0]
    old, copied = planned.masked[0]
    more = type(copied)(_hide(copied.value, "Kurakville"), copied.owner)
    hidden = make_draft(_hide(json.loads(planned.drafts[0].body), "Kurakville"))
    for change in (
        {"values": [*planned.values, others[0]]},
        {"acts": [act]},
        {"masked": [(old, more)]},
        {"drafts": [hidden]},
    ):
        wrong = dataclasses.replace(planned, **change)
        with pytest.raises(EntryRefused, match="erase of party"):
            erasure._write(
                office.ledger, f"u:{office.officer}", wrong, "error", base(office), None
            )
    assert story.NAME in str(store.current(f"event:{event}", "public"))
