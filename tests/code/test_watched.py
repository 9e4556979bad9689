"""Who is only cared for, left out, ill or taken off a list, and whom "again" is about."""

import pytest

from .conftest import Coder


def _acts(code_text: Coder, text: str, lang: str) -> list[tuple[str, str | None, str | None]]:
    acts = code_text(text, lang, "2021-06-10").to_json()["acts"]
    return [(a["type"], a["victim"]["name"], (a["date"] or {}).get("start")) for a in acts]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The hospital is monitoring reporter Ilda Sarmal closely after a fall on 6 May."),
        ("en", "The union is monitoring the case of reporter Ilda Sarmal, it said on 6 May."),
        ("en", "Fans followed the journalist Ilda Sarmal on social media on 6 May."),
        ("ru", "Врачи следят за состоянием журналистки Аллы Ветровой, сообщили 6 мая в Туле."),
    ],
)
def test_care_and_interest_are_no_surveillance(code_text: Coder, lang: str, text: str) -> None:
    """Doctors, readers and unions watch in the open."""
    assert _acts(code_text, text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Police watched journalist Ilda Sarmal at her home for weeks, the union said."),
        ("ru", "Сотрудники спецслужб месяц следили за журналисткой Аллой Ветровой."),
    ],
)
def test_police_that_watch_are_surveillance(code_text: Coder, lang: str, text: str) -> None:
    """The same verbs of police are an act."""
    assert [kind for kind, _, _ in _acts(code_text, text, lang)] == ["surveillance"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Police detained all reporters of the station on 6 May except Ilda Sarmal."),
        ("ru", "6 мая в Туле задержали всех журналистов канала, кроме Аллы Ветровой."),
    ],
)
def test_who_is_left_out_of_all_has_not_suffered_it(
    code_text: Coder, lang: str, text: str
) -> None:
    """All but one were held: the one was not."""
    (act,) = _acts(code_text, text, lang)
    assert act[1] not in {"Ilda Sarmal", "Аллы Ветровой"}


def test_who_alone_was_not_freed_is_held(code_text: Coder) -> None:
    """ "All were freed except her" says the contrary; "кроме" without "all" means besides."""
    freed = "All detained reporters were freed on 6 May in Porto, except Ilda Sarmal."
    besides = "Кроме журналистки Аллы Ветровой, 6 мая в Туле задержали ещё двух репортёров."
    assert "Ilda Sarmal" in {name for _, name, _ in _acts(code_text, freed, "en")}
    assert "Аллы Ветровой" in {name for _, name, _ in _acts(code_text, besides, "ru")}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Reporter Rui Sarmal suffered a heart attack on 6 May and was taken to hospital."),
        ("ru", "Журналиста Антона Рябова 6 мая госпитализировали в Туле с инфарктом."),
        ("ru", "Минюст 6 мая исключил журналистку Аллу Ветрову из реестра иностранных агентов."),
        ("ru", "Мэр Тулы и его заместитель задержаны 6 мая."),
    ],
)
def test_illness_lists_and_offices_tell_no_act(code_text: Coder, lang: str, text: str) -> None:
    """A ride to hospital with an illness, a name taken off a list, a mayor's deputy."""
    assert _acts(code_text, text, lang) == []


def test_who_beat_somebody_is_held_in_the_victims_stead(code_text: Coder) -> None:
    """The participle hangs on who was arrested, however sure the readers are."""
    text = (
        "6 мая в Туле полиция задержала двух мужчин, избивших журналистку газеты «Кедр» Аллу "
        "Ветрову."
    )
    assert [kind for kind, _, _ in _acts(code_text, text, "ru")] == ["assault"]


def test_again_belongs_to_its_own_verb(code_text: Coder) -> None:
    """A lawyer who says again that she was held tells no second time."""
    text = (
        "2 мая журналистку Аллу Ветрову задержали в Туле. 6 мая адвокат вновь заявил, что Ветрову "
        "задержали незаконно."
    )
    assert len(_acts(code_text, text, "ru")) == 1


def test_a_second_act_has_its_own_day(code_text: Coder) -> None:
    """Two acts of one type against one person are never two drafts of one day."""
    text = (
        "2 мая полиция в Туле задержала журналистку Аллу Ветрову. 6 мая полицейские снова "
        "задержали Ветрову."
    )
    assert {day for _, _, day in _acts(code_text, text, "ru")} == {"2021-05-02", "2021-05-06"}


@pytest.mark.parametrize(
    "text",
    [
        "Тілші Самал Ерікқызы 1 наурызда «Таң» арнасынан жұмыстан шығарылды. Ол өз еркімен "
        "кеткен жоқ.",
        "1 наурызда «Таң» газетінің редакторы Самал Ерікқызына өз еркімен арыз жазуды талап етіп, "
        "жұмыстан шығарды.",
    ],
)
def test_own_will_that_is_denied_or_forced_is_a_dismissal(code_text: Coder, text: str) -> None:
    """ "Өз еркімен кеткен жоқ": she did not leave of her own will."""
    assert ("dismissal", "Самал Ерікқызы", "2021-03-01") in _acts(code_text, text, "kk")


@pytest.mark.parametrize(
    "text",
    [
        "1 наурызда полиция тілші Самал Ерікқызын ұстады. Полиция оның соққыға жығылғаны туралы "
        "ақпаратты жоққа шығарды.",
        "1 наурыздан бері блогер Самал Ерікқызын полиция үйінен шығармай отыр.",
    ],
)
def test_refuting_and_keeping_in_are_no_release(code_text: Coder, text: str) -> None:
    """ "Жоққа шығару" and "шығармау" hold the word for letting out, and say otherwise."""
    (act,) = code_text(text, "kk", "2021-06-10").to_json()["acts"]
    assert act["status"] == "ongoing"


def test_a_part_that_was_let_go_is_no_second_custody(code_text: Coder) -> None:
    """Five were held, two of them released: one act."""
    text = "1 наурызда Таразда бес тілші ұсталды. Олардың екеуі сол күні босатылды."
    assert len(_acts(code_text, text, "kk")) == 1
