"""Single difficulties of Russian and Kazakh: who the grammar says an act was done to, and who not.

What the trees make of it is not asked here: only which victim the words of an act claim.
"""

import pytest

from khronika.code.cast.entities import POPULATION
from khronika.code.evidence import TYPES, Weigher
from khronika.code.reader import Parts, read_parts
from khronika.code.readers.kazakh_forms import is_negative, name_stem, stems
from khronika.code.readers.russian import is_installed
from khronika.flow.plain import plain_page


def parts_of(text: str, lang: str) -> Parts:
    """Read a text up to its cast and triggers."""
    if lang == "ru" and not is_installed():
        pytest.skip("the extra [ru] is not installed")
    page = plain_page(text.encode(), lang)
    return read_parts(page.text, page.blocks, lang)


def claimed(text: str, lang: str, least: float = 0.5) -> set[tuple[str, str]]:
    """Answer (type, victim) for what the grammar of the text claims."""
    parts = parts_of(text, lang)
    empty = [[0.0] * len(TYPES) for _ in parts.parsed.sentences]
    weigher = Weigher(
        parts.parsed, parts.cast, parts.triggers, parts.lexicon,
        arguments=parts.arguments, type_scores=empty,
        victim_scores=[0.0] * len(parts.cast.entities),
    )  # fmt: skip
    found = set()
    for (number, kind), claims in weigher.claims.items():
        entity = parts.cast.entities[number]
        if entity.noun != POPULATION and max(c.score for c in claims) >= least:
            found.add((kind, entity.name or f"?{entity.role}"))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Полиция задержала корреспондента Ивана Сомова.", ("detention", "Ивана Сомова")),
        ("Блогер Анна Рощина задержана в Омске.", ("detention", "Анна Рощина")),
        ("Суд оштрафовал редактора Олега Лядова.", ("conviction", "Олега Лядова")),
        ("Олегу Лядову назначили штраф в размере 50 тысяч.", ("conviction", "Олегу Лядову")),
        ("На Марию Зимину завели уголовное дело.", ("charge", "Марию Зимину")),
        ("У Марии Зиминой изъяли технику.", ("search", "Марии Зиминой")),
        ("Фотографу Глебу Санину разбили камеру.", ("damage", "Глебу Санину")),
        ("Ивана Сомова не пустили на заседание.", ("access", "Ивана Сомова")),
        ("Ивана Сомова лишили аккредитации.", ("access", "Ивана Сомова")),
        ("Ивану Сомову вынесли предупреждение.", ("threat", "Ивану Сомову")),
        ("Ведущую Анну Рощину отстранили от эфира.", ("dismissal", "Анну Рощину")),
        ("Редактора Олега Лядова избили у подъезда.", ("assault", "Олега Лядова")),
        ("Роскомнадзор заблокировал газету «Волна».", ("censorship", "Волна")),
        ("Газета «Волна» подверглась DDoS-атаке.", ("cyberattack", "Волна")),
        ("Задержаны два журналиста и трое операторов.", ("detention", "два журналиста")),
        ("Съёмочную группу избили у рынка.", ("assault", "Съёмочную группу")),
        ("В городе не меньше 110 задержанных.", ("detention", "не меньше 110 задержанных")),
    ],
)
def test_russian_grammar_names_the_victim(text: str, expected: tuple[str, str]) -> None:
    """Object, subject of a passive, dative and "у" lead to whom it was done."""
    assert expected in claimed(text, "ru")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ивана Сомова не задерживали.", "detention"),
        ("Ивана Сомова никогда не избивали.", "assault"),
        ("Газету «Волна» не закрывали.", "censorship"),
    ],
)
def test_what_russian_denies_is_no_trigger(text: str, kind: str) -> None:
    """A denied verb claims nobody."""
    assert kind not in {found for found, _ in claimed(text, "ru", 0.1)}


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Задержали двух журналистов.", 2, 2),
        ("Избиты три корреспондента.", 3, 3),
        ("Задержаны не менее восьми активистов.", 8, None),
        ("Оштрафованы более 30 участников акции.", 31, None),
        ("Уволены несколько сотрудников.", 3, None),
    ],
)
def test_russian_counts_are_bounds(text: str, least: int, most: int | None) -> None:
    """A number and its words give the bounds of a group, in singular forms too."""
    (group,) = [e for e in parts_of(text, "ru").cast.entities if e.kind == "group" and e.count]
    assert group.count is not None
    assert (group.count.least, group.count.most) == (least, most)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Полиция Айгүл Сәрсенованы ұстады.", ("detention", "Айгүл Сәрсенова")),
        ("Журналист Бекзат Омарұлы қамауға алынды.", ("detention", "Бекзат Омарұлы")),
        ("Бекзат Омарұлына айыппұл салынды.", ("conviction", "Бекзат Омарұлы")),
        ("Дана Қызылова соққыға жығылды.", ("assault", "Дана Қызылова")),
        ("Дана Қызылованың камерасы сындырылды.", ("damage", "Дана Қызылова")),
        ("Дана Қызылованың телефонын тартып алды.", ("search", "Дана Қызылова")),
        ("Дана Қызылова тергеуге шақырылды.", ("questioning", "Дана Қызылова")),
        ("Дана Қызылова жұмыстан шығарылды.", ("dismissal", "Дана Қызылова")),
        ("Дана Қызылованы залға кіргізбеді.", ("access", "Дана Қызылова")),
        ("Дана Қызыловаға қылмыстық іс қозғалды.", ("charge", "Дана Қызылова")),
        ("«Толқын» сайты бұғатталды.", ("censorship", "Толқын")),
        ("«Толқын» сайты хакерлік шабуылға ұшырады.", ("cyberattack", "Толқын")),
        ("Полиция Айгүл Сәрсенова мен Дана Қызылованы ұстады.", ("detention", "Айгүл Сәрсенова")),
        ("Кемінде он екі адам ұсталды.", ("detention", "Кемінде он екі адам")),
        ("Түсірілім тобына шабуыл жасалды.", ("assault", "тобына")),
    ],
)
def test_kazakh_endings_name_the_victim(text: str, expected: tuple[str, str]) -> None:
    """Case endings and passives lead to whom it was done; the name stands without its case."""
    assert expected in claimed(text, "kk", 0.3)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Дана Қызылова ұсталмады.", "detention"),
        ("Дана Қызылова ұсталған жоқ.", "detention"),
        ("«Толқын» сайты бұғатталмаған.", "censorship"),
        ("Дана Қызыловаға айыппұл салынбады.", "conviction"),
    ],
)
def test_what_kazakh_denies_is_no_trigger(text: str, kind: str) -> None:
    """The suffix of denial and "жоқ" undo the verb."""
    assert kind not in {found for found, _ in claimed(text, "kk", 0.1)}


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Сәрсенованы", "Сәрсенова"),
        ("Омарұлына", "Омарұлы"),
        ("Қызылқызын", "Қызылқызы"),
        ("Серікбайды", "Серікбай"),
        ("Асқарға", "Асқар"),
        ("Жанна", "Жанна"),
        ("Марина", "Марина"),
        ("Нұрсұлтан", "Нұрсұлтан"),
        ("Фарида", "Фарида"),
        ("Айгерке", "Айгерке"),
    ],
)
def test_only_endings_that_agree_in_sound_are_cut(name: str, bare: str) -> None:
    """A name that only looks like a case stays whole."""
    assert name_stem(name)[0] == bare


