"""Reads and codes a package: the part of an intake that looks into what a stranger sent.

In: the path of a package. Out: its page, the people it names, a coding, or the reason why not.
Refuses: to raise for a source that cannot be read or coded. It knows neither the record nor
Django, and runs in a process apart (`khronika.flow.apart`).
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from khronika.code import code
from khronika.errors import CodeError, ReadError, SealError
from khronika.flow.bystanders import people_of
from khronika.flow.source import with_end_lost
from khronika.model.act import Coding
from khronika.model.page import Page
from khronika.read import read
from khronika.seal.entity import entity


@dataclass(frozen=True, slots=True)
class Drafted:
    """What was made of a package: `failure` says why there is no page or no coding.

    `people` are [start, end] of the people whom the page names, in code points of its text.
    """

    page: Page | None
    people: tuple[tuple[int, int], ...] = ()
    coding: Coding | None = None
    failure: str | None = None
    why: str | None = None


def draft_package(path: str, known: Drafted | None) -> Drafted:
    """Read a package's page, or draft the acts of a page that was read before.

    Args:
        path: folder or zip of the package.
        known: what reading gave; None to read.
    """
    if known is not None and known.page is not None:
        try:
            return replace(known, coding=code(known.page))
        except CodeError as error:
            return replace(known, failure=reason_of(error), why=str(error))
    try:
        page = read_package(Path(path))
    except (ReadError, SealError) as error:
        return Drafted(None, failure=reason_of(error), why=str(error))
    return Drafted(page, tuple((start, end) for start, end in people_of(page)))


def read_package(path: Path) -> Page:
    """Read the page that a package holds.

    Raises:
        ReadError: it is empty, binary, or of a kind that is not read yet.
        SealError: the package is damaged, or in a coding that is not known.
    """
    held = entity(path)
    page = read(held.content, media_type=held.media_type, charset=held.charset, url=held.url)
    return with_end_lost(page) if held.is_cut else page


def reason_of(error: BaseException) -> str:
    """Write the name of an error as the code that a report's row keeps.

    >>> reason_of(ReadError("no text"))
    'read_error'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
