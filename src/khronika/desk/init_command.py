"""`khronika init`: founds an office with its first two people.

    khronika init
    khronika init --first "Name <mail>" --second "Name <mail>"

Nothing can be published by one person, so an office begins with two editors; the first is also
administrator and security officer. Passwords are asked for, or made and printed once.
"""

import argparse
import getpass
import secrets
import sys
from email.utils import parseaddr

from khronika.errors import DeskError


class PersonUnreadable(DeskError):
    """A person was not given as "Name <mail>"."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika init`."""
    parser.add_argument("--first", metavar='"NAME <MAIL>"', help="editor, administrator, security")
    parser.add_argument("--second", metavar='"NAME <MAIL>"', help="the other editor")


def run(arguments: argparse.Namespace) -> int:
    """Make the tables, let two people in, and print what was made for them."""
    given = [arguments.first, arguments.second]
    people = [read_person(words or _ask(place)) for place, words in enumerate(given)]
    passwords = [
        _password(words, email) for words, (_name, email) in zip(given, people, strict=True)
    ]
    from khronika.desk.office import open_office

    print("khronika init: making the tables", file=sys.stderr)
    open_office(migrate=True)
    from khronika.flow.people import FIRST_ROLES, SECOND_ROLES, Newcomer, found_office
    from khronika.record.ledger.append import Ledger

    first, second = (
        Newcomer(name, email, roles, password)
        for (name, email), roles, password in zip(
            people, (FIRST_ROLES, SECOND_ROLES), passwords, strict=True
        )
    )
    made = found_office(Ledger(), first, second)
    for person, words, newcomer in zip(made, given, (first, second), strict=True):
        shown = (
            newcomer.password if words and person.check_password(newcomer.password or "") else "-"
        )
        print(f"{person.actor}\t{person.email}\t{shown}")
    print("khronika init: done; start it with `khronika serve`", file=sys.stderr)
    return 0


def read_person(words: str) -> tuple[str, str]:
    """Read "Name <mail>".

    Raises:
        PersonUnreadable: the name or the address is missing.

    >>> read_person("Ada Sample <ada@sample.example>")
    ('Ada Sample', 'ada@sample.example')
    """
    name, email = parseaddr(words)
    if not name or "@" not in email:
        raise PersonUnreadable(f'{words!r} is no person; write "Name <name@example.org>"')
    return name, email


def _ask(place: int) -> str:
    which = ("first person (editor, administrator, security officer)", "second editor")[place]
    if not sys.stdin.isatty():
        raise PersonUnreadable('give both people: --first "Name <mail>" --second "Name <mail>"')
    print(f"The {which}.", file=sys.stderr)
    return f"{input('  name: ')} <{input('  mail: ')}>"


def _password(given: str | None, email: str) -> str:
    """Make a password for whoever was given on the command line; ask all others for theirs."""
    if given:
        return secrets.token_urlsafe(15)
    while True:
        first = getpass.getpass(f"  password for {email}: ")
        if len(first) < 12:
            print("  twelve characters or more", file=sys.stderr)
        elif first == getpass.getpass("  once more: "):
            return first
        else:
            print("  the two differ", file=sys.stderr)
