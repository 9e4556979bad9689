"""The second person: what waits for whom, what changed since the last approval, with its words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.desk.fields import name_field, say
from khronika.desk.gate import desk, ledger, person
from khronika.desk.report_page import page_of, plain_values
from khronika.errors import KhronikaError
from khronika.record import approval
from khronika.record.models import Fact, Number, Party, Report, Request
from khronika.record.steps import note
from khronika.record.user import User
from khronika.record.values import is_reference, read


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that waits: what it is of, who asked, how much waits for whom."""

    id: str
    subject: str
    number: str
    asked_by: str
    facts: int
    left: int
    mine: int
    is_seconded: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A fact in a bundle that nobody but its author stands behind yet."""

    fact: str
    heading: str
    act: str
    was: str
    said: str
    quote: str
    author: str
    is_mine: bool


def _people() -> dict[str, str]:
    return {f"u:{user.id}": user.name for user in User.objects.all()}


def _bundle(row: Request, actor: str, people: Mapping[str, str]) -> Bundle:
    left = approval.waiting(row.id)
    numbers = dict(Number.objects.filter(subject=row.subject).values_list("subject", "number"))
    return Bundle(
        id=row.id,
        subject=row.subject,
        number=numbers.get(row.subject, row.subject.partition(":")[0]),
        asked_by=people.get(row.actor, row.actor),
        facts=len(json.loads(row.facts)),
        left=len(left.facts),
        mine=sum(author == actor for author in left.facts.values()),
        is_seconded=left.seconded,
    )


def waiting_bundles(actor: str) -> list[Bundle]:
    """List the latest bundle of each subject that is not published, the oldest first."""
    latest: dict[str, Request] = {}
    for row in Request.objects.order_by("seq"):
        latest[row.subject] = row
    people = _people()
    return [_bundle(row, actor, people) for row in latest.values() if row.published is None]


@desk("approve")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for a second person."""
    context = {"bundles": waiting_bundles(person(request).actor), "here": "second"}
    return render(request, "desk/queue.html", context)


def _names(facts: Sequence[Fact]) -> dict[str, str]:
    parties = {fact.party for fact in facts if fact.party}
    parties |= {fact.thing for fact in facts if fact.field == "name"}
    own = list(Fact.objects.filter(thing__in=parties, field="name", item=None))
    values = plain_values(own)
    return {fact.thing: str(values[fact.id]) for fact in own if values[fact.id]}


def _texts(facts: Sequence[Fact]) -> dict[str, str]:
    """Answer the text of every source that facts cite, by its hash."""
    wanted = {cite[0] for fact in facts for cite in json.loads(fact.cites)}
    texts: dict[str, str] = {}
    for report in Report.objects.exclude(text=None):
        if wanted <= texts.keys():
            break
        sha256, page = page_of(report)
        if page and sha256 in wanted:
            texts[sha256] = page.text
    return texts


def _quote(fact: Fact, texts: Mapping[str, str]) -> str:
    parts = []
    for source, start, end in json.loads(fact.cites)[:2]:
        text = texts.get(source, "")
        parts.append(text[start:end])
    return " … ".join(part for part in parts if part)


def changes_of(row: Request, actor: str) -> list[Change]:
    """List the facts of a bundle that wait for a second person, with their words."""
    left = approval.waiting(row.id).facts
    facts = sorted(Fact.objects.filter(pk__in=list(left)), key=lambda fact: (fact.thing, fact.id))
    values, names, texts = plain_values(facts), _names(facts), _texts(facts)
    people = _people()
    heads = _headings(facts)
    old = _public_before(facts)
    return [
        Change(
            fact=fact.id,
            heading=name_field(fact.field),
            act=heads.get(fact.thing, ""),
            was=say(fact.field, old[fact.id], names) if fact.id in old else "",
            said=say(fact.field, values[fact.id], names),
            quote=_quote(fact, texts),
            author=people.get(fact.author, fact.author),
            is_mine=fact.author == actor,
        )
        for fact in facts
    ]


