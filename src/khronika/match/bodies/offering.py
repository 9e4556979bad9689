"""Tells whether a body may be meant at all: generic names, and bodies that had ceased.

`police` and `суд` are borne by a body of every country: beside another such name they are no
evidence unless the place or country of both is known and one. A body of the register bore its
names between two days; an act outside them is no act of it.
"""

from datetime import date

from khronika.match.bodies.concepts import is_body, units
from khronika.match.context import Context, Fact, compare_contexts, days_of
from khronika.match.known import entries_named, entry
from khronika.model.date import PartialDate
from khronika.script.romanise import plain

_KINDS = frozenset(("class", "level", "topic", "legal", "wrap"))
"""Units of which a thousand bodies' names are made."""

_STAFF = tuple(
    plain(stem)
    for stem in ("officer", "official", "employee", "authorit", "сотрудник", "представител",
                 "работник", "офицер", "власт", "қызметкер")
)  # fmt: skip
"""Beginnings of words for those who work at a body: they name none (сотрудники полиции)."""


def is_generic(name: str) -> bool:
    """Tell whether a name says what kind of body it is and not which one.

    Args:
        name: a name as written (`police`, `городской суд`, `сотрудники полиции`).

    Returns:
        False for names of persons, and where a word of its own, a place, a country, a number,
        an acronym or the register tells which body it is.
    """
    if not is_body(name) or len(entries_named(name)) == 1:
        return False
    found = units(name)
    own = [unit for unit in found if unit.kind not in _KINDS]
    return all(plain(unit.surface).startswith(_STAFF) for unit in own)


def says_too_little(
    left: str, right: str, *, left_context: Context | None, right_context: Context | None
) -> bool:
    """Tell whether a generic name is all that speaks for two mentions being one body.

    Args:
        left: a name.
        right: another; the order does not matter.
        left_context: facts of the left mention; `place` and `country` count.
        right_context: facts of the right one.

    Returns:
        True where a name is generic, no identifier agrees, and the place or country of both is
        unknown or differs.
    """
    if not is_generic(left) and not is_generic(right):
        return False
    facts = compare_contexts(left_context, right_context)
    if any(fact.field == "identifier" and fact.weight for fact in facts):
        return False
    scenes = [fact for fact in facts if fact.field in ("place", "country")]
    return not scenes or any(fact.weight is None for fact in scenes)


def judge_standing(
    left: str, right: str, left_context: Context | None, right_context: Context | None
) -> tuple[Fact, ...]:
    """Compare the days of two mentions with those between which their body bore its name.

    Args:
        left: a name.
        right: another; the order does not matter.
        left_context: facts of the left mention; `dates` count.
        right_context: facts of the right one.

    Returns:
        a fact that differs where one mention is of the body's days and the other is not; one that
        says nothing where neither is; none where a date or a day of the body is unknown.
    """
    days = [days_of(context or {}) for context in (left_context, right_context)]
    if not all(days):
        return ()
    named = entries_named(left) & entries_named(right)
    if len(named) != 1:
        return ()
    body = next(iter(named))
    stood = [_stood(body, told) for told in days]
    if None in stood or all(stood):
        return ()
    if not any(stood):
        return (Fact("standing", 0.0, f"{_until(body)}, neither mention is of its days"),)
    return (Fact("standing", None, f"veto: {_until(body)}, and one mention is of other days"),)


def _until(body: str) -> str:
    known = entry(body)
    return f"register: {body} stood {known.valid_from or '?'} to {known.valid_until or '?'}"


def _stood(body: str, days: list[tuple[date, date]]) -> bool | None:
    """Tell whether a body bore its names on one of some days; None where its own are unknown."""
    known = entry(body)
    if known.valid_from is None and known.valid_until is None:
        return None
    since = PartialDate.parse(known.valid_from).first_day if known.valid_from else None
    until = PartialDate.parse(known.valid_until).last_day if known.valid_until else None
    return any(
        (until is None or first <= until) and (since is None or since <= last)
        for first, last in days
    )
