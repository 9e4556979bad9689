"""Reads a report again that could not be read or coded, in a thread, as it was read at first."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from khronika.desk.arrival.intake import in_background
from khronika.desk.gate import ledger
from khronika.errors import KhronikaError
from khronika.flow.intake import try_again, unread
from khronika.model.evidence import Evidence

_LOG = logging.getLogger(__name__)


def begin(report: str, actor: str) -> bool:
    """Begin to read a report again.

    Args:
        report: ULID of a report with a failure.
        actor: who asked, for the log of the machine.

    Returns:
        False where the report has no failure, or no package.
    """
    found = {one: evidence for one, evidence, _ in unread(Path(settings.HOME) / "store")}
    if report not in found:
        return False
    _LOG.info("report %s is read again for %s", report, actor)
    in_background(lambda: _read(report, found[report]))
    return True


def _read(report: str, evidence: Evidence) -> None:
    try:
        try_again(report, evidence, ledger=ledger())
    except (KhronikaError, OSError) as error:
        # Its row keeps the reason of the first time; the log says why this time it was none.
        _LOG.warning("report %s could not be read again: %s", report, error)
    finally:
        close_old_connections()
