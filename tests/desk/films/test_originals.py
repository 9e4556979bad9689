"""A redacted copy goes with its original: erased, restricted or made anew, it is looked at again."""

from pathlib import Path
from typing import Any

import pytest
from tests.desk.films.desk import Desk, needs_ffmpeg
from tests.desk.films.redacted import ask, decide, made_row, only_row

from khronika.capture import Conditions
from khronika.desk import worker_command
from khronika.desk.models import Redaction
from khronika.desk.redacting import jobs
from khronika.flow.package import opened_by
from khronika.record.erasure import erase
from khronika.record.models import Evidence
from khronika.record.steps import grant, receive, set_access
from khronika.seal.writer import utc_now

pytestmark = needs_ffmpeg


def test_an_erased_original_leaves_no_frames_behind(desk: Desk, office: Any) -> None:
    """The worker's next round takes the contact sheet away, though no other copy waits."""
    row = made_row(desk)
    jobs.sheet_path(row).parent.mkdir(parents=True, exist_ok=True)
    jobs.sheet_path(row).write_bytes(b"frames")
    assert worker_command._redacting(None, lambda: False, wait=True) is None
    assert jobs.sheet_path(row).exists()
    officer = office.actors["ben"]
    grant(office.ledger, office.actors["ada"], officer[2:], "security_officer",
          base=office.ledger.head()[0])  # fmt: skip
    erase(office.ledger, officer, f"report:{desk.report}", ground="danger",
          base=office.ledger.head()[0])  # fmt: skip
    assert worker_command._redacting(None, lambda: False, wait=True) is None
    assert not jobs.sheet_path(row).exists()
    assert not Redaction.objects.exists()


def _officer(office: Any) -> str:
    officer: str = office.actors["ben"]
    grant(office.ledger, office.actors["ada"], officer[2:], "security_officer",
          base=office.ledger.head()[0])  # fmt: skip
    return officer


def test_the_record_learns_what_a_copy_was_made_from(desk: Desk, offered: Redaction) -> None:
    """Once it is offered, whoever erases its original reaches it; nobody offers one afterwards."""
    row = Evidence.objects.get(pk=offered.package)
    assert (row.copy_of, row.parent) == (desk.report, desk.file.sha256)
    late = Redaction.objects.create(
        id=desk.office.ledger.new_id(), report=desk.report, sha256=desk.file.sha256, plan={},
        person=desk.office.actors["ann"][2:], step=Redaction.Step.MADE, moved_at=utc_now(),
        package=desk.office.ledger.new_id(), head="cd" * 32,
    )  # fmt: skip
    made = erase(desk.office.ledger, _officer(desk.office), f"report:{desk.report}",
                 ground="danger", base=desk.office.ledger.head()[0])  # fmt: skip
    assert made[0].payload["copies"] == [offered.package]
    answer = decide(desk, late, "ann", "offer").content.decode()
    assert "The report that it was made from was erased." in answer
    assert not Evidence.objects.filter(pk=late.package).exists()


def test_a_copy_that_was_closed_again_says_so(desk: Desk, offered: Redaction) -> None:
    """After its approval the original was restricted once more: two people look again."""
    decide(desk, offered, "ben", "approve")
    browser, address = desk.office.browser("ann"), f"/desk/redactions/{offered.id}/"
    package = f"/desk/reports/{only_row().copy}/package/"
    said, told = "Nobody is offered it any more", "it is offered to nobody until two people"
    assert said not in browser.get(address).content.decode()
    assert told not in browser.get(package).content.decode()
    set_access(desk.office.ledger, desk.office.actors["ben"], f"report:{desk.report}",
               level="restricted", base=desk.office.ledger.head()[0])  # fmt: skip
    assert said in browser.get(address).content.decode()
    assert told in browser.get(package).content.decode()
    assert opened_by(f"ev-{offered.package}") == set()
    for who in ("ann", "ben"):
        form = {**desk.office.marks(), "step": "level"}
        desk.office.browser(who).post(package, form, follow=True)
    assert said not in browser.get(address).content.decode()
    assert opened_by(f"ev-{offered.package}") == {
        desk.office.actors[one] for one in ("ann", "ben")
    }


