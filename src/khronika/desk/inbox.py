"""The inbox: what waits, the most urgent first; a new report by paste, file or address."""

import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from khronika.capture import Conditions
from khronika.desk.fields import say_code
from khronika.desk.gate import desk, ledger, person
from khronika.desk.report_page import plain_values
from khronika.errors import KhronikaError
from khronika.flow.intake import intake
from khronika.record.models import Act, Entry, Fact, Report

AT_RISK = frozenset({"detention", "disappearance", "killing"})
SOON = frozenset({"assault", "threat", "search", "charge", "questioning", "conviction"})
MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report in the inbox; `risk` is 3 (somebody is in danger now), 2 or 1."""

    id: str
    title: str
    summary: str
    risk: int
    risk_said: str
    origin: str
    lang: str
    came: str
    decided: int
    total: int
    is_done: bool


def _risk(types: Iterable[str]) -> int:
    kinds = set(types)
    return 3 if kinds & AT_RISK else 2 if kinds & SOON else 1


def _say_risk(risk: int) -> str:
    return {3: gettext("at risk"), 2: gettext("soon"), 1: gettext("later")}[risk]


def waiting() -> list[Waiting]:
    """List all reports with what was drafted from them, the most urgent and oldest first."""
    reports = list(Report.objects.all())
    told: dict[str, dict[str, Any]] = defaultdict(dict)
    own = list(Fact.objects.filter(thing__in=[report.id for report in reports], item=None))
    values = plain_values(own)
    for fact in own:
        told[fact.thing][fact.field] = values[fact.id]
    came = dict(Entry.objects.filter(kind="receive").values_list("subject", "at"))
    acts: dict[str, list[str]] = defaultdict(list)
    by_act = dict(Act.objects.exclude(state="rejected").values_list("id", "report"))
    for fact in Fact.objects.filter(thing__in=list(by_act), field="type"):
        acts[by_act[fact.thing]].append(json.loads(fact.value))
    decided, total = _progress(by_act)
    rows = [
        _row(report, told[report.id], acts[report.id], came, decided[report.id], total[report.id])
        for report in reports
    ]
    return sorted(rows, key=lambda row: (row.is_done, -row.risk, row.came))


def _progress(by_act: dict[str, str]) -> tuple[Counter[str], Counter[str]]:
    decided: Counter[str] = Counter()
    total: Counter[str] = Counter()
    facts = Fact.objects.filter(thing__in=list(by_act)).exclude(field__in=("event", "level"))
    for thing, author, status in facts.values_list("thing", "author", "status"):
        total[by_act[thing]] += 1
        decided[by_act[thing]] += author.startswith("u:") and status != "proposed"
    return decided, total


def _row(
    report: Report,
    told: dict[str, Any],
    types: list[str],
    came: dict[str, str],
    decided: int,
    total: int,
) -> Waiting:
    risk = _risk(types)
    counted = Counter(types)
    summary = ", ".join(
        f"{say_code('act_type', kind)} {number}" for kind, number in counted.items()
    )
    return Waiting(
        id=report.id,
        title=told.get("title") or told.get("file_name") or gettext("Report without a title"),
        summary=report.failure or summary or gettext("no act found"),
        risk=risk,
        risk_said=_say_risk(risk),
        origin=told.get("outlet") or told.get("url") or told.get("file_name") or "",
        lang=told.get("language") or "",
        came=came.get(f"report:{report.id}", "")[:16].replace("T", " "),
        decided=decided,
        total=total,
        is_done=total > 0 and decided == total,
    )


@desk("see")
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits, filtered by words, language and risk."""
    rows = waiting()
    words = request.GET.get("q", "").strip().casefold()
    lang, risk = request.GET.get("lang", ""), request.GET.get("risk", "")
    shown = [
        row
        for row in rows
        if words in f"{row.title} {row.origin}".casefold()
        and lang in ("", row.lang)
        and risk in ("", str(row.risk))
    ]
    open_rows = [row for row in rows if not row.is_done]
    context = {
        "rows": shown,
        "number_open": len(open_rows),
        "number_at_risk": sum(row.risk == 3 for row in open_rows),
        "oldest": min((row.came for row in open_rows), default=""),
        "languages": sorted({row.lang for row in rows if row.lang}),
        "asked": {"q": request.GET.get("q", ""), "lang": lang, "risk": risk},
        "here": "inbox",
    }
    return render(request, "desk/inbox.html", context)


@desk("receive")
@require_http_methods(["GET", "HEAD", "POST"])
def new_report(request: HttpRequest) -> HttpResponse:
    """Take a report in by paste, file or address; it is coded while the person waits."""
    context: dict[str, Any] = {"here": "inbox", "problem": ""}
    if request.method == "POST":
        try:
            report = _take_in(request)
        except KhronikaError as error:
            context["problem"] = str(error)
            context["given"] = request.POST
        else:
            return HttpResponseRedirect(reverse("desk:report", args=[report]))
    return render(request, "desk/new.html", context, status=422 if context["problem"] else 200)


class NothingGiven(KhronikaError):
    """A new report was sent without text, file or address."""


def _take_in(request: HttpRequest) -> str:
    conditions = Conditions.from_environment()
    address = request.POST.get("address", "").strip()
    actor = person(request).actor
    if address:
        if not address.startswith(("http://", "https://")):
            raise NothingGiven(gettext("Write the address with http:// or https:// before it."))
        return intake(address, ledger=ledger(), actor=actor, conditions=conditions).report
    with tempfile.TemporaryDirectory() as folder:
        path = _store(request, Path(folder))
        return intake(path, ledger=ledger(), actor=actor, conditions=conditions).report


def _store(request: HttpRequest, folder: Path) -> Path:
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile):
        if (upload.size or 0) > MOST_BYTES:
            raise NothingGiven(gettext("The file is larger than 50 MB; send its address instead."))
        path = folder / (Path(str(upload.name)).name or "file")
        with path.open("wb") as file:
            file.writelines(upload.chunks())
        return path
    text = request.POST.get("text", "")
    if not text.strip():
        raise NothingGiven(gettext("Paste a text, choose a file, or write an address."))
    path = folder / "paste.txt"
    path.write_text(text.replace("\r\n", "\n"), "utf-8")
    return path
