"""Chinese names as Hong Kong and Taiwan spell them: every character by its reading."""

import pytest

from khronika.match import Verdict, compare
from khronika.script.han import cantonese_of
from khronika.script.jyutping import spell_jyutping


@pytest.mark.parametrize(
    ("reading", "spelled"),
    [("kyun", "kuen"), ("gim", "kim"), ("zi", "chi"), ("joeng", "yeung"), ("ngai", "ngai")],
)
def test_jyutping_is_spelled_as_the_government_does(reading: str, spelled: str) -> None:
    """A syllable of Jyutping becomes that of the government's romanisation; others nothing."""
    assert spelled in spell_jyutping(reading)
    assert spell_jyutping("xqz") == ()


def test_characters_beyond_the_usual_are_read() -> None:
    """A character that no list of usual names holds is spelled by its reading."""
    assert "kim" in cantonese_of("剑")
    assert cantonese_of("a") == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("鍾溢權", "Chung Yat-kuen"), ("張劍晴", "Cheung Kim-ching"), ("柯孟居", "Ko Meng-chu"),
        ("何桂瀾", "Gwyneth Ho"), ("晨星傳媒", "Chenxing Media"),
    ],
)  # fmt: skip
def test_one_name_in_hong_kong_and_taiwan(left: str, right: str) -> None:
    """Usual and rare characters, a lost umlaut, an English given name, a company of media."""
    assert compare(left, right).score >= 0.5


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("鍾溢權", "Chung Yat-kin"), ("Cheung Kim-ching", "Cheung Kam-ching"),
        ("王建彬", "Wang Jianpin"), ("柯秀蓮", "Ko Hsiu-liang"),
    ],
)  # fmt: skip
def test_another_syllable_is_another_name(left: str, right: str) -> None:
    """What no reading of the characters is spelled like is somebody else, in any system."""
    assert compare(left, right).score < 0.5
    assert compare(left, right).verdict is not Verdict.SAME
