"""A person withdraws their own last decision, and nothing else: `decide` of version 2."""

from typing import Any

import pytest

from khronika.record import approval, steps
from khronika.record.errors import EntryRefused, RecordMovedOn
from khronika.record.ledger.entry import Kind
from khronika.record.ledger.rebuild import rebuild
from khronika.record.ledger.takeback import standing_before
from khronika.record.ledger.verify import verify
from khronika.record.models import Act, Fact
from khronika.record.steps import Change

AGAIN = ("value", "value_id", "cites", "rule", "confidence", "status", "party")


def _row(fact: str) -> dict[str, Any]:
    return dict(Fact.objects.filter(pk=fact).values(*AGAIN).get())


def _withdraw(office: Any, person: str, thing: str, *facts: str, **said: Any) -> Any:
    """Withdraw facts of an act as the desk does; `said` changes what the items say."""
    before = standing_before(facts)
    items = [{"fact": fact, "verdict": "withdraw", **before.get(fact, _nothing()), **said}
             for fact in facts]  # fmt: skip
    subject = steps.subject_of("act", thing)
    payload = {"of": "act", "thing": thing, "facts": items}
    return office.add(f"u:{person}", Kind.DECIDE, subject, payload, v=2)


def _nothing() -> dict[str, Any]:
    return {"old": None, "cites": [], "rule": None, "confidence": None, "status": "proposed"}


def _decide(office: Any, person: str, act: str, *changes: Change) -> None:
    steps.decide(office.ledger, f"u:{person}", "act", act, changes, base=office.ledger.head()[0])


@pytest.mark.parametrize("verdict", ["accept", "reject", "correct"])
def test_the_coders_draft_stands_again(office: Any, story: Any, verdict: str) -> None:
    """Value, words, rule and confidence are those of before, and the fact waits again."""
    act = story.proposed(office.ledger).acts["a1"]
    fact = f"{act}.date"
    before = _row(fact)
    value = {"start": "1999-01-01", "end": "1999-01-01"} if verdict == "correct" else None
    _decide(office, office.asel, act, Change(fact, verdict, value))
    assert _row(fact) != before
    _withdraw(office, office.asel, act, fact)
    assert _row(fact) == before
    _decide(office, office.boris, act, Change(fact))
    assert Fact.objects.get(pk=fact).author == f"u:{office.boris}"


def test_no_act_is_a_draft_again(office: Any, story: Any) -> None:
    """With the kind of act its state comes back; what the person had accepted is theirs again."""
    act = story.proposed(office.ledger).acts["a1"]
    _decide(office, office.asel, act, Change(f"{act}.date"))
    _decide(
        office, office.asel, act, Change(f"{act}.type", "reject"), Change(f"{act}.date", "reject")
    )
    assert Act.objects.get(pk=act).state == "rejected"
    _withdraw(office, office.asel, act, f"{act}.type", f"{act}.date")
    assert Act.objects.get(pk=act).state == "proposed"
    assert _row(f"{act}.date")["status"] == "accepted"


def test_only_ones_own_last_word_is_withdrawn(office: Any, story: Any) -> None:
    """Another's decision, a draft nobody decided and a withdrawal itself are refused."""
    act = story.proposed(office.ledger).acts["a1"]
    fact = f"{act}.date"
    with pytest.raises(EntryRefused, match="somebody else"):
        _withdraw(office, office.asel, act, fact)
    _decide(office, office.asel, act, Change(fact))
    with pytest.raises(EntryRefused, match="somebody else"):
        _withdraw(office, office.boris, act, fact)
    _withdraw(office, office.asel, act, fact)
    with pytest.raises(EntryRefused, match="cannot be given back"):
        _withdraw(office, office.asel, act, fact)


@pytest.mark.parametrize(
    "said",
    [{"status": "accepted"}, {"confidence": 1000}, {"rule": "by-hand"}, {"cites": []},
     {"old": {"start": "1999", "end": "1999"}}],
)  # fmt: skip
def test_nothing_but_what_stood_is_given_back(
    office: Any, story: Any, said: dict[str, Any]
) -> None:
    """An item that says something else is refused: a withdrawal is no way to decide."""
    act = story.proposed(office.ledger).acts["a1"]
    _decide(office, office.asel, act, Change(f"{act}.date"))
    with pytest.raises(EntryRefused, match="another state stood before"):
        _withdraw(office, office.asel, act, f"{act}.date", **said)


def test_what_was_approved_stays(office: Any, story: Any) -> None:
    """A second person built on it: it is corrected, not withdrawn, before and after publishing."""
    event, act, _made = story.decided(office.ledger, f"u:{office.asel}")
    request = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=office.ledger.head()[0]
    )
    _decide(office, office.asel, act, Change(f"{act}.date"))
    _withdraw(office, office.asel, act, f"{act}.date")
    assert _row(f"{act}.date")["status"] == "accepted"
    with pytest.raises(RecordMovedOn):
        approval.approve(office.ledger, f"u:{office.boris}", request.id,
                         base=office.ledger.head()[0])  # fmt: skip
    again = approval.request(
        office.ledger, f"u:{office.asel}", [f"event:{event}"], base=office.ledger.head()[0]
    )
    approval.approve(office.ledger, f"u:{office.boris}", again.id, base=office.ledger.head()[0])
    for _ in range(2):
        with pytest.raises(EntryRefused, match="cannot be given back"):
            _withdraw(office, office.asel, act, f"{act}.place")
        if Fact.objects.get(pk=f"{act}.place").published is None:
            approval.publish(office.ledger, f"u:{office.boris}", again.id,
                             base=office.ledger.head()[0])  # fmt: skip


def test_the_record_holds_and_rebuilds_with_withdrawals(office: Any, story: Any) -> None:
    """Personal values too: the chain verifies and working tables come out the same."""
    act = story.proposed(office.ledger).acts["a1"]
    place = Change(f"{act}.place", "correct", {"name": "Elsewhere", "country": "KZ"})
    before = _row(f"{act}.place")
    _decide(office, office.asel, act, place)
    _decide(office, office.asel, act, Change(f"{act}.type"))
    _withdraw(office, office.asel, act, f"{act}.place", f"{act}.type")
    assert _row(f"{act}.place") == before
    assert rebuild().is_equal
    assert [
        one.name for one in verify("values") if not one.ok and one.name != "stamped heads"
    ] == []
