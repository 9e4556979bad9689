"""Windows: every sentence and every mention comes before the network once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from khronika.code.joint.pieces import WordPieces
from khronika.code.joint.windows import LONGEST, Member, windows

CUTTER = WordPieces(
    {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, **{c: 3 + n for n, c in enumerate("abcdefgh.")}},
    first=0,
    last=1,
    unknown=2,
)


def _sentences(text: str) -> list[tuple[int, int]]:
    out, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def test_mention_is_pooled_over_its_pieces() -> None:
    """A member's row averages over the pieces of its mentions and marks its sentences."""
    text = "a b c .\nd e .\nb ."
    only = next(iter(windows(text, _sentences(text), [Member(1, ((2, 3), (14, 15)))], CUTTER)))
    assert only.pool[0].nonzero()[0].tolist() == [2, 8]
    assert only.pool.sum() == 1.0
    assert only.near.tolist() == [[1.0, 0.0, 1.0]]
    assert only.kinds.tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0]


def test_date_is_pooled_over_its_pieces() -> None:
    """A date's row averages over its words; a window without one has an empty row."""
    text = "a b c .\nd e ."
    found = list(windows(text, _sentences(text), [], CUTTER, [(2, 5, 3), (90, 95, 1)]))
    assert found[0].when == (0,)
    assert found[0].days.tolist() == [[0, 0, 0.5, 0.5, 0, 0, 0, 0, 0]]
    assert found[0].stamps.nonzero()[1].tolist() == [3]
    alone = next(iter(windows(text, _sentences(text), [], CUTTER)))
    assert (alone.when, alone.days.shape, alone.days.sum()) == ((), (1, 9), 0)


def test_long_text_is_dealt_into_windows_of_bounded_size() -> None:
    """No window is longer than the network takes, and none is lost."""
    text = "\n".join("a b c d e ." for _ in range(500)) + "\n" + "h " * 3000
    found = list(windows(text, _sentences(text), [Member(3, ((0, 1),))], CUTTER))
    assert max(len(w.ids) for w in found) <= LONGEST
    assert sum(len(w.pieces) for w in found) == 500 * 6 + 3000
    assert [w.who for w in found[:2]] == [(0,), ()]


@given(
    st.text(alphabet="abcx. \n\u0301", max_size=300),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), max_size=8),
)
def test_rows_are_averages(text: str, places: list[tuple[int, int]]) -> None:
    """Each row of a table sums to one or holds nothing, whatever the mentions."""
    cast = [Member(1 + n % 6, ((a, a + size),)) for n, (a, size) in enumerate(places)]
    for window in windows(text, _sentences(text), cast, CUTTER):
        assert window.ids.shape == window.kinds.shape
        for table in (window.pool, window.sentences):
            assert table.shape[1] == len(window.ids)
            assert np.all(np.isclose(table.sum(axis=1), 1.0) | (table.sum(axis=1) == 0))
