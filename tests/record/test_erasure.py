"""Erasing a person: in no byte afterwards, and the chain still verifies."""

import copy
import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.record.erased import base, bytes_with, failing, published_and_named

from khronika.model.canonical import canonical_json
from khronika.record import approval, erasure, steps
from khronika.record.documents.covering import standing_bodies
from khronika.record.errors import EntryRefused, NotAllowed
from khronika.record.ledger import outside
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import COLUMNS, Kind, hash_line
from khronika.record.ledger.outside import (
    finish_erasures,
    listed_erasures,
    pending_erasure,
    stamp_head,
)
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.ledger.verify import verify
from khronika.record.migrations import _triggers as own
from khronika.record.public import read, store
from khronika.record.public.migrations import _triggers as public
from khronika.record.serialise import make_draft
from khronika.record.values import Large, read_large


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_erased_name_is_in_no_byte(office: Any, story: Any, tmp_path: Path) -> None:
    """Database, write-ahead log, value files and lists: the name is in none of them."""
    event, party = published_and_named(office, story)
    assert story.NAME in str(store.current(f"event:{event}", "public"))
    assert bytes_with(story.NAME, tmp_path)
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="person_asked",
                  base=base(office))  # fmt: skip
    assert finish_erasures()
    assert failing() == {}
    connections["default"].close()
    for words in (story.NAME, story.NAME.split()[1]):
        assert bytes_with(words, tmp_path) == []


def test_document_keeps_the_rest(office: Any, story: Any) -> None:
    """The published event stays, without the person's cells; all of it verifies."""
    event, party = published_and_named(office, story)
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="danger",
                  base=base(office))  # fmt: skip
    body = str(store.current(f"event:{event}", "public"))
    assert story.NAME not in body
    assert "detention" in body
    assert finish_erasures()
    assert failing() == {}


def test_masked_text_keeps_its_offsets(office: Any, story: Any) -> None:
    """The report's text stays for the other facts, the name covered letter by letter."""
    from khronika.record.values import read_large

    _, party = published_and_named(office, story)
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="danger",
                  base=base(office))  # fmt: skip
    rows = Statements.on("default").rows("SELECT text FROM record_report")
    pages: Any = read_large(rows[0][0])
    text = pages[story.SOURCE]["text"]
    assert len(text) == len(story.TEXT)
    assert text.replace(erasure.MASK * len(story.NAME), story.NAME) == story.TEXT


def test_person_judged_the_same_is_erased_too(office: Any, story: Any) -> None:
    """The values of every party that judgements join go with the one that was named."""
    _, _, made = story.decided(office.ledger, f"u:{office.asel}")
    party, other = story.victim_of(made), office.ulid()
    fields = {"kind": "person", "name": "I. Testova-Sample"}
    steps.set_party(office.ledger, f"u:{office.asel}", other, fields, base=base(office))
    steps.match(office.ledger, f"u:{office.asel}", party, other, "same", base=base(office))
    plan = erasure.plan(office.ledger, f"party:{party}")
    assert plan.names == ["I. Testova-Sample", story.NAME]
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                  base=base(office))  # fmt: skip
    left = Statements.on("default").rows(
        "SELECT count(*) FROM record_value WHERE owner IN (%s, %s)",
        f"party:{party}", f"party:{other}",
    )  # fmt: skip
    assert left[0][0] == 0


def test_erasing_a_report_rejects_its_acts(office: Any, story: Any) -> None:
    """Acts left without evidence are rejected and a tombstone stands where nothing is left."""
    event, _ = published_and_named(office, story)
    report = Statements.on("default").rows("SELECT id FROM record_report")[0][0]
    erasure.erase(office.ledger, f"u:{office.officer}", f"report:{report}", ground="error",
                  base=base(office))  # fmt: skip
    states = Statements.on("default").rows("SELECT DISTINCT state FROM record_act")
    assert [row[0] for row in states] == ["rejected"]
    body = str(store.current(f"event:{event}", "public"))
    assert "tombstone" in body
    assert list(failing()) == ["erasure"]
    assert finish_erasures()
    assert failing() == {}


