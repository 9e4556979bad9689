"""The screen of one package: whom its pages name, and the ground on which they may be named."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from khronika.desk.fields import (
    CorrectionUnreadable,
    name_field,
    party_kinds,
    say_code,
    say_error,
    say_problem,
)
from khronika.desk.gate import Writing, desk, marks, person, writing
from khronika.desk.report.page import names_of, people
from khronika.desk.report.rows import plain_values
from khronika.desk.report.titles import titles_of
from khronika.errors import KhronikaError
from khronika.flow.package import Looked, look_through, opened_by
from khronika.model.vocabulary import Level, NamingGround
from khronika.record.behind import level_of_package, offered, packages_of_report
from khronika.record.documents.closing import Named, closed_by
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.making import set_fact
from khronika.record.models import Evidence, Fact, Party, Report
from khronika.record.steps import Change, decide, set_access, set_party


@dataclass(frozen=True, slots=True)
class Row:
    """Words that are hidden, and the party they are of: what it is called, and its kind."""

    named: Named
    name: str
    kind: str


@desk("decide")
@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: HttpRequest, report: str) -> HttpResponse:
    """Show what keeps a package closed, and take a ground, a name or a level."""
    package = offered(packages_of_report(report))
    if package is None or not Report.objects.filter(pk=report).exists():
        raise Http404("this report has no package")
    problem = ""
    if request.method == "POST":
        problem = _take(request, report)
        if not problem:
            return HttpResponseRedirect(request.path)
    context = {**_shown(request, report, package.id), "problem": problem}
    return render(request, "desk/opening/opening.html", context, status=422 if problem else 200)


def _shown(request: HttpRequest, report: str, package: str) -> dict[str, Any]:
    facts = list(Fact.objects.filter(thing=report, item=None))
    values = plain_values(facts)
    told = {fact.field: values[fact.id] for fact in facts if values[fact.id] is not None}
    closed, known = closed_by(report), people()
    name = f"ev-{package}"
    looked = None
    if request.GET.get("look") == "1":
        looked = look_through(name, store=Path(settings.HOME) / "store")
    opened, row = opened_by(name), Evidence.objects.filter(pk=package).first()
    is_reached, is_copy = _is_reached(row), row is not None and row.copy_of is not None
    forgotten = ["erased"] if is_reached and not is_copy else []
    return {
        "report": report,
        "title": titles_of([report])[report],
        "level": say_code("level", str(told.get("level", "restricted"))),
        "is_public": told.get("level") == Level.PUBLIC,
        "is_reached": is_reached and is_copy,
        "opened": sorted(known.get(actor, "") for actor in opened),
        "may_second": told.get("level") == Level.PUBLIC and person(request).actor not in opened,
        "rows": _rows(closed.named),
        "told": [_name_place(one) for one in dict.fromkeys([*closed.told, *forgotten])],
        "has_page": closed.has_page,
        "looked": looked,
        "fault": say_problem(*looked.fault) if looked and looked.fault else "",
        "unread": _unread(looked),
        "parties": _parties(report),
        "kinds": party_kinds(),
        "grounds": [(one.value, say_code("naming_ground", one.value)) for one in NamingGround],
        "here": "inbox",
        **marks(),
    }


def _name_place(told: str) -> str:
    """Name what of a package names somebody, beside the words of its pages."""
    known = {"link": gettext("a link"), "erased": gettext("words that an erasure covered here")}
    return known.get(told) or name_field(told)


def _is_reached(row: Evidence | None) -> bool:
    """Tell whether something reached a package after the level of its report was set."""
    fact = Fact.objects.filter(pk=f"{row.report}.level").first() if row else None
    is_open = fact is not None and fact.value != f'"{Level.RESTRICTED}"'
    return row is not None and is_open and level_of_package(row) is Level.RESTRICTED


def _unread(looked: Looked | None) -> list[str]:
    return [path.partition("/")[2] for path in looked.unread] if looked else []


def _rows(named: tuple[Named, ...]) -> list[Row]:
    parties = [one.party for one in named if one.party]
    own = list(Fact.objects.filter(thing__in=parties, field__in=("name", "kind"), item=None))
    values = plain_values(own)
    names = names_of([fact for fact in own if fact.field == "name"], values)
    kinds = {fact.thing: str(values[fact.id]) for fact in own if fact.field == "kind"}
    said = dict(party_kinds())
    return [
        Row(one, names.get(one.party or "", ""), said.get(kinds.get(one.party or "", ""), ""))
        for one in named
    ]


def _parties(report: str) -> list[tuple[str, str]]:
    """List the people and bodies of a report by name, whose words a hidden name may be."""
    ids = Party.objects.filter(report=report).values_list("id", flat=True)
    own = list(Fact.objects.filter(thing__in=ids, field="name", item=None, status="accepted"))
    names = names_of(own, plain_values(own))
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def _take(request: HttpRequest, report: str) -> str:
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404("no such step")
    form = writing(request)
    if form.was_written():
        return ""
    try:
        step(form, report, {key: str(value).strip() for key, value in request.POST.items()})
    except (CorrectionUnreadable, KhronikaError) as error:
        return say_error(error)
    messages.success(
        request, gettext("Recorded. A second person must stand behind it before readers see it.")
    )
    return ""


def _words(report: str, said: dict[str, str]) -> Named:
    """Answer the hidden words that the form names, as they stand on the page now."""
    for one in closed_by(report).named:
        if (str(one.start), one.words) == (said.get("start"), said.get("words")):
            return one
    raise CorrectionUnreadable(gettext("These words are not hidden there any more. Look again."))


def _ground(form: Writing, report: str, said: dict[str, str]) -> None:
    """Give a ground to the party of hidden words; one is made where there is none."""
    if said.get("ground") not in set(NamingGround):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    one = _words(report, said)
    if one.party:
        set_access(form.ledger, form.actor, f"party:{one.party}", level=Level.PUBLIC,
                   ground=said["ground"], base=form.base, entry=form.entry_id())  # fmt: skip
        return
    party = form.thing_id()
    access = [
        {"fact": f"{party}.level", "value": Level.PUBLIC, "cites": []},
        {"fact": f"{party}.ground", "value": said["ground"], "cites": []},
    ]
    payload: Payload = {"reason": None, "facts": access}
    form.append(
        _made(form, report, party, "person", one),
        NewEntry(form.entry_id(), form.actor, Kind.ACCESS, f"party:{party}", payload, form.base),
    )


def _made(form: Writing, report: str, party: str, kind: str, one: Named) -> NewEntry:
    owner, cites = f"party:{party}", [[one.sha256, one.start, one.end]]
    facts = [
        set_fact(f"{party}.kind", "party", kind, owner, cites),
        set_fact(f"{party}.name", "party", one.words, owner, cites),
    ]
    payload: Payload = {"report": report, "facts": facts}
    return NewEntry(form.entry_id(), form.actor, Kind.PARTY, owner, payload, form.base)


def _body(form: Writing, report: str, said: dict[str, str]) -> None:
    """Say that words which the reader took for a person are the name of a body."""
    if said.get("kind") not in ("organisation", "agency"):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    one = _words(report, said)
    if one.party:
        raise CorrectionUnreadable(
            gettext("Somebody in the report bears this name: change what they are there.")
        )
    form.append(_made(form, report, form.thing_id(), said["kind"], one))


def _kind(form: Writing, report: str, said: dict[str, str]) -> None:
    """Say what a party is that words were taken for: a body is named, several people are not."""
    one, kind = _words(report, said), said.get("kind", "")
    if not one.party or kind not in dict(party_kinds()):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    name = Fact.objects.filter(pk=f"{one.party}.name").exclude(status="rejected")
    changes = [Change(f"{one.party}.kind", "correct", kind)]
    changes += [Change(fact.id, "accept") for fact in name]
    decide(form.ledger, form.actor, "party", one.party, changes, base=form.base,
           entry=form.entry_id())  # fmt: skip


def _same(form: Writing, report: str, said: dict[str, str]) -> None:
    """Say that hidden words are another name of somebody in the report."""
    one, party = _words(report, said), said.get("party", "")
    if party not in dict(_parties(report)):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    set_party(form.ledger, form.actor, party, {f"other_names.{form.thing_id()}": one.words},
              cites=[[one.sha256, one.start, one.end]], base=form.base,
              entry=form.entry_id())  # fmt: skip


def _level(form: Writing, report: str, said: dict[str, str]) -> None:
    set_access(form.ledger, form.actor, f"report:{report}", level=Level.PUBLIC, base=form.base,
               entry=form.entry_id())  # fmt: skip


STEPS = {"ground": _ground, "body": _body, "kind": _kind, "same": _same, "level": _level}
