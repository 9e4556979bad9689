"""Stories at the desk: the list, asking for a second person, another language, private files."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khronika.desk.fields import say_error
from khronika.desk.gate import desk, marks, person, writing
from khronika.desk.story.models import Draft, fresh_id
from khronika.desk.story.second import compared, hands_of, put_before, stands_as
from khronika.desk.story.tree import DraftUnreadable, tree_of
from khronika.errors import KhronikaError
from khronika.flow.stand import open_bundle
from khronika.model.canonical import Json, sha256_of
from khronika.record.public import read
from khronika.record.serialise import text_as_read
from khronika.record.user import User

FILE = re.compile(r"[0-9a-f]{64}\.(?:jpg|png|webp|webm|mp4)")
STATES = {
    "draft": gettext_lazy("draft"),
    "waits": gettext_lazy("waits for a second person"),
    "public": gettext_lazy("public"),
    "ahead": gettext_lazy("public; the draft goes on"),
    "gone": gettext_lazy("taken down"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A draft in the list: what it is, how far it is, where it leads."""

    draft: Draft
    state: str
    bundle: str | None
    address: str | None
    missing: tuple[tuple[str, str], ...]

    @property
    def said(self) -> str:
        """Say how far it is."""
        return str(STATES[self.state])


def _tree(draft: Draft) -> Json:
    try:
        return tree_of(draft)
    except DraftUnreadable:
        return None


def _row(draft: Draft) -> Row:
    tree = _tree(draft)
    is_asked = tree is not None and stands_as(draft.subject, draft.lang) == sha256_of(tree)
    bundle = open_bundle(draft.subject)
    public = read.current(draft.subject)
    is_public = public is not None and not public.is_tombstone
    is_here = public is not None and is_public and draft.lang in public.body["trees"]
    state = "draft"
    if public is not None and public.is_tombstone:
        state = "gone"
    elif bundle and is_asked:
        state = "waits"
    elif is_here:
        state = "public" if is_asked else "ahead"
    slug = public.body["trees"][draft.lang]["slug"] if public and is_here else None
    known = set(Draft.objects.filter(story=draft.story).values_list("lang", flat=True))
    missing = tuple((code, name) for code, name in settings.LANGUAGES if code not in known)
    address = f"/{draft.lang}/stories/{slug}/" if slug else None
    return Row(draft, state, bundle, address, missing)


@desk("write")
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the drafts of stories."""
    rows = [_row(draft) for draft in Draft.objects.order_by("-latest_revision__created_at", "id")]
    return render(request, "desk/story/list.html", {"rows": rows, "here": "stories", **marks()})


@desk("write")
@require_POST
def translate(request: HttpRequest, draft: str) -> HttpResponse:
    """Begin another language of a story with a copy of this one."""
    found = get_object_or_404(Draft, pk=draft)
    lang = request.POST.get("lang", "")
    if lang not in dict(settings.LANGUAGES):
        raise Http404(f"{lang!r} is no language of this office")
    made, is_new = Draft.objects.get_or_create(
        story=found.story,
        lang=lang,
        defaults={
            "id": fresh_id(), "headline": found.headline, "lede": found.lede,
            "slug": found.slug, "body": found.body,
        },
    )  # fmt: skip
    if is_new:
        made.save_revision(user=person(request))
    return HttpResponseRedirect(reverse("wagtailsnippets_story_draft:edit", args=[made.pk]))


@desk("write")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, draft: str) -> HttpResponse:
    """Show a draft as readers would see it, and put it before a second person."""
    found = get_object_or_404(Draft, pk=draft)
    if request.method == "POST":
        return _ask(request, found)
    public = read.current(found.subject)
    before = public.body["trees"].get(found.lang) if public and not public.is_tombstone else None
    problem, shown = "", None
    try:
        tree = text_as_read(found.subject, found.lang, tree_of(found))
        shown = compared(found.lang, tree, before)
    except KhronikaError as error:
        problem = say_error(error)
    names = {user.actor: user.name for user in User.objects.all()}
    hands = sorted(names.get(hand, hand) for hand in hands_of(found.subject))
    context = {
        "row": _row(found), "prose": shown, "problem": problem, "hands": hands,
        "here": "stories", **marks(),
    }  # fmt: skip
    return render(request, "desk/story/ask.html", context)


def _ask(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Write the tree to the record and freeze a bundle; the same form twice does it once."""
    form = writing(request)
    try:
        bundle = put_before(form.ledger, form.actor, draft)
    except KhronikaError as error:
        messages.error(request, say_error(error))
        return HttpResponseRedirect(reverse("desk:story-ask", args=[draft.pk]))
    messages.success(request, gettext("A second person is asked."))
    may_second = reverse("desk:bundle", args=[bundle])
    return HttpResponseRedirect(may_second)


@desk("see")
@require_safe
def private_file(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a picture or film that is not public yet, to people of the desk."""
    folder = Path(settings.HOME) / "prose"
    found = [folder / name] if FILE.fullmatch(name) else []
    if re.fullmatch(r"[0-9a-f]{64}", name):
        found = sorted(folder.glob(f"{name}.*"))
    if not found or not found[0].is_file():
        raise Http404("no file has this name")
    kind = mimetypes.guess_type(found[0].name)[0] or "application/octet-stream"
    answer = HttpResponse(found[0].read_bytes(), content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
