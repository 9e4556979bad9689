"""The side-by-side screen: what each form writes, and what it refuses to write."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from khronika.desk.fields import CorrectionUnreadable, read_correction
from khronika.desk.notes import notes_of
from khronika.record.models import Act, Entry, Event, Fact, Judgement, Party, Request
from khronika.record.public.read import current
from khronika.record.values import read

Look = Callable[[str, str], Fact]


def _said(answer: Any) -> str:
    return str(answer.content.decode())


def _value(fact: Fact) -> Any:
    fact.refresh_from_db()
    return read([fact.value_id])[fact.value_id] if fact.value_id else json.loads(fact.value)


def _entries() -> int:
    return Entry.objects.count()


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
    before = _entries()
    answer = browser.post(f"/desk/reports/{report}/act/", form, follow=True)
    assert answer.status_code == 200
    assert _entries() == before


def test_the_second_of_two_is_told_what_is_new(office: Any, report: str, fact: Look) -> None:
    """Who decides on what another changed meanwhile is refused, and told who changed what."""
    place = fact("Mira Tavel", "place")
    form = {**office.marks(), "step": "accept", "fact": place.id}
    office.do("ben", report, "reject", fact=place.id)
    answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form, follow=True)
    assert "It changed while you read" in _said(answer)
    assert "Ben Sample: Where rejected" in _said(answer)
    place.refresh_from_db()
    assert place.status == "rejected"


def test_a_correction_that_came_second_is_not_lost(office: Any, report: str, fact: Look) -> None:
    """The second of two is told who changed what, and finds their own words in the form."""
    place = fact("Mira Tavel", "place")
    form = {**office.marks(), "step": "correct", "fact": place.id, "value": "Old Quay",
            "country": "kz", "words": "Selm"}  # fmt: skip
    office.do("ben", report, "reject", fact=place.id)
    answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form, follow=True)
    assert "Ben Sample: Where rejected" in _said(answer)
    assert 'name="value" value="Old Quay"' in _said(answer)
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
        assert 'class="errors"' not in _said(answer)
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
    assert "do not stand in the report" in _said(answer)
    assert 'name="value" value="Lanter"' in _said(answer)  # what was typed is not lost
    assert 'name="words" value="in Lanter"' in _said(answer)
    office.do(
        "ann", report, "correct", fact=place.id, value="Old Quay", country="kz", words="Selm"
    )
    assert _value(place) == {"name": "Old Quay", "country": "KZ"}
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
    assert _value(Fact.objects.get(pk=f"{victim.party}.name")) == "Mira Tavell"


def test_what_was_decided_can_be_taken_back(office: Any, report: str, fact: Look) -> None:
    """Z withdraws one's own decision: the draft stands again, open, with the coder's confidence."""
    place = fact("Mira Tavel", "place")
    before = (place.value, place.cites, place.rule, place.confidence, place.status)
    office.do("ann", report, "correct", fact=place.id, value="Old Quay", words="Selm")
    answer = office.do("ann", report, "undo")
    assert "was taken back" in _said(answer)
    place.refresh_from_db()
    assert (place.value, place.cites, place.rule, place.confidence, place.status) == before
    assert f'id="fact-{place.id}" data-walk' in _said(answer)
    office.do("ann", report, "accept", fact=place.id)
    place.refresh_from_db()
    assert place.status == "accepted"


def test_a_name_goes_back_with_the_fact_that_named_it(
    office: Any, report: str, fact: Look
) -> None:
    """One key accepted a fact and its name; one key takes both back, and then the one before."""
    kind, victim = fact("Mira Tavel", "type"), fact("Mira Tavel", "victim")
    name = Fact.objects.get(pk=f"{victim.party}.name")
    office.do("ann", report, "accept", fact=kind.id)
    office.do("ann", report, "accept", fact=victim.id)
    assert "was taken back" in _said(office.do("ann", report, "undo"))
    for one in (victim, name):
        one.refresh_from_db()
        assert one.status == "proposed"
    kind.refresh_from_db()
    assert kind.status == "accepted"
    office.do("ann", report, "undo")
    kind.refresh_from_db()
    assert kind.status == "proposed"


def test_nobody_takes_back_what_another_decided(office: Any, report: str, fact: Look) -> None:
    """Ben's decision on the same fact is built on Ann's: hers is not the last word any more."""
    place = fact("Mira Tavel", "place")
    office.do("ann", report, "accept", fact=place.id)
    office.do("ben", report, "reject", fact=place.id)
    assert "no decision of yours" in _said(office.do("ann", report, "undo"))
    place.refresh_from_db()
    assert (place.status, place.author) == ("rejected", office.actors["ben"])


def test_no_act_can_be_taken_back_and_decided_anew(office: Any, report: str, fact: Look) -> None:
    """After Shift X and Z every fact of the act is open again, the link too."""
    thing = fact("Mira Tavel", "type").thing
    office.do("ann", report, "no-act", thing=thing)
    assert Act.objects.get(pk=thing).state == "rejected"
    answer = office.do("ann", report, "undo")
    assert f'id="fact-{thing}.type" data-walk' in _said(answer)
    assert Act.objects.get(pk=thing).state == "proposed"


def test_dismissed_words_come_back(office: Any, report: str) -> None:
    """Z after D: the words are on the list again."""
    screen = _said(office.browser("ann").get(f"/desk/reports/{report}/"))
    start = int(screen.split('id="miss-')[1].split('"')[0])
    office.do("ann", report, "dismiss", start=str(start), end=str(start + 9))
    answer = office.do("ann", report, "undo")
    assert f'id="miss-{start}"' in _said(answer)


def test_an_act_coded_by_hand_is_taken_back(office: Any, report: str) -> None:
    """What a person added alone is rejected: it stands in the record that they added it."""
    office.do("ann", report, "add", type="surveillance", words="following", near="0")
    made = Act.objects.order_by("-id")[0]
    office.do("ann", report, "undo")
    made.refresh_from_db()
    assert made.state == "rejected"


def test_a_ground_taken_back_is_asked_again(office: Any, report: str, fact: Look) -> None:
    """After a ground and Z the name is withheld, and its row with the grounds is back."""
    victim = fact("Mira Tavel", "victim")
    office.do("ann", report, "accept", fact=victim.id)
    office.do("ann", report, "name", party=victim.party, ground="consent")
    answer = office.do("ann", report, "undo")
    assert _value(Fact.objects.get(pk=f"{victim.party}.level")) == "restricted"
    assert f'id="party-{victim.party}"' in _said(answer)


def test_nothing_to_take_back_is_said(office: Any, report: str) -> None:
    """Whoever decided nothing is told so."""
    assert "no decision of yours" in _said(office.do("ann", report, "undo"))


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
    assert 'class="missrow" data-walk' not in _said(answer)
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


def test_a_name_is_public_only_with_a_ground(office: Any, report: str, fact: Look) -> None:
    """One key gives the ground; another withholds the name again."""
    party = fact("Mira Tavel", "victim").party
    office.do("ann", report, "accept", fact=fact("Mira Tavel", "victim").id)
    office.do("ann", report, "name", party=party, ground="consent")
    assert _value(Fact.objects.get(pk=f"{party}.level")) == "public"
    office.do("ann", report, "name", party=party, ground="")
    assert _value(Fact.objects.get(pk=f"{party}.level")) == "restricted"


def _decide_all(office: Any, report: str, name: str = "ann") -> list[str]:
    """Accept everything of a report one by one, as its draft is right; answer its acts."""
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    for fact in Fact.objects.filter(thing__in=acts).order_by("id"):
        office.do(name, report, "accept", fact=fact.id)
    return acts


def _publish(office: Any, report: str) -> tuple[str, str]:
    """Decide, compose and ask as Ann, approve as Ben; answer event and bundle."""
    acts = _decide_all(office, report)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    event = Event.objects.get().id
    office.do("ann", report, "ask", event=event)
    bundle = Request.objects.order_by("-seq")[0].id
    form = {**office.marks(), "d": "approve"}
    answer = office.browser("ben").post(f"/desk/second/{bundle}/", form, follow=True)
    assert "Approved and published" in _said(answer)
    return event, bundle


def test_an_author_alone_publishes_nothing(office: Any, report: str) -> None:
    """By button, form post and HTMX post: who wrote and asked cannot approve."""
    acts = _decide_all(office, report)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    event = Event.objects.get().id
    office.do("ann", report, "ask", event=event)
    bundle = Request.objects.get().id
    screen = office.browser("ann").get(f"/desk/second/{bundle}/").content.decode()
    assert 'value="approve" type="submit" data-key="p" disabled' in screen
    for headers in ({}, {"HX-Request": "true"}):
        form = {**office.marks(), "d": "approve"}
        answer = office.browser("ann").post(
            f"/desk/second/{bundle}/", form, follow=True, headers=headers
        )
        assert "somebody else must approve it" in _said(answer)
    assert current(f"event:{event}") is None
    assert not Entry.objects.filter(kind="approve").exists()


def test_two_people_publish_and_a_correction_needs_a_reason(
    office: Any, report: str, fact: Look
) -> None:
    """What is public is corrected with a reason, which the second person sees with was and is."""
    event, _bundle = _publish(office, report)
    assert current(f"event:{event}") is not None
    place = fact("Mira Tavel", "place")
    refused = office.do("ann", report, "correct", fact=place.id, value="Old Quay")
    assert "say why it is corrected" in _said(refused)
    office.do("ann", report, "correct", fact=place.id, value="Old Quay", reason="We misread it.")
    office.do("ann", report, "ask", event=event)
    bundle = Request.objects.order_by("-seq")[0].id
    screen = _said(office.browser("ben").get(f"/desk/second/{bundle}/"))
    assert "1 change since the last approval" in screen
    assert '<del dir="auto">Selm</del>' in screen
    assert '<ins dir="auto">Old Quay</ins>' in screen
    assert "We misread it." in screen


def test_withdrawing_needs_one_person_and_a_reason(office: Any, report: str) -> None:
    """Without a reason nothing is taken down; with one a page with it stays."""
    event, _bundle = _publish(office, report)
    office.do("ben", report, "down", event=event, reason=" ")
    assert not current(f"event:{event}").is_tombstone  # type: ignore[union-attr]  # published above
    office.do("ben", report, "down", event=event, reason="Two people were mixed up.")
    stands = current(f"event:{event}")
    assert stands is not None
    assert stands.is_tombstone
    assert stands.body["reason"] == "Two people were mixed up."


def test_changes_are_asked_for_with_words(office: Any, report: str) -> None:
    """A comment is kept with the event and shown to whoever opens the bundle."""
    acts = _decide_all(office, report)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    office.do("ann", report, "ask", event=Event.objects.get().id)
    bundle = Request.objects.get().id
    empty = {**office.marks(), "d": "changes", "comment": ""}
    answer = office.browser("ben").post(f"/desk/second/{bundle}/", empty, follow=True)
    assert "Say what should change" in _said(answer)
    form = {**office.marks(), "d": "changes", "comment": "Which quay?"}
    answer = office.browser("ben").post(f"/desk/second/{bundle}/", form, follow=True)
    assert "Which quay?" in _said(answer)


def test_acts_are_moved_split_and_taken_out(office: Any, report: str) -> None:
    """An act leaves its event for a new one, comes back, and leaves for none."""
    acts = _decide_all(office, report)
    office.do("ann", report, "compose", act=acts, title="Held", lang="en")
    first = Event.objects.get().id
    office.do(
        "ann", report, "move", act=[acts[0]], event=first, to="new", title="Alone", lang="en"
    )
    second = Event.objects.exclude(pk=first).get().id
    assert Act.objects.get(pk=acts[0]).event == second
    office.do("ann", report, "move", act=[acts[0]], event=second, to=first)
    assert Act.objects.get(pk=acts[0]).event == first
    office.do("ann", report, "move", act=[acts[0]], event=first, to="out")
    assert Act.objects.get(pk=acts[0]).event is None


def test_acts_of_two_reports_are_one_when_a_person_says_so(
    office: Any, report: str, make_report: Callable[..., str]
) -> None:
    """The other report's act is joined with one of the event, and stands by itself again."""
    mine = _decide_all(office, report)
    office.do("ann", report, "compose", act=mine, title="Held", lang="en")
    event = Event.objects.get().id
    other = make_report()
    theirs = _decide_all(office, other)
    office.do("ann", other, "move", act=theirs, event="", to=event)
    screen = _said(office.browser("ann").get(f"/desk/reports/{report}/"))
    assert "and 2 acts of other reports" in screen
    joined = {"event": event, "thing": theirs[0], "with": mine[0]}
    # The form of a report names acts of the other: both belong to the event.
    office.do("ann", other, "join", **joined)
    assert Act.objects.get(pk=theirs[0]).joined == mine[0]
    office.do("ann", other, "part", event=event, thing=theirs[0])
    assert Act.objects.get(pk=theirs[0]).joined is None


