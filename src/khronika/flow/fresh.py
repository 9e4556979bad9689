"""Drafts a report from what the record keeps of it: nothing twice, and nothing that was erased.

In: a report and a coding of one of its pages. Out: proposals of what was not proposed before.
Refuses: to read a page again that stands, since a package still holds the names that an erasure
covered in the record.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from khronika.flow.drafting import Drafted
from khronika.model.act import Coding
from khronika.model.page import Page
from khronika.record.errors import ValueErased
from khronika.record.ledger.append import Ledger
from khronika.record.models import Entry, Report
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.proposal import Proposal, propose
from khronika.record.values import read_large

CODER = "s:coder"


def standing(report: str, package: str) -> Drafted | None:
    """Answer the page that was read from a package, as the record keeps it: covered where it is.

    Args:
        report: ULID.
        package: `ev-` and the ULID of the package.

    Returns:
        None where nothing was read from it so far.
    """
    row = EvidenceRow.objects.filter(pk=package.removeprefix("ev-"), report=report).first()
    pages = _pages_of(report)
    kept = [pages[sha256] for sha256 in json.loads(row.sources) if sha256 in pages] if row else []
    if not kept:
        return None
    people = tuple((start, end) for start, end in kept[0].get("people") or ())
    return Drafted(Page.from_json(kept[0]), people)


def propose_fresh(ledger: Ledger, report: str, coding: Coding, page: Page) -> Proposal:
    """Propose what was not drafted before from another page; nobody decides anything twice.

    Where all of it was, the coding alone is handed in: the record then knows that it was drafted.

    Args:
        ledger: where to write.
        report: ULID.
        coding: of one page.
        page: that it cites.

    Raises:
        ValueErased: words of the page were covered since it was read.
    """
    known = _drafted_before(report)
    fresh = _without(coding.to_json(), page.text, known)
    return propose(ledger, CODER, report, fresh, words=page.text)


def is_drafted(row: EvidenceRow) -> bool:
    """Tell whether the coder has handed in what it made of a package that completes another."""
    later = Entry.objects.filter(
        kind="propose", actor=CODER, subject=f"report:{row.report}", seq__gt=row.seq
    ).order_by("seq")
    sources = set(json.loads(row.sources))
    for payload in later.values_list("payload", flat=True):
        coding = _coding(payload)
        # One whose coding was erased since says no more of which page it was.
        if coding is None or coding.get("source_sha256") in sources:
            return True
    return False


def _coding(payload: str) -> Mapping[str, Any] | None:
    """Read the coding of a proposal; None where it was erased, or stands in another entry."""
    reference = json.loads(payload)["coding"]
    try:
        coding = read_large(reference["value"]) if reference else None
    except ValueErased:
        return None
    return coding if isinstance(coding, Mapping) else None


def _pages_of(report: str) -> Mapping[str, Any]:
    row = Report.objects.filter(pk=report).first()
    pages = read_large(row.text) if row and row.text else {}
    return pages if isinstance(pages, Mapping) else {}


def _codings_of(report: str) -> Iterator[Mapping[str, Any]]:
    """Yield every coding that was handed in, and the one that stands, covered where it is."""
    rows = Entry.objects.filter(kind="propose", actor=CODER, subject=f"report:{report}")
    for payload in rows.order_by("seq").values_list("payload", flat=True):
        if (coding := _coding(payload)) is not None:
            yield coding
    row = Report.objects.filter(pk=report).first()
    stands = read_large(row.coding) if row and row.coding else None
    if isinstance(stands, Mapping):
        yield stands


def _drafted_before(report: str) -> set[tuple[str, str, str]]:
    """Answer what the coder drafted from pages of a report: type, whom, in which words."""
    pages, known = _pages_of(report), set()
    for coding in _codings_of(report):
        page = pages.get(str(coding.get("source_sha256")))
        text = str(page.get("text", "")) if isinstance(page, Mapping) else ""
        known |= {_key(act, text) for act in coding.get("acts", ())}
        known |= {_key_of_step(step, text) for step in coding.get("interventions", ())}
    return known


def _key(act: Mapping[str, Any], text: str) -> tuple[str, str, str]:
    words = " ".join(text[start:end] for start, end in (cite[-2:] for cite in act["cites"]))
    return str(act["type"]), str(act["victim"].get("name")), words


def _key_of_step(step: Mapping[str, Any], text: str) -> tuple[str, str, str]:
    words = " ".join(text[start:end] for start, end in (cite[-2:] for cite in step["cites"]))
    return "intervention", str(step["by"]), words


def _without(
    coding: Mapping[str, Any], text: str, known: set[tuple[str, str, str]]
) -> dict[str, Any]:
    """Leave out what was drafted from another page already."""
    kept = [act for act in coding["acts"] if _key(act, text) not in known]
    left = {str(act["id"]) for act in kept}
    acts = [
        {**act, "covers": [one for one in act.get("covers") or () if str(one) in left]}
        for act in kept
    ]
    steps = [one for one in coding["interventions"] if _key_of_step(one, text) not in known]
    return {**coding, "acts": acts, "interventions": steps}
