"""Publishes invented documents through the ledger, so that lists and search have something."""

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from khronika.record import approval
from khronika.record.serialise import make_draft, nonce_of

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(name="sample", scope="session")
def _sample() -> dict[str, Any]:
    """Answer the names of the sample's module."""
    return runpy.run_path(str(ROOT / "docs" / "write_sample_event.py"))


@pytest.fixture(name="put")
def _put(office: Any, story: Any) -> Callable[[list[dict[str, Any]]], None]:
    """Publish documents as they are, on the strength of one event's approved facts."""
    asel, boris = f"u:{office.asel}", f"u:{office.boris}"
    event, _, _ = story.decided(office.ledger, asel)
    first = approval.request(office.ledger, asel, [f"event:{event}"], base=office.ledger.head()[0])
    facts = tuple((fact, seq) for fact, seq in first.payload["facts"])

    def put(documents: list[dict[str, Any]]) -> None:
        drafts = [
            make_draft(
                {**one, "nonce": nonce_of(bytes(16), one["subject"], one["level"])}, facts=facts
            )
            for one in documents
        ]
        head = office.ledger.head
        bundle = approval.request_drafts(
            office.ledger, asel, drafts[0].subject, drafts, numbers={}, public_ids={},
            base=head()[0],
        )  # fmt: skip
        approval.approve(office.ledger, boris, bundle.id, base=head()[0])
        approval.publish(office.ledger, asel, bundle.id, base=head()[0])

    return put
