"""The rules of judgements: people's alone, cut where they contradict, public with a second person."""

import json
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khronika.flow import ftm
from khronika.record import approval, steps
from khronika.record.errors import (
    ContradictionStands,
    MatchContradicted,
    NotAllowed,
    RecordError,
    RecordMovedOn,
    SecondPersonRequired,
)
from khronika.record.identity import contradictions, kept
from khronika.record.ledger.sql import Statements
from khronika.record.models import Fact, Judgement
from khronika.record.public import store

VERDICTS = ("same", "different", "unsure")


def base(office: Any) -> int:
    """The present head."""
    return int(office.ledger.head()[0])


def party(office: Any, name: str = "Ilmira Testova") -> str:
    """A person of the first editor's making."""
    id_ = str(office.ulid())
    steps.set_party(
        office.ledger, f"u:{office.asel}", id_, {"kind": "person", "name": name}, base=base(office)
    )
    return id_


def judge(office: Any, one: str, other: str, verdict: str, *, by: str = "asel") -> Any:
    """A judgement of an editor."""
    actor = f"u:{getattr(office, by)}"
    return steps.match(office.ledger, actor, one, other, verdict, base=base(office))


def standing(office: Any) -> Any:
    """The contradictions that stand."""
    return contradictions(Statements.on("default"))


def test_no_machine_judges(office: Any) -> None:
    """A service has no judgement: neither "same" nor any other, whatever it is called."""
    one, other = party(office), party(office)
    of_a_service: Any = None
    for service in ("s:coder", "s:match", "s:init", "s:restore"):
        for verdict in VERDICTS:
            with pytest.raises(NotAllowed):
                steps.match(office.ledger, service, one, other, verdict, base=of_a_service)
    assert kept([one, other]) == {one: one, other: other}
    assert not Judgement.objects.exists()


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(VERDICTS)), max_size=14
    )
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_groups_are_what_people_joined_cut_by_different(
    office: Any, said: list[tuple[int, int, str]]
) -> None:
    """Whatever is said in whatever order: who stands for two was joined by people, none differ."""
    people = [party(office) for _ in range(6)]
    for one, other, verdict in said:
        if one != other:
            try:
                judge(office, people[one], people[other], verdict)
            except MatchContradicted:
                assert verdict == "same"
    rows = Judgement.objects.filter(left__in=people)
    said_of = {frozenset((row.left, row.right)): row.verdict for row in rows}
    shown = kept(people)
    for pair in combinations(people, 2):
        if shown[pair[0]] == shown[pair[1]]:
            assert said_of.get(frozenset(pair)) != "different"
            assert pair[1] in joined(pair[0], said_of)
    listed = {frozenset((one.left, one.right)) for one in standing(office)}
    apart = {pair for pair, verdict in said_of.items() if verdict == "different"}
    assert listed & apart == {pair for pair in apart if reaches(pair, said_of)}
    for one, other in combinations(people, 2):
        judge(office, one, other, "unsure")
    assert kept(people) == {one: one for one in people}
    assert not [one for one in standing(office) if one.left in people]


def joined(start: str, said_of: dict[frozenset[str], str]) -> set[str]:
    """Whom "same" joins with one, found by brute force."""
    found = {start}
    for _ in said_of:
        for pair, verdict in said_of.items():
            if verdict == "same" and pair & found:
                found |= pair
    return found


def reaches(pair: frozenset[str], said_of: dict[frozenset[str], str]) -> bool:
    """Tell whether "same" joins the two of a pair."""
    one, other = pair
    return other in joined(one, said_of)


def test_a_contradiction_names_every_judgement(office: Any) -> None:
    """A = B, B = C, A differs from C: listed with the chain; the last joining does not count."""
    a, b, c = (party(office) for _ in "abc")
    first = judge(office, a, b, "same").payload["facts"][0]["fact"]
    second = judge(office, b, c, "same", by="boris").payload["facts"][0]["fact"]
    apart = judge(office, a, c, "different", by="boris").payload["facts"][0]["fact"]
    (found,) = standing(office)
    assert found.apart == apart
    assert set(found.joined_by) == {first, second}
    assert found.parties == {a, b, c}
    shown = kept([a, b, c])
    assert shown[a] == shown[b] != shown[c]
    judge(office, b, c, "unsure", by="boris")
    assert standing(office) == []


