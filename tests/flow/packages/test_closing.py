"""Erasing or restricting somebody closes the packages that name them, also while they are searched."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.flow.packages.served import (
    answer_to,
    offered,
    public_copy,
    served,
)

from khronika.flow import stand
from khronika.flow.package import (
    PackageNamesSomebody,
    folder_of,
    packages_of,
    sweep_packages,
)
from khronika.flow.stand import publish, stand_behind, withdraw
from khronika.record import approval, erasure, steps
from khronika.record.documents.changes import changed_documents
from khronika.record.documents.offered import close_packages
from khronika.record.documents.taking import only_takes_away
from khronika.record.ledger.append import Ledger
from khronika.record.models import Party
from khronika.record.public.read import current
from khronika.record.serialise import without
from khronika.script import find_folded


def test_an_erased_name_closes_the_package_that_holds_it(
    ledger: Ledger, editors: list[str], officer: str, event: tuple[str, str], office_home: Path
) -> None:
    """No document offers it after the erasure, and its address answers 410 with the reason."""
    name = public_copy(ledger, editors, event, office_home).stem
    assert answer_to(event, name)[0] == 200
    planned = erasure.plan(ledger, f"party:{event[1]}")
    assert planned.packages == [name]
    erasure.erase(ledger, officer, f"party:{event[1]}", ground="danger", base=ledger.head()[0])
    assert offered(event) == []
    assert answer_to(event, name)[0] == 410  # at once: the copy itself is swept up later
    assert sweep_packages(office_home) == [name]
    status, words = answer_to(event, name)
    assert status == 410
    assert "may not be named" in words
    assert answer_to(event, "ev-00000000000000000000000000")[0] == 404
    assert served(office_home) == ""


def test_a_document_that_does_not_name_the_erased_closes_the_package_too(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Closing a package only takes away, whatever else a document says, and is no way back."""
    name = public_copy(ledger, editors, event, office_home).stem
    standing = current(f"event:{event[0]}")
    assert standing is not None
    quiet = close_packages(standing.body, [name])
    assert packages_of(quiet) == []
    assert {one["evidence"]["level"] for one in quiet["sources"].values()} == {"restricted"}
    assert only_takes_away(standing.body, quiet)
    assert not only_takes_away(quiet, standing.body)
    left = without(standing.text, [], ["Somebody Else"], nonce=bytes(16), packages=[name])
    assert left is not None
    assert packages_of(json.loads(left.body)) == []


def test_a_person_restricted_again_closes_the_package(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Published by two people, the new document offers nothing that names them, and says so."""
    name = public_copy(ledger, editors, event, office_home).stem
    party = f"party:{event[1]}"
    steps.set_access(ledger, editors[0], party, level="restricted", base=ledger.head()[0])
    changed = changed_documents([event[1]], drawn={}, find=find_folded)
    assert {document["level"] for document, _ in changed} == {"public", "network"}
    assert [one for document, _ in changed for one in packages_of(document)] == []
    subjects = [f"event:{event[0]}", party]
    bundle = approval.request(ledger, editors[0], subjects, base=ledger.head()[0]).id
    approval.approve(ledger, editors[1], bundle, base=ledger.head()[0])
    publish(ledger, editors[1], bundle, base=ledger.head()[0], home=office_home)
    assert offered(event) == []
    assert list(folder_of(office_home).iterdir()) == []
    assert answer_to(event, name)[0] == 410


def test_a_package_that_is_offered_again_is_gone_no_more(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Its address answers with the package whenever a public document offers it."""
    name = public_copy(ledger, editors, event, office_home).stem
    subject = f"event:{event[0]}"
    withdraw(ledger, editors[0], [subject], reason="A test.", base=ledger.head()[0],
             home=office_home)  # fmt: skip
    assert answer_to(event, name)[0] == 410
    bundle = approval.request(ledger, editors[0], [subject], base=ledger.head()[0]).id
    approval.approve(ledger, editors[1], bundle, facts=[], base=ledger.head()[0])
    publish(ledger, editors[1], bundle, base=ledger.head()[0], home=office_home)
    assert answer_to(event, name)[0] == 200


def test_whoever_is_restricted_while_a_package_is_looked_through_closes_it(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Gigabytes are looked through for minutes; what is withheld meanwhile is looked for too."""
    subject, party = f"event:{event[0]}", event[1]
    steps.set_access(ledger, editors[0], f"party:{party}", level="public", ground="consent",
                     base=ledger.head()[0])  # fmt: skip
    known = stand.refuse_held_back

    def late(*asked: Any, **how: Any) -> None:
        known(*asked, **how)
        if Party.objects.filter(report=None).exists():
            return
        other = ledger.new_id()
        steps.set_party(ledger, editors[0], other, {"kind": "person", "name": "Harbour Post"},
                        base=ledger.head()[0])  # fmt: skip
        steps.set_access(ledger, editors[0], f"party:{other}", level="restricted",
                         base=ledger.head()[0])  # fmt: skip

    monkeypatch.setattr(stand, "refuse_held_back", late)
    with pytest.raises(PackageNamesSomebody):
        stand_behind(ledger, subject, author=editors[0], second=editors[1], home=office_home)
    assert current(subject) is None
