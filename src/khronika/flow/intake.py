"""Takes a source in: captured, read, coded, and proposed to the record.

In: a file or an address. Out: a report in the record with its package and a coder's draft.
Refuses: to leave a gap: a report that cannot be read or coded is received with the reason, and
one whose draft is still missing is found again (`undrafted`).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from khronika.capture import Conditions, capture
from khronika.code import code
from khronika.errors import CodeError, ReadError, SealError
from khronika.flow.bystanders import people_of
from khronika.model.act import Coding
from khronika.model.evidence import Evidence
from khronika.model.page import Page
from khronika.read import read
from khronika.record.ledger.append import Ledger
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.models import Report
from khronika.record.proposal import propose
from khronika.record.steps import receive
from khronika.seal.entity import entity

CODER = "s:coder"
Amend = Callable[[Coding, Page], Coding]


@dataclass(frozen=True, slots=True)
class Intake:
    """A report as it came in: `failure` says why there is no page or no coding."""

    report: str
    evidence: Evidence
    page: Page | None
    coding: Coding | None
    failure: str | None = None


def intake(
    source: str | Path,
    *,
    ledger: Ledger,
    actor: str,
    conditions: Conditions,
    level: str = "restricted",
    amend: Amend | None = None,
    said: Callable[[str], None] = lambda step: None,
) -> Intake:
    """Take one source in.

    The package is on the disk before the record hears of it, and the report stands in the record
    before its draft: whatever stops in between, nothing points at what is not there.

    Args:
        source: a path, or an http(s) address.
        ledger: the record.
        actor: `u:` and the ULID of whoever sends it, or a service.
        conditions: how it is captured, and into which store.
        level: who may see the report: "restricted" until a person has looked.
        amend: changes the coder's draft before it is proposed (the demo plants its errors so).
        said: is told each step as it begins: reading, coding.

    Raises:
        CaptureError, NetError: there is no package; nothing is recorded.
    """
    evidence = capture(source, conditions)
    said("reading")
    page, coding, failure = draft(evidence, amend, said)
    report = ledger.new_id()
    receive(
        ledger,
        actor,
        report,
        package=evidence.id.removeprefix("ev-"),
        head=evidence.head_sha256,
        pages={page.source.sha256: _kept(page)} if page else None,
        told=_told(page, source, ledger),
        level=level,
        failure=failure,
        base=ledger.head()[0] if actor.startswith("u:") else None,
    )
    if coding is not None:
        propose(ledger, CODER, report, coding.to_json())
    return Intake(report, evidence, page, coding, failure)


def draft(
    evidence: Evidence,
    amend: Amend | None = None,
    said: Callable[[str], None] = lambda step: None,
) -> tuple[Page | None, Coding | None, str | None]:
    """Read and code a package.

    Args:
        evidence: the package.
        amend: changes the coder's draft.
        said: is told when coding begins.

    Returns:
        The page, the coding, and the reason where there is no page or no coding.
    """
    try:
        page = read_package(evidence)
    except (ReadError, SealError) as error:
        return None, None, reason_of(error)
    said("coding")
    try:
        coding = code(page)
    except CodeError as error:
        return page, None, reason_of(error)
    return page, amend(coding, page) if amend else coding, None


def _kept(page: Page) -> dict[str, Any]:
    """Write a page as the record keeps it: with the people it names, coded or not."""
    return {**page.to_json(), "people": people_of(page)}


def read_package(evidence: Evidence) -> Page:
    """Read the page that a package holds.

    Raises:
        ReadError: it is empty, binary, or of a kind that is not read yet.
        SealError: the package is damaged, or in a coding that is not known.
    """
    held = entity(evidence.path)
    return read(held.content, media_type=held.media_type, charset=held.charset, url=held.url)


def undrafted(store: Path) -> list[tuple[str, Evidence]]:
    """Find reports whose intake stopped before the coder's draft was proposed.

    Args:
        store: folder of packages.

    Returns:
        ULID of each report, and its package.
    """
    waiting = Report.objects.filter(coding=None, failure=None).order_by("id")
    rows = EvidenceRow.objects.filter(report__in=waiting.values("id"))
    return [
        (row.report, Evidence(f"ev-{row.id}", store / f"ev-{row.id}", row.head)) for row in rows
    ]


def reason_of(error: Exception) -> str:
    """Write the name of an error as the code that a report's row keeps.

    >>> reason_of(ReadError("no text"))
    'read_error'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()


def _told(page: Page | None, source: str | Path, ledger: Ledger) -> dict[str, object]:
    told: dict[str, object] = {"captured": ledger.now().astimezone(UTC).date().isoformat()}
    if isinstance(source, Path):
        told["file_name"] = source.name
    if page is not None:
        told |= {
            "title": page.title,
            "outlet": page.site,
            "url": page.source.url,
            "byline": page.byline,
            "published": page.published,
            "language": page.lang,
        }
    return {key: value for key, value in told.items() if value is not None}
