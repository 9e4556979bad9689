"""Checks of JSON values that schemas are made of; each names the place and what is wanted.

A refusal never repeats what stands there: it could be a name.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from khronika.errors import ModelError
from khronika.model.date import PartialDate
from khronika.model.ulid import is_ulid
from khronika.record.errors import EntryMalformed

Check: TypeAlias = Callable[[Any, str], None]


def refuse(path: str, wanted: str) -> None:
    """Raise the refusal of one place in a payload, never repeating what stands there."""
    raise EntryMalformed(f"{path}: {wanted} is wanted; correct the payload")


def form(pattern: re.Pattern[str], wanted: str) -> Check:
    """Check that a text has a form."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or not pattern.match(value):
            refuse(path, wanted)

    return check


def ulid(value: Any, path: str) -> None:
    """Check a ULID."""
    if not isinstance(value, str) or not is_ulid(value):
        refuse(path, "a ULID")


def truth(value: Any, path: str) -> None:
    """Check a boolean."""
    if not isinstance(value, bool):
        refuse(path, "true or false")


def among(*words: str) -> Check:
    """Check that a text is one of a closed list."""

    def check(value: Any, path: str) -> None:
        if value not in words or not isinstance(value, str):
            refuse(path, "one of " + ", ".join(words))

    return check


def integer(least: int, most: int) -> Check:
    """Check an integer within bounds."""

    def check(value: Any, path: str) -> None:
        if type(value) is not int or not least <= value <= most:
            refuse(path, f"an integer from {least} to {most}")

    return check


def or_null(inner: Check) -> Check:
    """Allow null beside what another check allows."""

    def check(value: Any, path: str) -> None:
        if value is not None:
            inner(value, path)

    return check


def listed(inner: Check, *, most: int = 100_000, least: int = 0) -> Check:
    """Check every item of a list."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            refuse(path, f"a list of {least} to {most} items")
        for index, item in enumerate(value):
            inner(item, f"{path}[{index}]")

    return check


def tuple_of(*inner: Check) -> Check:
    """Check a list of fixed length, place by place."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or len(value) != len(inner):
            refuse(path, f"a list of {len(inner)} items")
        for index, (item, one) in enumerate(zip(value, inner, strict=True)):
            one(item, f"{path}[{index}]")

    return check


def keys(**inner: Check) -> Check:
    """Check an object that has exactly these keys; a trailing underscore is dropped."""
    wanted = {name.rstrip("_"): one for name, one in inner.items()}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, Mapping) or value.keys() != wanted.keys():
            refuse(path, "an object of " + ", ".join(wanted))
        for name, one in wanted.items():
            one(value[name], f"{path}.{name}")

    return check


def partial_date(value: Any, path: str) -> None:
    """Check an ISO date cut to what is known."""
    try:
        PartialDate.parse(value)
    except (ModelError, TypeError):
        refuse(path, "an ISO date cut to what is known")


def any_of(checks: Sequence[Check]) -> Check:
    """Allow what one of several checks allows."""

    def check(value: Any, path: str) -> None:
        for one in checks[:-1]:
            try:
                one(value, path)
            except EntryMalformed:
                continue
            return
        checks[-1](value, path)

    return check
