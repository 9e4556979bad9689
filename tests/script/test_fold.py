"""The rules of folding: spellings of one name meet, and nothing crashes."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khronika.script import fold
from khronika.script.fold import fold_word
from khronika.script.han import from_palladius, from_wade_giles, readings
from khronika.script.romanise import plain, romanise
from khronika.script.writing import mend_lookalikes, script


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Лұқпан", "Lukpan"),
        ("Жанна", "Zhanna"),
        ("Шостак", "Shostak"),
        ("რუსთავი", "Rustavi"),
        ("नरेंद्र", "Narendra"),
        ("バラク", "Baraku"),
        ("ကျော်", "Kyaw"),
        ("Şükür", "Shukur"),
        ("Рoман", "Роман"),
    ],
)
def test_spellings_of_one_word_fold_alike(left: str, right: str) -> None:
    """A word and its usual romanisation have one key."""
    assert fold_word(left) == fold_word(right)


@given(st.text(max_size=40))
def test_folding_is_a_pure_function_of_any_text(text: str) -> None:
    """Any text folds, twice to the same, and to ASCII letters and digits."""
    folded = fold(text)
    assert folded == fold(text)
    assert all(word.isalnum() and word.isascii() for word in folded.split())


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшэюяіў", min_size=1, max_size=12))
def test_case_never_changes_a_fold(word: str) -> None:
    """Capitals fold as small letters do."""
    assert fold_word(word.upper()) == fold_word(word)


@given(st.text(alphabet="aeiounrstлнрамсéüş", min_size=1, max_size=12))
@settings(max_examples=50)
def test_composition_never_changes_a_fold(word: str) -> None:
    """Decomposed and composed letters fold alike."""
    assert fold_word(unicodedata.normalize("NFD", word)) == fold_word(word)


def test_signs_of_direction_are_overlooked() -> None:
    """Marks that nobody sees do not part a name from itself."""
    assert plain("\u200fمحمد\u200e") == plain("محمد")


def test_wade_giles_and_palladius_are_read_as_pinyin() -> None:
    """The older spellings of Chinese meet pinyin."""
    assert from_wade_giles("teng") == "deng"
    assert from_palladius("цзиньпин") == "jinping"
    assert from_palladius("журналист") is None
    assert readings("仇和")[0] == "qiuhe"


def test_a_word_of_mixed_letters_is_mended_to_one_script() -> None:
    """A Latin o in a Cyrillic word is taken for a Cyrillic one."""
    assert script(mend_lookalikes("рoман")) == "cyrl"
    assert romanise("рoман") == "roman"
