"""The rules of interchange: only names that may be seen, judgements as a person's, none against."""

import json
from typing import Any

import pytest

from khronika.flow import ftm


def test_lines_of_the_resolver_are_read() -> None:
    """Judgements are read whatever the order of ids; pairs without one are passed over."""
    lines = [
        json.dumps(["b", "a", "positive", 0.9, "anna", "2025-01-01"]),
        json.dumps(["a", "c", "negative", None, None, None]),
        json.dumps(["a", "d", "no_judgement", 0.4, None, None]),
        "",
    ]
    assert ftm.read_edges(lines) == [ftm.Edge("a", "b", "same"), ftm.Edge("a", "c", "different")]


@pytest.mark.parametrize(
    "line",
    ["{", "{}", "[]", "[1, 2, 3]", '["a", "b"]', "null", '["a", "b", "maybe"]',
     '["a", "a", "positive"]', '["a", null, "positive"]', "[" * 200_000],
)  # fmt: skip
def test_a_line_that_is_none_is_named(line: str) -> None:
    """Bad lines end in one message that says where."""
    with pytest.raises(ftm.EdgesUnreadable, match="line 2"):
        ftm.read_edges(['["a", "b", "positive"]', line])


def test_only_names_that_may_be_seen_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """A restricted name is in no file of a lower level; aliases are left out unless asked for."""
    told: dict[str, dict[str, list[Any]]] = {
        "p1": {"name": ["Anna Somova"], "kind": ["person"], "level": ["public"],
               "country": ["KZ"], "other_names": ["Wren"]},
        "p2": {"name": ["Pavel Zuev"], "kind": ["person"], "level": [], "country": [],
               "other_names": []},
    }  # fmt: skip
    monkeypatch.setattr(ftm, "_told", lambda fields, **_: told)
    public = list(ftm.entities())
    assert [one["id"] for one in public] == ["p1"]
    assert public[0]["schema"] == "Person"
    assert public[0]["properties"] == {"name": ["Anna Somova"], "country": ["kz"]}
    every = list(ftm.entities(level="restricted", with_aliases=True))
    assert [one["id"] for one in every] == ["p1", "p2"]
    assert "Wren" in json.dumps(every[0])
