"""Pages of one document: an event, the proof of a fact, a story, a letter, a tombstone."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site import event_page, prose_page
from khronika.site.labels import label, name_language
from khronika.site.words import name_certainty, name_field, say_date, say_range


def _language() -> str:
    return get_language() or "en"


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
    evidence = source["evidence"]
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
    package = evidence["package"]
    return {
        **source,
        "kind": ", ".join(
            part
            for part in (
                source["media_type"],
                name_language(source["lang"]) if source["lang"] else "",
                gettext("%(number)s characters") % {"number": source["characters"]},
            )
            if part
        ),
        "published": say_date(source["published"]) if source["published"] else "",
        "level": levels[evidence["level"]],
        "head_sha256": evidence["head_sha256"],
        "stamps": evidence["stamps"],
        "signer": evidence["signer"],
        "unchecked": [unchecked[item] for item in evidence["unchecked"]],
        "package": package,
        "package_href": reverse("site:package", args=[number, package]) if package else "",
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
        "old": event_page.say_value(document, item["field"], item["old"], act),
        "new": event_page.say_value(document, item["field"], item["new"], act),
        "reason": item["reason"] or "",
    }


def corrections_shown(published: read.Published) -> Iterator[dict[str, Any]]:
    """Yield the corrections of an event as its page shows them, the latest first."""
    document = published.body
    for item in sorted(document["corrections"], key=lambda item: item["on"], reverse=True):
        yield _correction_shown(document, item, document["number"])


def _certainties(document: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for value, number in document["certainty"]["acts"].items():
        if number:
            acts = gettext("acts: %(number)s") % {"number": number}
            yield {"value": value, "name": name_certainty(value), "acts": acts}


@require_safe
def event(request: HttpRequest, number: str) -> HttpResponse:
    """Show who did what to whom in one event; 410 where it was withdrawn."""
    published = _published_or_404(number)
    if published.is_tombstone:
        return tombstone(request, published)
    document = published.body
    rows = list(event_page.rows_of(document))
    where = {"name": document["place"], "country": document["country"]}
    shown = {
        "document": document,
        "title": event_page.title_of(document, _language()),
        "summary": event_page.summary_of(document),
        "country": label("country", document["country"]) if document["country"] else "",
        "certainties": list(_certainties(document)),
        "when": say_range(document["date"]),
        "where": event_page.say_place(where),
        "totals": list(event_page.say_totals(document["totals"])),
        "shared": event_page.shared_cells(document),
        "rows": rows,
        "headings": [heading for heading, _ in rows[0].columns] if rows else [],
        "unknown": list(event_page.unknown_of(document, _language())),
        "interventions": [
            [cell for field in ("by", "what", "to", "date")
             for cell in event_page.cells_of(document, item, field)]
            for item in document["interventions"]
        ],
        "sources": [_source_shown(number, item) for item in document["sources"].values()],
        "corrections": list(corrections_shown(published)),
        "version": published.version,
        "sha256": published.sha256,
    }  # fmt: skip
    return render(request, "site/event.html", shown)


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
    document = published.body
    cell = next((cell for cell, _ in event_page.all_cells(document) if cell.fact == fact), None)
    if cell is None:
        raise Http404(f"event {number} shows no fact {fact}")
    sources = {item["no"]: item for item in document["sources"].values()}
    proofs = [(quote, _source_shown(number, sources[quote.source_no])) for quote in cell.quotes]
    shown = {
        "document": document,
        "cell": cell,
        "proofs": proofs,
        "sha256": published.sha256,
        "record_head": published.record_head,
    }
    return render(request, "site/fact.html", shown)


@require_safe
def package(request: HttpRequest, number: str, package: str) -> FileResponse:
    """Hand out an evidence package that the event's public document offers, as a zip."""
    published = _published_or_404(number)
    offered = {
        source["evidence"]["package"] for source in published.body.get("sources", {}).values()
    }
    path = read.package_file(package) if package in offered else None
    if path is None:
        raise Http404(f"event {number} offers no package {package}")
    return FileResponse(
        path, as_attachment=True, filename=f"{package}.zip", content_type="application/zip"
    )


def _prose(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    published = read.prose(kind, key, _language())
    if published is None:
        raise Http404(f"no {kind} is at {key}")
    if published.is_tombstone:
        return tombstone(request, published)
    tree = prose_page.tree_in(published.body, _language())
    names = {"letter": gettext("Letter"), "story": gettext("Story")}
    shown = {
        "tree": tree,
        "nodes": list(prose_page.nodes_of(tree, _language())),
        "kind": names[kind],
        "number": published.body["number"],
        "is_letter": kind == "letter",
        "sha256": published.sha256,
    }
    return render(request, "site/prose.html", shown)


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a story that two people stand behind."""
    return _prose(request, "story", slug)


@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show a letter as it was sent."""
    return _prose(request, "letter", str(number))


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """Say how a report becomes a record and how people are counted."""
    names = {value: name_certainty(value) for value in ("confirmed", "unconfirmed", "disputed")}
    return render(request, "site/how.html", {"names": names})


@require_safe
def protection(request: HttpRequest) -> HttpResponse:
    """Say what is kept about whom, and where to write for a correction or to be forgotten."""
    return render(request, "site/protection.html", {"contact": settings.CONTACT})


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 in words."""
    return render(request, "site/missing.html", status=404)
