"""A package that was locked or taken away is searched as readers have it, or not published."""

import json
import zipfile
from pathlib import Path

import pytest
from tests.flow.packages.served import asked, public_copy, take_away

from khronika.flow.chores import tend
from khronika.flow.package import (
    PackageAway,
    folder_of,
    sync_packages,
)
from khronika.flow.stand import publish, stand_behind
from khronika.model.vocabulary import Level
from khronika.record import approval, steps
from khronika.record.documents.packages import offered_that_name
from khronika.record.ledger.append import Ledger
from khronika.record.models import Evidence
from khronika.record.public.read import current
from khronika.seal.verify import verify


@pytest.mark.parametrize(("words", "found"), [("Mira Tavel", 1), ("somebody", 0)])
def test_a_package_that_was_locked_away_is_searched_as_readers_have_it(
    ledger: Ledger, office_home: Path, words: str, found: int
) -> None:
    """The store holds it no more; its public copy is what has to be taken away."""
    name = "ev-01J8SAMPLE0000000000000099"
    folder_of(office_home).mkdir(parents=True)
    with zipfile.ZipFile(folder_of(office_home) / f"{name}.zip", "w") as archive:
        archive.writestr(f"{name}/data/raw/page.txt", f"Police detained {words}.")
    evidence = {"package": name, "completes": None, "completed_by": None}
    body = json.dumps({"v": 3, "kind": "event", "parties": {}, "films": [],
                       "sources": {"s1": {"evidence": evidence}}},
                      separators=(",", ":"))  # fmt: skip
    named = offered_that_name(["Mira Tavel"], [], level=Level.PUBLIC, bodies=[body],
                              store=office_home / "store")  # fmt: skip
    assert len(named) == found


def test_a_package_that_is_away_is_not_published_unsearched(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Refused with the two ways out; once it is back the same bundle is published."""
    kept, bundle = take_away(office_home), asked(ledger, editors, event)
    with pytest.raises(PackageAway, match="khronika unlock.*restrict the report's package"):
        publish(ledger, editors[1], bundle, base=ledger.head()[0], home=office_home)
    assert current(f"event:{event[0]}") is None
    assert not folder_of(office_home).exists()
    kept.rename(office_home / "store" / kept.name.removeprefix("away-"))
    publish(ledger, editors[1], bundle, base=ledger.head()[0], home=office_home)
    [copy] = folder_of(office_home).iterdir()
    assert verify(copy).ok


def test_a_package_that_is_away_keeps_no_fact_back(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Two people publish without it by restricting it, and the document says so."""
    take_away(office_home)
    report = f"report:{Evidence.objects.get().report}"
    asked(ledger, editors, event)
    steps.set_access(ledger, editors[0], report, level="restricted", base=ledger.head()[0])
    stand_behind(ledger, f"event:{event[0]}", author=editors[0], second=editors[1],
                 home=office_home)  # fmt: skip
    published = current(f"event:{event[0]}")
    assert published is not None
    assert [one["evidence"]["unchecked"] for one in published.body["sources"].values()] == [
        ["bytes", "stamps", "custody"]
    ]


def test_what_was_locked_away_after_it_became_public_is_looked_through_in_its_copy(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """A correction of the event goes out, and readers keep the copy that they had."""
    copy = public_copy(ledger, editors, event, office_home)
    before = copy.read_bytes()
    take_away(office_home)
    bundle = approval.request(ledger, editors[0], [f"event:{event[0]}"], base=ledger.head()[0])
    approval.approve(ledger, editors[1], bundle.id, base=ledger.head()[0])
    publish(ledger, editors[1], bundle.id, base=ledger.head()[0], home=office_home)
    assert copy.read_bytes() == before


def test_a_package_that_vanished_after_the_search_is_copied_once_it_is_back(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """No zip without a file is left, and one that an earlier version made is made anew."""
    copy = public_copy(ledger, editors, event, office_home)
    before = copy.read_bytes()
    kept = take_away(office_home)
    with zipfile.ZipFile(copy, "w"):
        pass
    assert copy.stat().st_size == 22
    sync_packages(f"event:{event[0]}", store=office_home / "store", home=office_home)
    assert list(folder_of(office_home).iterdir()) == []
    assert [line.partition(":")[0] for line in tend(ledger, home=office_home)] == [
        f"{copy.stem} is offered and cannot be had"
    ]
    kept.rename(office_home / "store" / copy.stem)
    assert tend(ledger, home=office_home) == [f"{copy.stem} is offered, and can be had again"]
    assert copy.read_bytes() == before
    assert tend(ledger, home=office_home) == []
