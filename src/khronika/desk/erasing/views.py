"""Screens of erasing: who is meant, what goes, one word, how far it is, and the letter.

What is typed to find somebody comes in the body of a form: an address would stand in logs.
"""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.desk.erasing import told as words
from khronika.desk.erasing.jobs import now, run_due
from khronika.desk.fields import party_kinds, say_error, say_problem
from khronika.desk.gate import Writing, derived, desk, ledger, marks, person, writing
from khronika.desk.models import Erasure
from khronika.desk.report.page import people
from khronika.desk.restricting import go_on, restrict_name, said_of_searches
from khronika.errors import KhronikaError
from khronika.model.vocabulary import Level
from khronika.record.access import may
from khronika.record.behind import level_of_package
from khronika.record.finding import find_named, is_there, reports_meant
from khronika.record.ledger.copies import copies_of
from khronika.record.ledger.outside import needs_owner, pending_erasure
from khronika.record.ledger.payload import ERASE_GROUNDS
from khronika.record.ledger.sql import Statements
from khronika.record.models import Entry, Fact
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.restricting import left_searches
from khronika.record.steps import set_access
from khronika.record.touched import Touched

Step = Erasure.Step
AT_ONCE = 50
"""Erasures that are listed, the latest first."""
MOST_ASKED = 200
"""Letters of a name that is looked for."""


@desk("erase")
@require_http_methods(["GET", "HEAD", "POST"])
def erasing(request: HttpRequest) -> HttpResponse:
    """Find who is meant, and list the erasures that were asked for."""
    asked, problem = request.GET.get("subject", ""), ""
    if not is_there(asked):
        asked = ""  # an id, and never a name, may stand in an address
    if request.method == "POST":
        asked, step = request.POST.get("name", "").strip()[:MOST_ASKED], request.POST.get("step")
        if step == "plan":
            return HttpResponseRedirect(reverse("desk:erasure", args=[_ask(request).pk]))
        if step == "restrict":
            problem = _restrict(request)
            if not problem:
                return HttpResponseRedirect(request.path)
        elif step == "go-on":
            go_on(person(request).actor)
            return HttpResponseRedirect(request.path)
        elif step != "find":
            raise Http404("no such step")
    context = {
        **_found(request, asked),
        "asked": asked,
        "rows": [
            (row, words.say_subject(row.subject), words.say_step(row))
            for row in Erasure.objects.order_by("-id")[:AT_ONCE]
        ],
        **_pending(),
        "searching": said_of_searches(),
        "is_left": bool(left_searches()),
        "problem": problem,
        "here": "erasing",
        **marks(),
    }
    return render(request, "desk/erasing/erasing.html", context, status=422 if problem else 200)


def _found(request: HttpRequest, asked: str) -> dict[str, Any]:
    me = person(request)
    may_see, kinds = bool(may(me.actor, "see")), dict(party_kinds())
    found = find_named(ledger(), me.actor, asked) if asked else []
    reports = reports_meant(asked) if asked else []
    days = dict(
        Entry.objects.filter(kind="receive", subject__in=[f"report:{one}" for one in reports])
        .order_by("-seq")
        .values_list("subject", "at")
    )
    return {
        "found": [(one, kinds.get(one.kind, one.kind)) for one in found],
        "reports": [
            (one, words.say_report(days.get(f"report:{one}", "")[:10])) for one in reports
        ],
        "may_see": may_see,
    }


def _pending() -> dict[str, bool]:
    is_pending = pending_erasure() is not None
    return {"is_pending": is_pending, "needs_owner": is_pending and needs_owner()}


def _ask(request: HttpRequest) -> Erasure:
    """Ask the worker for a plan; the same form sent twice asks once."""
    form, subject = writing(request), request.POST.get("subject", "")
    if not is_there(subject):
        raise Http404("no such party or report")
    row, _ = Erasure.objects.get_or_create(
        pk=derived(form.entry, "erasure"),
        defaults={"subject": subject, "person": person(request).id, "moved_at": now()},
    )
    _run_in_tests()
    return row


def _run_in_tests() -> None:
    if settings.MODE == "test":
        list(run_due())


def _restrict(request: HttpRequest) -> str:
    """Withhold a name, or close a report, at once; nothing is lost by it."""
    form, subject = writing(request), request.POST.get("subject", "")
    if not is_there(subject):
        raise Http404("no such party or report")
    try:
        if not form.was_written():
            for one in _open(form, subject):
                kind, _, id_ = one.partition(":")
                if kind == "party":
                    restrict_name(form, id_)
                else:
                    set_access(form.ledger, form.actor, one, level=Level.RESTRICTED,
                               base=form.base, entry=form.entry_id())  # fmt: skip
    except KhronikaError as error:
        return say_error(error)
    messages.success(
        request,
        gettext(
            "Restricted. What is public already stays until two editors publish the change, or "
            "one of them withdraws it."
        ),
    )
    return ""


