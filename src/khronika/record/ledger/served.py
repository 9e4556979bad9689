"""Checks what the site hands out: public copies of pictures, films and packages.

They lie outside the database and are made from what was approved; whoever overwrites one changes
what readers get without a line in the ledger.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from khronika.errors import SealError
from khronika.record.ledger.sql import Statements
from khronika.seal.verify import history, verify

_FILE = re.compile(r"([0-9a-f]{64})\.[a-z0-9]+\Z")
_PACKAGE = re.compile(r"ev-([0-9A-Z]{26})\.zip\Z")


def check_served(using: str) -> Iterator[str]:
    """Compare public copies with their hashes and with the heads that the record knows.

    Args:
        using: alias of the database.

    Yields:
        One fault after another: a file that is not what its name says, a package that does not
        hold or that the record does not know, a package that the store holds twice.
    """
    home = Path(settings.HOME)
    rows = Statements.on(using).rows("SELECT id, head FROM record_evidence ORDER BY id")
    heads = {str(id_): str(head) for id_, head in rows}
    yield from _files(home / "public" / "files")
    yield from _packages(home / "public" / "packages", heads)
    for id_ in heads:
        if all((home / "store" / name).exists() for name in (f"ev-{id_}", f"ev-{id_}.zip")):
            yield f"the store holds ev-{id_} as a folder and as a zip; only one was sealed here"


def _copies(folder: Path) -> list[Path]:
    """List the copies in a folder; names that begin with a dot are half written, never served."""
    if not folder.exists():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _files(folder: Path) -> Iterator[str]:
    for path in _copies(folder):
        named = _FILE.match(path.name)
        if named is None or not path.is_file():
            yield f"{path.name} among the public files is no copy of ours"
            continue
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != named[1]:
            yield f"the public file {path.name} has other bytes than were approved"


def _packages(folder: Path, heads: dict[str, str]) -> Iterator[str]:
    for path in _copies(folder):
        named = _PACKAGE.match(path.name)
        if named is None or named[1] not in heads:
            yield f"{path.name} among the public packages is none that the record knows"
            continue
        try:
            if heads[named[1]] not in history(path):
                yield f"the public copy {path.name} is another package than the one received"
            elif not verify(path).ok:
                yield f"the public copy {path.name} does not hold; run `khronika verify` on it"
        except SealError as error:
            yield f"the public copy {path.name}: {error}"
