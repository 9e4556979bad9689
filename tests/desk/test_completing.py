"""A capture that failed halfway is completed by hand, in the same report."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khronika.capture import Conditions, capture
from khronika.desk.seconding.effects import _seen
from khronika.flow.intake import intake
from khronika.flow.package import opened_by
from khronika.flow.resume_command import run
from khronika.record.behind import offered, packages_of_report
from khronika.record.documents.gather import sources_of
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.verify import verify as verify_record
from khronika.record.models import Act, Evidence, Fact, Report
from khronika.record.steps import set_access
from khronika.seal import verify

pytestmark = pytest.mark.slow
WHOLE = (
    b"<html><body><article><h1>Held</h1><p>Police detained Mira Tavel.</p>"
    b"<p>Police fined Joss Arden.</p></article></body></html>"
)


@pytest.fixture(name="take_broken")
def _take_broken(office: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Take in a page whose server broke off after so many bytes."""

    def take(sent: int) -> str:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n"
        url = serve(lambda _request, send: send(head + WHOLE[:sent])).url
        monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        conditions = Conditions.from_environment(office.home / "store")
        made = intake(url, ledger=office.ledger, actor="s:capture", conditions=conditions)
        assert not made.evidence.is_complete
        return made.report

    return take


def _send(office: Any, who: str, report: str, content: bytes, name: str = "saved.html") -> Any:
    file = SimpleUploadedFile(name, content)
    address = f"/desk/reports/{report}/complete/"
    return office.browser(who).post(address, {"file": file}, follow=True)


def _sound() -> None:
    faults = [check for check in verify_record() if not check.ok]
    assert not faults, faults
    assert rebuild().is_equal


def test_the_file_becomes_a_second_package_of_the_same_report(
    office: Any, take_broken: Any
) -> None:
    """Both are kept, the new one names the broken one by its head, and readers get the new one."""
    broken = take_broken(40)
    screen = office.browser("ann").get(f"/desk/reports/{broken}/").content.decode()
    assert "The capture is not whole." in screen
    answer = _send(office, "ann", broken, WHOLE)
    assert answer.request["PATH_INFO"] == f"/desk/reports/{broken}/"
    assert Report.objects.count() == 1
    old, new = packages_of_report(broken)
    assert (new.completes, new.whole) == (old.id, True)
    assert offered((old, new)) == new
    package = office.home / "store" / f"ev-{new.id}"
    told = json.loads((package / "data/manifest.json").read_bytes())
    assert told["completes"] == {"package": f"ev-{old.id}", "head_sha256": old.head}
    verdict = verify(package)
    assert verdict.ok
    assert any(f"it completes ev-{old.id}" in check.what for check in verdict.checks)
    said = answer.content.decode()
    assert "The capture broke off and was completed." in said
    assert "Police fined" in said
    _sound()


def test_what_was_read_from_the_broken_page_stays_and_nothing_is_drafted_twice(
    office: Any, take_broken: Any
) -> None:
    """Words of both pages are shown from their own page; only the new act is proposed."""
    broken = take_broken(84)
    (act,) = Act.objects.filter(report=broken)
    first = Fact.objects.get(pk=f"{act.id}.type")
    _send(office, "ann", broken, WHOLE)
    assert Act.objects.filter(report=broken).count() == 2
    sources = {json.loads(fact.cites)[0][0] for fact in Fact.objects.filter(field="type")}
    assert len(sources) == 2
    assert Fact.objects.get(pk=first.id).cites == first.cites
    old = json.loads(first.cites)[0][0]
    browser = office.browser("ann")
    screen = browser.get(f"/desk/reports/{broken}/").content.decode()
    assert "This report has another page:" in screen
    shown = browser.get(f"/desk/reports/{broken}/?source={old}").content.decode()
    assert "Joss Arden" not in shown.partition("data-source")[2].partition("</div>")[0]
    _sound()


def test_two_people_who_complete_at_once_both_keep_their_package(
    office: Any, take_broken: Any
) -> None:
    """The newest whole one is offered; the other stays, and names the same broken package."""
    broken = take_broken(40)
    _send(office, "ann", broken, WHOLE)
    _send(office, "ben", broken, WHOLE + b"<!-- saved by somebody else -->")
    old, *added = packages_of_report(broken)
    assert [one.completes for one in added] == [old.id, old.id]
    assert offered((old, *added)) == added[-1]
    assert Report.objects.count() == 1
    _sound()


