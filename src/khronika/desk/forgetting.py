"""Leaves nothing at the desk of whom is erased: refused reports, reasons, watched addresses.

The record forgets by its own entry; what the desk keeps beside it is covered here, before that
entry and once more after it.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from khronika.desk.models import Intake, Redaction, WatchItem, WatchSource
from khronika.errors import DeskError
from khronika.model.vocabulary import Level
from khronika.record.documents.erase import proper_names
from khronika.record.documents.packages import File, SearchBroke, search_package
from khronika.record.erasure import mask
from khronika.record.masking import Masker
from khronika.script import find_folded


class FilesStay(DeskError):
    """Files that name somebody could not be removed, so that an erasure would be none."""


def cover_names(names: Sequence[str]) -> None:
    """Cover somebody's names in what the desk keeps beside the record.

    What came in and was refused is thrown away where it names them, file and all: it became no
    report. An address that names them is watched no more.

    Args:
        names: every name of the person who is erased; without one nothing happens.

    Raises:
        FilesStay: a folder cannot be removed; nothing may be called erased.
    """
    if not names:
        return
    masker = Masker(Level.PUBLIC, proper_names(names), (), {}, find_folded, tuple(names))
    for row in Intake.objects.filter(step=Intake.Step.REFUSED).iterator():
        if masker.hides_spelled(row.problem):
            Intake.objects.filter(pk=row.pk).update(problem=_covered(row.problem, names))
        folder = Path(settings.HOME) / "intake" / row.pk
        if _is_named_in(folder, masker):
            _remove(folder)
    for copy in Redaction.objects.exclude(problem="").iterator():
        if masker.hides_spelled(copy.problem):
            Redaction.objects.filter(pk=copy.pk).update(problem=_covered(copy.problem, names))
    _cover_watched(masker, names)


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return  # another worker was faster
    except OSError as error:
        raise FilesStay(
            f"intake/{folder.name} in the home names whom you erase and cannot be removed"
            f" ({error.strerror}); give it to the account of the office, then erase again"
        ) from error


def _covered(text: str, names: Sequence[str]) -> str:
    return str(mask(text, names))


def _is_named_in(folder: Path, masker: Masker) -> bool:
    """Tell whether what was sent names somebody, in any reading of its bytes; on doubt it does."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    told: list[tuple[str, bytes | File]] = [
        (path.name, File(path.stat().st_size, _opener(path))) for path in files
    ]
    try:
        return bool(search_package(masker, told)[0])
    except (SearchBroke, OSError):
        return True


def _opener(path: Path) -> Any:
    return lambda: path.open("rb")


def _cover_watched(masker: Masker, names: Sequence[str]) -> None:
    for source in WatchSource.objects.iterator():
        if masker.hides_spelled(source.address):
            source.delete()
        elif masker.hides_spelled(source.title):
            WatchSource.objects.filter(pk=source.pk).update(title=_covered(source.title, names))
    for source in WatchSource.objects.exclude(told={}).iterator():
        if masker.hides_spelled(json.dumps(source.told, ensure_ascii=False)):
            WatchSource.objects.filter(pk=source.pk).update(told={})
    for item in WatchItem.objects.exclude(address="").iterator():
        if masker.hides_spelled(item.address):
            # Its key stays: a list that names it again brings nothing back.
            WatchItem.objects.filter(pk=item.pk).update(
                address="", state=WatchItem.State.REFUSED, next_at=None
            )
