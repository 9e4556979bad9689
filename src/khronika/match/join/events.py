"""Do two reports tell of one event? They do where they share an act.

Two Codings in; a score, a verdict, the pairs of acts that are one, bounds for each type of act,
and the reasons out. Nobody is merged by it: `same` and `review` are suggestions that a person
judges, and where two people fit equally well neither is taken.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from khronika.match.join.acts import (
    NEVER,
    NEW_SURNAME,
    SAME_DAY,
    Likeness,
    ToldAct,
    weigh_group_and_names,
    weigh_groups,
    weigh_personal,
)
from khronika.match.join.bounds import bound_types, covered_by
from khronika.match.join.names import body_likeness, name_likeness
from khronika.match.score import Verdict
from khronika.model.count import Count, add_counts
from khronika.model.vocabulary import VictimKind

SAME_FROM = 0.9
"""A score from which an act whose victim and day both reports tell makes the verdict `same`."""

REVIEW_FROM = 0.2
"""A score from which a person should look, though it is likelier that there are two events."""

_KNOWN_VICTIM = 1.5
"""What it adds that the two names are the victim of another act of both reports."""

_KNOWN_EVENT = 1.0
"""What it adds that the reports share an act already."""

_CLOSE = 0.7
"""Two candidates no further apart than this fit equally well."""

_OPEN = -1.5
"""Above this two acts may be one: one in the lower bound, two in the upper."""

Id = str | int


@dataclass(frozen=True, slots=True)
class Joined:
    """What two reports have in common, as `khronika join` prints it."""

    score: float
    verdict: Verdict
    reasons: tuple[str, ...]
    acts: tuple[tuple[Id, Id], ...]
    bounds: Mapping[str, Count]

    def to_json(self) -> dict[str, object]:
        """Write the answer with the keys of the command; a bound that is unknown is null."""
        return {
            "score": self.score,
            "verdict": self.verdict.value,
            "reasons": list(self.reasons),
            "acts": [list(pair) for pair in self.acts],
            "bounds": {type_: count.to_json() for type_, count in self.bounds.items()},
        }


@dataclass(frozen=True, slots=True)
class Pair:
    """An act of each report, and how far they are one."""

    left: ToldAct
    right: ToldAct
    likeness: Likeness

    @property
    def weight(self) -> float:
        """Answer the logits: above 0 the two are likelier one than two."""
        return self.likeness.weight

    @property
    def ids(self) -> tuple[Id, Id]:
        """Answer the ids of both acts."""
        return self.left.id, self.right.id

    @property
    def is_named(self) -> bool:
        """Tell whether both reports name the victim, so that the name carries the pair."""
        is_told = None not in (self.left.name, self.right.name)
        return is_told and not self.left.is_group and NEW_SURNAME not in self.likeness.reasons

    @property
    def is_firm(self) -> bool:
        """Tell whether name and day carry the pair, and nothing speaks against it."""
        against = {"another place", "two roles", "another affiliation"} & set(
            self.likeness.reasons
        )
        return self.is_named and SAME_DAY in self.likeness.reasons and not against

    def plus(self, weight: float, reason: str) -> "Pair":
        """Add to what the pair rests on."""
        return Pair(self.left, self.right, self.likeness.plus(weight, reason))

    def describe(self) -> str:
        """Say in one line which acts these are and why they are one or two."""
        names = " / ".join(act.name or "unnamed" for act in (self.left, self.right))
        why = ", ".join(self.likeness.reasons) or "nothing told"
        return f"{self.left.type} of {names} ({self.left.id}, {self.right.id}): {why}"


def join(left: Sequence[ToldAct], right: Sequence[ToldAct]) -> Joined:
    """Tell whether two reports tell of one event, and what they tell together.

    Args:
        left: the acts of one report.
        right: those of the other.

    Returns:
        The answer. Below a score of 0.5 no acts are joined, and the bounds add up two events.
    """
    personal, still_open = _pair_personal(left, right)
    groups, other_groups = _pair_groups(left, right, personal)
    joined = personal + groups
    counted = [] if joined else _named_and_counted(left, right)
    doubtful = sorted(still_open + other_groups + counted, key=lambda pair: -pair.weight)
    score = _score(joined or doubtful[:1])
    if not joined and not any(pair.weight > 0 for pair in doubtful):
        reasons = _reasons(doubtful[:1], "no act in both")
        return Joined(score, _verdict(score, ()), reasons, (), _added(left, right))
    pairs = tuple(pair.ids for pair in joined)
    perhaps = [pair.ids for pair in still_open if pair.weight > _OPEN]
    bounds = bound_types(left, right, joined=pairs, perhaps=perhaps)
    reasons = _reasons(joined or doubtful[:1], "" if joined else "which acts are one is open")
    return Joined(score, _verdict(score, personal), reasons, pairs, bounds)


def _score(pairs: Sequence[Pair]) -> float:
    """Answer how likely the reports share an act: the best pair, and a little for each other."""
    if not pairs:
        return 0.0
    weight = max(pair.weight for pair in pairs) + 0.3 * min(4, len(pairs) - 1)
    chance = round(1 / (1 + math.exp(-max(-8.0, min(8.0, weight)))), 3)
    # Rounding must not lift what is no likelier than not to the 0.5 that means likelier.
    return chance if weight > 0 else min(chance, 0.499)


def _verdict(score: float, personal: Iterable[Pair]) -> Verdict:
    """Suggest `same` only on an act whose victim and day both reports tell alike."""
    if score >= SAME_FROM and any(pair.is_firm for pair in personal):
        return Verdict.SAME
    return Verdict.REVIEW if score >= REVIEW_FROM else Verdict.DIFFERENT


def _reasons(pairs: Sequence[Pair], before: str) -> tuple[str, ...]:
    told = [pair.describe() for pair in pairs]
    return tuple([before, *told] if before else told)


def _added(left: Sequence[ToldAct], right: Sequence[ToldAct]) -> dict[str, Count]:
    """Add the acts of two events, bound by bound."""
    sides = [bound_types(side, (), joined=()) for side in (left, right)]
    types = dict.fromkeys([*sides[0], *sides[1]])
    return {type_: add_counts(side[type_] for side in sides if type_ in side) for type_ in types}


def _pair_personal(
    left: Sequence[ToldAct], right: Sequence[ToldAct]
) -> tuple[list[Pair], list[Pair]]:
    """Pair acts of persons and organisations, the surest first, each at most once.

    Returns:
        The pairs that are one act, and those left over, some of which may be.
    """
    free = [
        Pair(one, other, weigh_personal(one, other))
        for one in left
        for other in right
        if one.type == other.type and not one.is_group and not other.is_group
    ]
    chosen: list[Pair] = []
    while pair := _surest(free, chosen):
        chosen.append(pair)
        free = [
            other
            for other in free
            if other.left is not pair.left and other.right is not pair.right
        ]
    return chosen, [_in_event(pair, chosen) for pair in free]


def _surest(free: Sequence[Pair], chosen: Sequence[Pair]) -> Pair | None:
    """Answer the best pair left that is likelier one act than two and has no rival."""
    weighed = sorted((_in_event(pair, chosen) for pair in free), key=lambda pair: -pair.weight)
    for pair in weighed:
        if pair.weight <= 0:
            return None
        if not any(_rivals(pair, other) for other in weighed):
            return pair
    return None


def _in_event(pair: Pair, chosen: Sequence[Pair]) -> Pair:
    """Add what the acts joined already say of this pair."""
    if not chosen or pair.weight <= NEVER / 2:
        return pair
    names = {(one.left.name, one.right.name) for one in chosen if one.is_named}
    if (pair.left.name, pair.right.name) in names:
        return pair.plus(_KNOWN_VICTIM, "the victim of another act in both")
    return pair.plus(_KNOWN_EVENT, "another act in both")


def _rivals(pair: Pair, other: Pair) -> bool:
    """Tell whether another victim fits one side of a pair as well as the pair's own."""
    if pair is other or pair.weight - other.weight > _CLOSE or other.weight <= 0:
        return False
    if pair.left is other.left and pair.right is not other.right:
        return not _one_victim(pair.right, other.right)
    if pair.right is other.right and pair.left is not other.left:
        return not _one_victim(pair.left, other.left)
    return False


