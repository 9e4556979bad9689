"""Finds the packages of a store that show the same film, in a process that can be stopped.

What was hashed is kept, so that a search that was stopped goes on where it was.
"""

import tempfile
from pathlib import Path

from khronika.flow.apart import Apart, Limits
from khronika.media.answers import answered
from khronika.media.programs import MediaUnreadable
from khronika.redact.likeness import Found, Index, search
from khronika.redact.likeness.fingerprint import question
from khronika.redact.likeness.shelf import kept
from khronika.seal.layout import WARC

_apart = Apart("khronika.flow.films:look_for", Limits(25, 60, 8 << 30))
"""Its children (ffmpeg) bound themselves to less memory, which a lower bound would forbid."""


def same_film(package: Path, source: str, sha256: str, home: Path) -> list[Found]:
    """Look for a film or picture of a package among all packages of the store.

    Args:
        package: folder of the package that holds it.
        source: the file of the package in which it lies.
        sha256: of its own bytes.
        home: `KHRONIKA_HOME`.

    Returns:
        The other packages that show it, nearest first; `name` is the path of the package.

    Raises:
        ReadingStopped: it took too long; what was hashed is kept, and asking again goes on.
        MediaError: it cannot be opened, or the library that hashes pictures is missing.
    """
    asked = str(package), source, sha256, str(home)
    found: list[Found] = _apart.ask(*asked)
    return found


def look_for(package: str, source: str, sha256: str, home: str) -> list[Found]:
    """Do the work of `same_film`; run in the process apart."""
    store = Path(home) / "store"
    with tempfile.TemporaryDirectory(prefix="khronika-same-") as scratch:
        file = Path(package) / source
        if source == WARC:
            taken = {one.sha256: one.file for one in answered(file, Path(scratch))[0]}
            if sha256 not in taken:
                raise MediaUnreadable(f"{sha256[:16]}: it is not among the answers of its record")
            file = taken[sha256]
        asked = question(file)
    found = search(asked, Index(kept(store, Path(home) / "likeness")))
    own = Path(package).resolve()
    return [one for one in found if Path(one.name).resolve() != own]
