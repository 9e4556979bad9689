"""A package is public only while a public document offers it, and never if it names somebody."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from khronika.capture import Conditions
from khronika.flow import stand
from khronika.flow.chores import tend
from khronika.flow.intake import intake
from khronika.flow.package import (
    PackageAway,
    PackageNamesSomebody,
    PackageTwice,
    PackageUnsearched,
    folder_of,
    packages_of,
    refuse_named,
    sweep_packages,
    sync_packages,
)
from khronika.flow.people import Newcomer, admit
from khronika.flow.stand import publish, stand_behind, withdraw
from khronika.model.vocabulary import Level
from khronika.record import approval, erasure, steps
from khronika.record.documents.changes import changed_documents
from khronika.record.documents.offered import close_packages
from khronika.record.documents.packages import offered_that_name
from khronika.record.documents.taking import only_takes_away
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.verify import verify as verify_record
from khronika.record.models import Act, Evidence, Fact, Party
from khronika.record.public.read import current
from khronika.record.serialise import Draft, without
from khronika.script import find_folded
from khronika.seal.verify import verify

REPORT = (
    "Selm: reporter detained\n\nOn 14 May 2025 police in Selm detained Mira Tavel, a reporter of"
    " the newspaper Harbour Post.\n"
)


@pytest.fixture(name="event")
def _event(
    ledger: Ledger, editors: list[str], conditions: Conditions, tmp_path: Path
) -> tuple[str, str]:
    """Answer an event whose report's package is to be public, and the party of its victim."""
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    author = editors[0]
    report = intake(path, ledger=ledger, actor=author, conditions=conditions).report
    act = Act.objects.filter(report=report).first()
    assert act is not None
    parties = Party.objects.filter(report=report).values_list("id", flat=True)
    victim = str(Fact.objects.get(pk=f"{act.id}.victim").party)
    steps.accept_all(ledger, author, [("act", act.id), ("party", victim)], base=ledger.head()[0])
    for party in set(parties) - {victim}:
        body = steps.Change(f"{party}.kind", "correct", "organisation")
        name = steps.Change(f"{party}.name")
        steps.decide(ledger, author, "party", party, [body, name], base=ledger.head()[0])
    event = ledger.new_id()
    steps.compose(ledger, author, event, [act.id], base=ledger.head()[0])
    steps.set_access(ledger, author, f"report:{report}", level="public", base=ledger.head()[0])
    return event, victim


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


def _served(home: Path) -> str:
    [found] = [one for one in verify_record("full") if one.name == "served files"]
    return "" if found.ok else found.what


