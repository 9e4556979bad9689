"""Russian words for acts in the order and form in which reports put them: invented sentences."""

from collections.abc import Callable

import pytest

from khronika.code.reader import Parts, read_parts
from khronika.code.readers.russian import _lemma
from khronika.flow.plain import plain_page
from khronika.model.act import Coding


def _read(text: str) -> Parts:
    page = plain_page(text.encode(), "ru")
    return read_parts(page.text, list(page.body()), "ru")


def _told(text: str) -> set[tuple[str, str]]:
    """Answer the types of act that a text may tell, each with the part of the victim."""
    parts = _read(text)
    words = parts.parsed.words
    return {
        (trigger.type, words[argument.word].text)
        for trigger, found in zip(parts.triggers, parts.arguments, strict=True)
        for argument in found
    }


@pytest.mark.parametrize(
    ("text", "kind", "whom"),
    [
        ("За журналистом Ильёй Раевым следили.", "surveillance", "журналистом"),
        ("Травмы получил оператор Илья Раев.", "assault", "оператор"),
        ("С обыском пришли к журналистке Анне Раевой.", "search", "журналистке"),
    ],
)
def test_complement_may_stand_before_its_verb(text: str, kind: str, whom: str) -> None:
    """What is known stands first in Russian; grammar ties it to the verb all the same."""
    assert (kind, whom) in _told(text)


def test_word_that_belongs_to_another_verb_is_no_complement() -> None:
    """ "За столом" hangs on the other verb: nobody is followed."""
    kinds = {
        kind for kind, _ in _told("Журналист сидел за столом, а друзья следили, как он пишет.")
    }
    assert "surveillance" not in kinds


def test_past_tense_is_no_command() -> None:
    """ "Пришли" is "came", though the same letters are "send!"."""
    assert [_lemma(word, "VERB") for word in ("пришли", "зашли")] == ["прийти", "зайти"]


def test_titled_noun_before_a_plural_verb_is_its_object() -> None:
    """ "Телеканал «Берег» лишили лицензии": others did it to the channel."""
    parts = _read("Телеканал «Берег» лишили лицензии.")
    slots = {a.slot for found in parts.arguments for a in found if a.word == 0}
    assert slots == {"obj"}


def test_genitive_behind_a_noun_is_its_own_wherever_the_parser_hangs_it() -> None:
    """ "Увольнение семерых редакторов ... подтвердило": they are who was dismissed."""
    text = (
        "«Увольнение разом 7 редакторов после проверки подтвердило слухи о продаже холдинга: "
        "новый владелец не хочет споров с мэрией», — сказал профсоюз."
    )
    assert ("dismissal", "редакторов") in _told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Журналистке Нине Мороз угрожают убийством после публикации о карьере.",
        "Редактору Анне Раевой пригрозили убийством.",
        "Блогеру Олегу Зиме угрожают из-за статьи.",
    ],
)
def test_whom_the_main_clause_threatens_is_threatened(
    text: str, code_text: Callable[..., Coding]
) -> None:
    """The dative is the verb's only object; no death is told."""
    assert [act.type for act in code_text(text, "ru", "2026-05-08").acts] == ["threat"]
