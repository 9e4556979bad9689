"""What people do with a redacted copy: ask for it, offer it, approve it, send it back.

The maker's word is one of the two that a film needs before anybody outside may have it; the second
is that of whoever approves, and neither counts for the original.
"""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from khronika.desk.gate import derived, ledger, person
from khronika.desk.models import Redaction
from khronika.desk.redacting.jobs import sheet_path
from khronika.desk.sheets.media import Medium
from khronika.errors import DeskError, RecordError
from khronika.model.vocabulary import Level
from khronika.record.copies import is_erased, link_known
from khronika.record.models import Evidence
from khronika.record.steps import Original, receive, set_access

Step = Redaction.Step


class NotNow(DeskError):
    """A redacted copy is not in the state in which this could be done."""


def ask(request: HttpRequest, medium: Medium, plan: dict[str, Any]) -> Redaction:
    """Ask the worker for a copy; the same form sent twice asks once."""
    once = derived(str(request.POST.get("once", "")), f"copy {medium.file.sha256}")
    row, _ = Redaction.objects.get_or_create(
        pk=once,
        defaults={
            "report": medium.file.report, "sha256": medium.file.sha256, "plan": plan,
            "person": person(request).id, "moved_at": datetime.now(UTC),
        },
    )  # fmt: skip
    return row


def offer(row: Redaction, who: str) -> None:
    """Take the copy into the record as a report, and set it public on its maker's word.

    The record learns from which report it was made, so that whoever erases or restricts that one
    reaches the copy too; nobody outside learns it.

    Args:
        row: a copy that was made.
        who: ULID of the person; its maker.

    Raises:
        NotNow: it is not made, somebody else made it, or its original was erased.
    """
    if who != row.person or row.step != Step.MADE:
        raise NotNow(gettext("Only its maker offers a copy, once it is made."))
    record, report = ledger(), derived(row.id, "report")
    actor, base = f"u:{who}", record.head()[0]
    original = Original(row.report, row.sha256)
    if is_erased(row.report):
        raise NotNow(gettext("The report that it was made from was erased."))
    known = Evidence.objects.filter(pk=row.package).first()
    if known is not None:
        report = known.report  # offered before, or taken in by `khronika resume` meanwhile
        link_known(record, actor, row.package, original)
    else:
        receive(
            record, actor, report, package=row.package, head=row.head, base=base,
            told={"file_name": gettext("redacted copy")}, failure="source_not_text",
            original=original,
        )  # fmt: skip
    _set_level(report, actor, Level.PUBLIC)
    Redaction.objects.filter(pk=row.pk).update(copy=report)
    _moved(row, Step.MADE, Step.OFFERED)


def approve(row: Redaction, who: str) -> None:
    """Stand behind a copy as its second person: it may be public from now on.

    Raises:
        NotNow: it is not offered, or its maker approves it.
    """
    if who == row.person:
        raise NotNow(gettext("Somebody else must look at the whole copy."))
    if not _moved(row, Step.OFFERED, Step.APPROVED):
        raise NotNow(gettext("The copy is not offered any more. Look again."))
    Redaction.objects.filter(pk=row.pk).update(second=who)
    try:
        _set_level(row.copy, f"u:{who}", Level.PUBLIC)
    except RecordError:
        _moved(row, Step.APPROVED, Step.OFFERED)  # the word is not in the record: it still waits
        raise
    sheet_path(row).unlink(missing_ok=True)


def send_back(row: Redaction, who: str, reason: str) -> None:
    """Say that somebody can be recognised, or that a copy is not good: nobody may have it.

    Args:
        row: the copy that is offered.
        who: ULID of who looked at it.
        reason: what must still be hidden; its first 2,000 characters are kept.

    Raises:
        NotNow: it is not offered, or no reason is given.
    """
    if not reason:
        raise NotNow(gettext("Say what must still be hidden."))
    if not _moved(row, Step.OFFERED, Step.BACK):
        raise NotNow(gettext("The copy is not offered any more. Look again."))
    Redaction.objects.filter(pk=row.pk).update(second=who, problem=f"\n{reason[:2000]}")
    _set_level(row.copy, f"u:{who}", Level.RESTRICTED)
    sheet_path(row).unlink(missing_ok=True)


def _set_level(report: str, actor: str, level: Level) -> None:
    record = ledger()
    set_access(record, actor, f"report:{report}", level=level, base=record.head()[0])


def _moved(row: Redaction, before: Step, after: Step) -> bool:
    """Move a copy on; of two people at once one does."""
    same = Redaction.objects.filter(pk=row.pk, step=before)
    return same.update(step=after, moved_at=datetime.now(UTC)) == 1