def test_an_erased_original_leaves_no_package_that_nobody_offered(desk: Desk, office: Any) -> None:
    """A copy that stands in no report goes from the store; one that does is the record's to tell."""
    row = made_row(desk)
    folder = office.home / "store" / f"ev-{row.package}"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "copy.mp4").write_bytes(b"film")
    erase(office.ledger, _officer(office), f"report:{desk.report}", ground="danger",
          base=office.ledger.head()[0])  # fmt: skip
    assert worker_command._redacting(None, lambda: False, wait=True) is None
    assert not folder.exists()


def test_a_package_that_cannot_be_removed_is_told_and_tried_again(
    desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The worker names the folder each round, and forgets the copy once it is gone."""
    row = made_row(desk)
    folder = office.home / "store" / f"ev-{row.package}"
    folder.mkdir(parents=True)
    erase(office.ledger, _officer(office), f"report:{desk.report}", ground="danger",
          base=office.ledger.head()[0])  # fmt: skip

    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(jobs.shutil, "rmtree", refuse)
        worker_command._redacting(None, lambda: False, wait=True)
    assert f"(Permission denied): remove {folder} by hand" in capsys.readouterr().err
    assert Redaction.objects.filter(pk=row.pk).exists()
    worker_command._redacting(None, lambda: False, wait=True)
    assert not folder.exists()
    assert not Redaction.objects.filter(pk=row.pk).exists()


def test_a_copy_that_is_made_while_its_original_is_erased_is_not_kept(
    desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker finds its row gone, and throws away what it made."""
    made = office.home / "store" / "ev-01M8AYDB0BE4J0K8TV4B0HE7FP"
    made.mkdir(parents=True)
    row = made_row(desk)
    evidence = jobs.Evidence(made.name, made, "ab" * 32)

    def erased(one: Redaction, *_: object) -> Any:
        Redaction.objects.filter(pk=one.pk).delete()
        return evidence

    monkeypatch.setattr(jobs, "_redacted", erased)
    monkeypatch.setattr(jobs, "_measured", lambda _made: {})
    said = jobs._make(row, Conditions.from_environment(office.home / "store"), utc_now)
    assert "its original was erased" in said
    assert not made.exists()


def test_copies_of_before_are_linked_by_the_worker(desk: Desk, office: Any) -> None:
    """What an earlier version took in knew nothing of its original."""
    row = made_row(desk)
    report = office.ledger.new_id()
    receive(office.ledger, office.actors["ann"], report, package=row.package, head=row.head,
            failure="source_not_text", base=office.ledger.head()[0])  # fmt: skip
    Redaction.objects.filter(pk=row.pk).update(copy=report, step=Redaction.Step.APPROVED)
    for _ in range(2):
        worker_command._redacting(None, lambda: False, wait=True)
    assert Evidence.objects.get(pk=row.package).copy_of == desk.report


def test_an_officer_closes_the_copies_of_a_report_that_is_restricted_already(
    desk: Desk, offered: Redaction
) -> None:
    """An original is restricted from the start: saying so again is meant for what was made of it."""
    decide(desk, offered, "ben", "approve")
    _officer(desk.office)
    said = {**desk.office.marks(), "step": "restrict", "subject": f"report:{desk.report}"}
    desk.office.browser("ben").post("/desk/erasing/", said)
    assert Evidence.objects.get(pk=offered.package).reached == desk.office.ledger.head()[0]
    assert opened_by(f"ev-{offered.package}") == set()


@pytest.mark.slow
def test_a_copy_of_an_older_version_is_to_be_looked_at_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its page and the worker's log say so, where its original is a picture held sideways."""
    ask(desk)
    row = only_row()
    assert list(jobs.doubtful()) == []
    monkeypatch.setattr(jobs, "old_parent", lambda _: desk.file.sha256)
    assert list(jobs.doubtful()) == []  # a film was always turned
    monkeypatch.setattr(jobs, "doubt", lambda package, sha256: f"sideways {sha256[:4]}")
    assert list(jobs.doubtful()) == [
        f"redacted copy {row.name} is to be looked at again: sideways {desk.file.sha256[:4]}"
    ]
    page = desk.office.browser("ben").get(f"/desk/redactions/{row.id}/").content.decode()
    assert "look at the whole copy again" in page
