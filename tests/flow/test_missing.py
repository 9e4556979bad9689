"""A missing public copy is made again, and what is refused is not looked through all the time."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from khronika.flow import missing
from khronika.flow.missing import LONGEST_WAIT_SECONDS, Tried, bring_back
from khronika.flow.package import PackageAway
from khronika.record.documents.packages import is_there

NAME = "ev-01M89W5ZB2WTH06WHNGBD6SDRX"


class _Office:
    """A document offers one package, which is searched in vain."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.seconds, self.searched = home, 0.0, 0
        self.tried, self.words = Tried(clock=lambda: self.seconds), "it is away"
        monkeypatch.setattr(missing, "bodies", list)
        monkeypatch.setattr(missing, "_missing", lambda at: [] if is_there(at, NAME) else [NAME])
        monkeypatch.setattr(missing, "refuse_packages", self._refuse)
        monkeypatch.setattr(missing, "copy_package", self._copy)
        monkeypatch.setattr(missing, "sweep_packages", lambda _: [])
        self.fault: OSError | None = None

    def _refuse(self, offered: Iterable[str], *_: Any) -> None:
        self.searched += 1
        if self.words:
            raise PackageAway(self.words)

    def _copy(self, _: Path, folder: Path, name: str) -> None:
        if self.fault is not None:
            raise self.fault
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.zip").write_bytes(b"42" * 42)

    def rounds(self, number: int) -> list[str]:
        """Let the worker look so often, ten seconds apart."""
        said = []
        for _ in range(number):
            said += bring_back(store=self.home / "store", home=self.home, tried=self.tried)
            self.seconds += 10
        return said


@pytest.fixture(name="office")
def _office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Office:
    return _Office(tmp_path, monkeypatch)


def test_a_refused_package_is_searched_ever_more_seldom(office: _Office) -> None:
    """In a day of rounds it is looked through some thirty times, and told of once."""
    said = office.rounds(24 * 360)
    assert said == [f"{NAME} is offered and cannot be had: it is away"]
    assert office.searched < 24 * 3600 / LONGEST_WAIT_SECONDS + 8


def test_a_package_that_comes_back_is_had_with_the_next_round(office: _Office) -> None:
    """Whatever was waited for, another state of the store is looked at at once."""
    office.rounds(200)
    searched = office.searched
    (office.home / "store" / NAME).mkdir(parents=True)
    office.words = ""
    assert office.rounds(1) == [f"{NAME} is offered, and can be had again"]
    assert office.searched == searched + 1


def test_another_reason_is_told(office: _Office) -> None:
    """What changed in the record is seen within the hour, and said."""
    office.rounds(200)
    office.words = "it names somebody"
    assert office.rounds(360) == [f"{NAME} is offered and cannot be had: it names somebody"]


def test_a_full_disk_ends_no_chore(office: _Office) -> None:
    """It is told once with what to do, waited for, and the copy is made once there is room."""
    office.words, office.fault = "", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    said = office.rounds(20)
    assert len(said) == 1
    assert "No space left" in said[0]
    assert "make room" in said[0]
    assert office.searched < 20
    office.fault = None
    assert office.rounds(400) == [f"{NAME} is offered, and can be had again"]
