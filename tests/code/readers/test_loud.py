"""Text in capitals is brought to ordinary print, letter by letter."""

from hypothesis import given
from hypothesis import strategies as st

from khronika.code.readers.loud import is_loud, is_silent, print_case, printed
from khronika.model.page import Block
from khronika.model.span import Span
from khronika.model.vocabulary import BlockKind

LOUD = "ПОЛИЦИЯ ЗАДЕРЖАЛА БЛОГЕРА САМАТА."


def _is_name(word: str, previous: str) -> bool:
    del previous
    return word == "самата"


def test_names_and_first_words_get_a_capital() -> None:
    assert is_loud(LOUD)
    assert print_case(LOUD, _is_name) == "Полиция задержала блогера Самата."


def test_ordinary_print_is_left_alone() -> None:
    text = "Полиция задержала блогера Самата Нурова вчера."
    blocks = [Block(BlockKind.PARAGRAPH, Span(0, len(text)), "ru", (0, 0))]
    assert not is_loud(text)
    assert not is_silent(text)
    assert printed(text, blocks, _is_name, silent=True) == text


@given(st.text(max_size=80))
def test_every_letter_keeps_its_place(text: str) -> None:
    assert len(print_case(text, _is_name)) == len(text)
