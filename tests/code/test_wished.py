"""What is only asked for or threatened, who sues, and whom a pronoun of custody means."""

import pytest

from .conftest import Coder

Act = tuple[str, str | None]


def _acts(code_text: Coder, text: str, lang: str) -> list[Act]:
    acts = code_text(text, lang, "2021-06-10").to_json()["acts"]
    return [(a["type"], a["victim"]["name"]) for a in acts]


@pytest.mark.parametrize(
    ("lang", "text", "name"),
    [
        (
            "en",
            "Prosecutors asked the court in Brno to sentence journalist Hana Dvorska to five years "
            "in prison for libel.",
            "Hana Dvorska",
        ),
        (
            "ru",
            "Прокуратура попросила приговорить блогера Игната Сомова к четырём годам колонии. Ему "
            "вменяют призывы к экстремизму в двух роликах.",
            "Игната Сомова",
        ),
    ],
)
def test_a_sentence_asked_for_is_a_trial(
    code_text: Coder, lang: str, text: str, name: str
) -> None:
    """Who may be sentenced at a prosecutor's wish is on trial, and not convicted."""
    assert _acts(code_text, text, lang) == [("charge", name)]


def test_what_a_deputy_demands_is_no_act(code_text: Coder) -> None:
    """A dismissal that somebody demands has not happened."""
    text = "An MP in Riga demanded that the presenter Inga Balode be dismissed over a joke."
    assert "dismissal" not in [kind for kind, _ in _acts(code_text, text, "en")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The mayor of Porto threatened to sue the newspaper Coast Herald over a cartoon."),
        ("ru", "Мэр Томска пригрозил подать в суд на газету «Кедр» из-за карикатуры."),
    ],
)
def test_a_suit_that_is_threatened_is_none(code_text: Coder, lang: str, text: str) -> None:
    """Who threatens to sue has not sued."""
    assert "lawsuit" not in [kind for kind, _ in _acts(code_text, text, lang)]


def test_arrest_in_absentia_is_a_charge(code_text: Coder) -> None:
    """Coding manual: arrest in absentia is a charge with status in_absentia."""
    text = "В Москве 3 июня заочно арестован журналист Денис Корнев, сообщил его адвокат."
    acts = code_text(text, "ru", "2021-06-10").to_json()["acts"]
    assert [(a["type"], a["status"]) for a in acts] == [("charge", "in_absentia")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Неизвестный ударил оператора Льва Рогова. Его задержали на месте.", ["assault"]),
        (
            "Полицейские избили оператора Льва Рогова. Его доставили в отдел и отпустили.",
            ["assault", "detention"],
        ),
    ],
)
def test_he_who_is_held_is_the_one_who_struck(
    code_text: Coder, text: str, kinds: list[str]
) -> None:
    """One stranger strikes and "he" is held: the stranger; officers strike: their victim."""
    assert sorted(kind for kind, _ in _acts(code_text, text, "ru")) == kinds


def test_who_sues_is_not_sued(code_text: Coder) -> None:
    """The claimant is no victim of the suit; the outlet and its reporter both are."""
    text = (
        "Builder Wanda Crowe has sued the newspaper Coast Herald and its reporter Leo Mistry over "
        "a story about a mill. Crowe filed the lawsuit in Cardiff on 2 June."
    )
    found = set(_acts(code_text, text, "en"))
    assert found == {("lawsuit", "Coast Herald"), ("lawsuit", "Leo Mistry")}


def test_a_release_that_is_demanded_frees_nobody(code_text: Coder) -> None:
    """Demands are not coded: the detention goes on."""
    text = (
        "IPI demands the immediate and unconditional release of Leo Mistry, a reporter who was "
        "arrested in Gulu on 7 June."
    )
    acts = code_text(text, "en", "2021-06-10").to_json()["acts"]
    assert [(a["type"], a["status"]) for a in acts] == [("detention", "ongoing")]


def test_sites_that_bear_a_towns_name_are_sites(code_text: Coder) -> None:
    """The noun for outlets makes one of each name of its list."""
    text = "Providers in Almaty blocked the news sites Nawa and Marsad on 7 June 2021."
    assert sorted(_acts(code_text, text, "en")) == [
        ("censorship", "Marsad"),
        ("censorship", "Nawa"),
    ]


def test_a_driver_at_the_end_of_a_list_is_held_too(code_text: Coder) -> None:
    """Coordination holds for somebody without a name."""
    text = "Police in Gulu detained reporter Okello Bina, cameraman Moses Ojara and a driver."
    named = {("detention", "Moses Ojara"), ("detention", "Okello Bina")}
    assert set(_acts(code_text, text, "en")) == named | {("detention", None)}


def test_two_sources_have_two_counts(code_text: Coder) -> None:
    """Coding manual: two sources with two counts are two group acts."""
    text = (
        "According to the press union, 14 reporters were injured when police broke up a rally in "
        "Conakry on 7 June. The interior ministry speaks of four injured journalists."
    )
    acts = code_text(text, "en", "2021-06-10").to_json()["acts"]
    assert sorted(a["count"]["min"] for a in acts if a["type"] == "assault") == [4, 14]


def test_his_suit_leaves_the_sued(code_text: Coder) -> None:
    """Whoever is the object of suing is sued, whosever "his suit" in the next sentence is."""
    text = (
        "A former port director is suing the weekly Primorac and its author Vuk Leskov over an "
        "item on cigarettes. It is his fourth suit of the year, and he has won none."
    )
    assert ("lawsuit", "Vuk Leskov") in _acts(code_text, text, "en")


def test_a_text_that_only_denies_tells_no_other_act(code_text: Coder) -> None:
    """Where all that is said of somebody is denied, no act without a word of its own is left."""
    text = (
        "МВД опровергло сообщения о задержании редактора портала «Вечорка» Асели Тулиной. По "
        "словам пресс-секретаря ведомства, журналистку никто не задерживал, на допрос её не "
        "вызывали. Сама Тулина подтвердила, что находится дома."
    )
    assert _acts(code_text, text, "ru") == []


def test_guards_killed_with_a_station_count(code_text: Coder) -> None:
    """Staff without a name who are killed in an attack on the station are victims too."""
    text = (
        "A bomb exploded on 7 June 2021 at the offices of Radio Hill in Gulu, killing two guards."
    )
    acts = code_text(text, "en", "2021-06-10").to_json()["acts"]
    assert {a["count"]["min"] for a in acts if a["type"] == "killing"} == {2}
