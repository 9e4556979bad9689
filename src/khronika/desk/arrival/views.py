"""Screens of arrival: the inbox, a new report, how far it is."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khronika.desk.arrival import hold, intake
from khronika.desk.arrival.listing import Waiting, named, waiting
from khronika.desk.fields import say_error
from khronika.desk.gate import desk, marks, person
from khronika.desk.models import Intake
from khronika.errors import KhronikaError
from khronika.record.access import may
from khronika.record.models import Report

AT_ONCE = 100
"""Rows of the inbox on one page."""


@desk("see")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits, filtered by words, language, risk and who holds it."""
    rows = waiting(person(request), datetime.now(UTC))
    asked = {name: request.GET.get(name, "") for name in ("q", "lang", "risk", "who", "state")}
    shown = [row for row in rows if _is_asked(row, asked)]
    open_rows = [row for row in rows if not row.is_done]
    context = {
        "rows": named(shown[:AT_ONCE]),
        "number_more": max(0, len(shown) - AT_ONCE),
        "number_open": len(open_rows),
        "number_at_risk": sum(row.risk == 3 for row in open_rows),
        "oldest": min(open_rows, key=lambda row: row.came).age if open_rows else "",
        "languages": sorted({row.lang for row in rows if row.lang}),
        "asked": asked,
        "here": "inbox",
        **marks(),
    }
    return render(request, "desk/inbox.html", context)


def _is_asked(row: Waiting, asked: dict[str, str]) -> bool:
    words = asked["q"].strip().casefold()
    return (
        words in f"{row.title} {row.origin} {row.summary}".casefold()
        and asked["lang"] in ("", row.lang)
        and asked["risk"] in ("", str(row.risk))
        and _is_in(row, asked["state"])
        and (asked["who"] != "mine" or row.is_mine or not row.holder)
    )


def _is_in(row: Waiting, state: str) -> bool:
    """Tell whether a row is shown: what readers see leaves the inbox, unless it is asked for."""
    if state == "decided":
        return row.is_done
    return state == "all" or not row.is_over or bool(row.flag)


@desk("decide")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Let the person hold a report, from the inbox."""
    report = request.POST.get("report", "")
    if not Report.objects.filter(pk=report).exists():
        raise Http404("no such report")
    hold.take(report, person(request))
    return HttpResponseRedirect(reverse("desk:report", args=[report]))


@desk("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """Take a report in by paste, file or address."""
    context: dict[str, Any] = {"here": "inbox", "problem": ""}
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            id_ = intake.begin(
                person(request).id,
                text=request.POST.get("text", ""),
                upload=upload if isinstance(upload, UploadedFile) else None,
                address=request.POST.get("address", "").strip(),
                run=_run(),
            )
        except KhronikaError as error:
            context |= {"problem": say_error(error), "given": request.POST}
            context["wrong"] = error.field if isinstance(error, intake.NothingGiven) else "text"
        else:
            return HttpResponseRedirect(reverse("desk:arriving", args=[id_]))
    return render(request, "desk/new.html", context, status=422 if context["problem"] else 200)


def _run() -> intake.Run | None:
    """Answer what does the work: in tests it is done at once, not in a thread."""
    return None if settings.MODE != "test" else lambda work: work()


@desk("decide")
@require_POST
def complete(request: HttpRequest, report: str) -> HttpResponse:
    """Take a file in that completes the capture of a report, as a report of the same origin."""
    upload = request.FILES.get("file")
    if not Report.objects.filter(pk=report).exists():
        raise Http404("no such report")
    if not isinstance(upload, UploadedFile):
        messages.error(request, gettext("Choose a file."))
        return HttpResponseRedirect(reverse("desk:report", args=[report]))
    try:
        id_ = intake.begin(person(request).id, upload=upload, completes=report, run=_run())
    except KhronikaError as error:
        messages.error(request, say_error(error))
        return HttpResponseRedirect(reverse("desk:report", args=[report]))
    return HttpResponseRedirect(reverse("desk:arriving", args=[id_]))


@desk("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def arriving(request: HttpRequest, intake_id: str) -> HttpResponse:
    """Show how far a new report is; a page that asks again by itself until it is over."""
    row = Intake.objects.filter(pk=intake_id, person=person(request).id).first()
    if row is None:
        raise Http404("no such report on its way")
    if request.method == "POST":
        intake.go_on(row)
        return HttpResponseRedirect(reverse("desk:arriving", args=[intake_id]))
    if row.step == Intake.Step.DONE:
        if may(person(request).actor, "decide"):
            return HttpResponseRedirect(reverse("desk:report", args=[row.report]))
        return render(request, "desk/arrived.html", {"here": "inbox", "row": row})
    context = {
        "row": row,
        "is_stale": intake.is_stale(row),
        "steps": _steps(row.step),
        "here": "inbox",
    }
    answer = render(request, "desk/arriving.html", context)
    if not row.is_over and not context["is_stale"]:
        answer.headers["Refresh"] = "1"  # asks again, with a script or without
    return answer


def _steps(now: str) -> list[tuple[str, str]]:
    """List the steps with their state: done, now, or nothing yet."""
    order = ["waiting", "sealing", "reading", "coding"]
    names = {
        "sealing": gettext("sealing it as evidence"),
        "reading": gettext("reading its text"),
        "coding": gettext("drafting who did what to whom"),
    }
    at = order.index(now) if now in order else 0
    state = {True: "done", False: ""}
    return [
        (names[step], "now" if step == now else state[place < at])
        for place, step in enumerate(order)
        if step in names
    ]
