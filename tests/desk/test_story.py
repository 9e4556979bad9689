"""Stories: drafts that nothing can publish but two people, cleaned files, erasure."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from PIL import Image

from khronika.demo.film import make_clip
from khronika.desk.letter.text import titles_of_texts
from khronika.desk.story import film, gate
from khronika.desk.story.models import Draft, Film, Picture, Version, cover_names
from khronika.desk.story.pictures import by_content, cleaned
from khronika.desk.story.second import difference, hands_of, plain_lines, put_before, refuse_hand
from khronika.desk.story.tree import DraftUnreadable, joined, lines_of, tree_of
from khronika.desk.story.wagtail_hooks import (
    OURS,
    DraftScreens,
    FilmScreens,
    PictureScreens,
)
from khronika.flow import stand
from khronika.flow.files import FileMissing, folder_of
from khronika.flow.people import Newcomer, admit
from khronika.model.canonical import sha256_of
from khronika.record import approval, erasure, steps
from khronika.record.errors import SecondPersonRequired
from khronika.record.ledger.append import Ledger
from khronika.record.models import Party, Request
from khronika.record.public.read import current
from khronika.record.user import User

pytestmark = pytest.mark.usefixtures("office_home")
HOUSE = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(name="people")
def _people(office_home: Path) -> dict[str, str]:
    """Let in two editors, a third one and a coder; answer name to actor."""
    wanted = [
        Newcomer(name, f"{name}@sample.example", (role,), "a long passphrase")
        for name, role in (
            ("ada", "editor"),
            ("ben", "editor"),
            ("cia", "editor"),
            ("dan", "coder"),
            ("eva", "security_officer"),
        )
    ]
    admitted = admit(Ledger(), wanted)
    return {one.name: person.actor for one, person in zip(wanted, admitted, strict=True)}


def user(actor: str) -> User:
    """Answer the person of an actor."""
    return User.objects.get(pk=actor.partition(":")[2])


def signed_in(actor: str) -> Client:
    """Answer a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user(actor), backend=HOUSE)
    return client


def block(kind: str, value: Any) -> dict[str, Any]:
    """Write a block as Wagtail stores it."""
    return {"type": kind, "value": value}


PARAGRAPH = block("paragraph", "<p>Said on a <b>Sunday</b>.</p>")


def draft_by(actor: str, *blocks: dict[str, Any], **fields: str) -> Draft:
    """Write a draft as somebody."""
    told = {"headline": "A quiet Sunday", "slug": "a-quiet-sunday", "lede": "", **fields}
    made = Draft(body=json.dumps(list(blocks) or [PARAGRAPH]), **told)
    made.full_clean()
    made.save()
    made.save_revision(user=user(actor))
    return made


def published(draft: Draft, writer: str, second: str) -> str:
    """Bring a draft to publication; answer the bundle."""
    record = Ledger()
    bundle = put_before(record, writer, draft)
    approval.approve(record, second, bundle, base=record.head()[0])
    home = Path(settings.HOME)
    stand.publish(record, second, bundle, base=record.head()[0], home=home)
    return bundle


def picture_file(**exif: str) -> bytes:
    """Make a JPEG that tells where and by whom it was taken."""
    told = Image.Exif()
    told[0x010F] = "Camera of a reporter"
    told[0x0112] = 6  # lay it on its side
    told.get_ifd(0x8825)[2] = (43.0, 15.0, 0.0)
    written = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 10, 10)).save(
        written, "JPEG", exif=told, comment=b"secret place", icc_profile=b"profile of a maker"
    )
    return written.getvalue()


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


def bytes_now(draft: Draft) -> tuple[str, bytes]:
    """Answer what the public has of a draft's story: document and page."""
    document = current(draft.subject)
    assert document is not None
    return document.text, Client().get("/en/stories/a-quiet-sunday/").content


@pytest.fixture(name="ahead")
def _ahead(people: dict[str, str]) -> Draft:
    """Answer a published story whose draft went on afterwards."""
    draft = draft_by(people["ada"])
    published(draft, people["ada"], people["ben"])
    draft.headline = "CHANGED BEHIND A BACK"
    draft.save()
    draft.save_revision(user=user(people["ada"]))
    return draft


FORM = {
    "headline": "CHANGED AGAIN", "lede": "", "lang": "en", "slug": "a-quiet-sunday",
    "body-count": "1", "body-0-type": "paragraph", "body-0-order": "0", "body-0-deleted": "",
    "body-0-id": "", "body-0-value": json.dumps({
        "blocks": [{"key": "a", "text": "Typed.", "type": "unstyled", "depth": 0,
                    "inlineStyleRanges": [], "entityRanges": [], "data": {}}],
        "entityMap": {},
    }),
}  # fmt: skip


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


