"""How many people an event touched, as bounds that hold in every world the reports allow.

The method is that of `record.md` section 6 (explained in `docs/reference/counting.md`): named
persons and groups, some known to contain, equal or stand apart from each other; what is not told
stays unknown. Pure functions of small sets; nothing is guessed, contradictions are reported.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from khronika.model.count import Count


class RelationKind(StrEnum):
    """How a group stands to a person or another group; unknown is the absence of a relation."""

    CONTAINS = "contains"
    SAME = "same"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Relation:
    """The group `group` contains, equals or stands apart from `other`, a group or a person."""

    group: str
    kind: RelationKind
    other: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What cannot all be true: why, and the groups and persons that it is about, sorted."""

    why: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleBounds:
    """How many people, who of them is named, and what the reports contradict each other on."""

    count: Count
    named: frozenset[str]
    contradictions: tuple[Contradiction, ...] = ()


@dataclass(slots=True)
class _Crowd:
    """Groups and persons while they are being worked out; groups are merged and closed."""

    named: set[str]
    counts: dict[str, Count]
    inner: dict[str, set[str]] = field(default_factory=dict)
    """Group to the groups inside it, itself excluded."""
    apart: dict[str, set[str]] = field(default_factory=dict)
    """Group to the groups that stand apart from it."""
    members: dict[str, set[str]] = field(default_factory=dict)
    """Group to the persons inside it."""
    strangers: dict[str, set[str]] = field(default_factory=dict)
    """Group to the persons who stand apart from it."""
    contradictions: list[Contradiction] = field(default_factory=list)

    def object_to(self, why: str, *about: str) -> None:
        """Note a contradiction once."""
        found = Contradiction(why, tuple(sorted(set(about))))
        if found not in self.contradictions:
            self.contradictions.append(found)


def people_in_event(
    named: Iterable[str],
    groups: Mapping[str, Count],
    relations: Iterable[Relation] = (),
    *,
    perhaps_same: Iterable[tuple[str, str]] = (),
) -> PeopleBounds:
    """Bound how many people an event touched.

    Args:
        named: ids of the persons known by name, each person once.
        groups: id of each group to its count; a least not told counts as the members named.
        relations: what is known of groups and persons; an id that is neither is ignored.
        perhaps_same: pairs of `named` that nobody has judged or that are "unsure": one person in
            the lower bound, two in the upper.

    Returns:
        The bounds (record.md section 6). A least of 0 beside a group is given as not told.

    >>> at_least_eight = {"round-up": Count(8, None)}
    >>> inside = [Relation("round-up", RelationKind.CONTAINS, "a")]
    >>> people_in_event(["a", "b"], at_least_eight, inside).count
    Count(least=8, most=None)
    """
    persons, known = frozenset(named), list(relations)
    apart = _settle(_crowd(persons, groups, known))
    pairs = [pair for pair in perhaps_same if persons.issuperset(pair)]
    as_one = _settle(_crowd(*_as_one(persons, groups, known, pairs))) if pairs else apart
    least, most = _most_apart(as_one, set(as_one.counts), as_one.named), _upper(apart)
    if most is not None and most < least:
        apart.object_to("the numbers cannot all be true", *groups, *persons)
        least, most = max(most, len(as_one.named)), least
    # What two names of perhaps one person might resolve is no contradiction yet.
    open_names = {name for pair in pairs for name in pair}
    sure = tuple(one for one in apart.contradictions if not open_names & set(one.about))
    is_told = least > 0 or not groups
    return PeopleBounds(Count(least if is_told else None, most), persons, sure)


def _as_one(
    persons: frozenset[str],
    groups: Mapping[str, Count],
    relations: Iterable[Relation],
    pairs: Iterable[tuple[str, str]],
) -> tuple[set[str], Mapping[str, Count], list[Relation]]:
    """Take persons who are perhaps the same as one, with everything known of any of them."""
    to = _joined(persons, pairs)
    renamed = [Relation(one.group, one.kind, to.get(one.other, one.other)) for one in relations]
    return {to[person] for person in persons}, groups, renamed


