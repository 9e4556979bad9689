"""What the record refuses of each kind, and who may do what."""

from typing import Any

import pytest

from khronika.model.ulid import make_ulid
from khronika.record import steps, views
from khronika.record.access import VERBS, may, roles_of
from khronika.record.errors import EntryRefused, MatchContradicted, NotAllowed
from khronika.record.identity import kept
from khronika.record.ledger.sql import Statements
from khronika.record.user import User


def party(office: Any) -> str:
    """A party of the first editor's making."""
    id_ = office.ulid()
    steps.set_party(office.ledger, f"u:{office.asel}", id_, {"kind": "person"},
                    base=office.ledger.head()[0])  # fmt: skip
    return str(id_)


def match(office: Any, one: str, other: str, verdict: str) -> Any:
    """A judgement of the first editor's."""
    return steps.match(office.ledger, f"u:{office.asel}", one, other, verdict,
                       base=office.ledger.head()[0])  # fmt: skip


def test_same_against_different_is_refused(office: Any) -> None:
    """ "Same" against a standing "different" is refused; undoing frees it; doubt is always heard."""
    a, b, c = (party(office) for _ in "abc")
    match(office, a, b, "same")
    match(office, b, c, "different")
    with pytest.raises(MatchContradicted):
        match(office, a, c, "same")
    match(office, b, c, "unsure")
    match(office, a, c, "same")
    match(office, b, c, "different")
    match(office, a, b, "different")
    match(office, a, b, "unsure")
    match(office, a, c, "unsure")
    match(office, a, b, "same")
    with pytest.raises(MatchContradicted):
        match(office, a, c, "same")


def test_kept_party_is_that_of_the_latest_same(office: Any) -> None:
    """The latest "same" on the path says who is shown; taking it back gives the old one again."""
    a, b, c = (party(office) for _ in "abc")
    match(office, a, b, "same")
    match(office, c, b, "same")
    assert kept([a, b, c]) == dict.fromkeys((a, b, c), c)
    match(office, c, b, "unsure")
    assert kept([a, b, c]) == {a: a, b: a, c: c}


def test_merging_raises_the_events_of_both(office: Any, story: Any) -> None:
    """A judgement raises the revision of every event that shows one of the parties."""
    first, _, made = story.decided(office.ledger, f"u:{office.asel}")
    second, _, other = story.decided(office.ledger, f"u:{office.asel}")
    before = _revisions()
    match(office, story.victim_of(made), story.victim_of(other), "same")
    after = _revisions()
    assert {event: after[event] - before[event] for event in (first, second)} == {
        first: 1, second: 1,
    }  # fmt: skip


def _revisions() -> dict[str, int]:
    return dict(Statements.on("default").rows("SELECT id, revision FROM record_event"))


def test_proposal_raises_nothing_and_never_overwrites_a_person(office: Any, story: Any) -> None:
    """A second coding leaves revisions alone; it cannot touch what a person decided."""
    _, act, made = story.decided(office.ledger, f"u:{office.asel}")
    before = _revisions()
    from khronika.record.proposal import propose

    propose(office.ledger, "s:coder", made.report, story.coding())
    assert _revisions() == before
    fact = {"fact": f"{act}.type", "value": "killing", "cites": [], "rule": None,
            "confidence": None}  # fmt: skip
    payload = {"coder": None, "coding": None, "parties": [], "acts": [], "facts": [fact]}
    with pytest.raises(EntryRefused, match="a person has decided"):
        office.add("s:coder", steps.Kind.PROPOSE, f"report:{made.report}", payload)


def test_decide_has_the_report_then_the_event_as_subject(office: Any, story: Any) -> None:
    """Before its act is in an event a decision is about the report, afterwards about the event."""
    event, act, made = story.decided(office.ledger, f"u:{office.asel}")
    assert steps.subject_of("act", act) == f"event:{event}"
    payload = {"of": "act", "thing": act, "facts": [{"fact": f"{act}.type", "verdict": "accept"}]}
    with pytest.raises(EntryRefused, match="belongs to event"):
        office.add(f"u:{office.asel}", steps.Kind.DECIDE, f"report:{made.report}", payload)


