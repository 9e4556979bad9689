"""Parts of Kazakh groups, and whom a group names among it."""

from typing import Any

import pytest

from khronika.code import code
from khronika.code.draft import _body
from khronika.code.reader import read_parts
from khronika.flow.plain import plain_page
from khronika.model.count import Count


def _cast(text: str) -> list[tuple[str, str | None, Count | None]]:
    page = plain_page(text.encode(), "kk")
    entities = read_parts(text, _body(page)[0], "kk").cast.entities
    return [(e.kind, e.role, e.count) for e in entities if e.kind in {"person", "group"}]


def _acts(text: str, day: str = "2022-03-02") -> list[dict[str, Any]]:
    return list(code(plain_page(text.encode(), "kk"), published=day).to_json()["acts"])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "Он шақты журналист ұсталды. Олардың екеуі соққыға жығылды.",
            ("group", "journalist", Count(2, 2)),
        ),
        ("Полиция тілшілердің біріне күш қолданды.", ("person", "journalist", None)),
        (
            "Төрт белсенді сотталды. Біреуіне айыппұл салынды.",
            ("person", "activist", None),
        ),
    ],
)
def test_a_word_for_a_part_is_somebody_of_its_own(
    text: str, part: tuple[str, str | None, Count | None]
) -> None:
    """Two of them, one of them: with the role of the whole."""
    assert part in _cast(text)


def test_a_part_as_large_as_the_whole_is_the_whole() -> None:
    """ "Екеуі" of two is both."""
    assert len([e for e in _cast("Екі журналист ұсталды. Екеуі де босады.") if e[2]]) == 1


def test_those_named_among_a_group_suffered_what_it_did() -> None:
    """A politician too, whom otherwise a word for the act must name."""
    text = (
        "22 ақпанда полиция белсенділерді алаңнан ұстап алып кетті. Олардың арасында «Таң» "
        "газетінің редакторы Инжу Әлиева, саясаткер Төлен Қасқаев та бар."
    )
    names = {a["victim"]["name"] for a in _acts(text) if a["type"] == "detention"}
    assert {"Инжу Әлиева", "Төлен Қасқаев"} <= names


def test_people_at_a_rally_are_protesters() -> None:
    """ "40 адам" who took part in a march."""
    (act,) = _acts("Сәуірдің 5-інде алаңдағы шеруге қатысқан 40 адам ұсталды.")
    assert act["victim"]["role"] == "protester"


def test_a_short_sentence_about_nobody_else_says_what_became_of_him() -> None:
    """ "Кешке босатылды" is said of whom the sentence before is about."""
    (act,) = _acts("Таразда тілші Самал Ерікқызы 1 наурызда ұсталды. Кешке босатылды.")
    assert act["status"] == "released"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Полиция журналист Самал Ерікованы қылмыстық іс бойынша куәгер ретінде жауапқа алды.",
            "questioning",
        ),
        ("9 қазанда полиция белсенді Самал Ерікованы үйінен шығармай қойды.", "detention"),
    ],
)
def test_words_that_readers_mix_up_settle_the_type(text: str, kind: str) -> None:
    """Heard as a witness is questioning, kept at home is custody (coding manual)."""
    assert [a["type"] for a in _acts(text)] == [kind]
