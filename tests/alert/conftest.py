"""A sample event as the serialiser makes it, and a desk whose clock stands still."""

import itertools
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from khronika.alert.address import AddressBook
from khronika.alert.subscribe import Desk
from khronika.model.ulid import make_ulid

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(name="event")
def _event() -> dict[str, Any]:
    """Answer the sample event document of the reference pages."""
    return json.loads((ROOT / "docs/reference/sample-event.json").read_text("utf-8"))  # type: ignore[no-any-return]


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2031, 5, 20, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """Answer a clock that stands still."""
    return Clock()


@pytest.fixture(name="desk")
def _desk(clock: Clock) -> Desk:
    """Answer a desk with keys of its own and ids in order."""
    numbers = itertools.count(1)
    return Desk(
        AddressBook.of(b"k" * 32),
        "khronika.example",
        lambda: make_ulid(1, next(numbers).to_bytes(10)),
        clock,
    )
