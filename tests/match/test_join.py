"""Two reports are of one event when they share an act; nobody is merged for a likeness."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.match.join import join
from khronika.match.join.acts import ToldAct
from khronika.match.score import Verdict
from khronika.model.count import UNKNOWN_COUNT, Count
from khronika.model.date import Agreement, DateRange, compare_starts
from khronika.model.vocabulary import Role, VictimKind

MAY_6 = ("2023-05-06", "2023-05-06")


def told(
    type_: str,
    name: str | None,
    day: tuple[str | None, str | None] = MAY_6,
    *,
    id: int = 0,
    role: str = "journalist",
    place: str | None = "Osh",
    country: str | None = "KG",
    affiliation: str | None = None,
    kind: str = "person",
) -> ToldAct:
    """An act of somebody invented, in Osh on 6 May 2023 unless told otherwise."""
    return ToldAct(
        id=id,
        type=type_,
        name=name,
        kind=VictimKind(kind),
        role=Role(role),
        affiliation=affiliation,
        date=DateRange.from_json({"start": day[0], "end": day[1]}),
        place=place,
        country=country,
    )


def crowd(phrase: str, count: Count, *, id: int = 0, role: str = "protester") -> ToldAct:
    """A group act whose count covers the named, as the gold set marks it."""
    group = told("detention", phrase, id=id, role=role, kind="group")
    return replace(group, count=count, covers_named=True)


def numbered(*acts: ToldAct) -> list[ToldAct]:
    """The acts with ids counted from 0."""
    return [replace(act, id=number) for number, act in enumerate(acts)]


def is_one_event(left: list[ToldAct], right: list[ToldAct]) -> bool:
    """Tell whether the answer leans to one event, from either side alike."""
    answer, mirrored = join(left, right), join(right, left)
    assert answer.score == mirrored.score
    assert sorted(answer.acts) == sorted((a, b) for b, a in mirrored.acts)
    assert answer.bounds == {type_: mirrored.bounds[type_] for type_ in answer.bounds}
    assert (answer.verdict is Verdict.SAME) <= (answer.score >= 0.5)
    return answer.score >= 0.5


NAME = "Айбек Токтосартов"


@pytest.mark.parametrize(
    "written",
    [
        "Aibek Toktosartov",
        "A. Toktosartov",
        "Айбека Токтосартова",
        "Айбеком Токтосартовым",
        "ТОКТОСАРТОВ Айбек",
        "Айбек Тоқтосартов",
        "Тоқтосартовты",
        "Aybek Toktosart",
    ],
)
def test_a_name_may_be_written_in_many_ways(written: str) -> None:
    """Scripts, initials, declined and suffixed forms: type and day agree, so it is one act."""
    assert is_one_event([told("detention", NAME)], [told("detention", written)])


@pytest.mark.parametrize(
    "other", ["Айгуль Токтосартова", "Aidar Toktosartov", "Айбек Мамбетов", "Токтосарт Айбеков"]
)
def test_another_given_name_or_surname_is_somebody_else(other: str) -> None:
    """Brothers, sisters and namesakes of one town and day stay apart."""
    assert not is_one_event([told("detention", NAME)], [told("detention", other)])


@pytest.mark.parametrize(
    "day",
    [
        ("--05-06", "--05-06"),
        ("2023-05-06", None),
        ("2023-05", "2023-05"),
        ("2023-05-05", "2023-05-06"),
        (None, None),
    ],
)
def test_one_report_may_know_less_of_the_date(day: tuple[str | None, str | None]) -> None:
    """No year, no release, a month, a night told as two days, or no date at all."""
    assert is_one_event([told("detention", NAME)], [told("detention", NAME, day)])


@pytest.mark.parametrize("day", [("2023-05-07", "2023-05-07"), ("2022-05-06", "2022-05-06")])
def test_another_day_is_another_act(day: tuple[str, str]) -> None:
    """Arrested again the next day, or the same date a year before."""
    assert not is_one_event([told("detention", NAME)], [told("detention", NAME, day)])


def test_nothing_is_same_without_a_day_told_in_both() -> None:
    """An undated report of a person arrested before: a person should look."""
    answer = join([told("detention", NAME)], [told("detention", NAME, (None, None))])
    assert answer.verdict is Verdict.REVIEW
    assert join([told("detention", NAME)], [told("detention", NAME)]).verdict is Verdict.SAME


@pytest.mark.parametrize("place", ["Оше", "OSH", "Курманжан районунда", "Osh district", None])
def test_one_report_may_know_less_of_the_place(place: str | None) -> None:
    """Declined, in capitals, a district for the town, or no place."""
    assert is_one_event([told("detention", NAME)], [told("detention", NAME, place=place)])


def test_one_name_in_two_towns_is_two_people() -> None:
    """A common name on one day, beaten in two towns, one a reporter and one a lawyer."""
    left = [told("assault", "Sergei Kim", place="Osh")]
    right = [told("assault", "Сергея Кима", place="Бишкек", role="lawyer")]
    assert not is_one_event(left, right)


def test_one_name_in_one_town_is_two_people_where_the_roles_exclude_each_other() -> None:
    """A reporter of a paper and a lawyer are not one for their name and day."""
    left = [told("assault", "Sergei Kim", affiliation="Kara-Suu Times")]
    right = [told("assault", "Сергей Ким", role="lawyer", affiliation="коллегия адвокатов")]
    assert join(left, right).verdict is not Verdict.SAME


def test_an_outlet_raided_in_two_towns_is_raided_twice() -> None:
    """The same outlet and day, another office."""
    left = [told("search", "Dala TV", role="outlet", kind="organisation", place="Osh")]
    right = [told("search", "«Дала ТВ»", role="outlet", kind="organisation", place="Talas")]
    assert not is_one_event(left, right)
    assert is_one_event(left, [replace(right[0], place="Ош")])


def test_acts_of_two_types_are_never_one() -> None:
    """Detained in one report, questioned in the other: two acts, and no shared event by them."""
    left, right = [told("detention", NAME)], [told("questioning", NAME)]
    assert not is_one_event(left, right)
    search = told("search", NAME, id=1)
    answer = join([*left, search], [*right, search])
    assert answer.acts == ((1, 1),)
    assert answer.bounds["detention"] == answer.bounds["questioning"] == Count(1, 1)


def test_an_arrest_and_its_verdict_share_no_act() -> None:
    """Only a report of the verdict that tells the arrest too is of the same event."""
    arrest = told("detention", NAME, ("2023-05-06", None))
    verdict = told("conviction", NAME, ("2023-11-20", "2023-11-20"))
    assert not is_one_event([arrest], [verdict])
    told_too = told("detention", NAME, ("2023-05", None), id=1, place=None)
    assert is_one_event([arrest], [verdict, told_too])


def test_a_person_unnamed_in_one_report_is_joined_where_all_else_agrees() -> None:
    """Type, full day, town and role; a vague date is not enough, nor two who could be meant."""
    named, unnamed = [told("assault", NAME)], [told("assault", None)]
    assert is_one_event(named, unnamed)
    assert not is_one_event(named, [told("assault", None, ("2023-05", "2023-05"))])
    both = numbered(told("assault", NAME), told("assault", "Meerim Sadyrova"))
    assert join(both, unnamed).acts == ()


def test_a_married_name_is_joined_by_its_company_and_never_for_certain() -> None:
    """Given name, outlet, role, town and day agree: a person should look."""
    left = [told("detention", "Aigerim Satybek", affiliation="Jebe TV")]
    right = [told("detention", "Айгерим Омурова", affiliation="«Жебе ТВ»")]
    assert is_one_event(left, right)
    assert join(left, right).verdict is Verdict.REVIEW
    assert not is_one_event(left, [replace(right[0], affiliation="«Ала-Тоо»")])
    man = [told("detention", "Ерлан Омуров", affiliation="Jebe TV")]
    assert not is_one_event([replace(left[0], name="Yerlan Satybek")], man)


def test_two_victims_who_fit_equally_well_are_not_joined() -> None:
    """An initial and a surname that two sisters share name neither of them."""
    sisters = numbered(told("detention", "Asel Toktosart"), told("detention", "Aidai Toktosart"))
    assert join(sisters, [told("detention", "A. Toktosart")]).acts == ()


def test_two_sisters_named_in_both_are_paired_each_with_herself() -> None:
    """However the reports order them."""
    left = numbered(told("detention", "Asel Toktosart"), told("detention", "Aidai Toktosart"))
    right = numbered(told("detention", "Айдай Токтосарт"), told("detention", "Асель Токтосарт"))
    assert sorted(join(left, right).acts) == [(0, 1), (1, 0)]


def test_one_person_s_two_acts_of_a_day_are_paired_once_each() -> None:
    """Home and office searched, told in both: two acts, not four."""
    both = numbered(told("search", NAME), told("search", NAME))
    answer = join(both, both)
    assert len(answer.acts) == 2
    assert answer.bounds["search"] == Count(2, 2)


def test_a_country_s_total_is_not_a_town_s_count() -> None:
    """More than a hundred across the country, nine in one town."""
    total = replace(crowd("more than 100 people", Count(101, None)), place=None)
    assert not is_one_event([total], [crowd("nine people", Count(9, 9))])
    dozens = replace(crowd("dozens", Count(24, None)), place=None)
    assert not is_one_event([dozens], [crowd("thirty people", Count(30, 30))])


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [
        (Count(8, None), Count(10, 10), Count(8, None)),
        (Count(24, None), Count(24, None), Count(24, None)),
        (Count(8, 8), Count(10, 10), Count(8, 10)),
        (Count(5, 5), Count(5, 5), Count(5, 5)),
        (UNKNOWN_COUNT, Count(5, 5), UNKNOWN_COUNT),
    ],
)
def test_numbers_of_one_group_do_not_add(left: Count, right: Count, together: Count) -> None:
    """One type, role, day and place: alternative counts of one group."""
    answer = join([crowd("десятки", left)], [crowd("dozens", right)])
    assert answer.bounds["detention"] == together
    assert answer.acts == ((0, 0),)


def _journalists(*names: str) -> list[ToldAct]:
    return [told("detention", name) for name in names]


def test_an_unknown_least_is_whom_the_report_names() -> None:
    """Up to 20, two of them named, and at least 12, three names in all: 3 to unknown."""
    up_to = crowd("up to 20 reporters", Count(None, 20), role="journalist")
    least = crowd("at least 12 reporters", Count(12, None), role="journalist")
    left = numbered(up_to, *_journalists("Asel Omurova", "Aibek Satybek"))
    right = numbered(least, *_journalists("Асель Омурова", "Канат Бекназар"))
    assert join(left, right).bounds["detention"] == Count(3, None)


def test_the_named_lift_both_ends() -> None:
    """Three, and up to four, with four names between them: four."""
    three = crowd("three reporters", Count(3, 3), role="journalist")
    to_four = crowd("up to four reporters", Count(None, 4), role="journalist")
    left = numbered(three, *_journalists("Asel Omurova", "Aibek Satybek"))
    right = numbered(to_four, *_journalists("Асель Омурова", "Канат Бекназар", "Нурлан Осмонкул"))
    assert join(left, right).bounds["detention"] == Count(4, 4)


def test_names_alone_are_counted_each_once() -> None:
    """Two names and three names, one in both: four."""
    left = numbered(*_journalists("Asel Omurova", "Aibek Satybek"))
    right = numbered(*_journalists("Асель Омурова", "Канат Бекназар", "Нурлан Осмонкул"))
    assert join(left, right).bounds["detention"] == Count(4, 4)


def test_each_unnamed_person_may_be_one_of_the_named() -> None:
    """Two unnamed and one named, two of whom may be one: two at least, three at most."""
    shared = told("search", "Dala TV", role="outlet", kind="organisation")
    unnamed = told("assault", None, ("2023-05", None))
    left = numbered(shared, unnamed, unnamed)
    right = numbered(shared, told("assault", NAME))
    assert join(left, right).bounds["assault"] == Count(2, 3)


def test_a_reporter_beside_protesters_is_added_to_them() -> None:
    """The group's count covers the activist it names, not the reporter held as well."""
    dozens = crowd("dozens of protesters", Count(24, None))
    activist = told("detention", "Nurzat Kalmat", role="activist")
    reporter = told("detention", "Aizada Chyngyz")
    left = numbered(dozens, activist, reporter)
    right = numbered(replace(dozens, covers_named=False), reporter)
    assert join(left, right).bounds["detention"] == Count(25, None)


