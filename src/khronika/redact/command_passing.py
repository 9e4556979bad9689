"""Says on stderr what is being done, once it takes more than two seconds."""

import sys
import time

from khronika.seal.container import shown


class Passing:
    """Takes passing lines; prints one at most every two seconds.

    Args:
        command: the subcommand whose name stands before each line.
    """

    def __init__(self, command: str) -> None:
        self._command = command
        self._quiet_until = time.monotonic() + 2.0

    def __call__(self, line: str) -> None:
        """Print a line, or pass it over."""
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + 2.0
            print(f"khronika {self._command}: {shown(line)}", file=sys.stderr, flush=True)
