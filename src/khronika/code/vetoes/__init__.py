"""Refuses acts that the learned readers accept and grammar forbids, and says why.

In go accepted pairs (somebody, type of act) of one text; out comes a reason to refuse a pair, or
None. It adds no act and changes no other: what decides stays learnt, this only takes away.
"""

from khronika.code.vetoes.bodies import BODILY
from khronika.code.vetoes.refusing import Vetoes
from khronika.code.vetoes.scope import restaged

__all__ = ["BODILY", "Vetoes", "restaged"]
