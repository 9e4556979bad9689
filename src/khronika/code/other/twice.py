"""Lets an act that a page tells in two languages be drafted once, as the page's own tells it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from khronika.model.act import Act

_AS_RUSSIAN = str.maketrans("әіңғүұқөһ", "аингуукох")


def without_twice(acts: Sequence[Act], told: Sequence[Act]) -> list[Act]:
    """Answer the acts of a further language that those already drafted do not tell.

    Same type, days that agree, and one victim: a name whose words begin alike once Kazakh letters
    are read as Russian ones ("Құрманәлин", "Курманалина"), or a group of one role and count.

    Args:
        acts: drafts of a further language.
        told: drafts of the languages before it.
    """
    twice = {a.id for a in acts if any(_is_one(a, other) for other in told)}
    kept = [a for a in acts if a.id not in twice]
    return [replace(a, covers=tuple(c for c in a.covers if c not in twice)) for a in kept]


def _is_one(act: Act, other: Act) -> bool:
    if act.type != other.type or act.victim.kind != other.victim.kind:
        return False
    days = {str(a.date.start) for a in (act, other) if a.date is not None and a.date.start}
    if len(days) > 1 and not _agree(*sorted(days, key=len)):
        return False
    if act.victim.kind == "group":
        return act.count is not None and (act.count, act.victim.role) == (
            other.count,
            other.victim.role,
        )
    one, two = _words(act.victim.name), _words(other.victim.name)
    short, long_ = sorted((one, two), key=len)
    return bool(short) and all(any(_begin_alike(a, b) for b in long_) for a in short)


def _agree(short: str, long_: str) -> bool:
    return long_.startswith(short)


def _words(name: str | None) -> list[str]:
    return re.findall(r"\w+", (name or "").lower().translate(_AS_RUSSIAN))


def _begin_alike(one: str, other: str) -> bool:
    size = min(len(one), len(other))
    same = next((i for i in range(size) if one[i] != other[i]), size)
    return same >= 3 and same >= size - 2
