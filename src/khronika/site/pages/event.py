"""Pages of one event: what was done to whom, the proof of a fact, its files, its tombstone."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from khronika.media.serving import is_played
from khronika.record.public import read
from khronika.site.labels import active_language, label, name_language
from khronika.site.pages.film import view_of, with_stills
from khronika.site.shown import event as shown_event
from khronika.site.shown.atlas import draw_map
from khronika.site.shown.films import sheet_of, sheets_of
from khronika.site.shown.order import steps_of
from khronika.site.words import (
    isolate,
    name_certainty,
    name_field,
    say_date,
    say_day,
    say_moment,
    say_range,
)


def _published_or_404(number: str) -> read.Published:
    found = read.document(number)
    if found is None:
        raise Http404(f"no event has the number {number}")
    return found


def tombstone(request: HttpRequest, published: read.Published) -> HttpResponse:
    """Answer 410 with the reason why a document was taken down (RFC 9110 section 15.5.11)."""
    body = published.body
    why = {
        "withdrawn": gettext("It was withdrawn."),
        "erased": gettext("What it held was erased at a person's wish."),
        "merged": gettext("It told of the same event as another record."),
    }[body["why"]]
    shown = {
        "number": body["number"],
        "why": why,
        "reason": body["reason"],
        "on": say_date(body["on"]),
        "successor": body["successor"],
    }
    return render(request, "site/tombstone.html", shown, status=410)


def _source_shown(number: str, source: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **source,
        "kind": gettext(", ").join(
            part
            for part in (
                isolate(source["media_type"] or ""),
                name_language(source["lang"]) if source["lang"] else "",
                gettext("%(number)s characters") % {"number": source["characters"]},
            )
            if part
        ),
        "published": say_date(source["published"]) if source["published"] else "",
        **_evidence_shown(number, source),
    }


def _evidence_shown(number: str, holder: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what a page shows of the package behind a source or a film."""
    evidence = holder["evidence"]
    levels = {
        "public": gettext("may be had by everybody"),
        "network": gettext("may be had by members of the network"),
        "restricted": gettext("is kept, and shown to courts and counsel on request"),
    }
    unchecked = {
        "bytes": gettext("that the words stand in the preserved bytes"),
        "stamps": gettext("when the bytes existed"),
        "custody": gettext("who handled them"),
    }
    package, newer = evidence["package"], evidence["completed_by"] or {}
    whole = newer.get("package")
    return {
        "captured": say_moment(holder["captured_at"]) if holder["captured_at"] else "",
        "level": levels[evidence["level"]],
        "head_sha256": evidence["head_sha256"],
        "stamps": evidence["stamps"],
        "signer": evidence["signer"],
        "unchecked": [unchecked[item] for item in evidence["unchecked"]],
        "package": package,
        "package_href": reverse("site:package", args=[number, package]) if package else "",
        "completes": evidence["completes"],
        "whole": whole,
        "whole_head": newer.get("head_sha256"),
        "whole_href": reverse("site:package", args=[number, whole]) if whole else "",
    }


def _correction_shown(
    document: Mapping[str, Any], item: Mapping[str, Any], number: str
) -> dict[str, Any]:
    acts: list[Mapping[str, Any]] = document["acts"]
    act = next((act for act in acts if act["id"] == item["act"]), dict[str, Any]())
    return {
        "number": number,
        "on": say_date(item["on"]),
        "field": name_field(item["field"]),
        "old": shown_event.say_value(document, item["field"], item["old"], act),
        "new": shown_event.say_value(document, item["field"], item["new"], act),
        "reason": item["reason"] or "",
    }


