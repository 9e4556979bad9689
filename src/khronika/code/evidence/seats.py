"""What the pairs of one entity share, and who else claims the words of a pair."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from khronika.code.cast.entities import Entity, Mention
from khronika.code.evidence.rows import Claim
from khronika.code.triggers import Trigger
from khronika.model.vocabulary import BlockKind

_STRONG, _WARM = 0.7, 0.3


@dataclass(slots=True)
class Seat:
    """An entity's place in a text: what is the same for every type of act.

    `here` and `places` are the sentences that mention it, `mentions` lie by sentence; `near` are
    the triggers in these sentences and the neighbouring ones, by type; `scores` the probabilities
    of the types in each of `here`, `peaks` the highest of these and the neighbouring sentences.
    """

    entity: Entity
    here: list[int]
    places: frozenset[int]
    near: Mapping[str, Sequence[Trigger]]
    mentions: Mapping[int, Sequence[Mention]]
    claims: Mapping[str, Sequence[Claim]]
    scores: Sequence[Sequence[float]]
    peaks: Sequence[float]
    agent: float
    blocks: Sequence[BlockKind]
    mates: Sequence[int]
    tail: Sequence[float]
    tops: Sequence[float] = ()
    types: int = 0

    def __post_init__(self) -> None:
        """Find the highest probability of each type where the entity is mentioned."""
        self.tops = list(map(max, zip(*self.scores, strict=True)))
        self.types = sum(value > _WARM for row in self.scores for value in row)

    def best(self, column: int) -> float:
        """Answer the highest probability of a type where the entity is mentioned."""
        return self.tops[column] if self.tops else 0.0


class Without(Sequence[float]):
    """A sorted sequence without one of its numbers."""

    def __init__(self, numbers: Sequence[float], left_out: int) -> None:
        """Name the place of the number that is left out."""
        self.numbers, self.left_out = numbers, left_out

    def __len__(self) -> int:
        """Count what is left."""
        return len(self.numbers) - 1

    @overload
    def __getitem__(self, at: int) -> float: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[float]: ...
    def __getitem__(self, at: int | slice) -> float | Sequence[float]:
        """Answer one number, or several."""
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        at = at if at >= 0 else at + len(self)
        return self.numbers[at if at < self.left_out else at + 1]


@dataclass(frozen=True, slots=True)
class Rivals:
    """Others who claim the same words: the best of them, how many are better, how many strong.

    `share` is the entity's own part of all claims.
    """

    best: float
    above: int
    strong: int
    share: float


def rivals_of(scores: Sequence[float], total: float, own: float) -> Rivals:
    """Sum up the claims of others.

    Args:
        scores: the others' claims, sorted.
        total: their sum.
        own: the entity's own claim.
    """
    return Rivals(
        best=max(scores[-1], 0.0) if len(scores) else 0.0,
        above=len(scores) - bisect_right(scores, own),
        strong=len(scores) - bisect_left(scores, _STRONG),
        share=own / (own + total) if own else 0.0,
    )
