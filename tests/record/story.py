"""A small invented report, coded: what the tests of the record walk through the ledger."""

from collections.abc import Mapping
from typing import Any

from khronika.model.ulid import make_ulid
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.proposal import Proposal, propose

SOURCE = "5f" * 32
NAME, OUTLET = "Ilmira Testova", "Kurak Example Gazette"
TEXT = f"Police detained {NAME} of the {OUTLET} in Kurakville on 3 May 2021."


def span(words: str) -> list[int]:
    """The place of some words in the text."""
    start = TEXT.index(words)
    return [start, start + len(words)]


def coding(**changes: Any) -> dict[str, Any]:
    """One act as `khronika code` prints it."""
    whole = [span(TEXT)]
    act = {
        "id": "a1", "event": "e1", "type": "detention",
        "victim": {"name": NAME, "kind": "person", "role": "journalist", "affiliation": OUTLET},
        "count": None, "perpetrators": [{"text": "Police", "kind": "police"}],
        "date": {"start": "2021-05-03", "end": "2021-05-03"},
        "place": {"name": "Kurakville", "country": "KZ"}, "status": "ongoing",
        "charge": None, "purpose": None, "sources": [], "cites": whole, "covers": [],
        "confidence": 0.9,
        "facts": {"victim": {"value": NAME, "cites": [span(NAME)], "rule": "passive",
                             "confidence": 0.912}},
        **changes,
    }  # fmt: skip
    return {
        "source_sha256": SOURCE, "lang": "en", "published": "2021-05-04", "acts": [act],
        "interventions": [], "missed": [], "gaps": [],
        "coder": {"name": "en", "version": "0.1", "models": {}},
    }  # fmt: skip


def page() -> Mapping[str, Any]:
    """The page that the coding cites, as JSON."""
    return {
        "source": {"sha256": SOURCE, "bytes": len(TEXT), "media_type": "text/plain",
                   "encoding": "utf-8", "url": None},
        "title": None, "lang": "en", "published": "2021-05-04", "byline": None, "site": None,
        "text": TEXT,
        "blocks": [{"kind": "paragraph", "start": 0, "end": len(TEXT), "lang": "en",
                    "bytes": [0, len(TEXT)], "via": None}],
        "links": [], "media": [], "gaps": [],
    }  # fmt: skip


def received(ledger: Ledger, actor: str = "s:capture") -> str:
    """Take in the report and answer its ULID."""
    report = ledger.new_id()
    package = make_ulid(1_767_600_000_000, ledger.random(10))
    steps.receive(
        ledger, actor, report, package=package, head="ab" * 32, pages={SOURCE: page()},
        told={"title": "Invented detention", "published": "2021-05-04", "language": "en"},
        base=ledger.head()[0] if actor.startswith("u:") else None,
    )  # fmt: skip
    return report


def proposed(ledger: Ledger, **changes: Any) -> Proposal:
    """Take in the report and its coding."""
    return propose(ledger, "s:coder", received(ledger), coding(**changes))


def decided(ledger: Ledger, actor: str, **changes: Any) -> tuple[str, str, Proposal]:
    """Bring the act into an event, every fact decided by one person: (event, act, proposal)."""
    made = proposed(ledger, **changes)
    act = made.acts["a1"]
    things = [("report", made.report), ("act", act), *(("party", id_) for id_ in made.parties)]
    steps.accept_all(ledger, actor, things, base=ledger.head()[0])
    event = made.events["e1"]
    steps.compose(ledger, actor, event, [act], base=ledger.head()[0])
    return event, act, made


def victim_of(made: Proposal) -> str:
    """The party of the person in the report."""
    return next(party for party, kind in made.parties.items() if kind == "person")