def _open(form: Writing, subject: str) -> list[str]:
    """Answer the subject, and of a person also everybody judged the same, where they are open."""
    kind, _, id_ = subject.partition(":")
    ids = [id_]
    if kind == "party":
        ids = [one for each in find_named(form.ledger, form.actor, id_) for one in each.parties]
    levels = Fact.objects.filter(thing__in=ids, field="level", item=None)
    shut = {thing for thing, value in levels.values_list("thing", "value")
            if value == f'"{Level.RESTRICTED}"'}  # fmt: skip
    told = set(levels.values_list("thing", flat=True))
    shut -= {one for one in shut if kind == "report" and _has_open_copy(one)}
    return [f"{kind}:{one}" for one in ids if one in told - shut]


def _has_open_copy(report: str) -> bool:
    """Tell whether somebody may have a redacted copy that was made from a report."""
    rows = EvidenceRow.objects.filter(pk__in=list(copies_of([report], Statements.on("default"))))
    return any(level_of_package(row) is not Level.RESTRICTED for row in rows)


@desk("erase")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, erasure: str) -> HttpResponse:
    """Show the plan of an erasure, take the officer's word, then show how far it is."""
    row, problem = _row(erasure), ""
    if request.method == "POST":
        problem = _decide(request, row)
        if not problem:
            gone = not Erasure.objects.filter(pk=row.pk).exists()
            return HttpResponseRedirect(reverse("desk:erasing") if gone else request.path)
    context = {**_shown(request, row), "problem": problem, "here": "erasing", **marks()}
    answer = render(request, "desk/erasing/one.html", context, status=422 if problem else 200)
    if row.step in (Step.ASKED, Step.PLANNING, Step.CONFIRMED, Step.ERASING):
        answer.headers["Refresh"] = "3"  # asks again, with a script or without
    return answer


def _row(erasure: str) -> Erasure:
    row = Erasure.objects.filter(pk=erasure).first()
    if row is None:
        raise Http404("no such erasure")
    return row


def _shown(request: HttpRequest, row: Erasure) -> dict[str, Any]:
    known, may_see = people(), bool(may(person(request).actor, "see"))
    plan = Touched.from_json(row.plan) if row.plan else None
    class_, _, said = row.problem.partition("\n")
    shown: dict[str, Any] = {
        "erasure": row,
        "said": words.say_step(row),
        "subject": words.say_subject(row.subject),
        "phase": words.say_phase(row) if row.step in (Step.PLANNING, Step.ERASING) else "",
        "percent": row.done * 100 // row.of if row.of else 0,
        "asked_by": known.get(f"u:{row.person}", ""),
        "officer": known.get(f"u:{row.officer}", ""),
        "ground": words.grounds().get(row.ground, ""),
        "grounds": [(code, words.grounds()[code]) for code in ERASE_GROUNDS],
        "given": request.POST,
        "why": say_problem(class_, said) if class_ else "",
        "plan": plan,
        "may_see": may_see,
        **_pending(),
    }
    if plan:
        shown |= {
            "homes": words.homes(plan, may_see=may_see),
            "documents": [
                (one, words.say_changed(one), words.say_ends(one)) for one in plan.documents
            ],
            "remaining": words.remaining(plan),
        }
    return shown


def _decide(request: HttpRequest, row: Erasure) -> str:
    """Take an officer's word; answer what is wrong with it. Of two officers at once one counts."""
    decision, ground = request.POST.get("d", ""), request.POST.get("ground", "")
    planned = Erasure.objects.filter(pk=row.pk, step=Step.PLANNED, moved_at=row.moved_at)
    if decision == "confirm":
        if ground not in ERASE_GROUNDS:
            return gettext("Say on which ground.")
        if request.POST.get("sure") != "1":
            return gettext("Tick that you have read what goes and what remains.")
        if request.POST.get("mark") != (row.plan or {}).get("mark"):
            return gettext("The plan was made once more meanwhile. Read it again.")
        taken = planned.update(step=Step.CONFIRMED, ground=ground, officer=person(request).id,
                               moved_at=now(), is_anew=False, tries=0)  # fmt: skip
    elif decision == "again":
        again = Erasure.objects.filter(pk=row.pk, step__in=(Step.PLANNED, Step.REFUSED))
        taken = again.update(step=Step.ASKED, moved_at=now(), is_anew=False, problem="", tries=0)
    elif decision == "drop":
        taken = Erasure.objects.filter(pk=row.pk, step__in=(Step.PLANNED, Step.REFUSED)).delete()[
            0
        ]
    else:
        raise Http404("no such decision")
    if not taken:
        return gettext("Somebody else decided meanwhile. Look again.")
    _run_in_tests()
    return ""


@desk("erase")
@require_safe
def letter(request: HttpRequest, erasure: str) -> HttpResponse:
    """Show the letter to the person: what was erased, and exactly what remains."""
    row = _row(erasure)
    if row.step != Step.ERASED or not row.plan:
        raise Http404("nothing was erased yet")
    languages = dict(settings.LANGUAGES)
    lang = request.GET.get("lang", "")
    lang = lang if lang in languages else (get_language() or "en")[:2]
    until = words.read_day(request.GET.get("until", ""))
    context = {
        "erasure": row,
        "letter_lang": lang,
        "languages": settings.LANGUAGES,
        "until": until.isoformat() if until else "",
        "direction": "rtl" if lang == "ar" else "ltr",
        "letter": words.letter_text(row, Touched.from_json(row.plan), lang, until),
        "here": "erasing",
    }
    return render(request, "desk/erasing/letter.html", context)
