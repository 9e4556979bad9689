"""Whoever erases or restricts an original reaches the redacted copies that were made from it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from khronika.model.canonical import sha256_of
from khronika.model.fragment import Fragment
from khronika.model.vocabulary import SheetTopic, SheetVerdict
from khronika.record import approval, erasure, steps
from khronika.record.behind import level_of_package
from khronika.record.copies import link_known, restricting
from khronika.record.documents.offered import packages_of
from khronika.record.errors import EntryRefused, NotAllowed, RecordBusy, RecordMovedOn
from khronika.record.ledger.copies import copies_of, originals_of
from khronika.record.ledger.entry import Kind, NewEntry
from khronika.record.ledger.outside import finish_erasures
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.sql import Statements
from khronika.record.ledger.surroundings import check_documents, check_packages
from khronika.record.ledger.verify import verify
from khronika.record.models import Event, Evidence, Fact, Report, Value
from khronika.record.public.read import current
from khronika.record.serialise import documents_for, missing_ids_for
from khronika.record.sheets.cite import cite
from khronika.record.sheets.place import At
from khronika.record.sheets.statement import Statement
from khronika.record.sheets.write import File, Step, filmed, say, show
from khronika.record.steps import Original
from khronika.seal.signature import Signer
from khronika.seal.writer import Draft

PARENT, COPY = "f1" * 32, "c0" * 32


class Copied:
    """A published event that shows a redacted copy of a film which its report holds."""

    def __init__(self, office: Any, story: Any) -> None:
        self.office, self.ledger, self.story = office, office.ledger, story
        self.asel, self.boris = f"u:{office.asel}", f"u:{office.boris}"
        self.officer = f"u:{office.officer}"
        self.event, self.act, self.made = story.decided(self.ledger, self.asel)
        self.report, self.victim = self.made.report, story.victim_of(self.made)
        self.copy, self.package = self.receive(self.report)
        self.film = File(self.copy, COPY, "film", 12_000, 640, 360)

    def receive(self, original: str, package: str = "", head: str = "") -> tuple[str, str]:
        """Take in a copy of a film of a report; answer its report and its package."""
        copy, id_ = self.ledger.new_id(), package or self.ledger.new_id()
        steps.receive(self.ledger, self.asel, copy, package=id_, head=head or sha256_of(id_),
                      told={"file_name": "redacted copy"}, failure="source_not_text",
                      original=Original(original, PARENT), base=self.ledger.head()[0])  # fmt: skip
        return copy, id_

    def step(self) -> Step:
        return Step(self.ledger, self.asel, self.ledger.head()[0])

    def level(self, subject: str, level: str, actor: str = "", **more: Any) -> None:
        steps.set_access(self.ledger, actor or self.asel, subject, level=level,
                         base=self.ledger.head()[0], **more)  # fmt: skip

    def open(self) -> None:
        """Two people set the copy public, a sheet says what it shows, and the event goes out."""
        told = Statement(SheetTopic.LANDMARK, SheetVerdict.LIKELY, "A quay.", At(2_500))
        say(self.step(), self.film, self.ledger.new_id(), told)
        show(self.step(), self.film, self.ledger.new_id(), self.event)
        for actor in (self.asel, self.boris):
            self.level(f"report:{self.copy}", "public", actor)
        self.publish()

    def publish(self) -> None:
        bundle = approval.request(self.ledger, self.asel, [f"event:{self.event}"],
                                  base=self.ledger.head()[0]).id  # fmt: skip
        approval.approve(self.ledger, self.boris, bundle, base=self.ledger.head()[0])
        mine = [f for f, who in approval.waiting(bundle).facts.items() if who == self.boris]
        if mine:
            approval.approve(
                self.ledger, self.asel, bundle, facts=mine, base=self.ledger.head()[0]
            )
        approval.publish(self.ledger, self.boris, bundle, base=self.ledger.head()[0])

    def body(self, level: str = "public") -> dict[str, Any]:
        found = current(f"event:{self.event}", level)
        assert found is not None
        return found.body

    def offered(self) -> list[str]:
        return packages_of(self.body())

    def row(self) -> Evidence:
        return Evidence.objects.get(pk=self.package)

    def erase(self, subject: str) -> Any:
        return erasure.erase(self.ledger, self.officer, subject, ground="danger",
                             base=self.ledger.head()[0])[0]  # fmt: skip


@pytest.fixture(name="copied")
def _copied(office: Any, story: Any) -> Copied:
    made = Copied(office, story)
    made.open()
    return made


def _faults() -> dict[str, str]:
    """Checks that fail; invented packages are not on the disk."""
    finish_erasures()
    return {one.name: one.what for one in verify("full") if not one.ok and one.name != "packages"}


def test_the_record_knows_the_original_and_no_reader_does(copied: Copied) -> None:
    """The link stands in the ledger and the tables, and in no document of any level."""
    assert copied.offered() == [f"ev-{copied.package}"]
    assert (copied.row().copy_of, copied.row().parent) == (copied.report, PARENT)
    for level in ("public", "network"):
        said = json.dumps(copied.body(level))
        assert copied.report not in said
        assert PARENT not in said
    assert rebuild().is_equal
    assert _faults() == {}


def test_erasing_a_report_reaches_its_copies(copied: Copied) -> None:
    """The plan names them, nobody is offered one afterwards, and nothing of theirs is kept."""
    kept, alone = copied.ledger.new_id(), copied.receive(copied.report)[1]  # never offered
    planned = erasure.plan(copied.ledger, f"report:{copied.report}")
    assert planned.copies == sorted([copied.package, alone])
    assert planned.packages == [f"ev-{copied.package}"]
    written = copied.erase(f"report:{copied.report}")
    assert (written.v, written.payload["copies"]) == (2, sorted([copied.package, alone]))
    standing = current(f"event:{copied.event}")
    assert standing is None or packages_of(standing.body) == []
    assert not Value.objects.filter(owner=f"report:{copied.copy}").exists()
    with pytest.raises(EntryRefused, match="made from what was erased"):
        copied.level(f"report:{copied.copy}", "public")
    assert kept not in planned.copies
    assert rebuild().is_equal
    assert _faults() == {}


def test_erasing_somebody_in_the_original_closes_its_copies(copied: Copied) -> None:
    """The film may show them: it is for nobody until two people have looked at it again."""
    planned = erasure.plan(copied.ledger, f"party:{copied.victim}")
    assert planned.copies == [copied.package]
    assert planned.packages == [f"ev-{copied.package}"]
    copied.erase(f"party:{copied.victim}")
    assert copied.offered() == []
    assert level_of_package(copied.row()) == "restricted"
    copied.publish()
    assert copied.offered() == []
    assert _faults() == {}
    for actor in (copied.asel, copied.boris):
        copied.level(f"report:{copied.copy}", "public", actor)
    copied.publish()
    assert copied.offered() == [f"ev-{copied.package}"]
    assert rebuild().is_equal


def test_somebody_of_another_report_closes_no_copy(copied: Copied) -> None:
    """Who has nothing to do with the original leaves the copy as it is."""
    stranger = copied.ledger.new_id()
    steps.set_party(copied.ledger, copied.asel, stranger, {"kind": "person", "name": "Oruk Samplov"},
                    base=copied.ledger.head()[0])  # fmt: skip
    assert erasure.plan(copied.ledger, f"party:{stranger}").copies == []
    copied.erase(f"party:{stranger}")
    assert copied.offered() == [f"ev-{copied.package}"]


def test_whoever_filmed_the_original_closes_its_copies(copied: Copied) -> None:
    """A person is in a report by its sheet too, though no word of the page names them."""
    filmer = copied.ledger.new_id()
    steps.set_party(copied.ledger, copied.asel, filmer, {"kind": "person", "name": "Edda Kromova"},
                    base=copied.ledger.head()[0])  # fmt: skip
    original = File(copied.report, PARENT, "film", 12_000, 640, 360)
    filmed(copied.step(), original, copied.ledger.new_id(), filmer, SheetVerdict.LIKELY)
    assert erasure.plan(copied.ledger, f"party:{filmer}").copies == [copied.package]


def test_restricting_an_original_once_more_reaches_its_copies(copied: Copied) -> None:
    """One word closes them at the next publication; opening the original further does not."""
    copied.level(f"report:{copied.report}", "network")
    assert level_of_package(copied.row()) == "public"
    copied.level(f"report:{copied.report}", "restricted", copied.officer)
    assert level_of_package(copied.row()) == "restricted"
    assert copied.row().reached == copied.ledger.head()[0]
    copied.publish()
    assert copied.offered() == []
    assert rebuild().is_equal


def test_restricting_somebody_in_the_original_reaches_its_copies(copied: Copied) -> None:
    """Their documents are drawn anew without the copy, which two people may open again."""
    copied.level(f"party:{copied.victim}", "public", ground="consent")
    copied.publish()
    assert copied.offered() == [f"ev-{copied.package}"]
    copied.level(f"party:{copied.victim}", "restricted")
    assert copied.row().reached == copied.ledger.head()[0]
    subjects = [f"party:{copied.victim}"]
    drawn = {(party, str(level)): "x" * 16 for party, level in missing_ids_for(subjects)}
    drafts = documents_for(subjects, nonce=b"n" * 16, drawn=drawn)
    assert [packages_of(json.loads(one.body)) for one in drafts] == [[], []]
    copied.publish()
    assert copied.offered() == []
    for actor in (copied.asel, copied.boris):
        copied.level(f"report:{copied.copy}", "public", actor)
    copied.publish()
    assert copied.offered() == [f"ev-{copied.package}"]
    assert _faults() == {}


def test_a_copy_of_a_copy_is_reached_too(copied: Copied) -> None:
    """However many steps lie between."""
    again, package = copied.receive(copied.copy)
    tables = Statements.on("default")
    assert originals_of(again, tables) == [copied.copy, copied.report]
    assert copies_of([copied.report], tables) == {copied.package: copied.copy, package: again}
    assert erasure.plan(copied.ledger, f"report:{copied.report}").copies == sorted(
        [copied.package, package]
    )


def test_no_line_leaves_a_copy_out(copied: Copied) -> None:
    """Neither an old version of an erasure or restriction, nor one of the new without them."""
    ledger, subject = copied.ledger, f"report:{copied.report}"
    facts = [{"fact": f"{copied.report}.level", "value": "restricted", "cites": []}]
    assert restricting(subject, facts) == [copied.package]
    erased: dict[str, Any] = {
        "ground": "danger", "values": [], "acts": [], "masked": [], "documents": [], "bodies": [],
    }  # fmt: skip
    for kind, v, payload in (
        (Kind.ACCESS, 1, {"reason": None, "facts": facts}),
        (Kind.ACCESS, 2, {"reason": None, "facts": facts, "copies": []}),
        (Kind.ERASE, 1, erased),
        (Kind.ERASE, 2, {**erased, "copies": [], "unread": []}),
    ):
        entry = NewEntry(ledger.new_id(), copied.officer, kind, subject, payload,
                         ledger.head()[0], v)  # fmt: skip
        with pytest.raises(RecordMovedOn, match="was made from"):
            ledger.append(entry)
    own = Evidence.objects.get(report=copied.report).id
    named = {"reason": None, "facts": facts, "copies": [copied.package, own]}
    with pytest.raises(EntryRefused, match="no redacted copy"):
        ledger.append(NewEntry(ledger.new_id(), copied.officer, Kind.ACCESS, subject, named,
                               ledger.head()[0], 2))  # fmt: skip


def _line(copied: Copied, **other: Any) -> NewEntry:
    """Make the line that says what a package was made from, as somebody forges it."""
    said = {"report": copied.copy, "package": copied.package, "head": copied.row().head,
            "original": {"report": copied.report, "sha256": PARENT}, "actor": copied.asel}  # fmt: skip
    said |= other
    payload = {key: said[key] for key in ("package", "head", "original")}
    return NewEntry(copied.ledger.new_id(), said["actor"], Kind.RECEIVE, f"report:{said['report']}",
                    payload, copied.ledger.head()[0], 4)  # fmt: skip


FORGED: list[tuple[str, Callable[[Copied], dict[str, Any]]]] = [
    ("says already", lambda one: {}),
    ("none of this report", lambda one: {"report": one.report}),
    ("another head", lambda one: {"head": "00" * 32}),
    ("copy of itself", lambda one: {
        "report": one.report, "package": Evidence.objects.get(report=one.report).id,
        "head": Evidence.objects.get(report=one.report).head,
        "original": {"report": one.report, "sha256": PARENT}}),
    ("copy of itself", lambda one: {
        "report": one.report, "package": Evidence.objects.get(report=one.report).id,
        "head": Evidence.objects.get(report=one.report).head,
        "original": {"report": one.copy, "sha256": PARENT}}),
]  # fmt: skip


@pytest.mark.parametrize(("why", "other"), FORGED)
def test_a_forged_origin_is_refused(
    copied: Copied, why: str, other: Callable[[Copied], dict[str, Any]]
) -> None:
    """It is said once, of a package of this report, and never in a ring."""
    with pytest.raises(EntryRefused, match=why):
        copied.ledger.append(_line(copied, **other(copied)))


def test_a_report_without_a_package_is_no_original(copied: Copied) -> None:
    """Nothing can have been made from it."""
    empty, package = copied.ledger.new_id(), copied.ledger.new_id()
    steps.receive(copied.ledger, copied.asel, empty, failure="too_large",
                  base=copied.ledger.head()[0])  # fmt: skip
    with pytest.raises(EntryRefused, match="no package that could hold the original"):
        copied.receive(empty, package)
    assert not Report.objects.filter(pk=package).exists()
    assert not Evidence.objects.filter(pk=package).exists()  # all of the batch or nothing


def test_who_only_sends_reports_says_nothing_of_copies(copied: Copied) -> None:
    """What reaches a copy is no monitor's to choose."""
    with pytest.raises(NotAllowed):
        copied.ledger.append(_line(copied, actor=f"u:{copied.office.admin}"))


