"""The chores of an office are done once, and doing them again changes nothing."""

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError

from khronika.flow import chores
from khronika.flow.chores import KEEP_VIEWS, tend
from khronika.flow.package import folder_of
from khronika.record.errors import RecordBusy
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


@pytest.mark.parametrize("fault", [
    OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), RecordBusy("busy"), OperationalError("full"),
])  # fmt: skip
@pytest.mark.parametrize(
    "which", ["finish_erasures", "sweep_packages", "bring_back", "undigested"]
)
def test_a_chore_that_cannot_be_done_ends_no_other(
    ledger: Ledger,
    office_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    which: str,
    fault: Exception,
) -> None:
    """A full disk, or a record that others hold: it is told, the rest is done, and tried again."""
    done: list[str] = []

    def fails(*_: object, **__: object) -> None:
        raise fault

    for name in ("finish_erasures", "sweep_packages", "bring_back", "undigested"):
        monkeypatch.setattr(chores, name, lambda *_, _name=name, **__: done.append(_name) or [])
    monkeypatch.setattr(chores, which, fails)
    said = tend(ledger, home=office_home)
    assert len([one for one in said if "could not be done" in one]) == 1
    assert len(done) == 3


def test_a_closed_copy_goes_though_the_disk_is_full(
    ledger: Ledger, office_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That its address must answer 410 keeps nothing public that no document offers."""
    folder = folder_of(office_home)
    folder.mkdir(parents=True)
    (folder / "ev-01J8SAMPLE000000000000000A.zip").write_bytes(b"left behind")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "touch", full)
    tend(ledger, home=office_home)
    assert list(folder.iterdir()) == []


def test_what_was_kept_to_find_a_film_goes_with_its_package(
    ledger: Ledger, office_home: Path
) -> None:
    """Outlines of an erased film could be drawn again from its points; those of others stay."""
    shelf, here = office_home / "likeness", office_home / "store" / "ev-01J8SAMPLE000000000000000B"
    shelf.mkdir(parents=True)
    here.mkdir(parents=True)
    erased, held = shelf / "ev-01J8SAMPLE000000000000000A.npz", shelf / f"{here.name}.npz"
    erased.write_bytes(b"points")
    held.write_bytes(b"points")
    said = tend(ledger, home=office_home)
    assert said == ["1 files of hashes and points taken away with their packages"]
    assert list(shelf.iterdir()) == [held]
    assert tend(ledger, home=office_home) == []
