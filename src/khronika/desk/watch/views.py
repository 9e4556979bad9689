"""Screens of Watch: the sources, one source, what a look found, packages to check."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khronika.desk.fields import say_error
from khronika.desk.gate import desk, marks, person, writing
from khronika.desk.models import WatchItem, WatchLook, WatchSource
from khronika.desk.report.titles import titles_of
from khronika.desk.watch import differences, flags, packages, sources
from khronika.desk.watch.register import watch_report
from khronika.desk.watch.rounds import MAILS
from khronika.errors import KhronikaError
from khronika.record.access import may
from khronika.record.models import Report

AT_ONCE = 100
"""Items of a source on one page."""
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@desk("see")
@require_http_methods(["GET", "HEAD", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """Show all sources, and add one."""
    problem = ""
    may_set = may(person(request).actor, "register")
    if request.method == "POST":
        problem = _add(request) if may_set else may_set.rule
        if not problem:
            return HttpResponseRedirect(reverse("desk:watch"))
    context = {
        "rows": sources.rows(),
        "may_set": bool(may_set),
        "levels": _levels(),
        "usual": sources.USUAL_MINUTES,
        "least": sources.LEAST_MINUTES,
        "most": sources.MOST_MINUTES,
        "mails": MAILS if settings.WATCH_MAILDIR else "",
        "problem": problem,
        "given": request.POST,
        "here": "watch",
    }
    return render(request, "desk/watch/sources.html", context, status=422 if problem else 200)


def _add(request: HttpRequest) -> str:
    """Add a source; answer what is wrong with it."""
    said = request.POST
    try:
        made = sources.add(
            person(request).id,
            title=said.get("title", ""),
            address=said.get("mails") or said.get("address", ""),
            every=said.get("every", ""),
            with_browser=said.get("browser") == "on",
            level=said.get("level", "restricted"),
            now=datetime.now(UTC),
        )
    except KhronikaError as error:
        return say_error(error)
    told = gettext("%(title)s is watched from now on; the worker asks it within a minute.")
    messages.success(request, told % {"title": made.title})
    return ""


def _levels() -> list[tuple[str, str]]:
    return [
        ("restricted", gettext("nobody but us")),
        ("network", gettext("members of the network")),
        ("public", gettext("everybody")),
    ]


@desk("see")
@require_safe
def source(request: HttpRequest, source: str) -> HttpResponse:
    """Show one source with what came in from it, and how each page was found later."""
    found = _source(source)
    items = list(WatchItem.objects.filter(source=found.id).exclude(state=sources.State.OLD)
                 .order_by("-found_at")[: AT_ONCE + 1])  # fmt: skip
    counts: dict[tuple[str, str], int] = {}
    for state in WatchItem.objects.filter(source=found.id).values_list("state", flat=True):
        counts[found.id, state] = counts.get((found.id, state), 0) + 1
    context = {
        "row": sources.row_of(found, counts),
        "items": _items(items[:AT_ONCE]),
        "has_more": len(items) > AT_ONCE,
        "number_old": counts.get((found.id, sources.State.OLD), 0),
        "may_set": bool(may(person(request).actor, "register")),
        "level": dict(_levels()).get(found.level, found.level),
        "here": "watch",
    }
    return render(request, "desk/watch/source.html", context)


def _source(id_: str) -> WatchSource:
    found = WatchSource.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("no such source")
    return found


def _items(items: list[WatchItem]) -> list[dict[str, Any]]:
    """Say what became of items, with their later looks."""
    looks: dict[str, list[WatchLook]] = {}
    keys = [item.key for item in items]
    for look in WatchLook.objects.filter(item__in=keys).order_by("-at"):
        looks.setdefault(look.item, []).append(look)
    titles = titles_of(item.report for item in items if item.report)
    return [
        {
            "item": item,
            "title": titles.get(item.report, "") or item.address or gettext("Mail"),
            "state": _say_state(item),
            "looks": [
                (look, flags.say_verdict(look.verdict), sources.say_problem(look.why)
                 if look.why else "", look.is_flag and not look.seen)
                for look in looks.get(item.key, ())
            ],
        }
        for item in items
    ]  # fmt: skip


def _say_state(item: WatchItem) -> str:
    said = {
        "waiting": gettext("waits to be captured"),
        "watched": gettext("taken in"),
        "kept": gettext("taken in"),
        "refused": gettext("not taken in"),
        "ended": gettext("looked at no more"),
    }.get(item.state, item.state)
    return f"{said}: {sources.say_problem(item.problem)}" if item.problem else said


@desk("register")
@require_POST
def set_source(request: HttpRequest, source: str) -> HttpResponse:
    """Pause a source, go on with it, or remove it."""
    found = _source(source)
    step = request.POST.get("step", "")
    if step == "remove":
        sources.remove(found)
        messages.success(request, gettext("It is watched no more. What came in stays."))
        return HttpResponseRedirect(reverse("desk:watch"))
    if step not in ("pause", "go-on"):
        raise Http404("no such step")
    sources.pause(found, is_paused=step == "pause")
    return HttpResponseRedirect(reverse("desk:watch-source", args=[found.id]))


@desk("register")
@require_POST
def watch_page(request: HttpRequest, report: str) -> HttpResponse:
    """Look again, from now on, at the page of a report that came in by hand."""
    if not Report.objects.filter(pk=report).exists():
        raise Http404("no such report")
    if watch_report(report, datetime.now(UTC)):
        messages.success(request, gettext("Its page is looked at again from now on."))
    else:
        messages.error(request, gettext("It has no address that could be looked at."))
    return HttpResponseRedirect(reverse("desk:report", args=[report]))


@desk("see")
@require_safe
def look(request: HttpRequest, look: str) -> HttpResponse:
    """Show what a page says now beside what it said."""
    found, item = _look(look)
    home = Path(settings.HOME)
    old = item.package if request.GET.get("with") == "first" else found.against
    reports = found.reports.split() or [item.report]
    context: dict[str, Any] = {
        "look": found,
        "item": item,
        "reports": sorted(titles_of(reports).items()),
        "flags": [flag for flag in flags.flags_of(reports) if flag.look == found.id],
        "verdict": flags.say_verdict(found.verdict),
        "why": sources.say_problem(found.why) if found.why else "",
        "with_first": item.package not in ("", old, found.package),
        "here": "watch",
        **marks(),
    }
    try:
        context |= _compared(home, found, item, old, reports)
    except KhronikaError as error:
        context["fault"] = sources.say_problem(differences.refused_why(error))
    return render(request, "desk/watch/look.html", context)


def _compared(
    home: Path, look: WatchLook, item: WatchItem, old: str, reports: list[str]
) -> dict[str, Any]:
    """Answer both sides and their lines; where no answer came, the old side alone."""
    told: dict[str, Any] = {"old": differences.side_of(home, item, old)}
    if not look.package:
        was = differences.comparison_of(home, item, old, old).old
        return told | {"lost": differences.lost_words(reports, was.lines, ())}
    compared = differences.comparison_of(home, item, old, look.package)
    is_gone = look.verdict in ("vanished", "still_gone")
    new_lines = () if is_gone else compared.new.lines
    lang = compared.new.lang or compared.old.lang
    return told | {
        "new": differences.side_of(home, item, look.package),
        "rows": [] if is_gone else differences.rows_of(compared.lines),
        "is_text": not (compared.old.failure or compared.new.failure),
        "lang": lang,
        "dir": _direction(lang),
        "lost": differences.lost_words(reports, compared.old.lines, new_lines),
    }


def _direction(lang: str) -> str:
    primary = lang.split("-")[0].lower()
    if not primary:
        return "auto"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"


def _look(id_: str) -> tuple[WatchLook, WatchItem]:
    found = WatchLook.objects.filter(pk=id_).first()
    item = WatchItem.objects.filter(pk=found.item).first() if found else None
    if found is None or item is None:
        raise Http404("no such look")
    return found, item


@desk("note")
@require_POST
def seen(request: HttpRequest, look: str) -> HttpResponse:
    """Write that the person has looked at what happened to a page."""
    found, _ = _look(look)
    if not found.is_flag:
        raise Http404("there is no flag on this look")
    try:
        flags.lay_down(writing(request), found)
    except KhronikaError as error:
        messages.error(request, say_error(error))
    return HttpResponseRedirect(reverse("desk:watch-look", args=[found.id]))


@desk("see")
@require_safe
def package(request: HttpRequest, package: str) -> HttpResponse:
    """Hand out a package, to be checked by `khronika verify`."""
    path = packages.path_of(Path(settings.HOME), package)
    if path is None:
        raise Http404("no such package")
    name = f"ev-{package}.zip"
    file = packages.as_zip(path)
    answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
    return cast(HttpResponse, answer)  # a stream; the guard sets its headers alike
