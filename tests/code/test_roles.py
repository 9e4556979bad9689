"""Roles by the words beside a name, crowds at rallies, pronouns that have a doer beside them."""

from collections.abc import Callable

import pytest

from khronika.code.cast.entities import Cast
from khronika.code.cast.roles import likely_role
from khronika.code.draft import _body
from khronika.code.reader import read_parts
from khronika.flow.plain import plain_page

Reading = Callable[[str, str], Cast]


@pytest.fixture
def cast_of() -> Reading:
    """Answer the cast of a text."""

    def read(text: str, lang: str) -> Cast:
        page = plain_page(text.encode(), lang)
        return read_parts(page.text, _body(page)[0], lang).cast

    return read


@pytest.mark.parametrize(
    ("text", "lang", "role"),
    [
        ("Задержан блогер из Ферганы Азиз Каримжонов.", "ru", "blogger"),
        ("Суд арестовал Веру Лапину, автора телеграм-канала «Ветер».", "ru", "blogger"),
        ("Уволили доцента Ирину Павловну Горскую.", "ru", "other"),
        ("Police held Amir Dost, an economist, for a day.", "en", "other"),
    ],
)
def test_words_beside_a_name_tell_the_role(
    cast_of: Reading, text: str, lang: str, role: str
) -> None:
    """A role noun before a name or after its comma is the person's, over a place between."""
    people = [e for e in cast_of(text, lang).of("person") if e.name]
    assert [e.role for e in people] == [role]


def test_people_at_a_rally_are_protesters(cast_of: Reading) -> None:
    """People whom riot police disperse are protesters, people in a queue are citizens."""
    rally = cast_of("ОМОН разогнал митинг и задержал сорок человек.", "ru")
    queue = cast_of("В очереди стояли сорок человек.", "ru")
    assert {g.role for g in rally.of("group") if g.noun == "человек"} == {"protester"}
    assert {g.role for g in queue.of("group") if g.noun == "человек"} == {"citizen"}


def test_both_are_not_those_who_beat_them(cast_of: Reading) -> None:
    """`Unknown men beat both` is about the two told before."""
    text = "Ann Kestrel and Boro Malic were filming in Tuzla. Unknown men beat both of them."
    cast = cast_of(text, "en")
    listed = {e.name for e in cast.entities if any(m.how == "list" for m in e.mentions)}
    assert {"Ann Kestrel", "Boro Malic"} <= listed
    assert "Unknown men" not in listed


def test_a_tally_of_a_year_is_no_group(cast_of: Reading) -> None:
    """A count over a year or the world is no victim of an event."""
    tally = cast_of("Last year 61 journalists were killed worldwide.", "en")
    event = cast_of("On 3 May police arrested 61 journalists in Minsk.", "en")
    assert not [g for g in tally.of("group") if g.count]
    assert [g.count.least for g in event.of("group") if g.count] == [61]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Веру Лапину увезли в отдел. Причин не назвали.", "citizen"),
        ("Веру Лапину увезли в отдел. Сайт «Ветер» закрыт, журналистов не пускают.", "journalist"),
        ("Активисты собрались у суда. Веру Лапину увезли в отдел.", "activist"),
    ],
)
def test_who_is_told_nothing_of_is_what_the_report_is_about(text: str, role: str) -> None:
    """Where no word for journalists and no outlet stands, nobody is taken for a journalist."""
    page = plain_page(text.encode(), "ru")
    parts = read_parts(page.text, _body(page)[0], "ru")
    assert likely_role(parts.parsed, parts.cast, parts.lexicon) == role


def test_who_keeps_a_chat_is_a_blogger(cast_of: Reading) -> None:
    """A woman who keeps a chat is a blogger as a man is."""
    people = cast_of("Задержана админка чата Вера Лапина.", "ru").of("person")
    assert [e.role for e in people if e.name] == ["blogger"]
