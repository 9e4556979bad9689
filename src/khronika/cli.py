"""The `khronika` command: one subcommand per room, each loaded only when it is asked for.

Every subcommand is a module with `configure(parser)` and `run(arguments) -> int`.
Data goes to stdout, progress and messages to stderr. Exit 0: done; 1: what was asked for does
not hold; 2: bad use or bad input, in one line that names the record and the next step; 130:
interrupted.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from khronika import __version__
from khronika.errors import KhronikaError

COMMANDS: dict[str, tuple[str, str]] = {
    "capture": ("khronika.capture.command", "seal a file or an address as evidence"),
    "read": ("khronika.flow.read_command", "read a source as a page that keeps its bytes"),
    "code": ("khronika.flow.code_command", "draft acts from reports, each fact with its words"),
    "match": ("khronika.match.command", "compare two names, or a table of pairs"),
    "join": ("khronika.match.join.command", "tell whether two Codings are of one event"),
    "similar": ("khronika.redact.likeness.command", "find a film or picture again, changed"),
    "redact": ("khronika.redact.command", "copy a film or picture without bystanders' faces"),
    "record": ("khronika.record.command", "verify, rebuild and export the ledger"),
    "erase": ("khronika.flow.erase_command", "erase a person or report, or see what would go"),
    "ftm": ("khronika.flow.ftm_command", "parties and judgements as FollowTheMoney, and back"),
    "resume": ("khronika.flow.resume_command", "go on with what an intake left half done"),
    "verify": ("khronika.seal.command", "check evidence packages and say what holds"),
    "sign": ("khronika.capture.sign_command", "sign packages as their second person"),
    "restamp": ("khronika.capture.restamp_command", "renew the time-stamps of packages"),
    "lock": ("khronika.seal.lock.command", "encrypt packages to the keys of people"),
    "unlock": ("khronika.seal.lock.unlock_command", "open packages that were locked"),
    "key": ("khronika.seal.key.command", "make, protect, replace and revoke the signing key"),
    "init": ("khronika.desk.init_command", "found an office with its first two people"),
    "serve": ("khronika.desk.serve_command", "run the office on this machine"),
    "worker": ("khronika.desk.worker_command", "send letters, and forget who did not confirm"),
    "digest": ("khronika.desk.digest_command", "draft letters, and send what two people approved"),
    "demo": ("khronika.demo.command", "an office made of sample reports, in a minute"),
}
"""Subcommand to (module, one line of help), in the order of the flow."""


EXITS = "Exit 0: done; 1: what was asked for does not hold; 2: bad use or bad input."


class _Command(argparse.ArgumentParser):
    """A parser whose help says how the command ends, and so do those of its parts."""

    def format_help(self) -> str:
        """Write the help; a command whose exits mean more says them in its own epilog."""
        if "Exit " not in (self.epilog or ""):
            self.epilog = f"{self.epilog or ''} {EXITS}".strip()
        return super().format_help()


def _parser() -> argparse.ArgumentParser:
    parser = _Command(
        prog="khronika",
        description="Documents attacks on free expression: every fact leads back to its words.",
    )
    parser.add_argument("--version", action="version", version=f"khronika {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, (_, line) in COMMANDS.items():
        commands.add_parser(name, help=line, description=line, add_help=False)
    return parser


def _load(name: str, parser: argparse.ArgumentParser) -> tuple[object, argparse.ArgumentParser]:
    module = importlib.import_module(COMMANDS[name][0])
    command = _Command(prog=f"{parser.prog} {name}", description=COMMANDS[name][1])
    module.configure(command)
    return module, command


def _fill_closed() -> None:
    """Open nothing in the place of what the caller closed.

    Else the first file that is opened takes the number of stdout, and a child prints into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115  # stays open to the end


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and answer its exit status.

    Args:
        argv: the words after `khronika`; those of the process when None.

    Returns:
        0, 1 or 2 as the module's docstring says; 130 when interrupted.
    """
    _fill_closed()
    words = list(sys.argv[1:] if argv is None else argv)
    parser = _parser()
    if not words or words[0] not in COMMANDS:
        parser.parse_args(words or ["--help"])  # prints help or the usage error and exits
        return 2
    try:
        module, command = _load(words[0], parser)
        arguments = command.parse_args(words[1:])
        return int(module.run(arguments))  # type: ignore[attr-defined]  # the contract above
    except KhronikaError as error:
        print(f"khronika {words[0]}: {error}", file=sys.stderr)
        return error.exit_status
    except (KeyboardInterrupt, EOFError):  # Ctrl-C, and Ctrl-D at a question
        print(f"khronika {words[0]}: interrupted; what was finished is kept", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`): point stdout elsewhere so that exit does not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"khronika {words[0]}: {_told(error)}", file=sys.stderr)
        return 2


def _told(error: OSError) -> str:
    """Say what the machine refused where no room foresaw it: a full disk, missing rights."""
    where = "" if error.filename is None else f"{str(error.filename)!r}: "
    return f"{where}{error.strerror or error}; mend that, or name another place"
