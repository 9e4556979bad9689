"""`khronika read`: prints the text of a source, or its page as JSON."""

import argparse
import json
import sys

from khronika.flow.source import page_of
from khronika.read.layout import PARTING


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments."""
    parser.add_argument("source", help="a file, an address, a package, or a page as JSON")
    parser.add_argument(
        "--json", action="store_true", help="print the page with blocks, links and gaps"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the page."""
    page = page_of(arguments.source)
    if arguments.json:
        json.dump(page.to_json(), sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        print(PARTING.join(block.span.of(page.text) for block in page.body()))
    return 0
