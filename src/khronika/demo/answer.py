"""Tells what the demo made: checked against the record and the pages, never from memory."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khronika.alert.models import Delivery
from khronika.demo.build import Demo
from khronika.demo.sample import scripts
from khronika.errors import DemoError
from khronika.record.ledger.entry import Kind
from khronika.record.models import Entry
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.public.read import Published, changes
from khronika.seal.verify import verify


class DemoIncomplete(DemoError):
    """A page of the demo does not answer, or its letter did not arrive."""

    exit_status = 1


def answer(demo: Demo) -> dict[str, Any]:
    """Answer the object that `khronika demo --json` prints, without the CPU seconds.

    Args:
        demo: a demo that was built.

    Returns:
        `package` (path), `verify`, `acts` and `events` (in published documents), `approved_by`
        (opaque ids), `public_urls` (paths that answer 200), `message_id`, `record_head`.

    Raises:
        DemoIncomplete: a public page answers other than 200.
    """
    published = changes()
    events = [one for one in published if one.kind == "event"]
    package = package_of(demo.reports()[scripts()[0].file], demo.store)
    urls = list(dict.fromkeys(public_urls(published)))
    check_pages(urls)
    return {
        "package": str(package),
        "verify": verify(package).ok,
        "acts": sum(len(one.body["acts"]) for one in events),
        "events": len(events),
        "approved_by": approvers(),
        "public_urls": urls,
        "message_id": first_message_id(),
        "record_head": demo.ledger.head()[1],
    }


def package_of(report: str, store: Path) -> Path:
    """Answer the path of a report's package."""
    return store / f"ev-{EvidenceRow.objects.get(report=report).id}"


def approvers() -> list[str]:
    """Answer who approved what is published, in the order in which they first did."""
    published = {
        json.loads(entry.payload)["request"] for entry in Entry.objects.filter(kind=Kind.PUBLISH)
    }
    approvals = Entry.objects.filter(kind=Kind.APPROVE).order_by("seq")
    actors = [e.actor for e in approvals if json.loads(e.payload)["request"] in published]
    return list(dict.fromkeys(actors))


def public_urls(published: list[Published], language: str = "en") -> Iterator[str]:
    """Yield the paths of the public pages: lists, events, proofs, people, stories, letters."""
    here = f"/{language}"
    yield from (f"{here}/", f"{here}/events/")
    for one in reversed(published):
        if one.kind == "event":
            yield f"{here}/events/{one.number}/"
            yield from (
                f"{here}/events/{one.number}/facts/{act[name]['fact']}/"
                for act in one.body["acts"]
                for name in ("type", "victim")
            )
            people = (party for party in one.body["parties"].values() if party["named"])
            yield from (f"{here}/people/{p['id']}/" for p in people if p["kind"] == "person")
        elif one.kind == "story":
            yield f"{here}/stories/"
            yield from (
                f"/{lang}/stories/{tree['slug']}/" for lang, tree in one.body["trees"].items()
            )
        elif one.kind == "letter":
            yield from (f"{here}/letters/", f"{here}/letters/{one.number}/")
    yield from (f"{here}/corrections/", f"{here}/subscribe/")


def check_pages(paths: list[str]) -> None:
    """Ask each page once.

    Raises:
        DemoIncomplete: one answers other than 200.
    """
    from django.test import Client

    client = Client()
    for path in paths:
        status = client.get(path).status_code
        if status != 200:
            raise DemoIncomplete(f"the page {path} answers {status}; run it again with --fresh")


def first_message_id() -> str:
    """Answer the Message-ID of the letter that the first reader got.

    Raises:
        DemoIncomplete: no letter was taken by the mailbox.
    """
    rows = Delivery.objects.filter(occasion__startswith="letter:", state=Delivery.State.ACCEPTED)
    found = rows.order_by("id").values_list("message_id", flat=True).first()
    if found is None:
        raise DemoIncomplete("the letter did not arrive; run the demo again, it goes on")
    return found
