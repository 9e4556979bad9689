"""A redacted copy is asked for at the desk, made apart, looked at by two people, and never alone."""

import json
import shutil
import threading
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.films.desk import Desk, needs_ffmpeg
from tests.desk.films.redacted import PLAN, ask, decide, made_row, only_row

from khronika.capture import Conditions
from khronika.desk import worker_command
from khronika.desk.models import Redaction
from khronika.desk.redacting import jobs
from khronika.flow.package import opened_by
from khronika.record.errors import RecordBusy
from khronika.record.models import Evidence, Fact, Report
from khronika.record.steps import receive
from khronika.seal import verify
from khronika.seal.writer import utc_now

pytestmark = needs_ffmpeg


@pytest.mark.slow
def test_a_copy_is_made_offered_and_approved_by_somebody_else(desk: Desk) -> None:
    """From the form to two people's word; the original stays as it was, byte for byte."""
    office = desk.office
    before = {path: path.read_bytes() for path in desk.medium.package.rglob("*") if path.is_file()}
    screen = ask(desk).content.decode()
    row = only_row()
    assert row.step == Redaction.Step.MADE, row.problem
    assert "is made: look at it" in screen
    assert f"/desk/redactions/{row.id}/sheet.png" in screen
    browser = office.browser("ann")
    sheet = browser.get(f"/desk/redactions/{row.id}/sheet.png")
    assert sheet.content.startswith(b"\x89PNG")
    assert "sandbox" in sheet.headers["Content-Security-Policy"]
    part = browser.get(f"/desk/redactions/{row.id}/copy", headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.content[:4]) == (206, b"ftyp")
    package = office.home / "store" / f"ev-{row.package}"
    told = json.loads((package / "data/manifest.json").read_bytes())
    assert told["redacted"]["parent"] == desk.file.sha256
    assert verify(package).ok
    assert {path: path.read_bytes() for path in before} == before

    decide(desk, row, "ann", "offer")
    assert only_row().step == Redaction.Step.OFFERED
    assert opened_by(f"ev-{row.package}") == {office.actors["ann"]}
    assert "Somebody else must look" in decide(desk, row, "ann", "approve").content.decode()
    assert f"ev-{row.package}" in office.browser("ben").get("/desk/second/").content.decode()
    decide(desk, row, "ben", "approve")
    assert only_row().step == Redaction.Step.APPROVED
    assert opened_by(f"ev-{row.package}") == {office.actors["ann"], office.actors["ben"]}
    copy = Evidence.objects.get(pk=row.package).report
    assert copy != desk.report
    assert Fact.objects.get(pk=f"{copy}.level").value == '"public"'
    assert Fact.objects.get(pk=f"{desk.report}.level").value == '"restricted"'
    film = office.browser("ben").get(f"/desk/reports/{copy}/films/").content.decode()
    assert only_row().copy_sha256 in film
    assert not jobs.sheet_path(row).exists()


def test_who_sends_a_copy_back_says_why_and_nobody_gets_it(desk: Desk, offered: Redaction) -> None:
    """Without a reason nothing happens; with one the copy is closed again."""
    assert "Say what must still be hidden" in decide(desk, offered, "ben", "back").content.decode()
    decide(desk, offered, "ben", "back", reason="A plate at second 3.")
    assert only_row().step == Redaction.Step.BACK
    assert Fact.objects.get(pk=f"{only_row().copy}.level").value == '"restricted"'
    assert "A plate at second 3." in (
        desk.office.browser("ann").get(f"/desk/redactions/{offered.id}/").content.decode()
    )
    assert "not offered any more" in decide(desk, offered, "ben", "approve").content.decode()


def test_of_two_people_at_once_one_decides(desk: Desk, offered: Redaction) -> None:
    """An approval after a refusal, or twice, changes nothing."""
    decide(desk, offered, "ben", "approve")
    answer = decide(desk, offered, "ben", "back", reason="late")
    assert "not offered any more" in answer.content.decode()
    assert only_row().step == Redaction.Step.APPROVED


def test_a_copy_is_offered_once_and_by_its_maker(desk: Desk, offered: Redaction) -> None:
    """Neither somebody else nor a second click makes another report of it."""
    decide(desk, offered, "ben", "offer")
    decide(desk, offered, "ann", "offer")
    assert Report.objects.count() == 2


def test_a_coder_asks_and_does_not_approve(desk: Desk, offered: Redaction) -> None:
    """Approving is an editor's."""
    answer = decide(desk, offered, "cas", "approve")
    assert "Your roles do not allow this." in answer.content.decode()
    assert only_row().step == Redaction.Step.OFFERED


