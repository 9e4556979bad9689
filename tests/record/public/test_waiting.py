"""How many reports are being checked is a number, and nothing else of them is public."""

from typing import Any

from khronika.record import approval
from khronika.record.public.waiting import being_checked


def test_a_report_is_checked_until_something_of_it_is_published(office: Any, story: Any) -> None:
    """Received, decided and asked for are not enough: a second person ends the checking."""
    asel, boris = f"u:{office.asel}", f"u:{office.boris}"
    assert being_checked() == 0
    event, _, _ = story.decided(office.ledger, asel)
    assert being_checked() == 1
    subject = f"event:{event}"
    bundle = approval.request(office.ledger, asel, [subject], base=office.ledger.head()[0])
    assert being_checked() == 1
    approval.approve(office.ledger, boris, bundle.id, base=office.ledger.head()[0])
    approval.publish(office.ledger, asel, bundle.id, base=office.ledger.head()[0])
    assert being_checked() == 0
    approval.withdraw(
        office.ledger, boris, [subject], reason="Told twice.", base=office.ledger.head()[0]
    )
    assert being_checked() == 0
