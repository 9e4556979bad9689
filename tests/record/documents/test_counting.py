"""The totals of an event: each person once, groups as bounds."""

from khronika.model.count import Count
from khronika.model.date import DateRange
from khronika.record.documents.counting import CountedAct, acts_of, lines_that_count, totals_of


def _person(act: str, party: str | None, kind: str = "detention", role: str = "journalist",
            day: str | None = None) -> CountedAct:  # fmt: skip
    date = DateRange.from_json({"start": day, "end": None}) if day else None
    return CountedAct(act, kind, role, party, is_group=False, is_person=True, date=date)


def _group(act: str, count: Count | None, covers: tuple[str, ...] = ()) -> CountedAct:
    return CountedAct(
        act, "detention", "journalist", None, is_group=True, is_person=False, count=count,
        covers=covers,
    )  # fmt: skip


def test_a_group_is_not_added_to_the_persons_it_covers() -> None:
    """Eight named and "at least eight" that covers them are at least eight people."""
    persons = [_person(f"a{n}", f"p{n}") for n in range(8)]
    group = _group("g", Count(8, None), tuple(act.id for act in persons))
    rows = totals_of([*persons, group])
    assert [row["role"] for row in rows] == ["journalist", None]
    assert rows[0]["people"] == {"min": 8, "max": None}
    assert rows[0]["acts"] == {"min": 8, "max": None}
    assert rows[0]["named"] == 8


def test_a_number_that_nobody_states_is_not_zero() -> None:
    """A group without a number is unknown at both ends."""
    assert totals_of([_group("g", None)])[0]["people"] == {"min": None, "max": None}


def test_two_convictions_of_one_person_are_two_acts() -> None:
    """Acts count acts, people count persons."""
    acts = [
        _person("a", "p", "conviction", day="2031-05-01"),
        _person("b", "p", "conviction", day="2031-09-01"),
    ]
    row = totals_of(acts)[0]
    assert row["acts"] == {"min": 2, "max": 2}
    assert row["people"] == {"min": 1, "max": 1}


def test_people_perhaps_the_same_are_one_in_the_least() -> None:
    """Until somebody judges, two names are one to two people."""
    row = totals_of([_person("a", "p"), _person("b", "q")], frozenset({frozenset("pq")}))[0]
    assert row["people"] == {"min": 1, "max": 2}


def test_an_outlet_is_an_act_and_nobody() -> None:
    """Where only organisations were hit, people are not counted at all."""
    outlet = CountedAct("a", "censorship", "outlet", "o", is_group=False, is_person=False)
    row = totals_of([outlet])[0]
    assert row["acts"] == {"min": 1, "max": 1}
    assert row["people"] is None


def test_outlets_hit_together_are_nobody() -> None:
    """A group of sites counts as acts, not as people."""
    sites = CountedAct(
        "a", "censorship", "outlet", None, is_group=True, is_person=False, count=Count(3, 3)
    )
    row = totals_of([sites])[0]
    assert row["acts"] == {"min": 3, "max": 3}
    assert row["people"] is None


def test_somebody_without_a_name_is_somebody() -> None:
    """An unnamed person is one person; two of them are two."""
    assert totals_of([_person("a", None), _person("b", None)])[0]["people"] == {"min": 2, "max": 2}


def test_a_vague_date_joins_no_two_days() -> None:
    """ "2031" beside a group agrees with May and with September, which stay two acts."""
    acts = [
        _person("a", "p", day="2031-05-01"),
        _person("b", "p", day="2031-09-01"),
        _person("c", "p", day="2031"),
        _group("g", Count(1, 1)),
    ]
    bounds = acts_of(acts)
    assert (bounds.least, bounds.most) == (2, 4)


def test_a_line_counts_on_one_side_of_a_group_only() -> None:
    """Of a group and its members the side that tells more people counts."""
    members = [_person("a", "p"), _person("b", "q")]
    assert lines_that_count([*members, _group("g", Count(4, None), ("a", "b"))]) == {
        "a": False, "b": False, "g": True,
    }  # fmt: skip
    assert lines_that_count([*members, _group("g", None, ("a", "b"))]) == {
        "a": True, "b": True, "g": False,
    }  # fmt: skip
