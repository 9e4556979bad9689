"""Screens of sheets: the films and pictures of a report, and the sheet of one of them.

Everything is blurred until somebody asks, one picture at a time, by a link that a keyboard reaches
like any other. Forms need no script.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.data.vocabulary import vocabulary
from khronika.desk.fields import CorrectionUnreadable, party_kinds, say_error
from khronika.desk.gate import desk, ledger, marks, person, writing
from khronika.desk.report.titles import titles_of
from khronika.desk.sheets.cited import Choice, choices_for, cited_of
from khronika.desk.sheets.media import (
    Medium,
    bytes_of,
    is_begun,
    is_kept_out,
    kept_in,
    media_of,
    picture,
)
from khronika.desk.sheets.rows import Sheet, events_for, say_size, sheet_of
from khronika.desk.sheets.steps import STEPS, By
from khronika.errors import KhronikaError, MediaError, SealError
from khronika.media.serving import PLAYED
from khronika.model.moment import say_moment
from khronika.record.errors import ErasedMeanwhile, RecordMovedOn
from khronika.record.models import Fact
from khronika.record.sheets.place import StatementUnreadable, read_moment
from khronika.record.sheets.write import file_of
from khronika.record.views import note_view

STILLS_AT_ONCE = 24


def title_of_report(report: str) -> str:
    """Answer the title of a report as the desk shows it, or 404.

    Args:
        report: ULID.

    Raises:
        Http404: there is no such report.
    """
    title = titles_of([report]).get(report)
    if title is None:
        raise Http404("no such report")
    return title


def medium_of(report: str, sha256: str) -> Medium:
    """Find a film or picture of a report, or answer 404.

    Args:
        report: ULID.
        sha256: of the film or picture.

    Raises:
        Http404: no package of the report holds it.
    """
    found = next((one for one in media_of(report) if one.file.sha256 == sha256), None)
    if found is None:
        raise Http404("the package of this report holds no such film or picture")
    return found


@desk("decide")
@require_safe
def films(request: HttpRequest, report: str) -> HttpResponse:
    """List the films and pictures of a report's package, all of them blurred."""
    actor = person(request).actor
    listed = [
        {
            "medium": one,
            "no": number,
            "size": _size(one),
            "said": sheet_of(one.file.film, actor).number,
        }
        for number, one in enumerate(media_of(report), 1)
    ]
    context = {
        "report": report,
        "title": title_of_report(report),
        "media": listed,
        "asked_fact": request.GET.get("fact", ""),
        "here": "inbox",
    }
    return render(request, "desk/sheets/films.html", context)


def _size(medium: Medium) -> str:
    file = medium.file
    return say_size(file.milliseconds, file.width, file.height)


@desk("decide")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, report: str, sha256: str) -> HttpResponse:
    """Show the sheet of a film or picture beside it, and take what somebody says."""
    medium, problem = medium_of(report, sha256), ""
    if request.method == "POST":
        problem = _take(request, medium)
        if not problem:
            at = request.POST.get("now", "")
            return HttpResponseRedirect(
                f"{request.path}{f'?at={at}' if at.isdigit() else ''}#said"
            )
    context = {
        **_shown(request, medium),
        "title": title_of_report(report),
        "problem": problem,
        "given": request.POST if problem else {},
    }
    return render(request, "desk/sheets/sheet.html", context, status=422 if problem else 200)


def _take(request: HttpRequest, medium: Medium) -> str:
    """Do the step that a form names; answer what is wrong with it."""
    step = STEPS.get(request.POST.get("step", ""))
    if step is None:
        raise Http404("no such step")
    form = writing(request)
    if form.was_written():
        return ""
    file = medium.file
    known = file_of(file.film)
    if known is not None and known != file.to_json():
        return gettext("The sheet was begun with another length or size of this file.")
    try:
        step(By(form, file, request.POST))
    except ErasedMeanwhile as error:
        return say_error(error)
    except RecordMovedOn:
        return gettext("It changed while you read; your decision was not recorded. Look again.")
    except (CorrectionUnreadable, KhronikaError) as error:
        return say_error(error)
    asked = gettext("A second person was asked. Nothing is public yet.")
    kept = gettext("Recorded. A second person must stand behind it before readers see it.")
    messages.success(request, asked if request.POST["step"] == "ask" else kept)
    return ""


def _shown(request: HttpRequest, medium: Medium) -> dict[str, Any]:
    file, actor = medium.file, person(request).actor
    found = sheet_of(file.film, actor)
    at = asked_moment(request, medium)
    kind = medium.kind() if medium.is_film else None
    can_play = kind in PLAYED
    return {
        "report": file.report,
        "medium": medium,
        "size": _size(medium),
        "sheet": found,
        "at": at,
        "at_seconds": f"{(at or 0) / 1000:g}",
        "at_said": "" if at is None else say_moment(at),
        "typed": {"start": "" if at is None else say_moment(at), "end": "", "box": ""},
        "is_clear": request.GET.get("clear") == "1",
        "can_play": can_play,
        "is_saved": kind is not None and not can_play,
        "is_playing": request.GET.get("play") == "1" and can_play,
        "still": shown_still(medium, at, found),
        "stills": _stills(medium, found, at),
        "topics": _codes("sheet_topic"),
        "verdicts": _codes("sheet_verdict"),
        "reasons": _codes("mark_reason"),
        "kinds": [pair for pair in party_kinds() if pair[0] != "group"],
        "events": events_for(file.report),
        "cited": cited_of(file.film, actor),
        "citable": _citable(file.report, found) if medium.is_film else [],
        "asked_fact": request.GET.get("fact", ""),
        "here": "inbox",
        **marks(),
    }


