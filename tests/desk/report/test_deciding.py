"""The side-by-side screen: what each form writes, and what it refuses to write."""

import json
from typing import Any

import pytest
from tests.desk.report.asked import Look, entries, said_by, value_of

from khronika.desk.fields import CorrectionUnreadable, read_correction
from khronika.desk.notes import notes_of
from khronika.record.models import Act, Fact


def test_accepting_a_fact_accepts_the_name_that_it_rests_on(
    office: Any, report: str, fact: Look
) -> None:
    """One key makes a person the author of a fact and of the name in it."""
    victim = fact("Mira Tavel", "victim")
    office.do("ann", report, "accept", fact=victim.id)
    victim.refresh_from_db()
    name = Fact.objects.get(pk=f"{victim.party}.name")
    assert (victim.status, victim.author) == ("accepted", office.actors["ann"])
    assert (name.status, name.author) == ("accepted", office.actors["ann"])


def test_a_form_sent_twice_writes_once(office: Any, report: str, fact: Look) -> None:
    """The same form, sent again, finds what it wrote and adds nothing."""
    form = {**office.marks(), "step": "accept", "fact": fact("Mira Tavel", "victim").id}
    browser = office.browser("ann")
    browser.post(f"/desk/reports/{report}/act/", form)
    before = entries()
    answer = browser.post(f"/desk/reports/{report}/act/", form, follow=True)
    assert answer.status_code == 200
    assert entries() == before


def test_the_second_of_two_is_told_what_is_new(office: Any, report: str, fact: Look) -> None:
    """Who decides on what another changed meanwhile is refused, and told who changed what."""
    place = fact("Mira Tavel", "place")
    form = {**office.marks(), "step": "accept", "fact": place.id}
    office.do("ben", report, "reject", fact=place.id)
    answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form, follow=True)
    assert "It changed while you read" in said_by(answer)
    assert "Ben Sample: Where rejected" in said_by(answer)
    place.refresh_from_db()
    assert place.status == "rejected"


def test_a_correction_that_came_second_is_not_lost(office: Any, report: str, fact: Look) -> None:
    """The second of two is told who changed what, and finds their own words in the form."""
    place = fact("Mira Tavel", "place")
    form = {**office.marks(), "step": "correct", "fact": place.id, "value": "Old Quay",
            "country": "kz", "words": "Selm"}  # fmt: skip
    office.do("ben", report, "reject", fact=place.id)
    answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form, follow=True)
    assert "Ben Sample: Where rejected" in said_by(answer)
    assert 'name="value" value="Old Quay"' in said_by(answer)
    place.refresh_from_db()
    assert place.status == "rejected"


def test_keys_may_be_faster_than_pages(office: Any, report: str, fact: Look) -> None:
    """Forms of one screen are written one after another: one's own decisions are no news."""
    marks = office.marks()
    for name in ("type", "victim", "place"):
        form = {**marks, "step": "accept", "fact": fact("Mira Tavel", name).id}
        office.browser("ann").post(f"/desk/reports/{report}/act/", form)
    assert {fact("Mira Tavel", n).status for n in ("type", "victim", "place")} == {"accepted"}


def test_forms_of_one_screen_have_entries_of_their_own(
    office: Any, report: str, fact: Look
) -> None:
    """Two rows of one screen that each bring a name write both, and nobody is told of a clash."""
    marks = office.marks()
    for name in ("Mira Tavel", "Joss Arden"):
        form = {**marks, "step": "accept", "fact": fact(name, "victim").id}
        answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form, follow=True)
        assert 'class="errors"' not in said_by(answer)
    for name in ("Mira Tavel", "Joss Arden"):
        party = fact(name, "victim").party
        assert Fact.objects.get(pk=f"{party}.name").author == office.actors["ann"]


def test_the_rest_leaves_the_link_and_what_is_unsure(office: Any, report: str, fact: Look) -> None:
    """In bulk nobody accepts who did it to whom, nor a fact below the confidence that is told."""
    thing = fact("Joss Arden", "type").thing
    office.do("ann", report, "rest", thing=thing)
    decided = {f.field for f in Fact.objects.filter(thing=thing, author=office.actors["ann"])}
    assert {"place", "status", "role", "sources"} <= decided
    assert decided.isdisjoint({"type", "victim", "perpetrators", "date"})


def test_a_correction_rests_on_words_of_the_report(office: Any, report: str, fact: Look) -> None:
    """Words that do not stand in the report are refused; those that do are cited where they are."""
    place = fact("Mira Tavel", "place")
    answer = office.do("ann", report, "correct", fact=place.id, value="Lanter", words="in Lanter")
    assert "do not stand in the report" in said_by(answer)
    assert 'name="value" value="Lanter"' in said_by(answer)  # what was typed is not lost
    assert 'name="words" value="in Lanter"' in said_by(answer)
    office.do(
        "ann", report, "correct", fact=place.id, value="Old Quay", country="kz", words="Selm"
    )
    assert value_of(place) == {"name": "Old Quay", "country": "KZ"}
    assert json.loads(place.cites)[0][1:] == [18, 22]