def test_a_copy_that_came_in_before_is_told_of_once(copied: Copied) -> None:
    """What an earlier version received is linked by a line of its own, and then reached."""
    report, package = copied.ledger.new_id(), copied.ledger.new_id()
    steps.receive(copied.ledger, "s:capture", report, package=package, head="0e" * 32)
    assert link_known(copied.ledger, "s:redactions", package, Original(copied.report, PARENT))
    assert (
        link_known(copied.ledger, "s:redactions", package, Original(copied.copy, PARENT)) is None
    )
    assert Evidence.objects.get(pk=package).copy_of == copied.report
    assert package in erasure.plan(copied.ledger, f"report:{copied.report}").copies


def test_a_copy_whose_original_was_erased_before_it_was_known_is_named(copied: Copied) -> None:
    """`record verify` names a document that offers it, and erasing once more closes it."""
    Evidence.objects.filter(pk=copied.package).update(copy_of=None)
    copied.erase(f"report:{copied.report}")
    Evidence.objects.filter(pk=copied.package).update(copy_of=copied.report)
    standing = current(f"event:{copied.event}")
    faults = [one for one in check_documents("default") if "made from what was erased" in one]
    assert bool(faults) == bool(standing and packages_of(standing.body))


def _sealed(parent: str) -> tuple[str, str]:
    """Seal a package that says it was made from something; answer its ULID and its head."""
    store = Path(settings.HOME) / "store"
    store.mkdir(parents=True, exist_ok=True)
    with Draft(store) as draft:
        draft.add("data/raw/redacted.png", iter([b"\x89PNG\r\n\x1a\n"]))
        made = draft.seal(
            {"kind": "file", "source": {"name": "redacted.png"}, "complete": True, "gaps": [],
             "started_at": "2031-05-14T10:00:00Z", "finished_at": "2031-05-14T10:00:00Z",
             "redacted": {"parent": parent, "hidden": {}, "tools": []}},
            signer=Signer(Ed25519PrivateKey.generate(), "s:redactions"),
        )  # fmt: skip
    return made.id.removeprefix("ev-"), made.head_sha256


