"""Acts that stand though words near them are those of a denial, a relative or a crime."""

import pytest

from khronika.code import code
from khronika.flow.plain import plain_page


def _acts(text: str, lang: str) -> set[tuple[str, str | None]]:
    page = plain_page(text.encode(), lang)
    acts = code(page, published="2021-03-10").to_json()["acts"]
    return {(act["type"], act["victim"]["name"]) for act in acts}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (
            "Police did not drop the charges against blogger Tomas Velgar, who was indicted on "
            "3 March 2021.",
            ("charge", "Tomas Velgar"),
        ),
        (
            "Authorities have not explained the arrest of reporter Lena Orvik on 3 March 2021.",
            ("detention", "Lena Orvik"),
        ),
    ],
)
def test_what_is_not_explained_or_dropped_was_done(text: str, act: tuple[str, str]) -> None:
    """Only a denied getting or doing denies an act: "received no threat"."""
    assert act in _acts(text, "en")


def test_a_husband_beside_his_wife_is_a_second_victim() -> None:
    """ "И её мужа" adds somebody; named right behind, he is told once."""
    text = "3 марта 2021 года задержали журналистку Лину Орвину и её мужа"
    assert ("detention", None) in _acts(f"{text}.", "ru")
    assert ("detention", None) not in _acts(f"{text}, журналиста Игната Вельгина.", "ru")


def test_where_they_were_held_is_no_offence() -> None:
    """A car park is a place; how somebody drove is an offence of ordinary people."""
    held = "Police detained three reporters in the parking lot of the court in Hulme on Friday."
    assert any(act[0] == "detention" for act in _acts(held, "en"))
    fined = "Police fined three reporters for illegal parking at the court in Hulme on Friday."
    assert not _acts(fined, "en")


def test_a_post_about_bribes_is_no_bribe() -> None:
    """A crime that somebody wrote of is not what the court is about."""
    text = "Пенсионерку Анну Котову 3 марта 2021 года оштрафовали за пост о взятках мэра."
    assert ("conviction", "Анну Котову") in _acts(text, "ru")


def test_two_days_with_the_police_are_no_sentence() -> None:
    """ "Задержали на двое суток" stays beside a later verdict."""
    text = (
        "3 марта 2021 года журналиста Игната Вельгина задержали на двое суток, а в мае осудили "
        "на пять лет."
    )
    assert ("detention", "Игната Вельгина") in _acts(text, "ru")
