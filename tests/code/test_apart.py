"""Acts told of somebody else in the same sentences, denied there, or told once more."""

import pytest

from .conftest import Coder

Act = tuple[str, str | None, str | None]


def _acts(code_text: Coder, text: str, lang: str) -> list[Act]:
    acts = code_text(text, lang, "2021-06-10").to_json()["acts"]
    return [(a["type"], a["victim"]["name"], (a["date"] or {}).get("start")) for a in acts]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "en",
            "Police in Porto arrested a man who beat the photographer Rui Sarmal at a match on "
            "6 May 2021.",
        ),
        (
            "ru",
            "В Томске полиция задержала мужчину, который 2 апреля 2021 года избил корреспондента "
            "«Кедра» Антона Рябова.",
        ),
    ],
)
def test_the_attackers_arrest_is_not_the_victims(code_text: Coder, lang: str, text: str) -> None:
    """Whoever is arrested for a beating is not whom they beat."""
    assert [kind for kind, _, _ in _acts(code_text, text, lang)] == ["assault"]


def test_what_is_denied_of_somebody_is_no_act(code_text: Coder) -> None:
    """A word for an act that stands only to deny it tells none, however near the readers are."""
    text = (
        "Журналистке Алле Ветровой никто не угрожал, сообщила полиция Тулы. Её коллегу Романа "
        "Сычёва 4 мая 2021 года избили у подъезда."
    )
    assert _acts(code_text, text, "ru") == [("assault", "Романа Сычёва", "2021-05-04")]


def test_a_ride_to_hospital_is_no_custody(code_text: Coder) -> None:
    """Taken to hospital is care; the sentence told beside it stays."""
    text = (
        'Jailed for six years in 2019 for "spreading false news", the blogger Tariq Slim was taken '
        "to hospital on Sunday after a hunger strike."
    )
    assert [kind for kind, _, _ in _acts(code_text, text, "en")] == ["conviction"]


def test_what_a_court_may_yet_give_is_no_sentence(code_text: Coder) -> None:
    """Could spend four years behind bars: nobody has been sentenced."""
    text = (
        "If the court finds her guilty, poet Lea Amsel could spend four years behind bars; the "
        "trial opened in Ankara on 6 April 2021."
    )
    assert "conviction" not in {kind for kind, _, _ in _acts(code_text, text, "en")}


def test_a_summons_is_no_threat(code_text: Coder) -> None:
    """A letter that calls somebody to a station threatens nobody."""
    text = (
        "On 3 May 2021 Milan Doric, editor of the site Novi Glas, got a letter from the police in "
        "Bijeljina. It told him to come to the station the next morning to explain a comment."
    )
    assert {kind for kind, _, _ in _acts(code_text, text, "en")} == {"questioning"}


def test_the_place_of_work_is_not_dismissed(code_text: Coder) -> None:
    """Who loses a job at an outlet is the victim, and the outlet is not."""
    text = (
        "С телеканала «Восход» в Хабаровске 1 марта 2021 года уволили ведущую Ирину Гаеву, а через "
        "неделю и режиссёра Олега Шмелёва."
    )
    assert {name for _, name, _ in _acts(code_text, text, "ru")} == {
        "Ирину Гаеву",
        "Олега Шмелёва",
    }


@pytest.mark.parametrize(
    ("lang", "text", "days"),
    [
        (
            "en",
            "Police in Minsk detained freelance journalist Vera Lutskaya on 9 August 2020 and held "
            "her for a night. On 27 August she was detained again at a march and released after "
            "four hours.",
            ["2020-08-09", "2020-08-27"],
        ),
        (
            "ru",
            "Активистку Дарью Клёнову задержали в Екатеринбурге 3 февраля 2021 года и через два "
            "часа отпустили. 10 февраля её задержали вновь.",
            ["2021-02-03", "2021-02-10"],
        ),
        (
            "en",
            "Police in Minsk detained freelance journalist Vera Lutskaya on 9 August 2020. She was "
            "detained at a march and released after four hours.",
            ["2020-08-09"],
        ),
    ],
)
def test_an_act_told_again_with_its_day_is_another(
    code_text: Coder, lang: str, text: str, days: list[str]
) -> None:
    """Two days and "again" are two acts; a second telling without them is the first."""
    assert sorted(day or "" for _, _, day in _acts(code_text, text, lang)) == days


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        (
            "Mobile data has been down in Bukavu and Uvira since Friday, on the order of the "
            "interior ministry, residents said.",
            {"Bukavu", "Uvira"},
        ),
        (
            "Mobile data has been down in Bukavu, in eastern Congo, since Friday, on the order of "
            "the interior ministry, residents said.",
            {"Bukavu"},
        ),
    ],
)
def test_each_town_of_a_list_is_cut_off(code_text: Coder, text: str, towns: set[str]) -> None:
    """Towns of a list are cut off each; a town and its region are one place."""
    acts = _acts(code_text, text, "en")
    assert {name for kind, name, _ in acts if kind == "shutdown"} == towns


