"""Russian names on pages: titles in straight marks, regions, what somebody is before a body."""

import pytest

from khronika.code import code
from khronika.code.reader import Parts, read_parts
from khronika.code.readers.russian import is_installed
from khronika.flow.plain import plain_page

pytestmark = pytest.mark.skipif(not is_installed(), reason="the extra [ru] is not installed")


def _parts(text: str) -> Parts:
    page = plain_page(text.encode(), "ru")
    return read_parts(page.text, page.blocks, "ru")


def _names(text: str) -> dict[str, str]:
    parts = _parts(text)
    return {parts.parsed.surface(n.first, n.last): n.label for n in parts.names}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Письмо получил редактор газеты "Береговые огни".', "Береговые огни"),
        ('Главный редактор "Береговых огней" Илья Раев заявил.', "Береговых огней"),
        ('Задержан корреспондент "Открытого берега".', "Открытого берега"),
        ('Полиция изъяла тираж "Вольной газеты".', "Вольной газеты"),
        ("Фотокорреспондента ТАСС Илью Раева задержали.", "ТАСС"),
    ],
)
def test_title_is_a_body(text: str, name: str) -> None:
    """A title in straight marks is an outlet, and what somebody is does not belong to it."""
    assert _names(text)[name] == "ORG"


def test_owner_between_outlet_and_title_is_a_person() -> None:
    """`Портал Ильи Раева "Открытый берег"`: a person and an outlet."""
    found = _names('Новостной портал Ильи Раева "Открытый берег" заблокирован.')
    assert found["Ильи Раева"] == "PER"
    assert found["Открытый берег"] == "ORG"


def test_speech_in_straight_marks_is_no_title() -> None:
    """What is said stands in the same marks."""
    found = _names('Журналист сказал: "Меня задержали".')
    assert "ORG" not in found.values()


def test_what_a_law_provides_for_is_no_act() -> None:
    """A law in general takes nothing from anybody."""
    told = _parts("Закон не предусматривает изъятия тиража без решения суда.").triggers
    assert not {t.type for t in told} & {"search", "censorship"}
    done = _parts("Полиция начала изъятие тиража без решения суда.").triggers
    assert {t.type for t in done} & {"search", "censorship"}


def test_plural_verb_makes_a_singular_thing_its_object() -> None:
    """`Издание оштрафовали`: nobody is named who did it, the outlet suffered it."""
    parts = _parts("Издание из Осинска оштрафовали за новость.")
    (arguments,) = [
        a for t, a in zip(parts.triggers, parts.arguments, strict=True) if t.type == "conviction"
    ]
    assert ("obj", "Издание") in {(a.slot, parts.parsed.words[a.word].text) for a in arguments}


@pytest.mark.parametrize(
    ("text", "tallied"),
    [
        ("За первый месяц протестов Роскомнадзор заблокировал 340 сайтов.", True),
        ("Вчера Роскомнадзор заблокировал 12 сайтов.", False),
    ],
)
def test_standing_tally_is_optional(text: str, tallied: bool) -> None:
    """What was counted up over months is neither hit nor error."""
    acts = code(plain_page(text.encode(), "ru"), published="2022-05-01").acts
    assert acts
    assert all(act.is_optional is tallied for act in acts)
