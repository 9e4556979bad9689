"""The rules of what is over, what failed, and where a country is chosen by its name."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from khronika.desk.arrival import views as arrival
from khronika.desk.fields import say_failure
from khronika.flow import intake as flow_intake
from khronika.record import approval, steps
from khronika.record.models import Act, Party, Report


def base(office: Any) -> int:
    """The present head."""
    return int(office.ledger.head()[0])


def decided(office: Any, report: str) -> str:
    """Decide all of a report as one person and bring it into an event."""
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    parties = list(Party.objects.filter(report=report).values_list("id", flat=True))
    things = [
        ("report", report),
        *(("act", act) for act in acts),
        *(("party", p) for p in parties),
    ]
    steps.accept_all(office.ledger, office.actors["ann"], things, base=base(office))
    event = str(office.ledger.new_id())
    steps.compose(office.ledger, office.actors["ann"], event, acts, base=base(office))
    return event


def inbox(office: Any, query: str = "") -> str:
    """The inbox as an editor sees it."""
    return str(office.browser("ann").get(f"/desk/{query}").content.decode())


def test_what_readers_see_leaves_the_inbox(office: Any, report: str) -> None:
    """A decided report stays until it is public; afterwards it is found under "decided"."""
    row = f"/desk/reports/{report}/"
    assert row not in inbox(office, "?state=decided")
    event = decided(office, report)
    assert row in inbox(office)
    assert row in inbox(office, "?state=decided")
    request = approval.request(
        office.ledger, office.actors["ann"], [f"event:{event}"], base=base(office)
    ).id
    approval.approve(office.ledger, office.actors["ben"], request, base=base(office))
    approval.publish(office.ledger, office.actors["ann"], request, base=base(office))
    assert row not in inbox(office)
    assert row in inbox(office, "?state=decided")
    assert row in inbox(office, "?state=all")


def test_a_report_that_failed_is_tried_again(office: Any, monkeypatch: Any) -> None:
    """The button reads the package once more; the reason is said in words until it is read."""

    def stopped(*_: Any, **__: Any) -> Any:
        return flow_intake.Drafted(None, failure="reading_stopped")

    once = flow_intake.drafted
    monkeypatch.setattr(flow_intake, "drafted", stopped)
    office.browser("ann").post("/desk/new/", {"text": "On 14 May police detained Mira Tavel."})
    report = Report.objects.get()
    assert report.failure == "reading_stopped"
    screen = office.browser("ann").get(f"/desk/reports/{report.id}/").content.decode()
    assert say_failure("reading_stopped") in screen
    assert 'value="again"' in screen
    monkeypatch.setattr(flow_intake, "drafted", once)
    office.do("ann", report.id, "again")
    report.refresh_from_db()
    assert report.failure is None
    assert Act.objects.filter(report=report.id).exists()
    answer = office.do("ann", report.id, "again")
    assert "nothing to try again" in answer.content.decode()


def test_a_country_is_chosen_by_its_name(office: Any, report: str, fact: Any) -> None:
    """The form of a place lists countries by name; what is no country is refused."""
    place = fact("Mira Tavel", "place")
    form = office.browser("ann").get(f"/desk/reports/{report}/fix/{place.id}/").content.decode()
    assert '<option value="KZ">Kazakhstan</option>' in form
    said = {"fact": place.id, "value": "Selm", "words": "Selm"}
    office.do("ann", report, "correct", **said, country="KZ")
    form = office.browser("ann").get(f"/desk/reports/{report}/fix/{place.id}/").content.decode()
    assert '<option value="KZ" selected>Kazakhstan</option>' in form
    answer = office.do("ann", report, "correct", **said, country="QQ")
    assert "Choose a country" in answer.content.decode()


def test_no_such_address_is_said_by_the_desk_to_its_people(office: Any) -> None:
    """Whoever works here stays at the desk; a stranger learns nothing of it."""
    answer = office.browser("ann").get("/desk/nowhere/")
    assert answer.status_code == 404
    assert 'class="deskbar"' in answer.content.decode()
    assert "Nothing is at this address" in answer.content.decode()
    stranger = Client().get("/desk/nowhere/")
    assert stranger.status_code == 404
    assert 'class="deskbar"' not in stranger.content.decode()


def test_a_failure_is_said_in_words_and_logged_without_them(
    office: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The page says what to do, in the reader's language; the log names a place and no value."""

    def fail(*_words: Any) -> None:
        raise ValueError("Ilmira Testova")

    monkeypatch.setattr(arrival, "waiting", fail)
    browser = office.browser("ann")
    browser.raise_request_exception = False
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    answer = browser.get("/desk/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert '<html lang="ru" dir="ltr">' in page
    assert "Здесь что-то сломалось" in page
    (line,) = [one.getMessage() for one in caplog.records if one.name.endswith("desk.limits")]
    assert line.startswith("ValueError at desk/: ")
    assert "test_over.py:" in line
    assert "Testova" not in line + page
