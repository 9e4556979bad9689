"""A story is public when two people stand behind its very text, and not before."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk.story.written import block, draft_by, published, signed_in, user

from khronika.desk.letter.text import titles_of_texts
from khronika.desk.story.second import difference, hands_of, plain_lines, put_before, refuse_hand
from khronika.desk.story.tree import tree_of
from khronika.record import approval, steps
from khronika.record.errors import SecondPersonRequired
from khronika.record.ledger.append import Ledger
from khronika.record.models import Party, Request
from khronika.record.public.read import current

pytestmark = pytest.mark.usefixtures("office_home")


def test_a_story_is_public_when_a_second_person_approved_its_hash(people: dict[str, str]) -> None:
    """The page shows the very tree that was approved, and nothing before."""
    draft = draft_by(people["ada"])
    address = "/en/stories/a-quiet-sunday/"
    record = Ledger()
    bundle = put_before(record, people["ada"], draft)
    assert Client().get(address).status_code == 404
    with pytest.raises(SecondPersonRequired):
        approval.publish(record, people["ada"], bundle, base=record.head()[0])
    published(draft, people["ada"], people["ben"])
    page = Client().get(address)
    assert page.status_code == 200
    assert "Said on a <strong>Sunday</strong>." in page.content.decode()
    document = current(draft.subject)
    assert document is not None
    assert document.body["trees"]["en"] == tree_of(draft)


def test_asking_twice_asks_once(people: dict[str, str]) -> None:
    """The same text put before a second person again is the same bundle."""
    draft = draft_by(people["ada"])
    first = put_before(Ledger(), people["ada"], draft)
    assert put_before(Ledger(), people["ada"], draft) == first
    assert titles_of_texts([draft.subject]) == {draft.story: "A quiet Sunday"}


def test_who_wrote_part_of_a_text_cannot_approve_it(people: dict[str, str]) -> None:
    """Ben saved a version, Ada asks: Ben is refused by the screen, Cia may."""
    draft = draft_by(people["ada"])
    draft.save_revision(user=user(people["ben"]))
    bundle = put_before(Ledger(), people["ada"], draft)
    row = Request.objects.get(pk=bundle)
    assert hands_of(draft.subject, row.seq) == {people["ada"], people["ben"]}
    with pytest.raises(SecondPersonRequired):
        refuse_hand(people["ben"], row)
    with pytest.raises(SecondPersonRequired):  # by the shell too: the record asks the drafts
        approval.approve(Ledger(), people["ben"], bundle, base=Ledger().head()[0])
    refuse_hand(people["cia"], row)
    there = reverse("desk:bundle", args=[bundle])
    page = signed_in(people["ben"]).get(there)
    assert "disabled" in page.content.decode()
    marks = {"base": str(page.context["base"]), "once": page.context["once"], "d": "approve"}
    signed_in(people["ben"]).post(there, marks)
    assert current(draft.subject) is None
    page = signed_in(people["cia"]).get(there)
    marks = {"base": str(page.context["base"]), "once": page.context["once"], "d": "approve"}
    signed_in(people["cia"]).post(there, marks)
    assert current(draft.subject) is not None


def test_the_author_is_refused_by_form_and_by_htmx(people: dict[str, str]) -> None:
    """Whoever asked cannot approve, however the form is sent."""
    draft = draft_by(people["ada"])
    there = reverse("desk:bundle", args=[put_before(Ledger(), people["ada"], draft)])
    client = signed_in(people["ada"])
    for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
        page = client.get(there)
        marks = {"base": str(page.context["base"]), "once": page.context["once"], "d": "approve"}
        client.post(there, marks, **headers)
        assert current(draft.subject) is None


def test_hands_begin_anew_after_an_approval(people: dict[str, str]) -> None:
    """Who wrote what was approved before may approve what another changed since."""
    draft = draft_by(people["ada"])
    published(draft, people["ada"], people["ben"])
    draft.headline = "A loud Monday"
    draft.save()
    draft.save_revision(user=user(people["ben"]))
    bundle = put_before(Ledger(), people["ben"], draft)
    assert hands_of(draft.subject, Request.objects.get(pk=bundle).seq) == {people["ben"]}
    page = signed_in(people["ada"]).get(reverse("desk:bundle", args=[bundle])).content.decode()
    assert "<del>A quiet Sunday</del>" in page
    assert "<ins>A loud Monday</ins>" in page


def test_a_comparison_shows_what_went_and_what_came(people: dict[str, str]) -> None:
    """Each line is kept, gone or new; a changed mark is a change."""
    draft = draft_by(people["ada"])
    old: Any = tree_of(draft)
    draft.body = json.dumps([block("paragraph", "<p>Said on a <i>Sunday</i>.</p>")])
    states = [
        line.state
        for line in difference(list(plain_lines(old)), list(plain_lines(tree_of(draft))))
    ]  # type: ignore[arg-type]
    assert states == ["kept", "kept", "gone", "new"]


def test_the_ask_screen_shows_the_page_and_asks_once(people: dict[str, str]) -> None:
    """The form sent twice asks once, and leads to the second person's screen."""
    draft = draft_by(people["ada"])
    there = reverse("desk:story-ask", args=[draft.pk])
    client = signed_in(people["ada"])
    page = client.get(there)
    assert "Said on a <strong>Sunday</strong>." in page.content.decode()
    marks = {"base": str(page.context["base"]), "once": page.context["once"]}
    places = {client.post(there, marks).headers["Location"] for _time in range(2)}
    assert len(places) == 1
    assert Request.objects.count() == 1
    assert client.get(reverse("desk:stories")).status_code == 200


def test_the_ask_screen_hides_whom_readers_will_not_be_told(office: Any, report: str) -> None:
    """Somebody without a ground to be named is withheld before anybody asks, as on the page."""
    parties = Party.objects.filter(report=report).values_list("id", flat=True)
    steps.accept_all(office.ledger, office.actors["ann"], [("party", one) for one in parties],
                     base=office.ledger.head()[0])  # fmt: skip
    ann, said = office.actors["ann"], "<p>They held Mira Tavel for a day.</p>"
    draft = draft_by(ann, block("paragraph", said))
    page = signed_in(ann).get(reverse("desk:story-ask", args=[draft.pk]))
    screen = page.content.decode().split("As readers will see it", 1)[1]
    assert "They held [name withheld] for a day." in screen
    assert "Tavel" not in screen