def test_a_contradiction_keeps_back_what_shows_the_parties(office: Any, story: Any) -> None:
    """Nothing that shows one of the parties is asked for or published until it is resolved."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    here = story.victim_of(made)
    there, third = party(office), party(office)
    other, _, _ = story.decided(office.ledger, f"u:{office.asel}")
    request = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base(office)
    ).id
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base(office))
    judge(office, here, there, "same")
    judge(office, there, third, "same")
    judge(office, here, third, "different", by="boris")
    with pytest.raises(ContradictionStands, match="take one of these judgements back"):
        approval.publish(office.ledger, f"u:{office.asel}", request, base=base(office))
    with pytest.raises(ContradictionStands):
        approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base(office))
    assert store.current(f"event:{event}", "public") is None
    approval.request(office.ledger, f"u:{office.asel}", [f"event:{other}"], base=base(office))
    judge(office, there, third, "unsure")
    approval.request(office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base(office))


def test_a_merge_is_public_by_a_second_person_and_can_be_split(office: Any, story: Any) -> None:
    """The judgement is in the bundle; its author cannot approve it; a split goes the same way."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    here, there = story.victim_of(made), party(office)
    fact = judge(office, here, there, "same", by="boris").payload["facts"][0]["fact"]
    request = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base(office)
    ).id
    assert approval.waiting(request).facts[fact] == f"u:{office.boris}"
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base(office))
    with pytest.raises(SecondPersonRequired):
        approval.publish(office.ledger, f"u:{office.asel}", request, base=base(office))
    approval.approve(office.ledger, f"u:{office.asel}", request, base=base(office))
    approval.publish(office.ledger, f"u:{office.asel}", request, base=base(office))
    assert store.current(f"event:{event}", "public") is not None
    judge(office, here, there, "different")
    assert kept([here, there]) == {here: here, there: there}


def test_no_public_byte_links_a_pen_name(office: Any, story: Any) -> None:
    """Merged and published, a pen name without a ground is in no document and no export."""
    event, _, made = story.decided(office.ledger, f"u:{office.asel}")
    here, pen = story.victim_of(made), party(office, "Wren Northgate")
    judge(office, here, pen, "same")
    steps.set_access(
        office.ledger, f"u:{office.asel}", f"party:{here}", level="public", ground="consent",
        base=base(office),
    )  # fmt: skip
    request = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=base(office)
    ).id
    approval.approve(office.ledger, f"u:{office.boris}", request, base=base(office))
    approval.publish(office.ledger, f"u:{office.asel}", request, base=base(office))
    body = store.current(f"event:{event}", "public")
    assert body is not None
    assert "Ilmira Testova" in body
    assert not any(word in body for word in ("Northgate", pen))
    told = json.dumps(list(ftm.entities()))
    assert "Ilmira Testova" in told
    assert "Northgate" not in told
    assert list(ftm.edges()) == []
    assert list(ftm.edges(level="restricted"))


def test_two_people_judging_at_once_are_told(office: Any) -> None:
    """Who judges a pair from a screen that is older than another's judgement is refused."""
    one, other = party(office), party(office)
    seen = base(office)
    steps.match(office.ledger, f"u:{office.asel}", one, other, "same", base=seen)
    with pytest.raises(RecordMovedOn):
        steps.match(office.ledger, f"u:{office.boris}", one, other, "different", base=seen)
    third = party(office)
    seen = base(office)
    steps.match(office.ledger, f"u:{office.asel}", other, third, "same", base=seen)
    with pytest.raises(RecordError):
        steps.match(office.ledger, f"u:{office.boris}", other, one, "unsure", base=seen)


def test_a_judgement_keeps_its_reason_and_its_words(office: Any) -> None:
    """Who judged, when, why and by which words stand in the entry and its fact."""
    one, other = party(office), party(office)
    cite = ["5f" * 32, 3, 9]
    entry = steps.match(
        office.ledger, f"u:{office.asel}", one, other, "same", reason="one by-line",
        cites=[cite], base=base(office),
    )  # fmt: skip
    fact = Fact.objects.get(pk="{}.match.{}".format(*sorted((one, other))))
    assert json.loads(fact.cites) == [cite]
    assert (fact.author, fact.seq) == (f"u:{office.asel}", entry.seq)
    assert "one by-line" not in json.dumps(entry.payload)
