"""Bodies: courts, ministries, outlets, companies, read into units of meaning and compared.

In: two names. Out: a tally of score and reasons.
Refuses: to look names up; the register is `known`'s, and a person decides.
"""

from khronika.match.bodies.scoring import score_bodies

__all__ = ["score_bodies"]
