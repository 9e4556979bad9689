"""Says what readers will see change when a bundle is published: documents against documents."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import say, say_code
from khronika.flow.package import away_of
from khronika.record.approval import bundle_drafts
from khronika.record.documents.offered import packages_of
from khronika.record.models import Request
from khronika.record.public.read import current


@dataclass(frozen=True, slots=True)
class Effect:
    """Something that readers see: before, and once this is published."""

    what: str
    was: str
    now: str


def effects_of(row: Request) -> list[Effect]:
    """List what readers will see change; only what differs, and nothing where it is no event."""
    new = public_draft(row)
    if new is None or new.get("kind") != "event":
        return []
    published = current(row.subject)
    old = published.body if published is not None and not published.is_tombstone else None
    return [one for one in _compare(old, new) if one.was != one.now]


def public_draft(row: Request) -> dict[str, Any] | None:
    """Answer the frozen document of a bundle's own subject for everybody, None where none is."""
    for draft in bundle_drafts(row.documents, row.bodies):
        if draft.subject == row.subject and str(draft.level) == "public":
            body: dict[str, Any] = json.loads(draft.body)
            return body
    return None


def away_from(row: Request, store: Path) -> list[str]:
    """Answer the packages that a bundle offers to everybody and that are not in the store.

    Args:
        row: the bundle.
        store: folder of packages.
    """
    drafts = bundle_drafts(row.documents, row.bodies)
    told = [json.loads(one.body) for one in drafts if str(one.level) == "public"]
    return away_of(told, store=store)


def _compare(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Iterator[Effect]:
    before, after = _seen(old) if old else {}, _seen(new)
    for what in dict.fromkeys([*after, *before]):
        yield Effect(what, before.get(what, ""), after.get(what, ""))


def _seen(document: Mapping[str, Any]) -> dict[str, str]:
    """Say what stands at the head of an event's page, by what it is called."""
    people = [p for p in document["parties"].values() if p["kind"] in ("person", "unknown")]
    seen = {
        gettext("Title"): " / ".join(document["title"]["written"].values()),
        gettext("When"): say("date", document["date"], {}) if document["date"] else "",
        gettext("Where"): say("place", {"name": document["place"], "country": document["country"]},
                              {}),
        gettext("People named"): gettext(", ").join(str(p["name"]) for p in people if p["named"]),
        gettext("People not named"): str(sum(not p["named"] for p in people)),
        gettext("Evidence to download"): str(len(packages_of(document))),
    }  # fmt: skip
    for total in document["totals"]:
        if total["role"] is None:
            heading = say_code("act_type", total["type"])
            seen[heading] = say("count", total["people"], {})
    return seen
