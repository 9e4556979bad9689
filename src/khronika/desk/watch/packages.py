"""Hands a package of a report or of a later look to people of the desk, as a zip."""

import tempfile
import zipfile
from pathlib import Path
from typing import IO

from khronika.desk.models import WatchItem, WatchLook
from khronika.desk.watch.items import package_path
from khronika.model.ulid import is_ulid
from khronika.record.models import Evidence


def path_of(home: Path, package: str) -> Path | None:
    """Answer where a package lies that the record or a look knows; None for any other."""
    if not is_ulid(package):
        return None
    look = WatchLook.objects.filter(package=package).first()
    item = WatchItem.objects.filter(pk=look.item).first() if look else None
    if item is not None:
        found = package_path(home, item, package)
        return found if found.exists() else None
    if not Evidence.objects.filter(pk=package).exists():
        return None
    return store_path(home, package)


def store_path(home: Path, package: str) -> Path | None:
    """Answer where a package lies in the store, as a folder or a zip; None where it does not."""
    places = (home / "store" / f"ev-{package}", home / "store" / f"ev-{package}.zip")
    return next((place for place in places if is_ulid(package) and place.exists()), None)


def as_zip(package: Path) -> IO[bytes]:
    """Open a package as one file; a folder is zipped, its own bytes unchanged, files in order."""
    if package.is_file():
        return package.open("rb")
    packed = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(one for one in package.rglob("*") if one.is_file()):
            inner = f"{package.name}/{path.relative_to(package).as_posix()}"
            with path.open("rb") as file, archive.open(zipfile.ZipInfo(inner), "w") as into:
                while piece := file.read(1 << 20):
                    into.write(piece)
    packed.seek(0)
    return packed
