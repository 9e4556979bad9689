"""Gives pictures that ffmpeg does not open, or not upright, as PNG: HEIC, JPEG 2000, moving WebP.

Telephones write HEIC, archives JPEG 2000. The library that reads one runs in a process of its
own, under limits, as every program here that is given a hostile file.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from khronika.media import kinds
from khronika.media.opening.exif import is_animated_webp
from khronika.media.programs import Bounds, MediaUnreadable, run, why

_BOUNDS = Bounds(60, 4 << 30, 1 << 30)
_LIBRARIES = {"HEIF": "pillow_heif", "AVIF": "PIL", "JPEG 2000": "PIL", "WebP": "PIL"}
_PACKAGES = dict.fromkeys(_LIBRARIES, "pillow") | {"HEIF": "pillow-heif"}


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Lend a file that ffmpeg opens upright: the file itself, or a copy as PNG for a while.

    Args:
        path: a film or picture that may be hostile.

    Raises:
        MediaUnreadable: it is of a form that has to be unfolded first, and cannot be.

    Example:
        `with opened(Path("square.heic")) as file: film = probe(file)`
    """
    form = unfolded_form(path)
    if form is None:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="khronika-unfold-") as folder:
        target = Path(folder) / path.name
        if not _unfolded(path, target, form):
            yield path  # ffmpeg opens it too, though not upright where it is turned
            return
        yield target


def unfolded_form(path: Path) -> str | None:
    """Answer the form of a file that has to be unfolded; None of all others."""
    with path.open("rb") as file:
        form = kinds.kind_of(file.read(4096))
    if form == "WebP":
        return form if is_animated_webp(path) else None
    return form if form in _LIBRARIES else None


def library(form: str) -> tuple[str, str]:
    """Answer name and version of the library that unfolds a form; the version "" if missing."""
    try:
        return _PACKAGES[form], version(_PACKAGES[form])
    except PackageNotFoundError:
        return _PACKAGES[form], ""


def _unfolded(path: Path, target: Path, form: str) -> bool:
    """Write the PNG; False where ffmpeg may try the file as it is."""
    if find_spec(_LIBRARIES[form]) is None:
        reason = f"{form} is read by {_PACKAGES[form]}; install khronika[media]"
    else:
        words = [sys.executable, "-m", "khronika.media.opening.unfold_command"]
        answer = run([*words, form, str(path), str(target)], _BOUNDS)
        if answer.status == 0:
            return True
        reason = why(answer, path) or "no reason given"
    if form == "AVIF":
        return False
    raise MediaUnreadable(f"{path.name}: no picture that opens ({reason})")
