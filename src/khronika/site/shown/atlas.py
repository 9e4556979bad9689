"""Draws where something was done: a country among its neighbours, and the town where it is known.

Server-made SVG from the bundled borders (`khronika.data.borders`), as a plate carrée that is
narrowed by the cosine of its middle latitude. It marks a town, never a street or a house.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from khronika.data.borders import Point, Ring, borders, town_at

WIDTH, HEIGHT = 640, 360
MARGIN = 0.10
"""How much of the picture stays free around the country."""
LEAST_SPAN = 1.5
"""A small country is shown with this many degrees of latitude around it."""
DOT = 11


@dataclass(frozen=True, slots=True)
class _View:
    """A piece of the world and how it comes onto the picture."""

    west: float
    north: float
    scale: float
    narrowing: float

    def place(self, point: Point) -> Point:
        """Answer where a point stands on the picture, pixels from the upper left."""
        x = (point[0] - self.west) * self.narrowing * self.scale
        return x, (self.north - point[1]) * self.scale


def _view(ring: Ring, marks: Iterable[Point]) -> _View:
    points = [*ring, *marks]
    lons, lats = [x for x, _ in points], [y for _, y in points]
    middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    narrowing = max(0.2, math.cos(math.radians(middle[1])))
    high = max(LEAST_SPAN, max(lats) - min(lats))
    wide = max(LEAST_SPAN, (max(lons) - min(lons)) * narrowing)
    scale = min(WIDTH / wide, HEIGHT / high) * (1 - 2 * MARGIN)
    west = middle[0] - WIDTH / scale / narrowing / 2
    return _View(west, middle[1] + HEIGHT / scale / 2, scale, narrowing)


def _clipped(ring: list[Point]) -> list[Point]:
    """Cut a ring to the picture and a little more (Sutherland and Hodgman 1974)."""
    low, right, bottom = -20.0, WIDTH + 20.0, HEIGHT + 20.0
    for axis, edge, keeps_above in ((0, low, 1), (0, right, 0), (1, low, 1), (1, bottom, 0)):
        ring = list(_cut(ring, axis, edge, keeps_above=bool(keeps_above)))
    return ring


def _cut(ring: list[Point], axis: int, edge: float, *, keeps_above: bool) -> Iterator[Point]:
    def is_in(point: Point) -> bool:
        return point[axis] >= edge if keeps_above else point[axis] <= edge

    for before, here in zip(ring[-1:] + ring[:-1], ring, strict=True):
        if is_in(before) != is_in(here):
            share = (edge - before[axis]) / (here[axis] - before[axis])
            other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
            yield (edge, other) if axis == 0 else (other, edge)
        if is_in(here):
            yield here


def _path(rings: Iterable[Ring], view: _View) -> str:
    drawn = []
    for ring in rings:
        placed = [view.place(point) for point in ring]
        whole = [(round(x), round(y)) for x, y in _clipped(placed)]
        thin = [point for point, last in zip(whole, [None, *whole], strict=False) if point != last]
        if len(thin) > 2:
            drawn.append("M" + "L".join(f"{x},{y}" for x, y in thin) + "Z")
    return "".join(drawn)


@lru_cache(maxsize=64)
def _land(country: str, view: _View) -> str:
    paths = [(code, _path(rings, view)) for code, rings in borders().items() if code != country]
    others = "".join(f'<path class="land" d="{path}"/>' for _, path in paths if path)
    return f'{others}<path class="here" d="{_path(borders()[country], view)}"/>'


def _mark(name: str, point: Point, view: _View) -> str:
    x, y = view.place(point)
    is_right = x > WIDTH * 0.6
    beside = x - 20 if is_right else x + 20
    anchor = "end" if is_right else "start"
    return (
        f'<circle class="pt" cx="{x:.0f}" cy="{y:.0f}" r="{DOT}"/>'
        f'<text x="{beside:.0f}" y="{y + 8:.0f}" text-anchor="{anchor}" direction="ltr">'
        f"{escape(name)}</text>"
    )


def draw_map(country: str, towns: Iterable[str], title: str) -> SafeString:
    """Draw a country and those of the towns whose place is known.

    Args:
        country: ISO 3166-1 alpha-2.
        towns: names as the documents hold them.
        title: what the picture shows, said to who cannot see it.

    Returns:
        SVG, empty where no borders of the country are known.
    """
    rings = borders().get(country)
    if not rings:
        return mark_safe("")
    found = {name: town_at(name, country) for name in dict.fromkeys(towns)}
    points = {name: point for name, point in found.items() if point}
    view = _view(rings[0], points.values())
    marks = "".join(_mark(name, point, view) for name, point in points.items())
    picture = (
        f'<svg class="map" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{_land(country, view)}{marks}</svg>'
    )
    return mark_safe(picture)  # noqa: S308 - numbers of our own; names are escaped