def test_the_same_form_sent_twice_asks_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A doubled click makes one copy."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    form = {**desk.office.marks(), **PLAN}
    for _ in range(2):
        desk.office.browser("ann").post(desk.path + "redact", form, follow=True)
    assert only_row().step == Redaction.Step.WAITING


def test_what_was_begun_and_left_is_begun_again_by_one_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed worker leaves a row that another takes after a while, and two never take one."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    ask(desk)
    row, now = only_row(), utc_now()
    assert jobs._claim(row, now)
    assert not jobs._claim(row, now)
    assert not jobs.is_any_waiting(now + timedelta(minutes=1))
    assert jobs.is_any_waiting(now + timedelta(minutes=4))


def test_a_failed_copy_says_why(desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package that is gone is a reason on the screen, and nothing is left half made."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    ask(desk)
    shutil.rmtree(desk.medium.package)
    list(jobs.run_waiting(Conditions.from_environment(office.home / "store")))
    assert only_row().step == Redaction.Step.REFUSED
    screen = office.browser("ann").get(f"/desk/redactions/{only_row().id}/").content.decode()
    assert "in no package of its report any more" in screen


def test_a_copy_at_which_the_program_fails_is_refused_and_not_begun_for_ever(
    desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind of the fault and its place are told; its words, which may name somebody, are not."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    ask(desk)

    def fail(*_: object) -> None:
        raise ZeroDivisionError("Mira Tavel")

    monkeypatch.setattr(jobs, "_redacted", fail)
    [line] = jobs.run_waiting(Conditions.from_environment(office.home / "store"))
    assert only_row().step == Redaction.Step.REFUSED
    assert "not made: the program failed (ZeroDivisionError in jobs.py, line" in line
    assert not jobs.is_any_waiting(utc_now() + timedelta(days=1))
    screen = office.browser("ann").get(f"/desk/redactions/{only_row().id}/").content.decode()
    assert "ask once more" in screen
    assert "Tavel" not in line + screen


def test_strangers_see_no_copy(desk: Desk, offered: Redaction, client: Any) -> None:
    """A monitor and somebody without an account get neither the copy nor its sheet."""
    for path in ("", "sheet.png", "copy"):
        address = f"/desk/redactions/{offered.id}/{path}"
        assert client.get(address).status_code == 302
        assert desk.office.browser("mon").get(address).status_code == 403


def test_the_worker_makes_copies_beside_everything_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letters do not wait for a film; while one is at it no second thread begins."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    begun, go_on = threading.Event(), threading.Event()

    def slow(row: Redaction, conditions: Conditions, clock: Any) -> str:
        begun.set()
        assert go_on.wait(60)
        Redaction.objects.filter(pk=row.pk).update(step=Redaction.Step.REFUSED)
        return "not made"

    monkeypatch.setattr(jobs, "_make", slow)
    ask(desk)
    first = worker_command._redacting(None, lambda: False, wait=False)
    assert first is not None
    assert begun.wait(60)
    assert worker_command._redacting(first, lambda: False, wait=False) is first
    go_on.set()
    first.join(60)
    assert not first.is_alive()
    assert worker_command._redacting(first, lambda: False, wait=True) is first


def test_an_approval_that_the_record_refuses_still_waits(
    desk: Desk, offered: Redaction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is called approved only where the second word stands in the record."""

    def refuse(*_: object) -> None:
        raise RecordBusy("others write")

    with monkeypatch.context() as patched:
        patched.setattr("khronika.desk.redacting.steps._set_level", refuse)
        decide(desk, offered, "ben", "approve")
    assert only_row().step == Redaction.Step.OFFERED
    decide(desk, offered, "ben", "approve")
    assert only_row().step == Redaction.Step.APPROVED


def test_a_copy_that_was_taken_in_meanwhile_is_offered_all_the_same(
    desk: Desk, office: Any
) -> None:
    """`khronika resume` takes in what lies in the store; its maker's word is for that report."""
    row = made_row(desk)
    report = office.ledger.new_id()
    receive(office.ledger, "s:resume", report, package=row.package, head=row.head,
            failure="source_not_text")  # fmt: skip
    decide(desk, row, "ann", "offer")
    assert (only_row().step, only_row().copy) == (Redaction.Step.OFFERED, report)
    assert Fact.objects.get(pk=f"{report}.level").value == '"public"'
