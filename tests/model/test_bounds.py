"""People of one event: never outside the true range, found by trying every world of six people."""

from collections.abc import Sequence
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.worlds import UNIVERSE, totals

from khronika.model.bounds import Relation, RelationKind, people_in_event
from khronika.model.count import UNKNOWN_COUNT, Count

CONTAINS, SAME, APART = RelationKind.CONTAINS, RelationKind.SAME, RelationKind.APART
COUNTS = [
    UNKNOWN_COUNT,
    Count(1, 1),
    Count(2, 2),
    Count(1, 2),
    Count(2, None),
    Count(None, 1),
    Count(None, 3),
]
PERSONS = ["ana", "bek", "cem"]
GROUPS = ["first", "second", "third"]

Told = tuple[list[str], dict[str, Count], list[Relation]]


@st.composite
def told_events(draw: st.DrawFn, most_groups: int = 3) -> Told:
    """Up to three persons and three groups, with any relations between them, true or not."""
    persons = PERSONS[: draw(st.integers(0, 3))]
    names = GROUPS[: draw(st.integers(1, most_groups))]
    groups = {name: draw(st.sampled_from(COUNTS)) for name in names}
    relations = []
    for group, person in product(names, persons):
        kind = draw(st.sampled_from([None, CONTAINS, APART]))
        if kind:
            relations.append(Relation(group, kind, person))
    for left, right in combinations(names, 2):
        kind = draw(st.sampled_from([None, CONTAINS, APART, SAME]))
        if kind:
            pair = draw(st.sampled_from([(left, right), (right, left)]))
            relations.append(Relation(pair[0], kind, pair[1]))
    return persons, groups, relations


def _range(told: Told) -> tuple[int, int] | None:
    found = totals(*told)
    return (min(found), max(found)) if found else None


@settings(max_examples=300, deadline=None)
@given(told_events())
def test_the_bounds_hold_in_every_world(told: Told) -> None:
    """Whatever six people did, their number lies within the bounds."""
    bounds = people_in_event(*told)
    found = totals(*told)
    assert all(bounds.count.holds(total) for total in found), (bounds.count, found)


@settings(max_examples=300, deadline=None)
@given(told_events())
def test_what_is_called_a_contradiction_happens_in_no_world(told: Told) -> None:
    """A contradiction is reported only where no world fits all that is told."""
    if people_in_event(*told).contradictions:
        assert not totals(*told)


@settings(max_examples=200, deadline=None)
@given(told_events(most_groups=2))
def test_with_two_groups_the_bounds_are_the_true_range(told: Told) -> None:
    """One or two groups: each bound is reached in some world, and no contradiction is missed."""
    bounds, true = people_in_event(*told), _range(told)
    if true is None:
        assert bounds.contradictions
        return
    assert bounds.count.floor == true[0]
    if bounds.count.most is None or bounds.count.most > UNIVERSE:
        assert true[1] == UNIVERSE
    else:
        assert bounds.count.most == true[1]


@given(told_events())
def test_the_bounds_do_not_fall_below_the_names(told: Told) -> None:
    """However wrong the numbers are, the named persons are counted, each once."""
    count = people_in_event(*told).count
    assert count.floor >= len(told[0])


@settings(max_examples=100, deadline=None)
@given(told_events(), st.lists(st.tuples(st.sampled_from(PERSONS), st.sampled_from(PERSONS))))
def test_a_perhaps_is_one_below_and_two_above(told: Told, pairs: list[tuple[str, str]]) -> None:
    """Candidates only lower the least: the bounds hold whether a pair is one person or two."""
    persons, groups, relations = told
    bounds = people_in_event(persons, groups, relations, perhaps_same=pairs)
    apart = people_in_event(*told)
    if not apart.contradictions:
        assert bounds.count.most == apart.count.most
    for left, right in pairs:
        if left == right or not {left, right} <= set(persons):
            continue
        renamed = [
            Relation(one.group, one.kind, left if one.other == right else one.other)
            for one in relations
        ]
        together = totals([person for person in persons if person != right], groups, renamed)
        assert all(bounds.count.holds(total) for total in together | totals(*told))
        assert not (bounds.contradictions and (together or totals(*told)))


