"""`khronika resume`: what an intake left half done, and the next step for each.

    khronika resume [--do]

Packages behind no report, reports without a draft, reports that could not be read: listed, one a
line, with what comes next; `--do` does it. Nothing is deleted; it can be stopped and run again.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from khronika.errors import RecordError
from khronika.model.evidence import Evidence

ACTOR = "s:resume"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika resume`."""
    parser.add_argument("--do", action="store_true", help="take in, draft and read again")
    parser.epilog = "Exit 0: nothing is left; 1: something is, one a line; 2: there is no record."


def run(arguments: argparse.Namespace) -> int:
    """List what is half done, or go on with it; exit 1 where something is left."""
    from django.conf import settings

    from khronika.record.command import open_record

    open_record()
    left = 0
    for line, go_on in _waiting(Path(settings.HOME) / "store"):
        if not arguments.do:
            print(line, flush=True)
            left += 1
            continue
        print(f"going on: {line}", file=sys.stderr, flush=True)
        try:
            failure = go_on()
        except RecordError as error:  # it was erased meanwhile, say: the others go on
            failure = str(error)
        print(f"{line.split(chr(9))[0]}\t{failure or 'done'}", flush=True)
        left += failure is not None
    return 1 if left else 0


def _waiting(store: Path) -> Iterator[tuple[str, Callable[[], str | None]]]:
    """Yield a line for each that waits, and what goes on with it: the reason where it fails."""
    from khronika.flow import completing
    from khronika.flow import intake as room
    from khronika.flow.copies import original_of
    from khronika.record.copies import is_erased
    from khronika.record.ledger.append import Ledger

    ledger = Ledger()

    def take_up(evidence: Evidence) -> str | None:
        if not evidence.head_sha256:
            return "it cannot be opened; run `khronika verify` on it"
        report = completing.report_of(evidence)
        if report is not None:
            return completing.set_beside(evidence, report, ledger=ledger, actor=ACTOR).failure
        made_from = original_of(evidence, store)
        if made_from is not None and is_erased(made_from.report):
            return f"it was made from what was erased; take store/{evidence.path.name} away"
        return room.take_up(evidence, ledger=ledger, actor=ACTOR, original=made_from).failure

    def draft(report: str, evidence: Evidence) -> str | None:
        return room.draft_again(report, evidence, ledger=ledger)

    def again(report: str, evidence: Evidence) -> str | None:
        return room.try_again(report, evidence, ledger=ledger).failure

    for evidence in room.orphans(store):
        yield f"{evidence.id}\tsealed, in no report: take it in", partial(take_up, evidence)
    for report, evidence in room.undrafted(store):
        yield f"report:{report}\tnot coded yet: draft it", partial(draft, report, evidence)
    for report, evidence, why in room.unread(store):
        line = f"report:{report}\tfailed, {why}: read it again"
        yield line, partial(again, report, evidence)
