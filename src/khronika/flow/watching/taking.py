"""Takes in what a watched source listed: captured into a folder of its own, then into the record.

A package lies in its item's folder until the desk knows its id; then it is moved into the store
and received. Wherever that stops, the next try finds how far it came.
"""

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from khronika.capture import Conditions, capture
from khronika.errors import NetError
from khronika.flow.intake import draft_again, take_up
from khronika.flow.watching.manners import Manners
from khronika.flow.watching.polling import address_of
from khronika.model.evidence import Evidence
from khronika.record.ledger.append import Ledger
from khronika.record.models import Evidence as EvidenceRow
from khronika.record.models import Fact, Report
from khronika.record.values import read
from khronika.seal import head_sha256
from khronika.seal.container import describe, open_container
from khronika.seal.entity import last_head

ACTOR = "s:watch"


def capture_page_into(
    folder: Path, address: str, *, known: Iterable[str], conditions: Conditions,
    with_browser: bool = False,
) -> Evidence:  # fmt: skip
    """Capture a page into a folder of its own, or answer what lies there sealed already.

    Args:
        folder: of this address alone.
        address: of the page.
        known: ULIDs of packages in the folder that are accounted for.
        conditions: how it is captured.
        with_browser: whether Chromium looks at it.

    Raises:
        RobotsForbid, AskedToWait: its server asks not to be asked, or not now.
        CaptureError, NetError: there is no package.
    """
    left = _left_over(folder, known)
    if left is not None:
        return left
    manners = Manners.of(conditions)
    manners.check(address)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = capture(address, replace(conditions, store=folder), with_browser=with_browser)
    manners.heed(address, last_head(made.path))
    return made


def capture_mail_into(
    folder: Path, mail: Path, *, known: Iterable[str], conditions: Conditions
) -> Evidence:
    """Capture a mail likewise, under a name that tells nothing of the machine it came to."""
    left = _left_over(folder, known)
    if left is not None:
        return left
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as passing:
        plain = Path(passing) / "mail.eml"
        shutil.copyfile(mail, plain)
        return capture(plain, replace(conditions, store=folder))


def status_of(package: Path) -> int | None:
    """Answer the status of the last answer that a package holds, None of a file.

    Raises:
        SealError: it cannot be opened.
    """
    container = open_container(package)
    try:
        exchanges = describe(container).get("exchanges")
    finally:
        container.close()
    last = exchanges[-1] if isinstance(exchanges, list) and exchanges else None
    status = last.get("status") if isinstance(last, dict) else None
    return status if isinstance(status, int) else None


def _left_over(folder: Path, known: Iterable[str]) -> Evidence | None:
    """Answer a package that an earlier try sealed and nobody accounted for."""
    accounted = {f"ev-{ulid}" for ulid in known}
    for path in sorted(folder.glob("ev-*")):
        if path.name not in accounted:
            return Evidence(path.name, path, head_sha256(path))
    return None


def reports_of_addresses() -> dict[str, list[tuple[str, str]]]:
    """Answer the reports that the record holds, and their packages, by the address they tell."""
    facts = Fact.objects.filter(field="url", item=None, erased=False).exclude(value_id=None)
    by_value = {str(fact.value_id): fact.thing for fact in facts}
    rows = EvidenceRow.objects.order_by("seq")
    packages = dict(rows.values_list("report", "id"))
    found: dict[str, list[tuple[str, str]]] = {}
    for value, told in read(list(by_value)).items():
        try:
            address = address_of(str(told))
        except NetError:
            continue
        report = by_value[value]
        found.setdefault(address, []).append((report, packages.get(report, "")))
    return found


def settle(folder: Path, package: str, store: Path) -> Evidence:
    """Move a sealed package from its folder into the store, if that was not done before.

    Args:
        folder: into which it was captured.
        package: its ULID.
        store: folder of packages.
    """
    name = f"ev-{package}"
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / name).exists() and not (store / name).exists():
        (folder / name).rename(store / name)
    return Evidence(name, store / name, head_sha256(store / name))


def take_in(evidence: Evidence, *, ledger: Ledger, level: str) -> tuple[str, str | None]:
    """Take a package in as a report, unless it stands in the record already.

    A draft that was still missing when an earlier try was stopped is made.

    Returns:
        ULID of the report, and the code of what failed, if something did.
    """
    row = EvidenceRow.objects.filter(pk=evidence.id.removeprefix("ev-")).first()
    if row is None:
        made = take_up(evidence, ledger=ledger, actor=ACTOR, level=level)
        return made.report, made.failure
    report = Report.objects.get(pk=row.report)
    if report.coding is None and report.failure is None:
        # From the page as it stands: the package has what an erasure may have covered since.
        return report.id, draft_again(report.id, evidence, ledger=ledger)
    return report.id, report.failure
