"""Who is called what: publishers, who films, an outlet and its address; thousands with a space."""

from .conftest import Coder


def _acts(code_text: Coder, text: str, lang: str) -> list[tuple[str, str | None]]:
    acts = code_text(text, lang, "2021-06-10").to_json()["acts"]
    return [(a["type"], a["victim"]["name"]) for a in acts]


def test_a_space_parts_thousands(code_text: Coder) -> None:
    """ "1 900 человек" are as many, and not 900."""
    text = "На акциях 6 июня 2021 года в Самаре задержали не менее 1 900 человек."
    acts = code_text(text, "ru", "2021-06-10").to_json()["acts"]
    assert [(a["type"], a["count"]["min"], a["count"]["max"]) for a in acts] == [
        ("detention", 1900, None)
    ]


def test_a_publisher_is_a_person(code_text: Coder) -> None:
    """What follows "publisher" may be a person, whatever else publishers are."""
    text = "Publisher Asel Marat was arrested in Gulu on 7 June 2021."
    acts = code_text(text, "en", "2021-06-10").to_json()["acts"]
    assert [(a["victim"]["name"], a["victim"]["kind"]) for a in acts] == [("Asel Marat", "person")]


def test_two_towns_behind_a_calling_are_a_person(code_text: Coder) -> None:
    """ "Columnist Rubi Salas" has a name, though both its words are towns."""
    text = (
        "Mexican columnist Rubi Salas has been missing since Saturday, when she left her home in "
        "Tuxpan to buy bread."
    )
    assert _acts(code_text, text, "en") == [("disappearance", "Rubi Salas")]


def test_an_outlet_and_its_address_are_one(code_text: Coder) -> None:
    """ "Газета «Берег»" and bereg.ru were blocked once."""
    text = "Сайт газеты «Берег» 6 июня заблокирован: bereg.ru недоступен с утра."
    assert _acts(code_text, text, "ru") == [("censorship", "Берег")]


def test_the_cameraman_is_not_the_reporter(code_text: Coder) -> None:
    """Who films is somebody else than the reporter named before, and the same as a cameraman."""
    lead = "Guards beat {} Leo Mistry outside the court in Brno on 7 June. "
    tail = "The cameraman had his memory card taken."
    reporter = _acts(code_text, lead.format("reporter") + tail, "en")
    assert ("search", "Leo Mistry") not in reporter
    assert ("search", "Leo Mistry") in _acts(code_text, lead.format("cameraman") + tail, "en")


def test_no_bail_is_custody(code_text: Coder) -> None:
    """Whom a court denies bail stays in custody, and is refused no access."""
    text = "Presenter Juma Kesi was denied bail in Mbeya on 7 June 2021."
    assert _acts(code_text, text, "en") == [("detention", "Juma Kesi")]
