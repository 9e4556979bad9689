"""The chores of an office are done once, and doing them again changes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from khronika.flow.chores import KEEP_VIEWS, tend
from khronika.flow.package import folder_of
from khronika.record.ledger.append import Ledger
from khronika.record.models import Entry, View
from khronika.record.views import note_view


def test_a_day_of_views_is_closed_once_it_is_over(ledger: Ledger, office_home: Path) -> None:
    """Today stays open; tomorrow its digest enters the ledger, once; much later rows go."""
    moment = [datetime(2031, 5, 14, 22, tzinfo=UTC)]
    clocked = Ledger(now=lambda: moment[0])
    note_view(clocked, "u:" + "0" * 26, "report:" + "0" * 26)
    assert tend(clocked, home=office_home) == []
    moment[0] += timedelta(hours=3)
    assert tend(clocked, home=office_home) == ["the views of 2031-05-14 are closed"]
    assert tend(clocked, home=office_home) == []
    assert Entry.objects.filter(kind="note").count() == 1
    assert View.objects.count() == 1
    moment[0] += KEEP_VIEWS + timedelta(days=1)
    tend(clocked, home=office_home)
    assert View.objects.count() == 0


def test_a_copy_that_nothing_offers_is_taken_away(ledger: Ledger, office_home: Path) -> None:
    """A package in the public folder that no document offers does not stay there."""
    folder = folder_of(office_home)
    folder.mkdir(parents=True)
    (folder / "ev-01J8SAMPLE000000000000000A.zip").write_bytes(b"left behind")
    assert len(tend(ledger, home=office_home)) == 1
    assert list(folder.iterdir()) == []
