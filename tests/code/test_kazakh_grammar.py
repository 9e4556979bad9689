"""Kazakh grammar of longer sentences: lists, pronouns, sources, words that only begin like others."""

import pytest

from khronika.code import code
from khronika.code.readers.kazakh_forms import slot_of, stem, stems
from khronika.flow.plain import plain_page


def _acts(text: str) -> set[tuple[str, str]]:
    """Answer types and victims; who has no name is told by his role."""
    acts = code(plain_page(text.encode(), "kk"), published="2024-05-15").to_json()["acts"]
    return {(a["type"], a["victim"]["name"] or a["victim"]["role"]) for a in acts}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Полиция белсенді Сәуле Жарасбаева, Қанат Ермұратов және тағы бірнеше адамды ұстап "
            "әкетті.",
            {"Сәуле Жарасбаева", "Қанат Ермұратов", "бірнеше адамды"},
        ),
        (
            "Полиция алаңда ондаған адамды ұстады. Ұсталғандар арасында белсенді Әсет Нұриев те "
            "бар.",
            {"ондаған адамды", "Әсет Нұриев"},
        ),
    ],
)
def test_all_of_a_list_suffer(text: str, names: set[str]) -> None:
    assert {who for kind, who in _acts(text) if kind == "detention"} == names


def test_who_is_only_cited_suffers_nothing() -> None:
    """ "X-тың сөзінше" names a source, whatever the verb takes a genitive for."""
    text = (
        "Журналист Талғат Есім мен оператор Руслан Кима кеше түнде ұсталды деп мәлімдеді қор "
        "жетекшісі Дина Нұрова. Нұрованың сөзінше, Талғат Есім мен Руслан Кима таңертең жиын "
        "басталмай тұрып ұсталған."
    )
    assert {who for _, who in _acts(text)} == {"Талғат Есім", "Руслан Кима"}


def test_thousands_of_tenge_are_no_people() -> None:
    assert _acts("Блогерге 200 мың теңге айыппұл салынды.") == {("conviction", "blogger")}


@pytest.mark.parametrize(
    "text",
    [
        "Қостанайлық тұрғынға WhatsApp тобында жалған ақпарат таратқаны үшін айыппұл салынды.",
        "Зейнеткер желідегі жазбасы үшін 180 АЕК айыппұл төлейтін болды.",
    ],
)
def test_people_fined_for_what_they_wrote_need_no_name(text: str) -> None:
    assert _acts(text) == {("conviction", "citizen")}


def test_people_fined_for_something_else_stay_out() -> None:
    assert _acts("Тұрғынға көшеде қоқыс тастағаны үшін айыппұл салынды.") == set()


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("шаруашылық", "шаруа"), ("экологиялық", "эколог"), ("азаматтық", "азамат"), ("арнайы", "арна"),
        ("әкімдіктің", "әкім"), ("техниканы", "техник"), ("қызыл", "қызы"), ("студенттік", "студент"),
    ],
)  # fmt: skip
def test_words_that_begin_like_people_are_none(word: str, noun: str) -> None:
    assert noun not in stems(word)
    assert stem(word) != noun


@pytest.mark.parametrize(
    "word", ["азаматтар", "тілшісіне", "арналардың", "студенттермен", "әйеліме"]
)
def test_forms_of_people_stay(word: str) -> None:
    assert stem(word) in {"азамат", "тілші", "арна", "студент", "әйелі"}


def test_short_pronouns_have_cases() -> None:
    assert [slot_of(w) for w in ("оны", "оған", "одан", "оның", "өзін")] == [
        "obj", "to", "from", "owner", "obj",
    ]  # fmt: skip


def test_what_a_prosecutor_asks_for_is_a_trial() -> None:
    text = "Прокурор блогер Арай Нұрғалиға бес жыл бас бостандығынан айыру жазасын сұрады."
    assert _acts(text) == {("charge", "Арай Нұрғали")}


def test_a_name_owns_the_rooms_behind_it() -> None:
    text = "«Дала үні» редакциясына белгісіз біреулер басып кіріп, құрал-жабдықты қиратты."
    assert ("damage", "Дала үні") in {(kind, who.strip("«»")) for kind, who in _acts(text)}


def test_who_only_stands_in_a_caption_suffers_nothing() -> None:
    text = (
        "«Ашық сөз» газетінің тілшісі Әсем Оразбек. Алматы, 23 қыркүйек 2013 жыл.\n\n"
        "Алматының әкімшілік соты «Ашық сөз» газетінің қызметін үш айға тоқтатып, иесіне ірі "
        "айыппұл салды."
    )
    assert "Әсем Оразбек" not in {who for _, who in _acts(text)}


def test_years_of_prison_are_no_custody_beside() -> None:
    text = "Тәжікстанда блогер Әбділда Ғұрбат жеті жарым жылға қамалды."
    assert _acts(text) == {("conviction", "Әбділда Ғұрбат")}


def test_the_suspicion_of_an_arrest_is_no_charge_beside() -> None:
    """Coding manual, "Charge or not"."""
    text = (
        "«Шын сөз» телеграм-каналының авторы Нұрбол Ізтілеу «қасақана жалған ақпарат таратты» "
        "деген күдікпен ұсталды."
    )
    assert _acts(text) == {("detention", "Нұрбол Ізтілеу")}
