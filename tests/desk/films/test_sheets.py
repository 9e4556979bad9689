"""Films and pictures at the desk: every statement has its place, its author and two people."""

import json
from typing import Any

import pytest
from tests.desk.films.desk import Desk, needs_ffmpeg, plain

from khronika.model.fragment import Fragment
from khronika.record import steps
from khronika.record.models import Act, Fact
from khronika.record.sheets.cite import cite
from khronika.record.sheets.write import Step

pytestmark = needs_ffmpeg


def test_a_statement_is_said_and_corrected(desk: Desk) -> None:
    """A form of plain fields makes a fact with its second; another corrects it under its item."""
    screen = desk.say().content.decode()
    (fact,) = desk.facts("statements")
    assert "The sign says sample film." in screen
    assert "0:02.5" in screen
    desk.say(item=fact.item or "", text="It says sample film, no footage.", who="ben")
    (again,) = desk.facts("statements")
    assert again.id == fact.id
    assert again.author == desk.office.actors["ben"]
    history = desk.office.browser("ann").get(f"/desk/facts/{fact.id}/").content.decode()
    assert "The sign says sample film." in history
    assert "It says sample film, no footage." in history


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": " "}, "Say in words"),
        ({"start": "13"}, "outside"),
        ({"start": "5", "end": "4"}, "outside"),
        ({"start": ""}, "Name the second"),
        ({"start": "", "box": "1,2,3,4"}, "outside"),
        ({"start": "soon"}, "Write a moment"),
        ({"start": "9" * 14}, "Write a moment"),
        ({"box": "1 2 3"}, "Write a box"),
        ({"box": "0,0,641,10"}, "outside"),
        ({"topic": "who"}, "Choose one"),
        ({"verdict": ""}, "Choose one"),
        ({"text": "x" * 4001}, "4000"),
        ({"text": "a\x00b"}, "printable"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Desk, said: dict[str, str], why: str
) -> None:
    """Bad input is answered with one sentence, the words typed, and nothing recorded."""
    before = desk.office.ledger.head()
    answer = desk.say(**said)
    assert answer.status_code == 422
    screen = answer.content.decode()
    assert why in screen
    if said.get("text") is None:
        assert "The sign says sample film." in screen
    assert desk.office.ledger.head() == before


def test_arabic_digits_are_read(desk: Desk) -> None:
    """A second typed on an Arabic keyboard is the same second."""
    desk.say(start="٢.٥")
    assert '"start": 2500' in str(plain(desk.facts("statements")[0])).replace("'", '"')


def test_two_editors_at_once_are_told(desk: Desk) -> None:
    """The second of two forms made from one state is refused, and says so."""
    desk.say()
    (fact,) = desk.facts("statements")
    old = desk.office.marks()
    desk.say(item=fact.item or "", text="First.")
    form = {**old, "step": "say", "topic": "sign", "verdict": "likely", "start": "1",
            "text": "Second.", "item": fact.item}  # fmt: skip
    answer = desk.office.browser("ben").post(desk.path, form)
    assert answer.status_code == 422
    assert plain(desk.facts("statements")[0])["text"] == "First."


def test_a_form_that_is_sent_twice_writes_once(desk: Desk) -> None:
    """The same form again makes no second statement."""
    form = {**desk.office.marks(), "step": "say", "topic": "sign", "verdict": "likely",
            "start": "1", "text": "Once."}  # fmt: skip
    for _ in range(2):
        desk.office.browser("ann").post(desk.path, form)
    assert len(desk.facts("statements")) == 1


def test_who_filmed_is_a_party_and_restricted(desk: Desk) -> None:
    """The name stands in the record as a person without a level or ground."""
    desk.do("filmed", kind="person", name="Edda Kromova", verdict="likely")
    (fact,) = desk.facts("filmed_by")
    fields = set(Fact.objects.filter(thing=fact.party).values_list("field", flat=True))
    assert fields == {"kind", "name"}
    assert desk.do("filmed", kind="group", name="x", verdict="likely").status_code == 422


def test_a_marked_stretch_is_in_no_still(desk: Desk) -> None:
    """What is marked is not shown sharp, nor served, until the mark is lifted."""
    desk.do("mark", why="child", start="4", end="5")
    screen = desk.get("?at=4000&clear=1").content.decode()
    assert "sharp-" not in screen
    for name in ("4000", "4500", "5000", "whole"):
        assert desk.get(f"sharp-{name}.jpg").status_code == 404
    assert desk.get("veiled-4500.jpg").status_code == 200
    assert desk.get("sharp-7000.jpg").status_code == 200
    desk.do("lift", fact=desk.facts("marks")[0].id)
    assert desk.get("sharp-4000.jpg").status_code == 200


