"""Finds redacted copies that were made before a fault of hiding was mended.

Copies made by way 1 (their manifest tells none) may show whom they should hide: pictures that are
held sideways by their EXIF were searched for faces as they lie in the file, boxes drawn on the
upright picture fell beside, and what lay under transparent parts was laid open. Of copies made by
ways 1 and 2 may be heard what they should mute: the beginning of it, and in sound whose frames are
long, all of it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khronika.errors import MediaError, SealError
from khronika.media import view_bytes, views
from khronika.model.canonical import Json
from khronika.seal.container import description_of

WAY = 3
"""The way of hiding, told in each manifest; it grows when somebody should look again."""
_UPRIGHT = 2
"""Since this way pictures are hidden as viewers show them."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A copy that somebody should look at again: its package, and why."""

    package: Path
    why: str


def look_again(store: Path) -> Iterator[Doubtful]:
    """Find the copies of a store that somebody should look at again.

    Args:
        store: folder of packages.
    """
    packages = sorted(path for path in store.glob("ev-*") if not path.name.endswith(".age"))
    wanted: dict[str, list[Path]] = {}
    for path in packages:
        if why := heard(path):
            yield Doubtful(path, why)
        elif parent := old_parent(path):
            wanted.setdefault(parent, []).append(path)
    for path in packages if wanted else ():
        for sha256 in _held(path) & wanted.keys():
            why = doubt(path, sha256)
            copies = wanted.pop(sha256)
            yield from (Doubtful(copy, why) for copy in copies if why)
    for copies in wanted.values():
        yield from (Doubtful(copy, _UNKNOWN) for copy in copies)


def old_parent(copy: Path) -> str | None:
    """Answer what a copy of the first way was made from; None of newer ones, and of no copies."""
    told = _told(copy)
    return str(told.get("parent")) if told and _way(told) < _UPRIGHT else None


def heard(copy: Path) -> str | None:
    """Say why something may be heard in a copy that was to be muted; None where nothing is."""
    told = _told(copy)
    hidden = told.get("hidden") if told and _way(told) < WAY else None
    if not isinstance(hidden, dict) or not hidden.get("muted"):
        return None
    return "the beginning of what was muted, or all of it, may be heard"


def _told(copy: Path) -> dict[str, object] | None:
    try:
        told = description_of(copy).get("redacted")
    except SealError:
        return None  # gone, locked or damaged: `khronika verify` says so
    return told if isinstance(told, dict) else None


def _way(told: dict[str, object]) -> int:
    way = told.get("way")
    return way if isinstance(way, int) else 1


def doubt(original: Path | None, sha256: str) -> str | None:
    """Say why a copy made by an older way of one film or picture may show too much.

    Args:
        original: the package that holds it; None where it is not known.
        sha256: of the film or picture itself.

    Returns:
        None where the fault did not touch it.
    """
    try:
        shown = views(original) if original else ()
        view = next((one for one in shown if one.sha256 == sha256), None)
        if original is None or view is None:
            return _UNKNOWN
        if view.kind != "picture":
            return None
        return _of_tags(json.loads(view_bytes(original, view.described)).get("tags"))
    except (SealError, MediaError, ValueError):
        return _UNKNOWN


_UNKNOWN = "its original is not here, or tells nothing: it may have been held sideways"


def _of_tags(tags: Json) -> str | None:
    for name, value in tags.items() if isinstance(tags, dict) else ():
        if name.endswith(":Orientation") and str(value) not in ("1", "Horizontal (normal)"):
            return f"its original is held sideways or mirrored ({value})"
        if name.endswith(":ColorType") and "Alpha" in str(value):
            return "its original has transparent parts"
    return None


def _held(package: Path) -> set[str]:
    try:
        files = description_of(package).get("files")
        listed = files if isinstance(files, list) else []
        own = {str(one.get("sha256")) for one in listed if isinstance(one, dict)}
        return own | {one.sha256 for one in views(package)}
    except (SealError, MediaError):
        return set()
