"""A redacted copy is asked for at the desk, made apart, looked at by two people, and never alone."""

import json
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.desk.test_sheets import CLIP, Desk, needs_ffmpeg

from khronika.capture import Conditions, capture
from khronika.desk import worker_command
from khronika.desk.fields import CorrectionUnreadable
from khronika.desk.models import Redaction
from khronika.desk.redacting import jobs
from khronika.desk.redacting.plans import ALL_THE_TIME, read_plan
from khronika.flow.package import opened_by
from khronika.record.erasure import erase
from khronika.record.errors import RecordBusy
from khronika.record.models import Evidence, Fact, Report
from khronika.record.steps import grant, receive, set_access
from khronika.redact.plan import Plan
from khronika.seal import verify
from khronika.seal.writer import utc_now

pytestmark = needs_ffmpeg
PLAN = {"boxes": "badge 0-3.5: 10 20 30 10", "mute": "0-1", "voice": "keep"}


@pytest.fixture(name="package", scope="module")
def _package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Capture the clip once: its stills take seconds."""
    store = tmp_path_factory.mktemp("store")
    return Path(capture(CLIP, Conditions.from_environment(store)).path)


@pytest.fixture(name="desk")
def _desk(office: Any, package: Path) -> Desk:
    return Desk(office, package)


def _ask(desk: Desk, who: str = "ann", **plan: str) -> Any:
    form = {**desk.office.marks(), **(plan or PLAN)}
    return desk.office.browser(who).post(desk.path + "redact", form, follow=True)


def _decide(desk: Desk, row: Redaction, who: str, d: str, **said: str) -> Any:
    form = {**desk.office.marks(), "d": d, **said}
    return desk.office.browser(who).post(f"/desk/redactions/{row.id}/", form, follow=True)


def _row() -> Redaction:
    return Redaction.objects.get()


@pytest.mark.slow
def test_a_copy_is_made_offered_and_approved_by_somebody_else(desk: Desk) -> None:
    """From the form to two people's word; the original stays as it was, byte for byte."""
    office = desk.office
    before = {path: path.read_bytes() for path in desk.medium.package.rglob("*") if path.is_file()}
    screen = _ask(desk).content.decode()
    row = _row()
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

    _decide(desk, row, "ann", "offer")
    assert _row().step == Redaction.Step.OFFERED
    assert opened_by(f"ev-{row.package}") == {office.actors["ann"]}
    assert "Somebody else must look" in _decide(desk, row, "ann", "approve").content.decode()
    assert f"ev-{row.package}" in office.browser("ben").get("/desk/second/").content.decode()
    _decide(desk, row, "ben", "approve")
    assert _row().step == Redaction.Step.APPROVED
    assert opened_by(f"ev-{row.package}") == {office.actors["ann"], office.actors["ben"]}
    copy = Evidence.objects.get(pk=row.package).report
    assert copy != desk.report
    assert Fact.objects.get(pk=f"{copy}.level").value == '"public"'
    assert Fact.objects.get(pk=f"{desk.report}.level").value == '"restricted"'
    film = office.browser("ben").get(f"/desk/reports/{copy}/films/").content.decode()
    assert _row().copy_sha256 in film
    assert not jobs.sheet_path(row).exists()


@pytest.fixture(name="offered")
def _offered(desk: Desk, package: Path) -> Redaction:
    """Offer a copy whose package is another one of the store: making one takes long."""
    _decide(desk, _made_row(desk), "ann", "offer")
    return _row()


def _made_row(desk: Desk) -> Redaction:
    return Redaction.objects.create(
        id=desk.office.ledger.new_id(), report=desk.report, sha256=desk.file.sha256,
        person=desk.office.actors["ann"][2:], plan={"faces": True, "boxes": [], "mute": []},
        step=Redaction.Step.MADE, moved_at=utc_now(), package=desk.office.ledger.new_id(),
        head="ab" * 32,
    )  # fmt: skip


def test_who_sends_a_copy_back_says_why_and_nobody_gets_it(desk: Desk, offered: Redaction) -> None:
    """Without a reason nothing happens; with one the copy is closed again."""
    assert (
        "Say what must still be hidden" in _decide(desk, offered, "ben", "back").content.decode()
    )
    _decide(desk, offered, "ben", "back", reason="A plate at second 3.")
    assert _row().step == Redaction.Step.BACK
    assert Fact.objects.get(pk=f"{_row().copy}.level").value == '"restricted"'
    assert "A plate at second 3." in (
        desk.office.browser("ann").get(f"/desk/redactions/{offered.id}/").content.decode()
    )
    assert "not offered any more" in _decide(desk, offered, "ben", "approve").content.decode()


