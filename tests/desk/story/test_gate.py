"""Nothing that Wagtail can do, by button, address or shell, changes a public byte."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from tests.desk.story.written import FORM, bytes_now, signed_in

from khronika.desk.story import gate
from khronika.desk.story.models import Draft
from khronika.desk.story.wagtail_hooks import (
    OURS,
    DraftScreens,
    FilmScreens,
    PictureScreens,
)
from khronika.record.user import User

pytestmark = pytest.mark.usefixtures("office_home")


@pytest.mark.parametrize(
    "button", ["action-publish", "action-submit", "action-save", "action-ask"]
)
def test_no_button_of_a_draft_changes_a_public_byte(
    ahead: Draft, people: dict[str, str], button: str
) -> None:
    """Saved by whatever button, a draft stays a draft."""
    before = bytes_now(ahead)
    there = reverse("wagtailsnippets_story_draft:edit", args=[ahead.pk])
    answer = signed_in(people["ada"]).post(there, {**FORM, button: "1"})
    assert answer.status_code == 302
    assert Draft.objects.get(pk=ahead.pk).headline == "CHANGED AGAIN"
    assert bytes_now(ahead) == before
    later = {**FORM, "go_live_at": "2020-01-01 00:00", "live": "on", button: "1"}
    signed_in(people["ada"]).post(there, later)
    call_command("publish_scheduled", verbosity=0)
    assert bytes_now(ahead) == before


PATHS = [
    "/desk/prose/snippets/story/draft/unpublish/{pk}/",
    "/desk/prose/snippets/story/draft/workflow/action/{pk}/approve/1/",
    "/desk/prose/snippets/story/draft/history/{pk}/revisions/1/unschedule/",
    "/desk/prose/api/v3/snippets/story.draft/{pk}/actions/publish/",
    "/desk/prose/api/v3/snippets/story.Draft/{pk}/",
    "/desk/prose/api/main/pages/",
    "/desk/prose/pages/1/publish/",
    "/desk/prose/pages/add/wagtailcore/page/1/",
    "/desk/prose/bulk/story/draft/publish/?id={pk}",
    "/desk/prose/workflows/list/",
    "/desk/prose/users/",
    "/desk/prose/groups/",
    "/desk/prose/login/",
    "/desk/prose/password_reset/",
    "/desk/prose/account/",
    "/desk/prose/choose-page/",
    "/api/v3/snippets/story.draft/{pk}/actions/publish/",
    "/admin/",
]


def test_every_other_way_of_wagtail_is_closed(ahead: Draft, people: dict[str, str]) -> None:
    """Publish, schedule, workflow, API, pages, people: 404, for editors and for superusers."""
    User.objects.filter(pk=people["ada"][2:]).update(is_superuser=True, is_staff=True)
    before = bytes_now(ahead)
    client = signed_in(people["ada"])
    for path in PATHS:
        there = path.format(pk=ahead.pk)
        for method in ("post", "patch", "put", "delete"):
            sent = getattr(client, method)(
                there, {"action": "publish"}, content_type="application/json"
            )
            assert sent.status_code in (404, 405), (method, path)
        assert client.get(there).status_code == 404, path
    assert bytes_now(ahead) == before


def test_the_shell_cannot_publish_a_draft(ahead: Draft) -> None:
    """A draft has no `publish`, its revisions publish nothing, there is no live state to set."""
    before = bytes_now(ahead)
    assert not any(hasattr(ahead, name) for name in ("publish", "unpublish", "live", "go_live_at"))
    revision = ahead.latest_revision
    revision.approved_go_live_at = revision.created_at
    revision.save()
    with pytest.raises(AttributeError):
        revision.publish()
    with pytest.raises(AttributeError):
        call_command("publish_scheduled", verbosity=0)
    Draft.objects.bulk_update([ahead], ["headline"])
    ahead.save()
    assert bytes_now(ahead) == before
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippets_story_draft:unpublish", args=[ahead.pk])


def test_the_list_of_open_screens_is_closed() -> None:
    """Whatever a later Wagtail adds is closed until somebody opens it."""
    assert gate.is_open("wagtailsnippets_story_draft", "edit")
    assert not gate.is_open("wagtailadmin_pages", "edit")
    assert not gate.is_open("", "wagtailadmin_login")
    assert not gate.is_open("", None)


def test_who_may_not_write_stays_outside(people: dict[str, str]) -> None:
    """Without an account one is sent to the desk's sign-in; a coder is refused with the rule."""
    there = reverse("wagtailsnippets_story_draft:list")
    assert Client().get(there).headers["Location"].startswith("/desk/sign-in/")
    refusal = signed_in(people["dan"]).get(there)
    assert refusal.status_code == 403
    assert "editor" in refusal.content.decode()
    User.objects.filter(pk=people["dan"][2:]).update(is_superuser=True, is_staff=True)
    assert signed_in(people["dan"]).get(there).status_code == 403


def test_the_menu_of_drafting_does_not_hang_on_a_language() -> None:
    """Whoever comes first after a start may read Arabic: the menu is the same for everybody."""
    for screens in (DraftScreens, PictureScreens, FilmScreens):
        with override("ar"):
            item = screens().get_menu_item()
            label = str(item.label)
        assert item.name in OURS
        assert label != str(item.label)
