"""A score under way, with the reasons for it so far."""

from dataclasses import dataclass, field

_VETOED = 0.12
"""A score at which a veto holds a pair: two names for certain."""


@dataclass(slots=True)
class Tally:
    """A score under way: its value and the reasons so far."""

    score: float = 1.0
    reasons: list[str] = field(default_factory=list)

    def times(self, factor: float, reason: str) -> None:
        """Multiply the score and say why; what a veto holds down is weighed no more."""
        if self.score > _VETOED:
            self.score = max(self.score * factor, min(self.score, _VETOED))
        self.reasons.append(reason)

    def cap(self, most: float, reason: str) -> None:
        """Hold the score down whatever else agrees, and say why."""
        self.score = min(self.score, most)
        self.reasons.append(reason)