def test_name_is_public_only_with_a_ground(office: Any) -> None:
    """A level of public without a ground is refused; with one it stands until restricted."""
    id_ = party(office)
    base = office.ledger.head()[0]
    with pytest.raises(EntryRefused, match="ground"):
        steps.set_access(office.ledger, f"u:{office.asel}", f"party:{id_}", level="public",
                         base=base)  # fmt: skip
    steps.set_access(office.ledger, f"u:{office.asel}", f"party:{id_}", level="public",
                     ground="consent", base=base)  # fmt: skip
    with pytest.raises(NotAllowed):
        steps.set_access(office.ledger, f"u:{office.officer}", f"party:{id_}", level="public",
                         ground="consent", base=office.ledger.head()[0])  # fmt: skip
    steps.set_access(office.ledger, f"u:{office.officer}", f"party:{id_}", level="restricted",
                     base=office.ledger.head()[0])  # fmt: skip


def test_join_needs_an_act_of_the_same_event(office: Any, story: Any) -> None:
    """Two acts are one only inside one event, and never in a chain."""
    event, act, _ = story.decided(office.ledger, f"u:{office.asel}")
    _, other, _ = story.decided(office.ledger, f"u:{office.asel}")
    base = office.ledger.head()[0]
    with pytest.raises(EntryRefused, match="can be one only"):
        steps.compose(office.ledger, f"u:{office.asel}", event, [act], joined={act: other},
                      base=base)  # fmt: skip
    steps.compose(office.ledger, f"u:{office.asel}", event, [other], joined={other: act},
                  base=base)  # fmt: skip
    rows = Statements.on("default").rows(
        "SELECT joined FROM record_act WHERE event = %s AND joined IS NOT NULL", event
    )
    assert [row[0] for row in rows] == [act]


def test_a_refusal_names_the_rule(office: Any) -> None:
    """Nobody is told only "no"."""
    answer = may(f"u:{office.admin}", "approve")
    assert not answer
    assert answer.rule == "approve needs the role editor"
    assert may(f"u:{office.boris}", "approve").rule == "the role editor may approve"


@pytest.mark.parametrize("role", sorted(VERBS))
def test_roles_may_what_the_table_says(office: Any, role: str) -> None:
    """Officers and administrators see nothing restricted by office; only editors approve."""
    person = office.ulid()
    steps.grant(office.ledger, f"u:{office.admin}", person, role, base=office.ledger.head()[0])
    actor = f"u:{person}"
    assert bool(may(actor, "see", "event:x")) == (role in ("coder", "editor"))
    assert bool(may(actor, "approve")) == (role == "editor")
    assert bool(may(actor, "erase")) == (role == "security_officer")
    assert bool(may(actor, "grant")) == (role == "administrator")
    assert bool(may(actor, "read-network")) == (role in ("coder", "editor", "network_reader"))
    assert not may(actor, "anything-else")
    steps.grant(office.ledger, f"u:{office.admin}", person, role, given=False,
                base=office.ledger.head()[0])  # fmt: skip
    assert roles_of(actor) == set()
    assert not may(actor, "read-public")


def test_superuser_flag_grants_nothing(office: Any) -> None:
    """Django's flag is read by Wagtail and by nobody here."""
    person = User.objects.create_person(office.ulid(), email="root@office.example", name="Root")
    User.objects.filter(pk=person.pk).update(is_superuser=True, is_staff=True)
    assert not may(person.actor, "see", "event:x")
    assert not may(person.actor, "approve")


def test_founder_grants_only_at_the_beginning(office: Any) -> None:
    """Once anything else is recorded, roles come from an administrator."""
    steps.grant(office.ledger, f"u:{office.admin}", office.ulid(), "coder",
                base=office.ledger.head()[0])  # fmt: skip
    with pytest.raises(NotAllowed):
        office.grant(office.ulid(), "editor")


def test_monitor_sees_what_they_sent(office: Any, story: Any) -> None:
    """A monitor sees what became of their own reports and of nobody else's."""
    monitor = office.ulid()
    office.grant(monitor, "monitor")
    mine = story.received(office.ledger, f"u:{monitor}")
    other = story.received(office.ledger)
    assert may(f"u:{monitor}", "see", f"report:{mine}")
    assert not may(f"u:{monitor}", "see", f"report:{other}")


def test_views_are_digested_and_forgotten(office: Any) -> None:
    """Who looked stands outside the chain; the digest of a day enters it and outlives the rows."""
    office.ledger.append()
    subject = f"report:{make_ulid(1, bytes(10))}"
    views.note_view(office.ledger, f"u:{office.asel}", subject)
    day = office.clock.moment.date().isoformat()
    with pytest.raises(EntryRefused, match="not over"):
        views.digest_day(office.ledger, day)
    before = views.digest_of(day)
    office.clock.moment = office.clock.moment.replace(day=office.clock.moment.day + 1)
    entry = views.digest_day(office.ledger, day)
    assert entry.payload["digest"] == before
    views.forget_views("2027-01-01")
    assert views.digest_of(day) != before
