"""Appending: one order, one content for an id, no later truth overwritten."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from khronika.record import steps
from khronika.record.errors import (
    EntryIdReused,
    EntryMalformed,
    EntryRefused,
    NotAllowed,
    RecordBusy,
    RecordMovedOn,
    RecordUnwritable,
)
from khronika.record.ledger.append import TRIES, Ledger, head_of, read_entries
from khronika.record.ledger.entry import GENESIS, Kind, hash_line, read_entry
from khronika.record.ledger.sql import LOCK, Statements
from khronika.record.values import Personal, read, read_large


def test_lines_are_bound_to_each_other(office: Any, story: Any) -> None:
    """Seq goes up by one, prev is the hash of the line before, and each hash holds."""
    story.decided(office.ledger, f"u:{office.asel}")
    rows = list(read_entries(Statements.on("default")))
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0][11] == GENESIS
    for before, line in zip(rows, rows[1:], strict=False):
        assert line[11] == before[12]
        assert line[12] == hash_line(line)


def test_retry_is_answered_with_the_first_result(office: Any) -> None:
    """The same id with the same content writes nothing and keeps its value ids and salts."""
    party = office.ulid()
    subject = f"party:{party}"

    def payload() -> dict[str, Any]:
        name = {"fact": f"{party}.name", "value": Personal("Testova", subject), "cites": []}
        return {"report": None, "facts": [name]}

    new = office.new(f"u:{office.asel}", Kind.PARTY, subject, payload())
    first = office.ledger.append(new)
    again = office.ledger.append(replace(new, payload=payload()))
    assert again == first
    assert office.ledger.head()[0] == first[0].seq
    other = payload()
    other["facts"][0]["value"] = Personal("Testov", subject)
    with pytest.raises(EntryIdReused):
        office.ledger.append(replace(new, payload=other))


def test_erased_value_compares_as_equal(office: Any, story: Any) -> None:
    """A retry of an entry whose value was erased is still the same entry."""
    party = office.ulid()
    subject = f"party:{party}"
    name = {"fact": f"{party}.name", "value": Personal("Testova", subject), "cites": []}
    new = office.new(f"u:{office.asel}", Kind.PARTY, subject, {"report": None, "facts": [name]})
    first = office.ledger.append(new)[0]
    value = first.payload["facts"][0]["value"]["value"]
    office.add(f"u:{office.officer}", Kind.ERASE, subject,
               {"ground": "person_asked", "values": [value], "acts": [], "masked": [],
                "documents": [], "bodies": []})  # fmt: skip
    assert read([value]) == {}
    assert office.ledger.append(new) == [first]


def test_batch_is_all_or_none(office: Any) -> None:
    """When the second entry of a batch is refused, the first is not written either."""
    head = office.ledger.head()
    good = office.new("s:capture", Kind.RECEIVE, f"report:{office.ulid()}", _arrival(office))
    bad = office.new("s:capture", Kind.GRANT, f"user:{office.ulid()}",
                     {"role": "editor", "given": True})  # fmt: skip
    good = replace(good, payload=_report(good.subject[7:]))
    with pytest.raises(NotAllowed):
        office.ledger.append(good, bad)
    assert office.ledger.head() == head
    office.ledger.append(good)
    with pytest.raises(EntryIdReused):
        office.ledger.append(good, replace(bad, id=office.ulid()))


def _report(report: str) -> dict[str, Any]:
    return {
        "package": None, "head": None, "sources": [], "failure": "unreadable", "text": None,
        "facts": [{"fact": f"{report}.level", "value": "restricted", "cites": []}],
    }  # fmt: skip


def _arrival(office: Any) -> dict[str, Any]:
    return _report(office.ulid())


def test_later_entry_moves_the_record_on(office: Any, story: Any) -> None:
    """A decision made on an older screen is refused, whoever changed the fact or the subject."""
    made = story.proposed(office.ledger)
    act = made.acts["a1"]
    base = office.ledger.head()[0]
    change = [steps.Change(f"{act}.type")]
    steps.decide(office.ledger, f"u:{office.asel}", "act", act, change, base=base)
    with pytest.raises(RecordMovedOn):
        steps.decide(office.ledger, f"u:{office.boris}", "act", act, change, base=base)
    other = [steps.Change(f"{act}.status")]
    with pytest.raises(RecordMovedOn):
        steps.decide(office.ledger, f"u:{office.boris}", "act", act, other, base=base)
    steps.decide(office.ledger, f"u:{office.boris}", "act", act, other, base=base + 1)


def test_clock_set_back_is_written_down(office: Any) -> None:
    """A clock that goes back is not corrected; the line says by how much."""
    subject = f"report:{office.ulid()}"
    office.clock.moment -= timedelta(seconds=61)
    entry = office.add("s:capture", Kind.RECEIVE, subject, _report(subject[7:]))
    assert entry.clock is not None
    assert 0 < entry.clock <= 61_000_000
    after = office.ledger.head()
    assert after[0] == entry.seq


def test_person_names_a_base_and_service_none(office: Any) -> None:
    """A person's entry without a base, and a service's with one, is no entry."""
    subject = f"report:{office.ulid()}"
    with pytest.raises(EntryMalformed):
        office.add(f"u:{office.asel}", Kind.RECEIVE, subject, _report(subject[7:]), base=None)
    with pytest.raises(EntryMalformed):
        office.add("s:capture", Kind.RECEIVE, subject, _report(subject[7:]), base=1)


@pytest.mark.parametrize(
    "change",
    [
        {"failure": "Ilmira Testova"},
        {"extra": 1},
        {"text": {"value": "0" * 26, "sha256": "0" * 64}},
        {"sources": ["ABC"]},
        {"facts": []},
    ],
)
def test_payload_of_another_form_is_refused(office: Any, change: dict[str, Any]) -> None:
    """A name in plain text, an unknown key, a forged reference or a missing fact has no place."""
    subject = f"report:{office.ulid()}"
    with pytest.raises((EntryMalformed, EntryRefused)):
        office.add("s:capture", Kind.RECEIVE, subject, _report(subject[7:]) | change)
    with pytest.raises(EntryMalformed):
        office.add("s:capture", Kind.RECEIVE, subject, _report(subject[7:]), v=2)


def test_personal_values_stand_outside_the_chain(office: Any, story: Any) -> None:
    """No name, outlet or wording of the coding stands in any payload."""
    made = story.proposed(office.ledger)
    payloads = " ".join(row[9] for row in read_entries(Statements.on("default")))
    for words in (story.NAME, story.OUTLET, "Kurakville", "Police", "Invented"):
        assert words not in payloads
    coding = made.entries[0].payload["coding"]["value"]
    assert read_large(coding)["acts"][0]["victim"]["name"] == story.NAME  # type: ignore[call-overload,index]


def test_same_words_share_a_party_and_nothing_else_does(office: Any, story: Any) -> None:
    """Two acts that cite one mention share its party; the same name elsewhere gets its own."""
    both = story.coding()
    again = both["acts"][0] | {"id": "a2", "type": "questioning"}
    elsewhere = again | {"id": "a3", "facts": {}}
    both["acts"] += [again, elsewhere]
    from khronika.record.proposal import propose

    made = propose(office.ledger, "s:coder", story.received(office.ledger), both)
    assert sorted(made.parties.values()) == ["person", "person", "unknown"]


def test_threads_and_retries_give_one_order(office: Any, database: str) -> None:
    """Many writers at once: no entry is lost, doubled or out of order."""
    subjects = [f"report:{office.ulid()}" for _ in range(24)]
    news = [office.new("s:capture", Kind.RECEIVE, s, _report(s[7:])) for s in subjects]
    before = office.ledger.head()[0]

    def work(mine: list[Any]) -> None:
        for new in mine:
            Ledger().append(new)
            Ledger().append(new)
        connections["default"].close()

    threads = [threading.Thread(target=work, args=(news[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = list(read_entries(Statements.on("default"), after=before))
    assert sorted(read_entry(row).subject for row in rows) == sorted(subjects)
    assert head_of(Statements.on("default"))[0] == before + 24


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_full_disk_records_nothing(office: Any, story: Any) -> None:
    """When the database cannot grow the append is refused in words, and the head stays."""
    head = office.ledger.head()
    raw = Statements.on("default").raw
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        for _ in range(200):
            subject = f"report:{office.ulid()}"
            office.add("s:capture", Kind.RECEIVE, subject, _report(subject[7:]))

    with pytest.raises(RecordUnwritable, match="full"):
        fill()
    raw.execute("PRAGMA max_page_count = 1000000")
    grown = office.ledger.head()
    assert grown[0] >= head[0]
    story.proposed(office.ledger)
    rows = [row[0] for row in read_entries(Statements.on("default"))]
    assert rows == list(range(1, len(rows) + 1))


def test_busy_ledger_is_asked_again_and_then_said(office: Any, database: str) -> None:
    """While another process holds the lock an append waits, tries again, and says so at last."""
    waits: list[float] = []
    ledger = replace(office.ledger, wait=waits.append)
    subject = f"report:{office.ulid()}"
    new = office.new("s:capture", Kind.RECEIVE, subject, _report(subject[7:]))
    other = connections["default"].copy()
    other.ensure_connection()
    tables = Statements.on("default")
    if tables.vendor == "sqlite":
        tables.raw.execute("PRAGMA busy_timeout = 20")
        other.connection.execute("BEGIN IMMEDIATE")
    else:
        tables.raw.execute("SET lock_timeout = '20ms'")
        other.connection.execute("BEGIN")
        other.connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    with pytest.raises(RecordBusy):
        ledger.append(new)
    assert len(waits) == TRIES
    other.connection.rollback()
    assert ledger.append(new)[0].subject == subject
    other.close()
