"""A report comes in whole: its package, its page, a draft of every fact, or the reason why not."""

import json
from pathlib import Path

import pytest

from khronika.capture import Conditions
from khronika.flow import intake as room
from khronika.flow.intake import draft, intake, reason_of, undrafted
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Fact, Report
from khronika.record.proposal import propose
from khronika.record.values import read_large
from khronika.seal.verify import verify


def test_a_report_comes_in_with_its_words(
    ledger: Ledger, editors: list[str], conditions: Conditions, source: Path
) -> None:
    """Each drafted fact cites words of the preserved page, and the package holds."""
    taken = intake(source, ledger=ledger, actor=editors[0], conditions=conditions)
    assert verify(taken.evidence.path).ok
    row = Report.objects.get(pk=taken.report)
    assert row.failure is None
    pages = read_large(str(row.text))
    assert [page["text"] for page in pages.values()] == [source.read_text("utf-8")]
    acts = Act.objects.filter(report=taken.report)
    assert acts
    for fact in Fact.objects.filter(thing__in=acts.values("id")):
        assert fact.status == "proposed"
        for sha256, start, end in json.loads(fact.cites):
            assert pages[sha256]["text"][start:end]


def test_what_cannot_be_read_is_a_row_with_its_reason(
    ledger: Ledger, editors: list[str], conditions: Conditions, tmp_path: Path
) -> None:
    """A picture named .html is captured and received; the row says why there is no page."""
    picture = tmp_path / "picture.html"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    taken = intake(picture, ledger=ledger, actor=editors[0], conditions=conditions)
    assert taken.page is None
    assert Report.objects.get(pk=taken.report).failure == taken.failure
    assert taken.failure
    assert undrafted(conditions.store) == []


def test_an_intake_that_was_stopped_is_found_and_finished(
    ledger: Ledger,
    editors: list[str],
    conditions: Conditions,
    source: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report received without its draft is listed; drafting its package finishes it."""

    def stop(*_words: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(room, "propose", stop)
    with pytest.raises(KeyboardInterrupt):
        intake(source, ledger=ledger, actor=editors[0], conditions=conditions)
    [(report, evidence)] = undrafted(conditions.store)
    _page, coding, failure = draft(evidence)
    assert coding is not None
    assert failure is None
    propose(ledger, "s:coder", report, coding.to_json())
    assert undrafted(conditions.store) == []
    assert Act.objects.filter(report=report).exists()


def test_a_reason_is_the_name_of_what_happened() -> None:
    """The code in a report's row is the error's name."""
    assert reason_of(KeyboardInterrupt()) == "keyboard_interrupt"