def _citable(report: str, found: Sheet) -> list[Choice]:
    return choices_for(report, [str(row.value["event"]) for row in found.shows])


def _codes(kind: str) -> list[tuple[str, str]]:
    lang = get_language() or "en"
    return [(str(term.code), term.label(lang)) for term in vocabulary()[kind].values()]


def asked_moment(request: HttpRequest, medium: Medium) -> int | None:
    """Answer the moment that is looked at, within the film; of a picture none."""
    if not medium.is_film:
        return None
    typed = request.GET.get("second", request.POST.get("second", "")).strip()
    told = request.GET.get("at", request.POST.get("now", "")).strip()
    try:
        # Links and marks count milliseconds, people seconds: a typed 4 is the fourth second.
        is_mark = not typed and told.isascii() and told.isdigit()
        moment = int(told) if is_mark else read_moment(typed or told)
    except StatementUnreadable:
        moment = None
    return min(moment or 0, medium.file.milliseconds or 0)


def shown_still(medium: Medium, at: int | None, found: Sheet | None = None) -> dict[str, Any]:
    """Answer what is shown large: the keyframe near a moment, or the picture itself.

    Args:
        medium: the film or picture.
        at: milliseconds from its start, or None for the first keyframe.
        found: its sheet: what stands there as marked is kept blurred.
    """
    one = medium.still_near(at) if medium.is_film else None
    standing = found.standing_marks if found else []
    if one is None:
        kept = bool(standing) and medium.is_film
        there = bool(medium.view.veiled)
        return {"name": "whole", "said": "", "seconds": "", "kept": kept, "is_there": there}
    return {
        "name": str(round(one.at * 1000)),
        "seconds": f"{one.at:g}",
        "said": say_moment(round(one.at * 1000)),
        "kept": is_kept_out(one.at, standing),
        "is_there": True,
    }


def _stills(medium: Medium, found: Sheet, at: int | None) -> list[dict[str, Any]]:
    now = medium.still_near(at)
    return [
        {
            "at": round(one.at * 1000),
            "said": say_moment(round(one.at * 1000)),
            "kept": is_kept_out(one.at, found.standing_marks),
            "is_now": one == now,
        }
        for one in medium.view.frames[:STILLS_AT_ONCE]
    ]


@desk("decide")
@require_safe
def still(
    request: HttpRequest, report: str, sha256: str, form: str, name: str
) -> HttpResponseBase:
    """Answer a picture of a film, or a thumbnail: veiled, or sharp where that may be shown."""
    medium = medium_of(report, sha256)
    one = next((s for s in medium.view.frames if str(round(s.at * 1000)) == name), None)
    paths = (one.veiled, one.sharp) if one else (medium.view.veiled, medium.view.sharp)
    if one is None and name != "whole":
        raise Http404("no such picture")
    if form == "sharp":
        standing = sheet_of(medium.file.film, "").standing_marks
        if standing and medium.is_film and (one is None or is_kept_out(one.at, standing)):
            raise Http404("somebody in it is kept out of stills")
        _note(request, report)
        answer = _whole_picture(medium)
        if answer is not None:
            return answer
    path = paths[1] if form == "sharp" else paths[0]
    if path is None:
        raise Http404("it could not be drawn")
    try:
        body = picture(medium, path)
    except (MediaError, SealError) as error:
        raise Http404("the package is damaged") from error
    return kept_in(HttpResponse(body, content_type="image/jpeg"))


def _whole_picture(medium: Medium) -> HttpResponseBase | None:
    """Answer a picture as it came; None of a film, and where its bytes cannot be reached."""
    try:
        return None if medium.is_film else bytes_of(medium, "")
    except (MediaError, SealError):
        return None  # its thumbnail is shown


@desk("decide")
@require_safe
def film(request: HttpRequest, report: str, sha256: str) -> HttpResponseBase:
    """Answer a stretch of a film for the player of the sheet, or all of it to be saved."""
    medium = medium_of(report, sha256)
    if not medium.is_film:
        raise Http404("it is no film")
    asked = request.headers.get("Range", "")
    try:
        answer = bytes_of(medium, asked, is_saved=request.GET.get("save") == "1")
    except (SealError, MediaError) as error:
        raise Http404("the package is damaged") from error
    if answer is None:
        raise Http404("it is no film that a browser plays")
    if is_begun(answer):
        _note(request, report)
    return answer


def _note(request: HttpRequest, report: str) -> None:
    """Write down who looked at a restricted film unblurred."""
    level = Fact.objects.filter(pk=f"{report}.level").first()
    if level is None or level.value != '"public"':
        note_view(ledger(), person(request).actor, f"report:{report}")
