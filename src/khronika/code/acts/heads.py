"""What the joint network says beside who and what: the role of a victim that no word tells."""

import numpy as np

from khronika.code.cast.entities import Cast
from khronika.code.joint.scores import NEVER, ROLES, Scores

SURE = 0.5
"""Least probability at which the network's role is taken."""


def take_roles(cast: Cast, found: Scores) -> None:
    """Give entities without a role the one that the joint network thinks likeliest.

    Args:
        cast: the cast of a text; changed in place. A role with words of its own stays.
        found: what the network said of the same text.
    """
    for entity in cast.entities:
        odds = found.role[entity.id].astype(np.float64)
        if entity.role is not None or odds.max() <= NEVER:
            continue
        chances = np.exp(odds - odds.max())
        chances /= chances.sum()
        best = int(chances.argmax())
        if chances[best] >= SURE:
            entity.role = ROLES[best]
