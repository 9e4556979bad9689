"""A verification sheet is public with its event: each statement with its place and its checker."""

from typing import Any

import pytest
from django.test import Client

from khronika.site.shown.films import say_place

FILM = "01J8SAMPLE0000000000000050"
PAGE = f"/en/events/KZ-2031-0001/films/{FILM}/"


def test_the_page_of_an_event_shows_its_sheets(shelf: list[str], client: Client) -> None:
    """Statements stand on the event's page, with a way to the proof."""
    html = client.get("/en/events/KZ-2031-0001/").content.decode()
    assert "The lock gate with five bars is that of the quay." in html
    assert PAGE in html


def test_a_sheet_tells_place_verdict_and_checker(shelf: list[str], client: Client) -> None:
    """The proof page has each statement, the hash of the film, and what cannot be checked."""
    html = client.get(PAGE).content.decode()
    for words in ("landmark", "established", "checker 1", "checker 2", "0:04", "0:09.5",
                  "a child is seen", "a person, name withheld", "likely",
                  "You do not have the package"):  # fmt: skip
        assert words in html, words
    assert "Ada Morn" not in html
    assert "u:01J8" not in html


def test_proofs_of_statements_lead_to_the_sheet(shelf: list[str], client: Client) -> None:
    """The address of a fact of a film is that of its sheet; other films are 404."""
    answer = client.get(f"/en/events/KZ-2031-0001/facts/{FILM}.statements.{FILM}/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == PAGE
    assert client.get(PAGE.replace(FILM, "0" * 26)).status_code == 404
    assert client.get(PAGE.replace("0001", "0003")).status_code == 410


def test_words_of_a_sheet_are_found(shelf: list[str], client: Client) -> None:
    """The search of the site finds what a statement says."""
    assert "KZ-2031-0001" in client.get("/en/events/?q=%22five+bars%22").content.decode()


def test_open_data_holds_the_sheets(shelf: list[str], client: Client) -> None:
    """Whole documents as JSON hold the films with their statements."""
    found = client.get("/en/events/list.json?country=KZ").json()
    assert found[0]["films"][0]["statements"][0]["topic"] == "first_upload"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, ""),
        ({"start": 1500, "end": None, "box": None}, "at 0:01.5"),
        ({"start": 0, "end": 61_000, "box": None}, "0:00 to 1:01"),
        ({"start": None, "end": None, "box": [1, 2, 3, 4]}, "box 1, 2, 3 × 4 px"),
    ],
)
def test_places_are_said(at: Any, said: str) -> None:
    """A moment, a stretch, a box, the whole."""
    assert say_place(at) == said