@pytest.mark.parametrize("near", ["²", "9" * 5000, "-1", "١"])
def test_a_place_that_is_no_offset_is_passed_over(
    office: Any, report: str, fact: Look, near: str
) -> None:
    """Signs that only look like a number do not stop a correction."""
    place = fact("Mira Tavel", "place")
    office.do(
        "ann", report, "correct", fact=place.id, value="Old Quay", country="kz", words="Selm",
        near=near,
    )  # fmt: skip
    assert json.loads(place.cites)[0][1:] == [18, 22]


def test_a_number_of_people_has_a_length(office: Any, report: str, fact: Look) -> None:
    """A number that nobody can count to is refused in words."""
    with pytest.raises(CorrectionUnreadable):
        read_correction("count", None, {"min": "9" * 5000, "max": ""})
    assert read_correction("count", None, {"min": "8", "max": ""})["min"] == 8


def test_a_name_is_corrected_with_the_fact_that_names_it(
    office: Any, report: str, fact: Look
) -> None:
    """Who writes a victim's name down says with it that they are the one meant, in one append."""
    victim = fact("Mira Tavel", "victim")
    office.do("ann", report, "correct", fact=victim.id, value="Mira Tavell", words="Mira Tavel")
    victim.refresh_from_db()
    assert victim.status == "accepted"
    assert value_of(Fact.objects.get(pk=f"{victim.party}.name")) == "Mira Tavell"


def test_missed_words_are_coded_or_dismissed(office: Any, report: str) -> None:
    """One key codes them as an act whose facts are drafts, another takes them off the list."""
    screen = office.browser("ann").get(f"/desk/reports/{report}/")
    assert b'class="missrow"' in screen.content
    acts = Act.objects.count()
    office.do("ann", report, "add", type="surveillance", words="following", near="0")
    made = Act.objects.order_by("-id")[0]
    assert Act.objects.count() == acts + 1
    assert Fact.objects.get(pk=f"{made.id}.type").status == "proposed"
    word = screen.content.decode().split('name="start" value="')[1].split('"')[0]
    answer = office.do("ann", report, "dismiss", start=word, end=str(int(word) + 9))
    assert 'class="missrow" data-walk' not in said_by(answer)
    assert [note.kind for note in notes_of(f"report:{report}")] == ["dismissed"]


@pytest.mark.parametrize(
    ("field", "words", "said"),
    [
        ("purposes", "for a week", {}),
        ("place", "Selm", {"value": "Selm", "country": "KZ"}),
        ("date", "14 May 2031", {"value": "2031-05-14"}),
        ("sources", "The Quay Observatory", {}),
        ("perpetrators", "harbour police", {"kind": "police"}),
    ],
)
def test_marked_words_become_a_fact(
    office: Any, report: str, fact: Look, field: str, words: str, said: dict[str, str]
) -> None:
    """A person adds what words say to an act; they cite the words that were marked."""
    thing = fact("Mira Tavel", "type").thing
    before = Fact.objects.filter(thing=thing).count()
    office.do("ann", report, "add-fact", thing=thing, field=field, words=words, **said)
    mine = Fact.objects.filter(thing=thing, field=field, author=office.actors["ann"])
    assert mine.count() == 1
    assert mine[0].status == "accepted"
    assert Fact.objects.filter(thing=thing).count() in (before, before + 1)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"step": "nonsense"},
        {"step": "accept", "fact": "nothing"},
        {"step": "accept", "fact": "<script>"},
        {"step": "rest", "thing": "x" * 10_000},
        {"step": "correct", "fact": "\u0000"},
        {"step": "move", "to": "01J8ZZZZZZZZZZZZZZZZZZZZZZ", "act": "none"},
        {"step": "compose"},
        {"step": "ask", "event": ""},
        {"step": "match", "party": "?", "other": "?", "verdict": "same"},
        {"step": "level", "level": "everybody"},
        {"step": "dismiss", "start": "x", "end": "-1"},
        {"step": "add", "type": "nonsense", "words": "<b>"},
        {"step": "add", "type": "nonsense", "words": "Selm", "near": "²"},
        {"step": "add", "type": "nonsense", "words": "Selm", "near": "9" * 5000},
    ],
)
def test_nonsense_is_answered_and_writes_nothing(
    office: Any, report: str, form: dict[str, str]
) -> None:
    """Whatever a form says, there is an answer below 500, and the record stays as it was."""
    before = entries()
    answer = office.browser("ann").post(
        f"/desk/reports/{report}/act/", {**office.marks(), **form}, follow=True
    )
    assert answer.status_code < 500
    assert entries() == before


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "١٢"])
def test_a_form_without_marks_is_refused(office: Any, report: str, base: str) -> None:
    """A form that does not say which state of the record it shows is no form of ours."""
    form = {"step": "undo", "base": base, "once": "no"}
    answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form)
    assert answer.status_code == 404
