"""Letters at the desk, by forms without a script: list, draft, edit, see as mail, ask, send."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khronika.alert.letters import address_letter, draft_letter
from khronika.alert.models import Delivery, Letter, Subscriber
from khronika.alert.phrases import LANGUAGES
from khronika.alert.post import open_desk
from khronika.alert.render import Frame, write_html, write_text
from khronika.desk.fields import say_error
from khronika.desk.gate import desk, ledger, marks, writing
from khronika.desk.letter.text import Tree, blocks_of, flat, trees_of, typed_into
from khronika.desk.story.second import direction_of
from khronika.desk.typed import Typed, keep_words, say_refusal
from khronika.errors import KhronikaError
from khronika.flow.stand import open_bundle, tree_writer, write_tree
from khronika.record import approval
from khronika.record.errors import ErasedMeanwhile, RecordMovedOn
from khronika.record.public import read
from khronika.site.headers import POLICY

CLOSED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
"""For a letter's own HTML: its styles, and nothing that could ask anybody for anything."""

STATES = {
    "draft": gettext_lazy("draft"),
    "waits": gettext_lazy("waits for a second person"),
    "ready": gettext_lazy("approved, not sent"),
    "sent": gettext_lazy("sent"),
    "gone": gettext_lazy("taken down"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A letter in the list."""

    letter: Letter
    title: str
    number: str
    state: str
    lang: str
    bundle: str | None
    tally: tuple[tuple[str, int], ...]

    @property
    def is_public(self) -> bool:
        """Tell whether it has a page."""
        return self.state in ("ready", "sent")

    @property
    def said(self) -> str:
        """Say how far it is."""
        return str(STATES[self.state])


def _row(letter: Letter) -> Row:
    public, bundle = read.current(letter.subject), open_bundle(letter.subject)
    tally = Counter(
        Delivery.objects.filter(occasion=letter.subject).values_list("state", flat=True)
    )
    names = dict(Delivery.State.choices)
    trees = trees_of(letter.subject)
    tree: Any = next(iter(trees.values()), {})
    state = "draft"
    if public is not None and public.is_tombstone:
        state = "gone"
    elif letter.addressed_at:
        state = "sent"
    elif public is not None:
        state = "ready"
    elif bundle:
        state = "waits"
    told = tuple((str(names[key]), number) for key, number in sorted(tally.items()))
    number = (public.number if public else None) or letter.number or ""
    lang = next(iter(trees), "en")
    return Row(letter, str(tree.get("title", "")), number, state, lang, bundle, told)


@desk("write")
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters, and draft one from what became public in a period."""
    if request.method == "POST":
        return _draft(request)
    today = ledger().now().date()
    on_list = Subscriber.objects.filter(state=Subscriber.State.ACTIVE)
    wanted = Counter(on_list.values_list("cadence", flat=True))
    context = {
        "rows": [_row(letter) for letter in Letter.objects.order_by("-drafted_at")],
        "since": today - timedelta(days=6),
        "until": today,
        "letter_languages": [
            (code, name) for code, name in settings.LANGUAGES if code in LANGUAGES
        ],
        "cadences": [(code, name, wanted[code]) for code, name in Subscriber.Cadence.choices],
        "readers": wanted.total(),
        "has_mailbox": settings.MODE == "demo",
        "here": "letters",
        **marks(),
    }
    return render(request, "desk/letter/list.html", context)


def _draft(request: HttpRequest) -> HttpResponse:
    form = writing(request)
    langs = [code for code in request.POST.getlist("lang") if code in LANGUAGES] or ["en"]
    cadence = request.POST.get("cadence", "weekly")
    made = form.thing_id()  # the same form sent twice drafts one letter
    is_known = Letter.objects.filter(pk=made).exists()
    if is_known or cadence not in Subscriber.Cadence.values:
        return HttpResponseRedirect(reverse("desk:letters"))
    try:
        start, end = (_day(request.POST.get(key, "")) for key in ("since", "until"))
        letter = draft_letter(
            replace(open_desk(), new_id=lambda: made),
            tree_writer(form.ledger, form.actor),
            starts_on=min(start, end),
            ends_on=max(start, end),
            languages=langs,
            cadence=cadence,
        )
    except ValueError:
        said = gettext("Write both days like 2025-06-23.")
        return say_refusal(request, said, reverse("desk:letters"))
    except KhronikaError as error:
        return say_refusal(request, say_error(error), reverse("desk:letters"))
    return HttpResponseRedirect(reverse("desk:letter", args=[letter.id, langs[0]]))


def _day(words: str) -> date:
    """Read a day that can be one of a letter; the calendar's last has no day after it."""
    day = date.fromisoformat(words)
    if not 1970 <= day.year < 2200:
        raise ValueError(f"no letter tells of the year {day.year}")
    return day


def _tree_or_404(letter: Letter, lang: str) -> tuple[dict[str, Tree], Tree]:
    trees = trees_of(letter.subject)
    if lang not in trees:
        raise Http404(f"the letter has no text in {lang!r}")
    return trees, trees[lang]


@desk("write")
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, letter: str, lang: str) -> HttpResponse:
    """Show the words of a letter as a form until it is sent, and take what was typed."""
    found = get_object_or_404(Letter, pk=letter)
    trees, tree = _tree_or_404(found, lang)
    if request.method == "POST":
        return _edit(request, found, lang, tree)
    if _row(found).state in ("sent", "gone"):
        return HttpResponseRedirect(reverse("desk:letter-text", args=[found.id, lang]))
    names = dict(settings.LANGUAGES)
    with override(lang):  # figures are said as the letter will say them
        blocks = blocks_of(tree)
    context = {
        "row": _row(found),
        "tree": tree,
        "blocks": blocks,
        "lang": lang,
        "direction": direction_of(lang),
        "languages_of": [(code, names.get(code, code)) for code in trees],
        "here": "letters",
        **marks(),
    }
    return render(request, "desk/letter/edit.html", context)


def _edit(request: HttpRequest, found: Letter, lang: str, tree: Tree) -> HttpResponse:
    form = writing(request)
    address = reverse("desk:letter", args=[found.id, lang])
    there, typed = HttpResponseRedirect(address), _typed(request, tree)
    made = typed_into(tree, {key: str(value) for key, value in request.POST.items()})
    if form.was_written():
        return there
    if _row(found).state in ("sent", "gone"):
        said = gettext("The letter was sent; write another one.")
        return keep_words(request, said, address, typed)
    try:
        if made != tree:
            write_tree(form.ledger, form.actor, found.subject, lang, made, base=form.base,
                       entry=form.entry_id())  # fmt: skip
        if request.POST.get("d") != "ask":
            messages.success(request, gettext("Saved. Nobody outside the desk sees it yet."))
            return there
        bundle = (
            open_bundle(found.subject)
            or approval.request(
                form.ledger, form.actor, [found.subject], base=form.ledger.head()[0]
            ).id
        )
    except ErasedMeanwhile as error:
        return keep_words(request, say_error(error), address, typed)
    except RecordMovedOn:
        said = gettext("Somebody else changed the letter meanwhile; look at it and write again.")
        return keep_words(request, said, address, typed)
    except KhronikaError as error:
        return keep_words(request, say_error(error), address, typed)
    messages.success(request, gettext("A second person is asked."))
    return HttpResponseRedirect(reverse("desk:bundle", args=[bundle]))


def _typed(request: HttpRequest, tree: Tree) -> list[Typed]:
    """Answer what was typed into the form of a letter and is not what the record holds."""
    names = {
        "title": gettext("Subject"),
        "summary": gettext("First line that mail programs show"),
        "first": gettext("Your words before the rest (an empty line ends a paragraph)"),
        "last": gettext("Your words after the rest"),
    }
    held = {"title": tree["title"], "summary": tree["summary"] or "", "first": "", "last": ""}
    for block in blocks_of(tree):
        for piece in (piece for line in block.lines for piece in line):
            held[piece.name], names[piece.name] = piece.value, f"{gettext('Text')} {block.number}"
    return [
        Typed(name, said, str(request.POST[name]))
        for name, said in names.items()
        if name in request.POST and flat(str(request.POST[name])) != flat(held[name])
    ]


def _frame(found: Letter, lang: str, number: str) -> Frame:
    return Frame(
        number or "—", found.starts_on.isoformat(), found.ends_on.isoformat(), lang,
        settings.MAIL.site, is_sample=settings.MODE == "demo",
    )  # fmt: skip


@desk("see")
@require_safe
def letter_text(request: HttpRequest, letter: str, lang: str) -> HttpResponse:
    """Show a letter as the plain text that goes out."""
    found = get_object_or_404(Letter, pk=letter)
    tree = _tree_or_404(found, lang)[1]
    text = write_text(tree, _frame(found, lang, _row(found).number))
    context = {"row": _row(found), "text": text, "lang": lang, "here": "letters",
               "direction": direction_of(lang)}  # fmt: skip
    answer = render(request, "desk/letter/text.html", context)
    answer["Content-Security-Policy"] = f"{POLICY}; frame-src 'self'"
    return answer


@desk("see")
@require_safe
def letter_html(request: HttpRequest, letter: str, lang: str) -> HttpResponse:
    """Show the HTML of a letter, in a page that can ask nobody for anything."""
    found = get_object_or_404(Letter, pk=letter)
    tree = _tree_or_404(found, lang)[1]
    answer = HttpResponse(write_html(tree, _frame(found, lang, _row(found).number)))
    answer["Content-Security-Policy"] = CLOSED
    answer["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@desk("publish")
@require_POST
def send(request: HttpRequest, letter: str) -> HttpResponse:
    """Queue an approved letter for its readers; the worker sends, nobody gets it twice."""
    found = get_object_or_404(Letter, pk=letter)
    try:
        new = address_letter(open_desk(), found)
    except KhronikaError as error:
        messages.error(request, say_error(error))
        return HttpResponseRedirect(reverse("desk:letters"))
    said = gettext("Letters queued: %(number)s. They leave within a minute.") % {"number": new}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:letters"))
