"""How well an act is established, and that nobody is taken as independent by silence."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from khronika.model.page import Page, PageSource
from khronika.model.vocabulary import Certainty, Level
from khronika.record.certainty import Why, independent_count, judge, weakest
from khronika.record.documents.snapshot import EvidenceRow, SourceRow


def _source(name: str, independent_of: tuple[str, ...] = (), official: bool = False) -> SourceRow:
    page = Page(PageSource(name, 1, "text/plain", None), "text", ())
    evidence = EvidenceRow("ev", "0", Level.RESTRICTED)
    return SourceRow(
        name, page, evidence, is_official=official, independent_of=frozenset(independent_of)
    )


def test_two_sources_count_as_one_until_a_person_says_otherwise() -> None:
    """Silence about where a report comes from makes nothing confirmed."""
    silent = judge([_source("a"), _source("b")])
    assert (silent.certainty, silent.independent) == (Certainty.UNCONFIRMED, 1)
    assert silent.why is Why.NOT_INDEPENDENT
    told = judge([_source("a"), _source("b", ("a",))])
    assert (told.certainty, told.why) == (Certainty.CONFIRMED, Why.INDEPENDENT_SOURCES)


def test_an_official_act_confirms_alone() -> None:
    """A ruling in evidence is enough."""
    assert judge([_source("a", official=True)]).certainty is Certainty.CONFIRMED


def test_sources_that_contradict_each_other_dispute_an_act() -> None:
    """Not even two independent sources confirm what they tell differently."""
    sources = [_source("a"), _source("b", ("a",))]
    assert judge(sources, contradict=True).certainty is Certainty.DISPUTED


def test_a_denial_disputes_what_a_single_source_says() -> None:
    """Against two independent sources or an official act a denial is only an answer."""
    assert judge([_source("a")], denied=True).why is Why.DENIED
    confirmed = judge([_source("a"), _source("b", ("a",))], denied=True)
    assert confirmed.certainty is Certainty.CONFIRMED


def test_an_event_shows_its_weakest_act() -> None:
    """One disputed act makes a disputed event."""
    assert weakest([Certainty.CONFIRMED, Certainty.DISPUTED]) is Certainty.DISPUTED
    assert weakest([]) is Certainty.UNCONFIRMED


@given(st.sets(st.sampled_from(list(combinations("abcdef", 2)))))
def test_independence_is_counted_pair_by_pair(pairs: set[tuple[str, str]]) -> None:
    """The count is the largest set of sources of which all pairs were judged independent."""
    sources = [_source(one, tuple(b for a, b in pairs if a == one)) for one in "abcdef"]
    best = max(
        size
        for size in range(1, 7)
        for chosen in combinations("abcdef", size)
        if all(pair in pairs for pair in combinations(chosen, 2))
    )
    assert independent_count(sources) == best
