"""Looks through the files of a package for the names that a level must not show."""

from collections.abc import Iterable

from khronika.record.documents.readings import readings_of
from khronika.record.masking import Masker


def search_package(
    masker: Masker, files: Iterable[tuple[str, bytes]]
) -> tuple[list[str], dict[str, str]]:
    """Look through a package for names, and say what of it could not be looked through.

    Args:
        masker: of the level at which the package would be had.
        files: path and bytes of each file, read in every way that `readings_of` knows.

    Returns:
        Paths of files that name somebody who may not be named; path to reason of files that are
        unread in part.
    """
    naming, unread = [], {}
    for path, body in files:
        readings = readings_of(path, body)
        if any(masker.hides_spelled(text) for text in readings.texts):
            naming.append(path)
        elif readings.unread:
            unread[path] = readings.unread[0]
    return naming, unread
