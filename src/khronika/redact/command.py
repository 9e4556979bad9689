"""`khronika redact`: a copy of a film or picture in which bystanders stay unknown."""

import argparse
import os
import sys
from pathlib import Path

from khronika.errors import RedactError
from khronika.redact.again import look_again
from khronika.redact.command_passing import Passing
from khronika.redact.derive import Statement, redact
from khronika.redact.film import Hidden
from khronika.redact.hide import sheet
from khronika.redact.plan import Plan
from khronika.seal.command import print_bytes
from khronika.seal.container import shown
from khronika.seal.home import home_folder
from khronika.seal.key.ring import home_signer


class StatementHalf(RedactError):
    """A statement of origin was asked for without its key or certificates."""


class PlanMissing(RedactError):
    """Nobody said of what a copy is wanted, or what it shall hide."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the words of `khronika redact`."""
    parser.add_argument(
        "package", type=Path, nargs="?", help="package folder of a film or picture"
    )
    parser.add_argument("--plan", type=Path, help="what to hide, JSON")
    parser.add_argument("--store", type=Path, metavar="DIR", help="where the copy appears")
    parser.add_argument(
        "--look-again",
        action="store_true",
        help="make nothing; name the copies of the store that an older version made with a fault",
    )
    parser.add_argument("--sheet", type=Path, metavar="FILE.png", help="draw a contact sheet")
    parser.add_argument(
        "--c2pa-certificates",
        type=Path,
        metavar="PEM",
        help="say publicly who edited the copy (off by default); leaf first, curve P-256",
    )
    parser.add_argument("--c2pa-key", type=Path, metavar="PEM", help="key of the first of them")
    parser.epilog = (
        "Prints the package of the copy. The original stays as it is. A machine overlooks faces:"
        " look at the contact sheet, and at the copy, before anybody else does; blurred faces do"
        " not hide voices, clothes, badges or places. Exit 0: made; 1: --look-again named"
        " some; 2: no copy was made."
    )


def run(arguments: argparse.Namespace) -> int:
    """Make one copy, or name those that somebody should look at again."""
    if arguments.look_again:
        return _look_again(arguments.store or home_folder() / "store")
    if arguments.package is None or arguments.plan is None:
        raise PlanMissing("a package and --plan are wanted; see `khronika redact --help`")
    plan = Plan.read(arguments.plan)
    statement = _statement(arguments.c2pa_certificates, arguments.c2pa_key)

    def draw(done: Hidden) -> None:
        if arguments.sheet:
            sheet(done.shown).save(arguments.sheet, "PNG")

    made = redact(
        arguments.package,
        plan,
        store=arguments.store or home_folder() / "store",
        signer=home_signer(),
        statement=statement,
        progress=Passing("redact"),
        sheet=draw,
    )
    print_bytes(os.fsencode(made.path))
    return 0


def _look_again(store: Path) -> int:
    found = list(look_again(store))
    for one in found:
        print_bytes(os.fsencode(one.package))
        print(f"khronika redact: {one.package.name}: {one.why}", file=sys.stderr)
    return 1 if found else 0


def _statement(certificates: Path | None, key: Path | None) -> Statement | None:
    if certificates is None and key is None:
        return None
    if certificates is None or key is None:
        raise StatementHalf("--c2pa-certificates and --c2pa-key belong together; give both")
    try:
        return Statement(certificates.read_bytes(), key.read_bytes())
    except OSError as error:
        raise StatementHalf(
            f"{shown(error.filename)}: {error.strerror}; give a PEM file"
        ) from error
