"""Nobody approves what they wrote themselves: by button, form, HTMX, Wagtail, schedule or API."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from khronika.desk.story.models import Draft
from khronika.desk.story.second import put_before
from khronika.record import approval
from khronika.record.errors import SecondPersonRequired
from khronika.record.models import Act, Entry, Event, Fact, Request
from khronika.record.public.read import current
from khronika.record.user import User

TYPED = {
    "headline": "Typed by Ann", "lede": "", "lang": "en", "slug": "a-quiet-sunday",
    "body-count": "0",
}  # fmt: skip
PARAGRAPH = [{"type": "paragraph", "value": "<p>Nobody was there.</p>", "id": "1"}]


@pytest.fixture(name="asked")
def _asked(office: Any, report: str) -> tuple[str, str]:
    """Ann wrote every fact of an event and asked: answer event and bundle."""
    acts = list(Act.objects.filter(report=report).values_list("id", flat=True))
    for fact in Fact.objects.filter(thing__in=acts).order_by("id"):
        office.do("ann", report, "accept", fact=fact.id)
    office.do("ann", report, "compose", act=acts, title="Two reporters held", lang="en")
    event = Event.objects.get().id
    office.do("ann", report, "ask", event=event)
    return f"event:{event}", Request.objects.get().id


@pytest.fixture(name="told")
def _told(office: Any) -> tuple[str, str]:
    """Ann wrote a story and asked: answer its subject and bundle."""
    user = User.objects.get(pk=office.actors["ann"][2:])
    draft = Draft(headline="A quiet Sunday", lede="", lang="en", slug="a-quiet-sunday",
                  body=json.dumps(PARAGRAPH))  # fmt: skip
    draft.save()
    draft.save_revision(user=user)
    return draft.subject, put_before(office.ledger, office.actors["ann"], draft)


def _button(office: Any, subject: str, bundle: str) -> None:
    screen = office.browser("ann").get(f"/desk/second/{bundle}/").content.decode()
    button = screen.split('value="approve"')[1].split(">")[0]
    assert " disabled" in button


def _form(office: Any, subject: str, bundle: str, **headers: str) -> None:
    form = {**office.marks(), "d": "approve"}
    office.browser("ann").post(f"/desk/second/{bundle}/", form, headers=headers or None)


def _htmx(office: Any, subject: str, bundle: str) -> None:
    _form(office, subject, bundle, **{"HX-Request": "true"})


def _wagtail(office: Any, subject: str, bundle: str) -> None:
    for draft in Draft.objects.all():
        there = f"/desk/prose/snippets/story/draft/edit/{draft.pk}/"
        for button in ("action-publish", "action-submit", "action-approve"):
            office.browser("ann").post(there, {**TYPED, button: "1"})
        office.browser("ann").post(f"/desk/prose/snippets/story/draft/publish/{draft.pk}/")


def _schedule(office: Any, subject: str, bundle: str) -> None:
    for draft in Draft.objects.all():
        there = f"/desk/prose/snippets/story/draft/edit/{draft.pk}/"
        said = {**TYPED, "go_live_at": "2020-01-01 00:00", "action-publish": "1"}
        office.browser("ann").post(there, said)
    call_command("publish_scheduled", verbosity=0)


def _api(office: Any, subject: str, bundle: str) -> None:
    ann, head = office.actors["ann"], office.ledger.head()[0]
    with pytest.raises(SecondPersonRequired):
        approval.publish(office.ledger, ann, bundle, base=head)
    own = list(approval.waiting(bundle).facts)
    with pytest.raises(SecondPersonRequired):
        approval.approve(office.ledger, ann, bundle, facts=own, base=head)


WAYS: list[Callable[[Any, str, str], None]] = [_button, _form, _htmx, _wagtail, _schedule, _api]


@pytest.mark.parametrize("what", ["asked", "told"])
def test_an_author_alone_is_refused_by_each_of_six_ways(
    office: Any, what: str, request: pytest.FixtureRequest
) -> None:
    """Facts and texts alike: nothing of the author's own is approved or public after any way."""
    subject, bundle = request.getfixturevalue(what)
    for way in WAYS:
        way(office, subject, bundle)
        assert current(subject) is None, way.__name__
        assert not Entry.objects.filter(kind__in=("approve", "publish")).exists(), way.__name__


def test_a_form_without_the_drafting_tools_own_fields_is_no_500(office: Any, told: Any) -> None:
    """What its pages always send is missing: 400, in words."""
    there = f"/desk/prose/snippets/story/draft/edit/{Draft.objects.get().pk}/"
    for said in ({"headline": "x"}, {**TYPED, "body-count": "no"}, {"body-count": "9" * 400}):
        answer = office.browser("ann").post(there, said)
        assert answer.status_code < 500


def test_no_other_address_takes_an_approval() -> None:
    """All addresses of the office are looked at: none but the bundle's own names approving."""
    paths = set(_paths(get_resolver().url_patterns))
    ours = {path for path in paths if not path.startswith("desk/prose/")}
    assert not [path for path in ours if "approve" in path or "publish" in path]
    assert not [path for path in ours if path.startswith("api")]


def _paths(patterns: list[Any], before: str = "") -> list[str]:
    found = []
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += _paths(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            found.append(here)
    return found
