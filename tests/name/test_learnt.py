"""The rules of learnt spellings: what no character was seen to write, its sound writes."""

from khronika.name.spelling.channel import channel_cost
from khronika.name.spelling.learnt import chances_of, parts_of, parts_written


def test_syllables_divide_into_initial_and_final() -> None:
    """The hyphen closes a syllable; one without an initial is its final."""
    assert parts_of("zhang") == ("zh", "ang-")
    assert parts_of("ai") == ("ai-",)
    assert parts_written("安东") == ("an-", "d", "ong-")
    assert parts_written("安a") == ()


def test_a_rare_character_is_heard_as_its_syllable() -> None:
    """A character that no lesson had is spelled by its sound; a common one by its habits."""
    rare, common = chances_of("hani", "煸"), chances_of("hani", "斯")
    assert rare is not None
    assert rare.rest == 1.0
    assert max(rare.heard.values()) > 0.02
    assert common is not None
    assert common.rest < 0.2
    assert common.own["s"] > 0.3
    assert chances_of("hani", "ж") is None


def test_chances_of_a_character_are_shares() -> None:
    """What a character writes, seen or heard, adds up to one at most."""
    for character in "斯克安东莫里煸":
        found = chances_of("hani", character)
        assert found is not None
        whole = sum(found.own.values()) + found.rest * sum(found.heard.values())
        assert 0.9 < whole < 1.02


def test_an_unseen_spelling_of_a_syllable_is_no_wonder() -> None:
    """A silent h that no lesson had costs less than another syllable."""
    assert channel_cost("hani", "肯", "kehn") < channel_cost("hani", "肯", "mahn")
    assert channel_cost("hani", "肯", "kehn") < channel_cost("hani", "博", "kehn")
