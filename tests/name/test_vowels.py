"""Vowels of Russian surnames are compared in time that no long name can stretch."""

import pytest

from khronika.name.spelling.vowels import is_vowel_odd


@pytest.mark.parametrize(
    ("russian", "latin", "odd"),
    [("баранов", "Baranov", False), ("баранов", "Barinov", True), ("рубцов", "Roubtsov", False)],
)
def test_another_vowel_is_told(russian: str, latin: str, odd: bool) -> None:
    """Newsrooms differ in how they spell a vowel, within limits."""
    assert is_vowel_odd(russian, latin) is odd


def test_a_row_of_vowels_is_not_tried_in_every_division() -> None:
    """A forged name of one vowel over and over is answered; each place is looked at once."""
    assert is_vowel_odd("м" + "и" * 16 + "ров", "m" + "i" * 32 + "rave")
    assert not is_vowel_odd("м" + "и" * 9000 + "ров", "m" + "i" * 9000 + "rave")
