"""An event's page shows what its document holds, each value with its words, and nothing more."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from khronika.site.shown import event as event_page
from khronika.site.words import say_bounds, say_date, say_range

SAMPLE = Path(__file__).parents[2] / "docs" / "reference" / "sample-event.json"


@pytest.fixture(name="document")
def _document() -> Mapping[str, Any]:
    """Answer the sample event of the reference, whose people are invented."""
    return json.loads(SAMPLE.read_text("utf-8"))


def test_every_value_opens_its_words(document: Mapping[str, Any]) -> None:
    """No cell is shown without a quote, and each quote is not empty."""
    cells = [cell for cell, _ in event_page.all_cells(document)]
    assert len(cells) > 20
    assert all(cell.quotes and all(quote.words for quote in cell.quotes) for cell in cells)


def test_a_withheld_person_is_told_by_role_and_outlet(document: Mapping[str, Any]) -> None:
    """Somebody without a ground for naming is "a journalist of X", never a name or a mask."""
    rows = list(event_page.rows_of(document))
    assert rows[0].victim.value == "Mira Tavel"
    assert rows[1].victim.value == "journalist of Harbour Post, name withheld"


def test_a_place_runs_as_its_page_does(document: Mapping[str, Any]) -> None:
    """In Arabic a town in Latin letters does not turn the order of town, comma and country."""
    with translation.override("ar"):
        cells = [cell for cell, _ in event_page.all_cells(document)]
    places = [cell for cell in cells if cell.field == "place" and "\u2068" in cell.value]
    assert places
    assert all(cell.is_isolated for cell in places)
    assert not any(cell.is_isolated for cell in cells if cell.value == "Mira Tavel")


def test_a_group_shows_its_count_as_bounds(document: Mapping[str, Any]) -> None:
    """ "At least four" is shown as a bound, and the line is marked as a group's."""
    group = list(event_page.rows_of(document))[2]
    assert group.is_group
    assert "at least 4" in group.victim.value


def test_a_private_person_is_accused_and_not_guilty(document: Mapping[str, Any]) -> None:
    """A private perpetrator is shown as accused, without a name."""
    accused = list(event_page.rows_of(document))[3]
    cells = [cell for _, column in accused.columns for cell in column]
    [perpetrator] = [cell for cell in cells if cell.field == "perpetrators"]
    assert "accused" in perpetrator.sub
    assert "name withheld" in perpetrator.value


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("en", "2018", "2018"),
        ("en", "2018-06", "June 2018"),
        ("en", "2018-06-23", "23 June 2018"),
        ("ru", "2018-06-23", "23 июня 2018"),
        ("en", "--06-23", "23 June, year not stated"),
        ("kk", "2018-06-23", "2018 ж. 23 маусым"),
        ("ar", "2018-06-23", "23 يونيو 2018"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(lang: str, text: str, said: str) -> None:
    """Nothing is added to what is known of a day."""
    with translation.override(lang):
        assert say_date(text).casefold() == said.casefold()


def test_what_is_unknown_is_said_in_words() -> None:
    """An unknown number or day is a sentence, not a nought or a dash."""
    with translation.override("en"):
        assert say_bounds({"min": None, "max": None}) == "number not stated"
        assert say_bounds({"min": 8, "max": None}) == "at least 8"
        assert say_range({"start": None, "end": None}) == "day not stated"
