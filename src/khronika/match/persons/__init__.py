"""Names of persons: words paired, order, patronymics, what is left over.

In: two names, read. Out: a tally of score and reasons.
Refuses: to say that two are one; it says how far the strings speak for it.
"""

from khronika.match.persons.scoring import score_persons

__all__ = ["score_persons"]
