"""Adds up acts and people over sources, reports and events so that nobody is counted twice.

`record.md` section 6, the part beyond one event's groups: alternative counts of one group, acts of
one person told in several reports, totals over events. "Acts" counts acts, a group act as its
bounds; "people" counts persons, each once however many acts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from khronika.model.bounds import PeopleBounds, Relation, RelationKind, people_in_event
from khronika.model.count import ONE, Count, add_counts
from khronika.model.date import Agreement, DateRange, compare_starts


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one group: its number (None where it has none) and whom it names."""

    source: str
    count: Count | None
    named: frozenset[str] = frozenset()

    @property
    def bounds(self) -> Count:
        """Answer the number as the source must mean it: not below the people it names."""
        return (self.count or Count(None, None)).raised_to(len(self.named))


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The range over several claims, and who says which."""

    count: Count
    claims: tuple[Claim, ...]


def span_claims(claims: Iterable[Claim]) -> Alternatives:
    """Put several sources' numbers for one group side by side: they do not add.

    The range runs from the least lower bound to the highest upper bound, and neither end is below
    the number of persons named by all together. A list of names without a number is not a count:
    beside a number it only lends its names; where no source has a number, the names are at least
    that many people.

    Args:
        claims: of one type, role, day and place.

    Returns:
        The range and the claims, in their order.

    >>> ministry = Claim("ministry", Count(None, 20), frozenset("ab"))
    >>> union = Claim("union", Count(12, None), frozenset("bc"))
    >>> span_claims([ministry, union]).count
    Count(least=3, most=None)
    """
    listed = tuple(claims)
    named = frozenset[str]().union(*(claim.named for claim in listed))
    numbers = [claim.bounds for claim in listed if claim.count is not None]
    span = numbers[0] if numbers else Count(None, None)
    for count in numbers[1:]:
        span = span.or_else(count)
    return Alternatives(span.raised_to(len(named)), listed)


@dataclass(frozen=True, slots=True)
class PersonalAct:
    """One act as a report tells it: an act of one person or organisation, not of a group.

    `party` is the victim's id after all judgements; None where nobody is named: such an act is
    one with no other unless a person said so.
    """

    id: str
    party: str | None
    type: str
    date: DateRange | None = None


def compare_acts(
    left: PersonalAct, right: PersonalAct, judged: Mapping[frozenset[str], Agreement]
) -> Agreement:
    """Say whether two told acts are one: by judgement, else by person, type and start day.

    Args:
        left: an act.
        right: another act.
        judged: pairs of act ids to AGREE (one act), DIFFER (two) or UNSURE (a candidate).

    Returns:
        AGREE, UNSURE or DIFFER.
    """
    by_person = judged.get(frozenset((left.id, right.id)))
    if by_person is not None:
        return by_person
    if left.party is None or left.party != right.party or left.type != right.type:
        return Agreement.DIFFER
    return compare_starts(left.date, right.date)


def count_acts(
    acts: Iterable[PersonalAct], judged: Mapping[frozenset[str], Agreement] | None = None
) -> Count:
    """Count acts of persons and organisations told in one or several reports.

    Pairs that may be one act are one in the least and two in the most. So is a vague date
    ("2018") that agrees with two days which differ: nobody said which of them it is.

    Args:
        acts: as told, in any order.
        judged: what persons judged of pairs of act ids.

    Returns:
        How many acts there are, at least and at most.
    """
    known = judged or {}
    return add_counts(_count_cluster(cluster, known) for cluster in _clusters(acts, known))


def _clusters(
    acts: Iterable[PersonalAct], judged: Mapping[frozenset[str], Agreement]
) -> list[list[PersonalAct]]:
    """Part acts that have nothing to do with each other: of two victims or types, unjudged."""
    listed = {act.id: act for act in acts}
    by_victim: dict[tuple[str, str], list[str]] = {}
    for act in listed.values():
        by_victim.setdefault((act.party or f"unnamed in {act.id}", act.type), []).append(act.id)
    chained = {frozenset(pair) for ids in by_victim.values() for pair in pairwise(ids)}
    candidates = {pair for pair, verdict in judged.items() if verdict is not Agreement.DIFFER}
    return [[listed[one] for one in ids] for ids in _parts(listed, chained | candidates)]


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """What is known of each pair of acts in a cluster."""

    agree: frozenset[frozenset[str]]
    differ: frozenset[frozenset[str]]
    all_pairs: tuple[tuple[str, str], ...]


def _judge(
    cluster: Sequence[PersonalAct], judged: Mapping[frozenset[str], Agreement]
) -> _Verdicts:
    """Compare all acts of a cluster with each other."""
    found = {
        (left.id, right.id): compare_acts(left, right, judged)
        for left, right in combinations(cluster, 2)
    }
    by_verdict = {
        wanted: frozenset(frozenset(pair) for pair, verdict in found.items() if verdict is wanted)
        for wanted in (Agreement.AGREE, Agreement.DIFFER)
    }
    return _Verdicts(by_verdict[Agreement.AGREE], by_verdict[Agreement.DIFFER], tuple(found))


def _count_cluster(
    cluster: Sequence[PersonalAct], judged: Mapping[frozenset[str], Agreement]
) -> Count:
    """Count acts that may have to do with each other."""
    known = _judge(cluster, judged)
    starts = {act.id: act.date.start if act.date else None for act in cluster}
    firm = {
        pair for pair in known.agree if pair in judged or len({starts[one] for one in pair}) == 1
    }
    least = _most_different(list(starts), known.differ)
    parts = (
        [part] if _is_one(part, known.differ) else _parts(part, firm)
        for part in _parts(starts, known.agree)
    )
    return Count(least, max(least, sum(len(part) for part in parts)))


def _is_one(part: Sequence[str], differ: Collection[frozenset[str]]) -> bool:
    """Tell whether acts that agree are one for certain: they all differ from the same acts."""
    others = [{other for pair in differ if one in pair for other in pair - {one}} for one in part]
    return not others[0] & set(part) and all(one == others[0] for one in others)


def _parts(ids: Iterable[str], joined: Iterable[frozenset[str]]) -> list[list[str]]:
    """Split ids into parts that no pair joins with each other."""
    near: dict[str, set[str]] = {one: set() for one in sorted(ids)}
    for pair in joined:
        for one in pair & near.keys():
            near[one] |= pair & near.keys()
    parts, seen = [], set[str]()
    for start in near:
        if start in seen:
            continue
        part, edge = {start}, {start}
        while edge:
            edge = {other for one in edge for other in near[one]} - part
            part |= edge
        parts.append(sorted(part))
        seen |= part
    return parts


def _most_different(ids: Sequence[str], differ: Collection[frozenset[str]]) -> int:
    """Answer how many acts all differ from each other: part by part, since parts differ."""
    pairs = (frozenset(pair) for pair in combinations(ids, 2))
    open_pairs = {pair for pair in pairs if pair not in differ}
    return sum(_largest(part, differ) for part in _parts(ids, open_pairs))


def _largest(ids: Sequence[str], differ: Collection[frozenset[str]]) -> int:
    """Answer the size of the largest set of ids of which all differ (branch and bound)."""
    best = 0

    def take(left: Sequence[str], size: int) -> None:
        nonlocal best
        best = max(best, size)
        for index, one in enumerate(left):
            if size + len(left) - index <= best:
                return
            rest = left[index + 1 :]
            take([other for other in rest if frozenset((one, other)) in differ], size + 1)

    take(sorted(ids), 0)
    return best


def acts_across(events: Iterable[Count]) -> Count:
    """Add the acts of events, bound by bound; an unknown bound stays unknown.

    >>> acts_across([Count(9, None), Count(1, 2)])
    Count(least=10, most=None)
    """
    return add_counts(events)


def people_across(events: Iterable[PeopleBounds]) -> Count:
    """Bound the people of several events, each named person once.

    Least: the distinct named persons, or the highest least of a single event. Most: the distinct
    named persons and, of each event, those beyond its named.

    Returns:
        The bounds; a least of 0 is not told where some event's number is unknown.
    """
    listed = list(events)
    named = frozenset[str]().union(*(event.named for event in listed))
    least = max([len(named), *(event.count.floor for event in listed)])
    beyond = [
        None if event.count.most is None else max(0, event.count.most - len(event.named))
        for event in listed
    ]
    most = None if None in beyond else len(named) + sum(one or 0 for one in beyond)
    is_told = least > 0 or all(event.count.least is not None for event in listed)
    return Count(least if is_told else None, most)


@dataclass(frozen=True, slots=True)
class EventAct:
    """One act of an event as counting sees it.

    `count` is None for a person or organisation, a `Count` (unknown bounds too) for a group.
    `party` is the victim's id after all judgements, None for a group or where nobody is named.
    `covers`, `apart` and `same` hold ids of acts of the event whose victims a group act contains,
    stands apart from or equals.
    """

    id: str
    type: str
    party: str | None = None
    count: Count | None = None
    date: DateRange | None = None
    covers: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventCounts:
    """What an event adds up to: acts of each type, and people, each once."""

    acts: Mapping[str, Count]
    people: PeopleBounds

    @property
    def all_acts(self) -> Count:
        """Answer the acts of all types together."""
        return add_counts(self.acts.values())


def count_event(
    acts: Iterable[EventAct],
    *,
    judged: Mapping[frozenset[str], Agreement] | None = None,
    perhaps_same: Iterable[tuple[str, str]] = (),
) -> EventCounts:
    """Count an event's acts by type, and its people over all types.

    Args:
        acts: the accepted acts of the event; those that are rejected or withdrawn count nowhere.
        judged: what persons judged of pairs of act ids (`count_acts`).
        perhaps_same: pairs of parties that are candidates unjudged or "unsure".

    Returns:
        The counts of each type in the order of the acts, and the people with contradictions.
    """
    listed = list(acts)
    types = dict.fromkeys(act.type for act in listed)
    by_type = {
        type_: _count_type([act for act in listed if act.type == type_], judged or {})
        for type_ in types
    }
    return EventCounts(by_type, _count_people(listed, perhaps_same))


def _count_type(acts: Sequence[EventAct], judged: Mapping[frozenset[str], Agreement]) -> Count:
    """Count the acts of one type: personal acts in and beside groups, none of them twice."""
    personal = [PersonalAct(a.id, a.party, a.type, a.date) for a in acts if a.count is None]
    told = count_acts(personal, judged)
    if len(personal) == len(acts):
        return told
    stands_for: dict[str, str] = {act.id: act.id for act in personal}
    perhaps: list[tuple[str, str]] = []
    for cluster in _clusters(personal, judged):
        known = _judge(cluster, judged)
        parts = _parts([act.id for act in cluster], known.agree)
        for part in parts:
            if _is_one(part, known.differ):
                stands_for |= dict.fromkeys(part, part[0])
        perhaps += [pair for pair in known.all_pairs if frozenset(pair) not in known.differ]
    found = people_in_event(
        set(stands_for.values()),
        {act.id: act.count for act in acts if act.count is not None},
        _relations(acts, stands_for),
        perhaps_same=[(stands_for[a], stands_for[b]) for a, b in perhaps],
    )
    return found.count.raised_to(told.floor)


def _count_people(
    acts: Sequence[EventAct], perhaps_same: Iterable[tuple[str, str]]
) -> PeopleBounds:
    """Count an event's people; somebody whom nobody names is a group of one."""
    groups = {act.id: act.count for act in acts if act.count is not None}
    groups |= {act.id: ONE for act in acts if act.count is None and act.party is None}
    parties = {act.id: act.party for act in acts if act.party is not None and act.count is None}
    return people_in_event(
        parties.values(), groups, _relations(acts, parties), perhaps_same=perhaps_same
    )


def _relations(acts: Iterable[EventAct], stands_for: Mapping[str, str]) -> list[Relation]:
    """Write what the group acts say of other acts as relations between their victims."""
    return [
        Relation(act.id, kind, stands_for.get(other, other))
        for act in acts
        if act.count is not None
        for kind, others in (
            (RelationKind.CONTAINS, act.covers),
            (RelationKind.APART, act.apart),
            (RelationKind.SAME, act.same),
        )
        for other in others
    ]