def test_a_mark_of_a_film_names_its_moment(desk: Desk) -> None:
    """A box alone keeps nothing out of stills, so it is refused; no place marks the whole film."""
    assert desk.do("mark", why="child", box="1,1,10,10").status_code == 422
    desk.do("mark", why="distress")
    assert desk.get("sharp-7000.jpg").status_code == 404


def test_a_sheet_goes_public_by_two_people_with_its_event(desk: Desk, report: str) -> None:
    """Ann says; ben sees each statement in the bundle, and nothing is public before he approves."""
    from khronika.record.models import Act, Request
    from khronika.record.public.read import current

    office = desk.office
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    things = [("report", report), *(("act", act) for act in acts)]
    parties = Fact.objects.filter(thing__in=acts).exclude(party=None)
    things += [("party", one) for one in sorted({str(fact.party) for fact in parties})]
    ann, ben = office.actors["ann"], office.actors["ben"]
    steps.accept_all(office.ledger, ann, things, base=office.ledger.head()[0])
    event = office.ledger.new_id()
    steps.compose(office.ledger, ann, event, acts, base=office.ledger.head()[0])
    desk.say()
    desk.do("show", event=event)
    assert desk.do("show", event=event).status_code == 422
    for actor in (ann, ben):  # a film cannot be searched for names: two people set it public
        steps.set_access(office.ledger, actor, f"report:{desk.report}", level="public",
                         base=office.ledger.head()[0])  # fmt: skip
    desk.do("ask", event=event)
    bundle = Request.objects.order_by("-seq")[0].id
    screen = office.browser("ben").get(f"/desk/second/{bundle}/").content.decode()
    assert "The sign says sample film." in screen
    assert "Film, 12 seconds" in screen
    form = {**office.marks(), "d": "approve"}
    office.browser("ann").post(f"/desk/second/{bundle}/", {**office.marks(), "d": "approve"})
    assert current(f"event:{event}") is None
    office.browser("ben").post(f"/desk/second/{bundle}/", form)
    published = current(f"event:{event}")
    assert published is not None
    (film,) = published.body["films"]
    assert film["statements"][0]["text"] == "The sign says sample film."


def test_seconds_are_cited_for_a_fact_from_the_sheet(desk: Desk, make_report: Any) -> None:
    """They stand on the sheet and beside the words; outside of the film they are refused."""
    coded = make_report(told={"title": "Held at the quay"})
    act = Act.objects.filter(report=coded).order_by("id")[0]
    act_event = desk.office.ledger.new_id()
    accepted = [(of, one) for of, one in (("act", act.id),)]
    base = desk.office.ledger.head()[0]
    steps.accept_all(desk.office.ledger, desk.office.actors["ann"], accepted, base=base)
    base = desk.office.ledger.head()[0]
    steps.compose(desk.office.ledger, desk.office.actors["ann"], act_event, [act.id], base=base)
    desk.do("show", event=act_event)
    fact = f"{act.id}.type"
    assert fact in desk.get(f"?fact={fact}").content.decode()
    for start, end in (
        ("5", "2"),
        ("-3", ""),
        ("99:00", ""),
        ("1e9", ""),
        ("", "3"),
        ("5", "9999"),
    ):
        answer = desk.do("cite", of=fact, start=start, end=end)
        assert answer.status_code == 422, (start, end)
    assert desk.do("cite", of=f"{act.id}.event", start="1").status_code == 422
    assert not Fact.objects.filter(field="seen").exists()
    screen = desk.do("cite", of=fact, start="2", end="0:04.5").content.decode()
    assert "0:02 to 0:04.5" in screen
    (seen,) = Fact.objects.filter(field="seen")
    assert json.loads(seen.value) == {"of": "type", "film": desk.file.film, "t": "t=2,4.5"}
    beside = desk.office.browser("ben").get(f"/desk/reports/{coded}/?now=act-{act.id}")
    assert "0:02 to 0:04.5" in beside.content.decode()
    told = desk.office.browser("ben").get(f"/desk/facts/{seen.id}/").content.decode()
    assert "Did what: 0:02 to 0:04.5" in told
    desk.do("uncite", fact=seen.id)
    assert Fact.objects.get(pk=seen.id).status == "rejected"


def test_the_author_of_a_citation_takes_it_back_with_a_key(desk: Desk, make_report: Any) -> None:
    """ "Take my last decision back" ends a citation, and the fact stays decided."""
    coded = make_report()
    act = Act.objects.filter(report=coded).order_by("id")[0]
    item = desk.office.ledger.new_id()
    step = Step(desk.office.ledger, desk.office.actors["ann"], desk.office.ledger.head()[0])
    cite(step, desk.file, f"{act.id}.type", Fragment(1000, 2000), item)
    desk.office.do("ann", coded, "undo")
    assert Fact.objects.get(pk=f"{act.id}.seen.{item}").status == "rejected"
    desk.office.do("ann", coded, "no-act", thing=act.id)
    assert Act.objects.get(pk=act.id).state == "rejected"
