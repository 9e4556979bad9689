"""Drafts: their screens load from here only, and erasing reaches every version of them."""

import json

import pytest
from django.urls import reverse
from tests.desk.story.written import (
    FORM,
    block,
    draft_by,
    signed_in,
)

from khronika.desk.story.models import Draft, Picture, Version, cover_names
from khronika.desk.story.tree import tree_of
from khronika.record import erasure, steps
from khronika.record.ledger.append import Ledger

pytestmark = pytest.mark.usefixtures("office_home")


@pytest.mark.parametrize(
    "screen",
    [
        "wagtailsnippets_story_draft:list", "wagtailsnippets_story_draft:add",
        "wagtailsnippets_story_picture:list", "wagtailsnippets_story_picture:add",
        "wagtailsnippets_story_film:add", "wagtailsnippetchoosers_story_picture:choose",
        "wagtailadmin_choose_page_external_link",
    ],
)  # fmt: skip
def test_drafting_screens_answer_and_load_from_here_only(
    people: dict[str, str], screen: str
) -> None:
    """Each screen answers an editor, and its policy names no other host and no inline script."""
    answer = signed_in(people["ada"]).get(reverse(screen))
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "http" not in policy
    assert "script-src 'self';" in policy
    assert "gravatar" not in answer.content.decode()


def test_revisions_hold_no_word_of_a_draft(people: dict[str, str]) -> None:
    """What Wagtail keeps of a revision is ids; the words come back from a version."""
    draft = draft_by(people["ada"], headline="Grzegorz Brzęczyszczykiewicz was there")
    revision = draft.latest_revision
    kept = json.dumps(revision.content, ensure_ascii=False) + revision.object_str
    assert "Grzegorz" not in kept
    assert "Sunday" not in kept
    assert revision.as_object().headline == draft.headline
    assert tree_of(revision.as_object()) == tree_of(draft)


def test_an_erasure_reaches_drafts_their_versions_and_files(people: dict[str, str]) -> None:
    """No name is left in anything that the drafting screens keep."""
    name = "Ilmira Testova"
    said = block("paragraph", f"<p>{name} spoke.</p>")
    draft = draft_by(
        people["ada"], said, headline=f"{name} speaks", lede=name, slug="ilmira-testova-speaks"
    )
    Picture.objects.create(title=name, alt=f"{name} at a window", credit=name, file="x.jpg")
    cover_names([name])
    draft.refresh_from_db()
    kept = [draft.headline, draft.lede, draft.slug, json.dumps(list(draft.body.raw_data))]
    kept += list(Version.objects.values_list("words", flat=True))
    kept += [" ".join(row) for row in Picture.objects.values_list("title", "alt", "credit")]
    assert not any("lmira" in words or "estova" in words for words in kept)
    assert "spoke" in json.dumps(list(draft.body.raw_data))


def test_another_language_begins_with_a_copy(people: dict[str, str]) -> None:
    """Both languages are one story; pressed twice, the button makes one copy."""
    draft = draft_by(people["ada"])
    there = reverse("desk:story-translate", args=[draft.pk])
    client = signed_in(people["ada"])
    for _time in range(2):
        assert client.post(there, {"lang": "ru"}).status_code == 302
    both = Draft.objects.filter(story=draft.story)
    assert sorted(both.values_list("lang", flat=True)) == ["en", "ru"]


def test_a_draft_can_be_previewed(people: dict[str, str]) -> None:
    """Wagtail's preview is the public page's look, and frames only within this site."""
    draft = draft_by(people["ada"])
    client = signed_in(people["ada"])
    there = reverse("wagtailsnippets_story_draft:preview_on_edit", args=[draft.pk])
    assert client.post(there, FORM).json()["is_valid"]
    answer = client.get(there)
    assert answer.status_code == 200
    assert "Typed." in answer.content.decode()
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


def test_a_draft_typed_before_an_erasure_is_read_again_before_it_is_saved(
    people: dict[str, str],
) -> None:
    """What stood in the form may name who was erased; shown again, it can be saved."""
    record, party = Ledger(), Ledger().new_id()
    draft, browser = draft_by(people["ada"]), signed_in(people["ada"])
    address = reverse("wagtailsnippets_story_draft:edit", args=[draft.pk])
    form = browser.get(address).context["form"]
    head = form.initial.get("head", 0)
    steps.set_party(record, people["ada"], party, {"kind": "person", "name": "Mira Tavel"},
                    base=record.head()[0])  # fmt: skip
    erasure.erase(record, people["eva"], f"party:{party}", ground="danger",
                  base=record.head()[0])  # fmt: skip
    sent = {
        "headline": "Mira Tavel, free", "lede": "", "lang": "en", "slug": "a-quiet-sunday",
        "head": head, "body-count": "1", "body-0-deleted": "", "body-0-order": "0",
        "body-0-type": "paragraph", "body-0-id": "",
        "body-0-value": json.dumps({"blocks": [{"key": "a", "text": "Said.", "type": "unstyled",
                                    "depth": 0, "inlineStyleRanges": [], "entityRanges": []}],
                                    "entityMap": {}}),
    }  # fmt: skip
    shown = browser.post(address, sent)
    draft.refresh_from_db()
    assert "Mira Tavel" not in draft.headline
    sent["head"] = shown.context["form"]["head"].value()
    browser.post(address, sent)
    draft.refresh_from_db()
    assert draft.headline == "Mira Tavel, free"
