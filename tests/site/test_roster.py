"""Who is held is told by the latest act of each person, and never guessed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from khronika.site.pages.held import roster
from khronika.site.shown.roster import HELD, OPEN

Make = Callable[..., dict[str, Any]]


@pytest.fixture(name="names")
def _names() -> Callable[[], tuple[list[str], list[str]]]:
    """Answer who is held as told, and who was taken without a told release."""

    def ask() -> tuple[list[str], list[str]]:
        with translation.override("en"):
            told, open_ended = roster("en")
        return [row["who"] for row in told], [row["who"] for row in open_ended]

    return ask


@pytest.mark.parametrize("status", sorted(HELD))
def test_who_is_held_is_listed(status: str, put: Any, event: Make, names: Any) -> None:
    """A person stands on the list while a source says that it goes on; the hidden stay hidden."""
    put([event(1, status=status)])
    assert names() == (["Mira Tavel", "journalist of Harbour Post, name withheld"], [])


def test_no_told_release_is_not_being_held(put: Any, event: Make, names: Any) -> None:
    """Where nobody tells what became of it, that is said, in a list of its own."""
    put([event(1, status=None)])
    told, open_ended = names()
    assert told == []
    assert open_ended == ["Mira Tavel", "journalist of Harbour Post, name withheld"]


@pytest.mark.parametrize("status", ["released", "bail", "acquitted", "died", "deported"])
def test_who_was_let_go_is_not_listed(status: str, put: Any, event: Make, names: Any) -> None:
    """A told release takes a person off the list."""
    assert status not in HELD | OPEN
    put([event(1, status=status)])
    assert names() == ([], [])


def test_the_latest_act_decides(put: Any, event: Make, names: Any) -> None:
    """Held in March and let go in May is free; let go in March and held in May is held."""
    put([event(1, start="2031-03-01", status="ongoing"), event(2, start="2031-05-01")])
    assert names() == ([], [])
    put([event(3, start="2031-06-01", status="jailed")])
    assert names()[0] == ["Mira Tavel", "journalist of Harbour Post, name withheld"]


def test_groups_are_not_people(put: Any, event: Make, names: Any) -> None:
    """At least four reporters of whom two are named are two lines, not six."""
    put([event(1, status="ongoing")])
    assert len(names()[0]) == 2


def test_the_page_leads_to_the_act(put: Any, event: Make, client: Client) -> None:
    """Each line leads to the act in its record, where the words are."""
    put([event(1, status="ongoing", start="2031-05-14")])
    html = client.get("/en/held/").content.decode()
    assert "/en/events/KZ-2031-0001/#act-1" in html
    assert "14 May 2031" in html
    assert "Almaty" in html
