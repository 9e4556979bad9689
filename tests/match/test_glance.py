"""At a glance nobody is called a stranger whom a full reading would have known."""

import pytest

from khronika.match import compare
from khronika.match.glance import are_strangers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Calo Cubo", "كالو كوبو"),  # c is k
        ("Coro Cadu", "Коро Каду"),
        ("Guram Gato", "جورام جاتو"),  # Egypt's jeem is g
        ("Udoro Omuto", "أودورو أوموتو"),  # waw is a long vowel
        ("Goro Cono", "جورو كونو"),  # both in one word
    ],
)
def test_letters_of_two_sounds_are_heard_both_ways(one: str, other: str) -> None:
    """A word is near where it is near by either sound of its letters."""
    assert not are_strangers(one, other)
    assert compare(one, other).score >= 0.5


@pytest.mark.parametrize(
    ("one", "other"), [("Mila Tavel", "جابر خوري"), ("Coro Cadu", "Илья Фомин")]
)
def test_strangers_are_still_seen_at_a_glance(one: str, other: str) -> None:
    """Another sound of a letter makes nobody near who is not."""
    assert are_strangers(one, other)
