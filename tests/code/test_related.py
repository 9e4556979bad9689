"""Who suffered: the relative, lawyer or driver, and not the reporter who is named beside them."""

import pytest

from khronika.code import code
from khronika.flow.plain import plain_page


def _victims(text: str, lang: str) -> set[str | None]:
    coding = code(plain_page(text.encode(), lang), published="2024-05-04")
    return {act.victim.name for act in coding.acts}


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "Police beat the driver of reporter Ann Vale in Lund on 3 May 2024.", "Ann Vale"),
        ("en", "Unknown men attacked the wife of editor Tom Reed on Monday.", "Tom Reed"),
        ("en", "Gunmen killed the son of radio host Pete Marsh in Kano.", "Pete Marsh"),
        ("en", "Police arrested reporter Ann Vale's lawyer, Nora Finn, on Tuesday.", "Ann Vale"),
        ("en", "Officers searched the home of journalist Mara Holt's parents.", "Mara Holt"),
        ("ru", "Неизвестные избили жену журналиста Олега Раева в Омске 3 мая.", "Олега Раева"),
        ("ru", "Полиция задержала водителя корреспондентки Нины Белой.", "Нины Белой"),
        ("ru", "В Чите обыскали квартиру родителей журналиста Олега Раева.", "Олега Раева"),
        ("ru", "Суд арестовал брата блогера Олега Раева.", "Олега Раева"),
    ],
)
def test_whose_relative_suffered_did_not(lang: str, text: str, name: str) -> None:
    """`The driver of reporter X` is the driver."""
    assert name not in _victims(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        ("en", "Police beat the driver of reporter Ann Vale, then hit Vale.", "Ann Vale"),
        ("en", "The family of reporter Ann Vale said she was detained on Monday.", "Ann Vale"),
        ("en", "The lawyer of blogger Tom Reed said he was sentenced to two years in prison.",
         "Tom Reed"),
        ("en", "Tom Reed's wife said police had arrested him at home.", "Tom Reed"),
        ("en", "Police raided the office of reporter Ann Vale.", "Ann Vale"),
        ("ru", "Полиция задержала адвоката Ивана Зимина.", "Ивана Зимина"),
        ("ru", "Жена блогера Олега Раева рассказала, что его задержали в понедельник.",
         "Олега Раева"),
        ("ru", "Неизвестные разбили камеру оператора Олега Раева.", "Олега Раева"),
    ],
)  # fmt: skip
def test_whom_relatives_speak_of_suffered(lang: str, text: str, name: str) -> None:
    """A relative who speaks, a thing that is owned and a calling take nothing away."""
    assert name in _victims(text, lang)
