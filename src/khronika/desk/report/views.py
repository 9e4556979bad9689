"""The side-by-side screen: source left, drafted acts right, one key for each decision.

Every decision is an ordinary form; the answer leads back to the next fact that is open. Asked by
HTMX, it brings the one row that changed.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from khronika.desk.arrival.completing import completing
from khronika.desk.arrival.hold import holder_of
from khronika.desk.fields import choices, name_field, party_kinds, say_code, say_error
from khronika.desk.gate import desk, marks, person, writing
from khronika.desk.report import events, known, meeting, news
from khronika.desk.report.adding import ADDABLE
from khronika.desk.report.page import ReportPage, build, one_row
from khronika.desk.report.steps import STEPS, By
from khronika.desk.report.titles import titles_of
from khronika.desk.sheets.media import look_into, media_of
from khronika.desk.typed import say_refusal
from khronika.desk.watch.flags import flags_of, watched_page
from khronika.errors import KhronikaError
from khronika.model.vocabulary import NamingGround
from khronika.record.access import may
from khronika.record.errors import ErasedMeanwhile, RecordMovedOn
from khronika.record.models import Evidence, Fact, Report


def _report(report: str) -> Report:
    found = Report.objects.filter(pk=report).first()
    if found is None:
        raise Http404(f"no report has the id {report}")
    return found


NO_TEXT = "source_not_text"
"""The failure of a picture, film, archive or program: there are no words to read."""


@desk("decide")
@require_safe
def report(request: HttpRequest, report: str) -> HttpResponse:
    """Show a report beside what was drafted from it."""
    found = _report(report)
    now, source = request.GET.get("now", ""), request.GET.get("source", "")
    page = build(found, _named_act(now), source)
    groups = events.groups_of(page)
    media, is_torn = look_into(found.id)
    context = {
        "page": page,
        "told": _told(page),
        "levels": _levels(),
        "groups": groups,
        "places": events.places() if any(group.event for group in groups) else [],
        "hold": holder_of(report, person(request)),
        "flags": flags_of([found.id]),
        "page_watched": watched_page(found.id),
        "page_watchable": str(page.told.get("url", "")).startswith("http")
        and bool(may(person(request).actor, "register")),
        **_completing(found.id),
        "media": len(media),
        "is_torn": is_torn,
        "is_seen_only": bool(media) and found.failure == NO_TEXT,
        "is_packaged": Evidence.objects.filter(report=found.id).exists(),
        **_naming(),
        "types": choices("type"),
        "roles": choices("role"),
        "kinds": choices("kind"),
        **_lists(),
        "here": "inbox",
        **marks(),
    }
    return render(request, "desk/report.html", context)


def _naming() -> dict[str, Any]:
    """Answer what the list of who may be named offers."""
    grounds = [
        (no, ground.value, say_code("naming_ground", ground.value))
        for no, ground in enumerate(NamingGround, 1)
    ]
    return {"grounds": grounds, "party_kinds": party_kinds()}


def _completing(report: str) -> dict[str, Any]:
    """Answer what is missing from a report's capture, and what was set beside it."""
    found = completing(report)
    titles = titles_of([*found.added, *found.of]) if found.added or found.of else {}
    return {
        "completing": found,
        "completing_added": [(one, titles[one]) for one in found.added],
        "completing_of": [(one, titles[one]) for one in found.of],
    }


def _named_act(now: str) -> str:
    """Answer the act that a place on the screen is in."""
    return now.removeprefix("fact-").removeprefix("act-").partition(".")[0]


def _told(page: ReportPage) -> list[tuple[str, str]]:
    """Say what a report says of itself."""
    names = {
        "title": gettext("Title"),
        "outlet": gettext("Outlet"),
        "url": gettext("Address"),
        "published": gettext("Published"),
        "byline": gettext("By"),
        "file_name": gettext("File"),
    }
    return [(name, str(page.told[key])) for key, name in names.items() if page.told.get(key)]


def _levels() -> list[tuple[str, str]]:
    return [
        ("restricted", gettext("nobody but us")),
        ("network", gettext("members of the network")),
        ("public", gettext("everybody")),
    ]


@desk("decide")
@require_safe
def one_act(request: HttpRequest, report: str, act: str) -> HttpResponse:
    """Open one act: alone where HTMX asks for it, else with its whole screen."""
    found = _report(report)
    if not request.headers.get("HX-Request") or request.headers.get("HX-Boosted"):
        place = f"act-{act}"
        return HttpResponseRedirect(f"{reverse('desk:report', args=[report])}?now={place}#{place}")
    page = build(found, act)
    row = next((one for one in page.acts if one.id == act), None)
    if row is None:
        raise Http404("no such act")
    context = {"act": row, "page": page, "report": found.id, **_lists(), **marks()}
    return render(request, "desk/_act.html", context)


