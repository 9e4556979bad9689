"""Words that the coder passed over are offered under the act that they tell."""

import pytest

from khronika.desk.report.text import _guess


@pytest.mark.parametrize(
    ("lemma", "lang", "act"),
    [
        ("beat", "en", "assault"),  # "beat to death" is a killing
        ("shoot", "en", "assault"),
        ("detain", "en", "detention"),
        ("избить", "ru", "assault"),
        ("задержать", "ru", "detention"),
    ],
)
def test_a_word_by_itself_outweighs_a_phrase_that_holds_it(
    lemma: str, lang: str, act: str
) -> None:
    """One press of a key makes an act of it: nobody beaten is drafted as killed."""
    assert _guess(lemma, lang) == act


def test_a_word_of_phrases_alone_is_offered_under_the_first() -> None:
    """A phrase is better than nothing, and an unknown word is no guess."""
    assert _guess("custody", "en") != ""
    assert _guess("broken rib", "en") == "assault"
    assert _guess("zither", "en") == _guess("beat", "xx") == ""
