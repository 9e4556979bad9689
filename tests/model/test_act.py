"""Acts and their company cannot be made without what makes them checkable."""

import pytest

from khronika.errors import ModelError, SpanMissing
from khronika.model.act import Act, Event, Fact, Information, Intervention, Party, Victim
from khronika.model.count import Count
from khronika.model.span import Span
from khronika.model.vocabulary import ActType, Level, NamingGround, Role, VictimKind

REPORT = "Алматы. At least eight journalists were detained."
WORDS = Span(8, 49)
EIGHT = Victim("At least eight journalists", VictimKind.GROUP, Role.JOURNALIST)


def test_a_fact_without_words_is_refused() -> None:
    """Nobody could check it."""
    with pytest.raises(SpanMissing):
        Fact("type", "detention", (), "rule", 900)


@pytest.mark.parametrize("per_mille", [-1, 1001])
def test_a_confidence_is_per_mille(per_mille: int) -> None:
    """Nothing is surer than sure."""
    with pytest.raises(ModelError):
        Fact("type", "detention", (WORDS,), "rule", per_mille)


def test_an_act_and_an_intervention_without_words_are_refused() -> None:
    """What no words tell is not coded."""
    with pytest.raises(SpanMissing):
        Act("1", "a", ActType.DETENTION, EIGHT, (), (), 900)
    with pytest.raises(SpanMissing):
        Intervention("a union", None, "a letter", ())


def test_an_act_is_written_with_the_keys_of_the_gold_set() -> None:
    """An unknown date, place and number are null, never left out and never 0."""
    fact = Fact("count", {"min": 8, "max": None}, (WORDS,), "at-least", 950)
    act = Act("1", "a", ActType.DETENTION, EIGHT, (WORDS,), (fact,), 900, count=Count(8, None))
    written = act.to_json()
    assert written["count"] == {"min": 8, "max": None}
    assert written["date"] == {"start": None, "end": None}
    assert written["place"] == {"name": None, "country": None}
    assert written["facts"]["count"]["cites"] == [[8, 49]]
    assert WORDS.of(REPORT).startswith("At least eight")


@pytest.mark.parametrize(
    ("kind", "level", "ground", "may"),
    [
        (VictimKind.PERSON, Level.PUBLIC, NamingGround.CONSENT, True),
        (VictimKind.PERSON, Level.PUBLIC, None, False),
        (VictimKind.PERSON, Level.NETWORK, NamingGround.CONSENT, False),
        (VictimKind.ORGANISATION, Level.PUBLIC, None, True),
        (VictimKind.ORGANISATION, Level.RESTRICTED, None, False),
    ],
)
def test_a_person_is_named_only_on_a_ground(
    kind: VictimKind, level: Level, ground: NamingGround | None, may: bool
) -> None:
    """Public level and a ground, both; an organisation needs the level alone."""
    assert Party("p", kind, ("Айна Бекова",), level, ground).may_be_named is may


def test_a_person_starts_restricted() -> None:
    """Nobody is public for having been written down."""
    assert Party("p", VictimKind.PERSON, ("Айна Бекова",)).level is Level.RESTRICTED


@pytest.mark.parametrize(
    ("kind", "names"), [(VictimKind.PERSON, ()), (VictimKind.GROUP, ("ten",))]
)
def test_a_party_has_a_name_and_is_no_group(kind: VictimKind, names: tuple[str, ...]) -> None:
    """A group is a count of people, not somebody."""
    with pytest.raises(ModelError):
        Party("p", kind, names)


def test_a_source_that_cites_another_is_not_independent_of_it() -> None:
    """Whichever of the two cites."""
    union = Information("union", ("act.type",))
    paper = Information("paper", ("act.type",), frozenset({"union"}))
    witness = Information("witness", ("act.type",))
    assert not paper.is_independent_of(union)
    assert not union.is_independent_of(paper)
    assert not union.is_independent_of(Information("union", ()))
    assert witness.is_independent_of(paper)


def test_an_event_holds_acts_by_their_ids() -> None:
    """It has no number before somebody asks to publish it."""
    assert Event("e", ("1", "2")).number is None
