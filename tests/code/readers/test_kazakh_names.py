"""Kazakh names in cases: what is an ending and what is the name."""

import pytest

from khronika.code import code
from khronika.code.draft import _body
from khronika.code.reader import Parts, read_parts
from khronika.code.readers.kazakh_forms import name_stem, stems
from khronika.flow.plain import plain_page


def _parts(text: str) -> Parts:
    page = plain_page(text.encode(), "kk")
    return read_parts(text, _body(page)[0], "kk")


def _people(text: str) -> set[str | None]:
    return {e.name for e in _parts(text).cast.of("person") if e.name}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Сүндетовтің", "Сүндетов"),
        ("Төребаевты", "Төребаев"),
        ("Қойшыбаевтан", "Қойшыбаев"),
        ("Сағидке", "Сағид"),
        ("Мұхитпін", "Мұхит"),
        ("Жангелді", "Жангелді"),
        ("Құдайберді", "Құдайберді"),
        ("Роман", "Роман"),
        ("Жасмін", "Жасмін"),
    ],
)
def test_an_ending_that_agrees_in_sound_is_no_part_of_a_name(form: str, name: str) -> None:
    """Surnames in -ов and -ев end unvoiced; names that only look like a case stay whole."""
    assert name_stem(form)[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Шекарада Шолпан Өтегенқызын Алматы әуежайынан шығармады.", "Шолпан Өтегенқызы"),
        ("Журналист Гауһар Нұрпейісованың Instagram парақшасы бұзылды.", "Гауһар Нұрпейісова"),
        ("Тілші Мәди Сағынтай Түркістан облысында ұсталды.", "Мәди Сағынтай"),
        ("Студент Нұрбақытқа айыппұл салынды.", "Нұрбақыт"),
        ("Белгісіз біреу Зүлфия апайдың көлігін өртеді.", "Зүлфия"),
        ("Белсенді Бақыт Төрехан мен Ғалым Ағелеуовке рұқсат берілмеді.", "Ғалым Ағелеуов"),
    ],
)
def test_a_name_ends_where_its_case_does(text: str, name: str) -> None:
    """Though a capital follows; a lone given name counts beside a word for a person."""
    assert name in _people(text)


def test_a_lone_name_of_a_fuller_one_is_nobody_else() -> None:
    """ "Блогер Жандос" is Жандос Құрманәлин where the text has him."""
    text = "Тілші Жандос Құрманәлин ұсталды. Блогер Жандос кеше босады."
    assert _people(text) == {"Жандос Құрманәлин"}


def test_october_is_no_death() -> None:
    """ "Қазанда" is a month, "қаза" a death."""
    assert "қаза" not in stems("қазанда")
    assert "қаза" in stems("қазасы")


def test_a_teller_who_says_his_name_is_whom_his_me_is_about() -> None:
    """ "Мен X-пін. Мені ұрды"."""
    parts = _parts("Мен тілші Айдын Мырзакеріммін. Мені былтыр соттады.")
    (teller,) = parts.cast.of("person")
    assert {parts.parsed.words[m.first].text for m in teller.mentions} >= {"Мені"}


@pytest.mark.parametrize("calling", ["Қорықшы", "Саясаттанушы", "Лейтенант", "Ардагер", "Бапкер"])
def test_a_calling_that_opens_a_sentence_is_no_part_of_the_name(calling: str) -> None:
    """Capitals at the start of a sentence say nothing."""
    assert _people(f"{calling} Дана Қызылованы полиция ұстады.") == {"Дана Қызылова"}


@pytest.mark.parametrize(
    ("form", "known"),
    [
        ("көлігін", "көлік"),
        ("ноутбугі", "ноутбук"),
        ("кітабына", "кітап"),
        ("соғып", "соқ"),
        ("журналисі", "журналист"),
        ("журналистерін", "журналист"),
    ],
)
def test_a_stem_changes_its_last_letter_before_an_ending(form: str, known: str) -> None:
    """к, қ and п between vowels are written г, ғ and б; foreign "-ист" loses its т."""
    assert known in stems(form)
    assert known != "журналист" or "журнал" not in stems(form)


def test_a_plural_before_one_name_tells_others() -> None:
    """ "Жазушылар Дана Қызылованы сынады" does not make her a writer."""
    text = "Пікір жазушылар Дана Қызылованы сынады. Журналистер Айбек Нұрлан мен Самал Ерік келді."
    roles = {e.name: e.role for e in _parts(text).cast.of("person")}
    assert roles["Дана Қызылова"] is None
    assert roles["Айбек Нұрлан"] == "journalist"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Семейде тұратын журналист Айбек Нұрлан Астанада ұсталды.", "Астана"),
        ("Түркістан облысы Кентау қаласында журналист Айбек Нұрлан ұсталды.", "Кентау"),
        ("Журналист Айбек Нұрлан Түркістан облысында ұсталды.", "Түркістан"),
    ],
)
def test_the_town_is_where_it_happened(text: str, place: str) -> None:
    """No home of the victim, and no region where its town is named."""
    (act,) = code(plain_page(text.encode(), "kk"), published="2024-06-10").to_json()["acts"]
    assert act["place"]["name"] == place


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("«Алға» партиясының жетекшісі Айбек Нұрлан ұсталды.", "politician"),
        ("«Алға» қозғалысының жетекшісі Айбек Нұрлан ұсталды.", "activist"),
        ("Telegram-арна әкімшісі Айбек Нұрлан ұсталды.", "blogger"),
        ("Әзілкеш Айбек Нұрлан ұсталды.", "artist"),
    ],
)
def test_what_somebody_leads_tells_his_role(text: str, role: str) -> None:
    """A leader of a party is a politician, of a movement an activist."""
    roles = {e.name: e.role for e in _parts(text).cast.of("person")}
    assert roles["Айбек Нұрлан"] == role


def test_letters_take_their_case_behind_a_hyphen() -> None:
    """ "ҰҚК-ге" is a form of "ҰҚК"."""
    assert "ұқк" in stems("ұқк-ге")