def test_a_stem_is_no_prefix() -> None:
    """The rest of a word must be a chain of endings: to steal is not to beat."""
    assert "ұр" not in stems("ұрлады")
    assert "ұр" in stems("ұрды")
    assert is_negative("ұсталмады")
    assert not is_negative("ұсталды")


def test_a_game_is_no_violence() -> None:
    """Attacks and shots of a match claim nobody; a reporter beaten at a match is another thing."""
    game = (
        "Атака захлебнулась, вратаря Глеба Санина расстреляли со штрафной, тренер доволен матчем."
    )
    assert claimed(game, "ru", 0.1) == set()
    beaten = "После матча на стадионе тренер избил журналиста Глеба Санина."
    assert ("assault", "Глеба Санина") in claimed(beaten, "ru")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Абай» агенттігінің тілшілерін ұрып кетті.", ("assault", "тілшілерін")),
        ("Министрлік Дана Қызыловаға виза беруден бас тартты.", ("access", "Дана Қызылова")),
        ("Қорықшы Дана Қызыловаға күш көрсетті.", ("assault", "Дана Қызылова")),
        ("Дана Қызыловаға оқ тиді.", ("assault", "Дана Қызылова")),
        ("Дана Қызылованың ноутбугін тартып алды.", ("search", "Дана Қызылова")),
        ("Дана Қызылованы ұрып-соғып кетті.", ("assault", "Дана Қызылова")),
        ("Айбек Нұрлан да, Дана Қызылова да ұсталды.", ("detention", "Айбек Нұрлан")),
        (
            "Айбек Нұрлан мен оның операторы Дана Қызылованы жиналысқа кіргізбеді.",
            ("access", "Айбек Нұрлан"),
        ),
        ("Айбек Нұрлан Ақтауда бейтаныс адамдардан таяқ жеді.", ("assault", "Айбек Нұрлан")),
        ("Айбек Нұрланға қатаң ескертілді.", ("threat", "Айбек Нұрлан")),
    ],
)
def test_kazakh_grammar_is_plain_of_the_victim(text: str, expected: tuple[str, str]) -> None:
    """Objects of owned nouns, datives of a verb, soft stems and lists lead there for certain."""
    assert expected in claimed(text, "kk", 0.9)
