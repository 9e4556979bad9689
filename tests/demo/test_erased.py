"""What somebody erased in a demo stays erased when it is started again."""

from pathlib import Path

import pytest

from khronika.demo.build import Demo
from khronika.record import erasure
from khronika.record.ledger.append import Ledger
from khronika.record.steps import grant, receive
from khronika.record.user import User


def test_nothing_is_built_again_over_an_erasure(
    office_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The samples' words are covered then: building would stop at the first that is missing."""
    ledger = Ledger()
    officer, report = ledger.new_id(), ledger.new_id()
    User.objects.create_person(officer, email="sec@office.example", name="Sec")
    grant(ledger, "s:init", officer, "security_officer")
    receive(ledger, "s:capture", report, told={"title": "Invented"})
    said: list[str] = []
    steps: list[str] = []
    for step in ("_let_in", "_take_in", "_check_picture", "_tell_story", "_send_letter"):
        monkeypatch.setattr(Demo, step, lambda self, step=step: steps.append(step))
    monkeypatch.setattr(Demo, "_publish", lambda self, pair, file: steps.append(file))
    Demo(office_home, said.append).build()
    assert len(steps) > 6
    erasure.erase(ledger, f"u:{officer}", f"report:{report}", ground="error",
                  base=ledger.head()[0])  # fmt: skip
    steps.clear()
    Demo(office_home, said.append).build()
    assert steps == ["_let_in"]
