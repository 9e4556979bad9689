"""What was done to whom is said in the letter's own language, in the case that the act asks for."""

import re

import pytest
from django.utils.translation import override

from khronika.alert import grammar, phrases
from khronika.model.vocabulary import ActType, Role

LANGUAGES = ("ru", "kk", "ar")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_act_can_be_said_of_everybody(lang: str) -> None:
    """No act and no role is without words, and none is left in Latin letters."""
    for act in ActType:
        for role in Role:
            said = grammar.done_to(act, role, lang)
            assert not re.search(r"[A-Za-z{}]", said), said


@pytest.mark.parametrize(
    ("lang", "act", "role", "said"),
    [
        ("en", "detention", "journalist", "Journalists detained"),
        ("ru", "assault", "blogger", "Нападение на блогеров"),
        ("ru", "threat", "lawyer", "Угрозы адвокатам"),
        ("ru", "surveillance", "activist", "Слежка за активистами"),
        ("kk", "questioning", "journalist", "Журналистерден жауап алу"),
        ("kk", "assault", "official", "Лауазымды тұлғаларға шабуыл"),
        ("ar", "conviction", "journalist", "إدانة صحفيين"),
    ],
)
def test_the_noun_stands_in_the_case_of_its_act(lang: str, act: str, role: str, said: str) -> None:
    """A letter's lines read as a speaker of the language would write them."""
    with override(lang):
        assert phrases.act_words(act, role) == said


@pytest.mark.parametrize(
    ("lang", "day", "known", "month"),
    [
        ("en", "23 June 2018", "23 June, year not stated", "June 2018"),
        ("ru", "23 июня 2018", "23 июня, год не указан", "июнь 2018"),
        ("kk", "2018 ж. 23 маусым", "23 маусым, жылы айтылмаған", "маусым 2018"),
    ],
)
def test_days_are_written_as_on_the_site(lang: str, day: str, known: str, month: str) -> None:
    """A letter and the page it leads to write the same day in the same way."""
    with override(lang):
        assert phrases.day_words("2018-06-23") == day
        assert phrases.day_words("--06-23") == known
        assert month.split()[0].lower() in phrases.day_words("2018-06").lower()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_corrected_code_is_said_in_words(lang: str) -> None:
    """No letter shows the code of a closed list to its readers."""
    with override(lang):
        assert not re.search(r"[A-Za-z_]", phrases.code_words("status", "in_absentia"))
