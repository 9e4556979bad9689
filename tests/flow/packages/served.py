"""Brings a package to the public, takes it away, and asks what readers get."""

from pathlib import Path

from django.test import Client

from khronika.flow.package import (
    folder_of,
    packages_of,
)
from khronika.flow.stand import stand_behind
from khronika.record import approval, steps
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.verify import verify as verify_record
from khronika.record.models import Evidence
from khronika.record.public.read import current

REPORT = (
    "Selm: reporter detained\n\nOn 14 May 2025 police in Selm detained Mira Tavel, a reporter of"
    " the newspaper Harbour Post.\n"
)


def served(home: Path) -> str:
    """Answer what the record finds wrong in what readers are served; nothing where all is well."""
    [found] = [one for one in verify_record("full") if one.name == "served files"]
    return "" if found.ok else found.what


def public_copy(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> Path:
    """Have two people publish the event with its package; answer the copy for readers."""
    steps.set_access(ledger, editors[0], f"party:{event[1]}", level="public", ground="consent",
                     base=ledger.head()[0])  # fmt: skip
    stand_behind(ledger, f"event:{event[0]}", author=editors[0], second=editors[1],
                 home=office_home)  # fmt: skip
    [copy] = folder_of(office_home).iterdir()
    return copy


def offered(event: tuple[str, str]) -> list[str]:
    """Answer the packages that the documents of an event offer, at every level."""
    found = [current(f"event:{event[0]}", level) for level in ("public", "network")]
    return [name for one in found if one for name in packages_of(one.body)]


def answer_to(event: tuple[str, str], name: str) -> tuple[int, str]:
    """Ask the public site for a package, as whoever kept its address does."""
    published = current(f"event:{event[0]}")
    assert published is not None
    answer = Client().get(f"/en/events/{published.number}/packages/{name}.zip")
    words = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, words.decode("utf-8", "replace")


def take_away(office_home: Path) -> Path:
    """Take the one package out of the store, as `khronika lock --remove` does; answer where to."""
    name = f"ev-{Evidence.objects.get().id}"
    kept = office_home / f"away-{name}"
    (office_home / "store" / name).rename(kept)
    return kept


def asked(ledger: Ledger, editors: list[str], event: tuple[str, str]) -> str:
    """Ask for an event whose package may be public, and let the second person approve it."""
    steps.set_access(ledger, editors[0], f"party:{event[1]}", level="public", ground="consent",
                     base=ledger.head()[0])  # fmt: skip
    bundle = approval.request(ledger, editors[0], [f"event:{event[0]}"], base=ledger.head()[0])
    approval.approve(ledger, editors[1], bundle.id, base=ledger.head()[0])
    return bundle.id
