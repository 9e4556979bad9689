"""How many, as bounds: "at least eight" is {8, None}, an unknown number is {None, None}.

Counting over groups and events (`record.md` section 6) is built on this in `bounds`.
"""

from dataclasses import dataclass

from khronika.errors import CountImpossible


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` and at most `most` people; None where that bound is not told.

    >>> Count(8, None).is_exact
    False
    """

    least: int | None
    most: int | None

    def __post_init__(self) -> None:
        """Refuse a negative bound and a least above the most."""
        bounds = [bound for bound in (self.least, self.most) if bound is not None]
        if any(bound < 0 for bound in bounds) or bounds != sorted(bounds):
            raise CountImpossible(f"a count of {self.least} to {self.most} cannot be")

    @property
    def is_exact(self) -> bool:
        """Tell whether both bounds are told and equal."""
        return self.least is not None and self.least == self.most

    def to_json(self) -> dict[str, int | None]:
        """Write the count as {"min", "max"}."""
        return {"min": self.least, "max": self.most}

    @classmethod
    def from_json(cls, value: dict[str, int | None]) -> "Count":
        """Read the count that `to_json` writes."""
        return cls(value.get("min"), value.get("max"))