def test_of_two_people_at_once_one_decides(desk: Desk, offered: Redaction) -> None:
    """An approval after a refusal, or twice, changes nothing."""
    _decide(desk, offered, "ben", "approve")
    answer = _decide(desk, offered, "ben", "back", reason="late")
    assert "not offered any more" in answer.content.decode()
    assert _row().step == Redaction.Step.APPROVED


def test_a_copy_is_offered_once_and_by_its_maker(desk: Desk, offered: Redaction) -> None:
    """Neither somebody else nor a second click makes another report of it."""
    _decide(desk, offered, "ben", "offer")
    _decide(desk, offered, "ann", "offer")
    assert Report.objects.count() == 2


def test_a_coder_asks_and_does_not_approve(desk: Desk, offered: Redaction) -> None:
    """Approving is an editor's."""
    answer = _decide(desk, offered, "cas", "approve")
    assert "Your roles do not allow this." in answer.content.decode()
    assert _row().step == Redaction.Step.OFFERED


def test_the_same_form_sent_twice_asks_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A doubled click makes one copy."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    form = {**desk.office.marks(), **PLAN}
    for _ in range(2):
        desk.office.browser("ann").post(desk.path + "redact", form, follow=True)
    assert _row().step == Redaction.Step.WAITING


def test_what_was_begun_and_left_is_begun_again_by_one_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed worker leaves a row that another takes after a while, and two never take one."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    _ask(desk)
    row, now = _row(), utc_now()
    assert jobs._claim(row, now)
    assert not jobs._claim(row, now)
    assert not jobs.is_any_waiting(now + timedelta(minutes=1))
    assert jobs.is_any_waiting(now + timedelta(minutes=4))


def test_a_failed_copy_says_why(desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package that is gone is a reason on the screen, and nothing is left half made."""
    monkeypatch.setattr("khronika.desk.redacting.views.run_waiting", lambda _conditions: iter(()))
    _ask(desk)
    shutil.rmtree(desk.medium.package)
    list(jobs.run_waiting(Conditions.from_environment(office.home / "store")))
    assert _row().step == Redaction.Step.REFUSED
    screen = office.browser("ann").get(f"/desk/redactions/{_row().id}/").content.decode()
    assert "in no package of its report any more" in screen


HOSTILE = [
    {"boxes": "badge 0-3.5: 10 20 30"}, {"boxes": "badge 0-3.5: 100 20 30 10"},
    {"boxes": "badge 5-2: 10 20 30 10"}, {"boxes": "face -1-2: 1 1 1 1"},
    {"boxes": "eye 0-1: 10 20 30 10"}, {"boxes": "badge 0-1: 1e9 0 1 1"},
    {"boxes": "badge 0-1: nan 0 1 1"}, {"boxes": "badge 99-100: 1 1 1 1"},
    {"boxes": "<script>: 1 1 1 1"}, {"boxes": "face: 1 1 0 0"}, {"boxes": "\n".join(["face: 1 1 1 1"] * 201)},
    {"faces": "1", "mute": "2-1"}, {"faces": "1", "mute": "0-99999999999999999999"},
    {"faces": "1", "mute": "1"}, {"faces": "1", "voice": "helium"}, {"faces": ""},
]  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_a_plan_that_cannot_be_is_refused_in_words(said: dict[str, str]) -> None:
    """Reversed, negative, huge, outside of picture or film, unknown, or hiding nothing."""
    with pytest.raises(CorrectionUnreadable):
        read_plan(said, 6.0)


def test_a_plan_is_read_as_it_is_written() -> None:
    """Hundredths become shares; a box without a stretch is there all the time."""
    plan = read_plan({"faces": "1", "boxes": "plate 1-2,5: 10 20.5 30 10\nface: 0 0 100 100",
                      "mute": "0:01-0:02.5, 4-5", "voice": "deepen"}, 6.0)  # fmt: skip
    assert plan == {
        "faces": True, "voice": "deepen", "mute": [[1.0, 2.5], [4.0, 5.0]],
        "boxes": [
            {"what": "plate", "from": 1.0, "to": 2.5, "box": [0.1, 0.205, 0.3, 0.1]},
            {"what": "face", "from": 0.0, "to": ALL_THE_TIME, "box": [0.0, 0.0, 1.0, 1.0]},
        ],
    }  # fmt: skip


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
    _ask(desk)
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
        _decide(desk, offered, "ben", "approve")
    assert _row().step == Redaction.Step.OFFERED
    _decide(desk, offered, "ben", "approve")
    assert _row().step == Redaction.Step.APPROVED


def test_a_copy_that_was_taken_in_meanwhile_is_offered_all_the_same(
    desk: Desk, office: Any
) -> None:
    """`khronika resume` takes in what lies in the store; its maker's word is for that report."""
    row = _made_row(desk)
    report = office.ledger.new_id()
    receive(office.ledger, "s:resume", report, package=row.package, head=row.head,
            failure="source_not_text")  # fmt: skip
    _decide(desk, row, "ann", "offer")
    assert (_row().step, _row().copy) == (Redaction.Step.OFFERED, report)
    assert Fact.objects.get(pk=f"{report}.level").value == '"public"'


def test_an_erased_original_leaves_no_frames_behind(desk: Desk, office: Any) -> None:
    """The worker's next round takes the contact sheet away, though no other copy waits."""
    row = _made_row(desk)
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


@pytest.mark.parametrize("seconds", [None, 2.0, 6.0])
def test_a_box_without_a_stretch_hides_to_the_very_end(seconds: float | None) -> None:
    """Films that tell no length, or a shorter one than theirs, show nothing behind it."""
    plan = Plan.of(read_plan({"boxes": "face: 0 0 50 50"}, seconds))
    assert all(plan.patches[0].covers(at) for at in (0.0, 1.5, 5.9, 7200.0))


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
    answer = _decide(desk, late, "ann", "offer").content.decode()
    assert "The report that it was made from was erased." in answer
    assert not Evidence.objects.filter(pk=late.package).exists()


def test_a_copy_that_was_closed_again_says_so(desk: Desk, offered: Redaction) -> None:
    """After its approval the original was restricted once more: two people look again."""
    _decide(desk, offered, "ben", "approve")
    browser, address = desk.office.browser("ann"), f"/desk/redactions/{offered.id}/"
    package = f"/desk/reports/{_row().copy}/package/"
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
    row = _made_row(desk)
    folder = office.home / "store" / f"ev-{row.package}"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "copy.mp4").write_bytes(b"film")
    erase(office.ledger, _officer(office), f"report:{desk.report}", ground="danger",
          base=office.ledger.head()[0])  # fmt: skip
    assert worker_command._redacting(None, lambda: False, wait=True) is None
    assert not folder.exists()


