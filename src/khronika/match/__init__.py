"""Matching: is this the person, outlet or agency that we know?

In: names with what is known about each. Out: scores, verdicts and reasons, candidates, keys.
Refuses: to merge anybody; `same` is a suggestion that names its independent fact.
"""

from khronika.match.buckets import key_weight, keys
from khronika.match.candidates import Candidate, Known, Mention, match
from khronika.match.score import Comparison, Verdict, compare

__all__ = [
    "Candidate",
    "Comparison",
    "Known",
    "Mention",
    "Verdict",
    "compare",
    "key_weight",
    "keys",
    "match",
]