def test_two_sources_in_one_report_are_two_claims() -> None:
    """Fifteen or more by one, nine by another, twelve in the other report: nine to unknown."""
    union = replace(crowd("15 demonstrators", Count(15, None)), sources=("a union",))
    court = replace(crowd("nine people", Count(9, 9)), sources=("the court",))
    right = [crowd("12 участников", Count(12, 12))]
    assert join(numbered(union, court), right).bounds["detention"] == Count(9, None)


def test_a_coding_s_list_of_covered_acts_is_taken_at_its_word() -> None:
    """Who is listed is in the count, who is not stands beside it, whatever the roles."""
    reporter, other = _journalists("Asel Omurova", "Aibek Satybek")
    listed = replace(crowd("five protesters", Count(5, 5)), id="g", covers=("a",))
    acts = [listed, replace(reporter, id="a"), replace(other, id="b")]
    assert join(acts, acts).bounds["detention"] == Count(6, 6)


def test_as_many_named_as_counted_is_one_event_with_its_acts_open() -> None:
    """Two reporters in one report, two names in the other: nobody is paired, somebody looks."""
    group = replace(crowd("two reporters", Count(2, 2), role="journalist"), covers_named=False)
    answer = join([group], numbered(*_journalists("Asel Omurova", "Aibek Satybek")))
    assert answer.score >= 0.5
    assert answer.verdict is Verdict.REVIEW
    assert answer.acts == ()


