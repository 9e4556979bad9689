"""Counts the acts and people of an event by type and role, as bounds (`record.md` section 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from khronika.model.bounds import PeopleBounds, Relation, RelationKind, people_in_event
from khronika.model.canonical import Json
from khronika.model.count import Count
from khronika.model.date import Agreement, DateRange
from khronika.model.totals import PersonalAct, compare_acts, count_acts
from khronika.model.vocabulary import Role

METHOD = "bounds/1"
"""The name and version of the method, explained in `docs/reference/counting.md`."""


@dataclass(frozen=True, slots=True)
class CountedAct:
    """What counting needs of an act.

    `party` is the victim's id after all judgements, None where nobody is known; `is_person` is
    False for an organisation. `count` is None for an act that is not a group's. `covers`, `apart`
    and `same` are ids of acts.
    """

    id: str
    type: str
    role: str | None
    party: str | None
    is_group: bool
    is_person: bool
    count: Count | None = None
    date: DateRange | None = None
    covers: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def totals_of(
    acts: Iterable[CountedAct], unsure: frozenset[frozenset[str]] = frozenset()
) -> list[Json]:
    """Write one row per type and role and one per type, in the order of the acts.

    Args:
        acts: the acts of an event that are shown, each once.
        unsure: pairs of parties that nobody has judged or that are "unsure".
    """
    listed = list(acts)
    kinds = dict.fromkeys(act.type for act in listed)
    rows: list[Json] = []
    for kind in kinds:
        of_kind = [act for act in listed if act.type == kind]
        roles = dict.fromkeys(act.role for act in of_kind if act.role)
        rows += [
            _row(kind, role, [act for act in of_kind if act.role == role], listed, unsure)
            for role in roles
        ]
        rows.append(_row(kind, None, of_kind, listed, unsure))
    return rows


def _row(
    kind: str,
    role: str | None,
    acts: list[CountedAct],
    all_acts: list[CountedAct],
    unsure: frozenset[frozenset[str]],
) -> Json:
    people = people_of(acts, unsure)
    return {
        "type": kind,
        "role": role,
        "acts": _json(acts_of(acts)),
        "people": _json(people.count) if any(_is_human(act) for act in acts) else None,
        "named": len(people.named),
        "method": METHOD,
    }


def _json(count: Count) -> dict[str, Json]:
    return {"min": count.least, "max": count.most}


def _is_human(act: CountedAct) -> bool:
    # Three sites blocked together are a group of organisations, and nobody.
    return act.is_person or (act.is_group and act.role != Role.OUTLET)


def _person(act: CountedAct) -> str:
    # Somebody of whom nothing is known is a person of their own: the act stands for them.
    return act.party or act.id


def people_of(
    acts: Iterable[CountedAct], unsure: frozenset[frozenset[str]] = frozenset()
) -> PeopleBounds:
    """Bound how many people some acts of one type were done to, each person once."""
    listed = [act for act in acts if _is_human(act)]
    persons = {_person(act) for act in listed if not act.is_group}
    groups = {act.id: act.count or Count(None, None) for act in listed if act.is_group}
    name = {act.id: act.id if act.is_group else _person(act) for act in listed}
    pairs = [(min(pair), max(pair)) for pair in unsure if pair <= persons and len(pair) == 2]
    return people_in_event(persons, groups, _relations(listed, name), perhaps_same=sorted(pairs))


def _relations(acts: Iterable[CountedAct], name: Mapping[str, str]) -> Iterable[Relation]:
    for act in acts:
        if not act.is_group:
            continue
        for kind, others in (
            (RelationKind.CONTAINS, act.covers),
            (RelationKind.APART, act.apart),
            (RelationKind.SAME, act.same),
        ):
            yield from (Relation(act.id, kind, name[one]) for one in others if one in name)


def acts_of(acts: Iterable[CountedAct]) -> Count:
    """Bound how many acts of one type there are: a group's act counts as its bounds.

    Acts of persons and organisations are counted as `khronika.model.totals` does; where groups
    are told too, an act that a group covers is among the group's and is not added to it.
    """
    listed = list(acts)
    single = [_personal(act) for act in listed if not act.is_group]
    groups = {act.id: act.count or Count(None, None) for act in listed if act.is_group}
    if not groups:
        return count_acts(single)
    name, unsure = _as_one(single)
    relations = _relations(listed, {**name, **{group: group for group in groups}})
    found = people_in_event(set(name.values()), groups, relations, perhaps_same=unsure).count
    # A vague date may chain days that differ: the acts alone are never fewer than they are.
    least = max(found.floor, count_acts(single).floor)
    most = None if found.most is None else max(found.most, least)
    return Count(least or found.least, most)


def _personal(act: CountedAct) -> PersonalAct:
    return PersonalAct(act.id, act.party, act.type, act.date)


def _as_one(acts: list[PersonalAct]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Answer for each act the act that it is told again in, and pairs that may be one act.

    A vague date that agrees with two days which differ joins neither: it may be one of them.
    """
    name = {act.id: act.id for act in acts}
    unsure: list[tuple[str, str]] = []
    for left, right in combinations(acts, 2):
        verdict = compare_acts(left, right, {})
        starts = {act.date.start if act.date else None for act in (left, right)}
        if verdict is Agreement.AGREE and len(starts) == 1:
            low, high = sorted((name[left.id], name[right.id]))
            name = {act: low if root == high else root for act, root in name.items()}
        elif verdict is not Agreement.DIFFER:
            unsure.append((left.id, right.id))
    pairs = {(min(name[a], name[b]), max(name[a], name[b])) for a, b in unsure}
    return name, sorted(pair for pair in pairs if pair[0] != pair[1])


def lines_that_count(acts: Iterable[CountedAct]) -> dict[str, bool]:
    """Say of each act whether its line may be added to others without counting anybody twice.

    Of a group and the acts it covers, the side that tells more people counts.
    """
    listed = {act.id: act for act in acts}
    counts = dict.fromkeys(listed, True)
    for act in listed.values():
        inside = [one for one in act.covers if one in listed and listed[one].type == act.type]
        if not act.is_group or not inside:
            continue
        if act.count is not None and act.count.floor >= len(inside):
            counts.update(dict.fromkeys(inside, False))
        else:
            counts[act.id] = False
    return counts
