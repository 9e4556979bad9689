"""Reads what a package says of its films and pictures, for screens.

The veiled pictures are shown first; the sharp ones when a person asks.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from khronika.errors import MediaError
from khronika.seal.container import Container, description_of, open_container, read_small

FOLDER = "data/media/"
_DESCRIBED = re.compile(r"data/media/[0-9a-f]{64}\.json")
_PICTURE = re.compile(r"data/media/[0-9a-f]{16}/(veil|sharp)(-[0-9]{9,12})?\.jpg")
_STORE = re.compile(r"data/media/[0-9a-f]{16}/c2pa\.json")


class ViewUnknown(MediaError):
    """A package has no view under that path."""


@dataclass(frozen=True, slots=True)
class Still:
    """A keyframe: its second, its pictures in the package, its PDQ row or None."""

    at: float
    veiled: str
    sharp: str
    pdq: str | None


@dataclass(frozen=True, slots=True)
class MediaView:
    """One film, picture or sound of a package, as it was found when the package was made.

    `kind` is film, picture, sound or unread; `source` the file of the package that holds it, with
    `record` and `url` where that is a WARC; `veiled` and `sharp` its thumbnails, None where
    nothing could be drawn; `described` the view that says all; `provenance` what C2PA says of it.
    """

    sha256: str
    kind: str
    source: str
    record: str | None
    url: str | None
    width: int | None
    height: int | None
    seconds: float | None
    veiled: str | None
    sharp: str | None
    frames: tuple[Still, ...]
    notes: tuple[str, ...]
    described: str
    provenance: str | None


def views(package: Path) -> tuple[MediaView, ...]:
    """Answer the films, pictures and sounds of a package.

    Args:
        package: folder or zip; it is not verified here.

    Returns:
        None of a package that holds none, or that was made before format 1.3.

    Raises:
        NotAPackage: the path is no package.
        PackageUnreadable: a view is damaged.

    Example:
        `for one in views(Path("store/ev-…")): show(view_bytes(package, one.veiled))`
    """
    container = open_container(package)
    try:
        return tuple(_views(container))
    finally:
        container.close()


def bare_view(package: Path) -> MediaView | None:
    """Answer the film or picture of a redacted copy, which has no views of its own.

    Args:
        package: folder or zip; it is not verified here.

    Returns:
        A view without pictures, length and size; None of any other package.

    Raises:
        NotAPackage, PackageUnreadable: the package is gone or damaged.
    """
    said = description_of(package)
    files = said.get("files")
    first = files[0] if isinstance(files, list) and len(files) == 1 else None
    if not isinstance(said.get("redacted"), dict) or not isinstance(first, dict):
        return None
    path, sha256 = str(first.get("path")), str(first.get("sha256"))
    kind = "picture" if path.endswith(".png") else "film"
    return MediaView(
        sha256, kind, path, None, None, None, None, None, None, None, (), (), "", None
    )


def view_bytes(package: Path, path: str) -> bytes:
    """Answer the bytes of one view.

    Args:
        package: folder or zip.
        path: as a `MediaView` names it.

    Raises:
        ViewUnknown: it is not the path of a view, or there is none.
        NotAPackage: the package is none.
        PackageUnreadable: it gives a read error.
    """
    is_view = any(form.fullmatch(path) for form in (_DESCRIBED, _PICTURE, _STORE))
    container = open_container(package)
    try:
        if not is_view or path not in container.sizes:
            raise ViewUnknown(f"{package.name}: no view {path!r}; `views` names those it has")
        return read_small(container, path)
    finally:
        container.close()


def _views(container: Container) -> Iterator[MediaView]:
    for path in sorted(container.sizes):
        if not _DESCRIBED.fullmatch(path):
            continue
        try:
            said = json.loads(read_small(container, path))
            yield _view(path, said)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ViewUnknown(
                f"{container.name}: {path} cannot be read ({error}); verify it"
            ) from error


def _view(path: str, said: Mapping[str, object]) -> MediaView:
    thumbnail, origin = said["thumbnail"] or {}, said["origin"] or {}
    if not isinstance(thumbnail, dict) or not isinstance(origin, dict):
        raise TypeError("it has not the form of a view")
    length = said["milliseconds"]
    return MediaView(
        sha256=str(said["sha256"]),
        kind=str(said["kind"]),
        source=str(said["source"]),
        record=_text(said.get("record")),
        url=_text(said.get("url")),
        width=_whole(said["width"]),
        height=_whole(said["height"]),
        seconds=length / 1000 if isinstance(length, int) else None,
        veiled=_picture(thumbnail.get("veiled")),
        sharp=_picture(thumbnail.get("sharp")),
        frames=tuple(_stills(said["frames"])),
        notes=tuple(str(note) for note in _listed(said["notes"])),
        described=path,
        provenance=_text(origin.get("state")),
    )


def _stills(listed: object) -> Iterator[Still]:
    for one in _listed(listed):
        if not isinstance(one, dict):
            raise TypeError("a frame is none")
        veiled, sharp = _picture(one["veiled"]), _picture(one["sharp"])
        if veiled and sharp:
            yield Still(int(one["at_ms"]) / 1000, veiled, sharp, _text(one["pdq"]))


def _listed(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("no list where one must stand")
    return value


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _picture(value: object) -> str | None:
    """Answer a path that is one of a view's picture, so that none leads elsewhere."""
    return value if isinstance(value, str) and _PICTURE.fullmatch(value) else None
