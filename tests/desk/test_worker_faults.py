"""What the worker did not foresee is told by its kind and place, and never by its words."""

import re
from argparse import Namespace
from collections.abc import Iterator
from typing import Any

import pytest

from khronika.desk.worker_command import run
from khronika.errors import RecordError

NAME = "Mira Tavel"
ONCE = Namespace(once=True, every=10.0)


def _broken(*_: Any, **__: Any) -> Iterator[str]:
    raise ZeroDivisionError(NAME)
    yield ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("asked", "work", "thread"),
    [
        ("record.restricting.searches", "record.restricting.search_due", "restricting"),
        ("desk.erasing.jobs.is_any_due", "desk.erasing.jobs.run_due", "erasing"),
        ("desk.redacting.jobs.is_any_waiting", "desk.redacting.jobs.run_waiting", "redacting"),
    ],
)
def test_a_fault_beside_the_loop_is_told_without_its_words(
    office: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    asked: str, work: str, thread: str,
) -> None:  # fmt: skip
    """The thread ends, the round goes on, and its status is that of the letters."""
    monkeypatch.setattr(f"khronika.{asked}", lambda *_: True)
    monkeypatch.setattr(f"khronika.{work}", _broken)
    assert run(ONCE) == 0
    said = capsys.readouterr().err
    assert f"khronika worker: {thread}: the program failed (ZeroDivisionError in " in said
    assert "worker_command.py, line " in said
    assert NAME not in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "place", ["alert.subscribe.forget_unconfirmed", "record.restoring.refuse_returned"]
)
def test_a_fault_of_the_loop_ends_the_worker_without_its_words(
    office: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """While it opens the office or works, the status is the one of a traceback."""
    monkeypatch.setattr(f"khronika.{place}", _broken_at_once)
    assert run(ONCE) == 1
    said = capsys.readouterr().err
    assert "khronika worker: it ends: the program failed (ZeroDivisionError in " in said
    assert re.search(r"in (worker_command|office)\.py, line \d+\)", said)
    assert NAME not in said


def _broken_at_once(*_: Any) -> None:
    raise ZeroDivisionError(NAME)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("foreseen", [RecordError("say so"), OSError(28, "No space left")])
def test_what_the_command_line_tells_is_left_to_it(
    office: Any, monkeypatch: pytest.MonkeyPatch, foreseen: Exception
) -> None:
    """An error with a next step keeps its words and its status."""

    def refuse(*_: Any) -> None:
        raise foreseen

    monkeypatch.setattr("khronika.alert.subscribe.forget_unconfirmed", refuse)
    with pytest.raises(type(foreseen)):
        run(ONCE)
