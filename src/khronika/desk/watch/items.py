"""Takes one item in, or looks at it again, and keeps what came of it."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from khronika.capture.watch.schedule import next_look, next_poll
from khronika.desk.models import WatchItem, WatchLook, WatchSource
from khronika.errors import KhronikaError, NetError, SealError
from khronika.flow.watching.judging import Judged, Verdict, judge, look, note_look, ulid_from
from khronika.flow.watching.polling import Kind, NotListed, code_of, find_mail
from khronika.flow.watching.taking import (
    capture_mail_into,
    capture_page_into,
    reports_of_addresses,
    settle,
    status_of,
    take_in,
)
from khronika.model.evidence import Evidence
from khronika.net.address import AddressForbidden, AddressUnreadable

if TYPE_CHECKING:
    from khronika.desk.watch.rounds import Office

RETRY = timedelta(hours=1)
"""How long until an item that did not answer is asked again; it doubles, up to a day."""
SILENT_RETRY = timedelta(hours=3)
"""Likewise for a page that is looked at again: a server may be down for a night."""
MOST_TRIES = 6
"""An item that gave nothing so many times is not asked again."""
_NEVER = (AddressForbidden, AddressUnreadable)
_FINAL = ("status_401", "status_403", "status_404", "status_410", "status_451")

State = WatchItem.State


def folder_of(office: "Office", item: WatchItem) -> Path:
    """Answer the folder of an item's packages that stand behind no report."""
    return office.folder / item.key[:32]


def package_path(home: Path, item: WatchItem, package: str) -> Path:
    """Answer where a package of an item lies: in the store, or beside its other looks.

    Args:
        home: folder of the office.
        item: the page.
        package: ULID of the package.

    Returns:
        A path where nothing lies when it is in neither place.
    """
    name, beside = f"ev-{package}", home / "watch" / item.key[:32]
    places = [home / "store" / name, home / "store" / f"{name}.zip", beside / name]
    return next((place for place in places if place.exists()), beside / name)


def take_one(office: "Office", item: WatchItem, source: WatchSource | None) -> str:
    """Capture a new item and take it in.

    Args:
        office: ledger, store and clock.
        item: the row, claimed by this worker.
        source: what lists it; None where it was removed meanwhile.

    Returns:
        A line for the worker's log.
    """
    if source is None:
        WatchItem.objects.filter(pk=item.key).update(state=State.ENDED, next_at=None)
        return f"item {item.key[:12]}: its source is gone"
    try:
        if not item.package:
            _seal(office, item, source)
        evidence = settle(folder_of(office, item), item.package, office.store)
        report, failure = take_in(evidence, ledger=office.ledger, level=source.level)
    except (KhronikaError, OSError) as error:
        return _put_off(office, item, error)
    now = office.clock()
    item.report, item.problem, item.failures = report, "", 0
    item.state = State.WATCHED if item.address else State.KEPT
    first = item.captured_at or now
    is_page = source.kind == Kind.PAGE  # looked at when its source is due
    item.next_at = next_look(first, now) if item.address and not is_page else None
    item.save()
    return f"item {item.key[:12]}: report {report}" + (f", {failure}" if failure else "")


def _seal(office: "Office", item: WatchItem, source: WatchSource) -> None:
    """Make the package of a new item, and keep its id before it goes anywhere."""
    folder, known = folder_of(office, item), _accounted(item)
    if item.address:
        evidence = capture_page_into(
            folder, item.address, known=known, conditions=office.conditions,
            with_browser=source.with_browser,
        )  # fmt: skip
    else:
        mail = find_mail(office.maildir, item.key) if office.maildir else None
        if mail is None:
            raise NotListed("the mail is in the folder no more", "mail_missing")
        evidence = capture_mail_into(folder, mail, known=known, conditions=office.conditions)
    status = status_of(evidence.path)
    if status is not None and not 200 <= status < 300:
        _keep(item, evidence, Judged(Verdict.NO_ANSWER, f"status_{status}"), office.clock())
        raise NotListed(f"the page was answered with {status}", f"status_{status}")
    item.package = item.base = evidence.id.removeprefix("ev-")
    item.captured_at = office.clock()
    item.save(update_fields=["package", "base", "captured_at"])


def _accounted(item: WatchItem) -> set[str]:
    """List the packages of an item that are known to the tables."""
    looks = WatchLook.objects.filter(item=item.key).values_list("package", flat=True)
    return {*looks, item.package, item.base} - {""}


def _keep(item: WatchItem, evidence: Evidence, judged: Judged, now: datetime) -> None:
    """Keep a look whose package says nothing of the page itself."""
    package = evidence.id.removeprefix("ev-")
    kept = {"item": item.key, "at": now, "package": package, "head": evidence.head_sha256}
    told = {"verdict": judged.verdict.value, "why": judged.why}
    WatchLook.objects.get_or_create(id=package, defaults={**kept, **told})


