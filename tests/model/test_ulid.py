"""ULIDs keep their moment and their randomness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.ulid import is_ulid, make_ulid


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_every_ulid_has_the_form_of_one(at_ms: int, random_bytes: bytes) -> None:
    """Whatever moment and bytes go in, 26 characters of the alphabet come out."""
    assert is_ulid(make_ulid(at_ms, random_bytes))


def test_later_moments_sort_later() -> None:
    """The text of a later moment sorts after that of an earlier one."""
    assert make_ulid(1, b"\xff" * 10) < make_ulid(2, bytes(10))


def test_nine_random_bytes_are_refused() -> None:
    """A ULID with fewer random bits could be guessed."""
    with pytest.raises(ValueError, match="ten random bytes"):
        make_ulid(0, bytes(9))
