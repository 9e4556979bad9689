"""The page of a person, outlet or agency that may be named."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from khronika.record.public import read
from khronika.site.labels import label, name_party_kind
from khronika.site.pages.events import item_shown
from khronika.site.words import name_field


def _parts(published: read.Published, public_id: str) -> list[str]:
    """Say in which acts of an event somebody has a part: hit, doing, saying, employing."""
    document, found = published.body, []
    for act in document["acts"]:
        for field in ("victim", "perpetrators", "affiliation", "sources"):
            held = act.get(field) or []
            cells = held if isinstance(held, list) else [held]
            if any(cell["value"]["party"] == public_id for cell in cells):
                found.append((field, label("act_type", act["type"]["value"])))
    return [f"{name_field(field)}: {what}" for field, what in dict.fromkeys(found)]


@require_safe
def party(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what is on record about a person, outlet or agency that may be named."""
    found = read.party(public_id)
    if found is None:
        raise Http404(f"nobody who may be named has the id {public_id}")
    ground = found.party["ground"]
    items = [{**item_shown(item, {}), "parts": _parts(item, public_id)} for item in found.events]
    shown = {
        "name": found.party["name"],
        "kind": name_party_kind(found.party["kind"]),
        "ground": label("naming_ground", ground) if ground else "",
        "items": items,
    }
    return render(request, "site/person.html", shown)
