"""Knows places: countries by the words used for them, towns by their names in two scripts.

Towns are GeoNames places (CC BY 4.0) of 1,000 people or more, made by
`benchmarks/make_gazetteer.py`; countries are a list of our own.
"""

import gzip
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

import yaml

from khronika.errors import DataError


class GazetteerDamaged(DataError):
    """A file of the gazetteer is missing or cannot be read."""


@cache
def _countries() -> Mapping[str, Mapping[str, list[str]]]:
    path = resources.files("khronika.data") / "gazetteer_countries.yaml"
    try:
        # BaseLoader makes strings only: no word of a language turns into a truth value.
        value = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    except (FileNotFoundError, yaml.YAMLError) as error:
        raise GazetteerDamaged(f"gazetteer_countries.yaml cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise GazetteerDamaged("gazetteer_countries.yaml is not a table of countries")
    return value


@cache
def country_words(lang: str) -> Mapping[str, str]:
    """Answer the words (English) or stems (other languages) for countries, in lower case.

    Args:
        lang: en, ru, kk, uk or be; the last three include the Russian stems.

    Returns:
        word to ISO 3166-1 alpha-2 code.
    """
    langs = ("en",) if lang == "en" else ("ru", lang)
    return {
        word.lower(): code
        for code, entry in _countries().items()
        for one in langs
        for word in entry.get(one, [])
    }


@cache
def _towns() -> Mapping[str, str]:
    path = resources.files("khronika.data") / "gazetteer_cities.txt.gz"
    try:
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
    except (FileNotFoundError, OSError, UnicodeDecodeError) as error:
        raise GazetteerDamaged(
            f"gazetteer_cities.txt.gz cannot be read ({error}); "
            "make it with benchmarks/make_gazetteer.py"
        ) from error
    rows = (line.split("\t") for line in text.splitlines())
    return {row[0]: row[1] for row in rows}


@lru_cache(maxsize=32_768)
def town(name: str) -> tuple[tuple[str, int], ...]:
    """Answer the countries that have a town of this name, the largest town first.

    >>> town("Almaty")[0][0]
    'KZ'
    """
    found = _towns().get(name.lower())
    if not found:
        return ()
    pairs = (item.split(":") for item in found.split(","))
    return tuple((code, int(people)) for code, people in pairs)