LOOSER: list[tuple[str, Told, tuple[int, int], Count]] = [
    (
        "unnamed people who must be in two groups at once count in both",
        (
            [],
            {"first": Count(2, 2), "second": Count(2, 2), "third": Count(1, 1)},
            [Relation("first", CONTAINS, "third"), Relation("second", CONTAINS, "third")],
        ),
        (2, 3),
        Count(2, 4),
    ),
    (
        "a group that can only be empty keeps its most",
        (
            [],
            {"first": Count(None, 3), "second": UNKNOWN_COUNT},
            [Relation("first", SAME, "second"), Relation("first", APART, "second")],
        ),
        (0, 0),
        Count(None, 3),
    ),
    (
        "five groups in a ring, each apart from the next, do not fit into two of them",
        (
            [],
            dict.fromkeys("abcde", Count(2, 2)),
            [Relation(left, APART, right) for left, right in ("ab", "bc", "cd", "de", "ea")],
        ),
        (5, 6),
        Count(4, 10),
    ),
]
"""Why, what is told, the range over worlds of six, the bounds (docs/reference/counting.md)."""


@pytest.mark.parametrize(("why", "told", "true", "bounds"), LOOSER, ids=[one[0] for one in LOOSER])
def test_the_listed_cases_are_looser_and_no_wider(
    why: str, told: Told, true: tuple[int, int], bounds: Count
) -> None:
    """Where a bound is reached in no world, the case is listed with both ranges."""
    assert (_range(told), people_in_event(*told).count) == (true, bounds), why


def _bound(persons: Sequence[str], groups: dict[str, Count], *told: tuple[str, str, str]) -> Count:
    relations = [Relation(group, RelationKind(kind), other) for group, kind, other in told]
    return people_in_event(persons, groups, relations).count


def test_a_group_that_covers_the_named_is_not_added_to_them() -> None:
    """Eight or more journalists of whom eight are named are eight or more."""
    names = [f"journalist {number}" for number in range(8)]
    inside = [("round-up", "contains", name) for name in names]
    assert _bound(names, {"round-up": Count(8, None)}, *inside) == Count(8, None)


def test_five_others_are_added_to_the_named() -> None:
    """A group that stands apart from the named adds to them."""
    apart = [("others", "apart", name) for name in ("ana", "bek")]
    assert _bound(["ana", "bek"], {"others": Count(5, 5)}, *apart) == Count(7, 7)


def test_groups_of_which_nothing_is_told_may_be_the_same_or_not() -> None:
    """Ten and twelve: at least twelve, at most twenty-two."""
    assert _bound([], {"one": Count(10, 10), "other": Count(12, 12)}) == Count(12, 22)


def test_an_unknown_number_is_not_nought() -> None:
    """A group without a number leaves both bounds untold; without any group nobody is nobody."""
    assert _bound([], {"citizens": UNKNOWN_COUNT}) == UNKNOWN_COUNT
    assert _bound([], {}) == Count(0, 0)


def test_a_contradiction_is_reported_and_the_range_spans_the_claims() -> None:
    """Three people among whom four are named: four at least, and somebody has to look."""
    names = ["ana", "bek", "cem", "dan"]
    inside = [Relation("three", CONTAINS, name) for name in names]
    found = people_in_event(names, {"three": Count(3, 3)}, inside)
    assert found.count == Count(4, 4)
    assert [one.about for one in found.contradictions] == [("ana", "bek", "cem", "dan", "three")]


def test_what_two_perhaps_one_person_resolve_is_no_contradiction() -> None:
    """One person in the group, two names of whom both are in it: perhaps they are one."""
    inside = [Relation("one", CONTAINS, name) for name in ("ana", "anna")]
    told = (["ana", "anna"], {"one": Count(1, 1)}, inside)
    assert people_in_event(*told).contradictions
    perhaps = people_in_event(*told, perhaps_same=[("ana", "anna")])
    assert (perhaps.count, perhaps.contradictions) == (Count(1, 2), ())


def test_groups_in_a_circle_are_one() -> None:
    """What contains each other is the same, and its bounds narrow each other."""
    circle = [("a", "contains", "b"), ("b", "contains", "c"), ("c", "contains", "a")]
    counts = {"a": Count(2, 9), "b": Count(None, 5), "c": Count(3, None)}
    assert _bound([], counts, *circle) == Count(3, 5)


def test_sixty_groups_apart_are_counted_at_once() -> None:
    """The search for groups apart does not try every set of them."""
    names = [f"group {number}" for number in range(60)]
    apart = [(left, "apart", right) for left, right in combinations(names, 2)]
    assert _bound([], dict.fromkeys(names, Count(2, 3)), *apart) == Count(120, 180)