def test_candidates_have_reasons_and_a_person_judges(
    office: Any, report: str, make_report: Callable[..., str]
) -> None:
    """The same name in another report is shown with reasons; nothing is joined until S."""
    _decide_all(office, report)
    other = make_report()
    _decide_all(office, other)
    screen = _said(office.browser("ann").get(f"/desk/reports/{other}/known/"))
    assert 'class="pro"' in screen
    assert "Mira Tavel" in screen
    assert not Judgement.objects.exists()
    party = screen.split('name="party" value="')[1].split('"')[0]
    mention = screen.split('name="other" value="')[1].split('"')[0]
    office.do("ann", other, "match", party=party, other=mention, verdict="same")
    assert Judgement.objects.get().verdict == "same"
    office.do("ann", other, "undo")
    assert Judgement.objects.get().verdict == "unsure"
    again = _said(office.browser("ann").get(f"/desk/reports/{other}/known/"))
    assert f'name="party" value="{party}"' in again
    assert Party.objects.count() > 2


def test_the_history_of_a_fact_is_told(office: Any, report: str, fact: Look) -> None:
    """Who drafted, corrected and accepted it, to what and with which words, the latest first."""
    place = fact("Mira Tavel", "place")
    office.do("ann", report, "correct", fact=place.id, value="Old Quay", words="Selm")
    office.do("ben", report, "accept", fact=place.id)
    screen = _said(office.browser("ben").get(f"/desk/facts/{place.id}/"))
    order = [screen.index(words) for words in ("Ben Sample</td>", "Ann Sample</td>", "the coder")]
    assert order == sorted(order)
    assert "Old Quay" in screen


