"""What matching refuses.

MatchError
  ├ PairsUnreadable      a table of pairs that is none, or lacks a column
  └ ContextUnreadable    a context that is no JSON object
"""

from khronika.errors import MatchError


class PairsUnreadable(MatchError):
    """The names or the table of pairs cannot be read."""


class ContextUnreadable(MatchError):
    """A context is no JSON object."""