def _public_copy(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> Path:
    steps.set_access(ledger, editors[0], f"party:{event[1]}", level="public", ground="consent",
                     base=ledger.head()[0])  # fmt: skip
    stand_behind(ledger, f"event:{event[0]}", author=editors[0], second=editors[1],
                 home=office_home)  # fmt: skip
    [copy] = folder_of(office_home).iterdir()
    return copy


def test_what_is_served_is_verified(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """A public package or file that was overwritten, or put there, fails the record's check."""
    copy = _public_copy(ledger, editors, event, office_home)
    assert _served(office_home) == ""
    kept = copy.read_bytes()
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr(f"{copy.stem}/data/more.txt", "put there")
    assert "does not hold" in _served(office_home)
    copy.write_bytes(b"no zip")
    assert copy.name in _served(office_home)
    copy.write_bytes(kept)
    stranger = copy.with_name("ev-01J8ZZZZZZZZZZZZZZZZZZZZZZ.zip")
    stranger.write_bytes(kept)
    assert "none that the record knows" in _served(office_home)
    stranger.unlink()
    files = office_home / "public" / "files"
    files.mkdir(parents=True)
    (files / f"{hashlib.sha256(b'film').hexdigest()}.webm").write_bytes(b"film")
    (files / f".{'0' * 64}.webm.draft").write_bytes(b"half")
    assert _served(office_home) == ""
    (files / f"{hashlib.sha256(b'film').hexdigest()}.webm").write_bytes(b"another")
    assert "other bytes than were approved" in _served(office_home)
    (files / f"{hashlib.sha256(b'film').hexdigest()}.webm").unlink()
    (files / "page.html").write_bytes(b"<p>")
    assert "no copy of ours" in _served(office_home)


def test_a_zip_beside_the_folder_of_a_package_is_refused(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """What was sealed and verified is the folder: a zip put beside it is never made public."""
    name = f"ev-{Evidence.objects.get().id}"
    with zipfile.ZipFile(office_home / "store" / f"{name}.zip", "w") as archive:
        archive.writestr(f"{name}/data/page.html", "forged")
    assert "as a folder and as a zip" in _served(office_home)
    with pytest.raises(PackageTwice, match=name):
        _public_copy(ledger, editors, event, office_home)
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


@pytest.fixture(name="officer")
def _officer(ledger: Ledger, editors: list[str]) -> str:
    """Answer the opaque id of a security officer, let in before anything is recorded."""
    person = Newcomer("Dana Sample", "dana@office.example", ("security_officer",), None)
    return admit(ledger, [person])[0].actor


def _offered(event: tuple[str, str]) -> list[str]:
    found = [current(f"event:{event[0]}", level) for level in ("public", "network")]
    return [name for one in found if one for name in packages_of(one.body)]


def _answer(event: tuple[str, str], name: str) -> tuple[int, str]:
    """Ask the public site for a package, as whoever kept its address does."""
    published = current(f"event:{event[0]}")
    assert published is not None
    answer = Client().get(f"/en/events/{published.number}/packages/{name}.zip")
    words = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, words.decode("utf-8", "replace")


def test_an_erased_name_closes_the_package_that_holds_it(
    ledger: Ledger, editors: list[str], officer: str, event: tuple[str, str], office_home: Path
) -> None:
    """No document offers it after the erasure, and its address answers 410 with the reason."""
    name = _public_copy(ledger, editors, event, office_home).stem
    assert _answer(event, name)[0] == 200
    planned = erasure.plan(ledger, f"party:{event[1]}")
    assert planned.packages == [name]
    erasure.erase(ledger, officer, f"party:{event[1]}", ground="danger", base=ledger.head()[0])
    assert _offered(event) == []
    assert _answer(event, name)[0] == 410  # at once: the copy itself is swept up later
    assert sweep_packages(office_home) == [name]
    status, words = _answer(event, name)
    assert status == 410
    assert "may not be named" in words
    assert _answer(event, "ev-00000000000000000000000000")[0] == 404
    assert _served(office_home) == ""


def test_a_document_that_does_not_name_the_erased_closes_the_package_too(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Closing a package only takes away, whatever else a document says, and is no way back."""
    name = _public_copy(ledger, editors, event, office_home).stem
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
    name = _public_copy(ledger, editors, event, office_home).stem
    party = f"party:{event[1]}"
    steps.set_access(ledger, editors[0], party, level="restricted", base=ledger.head()[0])
    changed = changed_documents([event[1]], drawn={}, find=find_folded)
    assert {document["level"] for document, _ in changed} == {"public", "network"}
    assert [one for document, _ in changed for one in packages_of(document)] == []
    subjects = [f"event:{event[0]}", party]
    bundle = approval.request(ledger, editors[0], subjects, base=ledger.head()[0]).id
    approval.approve(ledger, editors[1], bundle, base=ledger.head()[0])
    publish(ledger, editors[1], bundle, base=ledger.head()[0], home=office_home)
    assert _offered(event) == []
    assert list(folder_of(office_home).iterdir()) == []
    assert _answer(event, name)[0] == 410


def test_a_package_that_is_offered_again_is_gone_no_more(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Its address answers with the package whenever a public document offers it."""
    name = _public_copy(ledger, editors, event, office_home).stem
    subject = f"event:{event[0]}"
    withdraw(ledger, editors[0], [subject], reason="A test.", base=ledger.head()[0],
             home=office_home)  # fmt: skip
    assert _answer(event, name)[0] == 410
    bundle = approval.request(ledger, editors[0], [subject], base=ledger.head()[0]).id
    approval.approve(ledger, editors[1], bundle, facts=[], base=ledger.head()[0])
    publish(ledger, editors[1], bundle, base=ledger.head()[0], home=office_home)
    assert _answer(event, name)[0] == 200


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


def _take_away(office_home: Path) -> Path:
    """Take the one package out of the store, as `khronika lock --remove` does; answer where to."""
    name = f"ev-{Evidence.objects.get().id}"
    kept = office_home / f"away-{name}"
    (office_home / "store" / name).rename(kept)
    return kept


def _asked(ledger: Ledger, editors: list[str], event: tuple[str, str]) -> str:
    """Ask for an event whose package may be public, and let the second person approve it."""
    steps.set_access(ledger, editors[0], f"party:{event[1]}", level="public", ground="consent",
                     base=ledger.head()[0])  # fmt: skip
    bundle = approval.request(ledger, editors[0], [f"event:{event[0]}"], base=ledger.head()[0])
    approval.approve(ledger, editors[1], bundle.id, base=ledger.head()[0])
    return bundle.id


def test_a_package_that_is_away_is_not_published_unsearched(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """Refused with the two ways out; once it is back the same bundle is published."""
    kept, bundle = _take_away(office_home), _asked(ledger, editors, event)
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
    _take_away(office_home)
    report = f"report:{Evidence.objects.get().report}"
    _asked(ledger, editors, event)
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
    copy = _public_copy(ledger, editors, event, office_home)
    before = copy.read_bytes()
    _take_away(office_home)
    bundle = approval.request(ledger, editors[0], [f"event:{event[0]}"], base=ledger.head()[0])
    approval.approve(ledger, editors[1], bundle.id, base=ledger.head()[0])
    publish(ledger, editors[1], bundle.id, base=ledger.head()[0], home=office_home)
    assert copy.read_bytes() == before


def test_a_package_that_vanished_after_the_search_is_copied_once_it_is_back(
    ledger: Ledger, editors: list[str], event: tuple[str, str], office_home: Path
) -> None:
    """No zip without a file is left, and one that an earlier version made is made anew."""
    copy = _public_copy(ledger, editors, event, office_home)
    before = copy.read_bytes()
    kept = _take_away(office_home)
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


def test_a_served_picture_that_nothing_shows_is_taken_away_by_the_worker(
    ledger: Ledger, office_home: Path
) -> None:
    """Whoever published was killed after the copy was made, and the page is withdrawn."""
    left = office_home / "public" / "files" / f"{'ab' * 32}.png"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"\x89PNG\r\n\x1a\n")
    tend(ledger, home=office_home)
    assert not left.exists()
