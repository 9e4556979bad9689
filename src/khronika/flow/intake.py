"""Takes a source in: captured, read, coded, and proposed to the record.

In: a file or an address. Out: a report in the record with its package and a coder's draft.
Refuses: to leave a gap: a report that cannot be read or coded is received with the reason, one
whose draft is still missing is found again (`undrafted`), and so is a package that stands behind
no report (`orphans`). What a stranger sent is looked into in a process apart, under limits.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from khronika.capture import Conditions, capture
from khronika.errors import SealError
from khronika.flow.apart import Apart, Limits, ReadingStopped
from khronika.flow.drafting import Drafted, read_package, reason_of
from khronika.flow.fresh import CODER, is_drafted, propose_fresh, standing
from khronika.model.act import Coding
from khronika.model.evidence import Evidence
from khronika.model.page import Page
from khronika.record.behind import behind, offered
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.copies import gone_of
from khronika.record.ledger.sql import Statements
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.models import Report
from khronika.record.proposal import propose
from khronika.record.steps import Original, receive, receive_again
from khronika.seal.verify import head_sha256

__all__ = [
    "CODER", "READER", "Intake", "draft", "draft_again", "drafted", "intake", "orphans",
    "pages_of", "read_package", "reason_of", "take_up", "told_of", "try_again", "undrafted",
    "unread",
]  # fmt: skip

ERASED_INSIDE = "erased_name_inside"
"""Why a report is never read again: somebody was erased whom its package names, or may."""
READER = Apart("khronika.flow.drafting:draft_package", Limits(seconds=600, processor_seconds=240))
"""Reads and codes what came in, for this whole process.