def _joined(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Answer for each id the least id of those that pairs join it with."""
    to = {one: one for one in ids}
    for left, right in pairs:
        low, high = sorted((to[left], to[right]))
        to = {one: low if root == high else root for one, root in to.items()}
    return to


def _crowd(
    named: Collection[str], groups: Mapping[str, Count], relations: Iterable[Relation]
) -> _Crowd:
    """Merge groups that are the same, and sort the relations by what they are between."""
    known = [one for one in relations if one.group in groups]
    same = [(o.group, o.other) for o in known if o.kind is RelationKind.SAME and o.other in groups]
    to = _joined(groups, same + _mutual(known, groups, same))
    crowd = _Crowd(set(named), {})
    for name, count in sorted(groups.items()):
        _merge_count(crowd, to[name], count)
    empty = {name: set[str]() for name in crowd.counts}
    crowd.inner, crowd.apart, crowd.members, crowd.strangers = (
        {name: set(items) for name, items in empty.items()} for _ in range(4)
    )
    for one in known:
        _place(crowd, Relation(to[one.group], one.kind, to.get(one.other, one.other)))
    return crowd


def _mutual(
    relations: Iterable[Relation], groups: Collection[str], same: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Find groups that contain each other, directly or in a circle: they are the same."""
    reach = {name: {name} for name in groups}
    for left, right in same:
        reach[left].add(right)
        reach[right].add(left)
    for one in relations:
        if one.kind is RelationKind.CONTAINS and one.other in reach:
            reach[one.group].add(one.other)
    _close(reach)
    return [(a, b) for a in reach for b in reach[a] if a < b and a in reach[b]]


def _close(reach: dict[str, set[str]]) -> None:
    """Close a relation: what is inside the inner group is inside the outer one (Warshall)."""
    for middle in reach:
        for outer in reach:
            if middle in reach[outer]:
                reach[outer] |= reach[middle]


def _merge_count(crowd: _Crowd, name: str, count: Count) -> None:
    """Give a group its count; told twice as the same group, the bounds narrow each other."""
    before = crowd.counts.get(name, count)
    merged = before.narrowed_by(count)
    if merged is None:
        crowd.object_to("one group is told with numbers that exclude each other", name)
        merged = before.or_else(count)
    crowd.counts[name] = merged


def _place(crowd: _Crowd, known: Relation) -> None:
    """Enter one relation; a group inside itself says nothing."""
    group, other = known.group, known.other
    is_person = other in crowd.named
    if not is_person and other not in crowd.counts:
        return
    if known.kind is RelationKind.CONTAINS:
        if group != other:
            (crowd.members if is_person else crowd.inner)[group].add(other)
    elif known.kind is RelationKind.APART and is_person:
        crowd.strangers[group].add(other)
    elif known.kind is RelationKind.APART:
        crowd.apart[group].add(other)
        crowd.apart[other].add(group)


def _settle(crowd: _Crowd) -> _Crowd:
    """Close the relations, then raise the leasts and lower the mosts."""
    _close(crowd.inner)
    for name, inside in crowd.inner.items():
        inside.discard(name)
    for name, inside in crowd.inner.items():
        for one in inside:
            crowd.members[name] |= crowd.members[one]
    _close_apart(crowd)
    _drop_contradicted(crowd)
    _raise_leasts(crowd)
    _lower_mosts(crowd)
    return crowd


def _close_apart(crowd: _Crowd) -> None:
    """Hand "apart" down: what stands apart from a group does so from all that is inside it."""
    for name in crowd.counts:
        for one in {name} | crowd.inner[name]:
            crowd.strangers[one] |= crowd.strangers[name]
    direct = [(a, b) for a, others in crowd.apart.items() for b in others]
    for left, right in direct:
        for inner_left in {left} | crowd.inner[left]:
            crowd.apart[inner_left] |= {right} | crowd.inner[right]
            crowd.strangers[inner_left] |= crowd.members[right]


def _drop_contradicted(crowd: _Crowd) -> None:
    """Where somebody is both inside and apart, say so and keep "inside", the narrower claim.

    Nothing is said of groups that may be empty: nobody then is in both.
    """
    for name, inside in crowd.inner.items():
        for one in sorted((inside | {name}) & crowd.apart[name]):
            if crowd.counts[one].floor or crowd.members[one]:
                crowd.object_to("a group is told as inside another and apart from it", name, one)
            crowd.apart[name].discard(one)
            crowd.apart[one].discard(name)
    for name, members in crowd.members.items():
        for person in sorted(members & crowd.strangers[name]):
            crowd.object_to("a person is told as inside a group and apart from it", name, person)
            crowd.strangers[name].discard(person)


def _raise_leasts(crowd: _Crowd) -> None:
    """Raise each least to the people and groups known inside, from the innermost outwards."""
    for name in sorted(crowd.counts, key=lambda one: len(crowd.inner[one])):
        inside = _most_apart(crowd, crowd.inner[name], crowd.members[name])
        count = crowd.counts[name]
        if count.most is not None and count.most < inside:
            about = (name, *crowd.inner[name], *crowd.members[name])
            crowd.object_to("a group is told as smaller than what is inside it", *about)
            crowd.counts[name] = Count(count.most, inside).raised_to(len(crowd.members[name]))
        else:
            crowd.counts[name] = count.raised_to(inside)


def _lower_mosts(crowd: _Crowd) -> None:
    """Lower each most to the mosts of the groups around it."""
    told = {name: count.most for name, count in crowd.counts.items()}
    for name, inside in crowd.inner.items():
        for one in inside:
            outer, count = told[name], crowd.counts[one]
            if outer is not None and (count.most is None or outer < count.most):
                crowd.counts[one] = Count(count.least, max(outer, count.floor))


def _most_apart(crowd: _Crowd, groups: Collection[str], persons: Collection[str]) -> int:
    """Answer the largest sum of leasts of groups that stand apart, and persons apart from them.

    The search takes a group or leaves it; a branch ends where all that is left cannot beat the
    best sum found, and a group that costs nobody and excludes none of the rest is always taken.
    """
    useful = [name for name in groups if crowd.counts[name].floor]
    useful.sort(key=lambda name: (-crowd.counts[name].floor, name))
    best = len(persons)

    def take(left: list[str], total: int, outside: frozenset[str]) -> None:
        nonlocal best
        best = max(best, total + len(outside))
        if total + len(outside) + sum(crowd.counts[name].floor for name in left) <= best:
            return
        name, rest = left[0], left[1:]
        fitting = [one for one in rest if one in crowd.apart[name]]
        remaining = outside & crowd.strangers[name]
        least = crowd.counts[name].floor
        take(fitting, total + least, remaining)
        if len(fitting) < len(rest) or least < len(outside) - len(remaining):
            take(rest, total, outside)

    take(useful, 0, frozenset(persons))
    return best


def _upper(crowd: _Crowd) -> int | None:
    """Add to the named persons what the outermost groups may hold beside those known in them."""
    inner = set().union(*crowd.inner.values()) if crowd.inner else set()
    total = len(crowd.named)
    for name, count in crowd.counts.items():
        if name in inner:
            continue
        if count.most is None:
            return None
        total += max(0, count.most - len(crowd.members[name]))
    return total
