"""`khronika digest`: drafts a letter from what became public, and sends what two people approved.

khronika digest draft --by MAIL [--from DAY] [--to DAY] [--for HOW_OFTEN] [--lang CODE]...
khronika digest send LETTER
khronika digest list
khronika digest settle LETTER --taken | --again
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from khronika.errors import AlertError


class DayUnreadable(AlertError):
    """A day was not written as YYYY-MM-DD."""


class WriterUnknown(AlertError):
    """Nobody of this office has the mail address that a letter was to be drafted by."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika digest`."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    def verb(name: str, line: str, ends: str | None = None) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=line, description=line, epilog=ends)

    draft = verb("draft", "draft a letter and put it before a second person")
    draft.add_argument("--by", required=True, metavar="MAIL", help="the editor whose draft it is")
    draft.add_argument("--from", dest="start", metavar="DAY", help="first day; six days before")
    draft.add_argument("--to", dest="end", metavar="DAY", help="last day; today")
    draft.add_argument(
        "--for", dest="cadence", choices=("weekly", "daily", "at_once"), default="weekly",
        help="those who asked for letters that often (weekly)",
    )  # fmt: skip
    draft.add_argument("--lang", action="append", metavar="CODE", help="en; may be repeated")
    send = verb(
        "send",
        "send a letter that two people stand behind",
        "Exit 0: every message was taken; 1: some wait or were refused; 2: no such letter.",
    )
    send.add_argument("letter", help="its number, or its id")
    verb("list", "every letter, and what became of it")
    settle = verb("settle", "say what became of messages whose reply was lost")
    settle.add_argument("letter", help="its number, or its id")
    how = settle.add_mutually_exclusive_group(required=True)
    how.add_argument("--taken", action="store_true", help="their readers have them")
    how.add_argument("--again", action="store_true", help="send them once more")


def run(arguments: argparse.Namespace) -> int:
    """Run one verb."""
    from khronika.record.command import open_record

    open_record()
    return _VERBS[arguments.verb](arguments)


def _draft(arguments: argparse.Namespace) -> int:
    from khronika.alert.letters import draft_letter
    from khronika.alert.post import open_desk
    from khronika.flow.stand import tree_writer
    from khronika.record.ledger.append import Ledger
    from khronika.record.user import User

    writer = User.objects.filter(email=arguments.by).first()
    if writer is None:
        raise WriterUnknown(f"nobody here has the address {arguments.by}; see `khronika init`")
    end = _day(arguments.end) if arguments.end else datetime.now(UTC).date()
    start = _day(arguments.start) if arguments.start else end - timedelta(days=6)
    letter = draft_letter(
        open_desk(),
        tree_writer(Ledger(), writer.actor),
        starts_on=start,
        ends_on=end,
        languages=arguments.lang or ["en"],
        cadence=arguments.cadence,
    )
    print(letter.id)
    print(f"khronika digest: drafted {letter.id}; it waits for two people", file=sys.stderr)
    return 0


def _send(arguments: argparse.Namespace) -> int:
    from khronika.alert.letters import address_letter, find_letter
    from khronika.alert.post import open_desk, open_outbox

    letter = find_letter(arguments.letter)
    new = address_letter(open_desk(), letter)
    print(f"khronika digest: {new} new in the outbox; sending", file=sys.stderr)
    tally = open_outbox().run()
    for state, number in sorted(tally.items()):
        print(f"{state} {number}")
    return 0 if set(tally) <= {"accepted", "dropped"} else 1


def _list(_arguments: argparse.Namespace) -> int:
    from django.db.models import Count

    from khronika.alert.models import Delivery, Letter

    for letter in Letter.objects.order_by("drafted_at"):
        rows = Delivery.objects.filter(occasion=letter.subject).values_list("state")
        states = [
            f"{state} {number}" for state, number in rows.annotate(Count("id")).order_by("state")
        ]
        said = ", ".join(states) or "not sent"
        print(f"{letter.number or '-'}\t{letter.id}\t{letter.starts_on}\t{letter.ends_on}\t{said}")
    return 0


def _settle(arguments: argparse.Namespace) -> int:
    from khronika.alert.letters import find_letter
    from khronika.alert.models import Delivery
    from khronika.alert.outbox import settle_unclear
    from khronika.alert.post import now

    rows = Delivery.objects.filter(occasion=find_letter(arguments.letter).subject)
    settled = settle_unclear(rows, was_taken=arguments.taken, at=now())
    print(settled)
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DayUnreadable(f"{text!r} is no day; write it like 2025-06-23") from error


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "draft": _draft,
    "send": _send,
    "list": _list,
    "settle": _settle,
}
