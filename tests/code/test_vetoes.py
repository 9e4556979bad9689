"""Acts that grammar forbids whatever the learned readers think, on invented sentences."""

import pytest
from tests.code.weighed import pairs_of, reason_of

from khronika.code.evidence import Pair
from khronika.code.vetoes import Vetoes
from khronika.code.vetoes.bodies import _is_one


def _reason(text: str, kind: str, name: str, lang: str = "ru") -> str | None:
    """Answer why an act of this type against somebody is refused, all others being accepted."""

    def is_meant(pair: Pair) -> bool:
        return pair.type == kind and (pair.entity.name or "").startswith(name)

    return reason_of(text, lang, is_meant, is_only=True)


@pytest.mark.parametrize(
    ("lang", "text", "kind", "name"),
    [
        ("ru", "В Осинске задержали главреда «Маяка» Илью Раева.", "detention", "Маяк"),
        ("en", "Police arrested journalists of Hill Radio in Tuzla.", "detention", "Hill Radio"),
    ],
)
def test_organisation_suffers_nothing_bodily(lang: str, text: str, kind: str, name: str) -> None:
    """An outlet is neither detained nor beaten: its people are."""
    assert _reason(text, kind, name, lang) == "only a person suffers it"


@pytest.mark.parametrize(
    ("text", "kind", "name", "why"),
    [
        (
            "Неизвестные избили репортёра Илью Раева, заявил главный редактор газеты Пётр Орлов.",
            "assault",
            "Пётр Орлов",
            "only tells of it",
        ),
        (
            "Возмущение отзывом аккредитации у двух репортёров выразили союзы «Берег» и «Маяк».",
            "access",
            "Берег",
            "only tells of it",
        ),
        (
            "Обыск прошёл у Ильи Раева – мужа осуждённой Анны Ковалёвой.",
            "search",
            "Анны Ковалёвой",
            "named as kin",
        ),
        (
            "Суд принял иск о защите чести и достоинства чиновника Петра Орлова к жительнице "
            "города Анне Раевой.",
            "lawsuit",
            "Петра Орлова",
            "its own suit",
        ),
        (
            "Репортёров не пустили на слушание по делу фермера Петра Орлова.",
            "access",
            "Петра Орлова",
            "what it was about",
        ),
    ],
)
def test_wrong_person_of_a_sentence_is_refused(text: str, kind: str, name: str, why: str) -> None:
    """Who reports, condemns, sues, is kin or is spoken of has not suffered the act."""
    assert _reason(text, kind, name) == why


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Неизвестные избили репортёра Илью Раева, заявил Пётр Орлов.", "assault", "Илью Раева"),
        ("«Меня избили вместе с Раевым», – сообщил Пётр Орлов.", "assault", "Пётр Орлов"),
        ("Задержали адвоката Ильи Раева Петра Орлова.", "detention", "Петра Орлова"),
        ("Депутат Пётр Орлов подал иск к газете «Маяк».", "lawsuit", "Маяк"),
        (
            "Журналист Илья Раев, которого избили в Осинске, обратился в полицию. Избили и Петра "
            "Орлова.",
            "assault",
            "Илья Раев",
        ),
        (
            "Сайт газеты «Маяк» заблокирован. Газета «Берег» сообщила, что её сайт заблокирован.",
            "censorship",
            "Берег",
        ),
        ("Обыск прошёл у жены Ильи Раева, избитого в мае.", "assault", "Ильи Раева"),
    ],
)
def test_victim_stays(text: str, kind: str, name: str) -> None:
    """The same words leave the one who did suffer it."""
    assert _reason(text, kind, name) is None


@pytest.mark.parametrize(
    ("text", "kind", "name", "why"),
    [
        (
            "На трассе под Осинском в аварии погиб корреспондент Илья Раев. Его автомобиль "
            "столкнулся с грузовиком.",
            "killing",
            "Илья Раев",
            "accident",
        ),
        (
            "Полиция опровергла сообщение о взрыве. Публикация на сайте «Маяка» уже удалена.",
            "censorship",
            "Маяк",
            "own correction",
        ),
        (
            "Журналистку Анну Раеву не выпустили из страны. В аэропорту пограничник забрал у неё "
            "документ.",
            "search",
            "Анну Раеву",
            "passport at the border",
        ),
        (
            "Прокуратура подала иск о ликвидации фонда. В тексте иска «Маяк» обвиняется "
            "в «призывах к беспорядкам».",
            "charge",
            "Маяк",
            "reproach of a suit",
        ),
        (
            "Фонд «Маяк» включили в реестр иностранных агентов.",
            "censorship",
            "Маяк",
            "designation",
        ),
    ],
)
def test_word_in_another_sense_is_refused(text: str, kind: str, name: str, why: str) -> None:
    """Accidents, corrections, border control, a suit's reproaches and lists are other things."""
    assert _reason(text, kind, name) == why


