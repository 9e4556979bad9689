"""The side-by-side screen: source left, drafted acts right, one key for each decision.

Every decision is an ordinary form; the answer leads back to the next fact that is open.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from khronika.desk import decisions
from khronika.desk.fields import choices, say_code
from khronika.desk.gate import desk, ledger, person
from khronika.desk.report_page import ReportPage, build
from khronika.errors import KhronikaError
from khronika.model.vocabulary import NamingGround
from khronika.record.approval import request as request_bundle
from khronika.record.ledger.append import Ledger
from khronika.record.models import Act, Event, Fact, Intervention, Number, Report
from khronika.record.steps import compose, match, set_access


def _report(report: str) -> Report:
    found = Report.objects.filter(pk=report).first()
    if found is None:
        raise Http404(f"no report has the id {report}")
    return found


def _next_open(page: ReportPage) -> str:
    """Answer the id of the first thing to decide: an act's link, else a fact."""
    for act in page.acts:
        if act.state == "rejected":
            continue
        if any(not row.is_decided for row in act.link):
            return f"link-{act.id}"
        for row in act.facts:
            if not row.is_decided:
                return f"fact-{row.id}"
    return ""


def _events(page: ReportPage) -> list[dict[str, Any]]:
    """List the events that acts of the report are in, and the drafts that are in none."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for act in page.acts:
        if act.state != "rejected":
            groups.setdefault((act.event or "", "" if act.event else act.draft), []).append(act)
    numbers = dict(Number.objects.values_list("subject", "number"))
    return [
        {
            "event": event,
            "draft": draft,
            "number": numbers.get(f"event:{event}", ""),
            "acts": acts,
            "is_ready": all(act.is_done for act in acts),
            "state": Event.objects.filter(pk=event).values_list("state", flat=True).first() or "",
        }
        for (event, draft), acts in groups.items()
    ]


@desk("decide")
@require_safe
def report(request: HttpRequest, report: str) -> HttpResponse:
    """Show a report beside what was drafted from it."""
    page = build(_report(report))
    context = {
        "page": page,
        "now": request.GET.get("now") or _next_open(page),
        "base": ledger().head()[0],
        "groups": _events(page),
        "grounds": [
            (ground.value, say_code("naming_ground", ground.value)) for ground in NamingGround
        ],
        "types": choices("type"),
        "roles": choices("role"),
        "kinds": choices("kind"),
        "perpetrator_kinds": choices("perpetrators"),
        "here": "inbox",
    }
    return render(request, "desk/report.html", context)


Act_ = Callable[[Ledger, str, HttpRequest, str, int], None]


def _fact(request: HttpRequest) -> Fact:
    found = Fact.objects.filter(pk=request.POST.get("fact", "")).first()
    if found is None:
        raise Http404("no such fact")
    return found


def _thing(request: HttpRequest) -> str:
    thing = request.POST.get("thing", "")
    if not (
        Act.objects.filter(pk=thing).exists() or Intervention.objects.filter(pk=thing).exists()
    ):
        raise Http404("no such act")
    return thing


def _accept(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    decisions.accept_fact(record, actor, _fact(request), base=base)


def _reject(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    decisions.reject_fact(record, actor, _fact(request), base=base)


def _correct(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    form = {**request.POST.dict(), "report": report}
    decisions.correct_fact(record, actor, _fact(request), form, base=base)


def _rest(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    decisions.accept_rest(record, actor, _thing(request), base=base)


def _no_act(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    decisions.reject_thing(record, actor, _thing(request), base=base)


def _add(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    decisions.add_act(record, actor, report, request.POST.dict(), base=base)


def _name(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    ground = request.POST.get("ground") or None
    level = "public" if ground else "restricted"
    subject = f"party:{request.POST['party']}"
    set_access(record, actor, subject, level=level, ground=ground, base=base)


def _match(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    kept, other = request.POST["kept"], request.POST["other"]
    match(record, actor, kept, other, request.POST["verdict"], base=base)


def _compose(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    acts = request.POST.getlist("act")
    event = request.POST.get("event") or record.new_id()
    compose(record, actor, event, acts, base=base)


def _ask(record: Ledger, actor: str, request: HttpRequest, report: str, base: int) -> None:
    request_bundle(record, actor, [f"event:{request.POST['event']}"], base=base)
    messages.success(request, gettext("A second person was asked. Nothing is public yet."))


STEPS: dict[str, Act_] = {
    "accept": _accept,
    "reject": _reject,
    "correct": _correct,
    "rest": _rest,
    "no-act": _no_act,
    "add": _add,
    "name": _name,
    "match": _match,
    "compose": _compose,
    "ask": _ask,
}


@desk("decide")
@require_POST
def act_on(request: HttpRequest, report: str) -> HttpResponse:
    """Do one step on a report and lead back to it; what was refused is said on the screen."""
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404("no such step")
    found, base = _report(report), request.POST.get("base", "")
    if not base.isdigit():
        raise Http404("the form does not say which state of the record it was made from")
    try:
        step(ledger(), person(request).actor, request, found.id, int(base))
    except KhronikaError as error:
        messages.error(request, str(error))
        kept = request.POST.get("here", "")
        return _back(report, kept)
    return _back(report, "")


def _back(report: str, now: str) -> HttpResponse:
    address = reverse("desk:report", args=[report])
    return HttpResponseRedirect(f"{address}?now={now}#{now}" if now else f"{address}#now")