def test_a_picture_keeps_nothing_but_what_is_seen() -> None:
    """Place, maker, comment and colour profile are gone, and the picture stands upright."""
    kept = cleaned(io.BytesIO(picture_file())).read()
    assert b"secret" not in kept
    assert b"Camera" not in kept
    assert b"profile of a maker" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert not seen.getexif()
        assert seen.size == (20, 40)


def test_a_picture_with_holes_keeps_them() -> None:
    """A transparent PNG stays one, without its text chunks."""
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "a name")
    written = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(written, "PNG", pnginfo=told)
    kept = cleaned(io.BytesIO(written.getvalue())).read()
    assert b"a name" not in kept
    with Image.open(io.BytesIO(kept)) as seen:
        assert seen.mode == "RGBA"


@pytest.mark.parametrize(
    "body", [b"", b"<svg xmlns='x'/>", b"GIF89a" + bytes(40), b"\xff\xd8\xff"]
)
def test_what_is_no_picture_is_refused(body: bytes) -> None:
    """A file that is not what it says gets a sentence, not an error page."""
    with pytest.raises(ValidationError):
        cleaned(io.BytesIO(body))


def test_a_picture_is_sent_by_form_and_lies_under_its_hash(people: dict[str, str]) -> None:
    """The upload of the drafting screens cleans; what lies in the home has no metadata."""
    words = {"title": "T", "alt": "A red square", "credit": "Us"}
    sent = SimpleUploadedFile("IMG_with_name.jpg", picture_file(), "image/jpeg")
    there = reverse("wagtailsnippets_story_picture:add")
    assert signed_in(people["ada"]).post(there, {**words, "file": sent}).status_code == 302
    picture = Picture.objects.get()
    body = (Path(settings.HOME) / "prose" / picture.file.name).read_bytes()
    assert picture.file.name == hashlib.sha256(body).hexdigest() + ".jpg"
    assert b"secret" not in body


@pytest.fixture(name="shown")
def _shown(people: dict[str, str]) -> tuple[Draft, Picture, Film]:
    """Write a draft with a picture and a film."""
    picture = Picture(title="P", alt="A red square", credit="Us")
    picture.file = ContentFile(picture_file(), name="x.jpg")
    picture.full_clean()
    picture.save()
    clip = by_content((Path(make_clip.__file__).parent / "clip.webm").read_bytes(), ".webm")
    kept = Film.objects.create(title="F", label="Discs", credit="Us", file=clip, seconds=12)
    draft = draft_by(
        people["ada"],
        block("figure", {"picture": picture.pk, "caption": "<p>Seen.</p>"}),
        block("film", {"film": kept.pk, "caption": ""}),
    )
    return draft, picture, kept


