"""From decided facts to published documents through the ledger, on both databases."""

import json
from typing import Any

from khronika.record import approval, steps
from khronika.record.public import read, store


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