@pytest.mark.parametrize(("parent", "holds"), [(PARENT, True), ("dd" * 32, False)])
def test_verify_compares_a_copy_with_its_own_manifest(
    office: Any, story: Any, parent: str, holds: bool
) -> None:
    """What the record says of it must stand under its signature too."""
    copied = Copied(office, story)
    package, head = _sealed(parent)
    copied.receive(copied.report, package, head)
    said = [one for one in check_packages("default", set()) if package in one]
    assert bool(said) is not holds


def test_a_copy_of_what_was_erased_may_be_gone(office: Any, story: Any) -> None:
    """An office takes its package out of the store, and `record verify` holds."""
    copied = Copied(office, story)
    gone = {f"report:{copied.report}"}
    assert list(check_packages("default", gone)) == []
    assert len(list(check_packages("default", set()))) == 2


def test_the_migration_goes_down_and_up(copied: Copied) -> None:
    """What is computed from the ledger stands again once the tables are made anew."""
    executor = MigrationExecutor(connection)
    executor.migrate([("record", "0006_completed_packages")])
    executor = MigrationExecutor(connection)
    executor.migrate([("record", "0007_copies")])
    assert Evidence.objects.get(pk=copied.package).copy_of is None
    rebuild(swap=True)
    assert Evidence.objects.get(pk=copied.package).copy_of == copied.report
    assert rebuild().is_equal
    assert Fact.objects.filter(pk=f"{copied.copy}.level").exists()


