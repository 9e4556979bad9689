"""Writes docs/reference/commands.md from the commands' own help; with --check says if it is stale.

Run: .venv/bin/python docs/write_commands.py [--check]
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from khronika.cli import COMMANDS

PAGE = Path(__file__).parent / "reference" / "commands.md"
HEAD = """# Commands

This page is written from the commands' own help by `docs/write_commands.py`;
a test fails when it is stale. Data goes to stdout, progress and messages to stderr.
Exit 0: done; 1: what was asked for does not hold; 2: bad use or bad input; 130: interrupted.
"""


def _help(*name: str) -> str:
    words = [sys.executable, "-m", "khronika", *name, "--help"]
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "98"}
    )
    return done.stdout.rstrip()


def _section(depth: int, *name: str) -> str:
    """Answer a command's help, and below it that of each of its parts."""
    told = _help(*name)
    title = f"{'#' * depth} khronika {' '.join(name)}"
    parts = re.findall(r"^    ([a-z]+)(?= |$)", told, re.MULTILINE) if " ...\n" in told else []
    below = "".join(_section(depth + 1, *name, part) for part in parts)
    return f"\n{title}\n\n```text\n{told}\n```\n{below}"


def compose() -> str:
    """Answer the page as it ought to be."""
    return HEAD + "".join(_section(2, name) for name in COMMANDS)


def main() -> int:
    """Write the page, or compare it."""
    page = compose()
    if "--check" in sys.argv[1:]:
        return int(page != PAGE.read_text("utf-8"))
    PAGE.write_text(page, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
