"""Completes a capture that broke off: a file saved by hand becomes a second package of its report.

In: a file and a report. Out: a package whose manifest names the broken one by its head, and an
entry that sets it beside that one. Refuses: to complete what is whole, and to take the broken
package away; both are kept, and readers are offered the newest whole one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from khronika.capture import Conditions, capture
from khronika.errors import FlowError, MediaError, SealError
from khronika.flow.apart import Apart
from khronika.flow.fresh import propose_fresh
from khronika.flow.intake import Intake, Said, drafted, pages_of, path_in, told_of
from khronika.media import views
from khronika.model.evidence import Evidence
from khronika.record.behind import packages_of_report
from khronika.record.ledger.append import Ledger
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.steps import Completing, receive_completing
from khronika.seal.container import description_of


class CaptureWhole(FlowError):
    """A package was to be completed that says of itself that nothing is missing."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A package of a report that says that something is missing: what, in its own words."""

    id: str
    head: str
    gaps: tuple[str, ...]


def broken_of(report: str, store: Path) -> Broken | None:
    """Answer the first package of a report that is not whole; None where there is none.

    Args:
        report: ULID.
        store: folder of packages.
    """
    for row in packages_of_report(report):
        told = described(path_in(store, row.id)) if not row.whole else {}
        gaps = told.get("gaps")
        listed = gaps if isinstance(gaps, list) else []
        found = tuple(str(gap.get("why", "")) for gap in listed if isinstance(gap, dict))
        if found or told.get("complete") is False:
            return Broken(row.id, row.head, found or ("",))
    return None


def described(package: Path) -> Mapping[str, object]:
    """Answer what a package says of itself; nothing where it is gone, locked or damaged."""
    try:
        return description_of(package)
    except SealError:
        return {}  # `khronika record verify` tells of it; here it hides nothing that is there


def complete(
    source: str | Path,
    report: str,
    *,
    ledger: Ledger,
    actor: str,
    conditions: Conditions,
    said: Said = lambda _: None,
    reader: Apart | None = None,
) -> Intake:
    """Capture what completes a report, and set it beside the package that broke off.

    Args:
        source: a path, or an http(s) address.
        report: ULID of a report with a package that is not whole.
        ledger: the record.
        actor: `u:` and the ULID of whoever sends it.
        conditions: how it is captured, and into which store.
        said: is told each step as it begins.
        reader: the process apart; the one of this process if None.

    Raises:
        CaptureWhole: nothing of the report's capture is missing.
        CaptureError, NetError: there is no new package; nothing is recorded.
    """
    broken = broken_of(report, conditions.store)
    if broken is None:
        raise CaptureWhole(
            f"report:{report}: nothing of its capture is missing; take the file in as a report"
        )
    named = (f"ev-{broken.id}", broken.head)
    evidence = capture(source, replace(conditions, completes=named))
    return set_beside(evidence, report, ledger=ledger, actor=actor, said=said, reader=reader)


def set_beside(
    evidence: Evidence,
    report: str,
    *,
    ledger: Ledger,
    actor: str,
    said: Said = lambda _: None,
    reader: Apart | None = None,
) -> Intake:
    """Set a sealed package beside the one that it names, as `complete` goes on after its capture.

    Args:
        evidence: a package of the store whose manifest says what it completes.
        report: ULID.
        ledger: see `complete`.
        actor: see `complete`.
        said: see `complete`.
        reader: see `complete`.

    Raises:
        CaptureWhole: it names no package.
        EntryRefused: the package that it names is none of this report.
    """
    told = described(evidence.path)
    named = told.get("completes")
    if not isinstance(named, dict):
        raise CaptureWhole(f"{evidence.id} completes no package; take it in as a report")
    made = drafted(evidence, None, said, reader)
    package = Completing(
        evidence.id.removeprefix("ev-"), evidence.head_sha256,
        str(named.get("package")).removeprefix("ev-"), str(named.get("head_sha256")),
        told.get("complete") is True, _media_in(evidence),
    )  # fmt: skip
    own = told_of(made.page, None, ledger) if made.page else {}
    own.pop("captured", None)
    receive_completing(
        ledger, actor, report, package, pages=pages_of(made), told=own, failure=made.failure
    )
    if made.coding is not None and made.page is not None:
        propose_fresh(ledger, report, made.coding, made.page)
    return Intake(report, evidence, made.page, made.coding, made.failure)


def report_of(evidence: Evidence) -> str | None:
    """Answer the report whose broken package a sealed package names; None where it names none."""
    named = described(evidence.path).get("completes")
    package = str(named.get("package", "")) if isinstance(named, dict) else ""
    row = EvidenceRow.objects.filter(pk=package.removeprefix("ev-")).first()
    return row.report if row else None


def _media_in(evidence: Evidence) -> list[str]:
    try:
        return [one.sha256 for one in views(evidence.path)]
    except (SealError, MediaError):
        return []