def test_a_name_in_a_large_file_of_an_original_is_found(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of any size are looked through, also where the name stands over the seam of pieces."""
    copied = Copied(office, story)
    store = Path(settings.HOME) / "store"
    raw = store / f"ev-{Evidence.objects.get(report=copied.report).id}" / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / "note.txt").write_text("Oruk Samplov filmed it", "utf-8")
    (raw / "film.mp4").write_bytes(bytes(995) + b"Edda Kromova" + bytes(3000))
    monkeypatch.setattr("khronika.record.documents.streams.WHOLE_BYTES", 500)
    monkeypatch.setattr("khronika.record.documents.streams.WINDOW_BYTES", 1000)
    monkeypatch.setattr("khronika.record.documents.streams.OVERLAP_BYTES", 64)
    found = {}
    for name in ("Oruk Samplov", "Edda Kromova", "Nobody Herelov"):
        party = copied.ledger.new_id()
        steps.set_party(copied.ledger, copied.asel, party, {"kind": "person", "name": name},
                        base=copied.ledger.head()[0])  # fmt: skip
        found[name] = erasure.plan(copied.ledger, f"party:{party}").copies
    both = [copied.package]
    assert found == {"Oruk Samplov": both, "Edda Kromova": both, "Nobody Herelov": []}


def test_an_event_that_only_cites_seconds_of_a_closed_copy_is_flagged(
    office: Any, story: Any
) -> None:
    """It shows no film, but its readers are sent to one that is for nobody any more."""
    copied = Copied(office, story)
    for actor in (copied.asel, copied.boris):
        copied.level(f"report:{copied.copy}", "public", actor)
    event, act, _ = story.decided(copied.ledger, copied.asel)
    cite(copied.step(), copied.film, f"{act}.type", Fragment.from_text("t=2,5"),
         copied.ledger.new_id())  # fmt: skip
    before = Event.objects.get(pk=event)
    copied.level(f"report:{copied.report}", "restricted")
    after = Event.objects.get(pk=event)
    assert copied.row().reached == after.seq
    assert after.revision == before.revision + 1
    assert rebuild().is_equal


def test_a_copy_that_comes_in_while_somebody_is_restricted_is_reached(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are looked through outside the lock; what is linked meanwhile is looked at as well."""
    copied = Copied(office, story)
    came: list[tuple[str, str]] = []

    def slow(*asked: Any, **more: Any) -> Any:
        found = restricting(*asked, **more)
        if not came:
            came.append(copied.receive(copied.report))
        return found

    monkeypatch.setattr("khronika.record.subjects.restricting", slow)
    copied.level(f"party:{copied.victim}", "restricted")
    rows = Evidence.objects.filter(pk__in=[copied.package, came[0][1]])
    assert [bool(row.reached) for row in rows] == [True, True]
    assert rebuild().is_equal


def test_nobody_is_restricted_while_others_write_without_end(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is given up with words, and nothing is half restricted."""
    copied = Copied(office, story)

    def behind(*asked: Any, **more: Any) -> Any:
        found = restricting(*asked, **more)
        copied.receive(copied.report)
        return found

    monkeypatch.setattr("khronika.record.subjects.restricting", behind)
    monkeypatch.setattr("khronika.record.subjects.MOST_LOOKS", 3)
    with pytest.raises(RecordBusy, match="restrict it again"):
        copied.level(f"party:{copied.victim}", "restricted")
    assert copied.row().reached is None
