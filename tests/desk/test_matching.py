"""The rules of matching at the desk: judged by people, contradictions listed, split by one click."""

import re
from typing import Any

import pytest

from khronika.record import steps
from khronika.record.identity import contradictions, kept
from khronika.record.ledger.sql import Statements
from khronika.record.models import Act, Entry, Fact, Judgement

NAME, SPELT = "Mirella Tavelund", "Tavelund Mirella"


def named(office: Any, name: str, by: str = "ann") -> str:
    """A person somebody named."""
    party = str(office.ledger.new_id())
    steps.set_party(office.ledger, office.actors[by], party, {"name": name, "kind": "person"},
                    base=office.ledger.head()[0])  # fmt: skip
    return party


def page(office: Any, who: str = "ann", query: str = "") -> str:
    """The screen as a person sees it."""
    answer = office.browser(who).get(f"/desk/matching/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def judge(office: Any, who: str, one: str, other: str, verdict: str, **said: str) -> Any:
    """Send the form of one pair."""
    form = {**office.marks(), "party": one, "other": other, "verdict": verdict, **said}
    return office.browser(who).post("/desk/matching/judge/", form, follow=True)


def test_who_may_be_one_is_asked_once_with_reasons(office: Any) -> None:
    """A pair of names is asked about once, with what speaks for it; a judged one no more."""
    one, other = named(office, NAME), named(office, SPELT)
    shown = page(office)
    forms = re.findall(r'id="known-[^"]+"', shown)
    assert len(forms) == 1
    assert 'class="pro"' in shown
    assert not Judgement.objects.exists()
    judge(office, "ann", one, other, "same", reason="one by-line in both")
    judgement = Judgement.objects.get()
    assert (judgement.verdict, judgement.author) == ("same", office.actors["ann"])
    shown = page(office, "ben")
    assert 'id="known-' not in shown
    assert "one by-line in both" in shown
    assert "Ann Sample" in shown


def test_each_name_stands_in_its_words_and_leads_to_its_report(
    office: Any, make_report: Any
) -> None:
    """Nobody can judge two bare names: the words around both are there, and the way to them."""
    homes = [make_report(), make_report()]
    for victim in Fact.objects.filter(field="victim"):
        office.do("ann", Act.objects.get(pk=victim.thing).report, "accept", fact=victim.id)
    shown = page(office)
    assert shown.count("<mark>Mira Tavel</mark>") >= 2
    assert all(f'href="/desk/reports/{home}/"' in shown for home in homes)


def test_one_click_splits(office: Any) -> None:
    """Whoever may judge takes a group apart, whoever joined it."""
    one, other = named(office, NAME), named(office, SPELT)
    judge(office, "ann", one, other, "same")
    form = re.search(
        r'<form class="saidrow".*?name="verdict" value="(\w+)"', page(office, "cas"), re.DOTALL
    )
    assert form is not None
    judge(office, "cas", one, other, form[1])
    assert kept([one, other]) == {one: one, other: other}
    assert "saidrow" not in page(office)


def test_contradictions_name_who_said_what_until_one_is_taken_back(office: Any) -> None:
    """A = B by one, B = C by another, A differs from C by a third: all three are named."""
    a, b, c = (named(office, name) for name in (NAME, SPELT, "Mirela Tavelund"))
    judge(office, "ann", a, b, "same")
    judge(office, "ben", b, c, "same")
    assert "contradict" not in page(office).split("Who may be one")[0]
    judge(office, "cas", a, c, "different", reason="two birth years")
    listed = page(office).split("Who may be one")[0]
    assert "contradict each other" in listed
    assert all(who in listed for who in ("Ann Sample", "Ben Sample", "Cas Sample"))
    assert "two birth years" in listed
    assert listed.count('value="unsure"') == 3
    judge(office, "ann", b, c, "unsure")
    assert contradictions(Statements.on("default")) == []
    assert "contradict each other" not in page(office)


def test_same_against_different_is_told(office: Any) -> None:
    """Joining what somebody holds apart is refused in words, and nothing is written."""
    a, b, c = (named(office, name) for name in (NAME, SPELT, "Mirela Tavelund"))
    judge(office, "ann", a, b, "same")
    judge(office, "ben", b, c, "different")
    before = Entry.objects.count()
    answer = judge(office, "ann", a, c, "same").content.decode()
    assert "differ" in answer
    assert Entry.objects.count() == before


def test_two_people_at_once_and_a_form_sent_twice(office: Any) -> None:
    """The second of two people is told that it moved; one form sent twice writes once."""
    one, other = named(office, NAME), named(office, SPELT)
    form = {**office.marks(), "party": one, "other": other, "verdict": "same"}
    later = {**form, "once": office.ledger.new_id(), "verdict": "different"}
    office.browser("ann").post("/desk/matching/judge/", form)
    office.browser("ann").post("/desk/matching/judge/", form)
    assert Entry.objects.filter(kind="match").count() == 1
    answer = office.browser("ben").post("/desk/matching/judge/", later, follow=True)
    assert Judgement.objects.get().verdict == "same"
    assert 'class="errors"' in answer.content.decode()


@pytest.mark.parametrize("broken", ["verdict", "party", "other"])
def test_what_is_no_pair_is_refused(office: Any, broken: str) -> None:
    """A form without a pair or a verdict that there is writes nothing."""
    one, other = named(office, NAME), named(office, SPELT)
    said = {"party": one, "other": other, "verdict": "same", broken: "nonsense"}
    answer = office.browser("ann").post("/desk/matching/judge/", {**office.marks(), **said})
    assert answer.status_code == 404
    assert not Judgement.objects.exists()


def test_only_who_may_judge_is_let_in(office: Any) -> None:
    """A monitor sees no names of others and judges nobody."""
    one, other = named(office, NAME), named(office, SPELT)
    assert office.browser("mon").get("/desk/matching/").status_code == 403
    assert judge(office, "mon", one, other, "same").status_code == 403
    assert not Judgement.objects.exists()


def test_a_pen_name_is_marked(office: Any) -> None:
    """A name that tells of another one is marked as sensitive before anybody judges."""
    named(office, NAME)
    named(office, f"{NAME} aka Wren")
    assert "A pen name or another name" in page(office)


def test_a_kind_of_body_is_not_offered_as_one(office: Any) -> None:
    """Two mentions of the police of nobody knows where are no pair to judge."""
    for spelt in ("police", "полиция", "police"):
        named(office, spelt)
    assert 'id="known-' not in page(office)


def test_pages_of_the_queue(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long queue is read page by page, and no pair is lost between them."""
    monkeypatch.setattr("khronika.desk.matching.queue.AT_ONCE", 3)
    pairs = [("Ostrava Kelleny", "Kelleny Ostrava"), ("Bridda Munsova", "Munsova Bridda"),
             ("Havel Torkunda", "Torkunda Havel")]  # fmt: skip
    for first, _ in pairs:
        named(office, first)
    for _, second in pairs:
        named(office, second)
    shown, query = "", ""
    for _ in range(4):
        now = page(office, query=query)
        shown += now
        more = re.search(r"\?before=\d+", now)
        if more is None:
            break
        query = more[0]
    assert all(first in shown and second in shown for first, second in pairs)
    assert Fact.objects.filter(field="name").count() == 6
