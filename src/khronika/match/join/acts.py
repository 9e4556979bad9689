"""Weighs whether an act of one report is an act of the other, and pairs them one to one.

Type, day, place, role, affiliation and perpetrator each speak for or against, in logits that add
up; two days, two countries or two types settle it. A name alone never joins two acts, and where
two people fit equally well neither is taken. The weights are set by hand from what a careful
editor goes by: a clash of towns outweighs an equal name, a district beside its town says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from khronika.match.join.names import (
    body_likeness,
    name_likeness,
    place_likeness,
    shares_given_name,
)
from khronika.model.count import Count
from khronika.model.date import Agreement, DateRange, compare_starts
from khronika.model.vocabulary import Role, VictimKind

_MEDIA = frozenset({Role.JOURNALIST, Role.MEDIA_WORKER, Role.BLOGGER, Role.OUTLET})
_CIVIC = frozenset(
    {Role.ACTIVIST, Role.PROTESTER, Role.POLITICIAN, Role.BLOGGER, Role.CITIZEN, Role.OTHER}
)
_DEFENCE = frozenset({Role.LAWYER, Role.ACTIVIST, Role.POLITICIAN, Role.CITIZEN, Role.OTHER})
_STAFF = frozenset({Role.MEDIA_WORKER, Role.OTHER, Role.CITIZEN, Role.ARTIST, Role.OFFICIAL})
_COMPATIBLE = (_MEDIA, _CIVIC, _DEFENCE, _STAFF, frozenset({Role.ARTIST, *_CIVIC}))


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act as a Coding tells it, with what joining goes by; `id` is that of the Coding."""

    id: str | int
    type: str
    name: str | None
    kind: VictimKind
    role: Role
    affiliation: str | None = None
    count: Count | None = None
    date: DateRange | None = None
    place: str | None = None
    country: str | None = None
    perpetrators: frozenset[str] = frozenset()
    status: str = "unknown"
    sources: tuple[str, ...] = ()
    covers: tuple[str | int, ...] = ()
    covers_named: bool = False

    @property
    def is_group(self) -> bool:
        """Tell whether the act was done to several people at once."""
        return self.kind is VictimKind.GROUP


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two acts are one: logits (above 0 likelier than not) and what they rest on."""

    weight: float
    reasons: tuple[str, ...]

    def plus(self, weight: float, reason: str) -> "Likeness":
        """Add a weight and its reason; a reason that is empty is left out."""
        return Likeness(self.weight + weight, (*self.reasons, *([reason] if reason else [])))


_FEW = 10
"""A group of so many is small: two reports that name some of it name the same."""

SAME_DAY = "the same day"
"""The reason of two starts told to the day and equal: without it nothing is `same`."""

_SENTENCES = frozenset({"fined", "jailed", "suspended", "acquitted", "in_absentia"})
"""Outcomes of a ruling that exclude each other."""

NEVER = -20.0
"""The weight of what settles that two acts are two."""


_APART = (
    (frozenset({Role.LAWYER, Role.OFFICIAL}), _MEDIA),
    (frozenset({Role.OFFICIAL}), _CIVIC - {Role.OTHER, Role.POLITICIAN}),
    (frozenset({Role.OFFICIAL}), frozenset({Role.LAWYER, Role.ARTIST})),
    (frozenset({Role.ARTIST}), frozenset({Role.LAWYER, Role.OFFICIAL})),
)


def _role_clash(left: Role, right: Role) -> float:
    """Weigh two roles that do not fit: a lawyer is no reporter, an activist may be one."""
    for one, other in _APART:
        if (left in one and right in other) or (right in one and left in other):
            return -3.0
    return -1.2


def roles_fit(left: Role, right: Role) -> bool:
    """Tell whether two reports may give one person these two roles."""
    return left is right or any({left, right} <= family for family in _COMPATIBLE)


def weigh_day(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh the days: equal ones speak for one act, two days settle that they are two."""
    agreement = compare_starts(left.date, right.date)
    if agreement is Agreement.DIFFER:
        return Likeness(NEVER, ("two days",))
    if agreement is Agreement.UNSURE:
        is_told = bool(left.date and right.date and left.date.start and right.date.start)
        return Likeness(0.3 if is_told else -0.7, ("the days may agree",))
    starts = [act.date.start for act in (left, right) if act.date and act.date.start]
    is_full = all(start.day is not None for start in starts)
    return Likeness(1.0 if is_full else 0.5, (SAME_DAY if is_full else "dates that agree",))


