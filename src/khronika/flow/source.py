"""Finds the page that a source names: a file, a page as JSON, a package, or an address."""

import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from khronika.errors import ReadError
from khronika.model.page import Gap, Page
from khronika.read import read

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


_LARGE_BYTES = 4 << 20
"""Above this a source takes seconds, and that is said."""


class SourceMissing(ReadError):
    """No file, package or address is there."""


def _nothing(line: str) -> None:
    del line


def page_of(
    source: str,
    *,
    warn: Callable[[str], None] = _nothing,
    progress: Callable[[str], None] = _nothing,
) -> Page:
    """Read what a source names.

    Args:
        source: the path of a file or of an evidence package, an address (captured first, into the
            store of `KHRONIKA_HOME`), or a page as `khronika read --json` writes it.
        warn: takes lines for people, such as where the package of an address lies.
        progress: takes passing lines for people.

    Returns:
        The page; of a package, that of the entity, so that its bytes are those of the package.

    Raises:
        ReadError: there is no such source, or it cannot be read.
        CaptureError, NetError, SealError: an address or a package that gives no bytes.
    """
    if _SCHEME.match(source):
        return _page_of_address(source, warn, progress)
    path = Path(source)
    try:
        if path.is_dir() or _is_packed(path):
            return page_of_package(path)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceMissing(
            f"{source!r} cannot be opened ({reason}); name a file, a package or an address"
        ) from error
    if len(content) > _LARGE_BYTES:
        progress(f"reading {len(content) >> 20} MB of {path.name}")
    return _page_of_json(content) or read(content, name=path.name)


def page_of_package(package: Path) -> Page:
    """Read the entity of an evidence package; the package is not verified here.

    Args:
        package: its folder, or the zip of it.
    """
    from khronika.seal.entity import entity

    held = entity(package)
    page = read(
        held.content,
        media_type=held.media_type,
        charset=held.charset,
        url=held.url,
        name=package.name,
    )
    return with_end_lost(page) if held.is_cut else page


def with_end_lost(page: Page) -> Page:
    """Say of a page whose bytes break off that words are lost at its end."""
    end = len(page.text)
    return replace(page, gaps=(*page.gaps, Gap(end, end, "the source breaks off here")))


def _page_of_address(
    address: str, warn: Callable[[str], None], progress: Callable[[str], None]
) -> Page:
    from khronika.capture import Conditions, capture

    conditions = Conditions.from_environment(warn=warn, progress=progress)
    evidence = capture(address, conditions)
    warn(f"captured as {evidence.path}")
    return page_of_package(evidence.path)


def _is_packed(path: Path) -> bool:
    """Tell whether a file is the zip of a package (BagIt, RFC 8493: it holds `bagit.txt`)."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as packed:
        return any(name.rsplit("/", 1)[-1] == "bagit.txt" for name in packed.namelist())


def _page_of_json(content: bytes) -> Page | None:
    """Read a page that was written before, or answer None for anything else."""
    if not content[:64].lstrip().startswith(b"{") or b'"blocks"' not in content:
        return None
    try:
        value = json.loads(content)
    except ValueError:
        return None
    if isinstance(value, dict) and {"source", "text", "blocks"} <= value.keys():
        return Page.from_json(value)
    return None
