"""Pieces: what an encoder reads keeps its place in the text, whatever the text is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.code.joint.pieces import Cutter, Unigrams, WordPieces

_LETTERS = {c: n for n, c in enumerate("abcdefghijklmnopqrstuvwxyz.,", start=4)}
WORDS = WordPieces(
    {
        "[CLS]": 0,
        "[SEP]": 1,
        "[UNK]": 2,
        "det": 40,
        "##ained": 41,
        **_LETTERS,
        **{f"##{c}": n + 50 for c, n in _LETTERS.items()},
    },
    first=0,
    last=1,
    unknown=2,
)
UNIGRAMS = Unigrams(
    {"▁": (4, -4.0), "▁за": (5, -5.0), "держ": (6, -6.0), "ана": (7, -6.0), "а": (8, -4.0)},
    first=0,
    last=2,
    unknown=3,
)


def _surfaces(cutter: Cutter, text: str) -> list[tuple[int, str]]:
    return [(p.id, text[p.start : p.end]) for p in cutter.cut(text, 0, len(text))]


def test_words_are_cut_into_longest_pieces() -> None:
    """A word is its longest known beginning and what is left of it."""
    assert _surfaces(WORDS, "Detained.") == [(40, "Det"), (41, "ained"), (30, ".")]


def test_accents_and_case_do_not_move_a_piece() -> None:
    """An accented capital counts as its plain letter and keeps the place of the accented one."""
    assert _surfaces(WORDS, "É \u200bb") == [(8, "É"), (5, "b")]


def test_unknown_script_is_one_piece() -> None:
    """A word of which no piece is known is one unknown piece with its whole surface."""
    assert _surfaces(WORDS, "记者") == [(2, "记"), (2, "者")]
    assert _surfaces(WORDS, "ქალი") == [(2, "ქალი")]


def test_likeliest_pieces_win() -> None:
    """Unigram takes the way with the best worth, the word's beginning marked."""
    assert _surfaces(UNIGRAMS, "задержана") == [(5, "за"), (6, "держ"), (7, "ана")]


@pytest.mark.parametrize("cutter", [WORDS, UNIGRAMS])
@given(text=st.text(max_size=200))
def test_pieces_stand_in_order_inside_the_text(cutter: Cutter, text: str) -> None:
    """Whatever the characters, pieces are not empty, in order and within their bounds."""
    start, end = len(text) // 4, len(text)
    last = start
    for piece in cutter.cut(text, start, end):
        assert start <= piece.start < piece.end <= end
        assert piece.start >= last or piece.end >= last
        last = piece.start
