"""Takes a new report in while its sender sees how far it is.

What was sent lies in `KHRONIKA_HOME/intake/<id>/` until the report stands in the record; a thread
seals, reads and codes it. Where the process ended in the middle, the sender's page offers to go
on, and nothing that was sent is lost.
"""

import shutil
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import close_old_connections
from django.utils.translation import gettext

from khronika.capture import Conditions
from khronika.desk.gate import ledger
from khronika.desk.models import Intake
from khronika.errors import DeskError, KhronikaError
from khronika.flow.completing import complete
from khronika.flow.intake import Intake as Taken
from khronika.flow.intake import Said, intake

MOST_BYTES = 50_000_000
STALE = timedelta(seconds=90)
"""A step that took longer has nobody working on it."""
_ADDRESS = "address"
Run = Callable[[Callable[[], None]], None]


def in_background(work: Callable[[], None]) -> None:
    """Do something in a thread; in tests at once."""
    if settings.MODE == "test":
        work()
    else:
        _in_thread(work)


class NothingGiven(DeskError):
    """A new report was sent without text, file or address, or with one that cannot be taken.

    Args:
        told: what is wrong, in the reader's language.
        field: name of the field that it is wrong in.
    """

    def __init__(self, told: str, *, field: str = "text") -> None:
        super().__init__(told)
        self.field = field


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True, name="khronika-intake").start()


def begin(
    person: str,
    *,
    text: str = "",
    upload: "UploadedFile[Any] | None" = None,
    address: str = "",
    completes: str = "",
    run: Run | None = None,
) -> str:
    """Keep what was sent and begin to take it in.

    Args:
        person: ULID of the sender.
        text: what was pasted.
        upload: a file.
        address: an http(s) address.
        completes: ULID of a report whose capture is not whole, of which this is the rest.
        run: does the work, in a thread if it is not told otherwise.

    Returns:
        The id of the intake.

    Raises:
        NothingGiven: none of the three was given, or it is too large.
    """
    id_ = ledger().new_id()
    folder = folder_of(id_)
    _keep(folder, text, upload, address)
    Intake.objects.create(id=id_, person=person, moved_at=datetime.now(UTC), completes=completes)
    (run or _in_thread)(lambda: _work(id_))
    return id_


def go_on(row: Intake, *, run: Run = _in_thread) -> None:
    """Begin again with what was sent, where nobody is working on it."""
    if is_stale(row):
        Intake.objects.filter(pk=row.id).update(
            step=Intake.Step.WAITING, moved_at=datetime.now(UTC)
        )
        run(lambda: _work(row.id))


def is_stale(row: Intake) -> bool:
    """Tell whether nobody works on an intake that is not over."""
    return not row.is_over and datetime.now(UTC) - row.moved_at > STALE


def folder_of(id_: str) -> Path:
    """Answer the folder in which something that was sent waits."""
    return Path(settings.HOME) / "intake" / id_


def _keep(folder: Path, text: str, upload: "UploadedFile[Any] | None", address: str) -> None:
    if not (address or upload is not None or text.strip()):
        raise NothingGiven(gettext("Paste a text, choose a file, or write an address."))
    if address and not address.startswith(("http://", "https://")):
        raise NothingGiven(
            gettext("Write the address with http:// or https:// before it."), field="address"
        )
    if upload is not None and (upload.size or 0) > MOST_BYTES:
        raise NothingGiven(
            gettext("The file is larger than 50 MB; send its address instead."), field="file"
        )
    folder.mkdir(parents=True, mode=0o700)
    if address:
        (folder / _ADDRESS).write_text(address, "utf-8")
    elif upload is not None:
        (folder / "file").mkdir()
        name = Path(str(upload.name)).name.lstrip(".") or "file"
        with (folder / "file" / name).open("wb") as file:
            file.writelines(upload.chunks())
    else:
        (folder / "file").mkdir()
        # Without the carriage returns that browsers put into what was pasted.
        pasted = text.replace("\r\n", "\n").encode("utf-8", "replace")
        (folder / "file" / "paste.txt").write_bytes(pasted)


def _source(folder: Path) -> str | Path:
    if (folder / _ADDRESS).exists():
        return (folder / _ADDRESS).read_text("utf-8")
    return next((folder / "file").iterdir())


def _work(id_: str) -> None:
    """Take one in; whatever goes wrong is told on its page."""
    close_old_connections()
    try:
        _take_in(id_)
    finally:
        close_old_connections()


def _taken(row: Intake, said: Said) -> Taken:
    """Take in what was sent: as a report of its own, or beside a package that broke off."""
    source, actor = _source(folder_of(row.id)), f"u:{row.person}"
    conditions = Conditions.from_environment()
    if row.completes:
        return complete(
            source, row.completes, ledger=ledger(), actor=actor, conditions=conditions, said=said
        )
    return intake(source, ledger=ledger(), actor=actor, conditions=conditions, said=said)


def _take_in(id_: str) -> None:
    row = Intake.objects.get(pk=id_)

    def said(step: str) -> None:
        Intake.objects.filter(pk=id_).update(step=step, moved_at=datetime.now(UTC))

    said(Intake.Step.SEALING)
    try:
        made = _taken(row, said)
    except (KhronikaError, OSError) as error:
        problem = (
            str(error) if isinstance(error, KhronikaError) else gettext("the disk refused it")
        )
        Intake.objects.filter(pk=id_).update(step=Intake.Step.REFUSED, problem=problem)
        return
    Intake.objects.filter(pk=id_).update(step=Intake.Step.DONE, report=made.report)
    shutil.rmtree(folder_of(id_))
