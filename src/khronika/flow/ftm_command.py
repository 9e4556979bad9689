"""The command `khronika ftm`: entities and judgements as FollowTheMoney, and judgements back."""

import argparse
import json
import sys
from pathlib import Path

from khronika.errors import MatchError
from khronika.record.command import open_record

LEVELS = ("public", "network", "restricted")


class NobodyOfThatMail(MatchError):
    """No person of the office has the mail address."""


class FileUnreadable(MatchError):
    """The file of judgements cannot be read."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments.

    Args:
        parser: the subcommand's own.
    """
    parts = parser.add_subparsers(dest="part", metavar="PART", required=True)

    def part(name: str, line: str, ends: str | None = None) -> argparse.ArgumentParser:
        return parts.add_parser(name, help=line, description=line, epilog=ends)

    names = part("entities", "print named parties, one JSON object a line")
    names.add_argument("--level", choices=LEVELS, default="public", help="who will see the file")
    names.add_argument("--aliases", action="store_true", help="also pen names and other names")
    said = part("judgements", "print judgements as lines of a resolver")
    said.add_argument("--level", choices=LEVELS, default="public", help="who will see the file")
    back = part(
        "import",
        "write judgements of a resolver's file as yours",
        "Exit 0: written; 1: some contradict what stands and were left out; 2: the file is none.",
    )
    back.add_argument("file", type=Path, help="lines of a resolver, as `judgements` prints them")
    back.add_argument("--by", required=True, metavar="MAIL", help="who answers for them")


def run(arguments: argparse.Namespace) -> int:
    """Do one part of the command.

    Args:
        arguments: parsed by `configure`.

    Returns:
        0 when done; 1 where an imported judgement contradicts what stands.
    """
    open_record()
    from khronika.flow import ftm

    if arguments.part == "import":
        return _import(arguments.file, arguments.by)
    found = (
        ftm.entities(level=arguments.level, with_aliases=arguments.aliases)
        if arguments.part == "entities"
        else ftm.edges(level=arguments.level)
    )
    for row in found:
        print(json.dumps(row, ensure_ascii=False))
    return 0


def _import(file: Path, mail: str) -> int:
    from khronika.flow import ftm
    from khronika.record.ledger.append import Ledger
    from khronika.record.user import User

    person = User.objects.filter(email__iexact=mail, is_active=True).first()
    if person is None:
        raise NobodyOfThatMail(f"{mail}: nobody of the office; name who answers for these")
    try:
        # By line feeds alone: JSON may hold what Python takes for other ends of lines.
        lines = file.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise FileUnreadable(f"{file}: {error.strerror}; name a readable file") from error
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"{file}: not UTF-8 at byte {error.start}; save it so") from error
    taken = ftm.take_in(Ledger(), f"u:{person.id}", ftm.read_edges(lines), reason=file.name)
    print(f"{taken.written} written, {taken.known} stood already", file=sys.stderr)
    for edge in taken.strangers:
        print(f"left out, not here: {_id(edge.left)} {_id(edge.right)}", file=sys.stderr)
    for edge in taken.contradicted:
        print(f"contradicts what stands: {_id(edge.left)} {edge.verdict} {_id(edge.right)}")
    return 1 if taken.contradicted else 0


def _id(text: str) -> str:
    """Write an id of somebody else's file so that it moves no cursor and fills no screen."""
    return ascii(text[:60])[1:-1] + ("..." if len(text) > 60 else "")
