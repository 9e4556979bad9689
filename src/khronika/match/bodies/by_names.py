"""Compares a name with all names of a body of the register where only the other is known to it.

Белорусская служба Свободы stands in no register; that one of the bodies it may be has a name
nearly like it tells more than the comparison with an acronym.
"""

from khronika.match.bodies.scoring import score_bodies
from khronika.match.known import entries_named, entry
from khronika.match.tally import Tally
from khronika.script.writing import script

_NEARLY = 0.72
"""Likeness to a name of the register from which a name may be another spelling of it."""


def best_of_names(left: str, right: str) -> Tally | None:
    """Compare the name that the register does not know with all names of the one that it does.

    Args:
        left: a name as written.
        right: another; the order does not matter.

    Returns:
        the best tally, held below what the register itself says; None where both names are
        known, or none, or several bodies bear the known one, or no name of it is near.
    """
    one, other = entries_named(left), entries_named(right)
    if bool(one) == bool(other) or len(one | other) != 1:
        return None
    known = entry(next(iter(one | other)))
    unknown = right if one else left
    if len(unknown.split()) < _WORDS:
        return None
    scored = [
        (score_bodies(min(name, unknown), max(name, unknown)).score, name)
        for name in known.all_names()
        if script(name) == script(unknown) and len(name.split()) >= _WORDS
    ]
    best, name = max(scored, default=(0.0, ""))
    if best < _NEARLY:
        return None
    return Tally(0.9 * best, [f"register: nearly {name}, a name of {known.id}"])


_WORDS = 2
"""A single word is compared as it is."""