def test_a_copy_that_is_made_while_its_original_is_erased_is_not_kept(
    desk: Desk, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker finds its row gone, and throws away what it made."""
    made = office.home / "store" / "ev-01M8AYDB0BE4J0K8TV4B0HE7FP"
    made.mkdir(parents=True)
    row = _made_row(desk)
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
    row = _made_row(desk)
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
    _decide(desk, offered, "ben", "approve")
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
    _ask(desk)
    row = _row()
    assert list(jobs.doubtful()) == []
    monkeypatch.setattr(jobs, "old_parent", lambda _: desk.file.sha256)
    assert list(jobs.doubtful()) == []  # a film was always turned
    monkeypatch.setattr(jobs, "doubt", lambda package, sha256: f"sideways {sha256[:4]}")
    assert list(jobs.doubtful()) == [
        f"redacted copy {row.name} is to be looked at again: sideways {desk.file.sha256[:4]}"
    ]
    page = desk.office.browser("ben").get(f"/desk/redactions/{row.id}/").content.decode()
    assert "look at the whole copy again" in page


@pytest.mark.parametrize("line", ["badge 0:00-0:03.5: 10 20 30 10", "badge 0-3.5: 10 20 30 10"])
def test_a_box_may_say_its_stretch_as_a_clock_does(line: str) -> None:
    """The screen says moments as 0:00 and writes them so into a line that is drawn."""
    (box,) = read_plan({"boxes": line}, 8.0)["boxes"]
    assert (box["from"], box["to"]) == (0.0, 3.5)
    assert box["box"] == [0.1, 0.2, 0.3, 0.1]


@pytest.mark.parametrize(
    ("look", "seen"), [("here", "veiled-"), ("clear", "sharp-"), ("play", "<video")]
)
def test_looking_at_another_second_loses_nothing_that_was_said(
    desk: Desk, look: str, seen: str
) -> None:
    """The buttons of the picture bring the form back with its words, and make no copy."""
    said = {"boxes": "plate 0:01-2: 10 20 30 10", "mute": "4-5", "voice": "deepen"}
    form = {**desk.office.marks(), **said, "look": look, "second": "4"}
    answer = desk.office.browser("ann").post(desk.path + "redact", form)
    screen = answer.content.decode()
    assert answer.status_code == 200
    assert not Redaction.objects.exists()
    assert "plate 0:01-2: 10 20 30 10</textarea>" in screen
    assert 'value="4-5"' in screen
    assert '<option value="deepen" selected>' in screen
    assert (
        'name="second" form="plan" size="9" dir="ltr" inputmode="decimal" value="0:04"' in screen
    )
    assert 'name="faces" value="1">' in screen
    assert seen in screen
