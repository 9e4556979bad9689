"""Reports of one event and of two, as a monitor meets them: sides, acts and bounds."""

import pytest
from tests.match.join_pairs import PAIRS, Act, JoinPair
from tests.match.join_pairs_fourth import FOURTH
from tests.match.join_pairs_further import FURTHER
from tests.match.join_pairs_third import THIRD

from khronika.match.join import join
from khronika.match.join.command import read_acts
from khronika.match.score import Verdict


def groups_of(acts: list[Act]) -> set[int]:
    """Answer the places of group acts, which bounds alone judge."""
    return {at for at, act in enumerate(acts) if act["victim"]["kind"] == "group"}


ALL = (*PAIRS, *FURTHER, *THIRD, *FOURTH)


@pytest.mark.parametrize("pair", ALL, ids=[pair.about for pair in ALL])
def test_reports_of_one_event_meet_and_no_others(pair: JoinPair) -> None:
    """The right side is up, the acts of persons and outlets are exact, and so are the bounds."""
    left, right = (read_acts({"acts": acts}, pair.about) for acts in (pair.left, pair.right))
    answer = join(left, right)
    says_one = answer.verdict is not Verdict.DIFFERENT and answer.score >= 0.5
    assert says_one == pair.same, answer
    if not pair.same:
        return
    groups = groups_of(pair.left), groups_of(pair.right)
    acts = {(a, b) for a, b in answer.acts if a not in groups[0] and b not in groups[1]}
    assert acts == set(pair.acts), answer.reasons
    for type_, bounds in pair.bounds.items():
        told = answer.bounds[type_].to_json()
        assert (told["min"], told["max"]) == bounds
