"""The rules of names of bodies that say too little, of bodies that ceased and were renamed."""

from collections.abc import Iterator

import pytest

from khronika.data.register import read_entry
from khronika.match import Verdict, compare
from khronika.match.bodies.offering import is_generic, says_too_little
from khronika.match.edited import use_register
from khronika.match.score import TOO_LITTLE


@pytest.fixture(name="orda")
def _orda() -> Iterator[None]:
    """A sample outlet that was renamed in June 2021."""
    old = {"id": "sample-orda", "kind": "outlet", "valid_from": "2010", "valid_until": "2021-06",
           "successor": "sample-dala", "names": {"en": ["Sample Orda"]}}  # fmt: skip
    new = {"id": "sample-dala", "kind": "outlet", "valid_from": "2021-07",
           "names": {"en": ["Sample Dala"]}}  # fmt: skip
    use_register([read_entry(dict(old)), read_entry(dict(new))])
    yield
    use_register([])


@pytest.mark.parametrize(
    "name", ["police", "Полиция", "суд", "городской суд", "сотрудники полиции", "警察", "сот"]
)
def test_a_kind_of_body_is_a_generic_name(name: str) -> None:
    """What says which kind of body and not which one, in any language."""
    assert is_generic(name)


@pytest.mark.parametrize(
    "name", ["Almaty police", "суд № 2", "Anna Somova", "Голос Степи", "KNB", "Radio Orda"]
)
def test_a_word_of_its_own_makes_a_name_one(name: str) -> None:
    """A place, a number, an acronym, a title."""
    assert not is_generic(name)


@pytest.mark.parametrize("pair", [("police", "police"), ("полиция", "police"), ("суд", "суд")])
def test_a_generic_name_alone_is_no_evidence(pair: tuple[str, str]) -> None:
    """Of two countries it is of two bodies; where a country is unknown it says nothing."""
    for left, right in (({"country": "KZ"}, None), (None, None), ({"country": "KZ"}, {})):
        unknown = compare(*pair, left_context=left, right_context=right)
        assert unknown.verdict is Verdict.REVIEW
        assert any(reason.startswith(TOO_LITTLE) for reason in unknown.reasons)
    two = compare(*pair, left_context={"country": "KZ"}, right_context={"country": "RU"})
    assert two.verdict is Verdict.DIFFERENT
    one = compare(*pair, left_context={"country": "KZ"}, right_context={"country": "KZ"})
    assert one.verdict is Verdict.REVIEW
    assert not any(reason.startswith(TOO_LITTLE) for reason in one.reasons)


def test_towns_of_one_country_have_two_courts() -> None:
    """A place that differs outweighs a country that agrees; an identifier outweighs both."""
    almaty, astana = ({"place": town, "country": "KZ"} for town in ("Алматы", "Астана"))
    assert says_too_little("суд", "суд", left_context=almaty, right_context=astana)
    assert not says_too_little("суд", "суд", left_context=almaty, right_context=almaty)
    known = {**almaty, "identifier": "Q1"}, {"identifier": "Q1"}
    assert not says_too_little("суд", "суд", left_context=known[0], right_context=known[1])


@pytest.mark.usefixtures("orda")
@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [("2020-03-01", "2024-03-01", "different"), ("2020-03-01", "2019-02-01", "review"),
     ("2024-03-01", "2024-02-01", "review"), ("2020-03-01", None, "review"),
     ("2020-03-01", "2021-06-30", "review"), ("2009", "2011", "different")],
)  # fmt: skip
def test_a_body_that_had_ceased_is_no_candidate(
    left: str, right: str | None, verdict: str
) -> None:
    """A mention of the body's days and one of other days are of two; unknown days say nothing."""
    contexts = {"dates": left}, {"dates": right} if right else None
    for one, other in (contexts, contexts[::-1]):
        found = compare("Sample Orda", "Sample Orda", left_context=one, right_context=other)
        assert found.verdict.value == verdict


@pytest.mark.usefixtures("orda")
def test_a_renamed_body_is_left_to_an_editor() -> None:
    """Predecessor and successor are offered with the reason, and never `same`."""
    facts = {"place": "Алматы", "dates": "2021-06-24", "outlet": "Sample Orda"}
    found = compare("Sample Orda", "Sample Dala", left_context=facts, right_context=facts)
    assert found.verdict is Verdict.REVIEW
    assert "sample-orda became sample-dala" in found.reasons[0]
    assert compare("Sample Dala", "Sample Orda").score == found.score


def test_an_acronym_of_one_country_is_not_read_as_another_ones() -> None:
    """МВД is a ministry of the interior, and no army's channel whose letters sound like it."""
    for more in ("МВД России", "Внутренние войска МВД"):
        found = compare("МВД", more)
        assert found.verdict is Verdict.REVIEW, found


@pytest.mark.parametrize(
    ("name", "body"), [("Smith", "газета"), ("Карлов", "арна"), ("Hérault", "ано")]
)
def test_a_surname_is_no_bare_word_for_a_body(name: str, body: str) -> None:
    """No word and no meaning in common: another, not a doubt."""
    found = compare(name, body)
    assert found.verdict is Verdict.DIFFERENT
