"""Screens of redacted copies: what to hide, how far it is, what was hidden, who approves."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.capture import Conditions
from khronika.desk.fields import CorrectionUnreadable, say_error, say_problem
from khronika.desk.gate import desk, ledger, marks, person
from khronika.desk.models import Redaction
from khronika.desk.redacting import steps
from khronika.desk.redacting.jobs import doubt_of, run_waiting, sheet_path
from khronika.desk.redacting.plans import read_plan
from khronika.desk.report.page import people
from khronika.desk.sheets.media import Medium, answer_of, is_begun, kept_in
from khronika.desk.sheets.rows import sheet_of
from khronika.desk.sheets.views import asked_moment, medium_of, shown_still, title_of_report
from khronika.desk.watch.packages import store_path
from khronika.errors import KhronikaError, MediaError, SealError
from khronika.media import bare_view
from khronika.media.serving import PLAYED, served
from khronika.model.moment import say_moment
from khronika.model.vocabulary import Level
from khronika.record.access import may
from khronika.record.behind import level_of_package
from khronika.record.models import Evidence
from khronika.record.views import note_view
from khronika.redact.plan import WHAT

Step = Redaction.Step
LOOKS = {"clear": "clear", "play": "play", "veil": ""}
"""Buttons that show the film otherwise, and how it is then seen; the form keeps its words."""


@desk("decide")
@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: HttpRequest, report: str, sha256: str) -> HttpResponse:
    """Take what shall be hidden in a film or picture, and show the copies that there are."""
    medium, problem = medium_of(report, sha256), ""
    if request.method == "POST" and "look" not in request.POST:
        try:
            plan = read_plan(request.POST, medium.view.seconds)
        except CorrectionUnreadable as error:
            problem = say_error(error)
        else:
            row = steps.ask(request, medium, plan)
            if settings.MODE == "test":
                list(run_waiting(Conditions.from_environment(Path(settings.HOME) / "store")))
            return HttpResponseRedirect(reverse("desk:redaction", args=[row.id]))
    rows = Redaction.objects.filter(report=report, sha256=sha256).order_by("-id")
    context = {
        "report": report,
        "title": title_of_report(report),
        "medium": medium,
        **_shown(request, medium),
        "what": [(code, _what(code)) for code in WHAT],
        "voices": _voices(),
        "copies": [(row, _say_step(row)) for row in rows],
        "given": request.POST,
        "problem": problem,
        "here": "inbox",
        **marks(),
    }
    return render(request, "desk/redacting/ask.html", context, status=422 if problem else 200)


def _shown(request: HttpRequest, medium: Medium) -> dict[str, Any]:
    """Answer what of the film is seen, and how: blurred, unblurred or played."""
    at = asked_moment(request, medium)
    look = request.POST.get("look", "")
    seen = LOOKS.get(look, request.POST.get("seen", ""))
    if request.method != "POST":
        seen = next((how for how in ("clear", "play") if request.GET.get(how) == "1"), "")
    can_play = medium.is_film and medium.kind() in PLAYED
    return {
        "at": at,
        "at_said": "" if at is None else say_moment(at),
        "at_seconds": f"{(at or 0) / 1000:g}",
        "still": shown_still(medium, at, sheet_of(medium.file.film, person(request).actor)),
        "can_play": can_play,
        "is_clear": seen == "clear",
        "is_playing": seen == "play" and can_play,
        "seen": seen,
    }


def _what(code: str) -> str:
    return {
        "badge": gettext("a badge"),
        "face": gettext("a face"),
        "other": gettext("something else"),
        "paper": gettext("a paper"),
        "plate": gettext("a number plate"),
        "screen": gettext("a screen"),
        "tattoo": gettext("a tattoo"),
    }[code]


def _voices() -> list[tuple[str, str]]:
    return [
        ("keep", gettext("as it is")),
        ("deepen", gettext("deeper: a laboratory may undo that")),
        ("remove", gettext("no sound at all")),
    ]


def _say_step(row: Redaction) -> str:
    return {
        Step.WAITING: gettext("waits for the worker"),
        Step.WORKING: gettext("is being made"),
        Step.MADE: gettext("is made: look at it"),
        Step.OFFERED: gettext("waits for a second person"),
        Step.APPROVED: gettext("approved by a second person"),
        Step.BACK: gettext("sent back"),
        Step.REFUSED: gettext("could not be made"),
    }[Step(row.step)]


@desk("decide")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, copy: str) -> HttpResponse:
    """Show how far a copy is, then its contact sheet and itself, and take a decision."""
    row, problem = _row(copy), ""
    if request.method == "POST":
        problem = _decide(request, row)
        if not problem:
            return HttpResponseRedirect(request.path)
    me, known = person(request), people()
    told, _, words = row.problem.partition("\n")
    context = {
        "copy": row,
        "said": _say_step(row),
        "title": title_of_report(row.report),
        "percent": row.share // 10,
        "voice": dict(_voices()).get(str(row.plan.get("voice")), ""),
        "maker": known.get(f"u:{row.person}", ""),
        "second": known.get(f"u:{row.second}", ""),
        "why": say_problem(told, words) if told else words,
        "has_sheet": sheet_path(row).is_file(),
        "is_reached": row.step == Step.APPROVED and _is_closed(row),
        "is_doubtful": doubt_of(row) is not None,
        "is_maker": me.id == row.person,
        "may_approve": me.id != row.person and bool(may(me.actor, "approve")),
        "is_film": row.milliseconds is not None,
        "is_playing": request.GET.get("play") == "1",
        "problem": problem,
        "here": "inbox",
        **marks(),
    }
    answer = render(request, "desk/redacting/one.html", context, status=422 if problem else 200)
    if row.step in (Step.WAITING, Step.WORKING):
        answer.headers["Refresh"] = "3"  # asks again, with a script or without
    return answer


def _is_closed(row: Redaction) -> bool:
    """Tell whether an approved copy is for nobody since something reached its original."""
    package = Evidence.objects.filter(pk=row.package).first()
    return package is not None and level_of_package(package) is Level.RESTRICTED


def _row(copy: str) -> Redaction:
    row = Redaction.objects.filter(pk=copy).first()
    if row is None:
        raise Http404("no such copy")
    return row


def _decide(request: HttpRequest, row: Redaction) -> str:
    me, decision = person(request), request.POST.get("d", "")
    reason = str(request.POST.get("reason", "")).strip()
    if decision in ("approve", "back") and not may(me.actor, "approve"):
        return gettext("Your roles do not allow this.")
    try:
        if decision == "offer":
            steps.offer(row, me.id)
        elif decision == "approve":
            steps.approve(row, me.id)
        elif decision == "back":
            steps.send_back(row, me.id, reason)
        else:
            raise Http404("no such decision")
    except KhronikaError as error:
        return say_error(error)
    messages.success(request, gettext("Recorded."))
    return ""


@desk("decide")
@require_safe
def contact_sheet(request: HttpRequest, copy: str) -> HttpResponse:
    """Answer the contact sheet of a copy: frames as they are hidden, each box outlined."""
    path = sheet_path(_row(copy))
    if not path.is_file():
        raise Http404("there is no contact sheet any more")
    return kept_in(HttpResponse(path.read_bytes(), content_type="image/png"))


@desk("decide")
@require_safe
def copy_bytes(request: HttpRequest, copy: str) -> HttpResponseBase:
    """Answer a stretch of the copy, or the picture, as it was sealed."""
    row = _row(copy)
    package = store_path(Path(settings.HOME), row.package) if row.package else None
    if package is None:
        raise Http404("it is not made yet")
    try:
        view = bare_view(package)
        answer = served(package, view, request.headers.get("Range", "")) if view else None
    except (MediaError, SealError) as error:
        raise Http404("the package is damaged") from error
    if answer is None:
        raise Http404("there is no copy that a browser shows")
    made = answer_of(answer)
    if is_begun(made):
        note_view(ledger(), person(request).actor, f"report:{row.report}")
    return made
