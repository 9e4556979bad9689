"""Totals over sources, reports and events count nobody twice and never leave the true range."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.model.bounds import PeopleBounds
from khronika.model.count import UNKNOWN_COUNT, Count
from khronika.model.date import Agreement, DateRange
from khronika.model.totals import (
    Claim,
    EventAct,
    PersonalAct,
    acts_across,
    compare_acts,
    count_acts,
    count_event,
    people_across,
    span_claims,
)

DATES = [
    None,
    *(
        DateRange.from_json({"start": start, "end": end})
        for start, end in [
            ("2018", None),
            ("2018-06", None),
            ("2018-07", None),
            ("2018-06-22", "2018-06-23"),
            ("2018-06-23", "2018-06-23"),
            ("2018-06-23", None),
            ("--06-23", "--06-23"),
            ("2018-07-01", "2018-07-01"),
        ]
    ),
]


@st.composite
def told_acts(draw: st.DrawFn) -> list[PersonalAct]:
    """Up to six acts of two persons and one type, on days told well, badly or not."""
    number = draw(st.integers(0, 6))
    return [
        PersonalAct(
            str(index), draw(st.sampled_from("ab")), "detention", draw(st.sampled_from(DATES))
        )
        for index in range(number)
    ]


def _partitions(ids: Sequence[str]) -> Iterator[list[list[str]]]:
    if not ids:
        yield []
        return
    first, *rest = ids
    for blocks in _partitions(rest):
        yield [[first], *blocks]
        for index, block in enumerate(blocks):
            yield [*blocks[:index], [first, *block], *blocks[index + 1 :]]


def _worlds(acts: Sequence[PersonalAct]) -> set[int]:
    """How many acts there are in each way of taking told acts as one that the dates allow.

    What differs is never one; what starts on dates told alike is one; two acts that agree are one
    unless something that differs keeps them apart.
    """
    by_id = {act.id: act for act in acts}
    verdict = {
        frozenset((left.id, right.id)): compare_acts(left, right, {})
        for left, right in combinations(acts, 2)
    }

    def start(one: str) -> object:
        date = by_id[one].date
        return date.start if date else None

    def stands(blocks: list[list[str]]) -> bool:
        for block in blocks:
            if any(
                verdict[frozenset(pair)] is Agreement.DIFFER for pair in combinations(block, 2)
            ):
                return False
        for left, right in combinations(blocks, 2):
            between = {frozenset((one, other)) for one in left for other in right}
            agreeing = {pair for pair in between if verdict[pair] is Agreement.AGREE}
            if any(len({start(one) for one in pair}) == 1 for pair in agreeing):
                return False
            if agreeing and all(verdict[pair] is not Agreement.DIFFER for pair in between):
                return False
        return True

    return {len(blocks) for blocks in _partitions(list(by_id)) if stands(blocks)}


@settings(max_examples=400, deadline=None)
@given(told_acts())
def test_the_number_of_acts_holds_in_every_world(acts: list[PersonalAct]) -> None:
    """However told acts are one or two, their number lies within the bounds."""
    count = count_acts(acts)
    worlds = _worlds(acts)
    assert worlds
    assert all(count.holds(number) for number in worlds), (count, worlds)


def _act(name: str, start: str | None, end: str | None = None, party: str = "ana") -> PersonalAct:
    return PersonalAct(name, party, "detention", DateRange.from_json({"start": start, "end": end}))


def test_one_detention_told_with_and_without_its_release_is_one() -> None:
    """A release known to one report only does not make two acts."""
    told = [_act("left", "2018-06-23"), _act("right", "2018-06-23", "2018-06-23")]
    assert count_acts(told) == Count(1, 1)


def test_days_that_may_agree_are_one_below_and_two_above() -> None:
    """The night of 22 to 23 and the 23rd may be one act or two."""
    told = [_act("left", "2018-06-22", "2018-06-23"), _act("right", "2018-06-23", "2018-06-23")]
    assert count_acts(told) == Count(1, 2)


def test_a_vague_date_beside_two_days_may_be_a_third_act() -> None:
    """2018 agrees with June and with July: nobody said with which (looser: listed in the docs)."""
    told = [_act("year", "2018"), _act("june", "2018-06-01"), _act("july", "2018-07-01")]
    assert (count_acts(told), _worlds(told)) == (Count(2, 3), {2})


def test_a_judgement_stands_over_the_dates() -> None:
    """What a person judged one act is one, what was judged two is two, a candidate is open."""
    told = [_act("left", "2018-06-23"), _act("right", "2018-07-23")]
    pair = frozenset(("left", "right"))
    assert count_acts(told) == Count(2, 2)
    assert count_acts(told, {pair: Agreement.AGREE}) == Count(1, 1)
    assert count_acts(told, {pair: Agreement.UNSURE}) == Count(1, 2)
    same_day = [_act("left", "2018-06-23"), _act("right", "2018-06-23")]
    assert count_acts(same_day, {pair: Agreement.DIFFER}) == Count(2, 2)


def test_two_convictions_of_one_person_are_two_acts() -> None:
    """Acts are counted, not people."""
    assert count_acts([_act("first", "2018-06"), _act("second", "2019-06")]) == Count(2, 2)


def test_acts_of_two_people_on_one_day_are_two() -> None:
    """Nobody is merged for sharing a day."""
    told = [_act("left", "2018-06-23"), _act("right", "2018-06-23", party="bek")]
    assert count_acts(told) == Count(2, 2)


def test_unnamed_victims_are_not_one_for_being_unnamed() -> None:
    """Two acts against somebody unnamed on one day are two until a person judges."""
    told = [PersonalAct(name, None, "detention") for name in ("left", "right")]
    assert count_acts(told) == Count(2, 2)


def test_alternative_numbers_do_not_add() -> None:
    """Eight or more and ten make eight or more; three and up to four, four named, make four."""
    eight, ten = Claim("a", Count(8, None)), Claim("b", Count(10, 10))
    assert span_claims([eight, ten]).count == Count(8, None)
    three = Claim("a", Count(3, 3), frozenset({"ana", "bek"}))
    to_four = Claim("b", Count(None, 4), frozenset({"ana", "cem", "dan"}))
    assert span_claims([three, to_four]).count == Count(4, 4)


def test_a_list_of_names_is_not_a_count() -> None:
    """Two names beside "at least five" leave five; names alone are at least so many."""
    names = Claim("a", None, frozenset({"ana", "bek"}))
    assert span_claims([names, Claim("b", Count(5, None))]).count == Count(5, None)
    assert span_claims([names]).count == Count(2, None)


@given(
    st.lists(
        st.builds(
            Claim,
            st.sampled_from(["a", "b", "c"]),
            st.sampled_from([None, UNKNOWN_COUNT, Count(2, 2), Count(3, None), Count(None, 4)]),
            st.frozensets(st.sampled_from(["ana", "bek", "cem", "dan", "eva"])),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_range_over_claims_holds_each_of_them(claims: list[Claim]) -> None:
    """Any source may be the one who is right, as far as the names allow."""
    named = frozenset[str]().union(*(claim.named for claim in claims))
    span = span_claims(claims)
    assert span.count.floor >= len(named)
    assert span.claims == tuple(claims)
    for claim in claims:
        if claim.count is not None:
            numbers = [number for number in range(9) if claim.bounds.holds(number)]
            assert all(span.count.holds(number) for number in numbers if number >= len(named))


@st.composite
def event_worlds(draw: st.DrawFn) -> list[tuple[frozenset[int], frozenset[int], Count]]:
    """Up to four events as (people, named among them, bounds that hold the true number)."""
    events = []
    for _ in range(draw(st.integers(0, 4))):
        people = draw(st.frozensets(st.integers(0, 5)))
        named = frozenset(one for one in people if draw(st.booleans()))
        least = draw(st.none() | st.integers(len(named), len(people)))
        most = draw(st.none() | st.integers(len(people), 8))
        events.append((people, named, Count(least, most)))
    return events


@given(event_worlds())
def test_people_of_several_events_lie_within_the_bounds(
    events: list[tuple[frozenset[int], frozenset[int], Count]],
) -> None:
    """Whoever is in which event, all of them together lie within the bounds."""
    everybody = frozenset[int]().union(*(people for people, _, _ in events))
    told = [PeopleBounds(count, frozenset(map(str, named))) for _, named, count in events]
    assert people_across(told).holds(len(everybody))


def test_one_person_in_two_events_is_one_person_and_two_acts() -> None:
    """People are counted once over events, acts are added."""
    event = PeopleBounds(Count(1, 1), frozenset({"ana"}))
    assert people_across([event, event]) == Count(1, 1)
    assert acts_across([Count(1, 1), Count(1, 1)]) == Count(2, 2)


def test_an_event_without_a_number_leaves_the_total_untold() -> None:
    """Unknown and unknown is unknown, not nought."""
    event = PeopleBounds(UNKNOWN_COUNT, frozenset())
    assert people_across([event]).in_words() == "number not stated"
    assert people_across([]) == Count(0, 0)


def test_an_event_counts_acts_by_type_and_people_once() -> None:
    """Eight named and a group of eight or more that covers them, one of them fined as well."""
    names = [f"journalist {number}" for number in range(8)]
    acts = [EventAct(f"detention {name}", "detention", name) for name in names]
    acts += [
        EventAct("round-up", "detention", None, Count(8, None), covers=tuple(a.id for a in acts)),
        EventAct("fine", "conviction", names[0]),
    ]
    found = count_event(acts)
    assert found.acts == {"detention": Count(8, None), "conviction": Count(1, 1)}
    assert found.all_acts == Count(9, None)
    assert found.people.count == Count(8, None)
    assert found.people.named == frozenset(names)


def test_one_act_in_two_reports_is_one_beside_a_group() -> None:
    """A reporter held beside dozens of protesters, told twice, is one more than dozens."""
    acts = [
        EventAct("left", "detention", "ana", date=DATES[5]),
        EventAct("right", "detention", "ana", date=DATES[6]),
        EventAct("dozens", "detention", None, Count(24, None), apart=("left", "right")),
    ]
    assert count_event(acts).acts["detention"] == Count(25, None)


def test_somebody_unnamed_may_be_somebody_named() -> None:
    """A reporter beaten, a named reporter detained: one person or two."""
    acts = [EventAct("beaten", "assault"), EventAct("held", "detention", "ana")]
    assert count_event(acts).people.count == Count(1, 2)
    assert count_event(acts).all_acts == Count(2, 2)
