"""Places that head an entry, and words that are towns somewhere but not here."""

import pytest

from khronika.code.draft import _body
from khronika.code.places import Atlas
from khronika.code.reader import read_parts
from khronika.flow.plain import plain_page


def _places(text: str, lang: str = "en") -> set[str]:
    page = plain_page(text.encode(), lang)
    parts = read_parts(page.text, _body(page)[0], lang)
    return {spot.name for spot in Atlas(parts.parsed, parts.names).spots if spot.is_town}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MAKURDI: After eleven nights the editor was let go.", "MAKURDI"),
        ("30.06 - Quetta. A crew was beaten by guards.", "Quetta"),
        ("He was taken to the station in the Daraja district of the capital.", "Daraja"),
    ],
)
def test_a_town_that_heads_an_entry_is_a_place(text: str, place: str) -> None:
    """The gazetteer finds what the tagger leaves out: heads of entries, `X district`."""
    assert place in _places(text)


@pytest.mark.parametrize("word", ["Nov", "May", "Lena", "Marina"])
def test_months_and_given_names_are_no_towns(word: str) -> None:
    """A month, or a word of a person's name, is no place although a town bears it."""
    text = f"On 3 Nov and in May police spoke to Lena Marsh and Marina Holt. {word} was at home."
    assert word not in _places(text)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("В Самаре задержали Анну Белую, писавшую о войне в Украине.", "RU"),
        ("Анну Белую вызвали в отдел. Её блог был о войне в Украине и российских солдатах.", None),
        ("Казахстанские следователи вызвали Анну Белую на допрос.", "KZ"),
        ("В Украине задержали Анну Белую.", "UA"),
    ],
)
def test_a_country_that_is_only_spoken_about_is_not_the_place(
    text: str, country: str | None
) -> None:
    """What a report is about lends no country; an adjective does where nothing else is named."""
    page = plain_page(text.encode(), "ru")
    atlas = Atlas((parts := read_parts(page.text, _body(page)[0], "ru")).parsed, parts.names)
    found, _ = atlas.country(0, None)
    assert found == country or country is None and found != "UA"


def test_a_banner_is_no_part_of_a_report() -> None:
    """The label that a country's law puts over an outlet's page is furniture."""
    banner = "НАСТОЯЩИЙ МАТЕРИАЛ ПОДГОТОВЛЕН ИНОСТРАННЫМ АГЕНТОМ «МАЯК»."
    page = plain_page(f"{banner}\nВ Самаре задержали Анну Белую.".encode(), "ru")
    assert [b.span.of(page.text) for b in _body(page)[0]] == ["В Самаре задержали Анну Белую."]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("The Accra-based station said that police in Tamale beat its reporter.", "Accra"),
        ("Attacks on the press in West Africa rose, a union in Tamale said.", "West Africa"),
        ("He was taken to Prey Sar Prison, a lawyer in Tamale said.", "Prey Sar Prison"),
    ],
)
def test_seats_continents_and_buildings_are_no_towns(text: str, absent: str) -> None:
    """Where a body has its seat, a part of the world and a prison are no place of an act."""
    assert absent not in _places(text)
    assert "Tamale" in _places(text)


@pytest.mark.parametrize("mark", ["\u2014", "-", " \u2013 "])
def test_a_bureau_abroad_is_no_place_of_the_act(mark: str) -> None:
    """The dateline of a report about another country is where its writer sits."""
    text = (
        f"New York, March 3, 2009{mark}Police in Zambia closed a station on Monday. "
        "Zambian officers arrested its staff in Ndola."
    )
    page = plain_page(text.encode(), "en")
    parts = read_parts(page.text, _body(page)[0], "en")
    assert Atlas(parts.parsed, parts.names).home() is None


def test_a_label_before_a_report_takes_no_report_with_it() -> None:
    """Where label and report are one block the report stays; so does news about foreigners."""
    for text in (
        "НАСТОЯЩИЙ МАТЕРИАЛ ПОДГОТОВЛЕН ИНОСТРАННЫМ АГЕНТОМ. В Самаре задержали Анну Белую.",
        "Данное сообщение об иностранных гостях пришло утром. В Самаре задержали Анну Белую.",
    ):
        page = plain_page(text.encode(), "ru")
        assert [b.span.of(page.text) for b in _body(page)[0]] == [text]