def test_those_left_out_of_a_group_do_not_tell_it(code_text: Coder) -> None:
    """All were freed except one: the group and the one have an act each."""
    text = (
        "All the reporters detained in Kampala on 9 May 2021 were freed by evening, except Ruth "
        "Nakato of the Daily Beacon, who is still in custody."
    )
    assert len(_acts(code_text, text, "en")) == 2


def test_rows_of_a_table_are_read_and_menus_are_not(code_text: Coder) -> None:
    """Lines with bars and a day, one under the other, are told; a line of a menu is not."""
    table = (
        "Date | Journalist | Outlet | What happened\n"
        "3 March 2021 | Lea Morin | Le Phare | beaten by guards\n"
        "9 March 2021 | Idris Camara | Radio Baobab | fined by a court"
    )
    assert _acts(code_text, table, "en") == [
        ("assault", "Lea Morin", "2021-03-03"),
        ("conviction", "Idris Camara", "2021-03-09"),
    ]
    assert _acts(code_text, "Home | Arrested: Lea Morin | 3 March 2021 | Contact", "en") == []


def test_a_name_with_hyphens_is_a_person(code_text: Coder) -> None:
    """Double names joined by hyphens are two words; a calling behind the comma says who."""
    text = (
        "Anne-Sophie Keller-Brandt, a reporter with Radio Lac, was barred from a council meeting "
        "in Vevey on 12 April 2021."
    )
    victim = code_text(text, "en", "2021-06-10").to_json()["acts"][0]["victim"]
    assert (victim["kind"], victim["affiliation"]) == ("person", "Radio Lac")


def test_capitals_hide_neither_town_nor_station(code_text: Coder) -> None:
    """A large town behind "in" and a station behind "of" keep their capitals."""
    text = (
        "TWO JOURNALISTS ARRESTED IN FREETOWN\n\nPOLICE ARRESTED MOHAMED KARGBO AND SIA TURAY OF "
        "RADIO COTTON ON 11 JUNE 2014."
    )
    acts = code_text(text, "en", "2014-06-12").to_json()["acts"]
    assert {a["victim"]["name"] for a in acts} == {"MOHAMED KARGBO", "SIA TURAY"}
    assert {(a["place"] or {}).get("country") for a in acts} == {"SL"}


def test_a_word_of_a_form_is_no_town(code_text: Coder) -> None:
    """Labels of a card and a firm's name behind its noun are no places, whatever towns exist."""
    card = (
        "Name: Olumide Faseun\nOutlet: Lagos Courier\nDate: 17 October 2019\nPlace: Ibadan\n"
        "Violation: Arrest. Officers picked him up at home and took him to the state headquarters."
    )
    act = code_text(card, "en", "2019-10-20").to_json()["acts"][0]
    assert (act["place"] or {}).get("country") != "BE"
    suit = (
        "The defamation suit that the developer Stonebridge brought against the Ridge Gazette in "
        "2016 was thrown out by a court in Durban on Tuesday."
    )
    act = code_text(suit, "en", "2018-08-16").to_json()["acts"][0]
    assert act["place"]["name"] == "Durban"


def test_outlets_that_are_all_named_are_no_group_besides(code_text: Coder) -> None:
    """Three stations, and three names of stations: three acts."""
    text = (
        "The broadcasting regulator fined three stations, Radio Lumo, Radio Kesa and Voice of "
        "Tana, on 31 January 2021 for airing an interview with an opposition leader."
    )
    assert {name for _, name, _ in _acts(code_text, text, "en")} == {
        "Radio Lumo",
        "Radio Kesa",
        "Voice of Tana",
    }


def test_the_town_of_a_prison_is_no_person(code_text: Coder) -> None:
    """Moved to the remand prison of Nukus: the town is nobody's surname."""
    text = (
        "Адвокат обозревателя Аделя Насырова сообщил 18 мая 2021 года, что его подзащитного, "
        "находящегося под стражей со 2 апреля, перевели в СИЗО Нукуса."
    )
    assert "Нукуса" not in {name for _, name, _ in _acts(code_text, text, "ru")}
