"""Decides whether a pair may be suggested as one: `same` needs a ground and no doubt.

In: two names, the facts that both contexts state. Out: what is lacking, in words.
Refuses: to judge by names alone, and to change a score.
"""

from khronika.match.deciding.grounds import lacking

__all__ = ["lacking"]
