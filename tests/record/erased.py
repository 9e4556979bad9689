"""A published event whose victim somebody erases, and what tests ask afterwards."""

import json
from pathlib import Path
from typing import Any

from khronika.record import approval, steps
from khronika.record.ledger.verify import verify
from khronika.record.public import store


def base(office: Any) -> int:
    """The present head."""
    return int(office.ledger.head()[0])


def public_event(office: Any, story: Any) -> tuple[str, Any]:
    """An event published with the victim's name, and what was drafted of it."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{story.victim_of(made)}",
                     level="public", ground="consent", base=base(office))  # fmt: skip
    steps.note(office.ledger, f"u:{office.boris}", f"event:{event}",
               f"Called {story.NAME} on Monday", base=base(office))  # fmt: skip
    request = approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"],
                               base=base(office)).id  # fmt: skip
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base(office))
    approval.publish(office.ledger, f"u:{office.asel}", request, base=base(office))
    return event, made


def published_and_named(office: Any, story: Any) -> tuple[str, str]:
    """An event published with the victim's name: (event, party)."""
    event, made = public_event(office, story)
    return event, story.victim_of(made)


def standing(event: str) -> dict[str, Any]:
    """The public document of an event."""
    body: dict[str, Any] = json.loads(str(store.current(f"event:{event}", "public")))
    return body


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