def _two_detained(office: Any, story: Any) -> tuple[str, Any, Any]:
    """An event of two reports, each of one person detained, in public: (event, first, second)."""
    actor = f"u:{office.asel}"
    event, _, first = story.decided(office.ledger, actor)
    _, act, second = story.decided(office.ledger, actor, victim={
        "name": "Orda Sampleva", "kind": "person", "role": "journalist", "affiliation": None,
    })  # fmt: skip
    steps.compose(office.ledger, actor, event, [act], base=base(office))
    request = approval.request(office.ledger, actor, [f"event:{event}"], base=base(office)).id
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base(office))
    approval.publish(office.ledger, actor, request, base=base(office))
    return event, first, second


def _people(event: str) -> set[tuple[Any, ...]]:
    """What the document, the lists of events and the title say of people detained."""
    body = _standing(event)
    rows = [
        *(row for row in body["totals"] if row["role"] is None),
        *(row for row in read.totals(read.events(read.EventFilter()).items) if not row["role"]),
        *body["title"]["parts"]["acts"],
    ]
    return {(row["type"], row["people"]["min"], row["people"]["max"]) for row in rows}


@pytest.mark.parametrize("what", ["report", "party"])
def test_what_is_left_is_counted_again(office: Any, story: Any, what: str) -> None:
    """With a report its person counts no more; a person who is erased is still counted once."""
    event, _, second = _two_detained(office, story)
    assert _people(event) == {("detention", 2, 2)}
    subject = f"report:{second.report}" if what == "report" else f"party:{story.victim_of(second)}"
    erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="error",
                  base=base(office))  # fmt: skip
    left = 1 if what == "report" else 2
    assert _people(event) == {("detention", left, left)}
    assert len(_standing(event)["acts"]) == left
    assert finish_erasures()
    assert failing() == {}


def test_what_an_earlier_erasure_drew_goes_with_the_report(office: Any, story: Any) -> None:
    """Its frozen bytes show the report still, though no bundle holds them."""
    event, first, second = _two_detained(office, story)
    for subject in (f"party:{story.victim_of(first)}", f"report:{second.report}"):
        assert _showing(second)
        erasure.erase(office.ledger, f"u:{office.officer}", subject, ground="error",
                      base=base(office))  # fmt: skip
    assert _showing(second) == []
    assert len(_standing(event)["acts"]) == 1
    assert finish_erasures()
    assert failing() == {}


def _showing(made: Any) -> list[str]:
    """Values of the record, frozen documents too, that show an act of a report."""
    rows = Statements.on("default").rows("SELECT id FROM record_value WHERE key IS NOT NULL")
    return [row[0] for row in rows if made.acts["a1"] in str(read_large(row[0]))]


def test_only_an_officer_erases(office: Any, story: Any) -> None:
    """An editor cannot, and an administrator cannot."""
    _, _, made = story.decided(office.ledger, f"u:{office.asel}")
    for person in (office.asel, office.admin):
        with pytest.raises(NotAllowed):
            erasure.erase(office.ledger, f"u:{person}", f"party:{story.victim_of(made)}",
                          ground="law", base=base(office))  # fmt: skip


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_erasure_is_pending_while_another_reads(office: Any, story: Any, database: str) -> None:
    """As long as another process holds an old state it is pending, then it is finished."""
    import sqlite3

    _, party = published_and_named(office, story)
    reader = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM record_value").fetchone()
    entry = erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                          base=base(office))[0]  # fmt: skip
    assert not finish_erasures()
    assert pending_erasure() == entry.seq
    assert "erasure" in failing()
    reader.close()
    assert finish_erasures()
    assert pending_erasure() is None