def test_a_file_that_cannot_be_read_is_kept_and_takes_no_page_away(
    office: Any, take_broken: Any
) -> None:
    """Its hostile name becomes a plain one, and the page that stood is still there."""
    broken = take_broken(84)
    before = Report.objects.get(pk=broken).text
    _send(office, "ann", broken, b"\x00\x01\x02\x03" * 50, "../..\\evil\u202egpj.exe")
    after = Report.objects.get(pk=broken)
    assert after.text == before
    assert after.failure is None
    new = packages_of_report(broken)[-1]
    raw = [one.name for one in (office.home / "store" / f"ev-{new.id}" / "data/raw").iterdir()]
    assert len(raw) == 1
    assert raw[0].isascii()
    assert "/" not in raw[0]
    _sound()


def test_a_package_that_came_later_waits_for_its_level(office: Any, take_broken: Any) -> None:
    """Who set the evidence public before the file was there cannot have meant it."""
    broken = take_broken(84)
    ann = office.actors["ann"]
    base = office.ledger.head()[0]
    set_access(office.ledger, ann, f"report:{broken}", level="public", base=base)
    _send(office, "ben", broken, WHOLE)
    old, new = packages_of_report(broken)
    by_package = {one.evidence.package: one.evidence for one in sources_of({broken}).values()}
    assert by_package[f"ev-{old.id}"].level == "public"
    assert by_package[f"ev-{new.id}"].level == "restricted"
    assert opened_by(f"ev-{old.id}") == {ann}
    assert opened_by(f"ev-{new.id}") == set()
    newer = by_package[f"ev-{old.id}"].completed_by
    assert newer is not None
    assert (newer.package, newer.level) == (f"ev-{new.id}", "restricted")


def test_completing_needs_a_file_and_a_report(office: Any, take_broken: Any) -> None:
    """Without a file nothing is taken in, and what is unknown is answered with 404."""
    broken = take_broken(40)
    browser = office.browser("ann")
    answer = browser.post(f"/desk/reports/{broken}/complete/", follow=True)
    assert "Choose a file." in answer.content.decode()
    assert browser.post("/desk/reports/nothing/complete/").status_code == 404
    assert Report.objects.count() == 1


def test_what_is_whole_is_not_completed(office: Any, report: str) -> None:
    """A report without a broken package refuses the file and seals nothing."""
    answer = _send(office, "ann", report, WHOLE)
    assert "nothing of its capture is missing" in answer.content.decode()
    assert Evidence.objects.count() == 0


def test_a_completion_that_was_interrupted_is_gone_on_with(
    office: Any, take_broken: Any, tmp_path: Path
) -> None:
    """A package that was sealed and stands in no report is set beside the one that it names."""
    broken = take_broken(40)
    (old,) = packages_of_report(broken)
    conditions = Conditions.from_environment(office.home / "store")
    (tmp_path / "saved.html").write_bytes(WHOLE)
    named = (f"ev-{old.id}", old.head)
    capture(tmp_path / "saved.html", replace(conditions, completes=named))
    capture(tmp_path / "saved.html", replace(conditions, completes=("ev-" + "0" * 26, "0" * 64)))
    assert run(argparse.Namespace(do=True)) in (0, 1)
    assert [row.completes for row in packages_of_report(broken)] == [None, old.id]
    assert Report.objects.count() == 2, "what names a stranger's package is a report of its own"
    _sound()


def test_a_package_cannot_say_that_it_completes_itself(office: Any, tmp_path: Path) -> None:
    """Nor anything that is no package: verify names it, for whoever gets the package."""
    (tmp_path / "page.html").write_bytes(WHOLE)
    conditions = Conditions.from_environment(office.home / "store")
    for named in (("ev-x", "0" * 64), ("ev-" + "0" * 26, "nothing"), ("", "")):
        made = capture(tmp_path / "page.html", replace(conditions, completes=named))
        faults = [check.what for check in verify(made.path).checks if not check.ok]
        assert any("does not name the package that it completes" in one for one in faults)


def test_a_second_package_counts_among_what_can_be_downloaded() -> None:
    """The second person is told that two packages open, not one."""
    sample = Path(__file__).parents[2] / "docs" / "reference" / "sample-event.json"
    document: dict[str, Any] = json.loads(sample.read_text("utf-8"))
    before = int(_seen(document)["Evidence to download"])
    source = next(iter(document["sources"].values()))
    source["evidence"]["completed_by"] = {"package": "ev-other", "head_sha256": "9" * 64}
    assert _seen(document)["Evidence to download"] == str(before + 1)
