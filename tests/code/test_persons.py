"""Somebody whom the tagger took for a body is a person where only a person can suffer the act."""

import pytest

from khronika.code import code
from khronika.flow.plain import plain_page


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("On 14 May police detained Mira Tavel.", "Mira Tavel"),
        ("Police detained Oren Dask on 2 June.", "Oren Dask"),
    ],
)
def test_a_plain_sentence_names_its_victim(text: str, name: str) -> None:
    """One line without a role or an outlet is an act against a person."""
    acts = code(plain_page(text.encode(), "en")).acts
    assert [(a.type, a.victim.kind, a.victim.name) for a in acts] == [
        ("detention", "person", name)
    ]


@pytest.mark.parametrize("body", ["Hill Radio", "the Harbour Post", "the Quay Union"])
def test_a_body_is_not_detained(body: str) -> None:
    """What can only be done to people is not told of an outlet or a union."""
    acts = code(plain_page(f"On 14 May police detained {body}.".encode(), "en")).acts
    assert not [a for a in acts if a.victim.kind == "organisation" and a.type == "detention"]
    assert not [a for a in acts if a.victim.name == body and a.victim.kind == "person"]


def test_as_many_on_another_day_are_others() -> None:
    """Three held on Monday and three on Tuesday are two acts, not one told again."""
    text = (
        "On 3 May police detained three journalists in Tuzla. "
        "On 4 May police detained three journalists in Mostar."
    )
    acts = code(plain_page(text.encode(), "en")).acts
    assert [(a.type, a.victim.name) for a in acts] == [("detention", "three journalists")] * 2