def test_two_events_add_up() -> None:
    """Without a shared act the bounds are the sums, and unknown stays unknown."""
    other_day = replace(
        crowd("some people", UNKNOWN_COUNT),
        date=DateRange.from_json({"start": "2023-06-01", "end": "2023-06-01"}),
    )
    answer = join([crowd("nine people", Count(9, 9))], [other_day])
    assert answer.acts == ()
    assert answer.bounds["detention"] == Count(9, None)
    assert join([other_day], []).bounds["detention"] == UNKNOWN_COUNT


ACTS = st.lists(
    st.builds(
        told,
        st.sampled_from(["detention", "search"]),
        st.sampled_from(
            [None, NAME, "A. Toktosartov", "Aidai Toktosart", "Dala TV", "ten people"]
        ),
        st.sampled_from([MAY_6, ("2023-05", None), ("2023-05-07", "2023-05-08"), (None, None)]),
        role=st.sampled_from(["journalist", "lawyer", "protester"]),
        place=st.sampled_from([None, "Ош", "Talas", "Osh district"]),
        kind=st.sampled_from(["person", "organisation", "group"]),
    ),
    max_size=5,
).map(lambda acts: numbered(*acts))


@settings(deadline=None)
@given(ACTS, ACTS)
def test_acts_are_paired_one_to_one_within_type_and_day(
    left: list[ToldAct], right: list[ToldAct]
) -> None:
    """Whatever two reports tell: no act in two pairs, no pair of two types, kinds or days."""
    answer = join(left, right)
    for side in (0, 1):
        ids = [pair[side] for pair in answer.acts]
        assert len(ids) == len(set(ids))
    for one, other in answer.acts:
        here, there = left[int(one)], right[int(other)]
        assert (here.type, here.kind) == (there.type, there.kind)
        assert compare_starts(here.date, there.date) is not Agreement.DIFFER
    assert (answer.score >= 0.5) >= bool(answer.acts)
    assert set(answer.bounds) == {act.type for act in (*left, *right)}


@settings(deadline=None)
@given(ACTS)
def test_a_report_beside_itself_is_one_event_of_the_same_size(acts: list[ToldAct]) -> None:
    """Reading a report twice adds nobody who is named, and only lowers what is open."""
    alone, twice = join(acts, []).bounds, join(acts, acts).bounds
    for type_, count in alone.items():
        named = [act for act in acts if act.type == type_ and act.name and not act.is_group]
        if len(named) == len([act for act in acts if act.type == type_]):
            assert twice[type_].floor <= count.floor


def test_reports_without_acts_share_nothing() -> None:
    """An empty Coding is of no event."""
    answer = join([], [told("detention", NAME)])
    assert (answer.score, answer.verdict, answer.acts) == (0.0, Verdict.DIFFERENT, ())


def test_reasons_name_the_acts_and_what_they_rest_on() -> None:
    """An editor reads why: name, day, place; or what speaks against."""
    same = join([told("detention", NAME)], [told("detention", "Aibek Toktosartov")])
    assert "the same day, the same place" in same.reasons[0]
    two = join([told("detention", NAME)], [told("detention", NAME, ("2023-06-01", "2023-06-01"))])
    assert two.reasons[0] == "no act in both"
    assert "two days" in two.reasons[1]
