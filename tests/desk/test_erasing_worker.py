"""An erasure that is killed, breaks or comes late ends well, and its row says how."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from tests.desk.officers import Step, confirmed, party_of, planned, post

from khronika.desk.erasing import jobs
from khronika.desk.models import Erasure
from khronika.errors import RecordError
from khronika.flow.erasing import carry_out
from khronika.record import erasure, steps
from khronika.record.models import Entry


def test_a_worker_that_was_killed_after_the_entry_settles_the_row(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What was left half done is taken up once it is stale, and written once."""
    row = planned(office, f"party:{party_of(fact)}")
    monkeypatch.setattr("khronika.desk.erasing.views._run_in_tests", lambda: None)
    confirmed(office, row)
    plan: Any = row.plan
    carry_out(office.ledger, office.actors["sec"], row.subject, ground="person_asked",
              base=plan["base"], home=office.home, entry=jobs.derived(row.id, "erase"),
              shown=plan["mark"])  # fmt: skip
    Erasure.objects.filter(pk=row.pk).update(step=Step.ERASING, moved_at=jobs.now())
    assert not jobs.is_any_due(jobs.now())
    later = jobs.now() - jobs.STALE - timedelta(seconds=1)
    Erasure.objects.filter(pk=row.pk).update(moved_at=later)
    assert jobs.is_any_due(jobs.now())
    list(jobs.run_due())
    row.refresh_from_db()
    assert row.step == Step.ERASED
    assert Entry.objects.filter(kind="erase").count() == 1


def test_a_role_taken_meanwhile_erases_nothing(
    office: Any, report: str, officers: Any, fact: Callable[[str, str], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The record asks whether the officer is one when it writes, not when they said so."""
    row = planned(office, f"party:{party_of(fact)}")
    monkeypatch.setattr("khronika.desk.erasing.views._run_in_tests", lambda: None)
    confirmed(office, row)
    steps.grant(office.ledger, office.actors["ada"], office.actors["sec"][2:], "security_officer",
                given=False, base=office.ledger.head()[0])  # fmt: skip
    list(jobs.run_due())
    row.refresh_from_db()
    assert row.step == Step.REFUSED
    assert "NotAllowed" in row.problem
    assert not Entry.objects.filter(kind="erase").exists()
    screen = office.browser("sam").get(f"/desk/erasing/{row.id}/").content.decode()
    assert "could not be erased" in screen
    post(office, "sam", f"{row.id}/", d="drop")
    assert not Erasure.objects.exists()


def test_a_plan_that_breaks_says_why(
    office: Any, report: str, officers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that the record cannot make ends refused, with the reason, and can be asked again."""

    def broken(*_: Any, **__: Any) -> Any:
        raise RecordError("a file of a value is missing")

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "plan", broken)
        row = planned(office, f"report:{report}")
    assert row.step == Step.REFUSED
    screen = office.browser("sec").get(f"/desk/erasing/{row.id}/").content.decode()
    assert "a file of a value is missing" in screen
    post(office, "sec", f"{row.id}/", d="again")
    row.refresh_from_db()
    assert (row.step, row.problem) == (Step.PLANNED, "")


def _later(row: Erasure) -> None:
    moment = jobs.now() - jobs.STALE - timedelta(seconds=1)
    Erasure.objects.filter(pk=row.pk).update(moved_at=moment)


def test_a_fault_of_the_program_is_shown_and_tried_again_a_few_times(
    office: Any, report: str, officers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The screen names kind and place of the fault and the next step, and never its words."""

    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("Mira Tavel by zero")

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "plan", broken)
        row = planned(office, f"report:{report}")
        assert (row.step, row.tries) == (Step.ASKED, 1)
        screen = office.browser("sec").get(f"/desk/erasing/{row.id}/").content.decode()
        assert "ZeroDivisionError in jobs.py, line" in screen
        assert "tries again by itself" in screen
        assert "by zero" not in screen
        assert list(jobs.run_due()) == []  # not at once
        said = []
        for _ in range(5):
            _later(row)
            said += list(jobs.run_due())
    row.refresh_from_db()
    assert (row.step, len(said)) == (Step.REFUSED, jobs.MOST_TRIES - 1)
    screen = office.browser("sec").get(f"/desk/erasing/{row.id}/").content.decode()
    assert "make the plan once more" in screen
    post(office, "sec", f"{row.id}/", d="again")
    row.refresh_from_db()
    assert (row.step, row.problem, row.tries) == (Step.PLANNED, "", 0)


def test_a_fault_after_the_entry_settles_the_row(
    office: Any, report: str, officers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is erased is told as erased, whatever failed in tidying up."""

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    row = planned(office, f"report:{report}")
    with monkeypatch.context() as patched:
        patched.setattr("khronika.flow.erasing.sweep_files", broken)
        confirmed(office, row)
    row.refresh_from_db()
    assert (row.step, row.problem) == (Step.ERASED, "")
    assert Entry.objects.filter(kind="erase").count() == 1


def test_a_confirmed_erasure_that_fails_is_tried_again(
    office: Any, report: str, officers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is busy for a moment stops nothing: the officer's word stands."""

    def broken(*_: Any, **__: Any) -> Any:
        raise OperationalError("database is locked")

    row = planned(office, f"report:{report}")
    with monkeypatch.context() as patched:
        patched.setattr("khronika.desk.erasing.jobs.carry_out", broken)
        confirmed(office, row)
    row.refresh_from_db()
    assert (row.step, row.tries) == (Step.CONFIRMED, 1)
    _later(row)
    assert [line.partition(": ")[2] for line in jobs.run_due()] == ["erased"]


def test_a_worker_that_is_killed_over_and_over_stops_trying(
    office: Any, report: str, officers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes the process with it each time is not begun for ever."""
    monkeypatch.setattr("khronika.desk.erasing.views._run_in_tests", lambda: None)
    row = planned(office, f"report:{report}")

    def killed(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasure, "plan", killed)
        for _ in range(jobs.MOST_TRIES):
            with pytest.raises(KeyboardInterrupt):
                list(jobs.run_due())
            _later(row)
        list(jobs.run_due())
    row.refresh_from_db()
    assert row.step == Step.REFUSED
    assert "stopped before its end" in row.problem
