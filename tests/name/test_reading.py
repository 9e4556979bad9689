"""The rules of reading a name: its parts are set apart, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.name.reading import is_patronymic, patronymic_base, read_name


@pytest.mark.parametrize(
    ("raw", "words", "patronymics", "titles"),
    [
        ("Анна Петровна Сомова", ["анна", "сомова"], ["петровна"], []),
        ("Марат Қанатұлы Сейіт", ["марат", "сейіт"], ["қанатұлы"], []),
        ("полковник Виктор Слепцов", ["виктор", "слепцов"], [], ["полковник"]),
        ("O'Reilly, Sinead", ["sinead", "oreilly"], [], []),
        ("Abdulaziz al-Nuristani", ["abd", "aziz", "nuristani"], [], []),
        ("JC Juncker", ["j", "c", "juncker"], [], []),
        ("Дж. К. Роулинг", ["j", "к", "роулинг"], [], []),
        ("陳光誠", ["陈光诚"], [], []),
    ],
)
def test_a_name_is_read_into_parts(
    raw: str, words: list[str], patronymics: list[str], titles: list[str]
) -> None:
    """Words, patronymics and titles stand apart."""
    name = read_name(raw)
    assert [part.plain for part in name.words] == words
    assert [part.plain for part in name.patronymics] == patronymics
    assert list(name.titles) == titles


@pytest.mark.parametrize(
    ("raw", "surname"), [("СЛЕПЦОВ Виктор", 0), ("Sleptsov, Viktor", 1), ("Анна Сомова", 1)]
)
def test_capitals_a_comma_or_its_form_tell_the_surname(raw: str, surname: int) -> None:
    """The surname is known where something gives it away."""
    assert read_name(raw).surname == surname


def test_a_serbian_surname_is_no_patronymic() -> None:
    """Two words leave the last one a surname, however it ends."""
    assert [part.plain for part in read_name("Ana Kovačević").words] == ["ana", "kovacevic"]
    assert is_patronymic("петрович")
    assert patronymic_base("петрович") == "петр"


@given(st.text(max_size=60))
def test_any_text_is_read(raw: str) -> None:
    """Whatever stands there is read, twice alike."""
    assert read_name(raw) == read_name(raw)