def test_who_was_missed_and_found_in_custody_is_detained_alone() -> None:
    """Custody that became known later leaves the detention, and no disappearance."""
    text = (
        "Коллеги заявили об исчезновении журналиста Ильи Раева. Позже стало известно, что Раев "
        "задержан полицией."
    )
    assert _reason(text, "disappearance", "Ильи Раева") == "missed and found in custody"
    assert _reason(text, "detention", "Ильи Раева") is None


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        (
            "Корреспондента Илью Раева сбил автомобиль, полиция говорит о покушении.",
            "killing",
            "И",
        ),
        ("По требованию прокуратуры публикация на сайте «Маяка» удалена.", "censorship", "Маяк"),
        ("При обыске у Анны Раевой забрали паспорт и ноутбук.", "search", "Анны Раевой"),
        ("Суд оштрафовал «Маяк» по делу о призывах.", "charge", "Маяк"),
        ("Журналист Илья Раев умер в колонии от инфаркта.", "killing", "Илья Раев"),
        (
            "Маяк удалил статью «Берега». МВД опровергло её и потребовало этого.",
            "censorship",
            "Берег",
        ),
        (
            "Сайт «Маяка», иностранного агента, внесли в реестр запрещённых.",
            "censorship",
            "Маяк",
        ),
        (
            "Журналиста Илью Раева похитили. Позже стало известно, что он задержан полицией, "
            "которая это отрицала.",
            "disappearance",
            "Илью Раева",
        ),
        ("Сайт «Маяка» внесли в реестр запрещённых.", "censorship", "Маяк"),
    ],
)
def test_word_in_its_own_sense_stays(text: str, kind: str, name: str) -> None:
    """The same words tell an act where somebody did it."""
    assert _reason(text, kind, name) is None


def test_outlet_under_two_names_is_one_victim() -> None:
    """The letters of a name are the same body; the name that stands first stays."""
    text = (
        "Сайт Береговой информационной редакции подвергся хакерской атаке. Сайт «БИР» атаковали "
        "и утром: хакерская атака на «БИР» длилась час."
    )
    parts, pairs = pairs_of(text, "ru")
    told = [p for p in pairs if p.type == "cyberattack" and p.entity.kind == "organisation"]
    kept = [p.entity.name for p in told if Vetoes(parts).reason(p, told) is None]
    assert len(told) == 2
    assert len(kept) == 1


def test_owner_of_a_closed_outlet_is_no_second_victim() -> None:
    """The outlet is a victim by its own name; whose it is, is not."""
    text = 'Портал Ильи Раева "Открытый берег" заблокирован.'
    assert _reason(text, "censorship", "Ильи Раева") == "owner of the outlet"
    assert _reason(text, "censorship", "Открытый берег") is None
    editor = "Суд оштрафовал редактора газеты «Берег» И. О. Раева и учредителя А. П. Дёмину."
    assert _reason(editor, "conviction", "И. О. Раева") is None


@pytest.mark.parametrize(
    ("number", "why"), [("Трое журналистов", "named as so many"), ("Пятеро журналистов", None)]
)
def test_group_that_is_named_as_so_many_is_not_told_again(number: str, why: str | None) -> None:
    """The headline counts those whom the text names; another count stays."""
    text = (
        f"{number} задержаны в Осинске\n\nТрое репортёров Илья Раев, Анна Ковалёва и Пётр Орлов "
        "задержаны в аэропорту. Раньше задержали блогера Олега Дина."
    )
    assert _reason(text, "detention", number) == why


def test_outlets_of_like_words_are_two() -> None:
    """Words that only begin alike are no noun and its adjective."""
    assert _is_one(["Новости", "Берега"], ["Береговые", "новости"])
    assert not _is_one(["International", "Press"], ["Internet", "Press"])
    assert not _is_one(["Transport", "Radio"], ["Transparency", "Radio"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Soldiers took reporter Ana Kovac from her flat in Tuzla. Her mother does not know "
            "where she is held.",
            "taken by known men",
        ),
        (
            "Soldiers took reporter Ana Kovac from her flat in Tuzla. The army denied that it "
            "holds her.",
            None,
        ),
    ],
)
def test_a_custody_that_nobody_denies_is_no_disappearance(text: str, reason: str | None) -> None:
    """Seen taken away, place unknown: a detention until the custody is denied."""
    assert _reason(text, "disappearance", "Ana", "en") == reason


def test_a_part_of_a_group_is_not_the_whole() -> None:
    """ "Of the six, two were charged" charges two."""
    text = (
        "Of the six editors whom police in Tuzla questioned in May, two were charged with libel."
    )
    assert _reason(text, "charge", "the six", "en") == "only a part of them"
    assert _reason(text, "questioning", "the six", "en") is None