def _headings(facts: Sequence[Fact]) -> dict[str, str]:
    """Say of each thing what it is: "detention: Mira Tavel", or a party's name."""
    things = {fact.thing for fact in facts}
    own = list(Fact.objects.filter(thing__in=things, field__in=("type", "victim", "what", "name")))
    values, names = plain_values(own), _names(own)
    heads: dict[str, dict[str, str]] = {}
    for fact in own:
        heads.setdefault(fact.thing, {})[fact.field] = say(fact.field, values[fact.id], names)
    parties = set(Party.objects.filter(pk__in=things).values_list("id", flat=True))
    return {
        thing: told.get("name", "") if thing in parties
        else ": ".join(told[key] for key in ("type", "victim", "what") if key in told)
        for thing, told in heads.items()
    }  # fmt: skip


def _public_before(facts: Sequence[Fact]) -> dict[str, Any]:
    """Answer what was public of facts that were corrected since, from the corrections' entries."""
    from khronika.record.models import Entry

    corrected = [fact for fact in facts if fact.published]
    old: dict[str, Any] = {}
    for fact in corrected:
        entry = Entry.objects.filter(pk=fact.seq, kind="correct").first()
        if entry is None:
            continue
        for item in json.loads(entry.payload)["facts"]:
            if item["fact"] == fact.id:
                old[fact.id] = item["old"]
    references = {id_: value["value"] for id_, value in old.items() if is_reference(value)}
    plain = read(list(references.values()))
    return old | {id_: plain.get(value) for id_, value in references.items()}


@desk("approve")
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """Show a bundle to its second person, and take their decision."""
    row = Request.objects.filter(pk=bundle).first()
    if row is None:
        raise Http404(f"no bundle has the id {bundle}")
    if request.method == "POST":
        return _decide(request, row)
    actor = person(request).actor
    context = {
        "bundle": _bundle(row, actor, _people()),
        "changes": changes_of(row, actor),
        "documents": json.loads(row.documents),
        "is_published": row.published is not None,
        "base": ledger().head()[0],
        "here": "second",
    }
    return render(request, "desk/bundle.html", context)


def _decide(request: HttpRequest, row: Request) -> HttpResponse:
    record, actor = ledger(), person(request).actor
    base, what = request.POST.get("base", ""), request.POST.get("d", "")
    if not base.isdigit():
        raise Http404("the form does not say which state of the record it was made from")
    try:
        if what == "approve":
            _approve(request, record, actor, row, int(base))
        elif what == "changes":
            comment = request.POST.get("comment", "").strip()
            if not comment:
                messages.error(request, gettext("Say what should change."))
                return HttpResponseRedirect(reverse("desk:bundle", args=[row.id]))
            note(record, actor, row.subject, comment, base=None)
            messages.success(request, gettext("Your comment was kept with the event."))
        elif what == "down":
            reason = request.POST.get("comment", "").strip()
            if not reason:
                messages.error(request, gettext("Say why; readers will see the reason."))
                return HttpResponseRedirect(reverse("desk:bundle", args=[row.id]))
            approval.withdraw(record, actor, [row.subject], reason=reason, base=int(base))
            messages.success(request, gettext("It was taken down; a page with the reason stays."))
    except KhronikaError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("desk:bundle", args=[row.id]))


def _approve(request: HttpRequest, record: Any, actor: str, row: Request, base: int) -> None:
    approval.approve(record, actor, row.id, base=base)
    left = approval.waiting(row.id)
    if not left.is_ready:
        number = len(left.facts)
        messages.info(
            request,
            gettext("Approved. %(number)s facts are your own and wait for somebody else.")
            % {"number": number},
        )
        return
    approval.publish(record, actor, row.id, base=record.head()[0])
    messages.success(request, gettext("Approved and published."))
