"""The rules of `same`: a name and an independent fact, and no fact against it."""

import pytest

from khronika.match import Verdict, compare

LEFT, RIGHT = "Лұқпан Сейіт", "Lukpan Seyit"
OUTLET = {"outlet": "Радио Азаттык", "role": "journalist"}
SAME_OUTLET = {"outlet": "Azattyq Radio"}


def _verdict(left: str, right: str, one: object, other: object) -> Verdict:
    return compare(left, right, left_context=one, right_context=other).verdict  # type: ignore[arg-type]  # odd on purpose


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"outlet": "Степной вестник"}, {"outlet": "степной вестник"}),
        ({"born": "1980-01-02"}, {"born": "1980-01-02"}),
        ({"identifier": "Q1"}, {"identifier": "q1"}),
        ({"outlet": ["CPJ"]}, {"outlet": {"name": "КЗЖ"}}),
    ],
)
def test_an_independent_fact_makes_a_pair_the_same(one: object, other: object) -> None:
    """An outlet, an identifier, or a day of birth is such a fact."""
    assert _verdict(LEFT, RIGHT, one, other) is Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"role": "journalist"}, {"role": "journalist"}),
        ({"place": "Алматы"}, {"place": "Алматы"}),
        ({"place": "Алматы", "dates": ["2018-06-23"]}, {"place": "Almaty", "dates": "2018-06"}),
        ({"country": "KZ", "role": "editor"}, {"country": "KZ", "role": "editor"}),
        ({"dates": "2018-06-23"}, {"dates": "2018-06-23"}),
        ({"outlet": "CPJ"}, {}),
        ({"dates": "the day after"}, {"dates": 7}),
        ({"outlet": None, "place": [], "dates": {}}, {"outlet": True}),
    ],
)
def test_too_few_facts_ask_for_review(one: object, other: object) -> None:
    """A role, a country, a place or a day alone proves nothing, nor does one side's fact."""
    assert _verdict(LEFT, RIGHT, one, other) is Verdict.REVIEW


@pytest.mark.parametrize("field", ["place", "role", "country", "dates", "outlet"])
def test_one_fact_that_differs_forbids_the_same(field: str) -> None:
    """Homonyms who differ in one fact are never taken for one."""
    shared = {
        "outlet": "Степной вестник",
        "place": "Алматы",
        "country": "KZ",
        "role": "journalist",
        "dates": "2018-06-23",
    }
    others = {
        "outlet": "Meduza",
        "place": "Орал",
        "country": "RU",
        "role": "lawyer",
        "dates": "2011",
    }
    assert _verdict(LEFT, RIGHT, shared, shared) is Verdict.SAME
    assert _verdict(LEFT, RIGHT, shared, shared | {field: others[field]}) is Verdict.REVIEW


def test_another_birth_or_identifier_is_another_person() -> None:
    """Facts that nobody has two of decide against equal names."""
    assert _verdict(LEFT, LEFT, {"born": "1980-01-02"}, {"born": "1981"}) is Verdict.DIFFERENT
    assert _verdict(LEFT, LEFT, {"identifier": "1"}, {"identifier": "2"}) is Verdict.DIFFERENT


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Peng Wang", "Peng Wang"),
        ("Сергей Иванов", "Сергей Иванов"),
        ("А. Сомова", "Анна Сомова"),
        ("Сомова", "Сомова"),
        ("Анна Сомова", "Инга Сомова"),
        ("Youssef Mohamed", "Mohamed Youssef"),
        ("Пётр Иванович Зуев", "Иван Петрович Зуев"),
        ("Катя Сомова", "Екатерина Сомова"),
    ],
)
def test_an_outlet_does_not_join_common_unsure_or_other_names(left: str, right: str) -> None:
    """Colleagues of one surname, initials, bare surnames and common names stay in review."""
    context = {"outlet": "Степной вестник", "role": "journalist"}
    assert _verdict(left, right, context, context) is not Verdict.SAME
