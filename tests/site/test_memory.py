"""What is kept of documents is thrown away at any moment, and no reader notices."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

import pytest

from khronika.site import memory


class _Slippery(OrderedDict[Hashable, Any]):
    """Answers that another thread clears as soon as somebody has looked whether one is there."""

    def __contains__(self, question: object) -> bool:
        found = super().__contains__(question)
        self.clear()
        return found


def test_an_answer_may_be_thrown_away_while_it_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four threads serve readers: one that publishes must not make another's page fail."""
    monkeypatch.setattr(memory._shelf, "answers", _Slippery())
    asked: list[int] = []

    @memory.remembered
    def doubled(number: int) -> int:
        asked.append(number)
        return 2 * number

    monkeypatch.setattr(memory, "look", lambda: "a state")
    assert [doubled(2), doubled(2), doubled(3)] == [4, 4, 6]
    assert asked == [2, 3]


def test_nothing_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """What answers None is asked once, as anything else."""
    monkeypatch.setattr(memory._shelf, "answers", OrderedDict())
    monkeypatch.setattr(memory, "look", lambda: "a state")
    asked: list[str] = []

    @memory.remembered
    def lost(name: str) -> None:
        asked.append(name)

    for _ in range(2):
        lost("a")
    assert asked == ["a"]