def _one_victim(one: ToldAct, other: ToldAct) -> bool:
    """Tell whether two acts of one report have one victim, who then cannot be a rival."""
    if one.name is None or other.name is None:
        return False
    if one.kind is VictimKind.ORGANISATION:
        return body_likeness(one.name, other.name) >= 0.9
    return one.name == other.name or name_likeness(one.name, other.name) >= 0.9


def _pair_groups(
    left: Sequence[ToldAct], right: Sequence[ToldAct], personal: Sequence[Pair]
) -> tuple[list[Pair], list[Pair]]:
    """Pair group acts that tell of one group, each at most once."""
    free = [
        _weigh_pair_of_groups(one, other, (left, right), personal)
        for one in left
        for other in right
        if one.is_group and other.is_group and one.type == other.type
    ]
    chosen: list[Pair] = []
    left_over: list[Pair] = []
    for pair in sorted(free, key=lambda pair: -pair.weight):
        is_taken = any(pair.left is one.left or pair.right is one.right for one in chosen)
        (chosen if pair.weight > 0 and not is_taken else left_over).append(pair)
    return chosen, left_over


def _named_and_counted(left: Sequence[ToldAct], right: Sequence[ToldAct]) -> list[Pair]:
    """Weigh the groups of one report against the persons whom the other names instead."""
    found = []
    for is_left, groups, others in ((True, left, right), (False, right, left)):
        for group in groups:
            told = [one for one in others if one.type == group.type]
            persons = [one for one in told if one.kind is VictimKind.PERSON]
            if not group.is_group or group.covers_named or not persons or persons != told:
                continue
            likeness = weigh_group_and_names(group, persons)
            sides = (group, persons[0]) if is_left else (persons[0], group)
            found.append(Pair(*sides, likeness))
    return found


def _weigh_pair_of_groups(
    one: ToldAct,
    other: ToldAct,
    reports: tuple[Sequence[ToldAct], Sequence[ToldAct]],
    personal: Sequence[Pair],
) -> Pair:
    """Weigh two groups, with whom their reports name in them."""
    inside = {act.id for act in covered_by(one, reports[0])}
    also = {act.id for act in covered_by(other, reports[1])}
    shared = [pair for pair in personal if pair.left.id in inside or pair.right.id in also]
    share_nobody = bool(inside and also and not shared)
    pair = Pair(one, other, weigh_groups(one, other, share_nobody=share_nobody))
    if personal and pair.weight > NEVER / 2:
        return pair.plus(_KNOWN_EVENT + 0.5 * bool(shared), "another act in both")
    return pair
