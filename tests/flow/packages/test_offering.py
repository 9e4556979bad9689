"""A package is public only while a public document offers it, and never if it names somebody."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from tests.flow.packages.served import (
    public_copy,
    served,
)

from khronika.flow.chores import tend
from khronika.flow.package import (
    PackageNamesSomebody,
    PackageTwice,
    PackageUnsearched,
    folder_of,
    packages_of,
    refuse_named,
)
from khronika.flow.stand import stand_behind, withdraw
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Evidence
from khronika.record.public.read import current
from khronika.record.serialise import Draft
from khronika.seal.verify import verify


def test_a_package_that_names_somebody_withheld_is_not_offered(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Without a ground for the name, the event is public and the package is not."""
    subject = f"event:{event[0]}"
    stand_behind(ledger, subject, author=editors[0], second=editors[1], home=office_home)
    published = current(subject)
    assert published is not None
    assert packages_of(published.body) == []
    assert not folder_of(office_home).exists()


def test_a_document_that_offers_a_naming_package_is_refused(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Whatever the page says, the bytes of the package are looked through as well."""
    name = f"ev-{Evidence.objects.get().id}"
    body = {"sources": {"s1": {"evidence": {"package": name}}}}
    with pytest.raises(PackageNamesSomebody, match=name):
        refuse_named(
            [Draft("event:X", "public", json.dumps(body), "")], store=office_home / "store"
        )
    refuse_named([Draft("event:X", "network", json.dumps(body), "")], store=office_home / "store")


def test_a_public_package_comes_and_goes_with_its_document(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """With a ground the copy verifies; once the event is withdrawn it is gone."""
    subject, party = f"event:{event[0]}", event[1]
    steps.set_access(
        ledger,
        editors[0],
        f"party:{party}",
        level="public",
        ground="consent",
        base=ledger.head()[0],
    )
    stand_behind(ledger, subject, author=editors[0], second=editors[1], home=office_home)
    [copy] = folder_of(office_home).iterdir()
    assert verify(copy).ok
    with zipfile.ZipFile(copy) as archive:
        assert len({name.split("/")[0] for name in archive.namelist()}) == 1
    withdraw(
        ledger,
        editors[0],
        [subject],
        reason="It was a test.",
        base=ledger.head()[0],
        home=office_home,
    )
    published = current(subject)
    assert published is not None
    assert published.is_tombstone
    assert list(folder_of(office_home).iterdir()) == []


def test_what_is_served_is_verified(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """A public package or file that was overwritten, or put there, fails the record's check."""
    copy = public_copy(ledger, editors, event, office_home)
    assert served(office_home) == ""
    kept = copy.read_bytes()
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr(f"{copy.stem}/data/more.txt", "put there")
    assert "does not hold" in served(office_home)
    copy.write_bytes(b"no zip")
    assert copy.name in served(office_home)
    copy.write_bytes(kept)
    stranger = copy.with_name("ev-01J8ZZZZZZZZZZZZZZZZZZZZZZ.zip")
    stranger.write_bytes(kept)
    assert "none that the record knows" in served(office_home)
    stranger.unlink()
    files = office_home / "public" / "files"
    files.mkdir(parents=True)
    (files / f"{hashlib.sha256(b'film').hexdigest()}.webm").write_bytes(b"film")
    (files / f".{'0' * 64}.webm.draft").write_bytes(b"half")
    assert served(office_home) == ""
    (files / f"{hashlib.sha256(b'film').hexdigest()}.webm").write_bytes(b"another")
    assert "other bytes than were approved" in served(office_home)
    (files / f"{hashlib.sha256(b'film').hexdigest()}.webm").unlink()
    (files / "page.html").write_bytes(b"<p>")
    assert "no copy of ours" in served(office_home)


def test_a_zip_beside_the_folder_of_a_package_is_refused(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """What was sealed and verified is the folder: a zip put beside it is never made public."""
    name = f"ev-{Evidence.objects.get().id}"
    with zipfile.ZipFile(office_home / "store" / f"{name}.zip", "w") as archive:
        archive.writestr(f"{name}/data/page.html", "forged")
    assert "as a folder and as a zip" in served(office_home)
    with pytest.raises(PackageTwice, match=name):
        public_copy(ledger, editors, event, office_home)
    assert not folder_of(office_home).exists()


def test_what_cannot_be_searched_needs_a_second_word(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """A picture in a package is offered once two people have set the report's package public."""
    row = Evidence.objects.get()
    name, report = f"ev-{row.id}", f"report:{row.report}"
    store = office_home / "other"
    raw = store / name / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    body = {"sources": {"s1": {"evidence": {"package": name}}}}
    draft = Draft("event:X", "public", json.dumps(body), "")
    with pytest.raises(PackageUnsearched, match="a second person must look"):
        refuse_named([draft], store=store)
    steps.set_access(ledger, editors[0], report, level="public", base=ledger.head()[0])
    with pytest.raises(PackageUnsearched):
        refuse_named([draft], store=store)
    steps.set_access(ledger, editors[1], report, level="public", base=ledger.head()[0])
    refuse_named([draft], store=store)
    steps.set_access(ledger, editors[1], report, level="restricted", base=ledger.head()[0])
    steps.set_access(ledger, editors[1], report, level="public", base=ledger.head()[0])
    with pytest.raises(PackageUnsearched):
        refuse_named([draft], store=store)


def test_a_served_picture_that_nothing_shows_is_taken_away_by_the_worker(
    ledger: Ledger, office_home: Path
) -> None:
    """Whoever published was killed after the copy was made, and the page is withdrawn."""
    left = office_home / "public" / "files" / f"{'ab' * 32}.png"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"\x89PNG\r\n\x1a\n")
    tend(ledger, home=office_home)
    assert not left.exists()
