"""Makes redacted copies one after another, in the worker: slow work that no screen waits for.

A copy that was begun and not finished is begun again: the original is only read, and a package
appears whole or not at all.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from khronika.capture import Conditions
from khronika.capture.stamping import Authorities
from khronika.desk.faults import Faults
from khronika.desk.models import Redaction
from khronika.desk.sheets.media import Medium, media_of
from khronika.desk.watch.packages import store_path
from khronika.errors import DeskError, KhronikaError
from khronika.media import bare_view
from khronika.media.programs import probe
from khronika.model.evidence import Evidence
from khronika.record.copies import Original, link_known
from khronika.record.errors import EntryRefused
from khronika.record.ledger.append import Ledger
from khronika.record.models import Entry
from khronika.record.models import Evidence as EvidenceRow
from khronika.redact.again import doubt, heard, old_parent
from khronika.redact.derive import redact
from khronika.redact.film import Hidden
from khronika.redact.hide import sheet
from khronika.redact.plan import Plan
from khronika.seal.writer import Clock, utc_now

Step = Redaction.Step
STALE = timedelta(minutes=3)
"""A copy that did not move for so long has nobody working on it."""
EVERY_SECONDS = 1.0
FOLDER = "redactions"


class OriginalGone(DeskError):
    """The film that a copy was asked of is in no package any more."""


def sheet_path(row: Redaction) -> Path:
    """Answer where the contact sheet of a copy lies, as long as somebody has to look at it."""
    return Path(settings.HOME) / FOLDER / f"{row.id}.png"


def is_any_waiting(now: datetime) -> bool:
    """Tell whether a copy waits, or was left half made."""
    return bool(_due(now).exists())


def _due(now: datetime) -> Any:
    left = Q(step=Step.WORKING, moved_at__lt=now - STALE)
    return Redaction.objects.filter(Q(step=Step.WAITING) | left).order_by("id")


def run_waiting(
    conditions: Conditions,
    *,
    clock: Clock = utc_now,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Iterator[str]:
    """Make every copy that waits.

    Args:
        conditions: by whom and where copies are sealed.
        clock: answers the time.
        is_stopped: asked between two copies.

    Yields:
        A line for the worker's log for each.
    """
    yield from forget_erased()
    while not is_stopped():
        row = _due(clock()).first()
        if row is None:
            return
        if not _claim(row, clock()):
            continue  # another worker has it
        yield _make(row, conditions, clock)


def _claim(row: Redaction, now: datetime) -> bool:
    same = Redaction.objects.filter(pk=row.pk, step=row.step, moved_at=row.moved_at)
    return same.update(step=Step.WORKING, moved_at=now, share=0, is_painting=False) == 1


def _make(row: Redaction, conditions: Conditions, clock: Clock) -> str:
    line = ""
    with Faults(partial(_broken, row, clock)) as faults:
        line = _tried(row, conditions, clock)
    return faults.said or line


def _broken(row: Redaction, clock: Clock, told: str) -> str:
    """Settle a copy at which the program failed: begun again, it would fail again."""
    words = f"the program failed ({told}); tell whoever keeps the machine, then ask once more"
    Redaction.objects.filter(pk=row.pk).update(
        step=Step.REFUSED, moved_at=clock(), problem=f"RedactError\n{words}"
    )
    return f"redacted copy {row.id}: not made: {words}"


def _tried(row: Redaction, conditions: Conditions, clock: Clock) -> str:
    said = f"redacted copy {row.id}"
    try:
        made = _redacted(row, conditions, clock)
    except (KhronikaError, OSError) as error:
        told = str(error) if isinstance(error, KhronikaError) else str(error.strerror)
        Redaction.objects.filter(pk=row.pk).update(
            step=Step.REFUSED, moved_at=clock(), problem=f"{type(error).__name__}\n{told}"
        )
        return f"{said}: not made: {told}"
    is_wanted = Redaction.objects.filter(pk=row.pk).update(
        step=Step.MADE, moved_at=clock(), share=1000, package=made.id.removeprefix("ev-"),
        head=made.head_sha256, **_measured(made),
    )  # fmt: skip
    if not is_wanted:  # its original was erased meanwhile
        sheet_path(row).unlink(missing_ok=True)
        stays = _throw_away(made.id.removeprefix("ev-"))
        return f"{said}: not kept: its original was erased{stays and '; '}{stays}"
    return f"{said}: made"


def _redacted(row: Redaction, conditions: Conditions, clock: Clock) -> Evidence:
    medium = _original(row)

    def draw(done: Hidden) -> None:
        path = sheet_path(row)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sheet(done.shown, columns=4).save(path, "PNG")

    return redact(
        medium.package,
        Plan.of(row.plan),
        store=conditions.store,
        signer=conditions.signer,
        stamper=Authorities.of(conditions),
        of=row.sha256,
        progress=_Moving(row, clock),
        sheet=draw,
    )


def _original(row: Redaction) -> Medium:
    found = next((one for one in media_of(row.report) if one.file.sha256 == row.sha256), None)
    if found is None:
        raise OriginalGone("the film is in no package of its report any more; ask again there")
    return found


class _Moving:
    """Writes down how far a copy is, at most once a second: two passes over the frames."""

    def __init__(self, row: Redaction, clock: Clock) -> None:
        self._row, self._clock, self._quiet_until = row, clock, 0.0

    def __call__(self, line: str) -> None:
        """Take a passing line, such as "hiding: frame 3 of 90"."""
        if time.monotonic() < self._quiet_until:
            return
        self._quiet_until = time.monotonic() + EVERY_SECONDS
        numbers = [int(word) for word in line.split() if word.isdigit()]
        share = min(1000, numbers[0] * 1000 // max(1, numbers[-1])) if len(numbers) > 1 else 0
        Redaction.objects.filter(pk=self._row.pk, step=Step.WORKING).update(
            share=share, is_painting=line.startswith("hiding"), moved_at=self._clock()
        )


def _measured(made: Evidence) -> dict[str, Any]:
    view = bare_view(made.path)
    if view is None:
        return {}
    film = probe(made.path / view.source)
    length = None if film.seconds is None else round(film.seconds * 1000)
    return {
        "copy_sha256": view.sha256,
        "milliseconds": length,
        "width": film.width,
        "height": film.height,
    }


def doubtful() -> Iterator[str]:
    """Name the copies that an older version made with a fault; they are to be looked at again."""
    for row in Redaction.objects.exclude(package="").order_by("id"):
        if why := doubt_of(row):
            yield f"redacted copy {row.name} is to be looked at again: {why}"


def doubt_of(row: Redaction) -> str | None:
    """Say why a copy that an older version made may show too much; None where it need not."""
    package = store_path(Path(settings.HOME), row.package) if row.package else None
    if package is None:
        return None
    if (why := heard(package)) or old_parent(package) is None:
        return why
    held = (one.package for one in media_of(row.report) if one.file.sha256 == row.sha256)
    return doubt(next(held, None), row.sha256)


def forget_erased() -> list[str]:
    """Leave nothing here of copies whose original's report, or whose own, was erased.

    A copy that was never offered stands in no report: its package is taken out of the store too.

    Returns:
        A line for the worker's log for each package that cannot be removed; the next round tries
        again.
    """
    if not Redaction.objects.exists():
        return []
    lines = []
    gone = set(Entry.objects.filter(kind="erase").values_list("subject", flat=True))
    reports = [subject[7:] for subject in gone if subject.startswith("report:")]
    for row in Redaction.objects.filter(Q(report__in=reports) | Q(copy__in=reports)):
        sheet_path(row).unlink(missing_ok=True)
        if row.package and (stays := _throw_away(row.package)):
            lines.append(f"redacted copy {row.id}: its original was erased; {stays}")
            continue
        row.delete()
    return lines


def _throw_away(package: str) -> str:
    """Take the package of a copy that nobody ever offered out of the store; say why it stays."""
    if EvidenceRow.objects.filter(pk=package).exists():
        return ""  # the record knows it, and says what became of it
    folder = Path(settings.HOME) / "store" / f"ev-{package}"
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"its package cannot be removed ({error.strerror}): remove {folder} by hand"
    return ""


def link_offered(record: Ledger) -> None:
    """Say in the record of copies that were offered before it knew, what they were made from."""
    rows = {row.package: row for row in Redaction.objects.exclude(copy="")}
    unknown = EvidenceRow.objects.filter(pk__in=list(rows), copy_of=None)
    for package in sorted(unknown.values_list("id", flat=True)):
        original = Original(rows[package].report, rows[package].sha256)
        with suppress(EntryRefused):  # no package of the record: nothing can be said of it
            link_known(record, "s:redactions", package, original)
