"""Erasing a person: in no byte afterwards, and the chain still verifies."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from tests.record.erased import base, bytes_with, failing, published_and_named, standing

from khronika.record import approval, erasure, steps
from khronika.record.errors import EntryRefused, NotAllowed
from khronika.record.ledger import outside
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
from khronika.record.public import read, store
from khronika.record.values import read_large


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
    body = standing(event)
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
    assert len(standing(event)["acts"]) == left
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
    assert len(standing(event)["acts"]) == 1
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
