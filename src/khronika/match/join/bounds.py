"""Bounds of the acts of each type that two joined reports tell together.

Each report is a source with a range of its own: its numbers, an unknown least being whom it
names, and those who stand apart added. Both together run from the least lower to the highest upper
bound, neither end below the number of distinct persons and outlets named by both
(`record.md` section 6, `docs/reference/counting.md`).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from khronika.match.join.acts import ToldAct, roles_fit, weigh_place
from khronika.model.bounds import Relation, RelationKind, people_in_event
from khronika.model.count import UNKNOWN_COUNT, Count
from khronika.model.date import Agreement, compare_starts
from khronika.model.totals import Claim, span_claims
from khronika.model.vocabulary import Role, VictimKind

_MEDIA = frozenset({Role.JOURNALIST, Role.MEDIA_WORKER, Role.OUTLET})
_ANYBODY = re.compile(
    r"\b(?:people|persons|men and women|detainees"
    r"|человек\w*|люд\w+|задержанн\w+|адам\w*|кісі\w*)\b",
    re.IGNORECASE,
)
"""Words that count everybody, whatever the role that the group was given."""

Key = tuple[str, str | int]
"""A side (left, right) and the id of an act."""


def covered_by(group: ToldAct, acts: Iterable[ToldAct]) -> list[ToldAct]:
    """Answer the personal acts that a group act's count includes.

    A Coding with act ids lists them. One without (the gold sets) says only that members are named:
    then these are the persons of that type and day, those of the press not counted among
    protesters as long as somebody else is left to be meant.
    """
    if group.covers:
        return [act for act in acts if act.id in group.covers and not act.is_group]
    if not group.covers_named:
        return []
    near = [
        act
        for act in acts
        if act.type == group.type
        and act.kind is VictimKind.PERSON
        and compare_starts(act.date, group.date) is not Agreement.DIFFER
        and weigh_place(act, group).weight > -1.0
    ]
    fitting = [act for act in near if _may_be_of(act.role, group)]
    return fitting or near


def _may_be_of(role: Role, group: ToldAct) -> bool:
    """Tell whether somebody of a role is counted among a group of that role or phrase."""
    if group.role in (Role.CITIZEN, Role.OTHER) or _ANYBODY.search(group.name or ""):
        return True
    if group.role in _MEDIA:
        return role in _MEDIA or role is Role.BLOGGER
    return role not in _MEDIA


def _alternatives(groups: Sequence[ToldAct]) -> list[list[ToldAct]]:
    """Put groups of one role, day and place together that different sources tell."""
    clusters: list[list[ToldAct]] = []
    for group in groups:
        for cluster in clusters:
            if all(_are_alternatives(group, other) for other in cluster):
                cluster.append(group)
                break
        else:
            clusters.append([group])
    return clusters


def _are_alternatives(left: ToldAct, right: ToldAct) -> bool:
    return (
        set(left.sources) != set(right.sources)
        and left.role is right.role
        and left.place == right.place
        and compare_starts(left.date, right.date) is not Agreement.DIFFER
    )


def _told_range(acts: Sequence[ToldAct]) -> Count:
    """Bound the acts of one type in one report."""
    personal = [act for act in acts if not act.is_group]
    clusters = _alternatives([act for act in acts if act.is_group])
    counts: dict[str, Count] = {}
    relations: list[Relation] = []
    for number, cluster in enumerate(clusters):
        name = f"group {number}"
        members = {str(a.id) for group in cluster for a in covered_by(group, personal)}
        claims = [
            Claim(
                str(group.id),
                group.count or UNKNOWN_COUNT,
                frozenset(str(act.id) for act in covered_by(group, personal)),
            )
            for group in cluster
        ]
        counts[name] = span_claims(claims).count
        for act in personal:
            inside = str(act.id) in members
            kind = RelationKind.CONTAINS if inside else RelationKind.APART
            relations.append(Relation(name, kind, str(act.id)))
    relations += _between(clusters)
    return people_in_event((str(act.id) for act in personal), counts, relations).count


def _between(clusters: Sequence[Sequence[ToldAct]]) -> list[Relation]:
    """Say which groups of one report are inside another or, being of two days, apart from it."""
    found = []
    for number, cluster in enumerate(clusters):
        for other, others in enumerate(clusters):
            if number == other:
                continue
            if {one.id for one in others} & {item for one in cluster for item in one.covers}:
                kind = RelationKind.CONTAINS
            elif compare_starts(cluster[0].date, others[0].date) is Agreement.DIFFER:
                kind = RelationKind.APART
            else:
                continue
            found.append(Relation(f"group {number}", kind, f"group {other}"))
    return found


def bound_types(
    left: Sequence[ToldAct],
    right: Sequence[ToldAct],
    *,
    joined: Collection[tuple[str | int, str | int]],
    perhaps: Collection[tuple[str | int, str | int]] = (),
) -> dict[str, Count]:
    """Bound the acts of each type, both reports together, joined acts taken as one.

    Args:
        left: the acts of one report.
        right: those of the other.
        joined: pairs of ids (left, right) that are one act.
        perhaps: pairs that may be one: one in the lower bound, two in the upper.

    Returns:
        Type to bounds, in the order of the reports.
    """
    types = dict.fromkeys(act.type for act in (*left, *right))
    return {
        type_: _bound_type(
            [act for act in left if act.type == type_],
            [act for act in right if act.type == type_],
            joined,
            perhaps,
        )
        for type_ in types
    }


def _bound_type(
    left: Sequence[ToldAct],
    right: Sequence[ToldAct],
    joined: Collection[tuple[str | int, str | int]],
    perhaps: Collection[tuple[str | int, str | int]],
) -> Count:
    named = _distinct(left, right, joined, perhaps)
    sides = [side for side in (left, right) if side]
    counted = [side for side in sides if any(act.is_group for act in side)]
    if not counted:
        return named
    ranges = [_told_range(side) for side in counted]
    span = ranges[0]
    for other in ranges[1:]:
        span = span.or_else(other) if _share_a_group(left, right) else _beside(span, other)
    return span.raised_to(named.floor)


def _distinct(
    left: Sequence[ToldAct],
    right: Sequence[ToldAct],
    joined: Collection[tuple[str | int, str | int]],
    perhaps: Collection[tuple[str | int, str | int]],
) -> Count:
    """Count the acts of persons and outlets that both reports tell."""
    names = _names(left, right, joined)
    near: dict[str, list[str]] = {}
    for one, other in perhaps:
        if ("left", one) in names and ("right", other) in names:
            near.setdefault(names["left", one], []).append(names["right", other])
    total = len(set(names.values()))
    return Count(total - _most_pairs(near), total)


def _most_pairs(near: Mapping[str, Sequence[str]]) -> int:
    """Answer how many acts of one report may each be another act of the other (Kuhn 1955)."""
    taken: dict[str, str] = {}

    def place(one: str, seen: set[str]) -> bool:
        for other in near[one]:
            if other in seen:
                continue
            seen.add(other)
            if other not in taken or place(taken[other], seen):
                taken[other] = one
                return True
        return False

    return sum(place(one, set()) for one in near)


def _names(
    left: Sequence[ToldAct],
    right: Sequence[ToldAct],
    joined: Collection[tuple[str | int, str | int]],
) -> Mapping[Key, str]:
    """Give every personal act one name, joined acts the same."""
    partner = {other: one for one, other in joined}
    names: dict[Key, str] = {("left", a.id): f"left {a.id}" for a in left if not a.is_group}
    for act in right:
        if not act.is_group:
            names["right", act.id] = names.get(
                ("left", partner.get(act.id, "")), f"right {act.id}"
            )
    return names


def _share_a_group(left: Sequence[ToldAct], right: Sequence[ToldAct]) -> bool:
    """Tell whether the reports' numbers can be of one group: one role and day."""
    return any(
        roles_fit(one.role, other.role)
        and compare_starts(one.date, other.date) is not Agreement.DIFFER
        for one in left
        for other in right
        if one.is_group and other.is_group
    )


def _beside(left: Count, right: Count) -> Count:
    """Bound two groups of which nothing is known: the same people or none in common."""
    return people_in_event((), {"left": left, "right": right}).count
