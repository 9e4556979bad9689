"""Knows where land ends and where towns lie, for the maps of public pages.

Natural Earth 1:50m (public domain), simplified to about 4 km, and GeoNames places of 15,000 people
or more (CC BY 4.0); made by `benchmarks/make_borders.py`, which says which disputed lands are
drawn where.
"""

import gzip
import json
import zipfile
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from khronika.errors import DataError

Point = tuple[float, float]
"""Longitude and latitude, degrees (WGS 84)."""
Ring = tuple[Point, ...]


class BordersDamaged(DataError):
    """A file of borders or towns is missing or cannot be read."""


def _opened(steps: list[int]) -> Ring:
    x, y = steps[0], steps[1]
    points = [(x / 100, y / 100)]
    for dx, dy in zip(steps[2::2], steps[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / 100, y / 100))
    return tuple(points)


@cache
def borders() -> Mapping[str, tuple[Ring, ...]]:
    """Answer the outer rings of each country's land, the largest first.

    Returns:
        ISO 3166-1 alpha-2 code (XK for Kosovo, "" for land of nobody's code) to rings.

    Raises:
        BordersDamaged: the file is missing or cannot be read.

    >>> "KZ" in borders()
    True
    """
    path = resources.files("khronika.data") / "borders.json.gz"
    try:
        coded = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError, ValueError) as error:
        raise BordersDamaged(f"borders.json.gz cannot be read ({error}); install again") from error
    return {code: tuple(_opened(steps) for steps in rings) for code, rings in coded.items()}


@lru_cache(maxsize=32)
def _towns(country: str) -> Mapping[str, Point]:
    path = resources.files("khronika.data") / "borders_towns.zip"
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            if f"{country}.tsv" not in archive.namelist():
                return {}
            text = archive.read(f"{country}.tsv").decode("utf-8")
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise BordersDamaged(f"borders_towns.zip cannot be read ({error})") from error
    rows = (line.split("\t") for line in text.splitlines())
    return {name: (int(lon) / 100, int(lat) / 100) for name, lat, lon in rows}


def town_at(name: str, country: str) -> Point | None:
    """Answer where a town of a country lies, None where no such town is known.

    Args:
        name: as a report writes it, in Latin, Cyrillic or Arabic script, undeclined.
        country: ISO 3166-1 alpha-2.

    >>> town_at("Алматы", "KZ")
    (76.91, 43.25)
    """
    return _towns(country).get(name.strip().casefold())
