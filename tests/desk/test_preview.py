"""The preview: the page that readers would get, for whoever works here, before it is public."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from khronika.record.models import Act, Entry, Event, Fact, Number, Request
from khronika.record.public.read import current

Look = Callable[[str, str], Fact]


def _said(answer: Any) -> str:
    return str(answer.content.decode())


def _decided(office: Any, report: str, *, told: bool = True) -> str:
    """Accept everything of a report and bring it into one event, as Ann; answer the event."""
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    facts = Fact.objects.filter(thing__in=acts)
    for fact in facts if told else facts.exclude(field="date"):
        office.do("ann", report, "accept", fact=fact.id)
    if not told:
        for fact in facts.filter(field="date"):
            office.do("ann", report, "reject", fact=fact.id)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    return Event.objects.order_by("-seq")[0].id


def test_the_page_is_seen_before_anything_is_asked(office: Any, report: str, fact: Look) -> None:
    """From the report: the public template, marked as a preview, and nothing is written by it."""
    event = _decided(office, report)
    party = fact("Joss Arden", "victim").party
    office.do("ann", report, "name", party=party, ground="consent")
    there = f"/desk/reports/{report}/preview/{event}/"
    assert there in _said(office.browser("ann").get(f"/desk/reports/{report}/"))
    before = Entry.objects.count()
    page = _said(office.browser("ann").get(there))
    assert "Preview: this page is not public." in page
    assert "Joss Arden" in page
    assert "/facts/" not in page
    assert Entry.objects.count() == before
    assert not Number.objects.exists()
    assert current(f"event:{event}") is None


def test_a_withheld_name_is_hidden_in_a_preview_too(office: Any, report: str) -> None:
    """Nobody here has a ground: no part of a name stands in the preview, nor in its quotes."""
    event = _decided(office, report)
    page = _said(office.browser("ann").get(f"/desk/reports/{report}/preview/{event}/"))
    assert "Mira" not in page
    assert "Arden" not in page
    assert "name withheld" in page


def test_the_second_person_sees_the_page_that_they_approve(office: Any, report: str) -> None:
    """From the queue: the frozen bytes, whatever was decided since, in the language asked for."""
    event = _decided(office, report)
    asked = _said(office.do("ann", report, "ask", event=event))
    number = Number.objects.get(subject=f"event:{event}").number
    assert f"Its public number will be {number}." in asked
    bundle = Request.objects.get().id
    there = f"/desk/second/{bundle}/preview/"
    assert there in _said(office.browser("ben").get(f"/desk/second/{bundle}/"))
    page = _said(office.browser("ben").get(there))
    assert number in page
    assert "Two reporters held" in page
    assert '<html lang="ar" dir="rtl">' in _said(office.browser("ben").get(f"{there}?lang=ar"))
    assert '<html lang="en"' in _said(office.browser("ben").get(f"{there}?lang=%00x"))


def test_a_preview_is_for_the_desk_alone(office: Any, report: str) -> None:
    """Without signing in one is led to where one does; whoever may not decide is refused."""
    event = _decided(office, report)
    office.do("ann", report, "ask", event=event)
    bundle = Request.objects.get().id
    for path in (f"/desk/reports/{report}/preview/{event}/", f"/desk/second/{bundle}/preview/"):
        assert Client().get(path).headers["Location"].startswith("/desk/sign-in/")
        assert office.browser("mon").get(path).status_code == 403
        answer = office.browser("ann").get(path)
        assert answer.headers["Cache-Control"] == "no-store"
    assert Client().get(f"/en/events/{Number.objects.get().number}/").status_code == 404


def test_what_cannot_be_shown_yet_is_said(office: Any, report: str) -> None:
    """An event of which nothing stands has no page: the desk says so instead of failing."""
    event = _decided(office, report)
    for thing in Act.objects.filter(report=report).values_list("id", flat=True):
        office.do("ann", report, "no-act", thing=thing)
    answer = office.browser("ann").get(f"/desk/reports/{report}/preview/{event}/", follow=True)
    assert answer.status_code == 200
    assert 'class="errors"' in _said(answer)
    for path in (f"/desk/reports/{report}/preview/x/", f"/desk/reports/x/preview/{event}/",
                 "/desk/second/x/preview/"):  # fmt: skip
        assert office.browser("ann").get(path).status_code == 404


@pytest.mark.parametrize(
    ("told", "year"),
    [({"published": "2019-03-04"}, 2019), ({"captured": "2020-05-06"}, 2020), ({}, None)],
)
def test_the_number_of_an_event_without_days_is_of_the_year_of_its_report(
    office: Any, make_report: Any, told: dict[str, str], year: int | None
) -> None:
    """No act says when: the report's day decides, else its capture, else the day it came in."""
    report = make_report(told=told)
    event = _decided(office, report, told=False)
    office.do("ann", report, "ask", event=event)
    came = Entry.objects.get(kind="receive", subject=f"report:{report}").at[:4]
    number = Number.objects.get(subject=f"event:{event}").number
    assert number.split("-")[1] == str(year or came)


def test_a_day_of_an_act_decides_before_the_day_of_the_report(
    office: Any, make_report: Any
) -> None:
    """What happened in 2031 is of 2031, whenever it was told."""
    report = make_report(told={"published": "2033-01-01"})
    event = _decided(office, report)
    office.do("ann", report, "ask", event=event)
    assert Number.objects.get(subject=f"event:{event}").number.startswith("XX-2031-")