def test_a_row_comes_alone_where_htmx_asks(office: Any, report: str, fact: Look) -> None:
    """Asked for one row, the desk answers with that row and how far its act is."""
    place = fact("Mira Tavel", "place")
    answer = _as_row(office, report, "accept", place)
    assert answer.status_code == 200
    assert answer.content.decode().count('id="fact-') == 1
    assert f'id="tail-{place.thing}"' in answer.content.decode()
    assert 'id="named"' not in _said(answer)
    assert len(answer.content) < 6000


def _as_row(office: Any, report: str, step: str, fact: Fact) -> Any:
    form = {**office.marks(), "step": step, "fact": fact.id}
    headers = {"HX-Request": "true", "HX-Target": f"fact-{fact.id}"}
    return office.browser("ann").post(f"/desk/reports/{report}/act/", form, headers=headers)


def test_a_row_that_names_somebody_brings_who_may_be_named(
    office: Any, report: str, fact: Look
) -> None:
    """Whoever is named by a key waits for their ground on the same screen, at once."""
    victim = fact("Mira Tavel", "victim")
    answer = _as_row(office, report, "accept", victim)
    assert _said(answer).count('id="fact-') == 1
    assert 'id="named" data-hx-swap-oob="true"' in _said(answer)
    assert f'id="party-{victim.party}"' in _said(answer)
    assert answer.headers["HX-Trigger"] == "namesChanged"


