"""Kazakh in the Latin letters of 2021 is read as Cyrillic, letter by letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.code import code
from khronika.code.readers.latin import cyrillic, is_latin
from khronika.code.readers.loud import alike
from khronika.flow.plain import plain_page

NEW = (
    "Almatyda tılşı Jandos Qūrmanälin 13 säuırde ūstaldy. Polisia ony bölımşege jetkızdı, "
    "keşke bosatty."
)


def test_an_act_told_in_the_letters_of_2021_is_drafted_with_the_name_as_written() -> None:
    """Offsets stay, so that names and cites are slices of the page."""
    (act,) = code(plain_page(NEW.encode(), "kk"), published="2023-04-14").acts
    assert (act.type, act.victim.name) == ("detention", "Jandos Qūrmanälin")
    assert act.date is not None
    assert str(act.date.start) == "2023-04-13"


def test_letters_of_earlier_drafts_are_read_too() -> None:
    """Sites write ǧ and ŋ for ğ and ñ, and "polisiia"."""
    text = "Jaŋaözende jurnalist Äset Nūrǧaliūly ūstaldy. Polisiia ony bölımşege alyp kettı."
    (act,) = code(plain_page(text.encode(), "kk"), published="2023-04-14").acts
    assert (act.type, act.victim.name) == ("detention", "Äset Nūrǧaliūly")
    assert [p.kind for p in act.perpetrators] == ["police"]


@pytest.mark.parametrize(
    ("latin", "read"),
    [
        ("Jergılıktı polisia", "Жергілікті полиция"),
        ("Būǧattau turaly jaŋa maqala", "Бұғаттау туралы жаңа мақала"),
        ("sait ashyq, bailanys joq", "сайт асхық, байланыс жоқ"),
        ("Dala.kz saityn būğattady", "Dala.kz сайтын бұғаттады"),
    ],
)
def test_letters_stand_for_one_another_and_addresses_stay(latin: str, read: str) -> None:
    """The alphabet of 2021; a domain is a name."""
    assert cyrillic(latin) == read


@given(st.text())
def test_length_stays_whatever_the_text(text: str) -> None:
    """Spans count code points of the page, so no letter may be won or lost."""
    assert len(cyrillic(text)) == len(text)
    assert len(alike(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Police detained the reporter in Almaty on Monday and let her go",
        "Gazeteci Ahmet dün İstanbul'da gözaltına alındı ve serbest bırakıldı",
        "Almatyda tilshi Jandos Qurmanálin ustaldy, keshke bosatyldy",
    ],
)
def test_other_latin_letters_are_not_taken_for_it(text: str) -> None:
    """English, Turkish and the letters of 2018 are not read so."""
    assert not is_latin(text)


def test_latin_letters_that_look_cyrillic_are_read_as_such_inside_a_word() -> None:
    """ "Тiлшi" with a Latin i is typed without a Kazakh keyboard; names in Latin stay."""
    assert alike("тiлшi ұcталды, ProДала, Orda.kz") == "тілші ұсталды, ProДала, Orda.kz"
    text = "Алматыда тiлшi Жандос Құрманәлин 13 сәуiрде ұcталды."
    (act,) = code(plain_page(text.encode(), "kk"), published="2023-04-14").acts
    assert (act.type, act.victim.name) == ("detention", "Жандос Құрманәлин")
