"""Maps are drawn from borders that hold every country of the record, and from towns."""

import pytest

from khronika.data.borders import borders, town_at
from khronika.data.vocabulary import countries


def _is_inside(point: tuple[float, float], country: str) -> bool:
    x, y = point
    crossings = 0
    for ring in borders()[country]:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("town", "country"),
    [("Almaty", "KZ"), ("Алматы", "KZ"), ("Омск", "RU"), ("Cairo", "EG"), ("القاهرة", "EG")],
)
def test_a_town_lies_in_its_country(town: str, country: str) -> None:
    """A town is found by its name in three scripts, inside the borders that are drawn."""
    where = town_at(town, country)
    assert where is not None
    assert _is_inside(where, country)


@pytest.mark.parametrize(
    ("where", "country", "other"),
    [((34.10, 44.95), "UA", "RU"), ((44.07, 9.56), "SO", ""), ((33.75, 35.30), "CY", "")],
)
def test_lands_are_drawn_as_the_united_nations_hold_them(
    where: tuple[float, float], country: str, other: str
) -> None:
    """Crimea, Somaliland and the north of Cyprus are drawn with whose they are."""
    assert _is_inside(where, country)
    assert not _is_inside(where, other)


def test_every_country_has_land() -> None:
    """All but the smallest territories of our list of countries can be drawn."""
    missing = set(countries()) - set(borders())
    assert len(missing) < 20
    assert not missing & {"KZ", "RU", "BY", "UA", "UZ", "XK", "PS", "TW", "EH"}


def test_a_name_that_nobody_knows_is_nowhere() -> None:
    """An unknown town, or a town of another country, is no point."""
    assert town_at("Sampletown", "KZ") is None
    assert town_at("Cairo", "KZ") is None
    assert town_at("Almaty", "XX") is None