def corrections_shown(
    published: read.Published,
) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Yield the corrections of an event, each with what its page shows, the latest first."""
    yield from _corrections(published.body)


def _corrections(
    document: Mapping[str, Any],
) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    for item in sorted(document["corrections"], key=lambda item: item["on"], reverse=True):
        yield item, _correction_shown(document, item, document["number"])


def _certainties(document: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for value, number in document["certainty"]["acts"].items():
        if number:
            acts = gettext("acts: %(number)s") % {"number": number}
            yield {"value": value, "name": name_certainty(value), "acts": acts}


def _map(document: Mapping[str, Any]) -> str:
    """Draw the country, with the towns of its acts as far as they are known."""
    country = document["country"]
    if not country:
        return ""
    places = [act["place"]["value"] for act in document["acts"] if act["place"]]
    towns = [place["name"] for place in places if place["name"] and place["country"] == country]
    where = {"name": document["place"], "country": country}
    title = gettext("Map: %(place)s") % {"place": shown_event.say_place(where)}
    return draw_map(country, towns, title)


def _borne_out(document: Mapping[str, Any]) -> dict[str, str]:
    """Say what each cell says that seconds of a film bear out."""
    if not any(film["cited"] for film in document["films"]):
        return {}
    cells = (cell for cell, _ in shown_event.all_cells(document) if cell.seconds)
    return {cell.fact: f"{cell.heading}: {cell.value}" for cell in cells}


@require_safe
def event(request: HttpRequest, number: str) -> HttpResponse:
    """Show who did what to whom in one event; 410 where it was withdrawn."""
    published = _published_or_404(number)
    if published.is_tombstone:
        return tombstone(request, published)
    shown = {
        **_shown(with_stills(published.body)),
        "version": published.version,
        "published_on": say_day(published.published_at),
        "sha256": published.sha256,
    }
    return render(request, "site/event.html", shown)


def preview(
    request: HttpRequest, document: Mapping[str, Any], *, sha256: str, back: str
) -> HttpResponse:
    """Show the page of an event that is not public, by the very template that readers will see.

    It says that it is a preview and leads to no page that does not exist yet; who may look at it
    is asked by the room that calls this.

    Args:
        request: a request that was let in.
        document: as frozen for a second person, or as it would be now.
        sha256: its hash.
        back: address of the screen that it was opened from.
    """
    languages = [
        {"code": code, "name": name, "href": f"{request.path}?lang={code}"}
        for code, name in settings.LANGUAGES
    ]
    shown = {
        **_shown(document),
        "preview": back,
        "proofs_of": "",
        "languages": languages,
        "sha256": sha256,
    }
    return render(request, "site/event.html", shown)


def _shown(document: Mapping[str, Any]) -> dict[str, Any]:
    """Answer what the page of an event shows of its document."""
    rows = list(shown_event.rows_of(document))
    number = document["number"]
    where = {"name": document["place"], "country": document["country"]}
    return {
        "document": document,
        "proofs_of": number,
        "title": shown_event.title_of(document, active_language()),
        "summary": shown_event.summary_of(document, active_language()),
        "map": _map(document),
        "steps": steps_of(document),
        "country": label("country", document["country"]) if document["country"] else "",
        "certainties": list(_certainties(document)),
        "when": say_range(document["date"]),
        "where": shown_event.say_place(where),
        "totals": list(shown_event.say_totals(document["totals"])),
        "shared": shown_event.shared_cells(document),
        "rows": rows,
        "headings": [heading for heading, _ in rows[0].columns] if rows else [],
        "unknown": list(shown_event.unknown_of(document, active_language())),
        "interventions": [
            [cell for field in ("by", "what", "to", "date")
             for cell in shown_event.cells_of(document, item, field)]
            for item in document["interventions"]
        ],
        "sources": [_source_shown(number, item) for item in document["sources"].values()],
        "films": sheets_of(document, _borne_out(document)),
        "corrections": [shown for _, shown in _corrections(document)],
    }  # fmt: skip


@require_safe
def event_json(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the document's stored bytes, unchanged, so that their hash can be checked."""
    published = _published_or_404(number)
    status = 410 if published.is_tombstone else 200
    answer = HttpResponse(published.text, content_type="application/json", status=status)
    answer["Content-Disposition"] = f'attachment; filename="{number}.json"'
    return answer


@require_safe
def fact(request: HttpRequest, number: str, fact: str) -> HttpResponse:
    """Show the proof of a fact: its words in context, hashes, and commands that check them."""
    published = _published_or_404(number)
    if published.is_tombstone:
        return tombstone(request, published)
    document = with_stills(published.body)
    cell = next((cell for cell, _ in shown_event.all_cells(document) if cell.fact == fact), None)
    if cell is None and fact.partition(".")[0] in {one["id"] for one in document["films"]}:
        return HttpResponseRedirect(reverse("site:film", args=[number, fact.partition(".")[0]]))
    if cell is None:
        raise Http404(f"event {number} shows no fact {fact}")
    sources = {item["no"]: item for item in document["sources"].values()}
    proofs = [(quote, _source_shown(number, sources[quote.source_no])) for quote in cell.quotes]
    shown = {
        "document": document,
        "cell": cell,
        "clear": request.GET.get("clear", ""),
        "proofs": proofs,
        "sha256": published.sha256,
        "record_head": published.record_head,
    }
    return render(request, "site/fact.html", shown)


@require_safe
def film(request: HttpRequest, number: str, film: str) -> HttpResponse:
    """Show the verification sheet of a film or picture, with what a reader can check of it."""
    published = _published_or_404(number)
    if published.is_tombstone:
        return tombstone(request, published)
    document = with_stills(published.body)
    found = next((one for one in document["films"] if one["id"] == film), None)
    if found is None:
        raise Http404(f"event {number} shows no film {film}")
    view = view_of(found)
    plays = view is not None and view[1].kind == "film" and is_played(*view)
    at = request.GET.get("at", "")
    at_ms = int(at) if at.isascii() and at.isdigit() and len(at) < 10 else 0
    shown = {
        "document": document,
        "sheet": sheet_of(document, found, _borne_out(document)),
        "can_play": plays,
        "is_saved": view is not None and view[1].kind == "film" and not plays,
        "has_pictures": view is not None and bool(view[1].frames),
        "is_playing": request.GET.get("play") == "1",
        "at_ms": at_ms,
        "at_seconds": f"{at_ms / 1000:g}",
        "source": _evidence_shown(number, found),
        "sha256": published.sha256,
        "record_head": published.record_head,
    }
    return render(request, "site/film.html", shown)


@require_safe
def package(request: HttpRequest, number: str, package: str) -> HttpResponseBase:
    """Hand out an evidence package that the event's public document offers, as a zip.

    One that was offered and is offered to nobody any more answers 410, with the reason.
    """
    published = _published_or_404(number)
    if published.is_tombstone:
        return tombstone(request, published)
    body = published.body
    holders = [*body.get("sources", {}).values(), *body.get("films", ())]
    told = [holder["evidence"] for holder in holders]
    newer = [one["completed_by"] for one in told if one["completed_by"]]
    offered = {one["package"] for one in (*told, *newer)} - {None}
    path = read.package_file(package) if package in offered else None
    if path is None and package not in offered and read.is_package_gone(package):
        shown = {"number": number, "package": package}
        return render(request, "site/package_gone.html", shown, status=410)
    if path is None:
        raise Http404(f"event {number} offers no package {package}")
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"{package}.zip",
        content_type="application/zip",
    )
