"""Adds to a package in the making what its films and pictures say of themselves and how they look.

Nothing here fails a capture. What draws and hashes is loaded only where it is needed.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import SubprocessError

from khronika.errors import MediaError
from khronika.media import kinds
from khronika.media.metadata import plain_text
from khronika.model.canonical import Json
from khronika.seal.layout import WARC
from khronika.seal.writer import Draft
from khronika.seal.writing.disk import explained

_FAULTS = (LookupError, TypeError, ValueError, OSError, SubprocessError, MediaError)
"""A hostile file finds ways that nobody thought of; what was captured is kept all the same."""
Passing = Callable[[str], None]
_ALL_SECONDS = 90.0
"""After so long no other one of a page is looked at."""


def add_file(draft: Draft, raw: str, *, progress: Passing = lambda _: None) -> bool:
    """Look at the file of a package, where it is a film, picture or sound.

    Args:
        draft: the package in the making; the file is written.
        raw: path of the file in it.
        progress: takes passing lines for people.

    Returns:
        Whether it is one, by its first bytes or its name.

    Raises:
        PackageNotMade: the disk is full or gives another error.
    """
    file = draft.folder / raw
    if kinds.kind_of(kinds.ends(file)[0]) is None and file.suffix.lower() not in kinds.ENDINGS:
        return False
    progress(f"looking at {Path(raw).name}")
    _look(draft, raw, file, draft.sha256_of(raw), {})
    return True


def add_answers(
    draft: Draft, *, least_bytes: int = 0, progress: Passing = lambda _: None
) -> dict[str, Json]:
    """Look at the films and pictures among the answers that a package recorded.

    Args:
        draft: the package in the making; its WARC is written.
        least_bytes: smaller ones are passed over: signs and buttons of a page.
        progress: takes passing lines for people.

    Returns:
        How many were looked at, and how many were left out for their number, size or slowness.

    Raises:
        PackageNotMade: the disk is full or gives another error.
    """
    from khronika.media.answers import answered

    with (
        explained(draft.store),
        tempfile.TemporaryDirectory(dir=draft.folder, prefix=".media-") as scratch,
    ):
        found, left_out = answered(draft.folder / WARC, Path(scratch), least_bytes=least_bytes)
        until = time.monotonic() + _ALL_SECONDS
        for number, one in enumerate(found, 1):
            if time.monotonic() > until:
                return {"looked_at": number - 1, "left_out": left_out + len(found) - number + 1}
            progress(f"looking at film or picture {number} of {len(found)}")
            _look(
                draft,
                WARC,
                one.file,
                one.sha256,
                {"record": one.record, "url": plain_text(one.url)},
            )
    return {"looked_at": len(found), "left_out": left_out}


def _look(draft: Draft, source: str, file: Path, sha256: str, described: dict[str, Json]) -> None:
    from khronika.media.look import Work, look, note_failure

    work = Work(source, file, sha256, described)
    try:
        look(draft, work)
    except _FAULTS as error:
        # Their words may hold paths of this machine; the kind of fault is enough.
        is_ours = isinstance(error, MediaError)
        note_failure(draft, work, str(error) if is_ours else type(error).__name__)
