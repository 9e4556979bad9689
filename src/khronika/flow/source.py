"""Finds the page that a source names: a file, a page as JSON, a package, or an address."""

import json
from pathlib import Path

from khronika.errors import ReadError
from khronika.model.page import Page
from khronika.read import read


class SourceMissing(ReadError):
    """No file, package or address is there."""


def page_of(source: str) -> Page:
    """Read what a source names.

    Args:
        source: the path of a file or of an evidence package, an address (captured first), or a
            page as `khronika read --json` writes it.

    Returns:
        The page.

    Raises:
        ReadError: there is no such source, or it cannot be read.
    """
    path = Path(source)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceMissing(
            f"{source} cannot be opened ({error.strerror}); name a file, a package or an address"
        ) from error
    if content[:4096].lstrip().startswith(b"{") and b'"blocks"' in content:
        try:
            value = json.loads(content)
        except ValueError:
            value = None
        if isinstance(value, dict) and {"source", "text", "blocks"} <= value.keys():
            return Page.from_json(value)
    return read(content, name=path.name)
