"""Letters at the desk: figures stay counted, forms write once, two people send."""

import argparse
import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from khronika.alert.models import Delivery, Letter, Subscriber
from khronika.alert.post import open_desk
from khronika.alert.subscribe import ask, confirm
from khronika.desk import digest_command
from khronika.desk.letter import views
from khronika.desk.letter.text import blocks_of, paragraphs, trees_of, typed_into
from khronika.flow.people import Newcomer, admit
from khronika.record.ledger.append import Ledger
from khronika.record.models import Request
from khronika.record.public.read import current
from khronika.record.user import User
from khronika.seal.writer import utc_now

HOUSE = "django.contrib.auth.backends.ModelBackend"
COUNT = {
    "type": "count", "event": "KZ-2018-0001", "filter": None, "field": "people",
    "type_of_act": "detention", "role": "journalist", "value": {"min": 8, "max": None},
}  # fmt: skip
TREE: dict[str, Any] = {
    "title": "Detained",
    "summary": "At least eight",
    "slug": None,
    "nodes": [
        {"type": "heading", "rank": 2, "content": [
            {"type": "text", "text": "In this letter", "marks": []}]},
        {"type": "list", "ordered": False, "items": [
            [{"type": "text", "text": "Journalists: ", "marks": []}, COUNT]]},
        {"type": "paragraph", "content": [
            {"type": "link", "href": "/en/events/KZ-2018-0001/", "text": "The event"},
            {"type": "text", "text": ", ", "marks": []},
            {"type": "text", "text": "more", "marks": ["strong"]}]},
        {"type": "rule"},
    ],
}  # fmt: skip


def form_of(tree: dict[str, Any]) -> dict[str, str]:
    """Answer what a browser sends when nobody typed anything."""
    fields = {"title": tree["title"], "summary": tree["summary"] or "", "first": "", "last": ""}
    for block in blocks_of(tree):
        for line in block.lines:
            fields |= {piece.name: piece.value for piece in line if not piece.is_fixed}
    return fields


def test_a_form_that_nobody_touched_changes_nothing() -> None:
    """What comes back untouched is the tree, to the letter."""
    assert typed_into(TREE, form_of(TREE)) == TREE


@given(st.dictionaries(st.from_regex(r"n[0-5]\.[0-2]\.[0-3]", fullmatch=True), st.text()))
def test_no_form_changes_a_figure_an_address_or_a_kind(typed: dict[str, str]) -> None:
    """Whatever is typed where, figures, links and kinds of nodes stay."""
    made = typed_into(TREE, typed)
    kinds = {node["type"] for node in made["nodes"]}
    assert kinds <= {"heading", "list", "paragraph", "rule"}
    written = json.dumps(made)
    assert json.dumps(COUNT) in written
    hrefs = [part["href"] for node in made["nodes"] for part in node.get("content", [])
             if part["type"] == "link"]  # fmt: skip
    assert set(hrefs) <= {"/en/events/KZ-2018-0001/"}
    assert typed_into(copy.deepcopy(TREE), typed) == made


def test_a_block_may_be_left_out_and_paragraphs_added() -> None:
    """Own words stand before and after; what is left out is gone."""
    made = typed_into(TREE, {"drop0": "1", "first": "One.\r\n\r\nTwo\r\nlines.", "last": "End"})
    said = [node["content"][0]["text"] for node in made["nodes"] if node["type"] == "paragraph"]
    assert said == ["One.", "Two lines.", "The event", "End"]
    assert all(node["type"] != "heading" for node in made["nodes"])
    assert list(paragraphs("  \n\n ")) == []


@pytest.fixture(name="people")
def _people(office_home: Path) -> dict[str, str]:
    """Let in two editors; answer name to actor."""
    wanted = [
        Newcomer(name, f"{name}@sample.example", ("editor",), "a long passphrase")
        for name in ("ada", "ben")
    ]
    admitted = admit(Ledger(), wanted)
    return {one.name: person.actor for one, person in zip(wanted, admitted, strict=True)}


def signed_in(actor: str) -> Client:
    """Answer a browser in which somebody is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor[2:]), backend=HOUSE)
    return client


@pytest.fixture(name="letter")
def _letter(people: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Letter:
    """Draft a letter by the desk's form; what became public is not the point here."""
    monkeypatch.setattr("khronika.alert.letters.draft_tree", lambda *_a, **_w: copy.deepcopy(TREE))
    client, there = signed_in(people["ada"]), reverse("desk:letters")
    page = client.get(there)
    form = {"base": str(page.context["base"]), "once": page.context["once"], "lang": "en",
            "since": "2031-05-01", "until": "2031-05-07", "cadence": "weekly"}  # fmt: skip
    for _time in range(2):
        assert client.post(there, form).status_code == 302
    return Letter.objects.get()


def marks(client: Client, there: str) -> dict[str, str]:
    """Answer the marks of a screen's form."""
    page = client.get(there)
    return {"base": str(page.context["base"]), "once": page.context["once"]}


def test_it_is_shown_how_many_wait_for_which_letters(people: dict[str, str]) -> None:
    """Whoever drafts weekly letters alone sees that others asked for letters at once."""
    desk = open_desk()
    for name, cadence in (("one", "weekly"), ("two", "at_once"), ("three", "at_once")):
        reader = ask(desk, f"{name}@sample.example", language="en", cadence=cadence)
        confirm(desk, desk.book.token("confirm", reader.id))
    ask(desk, "four@sample.example", language="en", cadence="daily")  # did not confirm
    page = signed_in(people["ada"]).get(reverse("desk:letters")).content.decode()
    for name, number in (("Every Monday", 1), ("Every morning", 0), ("At once", 2)):
        assert f'{name} <span class="note">({number})</span>' in page