def _lists() -> dict[str, Any]:
    """Answer the closed lists that forms of an act offer."""
    return {
        "perpetrator_kinds": choices("perpetrators"),
        "addable": [(field, name_field(field)) for field in ADDABLE],
    }


@desk("decide")
@require_safe
def fix(request: HttpRequest, report: str, fact: str) -> HttpResponse:
    """Show the form that corrects a fact: in its row, or as a page of its own."""
    found = _report(report)
    if not Fact.objects.filter(pk=fact).exists():
        raise Http404("no such fact")
    has_films = any(one.is_film for one in media_of(found.id))
    context = {**one_row(found.id, fact), "has_films": has_films, "here": "inbox", **marks()}
    is_part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return render(request, "desk/_fix.html" if is_part else "desk/fix.html", context)


@desk("decide")
@require_safe
def known_already(request: HttpRequest, report: str) -> HttpResponse:
    """Show who of a report may be known already; a part of its screen, or a page of its own."""
    found = _report(report)
    parties = known.parties_to_ask(found.id)
    asked = known.ask_about(parties)
    is_part = request.headers.get("HX-Target") == "known"
    template = "desk/_known.html" if is_part else "desk/known.html"
    context = {
        "asked": asked, "meetings": meeting.events_like(found), "report": found.id,
        "here": "inbox", **marks(),
    }  # fmt: skip
    return render(request, template, context)


@desk("decide")
@require_POST
def act_on(request: HttpRequest, report: str) -> HttpResponse:
    """Do one step on a report and lead back to it; what was refused is said on the screen."""
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404("no such step")
    found, form = _report(report), writing(request)
    by = By(form, found.id, request.POST, request)
    if form.was_written():
        return _answer(request, by, "")
    news.move_on(form, found.id)
    try:
        next_ = step(by)
    except ErasedMeanwhile as error:
        problem = say_error(error)
    except RecordMovedOn:
        problem = news.say_moved_on(found.id, form)
    except KhronikaError as error:
        problem = say_error(error)
    else:
        return _answer(request, by, next_)
    if request.POST["step"] in ("correct", "take-out"):
        return _typed_again(request, by, problem)
    here = request.POST.get("here", "")
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        messages.error(request, problem)
        return _lead(request, by, here)
    return say_refusal(request, problem, _place(by, here))


def _typed_again(request: HttpRequest, by: By, problem: str) -> HttpResponse:
    """Show the form of a correction that was refused, with what was typed and why."""
    fact = by.said("fact")
    context = {**one_row(by.report, fact), "given": request.POST, "problem": problem}
    answer = render(request, "desk/fix.html", {**context, "here": "inbox", **marks()})
    answer.headers["HX-Push-Url"] = reverse("desk:fix", args=[by.report, fact])
    return answer


def _answer(request: HttpRequest, by: By, next_: str) -> HttpResponse:
    """Answer the row that changed where HTMX asked for it, else lead to the screen."""
    target = request.headers.get("HX-Target", "")
    fact = request.POST.get("fact", "")
    if target and target == f"fact-{fact}":
        return _row_that_changed(request, by, fact, next_)
    return _lead(request, by, next_)


def _row_that_changed(request: HttpRequest, by: By, fact: str, next_: str) -> HttpResponse:
    """Answer one row, and beside it who may be named where the row names somebody.

    The last decision of a report brings the whole screen anew: its event may be asked for now.
    """
    row = {**one_row(by.report, fact), **marks()}
    if row["decided"] == row["total"]:
        answer = HttpResponse(status=204)
        answer.headers["HX-Location"] = _place(by, next_)
        return answer
    if not Fact.objects.filter(pk=fact).exclude(party=None).exists():
        return render(request, "desk/_row_answer.html", row)
    page = build(_report(by.report), fact.partition(".")[0])
    answer = render(request, "desk/_row_answer.html", {**row, "page": page, **_naming()})
    answer.headers["HX-Trigger"] = "namesChanged"
    return answer


def _place(by: By, now: str) -> str:
    """Answer the address of a report's screen, at a place of it."""
    address = reverse("desk:report", args=[by.report])
    return f"{address}?now={now}#{now}" if now else address


def _lead(request: HttpRequest, by: By, now: str) -> HttpResponse:
    place = _place(by, now)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = place
        return answer
    return HttpResponseRedirect(place)
