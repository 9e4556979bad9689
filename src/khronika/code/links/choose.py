"""Makes the choices for the acts of one text, with the weights learned for its language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from khronika.code.cast.entities import Entity
from khronika.code.dates import When
from khronika.code.fields import Agent, Agents
from khronika.code.links.context import Ground, Told
from khronika.code.links.model import Chooser, choosers
from khronika.code.links.outcomes import Hit, OutcomeChoice
from khronika.code.links.outlets import OutletChoice
from khronika.code.links.powers import PowerChoice, taken
from khronika.code.links.spots import SpotChoice
from khronika.code.links.whens import WhenChoice
from khronika.code.places import Atlas, Spot
from khronika.code.reader import Parts
from khronika.model.date import PartialDate

_Candidate = TypeVar("_Candidate")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A status, the words that state it (None: only the act's own words), and its probability."""

    status: str
    hit: Hit | None
    chance: float


class Candidates:
    """The candidates of one text for every field; also what the trainer learns from."""

    def __init__(
        self,
        parts: Parts,
        whens: Sequence[When],
        *,
        atlas: Atlas,
        agents: Agents,
        published: PartialDate | None,
    ) -> None:
        ground = Ground(parts)
        self.whens = WhenChoice(ground, whens, published)
        self.spots = SpotChoice(ground, atlas)
        self.powers = PowerChoice(ground, agents)
        self.outlets = OutletChoice(ground)
        self.outcomes = OutcomeChoice(ground)


def _best(
    chooser: Chooser, found: Sequence[tuple[_Candidate, list[float]]]
) -> tuple[_Candidate, float] | None:
    """Answer the likeliest candidate where it is likely enough, the first of equals."""
    chances = chooser.chances([row for _, row in found])
    if not chances:
        return None
    at = max(range(len(chances)), key=chances.__getitem__)
    return (found[at][0], chances[at]) if chances[at] >= chooser.threshold else None


class Choices:
    """Chooses date, town, bodies, outlet and outcome for acts of one text."""

    def __init__(self, candidates: Candidates, lang: str) -> None:
        self.candidates = candidates
        self.choosers = choosers(lang)

    @property
    def is_learned(self) -> bool:
        """Tell whether weights were learned for the language."""
        return bool(self.choosers)

    def date(self, told: Told) -> tuple[When, float] | None:
        """Answer the date of an act and how sure it is, or None where no date is likely."""
        return _best(self.choosers["date"], self.candidates.whens.candidates(told))

    def place(self, told: Told) -> tuple[Spot, float] | None:
        """Answer the town of an act and how sure it is, or None where no town is likely."""
        return _best(self.choosers["place"], self.candidates.spots.candidates(told))

    def affiliation(self, told: Told) -> tuple[Entity, float] | None:
        """Answer for whom the victim works and how sure it is."""
        return _best(self.choosers["affiliation"], self.candidates.outlets.candidates(told))

    def status(self, told: Told) -> Outcome | None:
        """Answer what became of an act: the likeliest of the outcomes its type allows."""
        found = self.candidates.outcomes.candidates(told)
        chosen = _best(self.choosers["status"], found)
        if chosen is None:
            return None
        (status, hit), chance = chosen
        return Outcome(status, hit, chance)

    def perpetrators(self, told: Told) -> list[tuple[Agent, float]]:
        """Answer everyone who acted, in the order of the text; one mention per body."""
        chooser = self.choosers["perpetrators"]
        found = self.candidates.powers.candidates(told)
        chances = chooser.chances([row for _, row in found])
        is_taken = taken([row for _, row in found], chances, told.type, chooser.threshold)
        kept: list[tuple[Agent, float]] = []
        for chance, is_in, (agent, _) in sorted(
            zip(chances, is_taken, found, strict=True), key=lambda x: -x[0]
        ):
            if is_in and all(a.kind is not agent.kind for a, _ in kept):
                kept.append((agent, chance))
        return sorted(kept, key=lambda x: x[0].first)
