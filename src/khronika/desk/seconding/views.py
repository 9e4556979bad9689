"""Screens of the second person: what waits for whom, and one bundle."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.desk.fields import CorrectionUnreadable, say_code, say_error
from khronika.desk.gate import Writing, desk, marks, person, writing
from khronika.desk.models import Redaction
from khronika.desk.notes import note_entry, notes_of
from khronika.desk.report.page import people
from khronika.desk.seconding.bundles import (
    Bundle,
    bundle_of,
    editors_of,
    titles_of,
    waiting_bundles,
)
from khronika.desk.seconding.changes import changes_of
from khronika.desk.seconding.effects import away_from, effects_of
from khronika.desk.seconding.history import history_of
from khronika.desk.story.second import is_hand, prose_of, refuse_hand
from khronika.desk.typed import say_refusal
from khronika.desk.watch.flags import flags_of
from khronika.errors import KhronikaError
from khronika.flow import stand
from khronika.record import approval
from khronika.record.errors import ErasedMeanwhile, RecordMovedOn, SecondPersonRequired
from khronika.record.models import Act, Entry, Fact, Number, Request


@desk("see")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for whom."""
    bundles = waiting_bundles(person(request).actor, datetime.now(UTC))
    offered = Redaction.objects.filter(step=Redaction.Step.OFFERED).order_by("id")
    context = {
        "bundles": bundles,
        "copies": [(row, row.person == person(request).id) for row in offered],
        "here": "second",
    }
    return render(request, "desk/queue.html", context)


@desk("see")
@require_safe
def fact_history(request: HttpRequest, fact: str) -> HttpResponse:
    """Show who set or approved a fact when, to what, with which words."""
    found = Fact.objects.filter(pk=fact).first()
    if found is None:
        raise Http404("no such fact")
    told = history_of(found)
    flags = flags_of([told.report]) if told.report else []
    context = {"history": told, "flags": flags, "here": "inbox"}
    return render(request, "desk/history.html", context)


@desk("see")
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """Show a bundle to its second person, and take their decision."""
    row = Request.objects.filter(pk=bundle).first()
    if row is None:
        raise Http404(f"no bundle has the id {bundle}")
    if request.method == "POST":
        return _decide(request, row)
    actor, reports = person(request).actor, _reports(row)
    changes = changes_of(row, actor)
    context = {
        "bundle": _one(row, actor),
        "changes": changes,
        "unchanged": len(json.loads(row.facts)) - len(changes),
        "effects": effects_of(row),
        "away": [] if row.published else away_from(row, Path(settings.HOME) / "store"),
        "prose": prose_of(row),
        "is_hand": is_hand(actor, row),
        "documents": [
            (subject, say_code("level", level), sha256)
            for subject, level, sha256 in json.loads(row.documents)
        ],
        "notes": [
            (people().get(note.actor, ""), note.at[:16].replace("T", " "), note.words)
            for note in notes_of(row.subject)
        ],
        "reports": reports,
        "flags": flags_of(reports),
        "here": "second",
        **marks(),
    }
    return render(request, "desk/bundle.html", context)


def _one(row: Request, actor: str) -> Bundle:
    numbers = dict(Number.objects.filter(subject=row.subject).values_list("subject", "number"))
    at = Entry.objects.filter(pk=row.seq).values_list("at", flat=True).first() or ""
    return bundle_of(
        row, actor, people(), editors_of(), numbers, titles_of([row]), at, datetime.now(UTC)
    )


def _reports(row: Request) -> list[str]:
    event = row.subject.partition(":")[2]
    return sorted(set(Act.objects.filter(event=event).values_list("report", flat=True)))


def _decide(request: HttpRequest, row: Request) -> HttpResponse:
    decision = DECISIONS.get(request.POST.get("d", ""))
    if decision is None:
        raise Http404("no such decision")
    form, there = writing(request), reverse("desk:bundle", args=[row.id])
    if not form.was_written():
        try:
            decision(request, form, row)
        except ErasedMeanwhile as error:
            return say_refusal(request, say_error(error), there)
        except RecordMovedOn:
            said = gettext(
                "It changed while you read; your decision was not recorded. Look again."
            )
            return say_refusal(request, said, there)
        except KhronikaError as error:
            return say_refusal(request, say_error(error), there)
    return HttpResponseRedirect(there)


def _approve(request: HttpRequest, form: Writing, row: Request) -> None:
    refuse_hand(form.actor, row)
    left = approval.waiting(row.id)
    others = [fact for fact, author in left.facts.items() if author != form.actor]
    if not others and (left.facts or row.actor == form.actor):
        raise SecondPersonRequired(
            gettext("You wrote it or asked for it: somebody else must approve it.")
        )
    if others or not left.seconded:
        approval.approve(form.ledger, form.actor, row.id, facts=others, base=form.base,
                         entry=form.entry_id())  # fmt: skip
    left = approval.waiting(row.id)
    if left.is_ready:
        _publish(request, form, row)
        return
    number = len(left.facts)
    if number:
        said = ngettext(
            "Approved. %(n)s fact is your own and waits for somebody else.",
            "Approved. %(n)s facts are your own and wait for somebody else.",
            number,
        )
        messages.info(request, said % {"n": number})
    else:
        messages.info(request, gettext("Somebody other than who asked must approve it too."))


def _publish(request: HttpRequest, form: Writing, row: Request) -> None:
    stand.publish(form.ledger, form.actor, row.id, base=form.ledger.head()[0],
                  home=Path(settings.HOME), entry=form.entry_id())  # fmt: skip
    messages.success(request, gettext("Approved and published."))


def _ask_for_changes(request: HttpRequest, form: Writing, row: Request) -> None:
    comment = _comment(request, gettext("Say what should change."))
    form.append(note_entry(form, row.subject, comment))
    messages.success(request, gettext("Your comment was kept with the event."))


def _ask_again(request: HttpRequest, form: Writing, row: Request) -> None:
    subjects = list(dict.fromkeys(subject for subject, _, _ in json.loads(row.documents)))
    approval.request(form.ledger, form.actor, subjects or [row.subject], base=form.base,
                     entry=form.entry_id())  # fmt: skip
    messages.success(request, gettext("A second person was asked. Nothing is public yet."))


def _take_down(request: HttpRequest, form: Writing, row: Request) -> None:
    reason = _comment(request, gettext("Say why; readers will see the reason."))
    stand.withdraw(form.ledger, form.actor, [row.subject], reason=reason, base=form.base,
                   home=Path(settings.HOME), entry=form.entry_id())  # fmt: skip
    messages.success(request, gettext("It was taken down; a page with the reason stays."))


def _comment(request: HttpRequest, wanted: str) -> str:
    comment = request.POST.get("comment", "").strip()
    if not comment:
        raise CorrectionUnreadable(wanted)
    return comment


DECISIONS: dict[str, Callable[[HttpRequest, Writing, Request], None]] = {
    "approve": _approve,
    "changes": _ask_for_changes,
    "again": _ask_again,
    "down": _take_down,
}
