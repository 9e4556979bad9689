"""Brute force for counts: every world of up to six people that fits what is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from khronika.model.bounds import Relation, RelationKind
from khronika.model.count import Count

UNIVERSE = 6


def _fits_alone(
    group: int, count: Count, told: Iterable[Relation], persons: Sequence[str]
) -> bool:
    if not count.holds(group.bit_count()):
        return False
    for relation in told:
        if relation.other in persons:
            is_inside = bool(group >> persons.index(relation.other) & 1)
            if is_inside != (relation.kind is RelationKind.CONTAINS):
                return False
    return True


def _fits(left: int, kind: RelationKind, right: int) -> bool:
    if kind is RelationKind.CONTAINS:
        return left & right == right
    return left == right if kind is RelationKind.SAME else not left & right


def totals(
    persons: Sequence[str], groups: Mapping[str, Count], relations: Sequence[Relation]
) -> set[int]:
    """Answer how many people there are in each world: person i is bit i, a group a set of bits."""
    names = list(groups)
    choices = [
        [
            mask
            for mask in range(1 << UNIVERSE)
            if _fits_alone(mask, groups[name], [o for o in relations if o.group == name], persons)
        ]
        for name in names
    ]
    between = [
        (names.index(one.group), one.kind, names.index(one.other))
        for one in relations
        if one.other in groups
    ]
    found = set()
    for world in _worlds(choices, between, ()):
        everybody = (1 << len(persons)) - 1
        for group in world:
            everybody |= group
        found.add(everybody.bit_count())
    return found


def _worlds(
    choices: Sequence[Sequence[int]],
    between: Sequence[tuple[int, RelationKind, int]],
    chosen: tuple[int, ...],
) -> Iterator[tuple[int, ...]]:
    if len(chosen) == len(choices):
        yield chosen
        return
    for group in choices[len(chosen)]:
        world = (*chosen, group)
        last = len(chosen)
        if all(
            _fits(world[left], kind, world[right])
            for left, kind, right in between
            if max(left, right) == last
        ):
            yield from _worlds(choices, between, world)
