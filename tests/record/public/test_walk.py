"""From decided facts to published documents through the ledger, on both databases."""

import json
from typing import Any

from khronika.record import approval, steps
from khronika.record.naming import opaque_id
from khronika.record.public import read, store
from khronika.record.serialise import documents_for, missing_ids_for


def _published(office: Any, story: Any, **changes: Any) -> tuple[str, str, Any]:
    """Walk the invented report to publication: asel decides, boris approves."""
    asel, boris = f"u:{office.asel}", f"u:{office.boris}"
    event, act, made = story.decided(office.ledger, asel, **changes)
    subject = f"event:{event}"
    bundle = approval.request(office.ledger, asel, [subject], base=office.ledger.head()[0])
    approval.approve(office.ledger, boris, bundle.id, base=office.ledger.head()[0])
    approval.publish(office.ledger, asel, bundle.id, base=office.ledger.head()[0])
    return subject, act, made


def test_two_people_make_a_document_public(office: Any, story: Any) -> None:
    """What is read is what was approved, at both levels, with its index rows."""
    subject, act, _ = _published(office, story)
    found = read.document("KZ-2021-0001")
    assert found is not None
    assert found.subject == subject
    assert found.version == 1
    assert found.record_head == office.ledger.head()[1]
    assert [one["id"] for one in found.body["acts"]] == [act]
    assert story.NAME not in found.text
    assert read.current(subject, "network") is not None
    assert store.check() == []


def test_a_name_gets_in_with_its_ground(office: Any, story: Any) -> None:
    """A ground that a second person approved makes the name public where it was hidden."""
    subject, _, made = _published(office, story)
    asel, boris = f"u:{office.asel}", f"u:{office.boris}"
    party = story.victim_of(made)
    steps.set_access(
        office.ledger, asel, f"party:{party}", level="public", ground="consent",
        base=office.ledger.head()[0],
    )  # fmt: skip
    bundle = approval.request(
        office.ledger, asel, [subject, f"party:{party}"], base=office.ledger.head()[0]
    )
    approval.approve(office.ledger, boris, bundle.id, base=office.ledger.head()[0])
    approval.publish(office.ledger, asel, bundle.id, base=office.ledger.head()[0])
    found = read.document(subject)
    assert found is not None
    assert found.version == 2
    assert story.NAME in found.text
    victim = found.body["acts"][0]["victim"]["value"]
    assert read.party(victim["party"]) is not None
    assert json.dumps(found.body, sort_keys=True, ensure_ascii=False)
    assert store.check() == []


def _publish(office: Any, subjects: list[str]) -> None:
    asel, boris = f"u:{office.asel}", f"u:{office.boris}"
    bundle = approval.request(office.ledger, asel, subjects, base=office.ledger.head()[0])
    approval.approve(office.ledger, boris, bundle.id, base=office.ledger.head()[0])
    approval.publish(office.ledger, asel, bundle.id, base=office.ledger.head()[0])


def test_a_party_that_changed_brings_no_draft_with_it(office: Any, story: Any) -> None:
    """Restricted again, a name goes from the published bytes; what was decided since stays out."""
    subject, act, made = _published(office, story)
    asel, party = f"u:{office.asel}", story.victim_of(made)

    def access(level: str, ground: str | None) -> None:
        steps.set_access(
            office.ledger, asel, f"party:{party}", level=level, ground=ground,
            base=office.ledger.head()[0],
        )  # fmt: skip

    access("public", "consent")
    _publish(office, [subject])
    before = read.document(subject)
    assert before is not None
    old = before.body["acts"][0]["victim"]["value"]["party"]
    words = [[story.SOURCE, *story.span("Police")]]
    steps.correct(
        office.ledger, asel, "act", act,
        [steps.Change(f"{act}.status", "correct", "released", words)],
        reason="Not approved yet.", base=office.ledger.head()[0],
    )  # fmt: skip
    access("restricted", None)
    missing = missing_ids_for([f"party:{party}"])
    assert set(missing) == {(party, "public"), (party, "network")}
    drawn = {pair: opaque_id(office.lots(10)) for pair in missing}
    drafts = documents_for([f"party:{party}"], nonce=bytes(16), drawn=drawn)
    assert [(one.subject, one.level) for one in drafts] == [
        (subject, "public"),
        (subject, "network"),
    ]
    after = json.loads(drafts[0].body)
    assert story.NAME.split()[1] not in drafts[0].body
    assert old not in drafts[0].body
    assert after["acts"][0]["status"] == before.body["acts"][0]["status"]
    assert "Not approved yet" not in drafts[0].body
    assert f"{party}.level" in dict(drafts[0].facts)
    assert not any(fact.startswith(act) for fact, _ in drafts[0].facts)


def test_a_correction_is_published_with_its_reason(office: Any, story: Any) -> None:
    """The old value, the new one, the reason and the day stand in the document."""
    subject, act, _ = _published(office, story)
    steps.correct(
        office.ledger, f"u:{office.asel}", "act", act,
        [steps.Change(f"{act}.date", "correct", {"start": "2021-05-04", "end": None},
                      [[story.SOURCE, *story.span("3 May 2021")]])],
        reason="We misread the day.", base=office.ledger.head()[0],
    )  # fmt: skip
    _publish(office, [subject])
    [(found, item)] = read.corrections()
    assert found.version == 2
    assert item["old"]["start"] == "2021-05-03"
    assert item["new"] == {"start": "2021-05-04", "end": None}
    assert item["reason"] == "We misread the day."
    assert item["field"] == "date"
    assert found.body["acts"][0]["date"]["value"]["start"] == "2021-05-04"


def test_a_withdrawn_document_leaves_its_number(office: Any, story: Any) -> None:
    """The address answers with the reason; nothing of the document is left to find."""
    subject, _, _ = _published(office, story)
    approval.withdraw(
        office.ledger, f"u:{office.asel}", [subject], reason="It was told twice.",
        base=office.ledger.head()[0],
    )  # fmt: skip
    found = read.document("KZ-2021-0001")
    assert found is not None
    assert found.is_tombstone
    assert found.body["reason"] == "It was told twice."
    assert read.events(read.EventFilter()).total == 0
    assert read.events(read.EventFilter(words="Kurakville")).total == 0
    assert store.check() == []
    assert [one.kind for one in read.changes(limit=1)] == ["tombstone"]
