"""Reads JSON that can be read in one way only (RFC 8259 section 4: names within an object differ).

Programs differ in which of two equal names they take, and in what they make of `NaN`, of numbers
beyond their reach and of half a surrogate pair: what a package says of itself holds none of them.
"""

import json
import math
from collections.abc import Iterable
from typing import NoReturn


def read_json(content: bytes) -> object:
    """Read a JSON document.

    Raises:
        ValueError: it is none, or could be read in two ways.
        RecursionError: it is nested too deeply.

    >>> read_json(b'{"a": 1}')
    {'a': 1}
    """
    found: object = json.loads(
        content.decode("utf-8"),
        object_pairs_hook=_object,
        parse_constant=_no_constant,
        parse_float=_float,
    )
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    return found


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"it names {name!r} twice")
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _float(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:20]} is no number that can be kept")
    return number
