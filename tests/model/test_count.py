"""Counts are bounds: what is not told stays unknown, and nobody is counted twice."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.errors import CountImpossible
from khronika.model.count import ONE, UNKNOWN_COUNT, Count, CountForm, add_counts

NUMBERS = range(13)


@st.composite
def counts(draw: st.DrawFn) -> Count:
    """Counts up to six whose bounds are told or not."""
    least, most = draw(st.none() | st.integers(0, 6)), draw(st.none() | st.integers(0, 6))
    if least is not None and most is not None and most < least:
        least, most = most, least
    return Count(least, most)


def _held(count: Count) -> set[int]:
    return {number for number in NUMBERS if count.holds(number)}


@given(counts(), counts())
def test_a_sum_holds_every_sum(left: Count, right: Count) -> None:
    """Adding bounds never loses a number that two counts can add up to."""
    total = left + right
    sums = {a + b for a, b in product(_held(left), _held(right))}
    assert all(total.holds(number) for number in sums)
    assert total.floor == min(sums)
    assert total.most is None or total.most == max(sums)


@given(counts(), counts())
def test_alternative_claims_hold_what_either_holds(left: Count, right: Count) -> None:
    """Two sources on the same people: their range holds both and ends where one of them does."""
    span = left.or_else(right)
    either = _held(left) | _held(right)
    assert _held(span) == set(range(min(either), max(either) + 1))


@given(counts(), counts())
def test_narrowing_keeps_what_both_hold(left: Count, right: Count) -> None:
    """The same group told twice as the same: only numbers that both allow remain."""
    both = _held(left) & _held(right)
    narrowed = left.narrowed_by(right)
    assert left.may_equal(right) == bool(both)
    assert (set() if narrowed is None else _held(narrowed)) == both


@given(counts(), st.integers(0, 8))
def test_names_lift_a_count(count: Count, named: int) -> None:
    """No count stays below the number of people known by name, and no told bound gets lost."""
    lifted = count.raised_to(named)
    assert lifted.floor == max(count.floor, named)
    assert lifted.most is None if count.most is None else lifted.most == max(count.most, named)


@given(counts())
def test_an_unknown_number_is_never_shown_as_nought(count: Count) -> None:
    """Only a count of exactly none is said with a 0."""
    words = count.in_words()
    assert ("0" in words) == (count.most == 0)


@pytest.mark.parametrize(
    ("count", "form", "words"),
    [
        (Count(8, None), CountForm.AT_LEAST, "at least 8"),
        (Count(2, 3), CountForm.BETWEEN, "2 to 3"),
        (Count(None, 10), CountForm.AT_MOST, "at most 10"),
        (Count(0, 10), CountForm.AT_MOST, "at most 10"),
        (Count(1200, 1200), CountForm.EXACTLY, "1,200"),
        (Count(0, 0), CountForm.EXACTLY, "0"),
        (Count(0, None), CountForm.NOT_STATED, "number not stated"),
        (UNKNOWN_COUNT, CountForm.NOT_STATED, "number not stated"),
    ],
)
def test_a_count_is_said_in_words(count: Count, form: CountForm, words: str) -> None:
    """Each form of bounds has its phrase."""
    assert (count.form, count.in_words()) == (form, words)


def test_an_unknown_number_beside_a_known_one_leaves_a_least() -> None:
    """Eight and an unknown number are at least eight; two unknown numbers are unknown."""
    assert add_counts([Count(8, 8), UNKNOWN_COUNT]) == Count(8, None)
    assert add_counts([UNKNOWN_COUNT, UNKNOWN_COUNT]) == UNKNOWN_COUNT
    assert add_counts([]) == Count(0, 0)
    assert add_counts([ONE, ONE]) == Count(2, 2)


@pytest.mark.parametrize("bounds", [(3, 2), (-1, None), (None, -1)])
def test_an_impossible_count_is_refused(bounds: tuple[int | None, int | None]) -> None:
    """A least above the most and a negative number are no count."""
    with pytest.raises(CountImpossible):
        Count(*bounds)


@given(counts())
def test_a_count_reads_back_as_written(count: Count) -> None:
    """JSON keeps both bounds, null where not told."""
    assert Count.from_json(count.to_json()) == count