A text of five million characters, the longest that is coded, takes some 100 seconds of processor.
"""
Amend = Callable[[Coding, Page], Coding]
Said = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Intake:
    """A report as it came in: `failure` says why there is no page or no coding."""

    report: str
    evidence: Evidence
    page: Page | None
    coding: Coding | None
    failure: str | None = None


def _unsaid(step: str) -> None:
    """Tell nobody."""


def intake(
    source: str | Path,
    *,
    ledger: Ledger,
    actor: str,
    conditions: Conditions,
    level: str = "restricted",
    amend: Amend | None = None,
    said: Said = _unsaid,
    reader: Apart | None = None,
) -> Intake:
    """Take one source in.

    The package is on the disk before anybody looks into it and before the record hears of it, and
    the report stands in the record before its draft: whatever stops in between, nothing points at
    what is not there, and nothing that came in is lost.

    Args:
        source: a path, or an http(s) address.
        ledger: the record.
        actor: `u:` and the ULID of whoever sends it, or a service.
        conditions: how it is captured, and into which store.
        level: who may see the report: "restricted" until a person has looked.
        amend: changes the coder's draft before it is proposed (the demo plants its errors so).
        said: is told each step as it begins, and again while it lasts: reading, coding.
        reader: the process apart; the one of this process if None.

    Raises:
        CaptureError, NetError: there is no package; nothing is recorded.
    """
    evidence = capture(source, conditions)
    name = source.name if isinstance(source, Path) else None
    return take_up(
        evidence, ledger=ledger, actor=actor, file_name=name, level=level, amend=amend, said=said,
        reader=reader,
    )  # fmt: skip


def take_up(
    evidence: Evidence,
    *,
    ledger: Ledger,
    actor: str,
    file_name: str | None = None,
    level: str = "restricted",
    amend: Amend | None = None,
    said: Said = _unsaid,
    reader: Apart | None = None,
    original: Original | None = None,
) -> Intake:
    """Take in a package that is sealed already, as `intake` goes on after its capture.

    Args:
        evidence: a package of the store that stands behind no report.
        ledger: see `intake`.
        actor: see `intake`.
        file_name: of the file that was captured, where it is known.
        level: see `intake`.
        amend: see `intake`.
        said: see `intake`.
        reader: see `intake`.
        original: of a redacted copy, what it was made from.
    """
    made = drafted(evidence, amend, said, reader)
    report = ledger.new_id()
    receive(
        ledger,
        actor,
        report,
        package=evidence.id.removeprefix("ev-"),
        head=evidence.head_sha256,
        pages=pages_of(made),
        told=told_of(made.page, file_name, ledger),
        level=level,
        failure=made.failure,
        original=original,
        base=ledger.head()[0] if actor.startswith("u:") else None,
    )
    if made.coding is not None:
        words = made.page.text if made.page else None
        propose(ledger, CODER, report, made.coding.to_json(), words=words)
    return Intake(report, evidence, made.page, made.coding, made.failure)


def try_again(
    report: str,
    evidence: Evidence,
    *,
    ledger: Ledger,
    said: Said = _unsaid,
    reader: Apart | None = None,
) -> Intake:
    """Read and code a report once more that failed; its row says how that went.

    Args:
        report: ULID of a report with a failure.
        evidence: its package.
        ledger: the record.
        said: see `intake`.
        reader: see `intake`.

    A page that stands is coded as it stands: its package still holds names that an erasure
    covered in the record. Of a report without words whose package names somebody who was erased
    nothing is read.

    Raises:
        EntryRefused: the report has no failure, or no machine may read it again.
    """
    known = standing(report, evidence.id)
    made = drafted(evidence, None, said, reader, known=known)
    told = told_of(made.page, None, ledger) if made.page and known is None else {}
    told.pop("captured", None)
    receive_again(
        ledger,
        CODER,
        report,
        package=evidence.id.removeprefix("ev-"),
        head=evidence.head_sha256,
        pages=pages_of(made) if known is None else None,
        told=told,
        failure=made.failure,
    )
    if made.coding is not None and made.page is not None:
        propose_fresh(ledger, report, made.coding, made.page)
    return Intake(report, evidence, made.page, made.coding, made.failure)


def draft_again(
    report: str,
    evidence: Evidence,
    *,
    ledger: Ledger,
    said: Said = _unsaid,
    reader: Apart | None = None,
) -> str | None:
    """Draft a report whose intake stopped before its draft was proposed, from its page as it is.

    Args:
        report: ULID.
        evidence: the package whose page waits for its draft.
        ledger: the record.
        said: see `intake`.
        reader: see `intake`.

    Returns:
        The reason where it cannot be coded.
    """
    made = drafted(evidence, None, said, reader, known=standing(report, evidence.id))
    if made.coding is not None and made.page is not None:
        propose_fresh(ledger, report, made.coding, made.page)
    return made.failure


def draft(
    evidence: Evidence,
    amend: Amend | None = None,
    said: Said = _unsaid,
    reader: Apart | None = None,
) -> tuple[Page | None, Coding | None, str | None]:
    """Read and code a package, in a process apart.

    Args:
        evidence: the package.
        amend: changes the coder's draft.
        said: is told when coding begins, and again while it lasts.
        reader: the process apart; the one of this process if None.

    Returns:
        The page, the coding, and the reason where there is no page or no coding.
    """
    made = drafted(evidence, amend, said, reader)
    return made.page, made.coding, made.failure


def drafted(
    evidence: Evidence,
    amend: Amend | None,
    said: Said,
    reader: Apart | None,
    *,
    known: Drafted | None = None,
) -> Drafted:
    """Read and code a package apart, or code a page that is known; see `draft`."""
    made = known or Drafted(None)

    def ask(step: str, known: Drafted | None) -> Drafted:
        said(step)
        answer: Drafted = (reader or READER).ask(
            str(evidence.path), known, tick=lambda: said(step)
        )
        return answer

    try:
        made = known or ask("reading", None)
        if made.page is None:
            return made
        made = ask("coding", made)
    except ReadingStopped as error:
        return replace(made, failure=reason_of(error), why=str(error))
    if amend and made.coding is not None and made.page is not None:
        return replace(made, coding=amend(made.coding, made.page))
    return made


def pages_of(made: Drafted) -> dict[str, Any] | None:
    """Write a page as the record keeps it: with the people it names, coded or not."""
    if made.page is None:
        return None
    kept = {**made.page.to_json(), "people": [list(span) for span in made.people]}
    return {made.page.source.sha256: kept}


def undrafted(store: Path) -> list[tuple[str, Evidence]]:
    """Find reports whose intake stopped before the coder's draft was proposed.

    Args:
        store: folder of packages.

    Returns:
        ULID of each report, and its package: of one whose capture was completed, the package
        whose page was received and not drafted.
    """
    never = _with_packages(Report.objects.filter(coding=None, failure=None), store)
    known = {report for report, _ in never}
    rows = EvidenceRow.objects.exclude(completes=None).exclude(sources="[]").order_by("seq")
    coded = Report.objects.filter(failure=None).exclude(text=None)
    whole = set(coded.filter(id__in=rows.values("report")).values_list("id", flat=True))
    return never + [
        (row.report, Evidence(f"ev-{row.id}", path_in(store, row.id), row.head))
        for row in rows
        if row.report in whole - known and not is_drafted(row)
    ]


def unread(store: Path) -> list[tuple[str, Evidence, str]]:
    """Find reports that could not be read or coded, with the reason; each can be tried again.

    Args:
        store: folder of packages.

    Returns:
        ULID of each report, its package, and the code of the reason.
    """
    failed = Report.objects.exclude(failure=None).exclude(failure=ERASED_INSIDE)
    why = {row.id: str(row.failure) for row in failed}
    return [(report, evidence, why[report]) for report, evidence in _with_packages(failed, store)]


def _with_packages(reports: Any, store: Path) -> list[tuple[str, Evidence]]:
    found = behind(reports.values_list("id", flat=True))
    gone = gone_of(found, Statements.on("default"))  # nobody reads an erased report again
    rows = [offered(found[report]) for report in sorted(set(found) - gone)]
    return [
        (row.report, Evidence(f"ev-{row.id}", path_in(store, row.id), row.head))
        for row in rows
        if row is not None
    ]


def path_in(store: Path, id_: str) -> Path:
    """Answer where a package lies in the store: as a folder, or as a zip."""
    whole = store / f"ev-{id_}.zip"
    return whole if whole.exists() else store / f"ev-{id_}"


def orphans(store: Path) -> list[Evidence]:
    """Find packages that stand behind no report: an intake stopped after the bytes were sealed.

    Args:
        store: folder of packages.

    Returns:
        The packages, oldest first; one that cannot be opened has no head.
    """
    known = set(EvidenceRow.objects.values_list("id", flat=True))
    found = []
    for path in sorted(_stored(store)):
        name = path.name.removesuffix(".zip")
        if name.removeprefix("ev-") not in known:
            found.append(Evidence(name, path, _head(path)))
    return found


def _stored(store: Path) -> Iterable[Path]:
    return (path for path in store.glob("ev-*") if path.is_dir() or path.suffix == ".zip")


def _head(path: Path) -> str:
    try:
        return head_sha256(path)
    except SealError:
        return ""


def told_of(page: Page | None, file_name: str | None, ledger: Ledger) -> dict[str, object]:
    """Answer what a page or file says of itself, as facts of its report."""
    told: dict[str, object] = {"captured": ledger.now().astimezone(UTC).date().isoformat()}
    if file_name is not None:
        told["file_name"] = file_name
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
