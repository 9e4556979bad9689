"""What the joint network says beside who and what: role, outcome, kinds of those who acted."""

import numpy as np

from khronika.code.cast.entities import Cast
from khronika.code.evidence import TYPES, Pair
from khronika.code.joint.scores import AGENTS, NEVER, ROLES, STATUSES, Scores
from khronika.code.links.context import Heads

SURE = 0.5
"""Least probability at which the network's role is taken."""
HELPED = frozenset(("en",))
"""Where it helps: English victims in train .770 to .793 out of fold; in Russian no change."""


def take_roles(cast: Cast, found: Scores) -> None:
    """Give entities without a role the one that the joint network thinks likeliest.

    Args:
        cast: the cast of a text; changed in place. A role with words of its own stays, and a
            group is what its noun says.
        found: what the network said of the same text.
    """
    for entity in cast.entities:
        odds = found.role[entity.id].astype(np.float64)
        if entity.role is not None or entity.kind == "group" or odds.max() <= NEVER:
            continue
        chances = np.exp(odds - odds.max())
        chances /= chances.sum()
        best = int(chances.argmax())
        if chances[best] >= SURE:
            entity.role = ROLES[best]


def heads_of(pair: Pair, found: Scores | None) -> Heads | None:
    """Answer what the network says of an act's outcome, of those who did it and of its date.

    Args:
        pair: the victim and type of the act.
        found: what the network said of the text; None where it has not read.

    Returns:
        what it says; None where the act was not read.
    """
    if found is None:
        return None
    entity, kind = pair.entity.id, TYPES.index(pair.type)
    if found.pair[entity, kind] <= NEVER:
        return None
    odds = found.status[entity, kind].astype(np.float64)
    odds = odds - odds.max() - np.log(np.exp(odds - odds.max()).sum())
    agents = np.clip(found.agent[entity, kind].astype(np.float64), -9.0, 9.0)
    days, report = found.when.shares(entity, kind)
    return Heads(
        dict(zip(STATUSES, np.maximum(odds, -9.0).tolist(), strict=True)),
        dict(zip(AGENTS, agents.tolist(), strict=True)),
        days,
        report.tolist(),
    )
