"""What an office must do while nobody looks: finish erasures, close days, take old copies away.

In: the record and the home. Out: the same, tidied; what could not be done yet is tried again the
next time. Refuses: nothing; each chore is safe to repeat and to be stopped in.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.db import DatabaseError

from khronika.errors import KhronikaError
from khronika.flow.files import sweep_files
from khronika.flow.missing import Tried, bring_back
from khronika.flow.package import sweep_packages
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.outside import finish_erasures
from khronika.record.models import Entry, View
from khronika.record.views import WHOLE_RECORD, digest_day, forget_views
from khronika.redact.likeness.shelf import sweep_shelf

KEEP_VIEWS = timedelta(days=400)
"""How long it can be told who looked at what; afterwards the digests of the days remain."""


def tend(ledger: Ledger, *, home: Path, tried: Tried | None = None) -> list[str]:
    """Do the chores once.

    Args:
        ledger: the record.
        home: `KHRONIKA_HOME`.
        tried: which missing packages were looked for before; None to look for all.

    Returns:
        What was done or is still pending, one line each, for whoever reads the worker's log.
    """
    said: list[str] = []
    every: tuple[Callable[[], list[str]], ...] = (
        partial(_finish, ledger),
        partial(_sweep, home),
        partial(_clear, home),
        partial(bring_back, store=home / "store", home=home, tried=tried),
        partial(_close_days, ledger),
    )
    for chore in every:
        try:
            said += chore()
        except (KhronikaError, OSError, DatabaseError) as error:
            # One that cannot be done now, on a full disk or beside others, ends no other chore.
            why = error.strerror if isinstance(error, OSError) else None
            said.append(f"a chore could not be done ({why or type(error).__name__}); trying again")
    return said


def _finish(ledger: Ledger) -> list[str]:
    if finish_erasures(using=ledger.using):
        return []
    return ["an erasure is pending: somebody still reads an old state; trying again"]


def _sweep(home: Path) -> list[str]:
    gone = sweep_packages(home)
    sweep_files(home)
    return [f"{len(gone)} public packages taken away that no document offers"] if gone else []


def _clear(home: Path) -> list[str]:
    gone = sweep_shelf(home / "store", home / "likeness")
    return [f"{gone} files of hashes and points taken away with their packages"] if gone else []


def _close_days(ledger: Ledger) -> list[str]:
    said = []
    for day in undigested(ledger):
        digest_day(ledger, day)
        said.append(f"the views of {day} are closed")
    forget_views((ledger.now() - KEEP_VIEWS).date().isoformat(), using=ledger.using)
    return said


def undigested(ledger: Ledger) -> list[str]:
    """Answer the days that are over, on which somebody looked, and that have no digest yet."""
    today = ledger.now().date().isoformat()
    days = {at[:10] for at in View.objects.values_list("at", flat=True).iterator()}
    notes = Entry.objects.filter(kind="note", subject=WHOLE_RECORD)
    closed = {json.loads(payload)["day"] for payload in notes.values_list("payload", flat=True)}
    return sorted(day for day in days - closed if day < today)
