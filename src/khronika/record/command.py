"""The `khronika record` command: verify, rebuild, export, scrub, stamp, restored, grants.

Django is set up here, when the command runs: `khronika --help` and the library never load it.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable

from khronika.record.errors import RecordDamaged


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika record`."""
    parts = parser.add_subparsers(dest="part", metavar="PART", required=True)

    def part(name: str, line: str, ends: str | None = None) -> argparse.ArgumentParser:
        return parts.add_parser(name, help=line, description=line, epilog=ends)

    check = part(
        "verify",
        "check the record and say what holds",
        "Exit 0: all holds; 1: something does not; 2: there is no record.",
    )
    check.add_argument(
        "scope",
        nargs="?",
        default="full",
        choices=("chain", "values", "full"),
        help="the chain alone; the values too; tables, documents and evidence as well (full)",
    )
    check.add_argument("--since", type=int, default=1, metavar="SEQ", help="first line to read")
    check.add_argument("--json", action="store_true", help="one JSON document")
    anew = part(
        "rebuild",
        "compute the working tables anew and compare",
        "Exit 0: they are the same, or were swapped; 1: they differ; 2: there is no record.",
    )
    anew.add_argument("--swap", action="store_true", help="put the new tables in place")
    part("export", "print every line as JSON; no personal value")
    part(
        "scrub",
        "take the bytes of erased values off the disk",
        "Exit 0: they are; 1: not yet, with the reason; 2: there is no record.",
    )
    part("stamp", "write the head down outside the database")
    part(
        "restored",
        "take a restored backup into use: erase again what was erased since",
        "Exit 0: done, or nothing was lost; 1: a stamped head is missing still; 2: there is no"
        " record.",
    )
    rights = part("grants", "print the rights of a PostgreSQL role, as SQL")
    rights.add_argument("role", help="name of the role")
    rights.add_argument("--site", action="store_true", help="the public site's role")


def run(arguments: argparse.Namespace) -> int:
    """Do one part of the command."""
    open_record()
    parts: dict[str, Callable[[argparse.Namespace], int]] = {
        "verify": _verify, "rebuild": _rebuild, "export": _export, "scrub": _scrub,
        "stamp": _stamp, "grants": _grants, "restored": _restored,
    }  # fmt: skip
    return parts[arguments.part](arguments)


def open_record() -> None:
    """Set Django up for a command that works on the record.

    Raises:
        RecordDamaged: there is no record in this home yet.
        TablesOlder: the tables are those of another version (or `TablesNewer`).
    """
    import django
    from django.db import connection
    from django.db.utils import OperationalError, ProgrammingError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khronika.settings")
    django.setup()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM record_entry WHERE seq < 2")
    except (OperationalError, ProgrammingError) as error:
        raise RecordDamaged("there is no record yet: run `khronika init` first") from error
    from khronika.record.tables import refuse_other_tables

    refuse_other_tables()


def _progress(word: str) -> Callable[[int], None]:
    last = [time.monotonic()]

    def show(seq: int) -> None:
        if time.monotonic() - last[0] > 2:
            last[0] = time.monotonic()
            print(f"{word}: line {seq}", file=sys.stderr)

    return show


def _verify(arguments: argparse.Namespace) -> int:
    from khronika.record.ledger.verify import verify

    checks = []
    for check in verify(arguments.scope, since=arguments.since, progress=_progress("verifying")):
        checks.append(check)
        if not arguments.json:
            mark = "holds" if check.ok else "FAILS"
            print(f"{mark}  {check.name}: {check.what}\n       {check.means}", flush=True)
    ok = all(check.ok for check in checks)
    if arguments.json:
        listed = [{"name": c.name, "ok": c.ok, "what": c.what, "means": c.means} for c in checks]
        print(json.dumps({"ok": ok, "checks": listed}, ensure_ascii=False))
    return 0 if ok else 1


def _rebuild(arguments: argparse.Namespace) -> int:
    from khronika.record.ledger.rebuild import rebuild

    outcome = rebuild(swap=arguments.swap, progress=_progress("rebuilding"))
    for table, (live, rebuilt) in outcome.hashes.items():
        print(f"{'same  ' if live == rebuilt else 'DIFFER'}  {table}  {rebuilt}")
    if outcome.difference:
        print(f"first difference: {outcome.difference}")
    done = "swapped" if outcome.is_swapped else "compared"
    print(f"{outcome.entries} lines read, tables {done}", file=sys.stderr)
    return 0 if outcome.is_equal or outcome.is_swapped else 1


def _export(_: argparse.Namespace) -> int:
    from khronika.record.ledger.append import read_entries
    from khronika.record.ledger.entry import canonical_line
    from khronika.record.ledger.sql import snapshot

    with snapshot("default") as tables:
        for row in read_entries(tables):
            line = canonical_line(row)
            print(f'{line[:-1]},"hash":{json.dumps(row[12])}}}')
    return 0


def _scrub(_: argparse.Namespace) -> int:
    from django.db import connection

    from khronika.record.erasure import remaining
    from khronika.record.ledger.outside import finish_erasures, needs_owner, pending_erasure

    if needs_owner() and pending_erasure() is not None:
        print(f"pending: line {pending_erasure()}; this role owns no table: run it as their owner")
        return 1
    if not finish_erasures():
        print(f"pending: line {pending_erasure()}; another process reads an old state, try again")
        return 1
    print("done: erased values are in no byte of the database. What remains elsewhere:")
    for line in remaining(connection.vendor):
        print(f"- {line}")
    return 0


def _stamp(_: argparse.Namespace) -> int:
    from khronika.record.ledger.outside import stamp_head

    head = stamp_head()
    print(f"{head.seq} {head.hash}")
    return 0


def _restored(_: argparse.Namespace) -> int:
    from khronika.record.ledger.append import Ledger
    from khronika.record.ledger.outside import finish_erasures
    from khronika.record.ledger.verify import check_stamps
    from khronika.record.restoring import find_loss, take_into_use

    loss = find_loss()
    if loss is None:
        print("nothing was lost: the record is the one whose head was stamped last")
        return 0
    entry = take_into_use(Ledger(), loss)
    print(f"line {entry.seq} says that lines {loss.first} to {loss.last} are lost")
    print(f"erased again: {len(loss.values)} values")
    if not finish_erasures():
        print("not off the disk yet: run `khronika record scrub`", file=sys.stderr)
    check = check_stamps("default")
    if not check.ok:
        print(f"stamped head: {check.what}", file=sys.stderr)
    return 0 if check.ok else 1


def _grants(arguments: argparse.Namespace) -> int:
    from khronika.record.ledger.roles import application_grants, site_grants

    rights = site_grants if arguments.site else application_grants
    print(";\n".join(rights(arguments.role)) + ";")
    return 0