def _put_off(office: "Office", item: WatchItem, error: KhronikaError | OSError) -> str:
    """Ask again later for an item that gave nothing, or give up and say why."""
    code = _code(error)
    item.failures += 1
    item.problem = code
    now = office.clock()
    is_over = isinstance(error, _NEVER) or code in (*_FINAL, "mail_missing")
    # What was sealed already is taken in sooner or later, and a fault of our own machine (no
    # browser, a full disk) is mended: only what gave nothing is given up.
    is_theirs = isinstance(error, NetError | NotListed) or code == "nothing_seen"
    if is_over or (is_theirs and item.failures >= MOST_TRIES and not item.package):
        item.state, item.next_at = State.REFUSED, None
    else:
        item.next_at = next_poll(now, failures=item.failures - 1, every=RETRY)
    item.save(update_fields=["failures", "problem", "state", "next_at"])
    return f"item {item.key[:12]}: {code}"


def _code(error: KhronikaError | OSError) -> str:
    return code_of(error) if isinstance(error, KhronikaError) else "disk"


def look_again(office: "Office", item: WatchItem, source: WatchSource | None) -> str:
    """Capture a known page again and compare it with what stood there last.

    Args:
        office: ledger, store and clock.
        item: the row, claimed by this worker.
        source: what lists it, or None: how it is captured hangs on it.

    Returns:
        A line for the worker's log.
    """
    evidence, judged = _look(office, item, source)
    package = evidence.id.removeprefix("ev-") if evidence else ""
    number = WatchLook.objects.filter(item=item.key).count()
    row = WatchLook(
        id=package or ulid_from(f"{item.key} look {number}"), item=item.key, at=office.clock(),
        package=package, head=evidence.head_sha256 if evidence else "", against=item.base,
        verdict=judged.verdict.value, why=judged.why, is_flag=judged.verdict.is_flag,
    )  # fmt: skip
    if row.is_flag:
        reports = reports_of(item)
        row.reports = " ".join(reports)
        for report in reports:
            entry = ulid_from(f"{row.id} {report}")
            note_look(office.ledger, report, judged, entry=entry, package=package, head=row.head)
    _move_on(item, row, judged, source)
    with transaction.atomic():
        row.save(force_insert=True)
        item.save()
    return f"item {item.key[:12]}: {judged.verdict}" + (f" ({judged.why})" if judged.why else "")


def _look(
    office: "Office", item: WatchItem, source: WatchSource | None
) -> tuple[Evidence | None, Judged]:
    gone, silent = item.is_gone, item.failures
    try:
        evidence = capture_page_into(
            folder_of(office, item), item.address, known=_accounted(item),
            conditions=office.conditions, with_browser=bool(source and source.with_browser),
        )  # fmt: skip
    except NetError as error:
        judged = judge(item.address, None, was_gone=gone, silent=silent)
        return None, Judged(judged.verdict, code_of(error))
    except (KhronikaError, OSError) as error:  # our own trouble says nothing of the page
        return None, Judged(Verdict.NOT_LOOKED, _code(error))
    base = package_path(office.home, item, item.base)
    try:
        return evidence, look(base, evidence.path, item.address, was_gone=gone, silent=silent)
    except SealError:
        return evidence, Judged(Verdict.NOT_LOOKED, "package_unreadable")


def reports_of(item: WatchItem) -> list[str]:
    """List the reports of a page: the one it came in with, and others that tell its address."""
    others = (report for report, _ in reports_of_addresses().get(item.address, ()))
    return list(dict.fromkeys([item.report, *others]))


def _move_on(item: WatchItem, row: WatchLook, judged: Judged, source: WatchSource | None) -> None:
    """Plan the next look of an item."""
    verdict = judged.verdict
    is_silent = verdict in (Verdict.NO_ANSWER, Verdict.NOT_LOOKED)
    item.looked_at, item.problem = row.at, judged.why
    if verdict is not Verdict.NOT_LOOKED:
        item.failures = item.failures + 1 if is_silent else 0
    if verdict in (Verdict.VANISHED, Verdict.STILL_GONE):
        item.is_gone = True
    elif not is_silent:
        item.is_gone = False
    if verdict is Verdict.CHANGED:
        item.base = row.package
    if source is not None and source.kind == Kind.PAGE:
        item.next_at = None
    elif is_silent:
        item.next_at = next_poll(row.at, failures=max(0, item.failures - 1), every=SILENT_RETRY)
    else:
        item.next_at = next_look(item.captured_at or row.at, row.at)
