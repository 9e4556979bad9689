"""`khronika erase`: plans an erasure, or erases a person or report for good.

    khronika erase --by MAIL --find                        (the name comes on stdin)
    khronika erase SUBJECT --by MAIL --dry-run [--json]
    khronika erase SUBJECT --by MAIL --ground GROUND [--yes] [--json]

SUBJECT is `party:` or `report:` and its ULID. No name is printed, and none is asked for on the
command line, where others on this machine could read it. Exit 1: refused, or not off the disk.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khronika.errors import RecordError

if TYPE_CHECKING:
    from khronika.record.ledger.append import Ledger
    from khronika.record.touched import Touched

GROUNDS = ("person_asked", "guardian_asked", "danger", "law", "error")


class OfficerUnknown(RecordError):
    """Nobody of this office who may sign in has the mail address that was given."""


class SubjectUnknown(RecordError):
    """The record has no such party or report."""


class GroundMissing(RecordError):
    """An erasure was asked for without saying why."""


class NotConfirmed(RecordError):
    """Nobody confirmed that the plan is to be carried out; nothing was erased."""

    exit_status = 1


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika erase`."""
    parser.add_argument("subject", nargs="?", help="party:ULID or report:ULID")
    parser.add_argument("--by", required=True, metavar="MAIL", help="the officer who erases")
    parser.add_argument("--find", action="store_true", help="find parties by the name on stdin")
    parser.add_argument("--dry-run", action="store_true", help="print the plan, erase nothing")
    parser.add_argument("--ground", choices=GROUNDS, help="why; it stays in the record")
    parser.add_argument("--yes", action="store_true", help="do not ask once more")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.epilog = (
        "Exit 0: erased, planned or found; 1: refused, nobody found, or not off the disk yet;"
        " 2: bad use."
    )


def run(arguments: argparse.Namespace) -> int:
    """Find, plan or erase."""
    from khronika.record.command import open_record
    from khronika.record.ledger.append import Ledger

    open_record()
    actor, ledger = _officer(arguments.by), Ledger()
    if arguments.find:
        return _find(ledger, actor, as_json=arguments.json)
    told = _planned(ledger, actor, arguments.subject or "")
    if arguments.dry_run:
        print(json.dumps(told.to_json()) if arguments.json else _lines(told))
        return 0
    if not arguments.ground:
        raise GroundMissing(f"say why: --ground {'|'.join(GROUNDS)}, or --dry-run")
    if not arguments.yes:
        _confirm(told)
    return _erase(ledger, actor, told, arguments)


def _officer(mail: str) -> str:
    from khronika.record.user import User

    user = User.objects.filter(email__iexact=mail, is_active=True).first()
    if user is None:
        raise OfficerUnknown(f"nobody here who may sign in has the address {mail}")
    return user.actor


def _find(ledger: "Ledger", actor: str, *, as_json: bool) -> int:
    from khronika.record.finding import find_named

    if sys.stdin.isatty():
        print("name: ", end="", file=sys.stderr, flush=True)
    found = find_named(ledger, actor, sys.stdin.readline())
    told: list[dict[str, Any]] = [
        {"subject": f"party:{one.party}", "kind": one.kind, "since": one.since,
         "parties": one.parties, "reports": one.reports, "events": one.numbers,
         "is_public": one.is_public}
        for one in found
    ]  # fmt: skip
    if as_json:
        print(json.dumps(told))
    for row in [] if as_json else told:
        print(
            f"{row['subject']}\t{row['kind']}\tsince {row['since']}\t"
            f"reports {' '.join(row['reports']) or '-'}\tevents {' '.join(row['events']) or '-'}"
        )
    return 0 if found else 1


def _planned(ledger: "Ledger", actor: str, subject: str) -> "Touched":
    from khronika.record import erasure
    from khronika.record.access import require
    from khronika.record.finding import is_there
    from khronika.record.touched import touched

    require(actor, "erase", subject, using=ledger.using)
    if not is_there(subject):
        raise SubjectUnknown(f"{subject or 'nothing'!r} is no party or report; try --find")
    return touched(erasure.plan(ledger, subject, progress=_Shown()))


class _Shown:
    """Prints how far it is, every two seconds."""

    def __init__(self) -> None:
        self._quiet_until = time.monotonic() + 2

    def __call__(self, what: str, done: int, of: int) -> None:
        """Take what is looked through, and how many of how many."""
        if time.monotonic() > self._quiet_until:
            self._quiet_until = time.monotonic() + 2
            print(f"khronika erase: {what} {done} of {of}", file=sys.stderr, flush=True)


def _lines(told: "Touched") -> str:
    lines = [
        f"{told.subject}: {told.values} values, {told.covered} of them leave a covered copy; "
        f"{len(told.reports)} reports, {len(told.acts)} acts rejected, "
        f"{len(told.documents)} public documents, {len(told.packages)} packages closed"
    ]
    lines += [f"namesake\tparty:{one}\tits name is covered too" for one in told.namesakes]
    lines += [
        f"elsewhere\tparty:{one}\tknows somebody of it, whose name stays" for one in told.elsewhere
    ]
    for place in told.places:
        covered = f", {place.covered} covered" if place.covered else ""
        lines.append(f"value\t{place.owner}\t{place.what} {place.number}{covered}")
    for one in told.documents:
        ends = "nothing is left" if one.is_gone else "drawn anew"
        lines.append(f"document\t{one.subject}\t{one.level}\t{one.number or '-'}\t{ends}")
    lines += [f"package\t{name}\tclosed" for name in told.packages]
    lines += [f"copy\t{name}\tclosed, made from what is erased" for name in told.copies]
    lines += [f"unread\treport:{one}\tread by no machine again" for one in told.unread]
    lines += [f"file\t{name}\tstays, closed to readers" for name in told.files]
    return "\n".join([*lines, *(f"remains\t{line}" for line in _remaining())])


def _remaining() -> list[str]:
    from django.db import connection

    from khronika.record.erasure import remaining

    return remaining(connection.vendor)


def _confirm(told: "Touched") -> None:
    if not sys.stdin.isatty():
        raise NotConfirmed("nothing was erased: confirm with --yes where nobody can be asked")
    print(_lines(told), file=sys.stderr)
    wanted = told.subject[-6:]
    print(f"nobody can bring it back; type {wanted} to erase: ", end="", file=sys.stderr)
    if input().strip() != wanted:
        raise NotConfirmed("nothing was erased")


def _erase(ledger: "Ledger", actor: str, told: "Touched", arguments: argparse.Namespace) -> int:
    from django.conf import settings

    from khronika.flow.erasing import carry_out

    made, is_clean = carry_out(
        ledger, actor, told.subject, ground=arguments.ground, base=told.base,
        home=Path(settings.HOME), shown=told.mark, progress=_Shown(),
    )  # fmt: skip
    said: dict[str, Any] = {
        "entry": made.id, "seq": made.seq, "is_off_disk": is_clean, "plan": told.to_json(),
        "remains": _remaining(),
    }  # fmt: skip
    if arguments.json:
        print(json.dumps(said))
    else:
        print(f"{made.seq}\t{made.id}")
        print("\n".join(f"remains\t{line}" for line in said["remains"]))
    if not is_clean:
        print("khronika erase: erased in the record; its bytes are not off the disk yet: run "
              "`khronika record scrub`, or leave it to the worker", file=sys.stderr)  # fmt: skip
    return 0 if is_clean else 1
