"""Canonical JSON can be written in one way only."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.model.canonical import NotCanonical, canonical_json

TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"))
KEYS = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_json_is_json_of_the_same_value(value: object) -> None:
    """Reading it back gives the value, and writing that again gives the same bytes."""
    written = canonical_json(value)  # type: ignore[arg-type]  # hypothesis knows no recursive type
    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@pytest.mark.parametrize("value", [1.5, 2**53, "\ud800", "\0", {"ключ": 1}, {1: 2}, b"x", {1, 2}])
def test_what_could_be_written_in_two_ways_is_refused(value: object) -> None:
    """Floats, huge integers, lone surrogates, NUL and keys that are not ASCII have no form."""
    with pytest.raises(NotCanonical):
        canonical_json({"field": value})  # type: ignore[dict-item]  # the point of the test
