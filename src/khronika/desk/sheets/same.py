"""The screen that finds the same film in other reports, however it was cropped or framed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.desk.fields import say_error
from khronika.desk.gate import desk
from khronika.desk.sheets.media import Medium, media_of
from khronika.desk.sheets.views import medium_of, title_of_report
from khronika.errors import MediaError, RedactError, SealError
from khronika.flow.apart import ReadingStopped
from khronika.flow.films import same_film
from khronika.media import orb
from khronika.record.models import Evidence
from khronika.redact.likeness import Found


@desk("decide")
@require_safe
def same(request: HttpRequest, report: str, sha256: str) -> HttpResponse:
    """List the reports whose packages show the same film or picture."""
    medium = medium_of(report, sha256)
    problem, found = "", []
    try:
        found = _looked_for(medium)
    except ReadingStopped:
        problem = gettext("The search is not over: what was done is kept. Ask again to go on.")
    except (MediaError, RedactError, SealError) as error:
        problem = say_error(error)
    context = {
        "report": report,
        "title": title_of_report(report),
        "medium": medium,
        "problem": problem,
        "found": [_row(one) for one in found],
        "has_pieces": orb.is_there(),
        "here": "inbox",
    }
    return render(request, "desk/sheets/same.html", context)


def _looked_for(medium: Medium) -> list[Found]:
    return same_film(medium.package, medium.view.source, medium.view.sha256, Path(settings.HOME))


def _row(one: Found) -> dict[str, Any]:
    """Say of one package whose it is and how near it comes."""
    package = Path(one.name).name.removeprefix("ev-")
    row = Evidence.objects.filter(pk=package).first()
    held = media_of(row.report) if row else []
    own = [medium for medium in held if medium.package.name == Path(one.name).name]
    veiled = next(iter(own or held), None)
    return {
        "report": row.report if row else "",
        "title": title_of_report(row.report) if row else "",
        "package": f"ev-{package}",
        "share": round(one.share * 100),
        "bits": f"{one.distance:g}",
        "points": one.points,
        "ahead": "" if one.shift is None or not one.shift else f"{one.shift:+.1f}",
        "sha256": veiled.file.sha256 if veiled else "",
    }
