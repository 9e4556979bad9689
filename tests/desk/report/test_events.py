"""Acts become events that two people publish, correct and withdraw."""

from collections.abc import Callable
from typing import Any

from tests.desk.report.asked import Look, decide_all, publish, said_by, value_of

from khronika.record.models import Act, Entry, Event, Fact, Judgement, Party, Request
from khronika.record.public.read import current


def test_a_name_is_public_only_with_a_ground(office: Any, report: str, fact: Look) -> None:
    """One key gives the ground; another withholds the name again."""
    party = fact("Mira Tavel", "victim").party
    office.do("ann", report, "accept", fact=fact("Mira Tavel", "victim").id)
    office.do("ann", report, "name", party=party, ground="consent")
    assert value_of(Fact.objects.get(pk=f"{party}.level")) == "public"
    office.do("ann", report, "name", party=party, ground="")
    assert value_of(Fact.objects.get(pk=f"{party}.level")) == "restricted"


def test_an_author_alone_publishes_nothing(office: Any, report: str) -> None:
    """By button, form post and HTMX post: who wrote and asked cannot approve."""
    acts = decide_all(office, report)
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
        assert "somebody else must approve it" in said_by(answer)
    assert current(f"event:{event}") is None
    assert not Entry.objects.filter(kind="approve").exists()


def test_two_people_publish_and_a_correction_needs_a_reason(
    office: Any, report: str, fact: Look
) -> None:
    """What is public is corrected with a reason, which the second person sees with was and is."""
    event, _bundle = publish(office, report)
    assert current(f"event:{event}") is not None
    place = fact("Mira Tavel", "place")
    refused = office.do("ann", report, "correct", fact=place.id, value="Old Quay")
    assert "say why it is corrected" in said_by(refused)
    office.do("ann", report, "correct", fact=place.id, value="Old Quay", reason="We misread it.")
    office.do("ann", report, "ask", event=event)
    bundle = Request.objects.order_by("-seq")[0].id
    screen = said_by(office.browser("ben").get(f"/desk/second/{bundle}/"))
    assert "1 change since the last approval" in screen
    assert '<del dir="auto">Selm</del>' in screen
    assert '<ins dir="auto">Old Quay</ins>' in screen
    assert "We misread it." in screen


def test_withdrawing_needs_one_person_and_a_reason(office: Any, report: str) -> None:
    """Without a reason nothing is taken down; with one a page with it stays."""
    event, _bundle = publish(office, report)
    office.do("ben", report, "down", event=event, reason=" ")
    assert not current(f"event:{event}").is_tombstone  # type: ignore[union-attr]  # published above
    office.do("ben", report, "down", event=event, reason="Two people were mixed up.")
    stands = current(f"event:{event}")
    assert stands is not None
    assert stands.is_tombstone
    assert stands.body["reason"] == "Two people were mixed up."


def test_changes_are_asked_for_with_words(office: Any, report: str) -> None:
    """A comment is kept with the event and shown to whoever opens the bundle."""
    acts = decide_all(office, report)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    office.do("ann", report, "ask", event=Event.objects.get().id)
    bundle = Request.objects.get().id
    empty = {**office.marks(), "d": "changes", "comment": ""}
    answer = office.browser("ben").post(f"/desk/second/{bundle}/", empty, follow=True)
    assert "Say what should change" in said_by(answer)
    form = {**office.marks(), "d": "changes", "comment": "Which quay?"}
    answer = office.browser("ben").post(f"/desk/second/{bundle}/", form, follow=True)
    assert "Which quay?" in said_by(answer)


def test_acts_are_moved_split_and_taken_out(office: Any, report: str) -> None:
    """An act leaves its event for a new one, comes back, and leaves for none."""
    acts = decide_all(office, report)
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
    mine = decide_all(office, report)
    office.do("ann", report, "compose", act=mine, title="Held", lang="en")
    event = Event.objects.get().id
    other = make_report()
    theirs = decide_all(office, other)
    office.do("ann", other, "move", act=theirs, event="", to=event)
    screen = said_by(office.browser("ann").get(f"/desk/reports/{report}/"))
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
    decide_all(office, report)
    other = make_report()
    decide_all(office, other)
    screen = said_by(office.browser("ann").get(f"/desk/reports/{other}/known/"))
    assert 'class="pro"' in screen
    assert "Mira Tavel" in screen
    assert not Judgement.objects.exists()
    party = screen.split('name="party" value="')[1].split('"')[0]
    mention = screen.split('name="other" value="')[1].split('"')[0]
    office.do("ann", other, "match", party=party, other=mention, verdict="same")
    assert Judgement.objects.get().verdict == "same"
    office.do("ann", other, "undo")
    assert Judgement.objects.get().verdict == "unsure"
    again = said_by(office.browser("ann").get(f"/desk/reports/{other}/known/"))
    assert f'name="party" value="{party}"' in again
    assert Party.objects.count() > 2