def test_a_letter_is_drafted_for_those_who_asked_for_it_that_often(
    people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`khronika digest draft --for` says for whom, as the desk's form does."""
    monkeypatch.setattr("khronika.alert.letters.draft_tree", lambda *_a, **_w: copy.deepcopy(TREE))
    parser = argparse.ArgumentParser()
    digest_command.configure(parser)
    for words, cadence in ((["--for", "at_once"], "at_once"), ([], "weekly")):
        digest_command._draft(parser.parse_args(["draft", "--by", "ada@sample.example", *words]))
        assert Letter.objects.latest("id").cadence == cadence


def test_a_letter_goes_out_when_two_people_stand_behind_it(
    people: dict[str, str], letter: Letter
) -> None:
    """Drafted and edited by one, approved by another, queued once for each reader."""
    desk = open_desk()
    reader = ask(desk, "reader@sample.example", language="en")
    confirm(desk, desk.book.token("confirm", reader.id))
    ada, ben = signed_in(people["ada"]), signed_in(people["ben"])
    there = reverse("desk:letter", args=[letter.id, "en"])
    send = reverse("desk:letter-send", args=[letter.id])
    ada.post(send)
    assert not Delivery.objects.filter(occasion=letter.subject).exists()
    form = {**form_of(TREE), **marks(ada, there), "title": "Better", "d": "ask"}
    for _time in range(2):
        assert ada.post(there, form).status_code == 302
    assert trees_of(letter.subject)["en"]["title"] == "Better"
    bundle = reverse("desk:bundle", args=[Request.objects.get().id])
    ada.post(bundle, {**marks(ada, bundle), "d": "approve"})
    assert current(letter.subject) is None
    ben.post(bundle, {**marks(ben, bundle), "d": "approve"})
    assert current(letter.subject) is not None
    for _time in range(2):
        ben.post(send)
    assert Delivery.objects.filter(occasion=letter.subject).count() == 1
    assert ada.get(reverse("desk:letters")).status_code == 200
    assert Client().get("/en/letters/1/").status_code == 200
    late = {**form_of(TREE), **marks(ada, reverse("desk:letters")), "title": "Too late"}
    ada.post(there, late)
    assert trees_of(letter.subject)["en"]["title"] == "Better"


def test_two_editors_of_one_letter_lose_nothing(people: dict[str, str], letter: Letter) -> None:
    """The second who saves from an old screen is told, and the first one's words stay."""
    ada, ben = signed_in(people["ada"]), signed_in(people["ben"])
    there = reverse("desk:letter", args=[letter.id, "en"])
    old = marks(ben, there)
    ada.post(there, {**form_of(TREE), **marks(ada, there), "title": "Ada's"})
    answer = ben.post(there, {**form_of(TREE), **old, "title": "Ben's"}, follow=True)
    assert "Somebody else changed the letter" in answer.content.decode()
    assert trees_of(letter.subject)["en"]["title"] == "Ada's"
    shown = answer.content.decode()
    assert "Ben&#x27;s" in shown  # his words, to copy: only he can say where they go now
    assert 'name="step"' not in shown
    assert "At least eight" not in shown  # what he left as it was is no word of his


def test_a_letter_is_seen_as_mail(people: dict[str, str], letter: Letter) -> None:
    """Plain text and HTML, the latter in a page that can ask nobody for anything."""
    client = signed_in(people["ada"])
    text = client.get(reverse("desk:letter-text", args=[letter.id, "en"]))
    assert "at least 8" in text.content.decode()
    html = client.get(reverse("desk:letter-html", args=[letter.id, "en"]))
    assert html.headers["Content-Security-Policy"] == views.CLOSED
    assert client.get(reverse("desk:letter-text", args=[letter.id, "xx"])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "yesterday"},
        {"cadence": "hourly"},
        {"base": "x"},
        {"lang": "xx"},
        {"since": "0001-01-01", "until": "9999-12-31"},
        {"until": "9999-12-31"},
    ],
)
def test_nonsense_in_the_form_is_answered(people: dict[str, str], wrong: dict[str, str]) -> None:
    """A wrong day, cadence, mark or language is no error page, and drafts nothing."""
    client, there = signed_in(people["ada"]), reverse("desk:letters")
    form = {**marks(client, there), "since": "2031-05-01", "until": "2031-05-07",
            "cadence": "weekly", **wrong}  # fmt: skip
    assert client.post(there, form).status_code in (302, 404, 422)
    assert not Letter.objects.exists()
    assert not Subscriber.objects.exists()


def test_a_number_that_stands_alone_cannot_be_typed_over() -> None:
    """A count that is no node, as of corrected records, is no field and takes nothing."""
    tree = copy.deepcopy(TREE)
    tree["nodes"][1]["items"].append(
        [{"type": "text", "text": "Records corrected: ", "marks": []},
         {"type": "text", "text": "1", "marks": []}]
    )  # fmt: skip
    alone = blocks_of(tree)[1].lines[1][1]
    assert (alone.is_fixed, alone.is_figure) == (True, True)
    assert typed_into(tree, {alone.name: "7"}) == tree


def test_what_was_sent_is_read_and_not_written(people: dict[str, str], letter: Letter) -> None:
    """A letter that is on its way has no fields: its address leads to what went out."""
    Letter.objects.filter(pk=letter.pk).update(addressed_at=utc_now())
    there = reverse("desk:letter", args=[letter.id, "en"])
    answer = signed_in(people["ada"]).get(there, follow=True)
    assert answer.redirect_chain == [(reverse("desk:letter-text", args=[letter.id, "en"]), 302)]
    assert "It was sent." in answer.content.decode()
