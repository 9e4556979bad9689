"""A capture that failed halfway is completed by hand, and the two are never two sources."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khronika.capture import Conditions
from khronika.flow.intake import intake
from khronika.record.models import Evidence, Fact, Report

pytestmark = pytest.mark.slow
WHOLE = (
    b"<html><body><article><h1>Held</h1><p>Police detained Mira Tavel.</p></article></body></html>"
)


@pytest.fixture(name="broken")
def _broken(office: Any, serve: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take in a page whose server broke off in the middle."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n"
    url = serve(lambda _request, send: send(head + WHOLE[:40])).url
    monkeypatch.setenv("KHRONIKA_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
    conditions = Conditions.from_environment(office.home / "store")
    made = intake(url, ledger=office.ledger, actor="s:capture", conditions=conditions)
    assert not made.evidence.is_complete
    return made.report


def test_a_capture_that_is_not_whole_says_so_and_takes_a_file(office: Any, broken: str) -> None:
    """The file is a package and report of its own, of one origin with the broken one."""
    browser = office.browser("ann")
    screen = browser.get(f"/desk/reports/{broken}/").content.decode()
    assert "The capture is not whole." in screen
    file = SimpleUploadedFile("saved.html", WHOLE)
    answer = browser.post(f"/desk/reports/{broken}/complete/", {"file": file}, follow=True)
    (other,) = Report.objects.exclude(pk=broken)
    assert answer.request["PATH_INFO"] == f"/desk/reports/{other.id}/"
    fact = Fact.objects.get(thing=other.id, field="derived_from")
    assert broken in fact.value
    assert "same_origin" in fact.value
    assert fact.author == office.actors["ann"]
    assert Evidence.objects.count() == 2
    assert "This completes the capture of:" in answer.content.decode()
    again = browser.get(f"/desk/reports/{broken}/").content.decode()
    assert "Completed by:" in again
    assert f"/desk/reports/{other.id}/" in again


def test_completing_needs_a_file_and_a_report(office: Any, broken: str, tmp_path: Path) -> None:
    """Without a file nothing is taken in, and what is unknown is answered with 404."""
    browser = office.browser("ann")
    answer = browser.post(f"/desk/reports/{broken}/complete/", follow=True)
    assert "Choose a file." in answer.content.decode()
    assert browser.post("/desk/reports/nothing/complete/").status_code == 404
    assert Report.objects.count() == 1