def test_the_last_decision_brings_the_whole_screen(office: Any, report: str, fact: Look) -> None:
    """When nothing is left to decide, the second person may be asked without another click."""
    last = fact("Mira Tavel", "place")
    for row in Fact.objects.filter(thing__in=Act.objects.values("id")).exclude(pk=last.pk):
        office.do("ann", report, "accept", fact=row.id)
    answer = _as_row(office, report, "accept", last)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["HX-Location"].startswith(f"/desk/reports/{report}/")


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
    before = _entries()
    answer = office.browser("ann").post(
        f"/desk/reports/{report}/act/", {**office.marks(), **form}, follow=True
    )
    assert answer.status_code < 500
    assert _entries() == before


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "١٢"])
def test_a_form_without_marks_is_refused(office: Any, report: str, base: str) -> None:
    """A form that does not say which state of the record it shows is no form of ours."""
    form = {"step": "undo", "base": base, "once": "no"}
    answer = office.browser("ann").post(f"/desk/reports/{report}/act/", form)
    assert answer.status_code == 404


def test_markup_in_words_stays_words(office: Any, report: str, fact: Look) -> None:
    """What somebody typed comes back as text, never as an element."""
    place = fact("Mira Tavel", "place")
    office.do("ann", report, "correct", fact=place.id, value="<script>x</script>", words="Selm")
    screen = _said(office.browser("ann").get(f"/desk/reports/{report}/"))
    assert "<script>x" not in screen
    assert "&lt;script&gt;x" in screen
