"""Erasing a person: in no byte afterwards, and the chain still verifies."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from khronika.record import approval, erasure, steps
from khronika.record.errors import EntryRefused, NotAllowed
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Kind
from khronika.record.ledger.outside import (
    finish_erasures,
    listed_erasures,
    pending_erasure,
    stamp_head,
)
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.sql import Statements, snapshot
from khronika.record.ledger.verify import verify
from khronika.record.public import store
from khronika.record.values import Large


def base(office: Any) -> int:
    """The present head."""
    return int(office.ledger.head()[0])


def published_and_named(office: Any, story: Any) -> tuple[str, str]:
    """An event published with the victim's name: (event, party)."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    party = story.victim_of(made)
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{party}", level="public",
                     ground="consent", base=base(office))  # fmt: skip
    steps.note(office.ledger, f"u:{office.boris}", f"event:{event}",
               f"Called {story.NAME} on Monday", base=base(office))  # fmt: skip
    request = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"],
                               base=base(office)).id  # fmt: skip
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base(office))
    approval.publish(office.ledger, f"u:{office.asel}", request, base=base(office))
    return event, party


def failing(*, but: tuple[str, ...] = ("packages",)) -> dict[str, str]:
    """Checks that fail; the invented report has no package on disk."""
    return {one.name: one.what for one in verify("full") if not one.ok and one.name not in but}


def bytes_with(words: str, folder: Path) -> list[str]:
    """Files below a folder in whose raw bytes some words stand."""
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    ]


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
    monkeypatch.setattr(erasure, "listed_erasures", lambda: [_lost(office, party)])
    entry = erasure.restore(office.ledger, head=stamped.hash, first=stamped.seq, last=stamped.seq)
    assert entry.payload["first"] == stamped.seq
    assert story.NAME not in str(store.current(f"event:{event}", "public"))
    kinds = Statements.on("default").rows(
        "SELECT kind FROM record_entry ORDER BY seq DESC LIMIT 2"
    )
    assert [row[0] for row in kinds] == ["restore", "erase"]


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
    """An erasure written past the rules is found, by the frozen bytes or for erasing nothing."""
    from khronika.record.ledger import bundle

    event, party = published_and_named(office, story)
    with monkeypatch.context() as patched:
        patched.setattr(bundle, "only_takes_away", lambda old, new: True)
        patched.setattr(bundle, "demand", lambda holds, entry, rule: None)
        made = _erasing(office, f"u:{office.officer}", party, _forged(event), [])
        if not is_value_kept:
            values = Statements.on("default").rows("SELECT id FROM record_value ORDER BY id")
            made.payload["values"] = [values[0][0]]
        office.ledger.append(made)
    found = failing()
    assert "says after an erasure" in found["documents"]
    assert ("two persons" in found) is is_value_kept
