"""Nothing goes before the public on one person's word, and nobody of a demo into an office."""

from pathlib import Path

import pytest

from khronika.errors import RecordError
from khronika.flow.people import (
    DEMO_DOMAIN,
    DemoPeoplePresent,
    Newcomer,
    OfficeFounded,
    admit,
    found_office,
    refuse_demo_people,
)
from khronika.flow.stand import open_bundle, publish, stand_behind, write_tree
from khronika.record import approval, steps
from khronika.record.access import roles_of
from khronika.record.erasure import erase
from khronika.record.errors import NotAllowed, SecondPersonRequired
from khronika.record.ledger.append import Ledger
from khronika.record.public.read import current

TREE = {
    "title": "A sample story",
    "summary": None,
    "slug": "a-sample-story",
    "nodes": [
        {
            "type": "paragraph",
            "content": [{"type": "text", "text": "Invented words.", "marks": []}],
        }
    ],
}


def _story(ledger: Ledger, author: str) -> str:
    subject = f"story:{ledger.new_id()}"
    write_tree(ledger, author, subject, "en", TREE)
    return subject


def test_two_people_publish_what_one_wrote(ledger: Ledger, editors: list[str]) -> None:
    """The author asks, another approves, and the document says what was approved."""
    subject = _story(ledger, editors[0])
    assert current(subject) is None
    stand_behind(ledger, subject, author=editors[0], second=editors[1], home=Path("none"))
    published = current(subject)
    assert published is not None
    assert published.body["trees"]["en"]["title"] == "A sample story"


def test_one_person_is_not_two(ledger: Ledger, editors: list[str]) -> None:
    """The author cannot be the second person, nor can the second be the author of a part."""
    subject = _story(ledger, editors[0])
    with pytest.raises(SecondPersonRequired):
        stand_behind(ledger, subject, author=editors[0], second=editors[0], home=Path("none"))
    with pytest.raises(SecondPersonRequired):
        stand_behind(ledger, subject, author=editors[1], second=editors[0], home=Path("none"))
    assert current(subject) is None


def test_a_bundle_is_taken_up_while_it_is_good(ledger: Ledger, editors: list[str]) -> None:
    """A request that was stopped is used again; one whose facts changed since is not."""
    subject = _story(ledger, editors[0])
    bundle = approval.request(ledger, editors[0], [subject], base=ledger.head()[0]).id
    assert open_bundle(subject) == bundle
    write_tree(ledger, editors[0], subject, "en", TREE | {"title": "Another title"})
    assert open_bundle(subject) is None
    stand_behind(ledger, subject, author=editors[0], second=editors[1], home=Path("none"))
    published = current(subject)
    assert published is not None
    assert list(published.body["trees"]) == ["en"]
    assert published.body["trees"]["en"]["title"] == "Another title"


def test_an_office_is_founded_by_two_editors(ledger: Ledger) -> None:
    """The first is administrator and security officer too; a founding that stopped goes on."""
    first = Newcomer("A", "a@office.example", ("editor", "administrator"), None)
    second = Newcomer("B", "b@office.example", ("editor",), None)
    admit(ledger, [first])
    one, two = found_office(ledger, first, second)
    assert roles_of(one.actor) == {"editor", "administrator"}
    assert roles_of(two.actor) == {"editor"}
    with pytest.raises(OfficeFounded):
        found_office(ledger, first, Newcomer("C", "c@office.example", ("editor",), None))
    with pytest.raises(OfficeFounded):
        found_office(ledger, first, first)


def test_nobody_is_founded_into_a_record_that_has_begun(
    ledger: Ledger, editors: list[str]
) -> None:
    """After the first entry that is no grant, roles come from an administrator only."""
    _story(ledger, editors[0])
    with pytest.raises(NotAllowed):
        admit(ledger, [Newcomer("C", "c@office.example", ("editor",), None)])


def test_production_refuses_people_of_a_demo(ledger: Ledger) -> None:
    """Passwords that a demo printed open no office."""
    refuse_demo_people("production")
    admit(ledger, [Newcomer("D", f"editor1@{DEMO_DOMAIN}", ("editor",), None)])
    refuse_demo_people("demo")
    with pytest.raises(DemoPeoplePresent, match="KHRONIKA_HOME"):
        refuse_demo_people("production")


def _naming(ledger: Ledger, editors: list[str]) -> tuple[str, str]:
    """A story that names somebody in its words, and who that is: named on a ground of two."""
    party, subject = ledger.new_id(), f"story:{ledger.new_id()}"
    steps.set_party(ledger, editors[0], party, {"kind": "person", "name": "Mira Tavel"},
                    base=ledger.head()[0])  # fmt: skip
    steps.set_access(ledger, editors[0], f"party:{party}", level="public", ground="consent",
                     base=ledger.head()[0])  # fmt: skip
    said = {"type": "text", "text": "Mira Tavel came home.", "marks": []}
    write_tree(ledger, editors[0], subject, "en",
               TREE | {"nodes": [{"type": "paragraph", "content": [said]}]})  # fmt: skip
    return subject, party


def test_a_text_asked_for_before_a_restriction_names_nobody_after_it(
    ledger: Ledger, editors: list[str]
) -> None:
    """No fact of the bundle changed; asked for again, the name is left out."""
    subject, party = _naming(ledger, editors)
    bundle = approval.request(ledger, editors[0], [subject], base=ledger.head()[0]).id
    approval.approve(ledger, editors[1], bundle, base=ledger.head()[0])
    assert open_bundle(subject) == bundle
    steps.set_access(ledger, editors[0], f"party:{party}", level="restricted",
                     base=ledger.head()[0])  # fmt: skip
    with pytest.raises(RecordError, match="restricted after it was asked for"):
        publish(ledger, editors[1], bundle, base=ledger.head()[0], home=Path("none"))
    assert open_bundle(subject) is None
    stand_behind(ledger, subject, author=editors[0], second=editors[1], home=Path("none"))
    published = current(subject)
    assert published is not None
    assert "came home" in published.text
    assert "Tavel" not in published.text


def test_a_bundle_in_which_somebody_was_erased_is_not_taken_up(
    ledger: Ledger, editors: list[str]
) -> None:
    """Its frozen words are gone: it is asked for anew instead of being refused for good."""
    officer = admit(ledger, [Newcomer("O", "o@office.example", ("security_officer",), None)])[0]
    subject, party = _naming(ledger, editors)
    bundle = approval.request(ledger, editors[0], [subject], base=ledger.head()[0]).id
    erase(ledger, officer.actor, f"party:{party}", ground="danger", base=ledger.head()[0])
    assert open_bundle(subject) != bundle
