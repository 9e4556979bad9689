"""Tells a path from an address, and captures either."""

import os
from pathlib import Path

from khronika.capture.browser import capture_with_browser
from khronika.capture.conditions import Conditions
from khronika.capture.file import capture_file
from khronika.capture.page import capture_page
from khronika.capture.platform import capture_from_platform
from khronika.errors import CaptureError
from khronika.model.evidence import Evidence
from khronika.net.address import scheme_of, without_login

_SCHEMES = frozenset(
    {"about", "blob", "data", "file", "ftp", "ftps", "gopher", "javascript", "magnet", "mailto"}
    | {"sftp", "ssh", "tel", "urn", "view-source", "ws", "wss"}
)


class SchemeRefused(CaptureError):
    """The source is an address of a scheme that is not captured."""


def capture(
    source: str | Path,
    conditions: Conditions | None = None,
    *,
    with_browser: bool = False,
    from_platform: bool = False,
) -> Evidence:
    """Capture one source into a new package.

    Args:
        source: an `http://` or `https://` address, or the path of an ordinary file.
        conditions: where to, by whom, within which limits; read from the environment when None.
        with_browser: whether an address is looked at by Chromium, with all that its scripts load.
        from_platform: whether yt-dlp looks for the film of an address.

    Returns:
        The package; `is_complete` is False where its manifest declares a gap.

    Raises:
        SchemeRefused: another scheme.
        SourceUnreadable: no ordinary file, or one that gives a read error.
        NetError: the address may not be reached or did not answer.
        PackageNotMade: the store cannot be written.
        BrowserMissing, FetcherMissing: a browser or yt-dlp was asked for and there is none.

    Example:
        `evidence = capture("https://outlet.example/report", conditions)`
    """
    conditions = conditions or Conditions.from_environment()
    text = str(source)
    scheme = scheme_of(text)
    if isinstance(source, Path) or not scheme:
        return capture_file(Path(source), conditions)
    if scheme in ("http", "https"):
        address = os.fsencode(text).decode("utf-8", "surrogateescape")
        if from_platform:
            return capture_from_platform(address, conditions)
        return (capture_with_browser if with_browser else capture_page)(address, conditions)
    if scheme in _SCHEMES or text[len(scheme) + 1 :].startswith("//"):
        raise SchemeRefused(
            f"{shown_source(text)}: {scheme}: is not captured; give http, https or a path"
        )
    return capture_file(Path(text), conditions)


def shown_source(text: str) -> str:
    """Write a source for messages: without login, query and fragment, which may be secret."""
    scheme = scheme_of(text)
    if not scheme:
        return text
    if scheme == "data":
        return "data:…"
    bare = without_login(text).partition("#")[0]
    path, mark, _ = bare.partition("?")
    return path + (mark and "?…")