def weigh_place(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh the places: two towns or countries speak against, a district says nothing."""
    if left.country and right.country and left.country != right.country:
        return Likeness(-5.0, ("two countries",))
    if not left.place and not right.place and left.country and right.country:
        return Likeness(0.5, ("the same country",))
    if not left.place or not right.place:
        return Likeness(0.0, ())
    value = place_likeness(left.place, right.place)
    if value > 0:
        return Likeness(1.5, ("the same place",))
    if value == 0:
        return Likeness(0.0, ("a district beside a town",))
    return Likeness(4.0 * value, ("another place",))


def _weigh_company(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh role, affiliation and perpetrators."""
    found = Likeness(0.0, ())
    if left.role is right.role:
        found = found.plus(0.5, "the same role")
    elif not roles_fit(left.role, right.role):
        found = found.plus(_role_clash(left.role, right.role), "two roles")
    if left.affiliation and right.affiliation:
        value = body_likeness(left.affiliation, right.affiliation)
        if value >= 0.6:
            found = found.plus(1.5, "the same affiliation")
        else:
            found = found.plus(-1.0, "another affiliation")
    if left.type == "conviction" and {left.status, right.status} <= _SENTENCES:
        found = found.plus(0.0 if left.status == right.status else -1.0, "")
    return found.plus(_weigh_perpetrators(left, right), "")


def _weigh_perpetrators(left: ToldAct, right: ToldAct) -> float:
    """Weigh the kinds of perpetrators a little: one report says police, another KNB."""
    if not left.perpetrators or not right.perpetrators:
        return 0.0
    return 0.3 if left.perpetrators & right.perpetrators else -0.3


NEW_SURNAME = "another surname, given name and affiliation agree"
"""The reason of a join that no name carries: never enough for `same`."""


def _weigh_victim(left: ToldAct, right: ToldAct, company: Likeness) -> Likeness:
    """Weigh the names; where one is missing or a surname changed, the company must speak."""
    if left.name is None or right.name is None:
        if "another affiliation" in company.reasons:
            return Likeness(-2.5, ("not named in one report, of another outlet",))
        is_sure = SAME_DAY in weigh_day(left, right).reasons
        return Likeness(0.3 if is_sure else -1.0, ("not named in one report",))
    if left.kind is VictimKind.ORGANISATION:
        value = body_likeness(left.name, right.name)
    else:
        value = name_likeness(left.name, right.name)
    if value >= 0.55:
        return Likeness(3.5 * value, (f"name {value:.2f}",))
    if (
        left.kind is VictimKind.PERSON
        and shares_given_name(left.name, right.name)
        and "the same affiliation" in company.reasons
        and "the same role" in company.reasons
    ):
        return Likeness(-0.5, (NEW_SURNAME,))
    return Likeness(NEVER, (f"name {value:.2f}: another victim",))


def weigh_personal(left: ToldAct, right: ToldAct) -> Likeness:
    """Weigh whether two acts of a person or organisation are one.

    Returns:
        Logits from the sum of victim, day, place and company; `NEVER` and below: two acts.
    """
    if left.type != right.type or left.kind is not right.kind or left.is_group:
        return Likeness(NEVER, ("another type or kind of victim",))
    company = _weigh_company(left, right)
    parts = (
        _weigh_victim(left, right, company),
        weigh_day(left, right),
        weigh_place(left, right),
        company,
    )
    return Likeness(
        sum(part.weight for part in parts) - 2.5,
        tuple(reason for part in parts for reason in part.reasons),
    )


def weigh_group_and_names(group: ToldAct, persons: Sequence[ToldAct]) -> Likeness:
    """Weigh whether the persons one report names are the group that the other counts.

    Only an exact number that equals the persons', all of a role, day and place with it, speaks for
    it: no act is joined by that, the reports tell of one event.
    """
    count = group.count
    if len(persons) < 2 or count is None or not count.is_exact or count.least != len(persons):
        return Likeness(NEVER, ("the number is not that of the persons named",))
    if any(one.type != group.type or not roles_fit(one.role, group.role) for one in persons):
        return Likeness(NEVER, ("another type or role",))
    parts = [weigh(group, one) for one in persons for weigh in (weigh_day, weigh_place)]
    days, places = parts[::2], parts[1::2]
    lowest = min(day.weight for day in days) + min(place.weight for place in places)
    return Likeness(lowest - 1.7, ("as many named in one report as the other counts",))


def weigh_groups(left: ToldAct, right: ToldAct, *, share_nobody: bool) -> Likeness:
    """Weigh whether two group acts tell of one group.

    Args:
        left: a group act.
        right: a group act of the other report.
        share_nobody: both reports name members, and nobody is in both: odd in a small group.
    """
    if left.type != right.type or not (left.is_group and right.is_group):
        return Likeness(NEVER, ("another type or kind of victim",))
    if not roles_fit(left.role, right.role):
        return Likeness(NEVER, ("two roles",))
    day, place = weigh_day(left, right), weigh_place(left, right)
    weight = day.weight + place.weight + _weigh_perpetrators(left, right) - 1.2
    found = Likeness(weight, day.reasons + place.reasons)
    counts = left.count or Count(None, None), right.count or Count(None, None)
    if not counts[0].may_equal(counts[1]):
        is_exact = counts[0].is_exact and counts[1].is_exact
        found = found.plus(-1.0 if is_exact else -0.5, "numbers that exclude each other")
    if share_nobody:
        least_most = min((one.most for one in counts if one.most is not None), default=_FEW + 1)
        found = found.plus(-1.5 if least_most <= _FEW else -0.3, "nobody named in both")
    return found
