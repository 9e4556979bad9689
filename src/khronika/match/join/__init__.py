"""Events: do two reports tell of one?

In: the acts of two Codings. Out: a score, a verdict, the pairs of acts that are one, bounds.
Refuses: to join anything; a person judges, and counts are never summed.
"""

from khronika.match.join.events import Joined, join

__all__ = ["Joined", "join"]
