"""Writes a value in the one way that is hashed: RFC 8785, narrowed so that nothing can vary.

Keys are ASCII, there are no floats, integers stay below 2**53, nothing is normalised, and lone
surrogates and U+0000 are refused (`record.md` section 1).
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from khronika.errors import ModelError

Json: TypeAlias = "None | bool | int | str | Sequence[Json] | Mapping[str, Json]"


class NotCanonical(ModelError):
    """A value has no canonical form."""


_REFUSED = re.compile("[\0\ud800-\udfff]")
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


def _check(value: Json, path: str) -> None:
    # Text first: of what is written here it is the most by far.
    if isinstance(value, str):
        if ("\0" in value) if value.isascii() else _REFUSED.search(value):
            raise NotCanonical(f"{path}: text holds U+0000 or a lone surrogate; remove it")
    elif value is None or isinstance(value, bool):
        return
    elif isinstance(value, int):
        if not -(1 << 53) < value < 1 << 53:
            raise NotCanonical(f"{path}: integer beyond 2**53; write it as a string")
    elif isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101  # a dict is quick
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{path}: key {key!r} is not ASCII text; rename it")
            _check(item, f"{path}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]")
    else:
        raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form")


def canonical_json(value: Json) -> bytes:
    r"""Write a value as canonical JSON.

    Args:
        value: null, booleans, integers, text, lists and objects with ASCII keys.

    Returns:
        UTF-8 bytes without white space, keys sorted.

    Raises:
        NotCanonical: the value holds something that could be written in two ways.

    >>> canonical_json({"b": [1, None], "a": "é"})
    b'{"a":"\xc3\xa9","b":[1,null]}'
    """
    _check(value, "$")
    return _encode(value).encode()


def sha256_of(value: Json) -> str:
    """Hash the canonical form of a value; lower-case hex, 64 characters.

    >>> sha256_of({})[:12]
    '44136fa355b3'
    """
    return hashlib.sha256(canonical_json(value)).hexdigest()
