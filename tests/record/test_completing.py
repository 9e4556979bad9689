"""A second package of a report is taken for what it says of itself, and forged ones are named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from khronika.record import steps
from khronika.record.erasure import erase
from khronika.record.errors import EntryMalformed, EntryRefused, NotAllowed
from khronika.record.ledger.entry import Kind, NewEntry
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.surroundings import check_packages
from khronika.record.models import Evidence, Report
from khronika.record.values import read_large
from khronika.seal.signature import Signer
from khronika.seal.writer import Draft

SOURCE, OTHER = "ab" * 32, "cd" * 32
PAGE = {
    "source": {"sha256": SOURCE, "bytes": 4, "media_type": "text/plain", "encoding": "utf-8",
               "url": None},
    "title": None, "lang": "en", "published": None, "byline": None, "site": None, "text": "Held",
    "blocks": [], "links": [], "media": [], "gaps": [],
}  # fmt: skip


@pytest.fixture(name="broken")
def _broken(office: Any) -> tuple[str, str, str]:
    """Receive a report with a package; answer the report, the package and its head."""
    ledger, report, package = office.ledger, office.ulid(), office.ulid()
    steps.receive(ledger, "s:capture", report, package=package, head="11" * 32,
                  pages={SOURCE: PAGE})  # fmt: skip
    return report, package, "11" * 32


def _complete(office: Any, actor: str, behind: tuple[str, str, str], **other: Any) -> Any:
    report, package, head = behind
    ledger = office.ledger
    said = {"package": ledger.new_id(), "head": "22" * 32, "broken": package,
            "broken_head": head, **other}  # fmt: skip
    made = steps.Completing(**said)
    return steps.receive_completing(
        ledger, actor, report, made, pages={OTHER: {**PAGE, "text": "Held and fined"}}
    )


def test_a_second_package_keeps_the_pages_of_the_first(
    office: Any, broken: tuple[str, str, str]
) -> None:
    """Both stand behind the report, and the tables can be computed anew."""
    _complete(office, f"u:{office.asel}", broken, media=("ee" * 32,))
    rows = Evidence.objects.filter(report=broken[0]).order_by("seq")
    assert [row.completes for row in rows] == [None, broken[1]]
    assert json.loads(rows[1].media) == ["ee" * 32]
    pages: Any = read_large(str(Report.objects.get(pk=broken[0]).text))
    assert set(pages) == {SOURCE, OTHER}
    assert rebuild().is_equal


def test_a_page_that_stands_is_not_read_over(office: Any, broken: tuple[str, str, str]) -> None:
    """Another reading of the same bytes would move the words that are cited in them."""
    report, package, head = broken
    made = steps.Completing(office.ulid(), "22" * 32, package, head)
    steps.receive_completing(office.ledger, f"u:{office.asel}", report, made,
                             pages={SOURCE: {**PAGE, "text": "Not held"}})  # fmt: skip
    pages: Any = read_large(str(Report.objects.get(pk=report).text))
    assert pages[SOURCE]["text"] == "Held"


FORGED: list[tuple[str, dict[str, Any]]] = [
    ("none of this report", {"broken": "01M8AYDB0BE4J0K8TV4B0HE7FP"}),
    ("another head", {"broken_head": "33" * 32}),
    ("its head is that of another", {"head": "11" * 32}),
]


@pytest.mark.parametrize(("why", "other"), FORGED)
def test_a_forged_second_package_is_refused(
    office: Any, broken: tuple[str, str, str], why: str,
    other: dict[str, Any],
) -> None:  # fmt: skip
    """It must name a package of this very report, by the head that the record knows."""
    with pytest.raises(EntryRefused, match=why):
        _complete(office, f"u:{office.asel}", broken, **other)


def test_a_package_of_another_report_is_no_second_one(
    office: Any, broken: tuple[str, str, str]
) -> None:
    """What stands behind a report stands behind no other, and completes no other."""
    ledger = office.ledger
    other, package = ledger.new_id(), ledger.new_id()
    steps.receive(ledger, "s:capture", other, package=package, head="44" * 32, pages={})
    with pytest.raises(EntryRefused, match="behind a report already"):
        _complete(office, f"u:{office.asel}", broken, package=package, head="55" * 32)
    with pytest.raises(EntryRefused, match="none of this report"):
        _complete(office, f"u:{office.asel}", (other, broken[1], broken[2]))


def test_what_completes_is_whole_and_is_not_completed_again(
    office: Any, broken: tuple[str, str, str]
) -> None:
    """A chain of completions would hide which one broke off."""
    ledger = office.ledger
    package = ledger.new_id()
    _complete(office, f"u:{office.asel}", broken, package=package)
    again = (broken[0], package, "22" * 32)
    with pytest.raises(EntryRefused, match="is whole"):
        _complete(office, f"u:{office.asel}", again, head="66" * 32)


def test_who_only_sends_reports_completes_none(office: Any, broken: tuple[str, str, str]) -> None:
    """A second package changes what others decide on."""
    with pytest.raises(NotAllowed):
        _complete(office, f"u:{office.admin}", broken)


def test_a_second_package_changes_nothing_that_stands(
    office: Any, broken: tuple[str, str, str]
) -> None:
    """Neither the level nor a fact of the report can be set with it."""
    ledger = office.ledger
    report, package, head = broken
    payload: dict[str, Any] = {
        "package": ledger.new_id(), "head": "22" * 32, "whole": True, "sources": [], "media": [],
        "completes": {"package": package, "head": head}, "failure": "empty_source", "text": None,
        "facts": [{"fact": f"{report}.level", "value": "public", "cites": []}],
    }  # fmt: skip

    def send(**other: Any) -> None:
        entry = NewEntry(ledger.new_id(), f"u:{office.asel}", Kind.RECEIVE, f"report:{report}",
                         payload | other, ledger.head()[0], 3)  # fmt: skip
        ledger.append(entry)

    with pytest.raises(EntryRefused, match="a level is set by access"):
        send()
    with pytest.raises(EntryRefused, match="pages come with their sources"):
        send(facts=[], sources=[OTHER])
    with pytest.raises(EntryMalformed):
        send(facts=[], completes=None)
    with pytest.raises(EntryMalformed):
        send(facts=[], whole="yes")


def test_an_erased_report_gets_no_second_package(
    office: Any, broken: tuple[str, str, str]
) -> None:
    """Nothing comes back in that was erased."""
    ledger = office.ledger
    erase(
        ledger, f"u:{office.officer}", f"report:{broken[0]}", ground="law", base=ledger.head()[0]
    )
    with pytest.raises(EntryRefused, match="was erased"):
        _complete(office, f"u:{office.asel}", broken)


Make = Callable[..., tuple[str, str]]


@pytest.fixture(name="sealed")
def _sealed(office: Any) -> Make:
    """Seal packages in the store of the record."""
    signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))

    def make(**told: Any) -> tuple[str, str]:
        with Draft(Path(settings.HOME) / "store") as draft:
            draft.add("data/raw/page.txt", [b"Held"])
            described = {"kind": "file", "source": {"name": "page.txt"}, "complete": True,
                         "gaps": [], **told}  # fmt: skip
            made = draft.seal(described, signer=signer)
        return made.id.removeprefix("ev-"), made.head_sha256

    return make


def test_verify_names_a_second_package_that_says_something_else(office: Any, sealed: Make) -> None:
    """The manifest must name the broken package, which must be broken, and must be there."""
    ledger = office.ledger
    report = ledger.new_id()
    first, first_head = sealed(complete=False, gaps=[{"path": "x", "why": "cut off"}])
    steps.receive(ledger, "s:capture", report, package=first, head=first_head, pages={})
    named = {"package": f"ev-{first}", "head_sha256": first_head}
    sound, sound_head = sealed(completes=named)
    silent, silent_head = sealed()
    broken = (report, first, first_head)
    _complete(office, f"u:{office.asel}", broken, package=sound, head=sound_head)
    assert list(check_packages("default", set())) == []
    _complete(office, f"u:{office.asel}", broken, package=silent, head=silent_head)
    assert [fault.partition(" ")[0] for fault in check_packages("default", set())] == [
        f"ev-{silent}"
    ]
    lied, lied_head = sealed(completes=named, complete=False)
    _complete(office, f"u:{office.asel}", broken, package=lied, head=lied_head)
    assert any("whether it is whole" in one for one in check_packages("default", set()))
    shutil.rmtree(Path(settings.HOME) / "store" / f"ev-{sound}")
    assert any(f"ev-{sound} is not in store" in one for one in check_packages("default", set()))


def test_verify_names_a_whole_package_that_was_completed(office: Any, sealed: Make) -> None:
    """Nobody pushes a whole capture aside with a file of their own."""
    ledger = office.ledger
    report = ledger.new_id()
    first, first_head = sealed()
    steps.receive(ledger, "s:capture", report, package=first, head=first_head, pages={})
    named = {"package": f"ev-{first}", "head_sha256": first_head}
    second, second_head = sealed(completes=named)
    _complete(office, f"u:{office.asel}", (report, first, first_head), package=second,
              head=second_head)  # fmt: skip
    (fault,) = check_packages("default", set())
    assert "which is whole" in fault


def test_a_row_that_no_entry_made_is_found(office: Any, broken: tuple[str, str, str]) -> None:
    """Whoever puts a second package into the table alone is found by computing it anew."""
    _complete(office, f"u:{office.asel}", broken)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_evidence SET completes = NULL, whole = NULL")
    assert not rebuild().is_equal


def test_a_record_of_before_is_brought_up_as_a_rebuild_would(
    office: Any, broken: tuple[str, str, str]
) -> None:
    """The migration fills its columns from the ledger; down and up again the tables are equal."""
    executor = MigrationExecutor(connection)
    executor.migrate([("record", "0005_keys_of_each_name")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM record_evidence")
        assert [column[0] for column in cursor.description] == ["id", "report", "head", "sources"]
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("record"))
    row = Evidence.objects.get(pk=broken[1])
    assert (row.completes, row.whole, row.media) == (None, None, "[]")
    assert row.seq > 0
    assert rebuild().is_equal
    _complete(office, f"u:{office.asel}", broken)
    assert rebuild().is_equal


def test_what_is_masked_meanwhile_stays_masked_in_another_reading(
    office: Any, story: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other pages are kept as they are on the head on which the reading is written."""
    ledger = office.ledger
    _, _, made = story.decided(ledger, f"u:{office.asel}")
    row, package = Evidence.objects.get(report=made.report), office.ulid()
    steps.receive_completing(
        ledger, f"u:{office.asel}", made.report,
        steps.Completing(package, "22" * 32, row.id, row.head), pages={OTHER: PAGE},
        failure="empty_source",
    )  # fmt: skip
    reads, looks = steps.standing_pages, []

    def slow(*whose: Any) -> Any:
        found = reads(*whose)
        if not looks:
            erase(ledger, f"u:{office.officer}", f"party:{story.victim_of(made)}",
                  ground="danger", base=ledger.head()[0])  # fmt: skip
        looks.append(found)
        return found

    monkeypatch.setattr(steps, "standing_pages", slow)
    steps.receive_again(ledger, "s:coder", made.report, package=package, head="22" * 32,
                        pages={OTHER: PAGE})  # fmt: skip
    pages: Any = read_large(str(Report.objects.get(pk=made.report).text))
    assert story.NAME not in pages[story.SOURCE]["text"]
    assert set(pages) == {story.SOURCE, OTHER}
    assert len(looks) == 2
