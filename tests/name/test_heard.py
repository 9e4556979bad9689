"""What Latin letters are heard as in Russian, and words that were learnt whole."""

import pytest

from khronika.match import compare
from khronika.name.spelling.channel import channel_cost, cyrillic_likeness, letters_cost
from khronika.name.spelling.heard import heard_cost, letters_heard


def test_letters_keep_the_accents_that_were_learnt() -> None:
    """An accent tells a language; one that no lesson had is taken off, and signs are left out."""
    known = frozenset("abcdefghijklmnopqrstuvwxyzš")
    assert letters_heard("Hašek", known) == tuple("hašek")
    assert letters_heard("Hãš-e", known) == tuple("haše")
    assert letters_heard("Yo‘l", known) == ("y", "o", "'", "l")


@pytest.mark.parametrize(
    ("latin", "right", "wrong"),
    [
        ("Somot", "сомо", "сома"), ("Bernot", "берно", "бернат"), ("Wickham", "уикхэм", "викха"),
        ("Reibeck", "райбек", "рибек"), ("Sobu", "собу", "себу"), ("Reimont", "реймонт", "роман"),
    ],
)  # fmt: skip
def test_what_is_heard_costs_less(latin: str, right: str, wrong: str) -> None:
    """Silent letters, diphthongs and endings are told by the Latin side."""
    assert heard_cost(latin, right) < heard_cost(latin, wrong)
    assert cyrillic_likeness(right, (latin.lower(),), latin) > cyrillic_likeness(
        wrong, (latin.lower(),), latin
    )


def test_a_word_seen_often_is_learnt_whole() -> None:
    """Michael is Майкл whatever its letters say; what was seldom seen goes by its letters."""
    assert channel_cost("cyrl", "майкл", "michael") < letters_cost("cyrl", "майкл", "michael")
    assert channel_cost("cyrl", "сомов", "somov") == letters_cost("cyrl", "сомов", "somov")
    assert compare("Michael Somov", "Майкл Сомов").score > 0.9
    assert compare("Jacques Somov", "Жак Сомов").score > 0.8


def test_the_likelier_of_two_good_spellings_stands_before() -> None:
    """No two candidates are even because both are near the top."""
    assert compare("Reimond", "Реймонд").score > compare("Reimond", "Раймонд").score
    assert compare("Mani", "Мани").score > compare("Mani", "Маний").score


@pytest.mark.parametrize(
    ("left", "right"),
    [("Yo‘lchiyeva", "Юлчиева"), ("G‘ofur Somov", "Гафур Сомов"), ("Gen'e", "Гэнъэ")],
)
def test_apostrophes_are_letters_of_a_word(left: str, right: str) -> None:
    """Uzbek o‘ and g‘ and the Japanese n' divide no word and are no Turkish case."""
    assert compare(left, right).score >= 0.5, compare(left, right)
