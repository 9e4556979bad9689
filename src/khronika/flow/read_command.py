"""`khronika read SOURCE [--json]`: prints the report of a source, or its page as JSON."""

import argparse
import json
import sys

from khronika.flow.source import page_of
from khronika.read.pieces import PARTING


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `khronika read`."""
    parser.add_argument(
        "source", metavar="SOURCE", help="a file, address, package, or page as JSON"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the whole page: blocks, links, gaps, dates"
    )
    parser.epilog = (
        "Without --json the page's furniture is left out."
        " Exit 0: it was read, with or without gaps; 2: it cannot be."
    )


def _warn(line: str) -> None:
    print(f"khronika read: {line}", file=sys.stderr, flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Print the page; what it lost is said on stderr."""
    page = page_of(arguments.source, warn=_warn, progress=_warn)
    for note in page.notes:
        _warn(note)
    if arguments.json:
        json.dump(page.to_json(), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    print(PARTING.join(block.span.of(page.text) for block in page.body()))
    if page.gaps:
        _warn(f"words were lost at {len(page.gaps)} places; --json says where")
    return 0
