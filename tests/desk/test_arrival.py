"""The inbox and new reports: what waits, who holds it, what is taken in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khronika.desk.arrival import intake
from khronika.desk.arrival.listing import say_age
from khronika.desk.models import Hold, Intake
from khronika.record.models import Report

REPORT = "Police detained the reporter Mira Tavel in Selm on 14 May 2031.\n"


def _queries(office: Any, name: str, path: str) -> int:
    client = office.browser(name)
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def test_the_inbox_says_risk_age_source_and_who_holds(office: Any, report: str) -> None:
    """Each report is listed with what was drafted, its risk, its outlet, its age and holder."""
    office.do("ben", report, "take")
    screen = office.browser("ann").get("/desk/").content.decode()
    for words in ("Reporters held in Selm", "detention 2", "Quay Weekly", "Ben Sample reads it",
                  "Take over", "0 min"):  # fmt: skip
        assert words in screen


def test_a_report_is_taken_and_handed_over(office: Any, report: str) -> None:
    """Holding locks nothing: another takes over, or is handed it."""
    office.browser("ann").post("/desk/take/", {"report": report})
    assert Hold.objects.get(pk=report).person == office.actors["ann"][2:]
    office.do("ann", report, "hand-over", to=office.actors["ben"][2:])
    assert Hold.objects.get(pk=report).person == office.actors["ben"][2:]
    office.do("cas", report, "take")
    assert Hold.objects.get(pk=report).person == office.actors["cas"][2:]
    office.do("cas", report, "hand-over", to="")
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("query", "is_found"),
    [("q=selm", True), ("q=lanter", False), ("lang=en&risk=2", True), ("risk=x", False),
     ("who=mine", True), ("q=" + "%F0%9F%92%A9" * 200, False), ("lang=%ff", False)],
)  # fmt: skip
def test_the_inbox_is_filtered(office: Any, report: str, query: str, is_found: bool) -> None:
    """Words, language, risk and holder narrow the list; nonsense finds nothing."""
    answer = office.browser("ann").get(f"/desk/?{query}")
    assert answer.status_code == 200
    assert (f"/desk/reports/{report}/" in answer.content.decode()) is is_found


def test_screens_ask_the_database_no_more_than_this(office: Any, make_report: Any) -> None:
    """The number of queries stands still, however many reports, acts and facts there are."""
    first = make_report()
    small = {path: _queries(office, "ann", path) for path in _screens(first)}
    for _ in range(3):
        make_report()
    large = {path: _queries(office, "ann", path) for path in _screens(first)}
    most = {"/desk/": 22, "/desk/second/": 12, "/desk/new/": 6, f"/desk/reports/{first}/": 25,
            f"/desk/reports/{first}/known/": 16}  # fmt: skip
    assert large == small
    assert {path for path, number in large.items() if number > most[path]} == set(), large


def _screens(report: str) -> list[str]:
    return ["/desk/", "/desk/second/", "/desk/new/", f"/desk/reports/{report}/",
            f"/desk/reports/{report}/known/"]  # fmt: skip


def test_a_paste_is_taken_in(office: Any) -> None:
    """What a monitor pastes is sealed, read and coded, and stands in the inbox."""
    answer = office.browser("mon").post("/desk/new/", {"text": REPORT}, follow=True)
    assert "It came in" in answer.content.decode()
    assert Report.objects.count() == 1
    assert not (office.home / "intake").exists() or not list((office.home / "intake").iterdir())
    assert "Mira Tavel" in office.browser("ann").get(
        f"/desk/reports/{Report.objects.get().id}/"
    ).content.decode()  # fmt: skip


def test_a_paste_is_known_by_its_first_words(office: Any) -> None:
    """In a queue of pasted texts nobody reads "paste.txt" sixty times."""
    text = f"{REPORT}\nNobody has said why, and nobody has said where she is held now.\n"
    office.browser("mon").post("/desk/new/", {"text": text}, follow=True)
    report = Report.objects.get().id
    for path in ("/desk/", f"/desk/reports/{report}/"):
        screen = office.browser("ann").get(path).content.decode()
        assert "Police detained the reporter Mira Tavel in Selm on 14 May 2031" in screen
        assert ">paste.txt</a>" not in screen


@pytest.mark.parametrize(
    ("form", "why", "field"),
    [
        ({}, "Paste a text", "text"),
        ({"address": "ftp://x"}, "http:// or https://", "address"),
        ({"text": " \n"}, "Paste", "text"),
    ],
)
def test_nothing_to_take_in_is_said(
    office: Any, form: dict[str, str], why: str, field: str
) -> None:
    """An empty form, blanks and an address of another kind are refused at the field, with why."""
    answer = office.browser("mon").post("/desk/new/", form)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert why in said
    wrong = re.findall(r'<(?:input|textarea)[^>]*aria-invalid="true"[^>]*>', said)
    assert len(wrong) == 1
    assert f'name="{field}"' in wrong[0]
    assert "autofocus" in wrong[0]


@pytest.mark.parametrize(
    "name", ["report.txt", "../../etc/passwd", ".hidden", "имя.txt", "x" * 200]
)
def test_a_file_comes_in_under_its_own_name(office: Any, name: str) -> None:
    """A file is kept below the home, whatever its name says."""
    upload = SimpleUploadedFile(name, REPORT.encode())
    answer = office.browser("mon").post("/desk/new/", {"file": upload}, follow=True)
    assert answer.status_code == 200
    assert Report.objects.count() == 1
    assert not list(office.home.parent.glob("passwd"))


def test_a_binary_file_is_answered(office: Any) -> None:
    """A file that is no text comes in with the reason why it has no draft."""
    upload = SimpleUploadedFile("x.txt", bytes(range(256)) * 40)
    answer = office.browser("mon").post("/desk/new/", {"file": upload}, follow=True)
    assert answer.status_code == 200


def test_an_intake_that_was_interrupted_goes_on(office: Any) -> None:
    """Where nobody works on it any more, the sender's page offers to go on, and it does."""
    id_ = intake.begin(office.actors["mon"][2:], text=REPORT, run=lambda work: None)
    Intake.objects.update(moved_at=datetime.now(UTC) - timedelta(minutes=5))
    page = office.browser("mon").get(f"/desk/new/{id_}/")
    assert "What you sent is kept" in page.content.decode()
    assert "Refresh" not in page.headers
    intake.go_on(Intake.objects.get(pk=id_), run=lambda work: work())
    row = Intake.objects.get(pk=id_)
    assert (row.step, Report.objects.count()) == (Intake.Step.DONE, 1)
    intake.go_on(row, run=lambda work: work())
    assert Report.objects.count() == 1


def test_nobody_sees_another_senders_intake(office: Any) -> None:
    """The page of a report on its way is its sender's alone."""
    id_ = intake.begin(office.actors["mon"][2:], text=REPORT, run=lambda work: None)
    assert office.browser("ann").get(f"/desk/new/{id_}/").status_code == 404
    waiting = office.browser("mon").get(f"/desk/new/{id_}/")
    assert waiting.headers["Refresh"] == "1"


def test_a_monitor_decides_nothing(office: Any, report: str) -> None:
    """A monitor is told the rule, by screen and by form."""
    assert office.browser("mon").get(f"/desk/reports/{report}/").status_code == 403
    form = {**office.marks(), "step": "accept"}
    assert office.browser("mon").post(f"/desk/reports/{report}/act/", form).status_code == 403


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (90, "1 h"), (60 * 24 * 3, "3 days")]
)
def test_ages_are_said_in_words(minutes: int, said: str) -> None:
    """Minutes below an hour, hours below two days, then days."""
    came = datetime(2031, 5, 14, tzinfo=UTC)
    assert say_age(came.isoformat(), came + timedelta(minutes=minutes)) == said
