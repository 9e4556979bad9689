"""Charts, maps and timelines show what documents hold, and mark what is not known."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from khronika.site.shown import event as shown_event
from khronika.site.shown.atlas import draw_map
from khronika.site.shown.chart import Month, draw_months, months_of
from khronika.site.shown.order import steps_of


@dataclass(frozen=True)
class _Shelved:
    body: dict[str, Any]


def _svg(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own drawing


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (Month("2031-05", 8, 8), "8"), (Month("2031-05", 8, None), "8+"),
        (Month("2031-05", 2, 4), "2–4"), (Month("2031-05", None, 3), "0–3"),
        (Month("2031-05", None, None), "?"), (Month("2031-05", 0, 0), "0"),
    ],
)  # fmt: skip
def test_a_bar_says_its_bounds(month: Month, said: str) -> None:
    """Nothing unknown is a nought: no number told is a question mark."""
    assert month.said == said
    assert f">{said}</text>" in draw_months([month])


def test_a_bar_shows_bounds_by_shape() -> None:
    """Solid is shown, hatched is claimed, dots are for no upper bound."""
    shown = draw_months([Month("2031-05", 2, 4)])
    assert 'class="sure"' in shown
    assert 'class="maybe"' in shown
    assert 'class="open"' not in shown
    open_ended = draw_months([Month("2031-05", 2, None)])
    assert 'class="open"' in open_ended
    assert 'class="maybe"' not in open_ended


def test_a_year_of_months_up_to_the_latest(sample: dict[str, Any]) -> None:
    """The chart holds twelve months; what has no month is not drawn."""
    undated = {**sample, "date": {"start": "2031", "end": None}}
    months = months_of([_Shelved(sample), _Shelved(undated)])
    assert [month.month for month in (months[0], months[-1])] == ["2030-06", "2031-05"]
    assert (months[-1].least, months[-1].most) == (4, None)
    assert (months[0].least, months[0].most) == (0, 0)
    assert months_of([_Shelved(undated)]) == ()


@pytest.mark.parametrize("lang", ["en", "ru", "kk", "ar"])
def test_drawings_are_whole_markup(lang: str) -> None:
    """Pictures are well-formed, name themselves, and hold no style of their own."""
    with translation.override(lang):
        for picture in (
            draw_months([Month("2031-01", 2, 1000)]),
            draw_map("KZ", ["Almaty", "Алматы", "<b>"], 'Map: <Almaty> & "more"'),
        ):
            svg = _svg(picture)
            assert svg.get("role") == "img"
            assert svg.get("aria-label") or svg.findtext("title")
            assert "style=" not in picture


@pytest.mark.parametrize("country", ["KZ", "RU", "US", "FR", "NZ", "FJ", "XK", "CL"])
def test_a_map_shows_its_country(country: str) -> None:
    """The land is on the picture, large or small, whole or in parts."""
    svg = _svg(draw_map(country, [], "a map"))
    here = next(path for path in svg if path.get("class") == "here")
    numbers = [int(number) for number in re.findall(r"-?\d+", here.get("d", ""))]
    assert numbers, country
    assert max(numbers[::2]) - min(numbers[::2]) > 20, country


def test_a_map_marks_known_towns_only() -> None:
    """A town that nobody knows is no point; a country without borders is no map."""
    assert 'class="pt"' in draw_map("KZ", ["Almaty"], "a map")
    assert 'class="pt"' not in draw_map("KZ", ["Sampletown"], "a map")
    assert draw_map("XA", ["Almaty"], "a map") == ""


def test_a_timeline_is_in_order(sample: dict[str, Any]) -> None:
    """Acts of one kind and day are one step; what has no day comes last; answers are marked."""
    document = sample
    document["acts"][3]["date"] = None
    steps = steps_of(document)
    assert [step.is_dated for step in steps] == sorted(
        (step.is_dated for step in steps), reverse=True
    )
    assert "Mira Tavel" in steps[0].whom
    assert sum(step.is_answer for step in steps) == len(document["interventions"])


@pytest.mark.parametrize(("lang", "said"), [("kk", ["Белгісіз."]), ("ar", ["Неизвестно."])])
def test_what_a_person_wrote_is_said_in_one_language(
    sample: dict[str, Any], lang: str, said: list[str]
) -> None:
    """In the reader's language where it was written so, else once, in the first."""
    words = {"ru": "Неизвестно.", "kk": "Белгісіз."}
    sample["unknown"] = [
        {"act": None, "code": "written", "field": None, "quote": None, "text": words}
    ]
    with translation.override(lang):
        assert list(shown_event.unknown_of(sample, lang)) == said


def test_what_is_missing_in_several_acts_is_said_once(sample: dict[str, Any]) -> None:
    """Ten acts without an outcome are one sentence with their numbers."""
    first = sample["acts"][0]["id"]
    sample["unknown"] = [
        {"act": act["id"], "code": "not_stated", "field": "status", "quote": None, "text": None}
        for act in sample["acts"]
    ] + [{"act": first, "code": "name_not_stated", "field": "victim", "quote": None, "text": None}]
    with translation.override("en"):
        said = list(shown_event.unknown_of(sample, "en"))
    assert said == [
        f"What became of it: not stated (acts 1–{len(sample['acts'])})",
        "Who it was: no name is told (act 1)",
    ]


def test_numbers_in_order_are_ranges() -> None:
    """Three and more in a row are a range, two are two."""
    assert shown_event.say_numbers([1, 2, 3, 4, 7, 9, 10]) == "1–4, 7, 9, 10"