def test_pictures_are_public_only_while_a_page_shows_them(
    shown: tuple[Draft, Picture, Film], people: dict[str, str]
) -> None:
    """Before, 404; published, the bytes of the hash; taken down, 404 again. There is no list."""
    draft, picture, kept = shown
    names = [one.file.name.partition(".")[0] for one in (picture, kept)]
    client = Client()
    assert [client.get(f"/files/{name}").status_code for name in names] == [404, 404]
    published(draft, people["ada"], people["ben"])
    for name in names:
        answer = client.get(f"/files/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == name
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/files/").status_code == 404
    assert client.get("/files/..%2f..%2fsecret.key").status_code == 404
    page = client.get("/en/stories/a-quiet-sunday/").content.decode()
    assert 'preload="none"' in page
    assert f'src="/files/{names[0]}"' in page
    record = Ledger()
    stand.withdraw(record, people["ben"], [draft.subject], reason="Wrong.", base=record.head()[0],
                   home=Path(settings.HOME))  # fmt: skip
    assert [client.get(f"/files/{name}").status_code for name in names] == [404, 404]
    assert not list(folder_of(Path(settings.HOME)).iterdir())


@pytest.mark.parametrize(
    ("asked", "status", "length"),
    [("bytes=0-9", 206, 10), ("bytes=-5", 206, 5), ("bytes=5-", 206, None),
     ("bytes=99999999-", 416, 0), ("nonsense", 200, None)],
)  # fmt: skip
def test_a_player_may_ask_for_part_of_a_film(
    shown: tuple[Draft, Picture, Film], people: dict[str, str], asked: str, status: int,
    length: int | None,
) -> None:  # fmt: skip
    """One range is answered (RFC 9110 section 14), one outside is refused, nonsense is ignored."""
    draft, _picture, kept = shown
    published(draft, people["ada"], people["ben"])
    name = kept.file.name.partition(".")[0]
    answer = Client().get(f"/files/{name}", HTTP_RANGE=asked)
    assert answer.status_code == status
    if length is not None:
        assert len(answer.content) == length


def test_a_file_that_was_swapped_is_not_published(
    shown: tuple[Draft, Picture, Film], people: dict[str, str]
) -> None:
    """What two people approved by its hash is what is copied, or nothing is."""
    draft, picture, _kept = shown
    path = Path(settings.HOME) / "prose" / picture.file.name
    before = path.read_bytes()
    path.write_bytes(before + b"!")
    try:
        with pytest.raises(FileMissing):
            published(draft, people["ada"], people["ben"])
        assert current(draft.subject) is None
    finally:
        path.write_bytes(before)


def test_what_is_no_film_is_refused() -> None:
    """A text that calls itself a film gets a sentence."""
    with pytest.raises(ValidationError):
        film.ending_of(b"not a film at all")


def test_the_committed_clip_is_small_and_says_what_it_is() -> None:
    """The demo's clip stays below 300 kB and is the WebM that its script makes."""
    folder = Path(make_clip.__file__).parent
    body = (folder / "clip.webm").read_bytes()
    assert len(body) < 300_000
    assert film.ending_of(body) == ".webm"
    assert sum(1 for _frame in make_clip.frames()) == make_clip.RATE * make_clip.SECONDS


@pytest.mark.parametrize(
    ("markup", "parts"),
    [
        ("<p>a<b>b</b></p>", [("text", "a"), ("text", "b")]),
        ('<p><a href="https://x.example/">l</a></p>', [("link", "l")]),
        ("<p>&lt;script&gt;</p>", [("text", "<script>")]),
        ("<p>{{ settings.SECRET_KEY }}</p>", [("text", "{{ settings.SECRET_KEY }}")]),
    ],
)
def test_rich_text_becomes_closed_nodes(markup: str, parts: list[tuple[str, str]]) -> None:
    """Words stay words, whatever they look like."""
    assert [(part["type"], part["text"]) for part in lines_of(markup)[0]] == parts


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["counts ", "8", " journalists"], "counts 8 journalists"),
        (["counts", "8", "journalists"], "counts 8 journalists"),
        (["by", "Ada", ", twice", "and", "Ben", "."], "by Ada, twice and Ben."),
        (["(", "Ada", ")", "’s"], "(Ada)’s"),
    ],
)
def test_pieces_of_a_line_stand_a_blank_apart(pieces: list[str], said: str) -> None:
    """The editor drops blanks at the ends of pieces; the tree is the same before and after."""
    nodes = [[{"type": "text", "text": piece, "marks": []}] for piece in pieces]
    assert "".join(part["text"] for part in joined(nodes)) == said


@pytest.mark.parametrize(
    "markup",
    ["<p><img src=x></p>", "<script>x</script>", '<p><a linktype="page" id="3">x</a></p>',
     '<embed embedtype="image" id="1">', "<iframe></iframe>", "<style>x</style>"],
)  # fmt: skip
def test_markup_without_a_node_is_refused(markup: str) -> None:
    """What no public document knows is refused while its writer looks at it."""
    with pytest.raises(DraftUnreadable):
        lines_of(markup)


def test_a_tree_is_the_same_each_time(people: dict[str, str]) -> None:
    """The hash of a draft's tree depends on its words only."""
    draft = draft_by(people["ada"])
    again = Draft.objects.get(pk=draft.pk)
    assert sha256_of(tree_of(draft)) == sha256_of(tree_of(again))


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


def test_another_language_begins_with_a_copy(people: dict[str, str]) -> None:
    """Both languages are one story; pressed twice, the button makes one copy."""
    draft = draft_by(people["ada"])
    there = reverse("desk:story-translate", args=[draft.pk])
    client = signed_in(people["ada"])
    for _time in range(2):
        assert client.post(there, {"lang": "ru"}).status_code == 302
    both = Draft.objects.filter(story=draft.story)
    assert sorted(both.values_list("lang", flat=True)) == ["en", "ru"]


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


def test_the_menu_of_drafting_does_not_hang_on_a_language() -> None:
    """Whoever comes first after a start may read Arabic: the menu is the same for everybody."""
    for screens in (DraftScreens, PictureScreens, FilmScreens):
        with override("ar"):
            item = screens().get_menu_item()
            label = str(item.label)
        assert item.name in OURS
        assert label != str(item.label)
