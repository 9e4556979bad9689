"""Candidates: which named parties share a key, so that few pairs are scored and none is missed.

In: parties with the keys of their names (`match.keys` makes them). Out: for a name, the parties
that share its rarest keys. Refuses: to read a name, to score, to join anybody.
The two tables are an index beside the record: `rebuild` and `verify` leave them alone, and they
can be emptied at any time.
"""

from khronika.record.candidates.buckets import MOST, Buckets
from khronika.record.candidates.upkeep import forget, parties_near, refresh

__all__ = ["MOST", "Buckets", "forget", "parties_near", "refresh"]
