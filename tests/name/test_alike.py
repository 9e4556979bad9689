"""The rules of likeness between two words: slack hangs on the scripts they stand in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.name.alike import alike, same_father
from khronika.name.spelling.channel import channel_cost, channel_likeness, knows
from khronika.name.spelling.declension import declined, inflected
from khronika.name.spelling.sounds import sound_distance
from khronika.name.word import word

letters = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyzабвгдежзиклмнопрстухцчшыэюяіўұқ", max_size=12
)


@given(letters, letters)
@settings(deadline=None)
def test_likeness_is_symmetric_and_in_bounds(left: str, right: str) -> None:
    """Either order gives one number from 0 to 1."""
    found = alike(word(left), word(right))
    assert found == alike(word(right), word(left))
    assert 0 <= found[0] <= 1


@pytest.mark.parametrize(
    ("left", "right", "relation"),
    [
        ("Сомова", "Сомов", "gendered"),
        ("Сомову", "Сомова", "inflected"),
        ("Тілеуге", "Тілеу", "inflected"),
        ("Марат", "Мұрат", "two given names"),
        ("Дима", "Дмитрий", "short form"),
        ("Дмитро", "Dmitry", "same given name"),
        ("С", "Сомова", "initial"),
        ("Htein", "Htun", "another syllable"),
    ],
)
def test_the_relation_explains_the_likeness(left: str, right: str, relation: str) -> None:
    """Each pair is told with the way in which the words are alike or not."""
    assert alike(word(left), word(right))[1] == relation


@pytest.mark.parametrize(
    ("near", "far"),
    [(("Kuleba", "Кулеба"), ("Kuleba", "Колеба")), (("Fang", "方"), ("Feng", "方"))],
)
def test_the_right_spelling_is_nearer(near: tuple[str, str], far: tuple[str, str]) -> None:
    """Across scripts the usual spelling beats a neighbour."""
    assert alike(word(near[0]), word(near[1]))[0] > alike(word(far[0]), word(far[1]))[0]


def test_fathers_are_compared_without_their_suffix() -> None:
    """A patronymic keeps its father through languages, and another father is another."""
    assert same_father(word("Қанатұлы"), word("Канатович")) >= 0.6
    assert same_father(word("Петрович"), word("Павлович")) < 0.6
    assert same_father(word("Серікұлы"), word("Берікұлы")) < 0.6


def test_cases_are_those_of_the_grammar() -> None:
    """A declined form names its cases; two nominatives have none."""
    assert "gen" in inflected("белого", "белый")
    assert declined("евгений", "евгения") == {"gen", "acc"}
    assert not inflected("белая", "белый")


@given(st.text(alphabet="aeioubdghkS", max_size=8), st.text(alphabet="aeioubdghkS", max_size=8))
def test_sounds_are_a_distance(left: str, right: str) -> None:
    """The distance of sounds is 0 for equal keys alone, and symmetric."""
    cost = sound_distance(left, right, crossing=True)
    assert abs(cost - sound_distance(right, left, crossing=True)) < 1e-9
    assert (cost == 0) == (left == right)


def test_learnt_costs_know_their_letters() -> None:
    """A word of learnt letters has a cost that grows with every strange one."""
    assert knows("cyrl", "щербаков")
    assert not knows("geor", "გიორგი")
    assert channel_cost("cyrl", "щербаков", "shcherbakov") < channel_cost(
        "cyrl", "щербаков", "barov"
    )
    assert (
        channel_likeness("hani", "罗伯特", "robert")
        > 0.5
        > channel_likeness("hani", "罗伯特", "lisa")
    )