def test_restored_backup_is_erased_again(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the erasure list names is deleted again, and the entry says which lines were lost."""
    event, party = published_and_named(office, story)
    stamped = stamp_head()
    lost = _lost(office, party)
    monkeypatch.setattr(erasure, "listed_erasures", lambda: [lost])
    monkeypatch.setattr(outside, "listed_erasures", lambda: [lost])
    entry = erasure.restore(office.ledger, head=stamped.hash, first=stamped.seq, last=stamped.seq)
    assert entry.payload["first"] == stamped.seq
    assert story.NAME not in str(store.current(f"event:{event}", "public"))
    kinds = Statements.on("default").rows(
        "SELECT kind FROM record_entry ORDER BY seq DESC LIMIT 2"
    )
    assert [row[0] for row in kinds] == ["restore", "erase"]


def test_the_restorer_repeats_and_no_more(office: Any, story: Any) -> None:
    """It erases nobody whom no lost line erased, and deletes no value that no list names."""
    event, party = published_and_named(office, story)
    stamped, before = stamp_head(), store.current(f"event:{event}", "public")
    planned = erasure.plan(office.ledger, f"party:{party}")
    with pytest.raises(EntryRefused, match="no lost line erased it"):
        erasure._write(office.ledger, erasure.RESTORER, planned, "law", None, None)
    for actor in (erasure.RESTORER, f"u:{office.admin}"):
        payload = {"head": stamped.hash, "first": stamped.seq, "last": stamped.seq,
                   "values": planned.values[:1]}  # fmt: skip
        with pytest.raises(EntryRefused, match="in no erasure that is listed"):
            office.add(actor, Kind.RESTORE, erasure.RESTORED, payload)
    assert store.current(f"event:{event}", "public") == before


def _lost(office: Any, party: str) -> Any:
    from khronika.record.ledger.outside import ListedErasure

    return ListedErasure(office.ulid(), f"party:{party}", "law", ())


def test_erasure_list_names_ids_only(office: Any, story: Any, tmp_path: Path) -> None:
    """The list outside the database holds the deleted ids and no name."""
    _, party = published_and_named(office, story)
    entry = erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                          base=base(office))[0]  # fmt: skip
    assert listed_erasures()[-1].values == tuple(entry.payload["values"])
    assert bytes_with(story.NAME, tmp_path / "home" / "record") == []


def test_rebuild_is_blind_to_what_was_erased(office: Any, story: Any) -> None:
    """Working tables never looked at a value, so a rebuild after an erasure is identical."""
    _, party = published_and_named(office, story)
    before = rebuild().hashes
    erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                  base=base(office))  # fmt: skip
    outcome = rebuild()
    assert outcome.is_equal
    assert outcome.hashes != before
    assert rebuild(swap=True).is_swapped
    assert rebuild().is_equal


def test_snapshot_does_not_stop_a_writer(office: Any, story: Any) -> None:
    """Reading takes no lock: an append goes through while somebody reads an old state."""
    import threading

    seen: list[int] = []

    def read(started: threading.Event, go_on: threading.Event) -> None:
        with snapshot("default") as tables:
            seen.append(tables.rows("SELECT max(seq) FROM record_entry")[0][0])
            started.set()
            go_on.wait(20)
            seen.append(tables.rows("SELECT max(seq) FROM record_entry")[0][0])
        connection.close()

    started, go_on = threading.Event(), threading.Event()
    reader = threading.Thread(target=read, args=(started, go_on))
    reader.start()
    started.wait(20)
    before = Ledger().head()[0]
    story.received(office.ledger)
    go_on.set()
    reader.join()
    assert seen == [before, before]
    assert Ledger().head()[0] == before + 1


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


def _standing(event: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(str(store.current(f"event:{event}", "public")))
    return body


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
    before, forged = _standing(event), _standing(event)
    forge(forged)
    assert forged != before
    draft = make_draft({**forged, "nonce": "0" * 32})
    with pytest.raises(DatabaseError):
        _write_past_the_rules(office, f"party:{party}", draft, [])
    assert _standing(event) == before


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


def test_what_is_written_meanwhile_is_erased_too(office: Any, story: Any) -> None:
    """A name written after the plan was made goes in the same entry: there is only one."""
    _, party = published_and_named(office, story)
    first = erasure.plan

    def plan(ledger: Any, subject: str, **more: Any) -> Any:
        made = first(ledger, subject, **more)
        steps.note(office.ledger, f"u:{office.boris}", f"party:{party}",
                   f"{story.NAME} called back", base=base(office))  # fmt: skip
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(erasure, "plan", plan)
        [entry] = erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}",
                                ground="law", base=base(office) + 1)  # fmt: skip
    assert entry.seq == base(office)
    assert first(office.ledger, f"party:{party}").values == []
    rows = Statements.on("default").rows("SELECT body FROM record_value WHERE body IS NOT NULL")
    assert not [row for row in rows if story.NAME in row[0]]


def test_verify_counts_what_one_person_took_away(office: Any, story: Any) -> None:
    """How many values, copies and documents erasures changed stands in the check of the record."""
    _, party = published_and_named(office, story)
    entry = erasure.erase(office.ledger, f"u:{office.officer}", f"party:{party}", ground="law",
                          base=base(office))[0]  # fmt: skip
    assert finish_erasures()
    told = next(one.what for one in verify("chain") if one.name == "erasure")
    assert f"1 erasures by 1 people: {len(entry.payload['values'])} values deleted" in told
    assert f"{len(entry.payload['documents'])} documents redrawn" in told
