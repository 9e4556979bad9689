"""Makes the choices for the acts of one text, with the weights learned for its language."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from khronika.code.cast.entities import Entity
from khronika.code.dates import When
from khronika.code.fields import Agent, Agents
from khronika.code.links.context import Ground, Told
from khronika.code.links.model import Chooser, choosers, shares
from khronika.code.links.outcomes import Hit, OutcomeChoice, is_told, told_by_itself
from khronika.code.links.outlets import OutletChoice
from khronika.code.links.powers import PowerChoice, taken
from khronika.code.links.spots import SpotChoice
from khronika.code.links.whens import WhenChoice
from khronika.code.names.named import fold
from khronika.code.places import Atlas, Spot
from khronika.code.reader import Parts
from khronika.code.trees import Floats
from khronika.model.date import PartialDate

_Candidate = TypeVar("_Candidate")
_TOGETHER = 16
_LASTING = {"ru": 0.35}
"""Least probability at which somebody is held to be held still; in Kazakh it bought nothing."""


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


_Found = Sequence[Sequence[tuple[_Candidate, list[float]]]]


def _odds(chooser: Chooser, found: _Found[_Candidate]) -> list[Floats]:
    """Answer the log odds of each candidate of each act, all rows scored together."""
    odds = chooser.odds([row for part in found for _, row in part])
    ends = np.cumsum([len(part) for part in found])
    return np.split(odds, ends[:-1])


def _best(
    chooser: Chooser,
    found: _Found[_Candidate],
    says: Callable[[_Candidate], Hashable],
) -> list[tuple[_Candidate, float] | None]:
    """Answer for each act the likeliest candidate where likely enough, the first of equals.

    Args:
        chooser: the weights of the field.
        found: the candidates of each act.
        says: what a candidate comes to; candidates that say the same are one.
    """
    out: list[tuple[_Candidate, float] | None] = []
    for part, odds in zip(found, _odds(chooser, found), strict=True):
        if not part:
            out.append(None)
            continue
        weighed = shares(odds, [says(c) for c, _ in part]) if chooser.is_ranked else odds
        chances = chooser.chances(weighed)
        at = max(range(len(part)), key=lambda n: (chances[n], odds[n]))
        out.append((part[at][0], chances[at]) if chances[at] >= chooser.threshold else None)
    return out


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for an act, each with how sure it is; None where nothing is likely."""

    date: tuple[When, float] | None
    place: tuple[Spot, float] | None
    perpetrators: list[tuple[Agent, float]]
    status: Outcome | None


class Choices:
    """Chooses date, town, bodies, outlet and outcome for acts of one text."""

    def __init__(self, candidates: Candidates, lang: str) -> None:
        self.candidates, self.lang = candidates, lang
        self.choosers = choosers(lang)

    @property
    def is_learned(self) -> bool:
        """Tell whether weights were learned for the language."""
        return bool(self.choosers)

    def of(self, acts: Sequence[Told]) -> Iterator[Choice]:
        """Choose date, town, bodies and outcome of acts, some acts at a time."""
        for at in range(0, len(acts), _TOGETHER):
            part = acts[at : at + _TOGETHER]
            yield from map(
                Choice,
                _best(
                    self.choosers["date"],
                    [*map(self.candidates.whens.candidates, part)],
                    lambda when: when.start,
                ),
                _best(
                    self.choosers["place"],
                    [*map(self.candidates.spots.candidates, part)],
                    lambda spot: fold(spot.name),
                ),
                self._perpetrators(part),
                self._outcomes(part),
            )

    def affiliation(self, told: Told) -> tuple[Entity, float] | None:
        """Answer for whom the victim works and how sure it is.

        Whom others of the text work for counts, so acts are asked for one after the other.
        """
        return _best(
            self.choosers["affiliation"],
            [self.candidates.outlets.candidates(told)],
            lambda outlet: outlet.id,
        )[0]

    def _outcomes(self, acts: Sequence[Told]) -> list[Outcome | None]:
        """Answer what became of each act: the likeliest of the outcomes its type allows."""
        found = [
            [(c, row) for c, row in self.candidates.outcomes.candidates(told) if is_told(*c)]
            for told in acts
        ]
        own = [
            told_by_itself(told, [c for c, _ in part])
            for told, part in zip(acts, found, strict=True)
        ]
        chosen_ones = _best(self.choosers["status"], found, id)
        return [
            Outcome(*certain, _CERTAIN)
            if certain is not None
            else Outcome(*chosen[0], chosen[1])
            if chosen is not None and not _is_guess(self.lang, told.type, chosen[0][0], chosen[1])
            else None
            for told, certain, chosen in zip(acts, own, chosen_ones, strict=True)
        ]

    def _perpetrators(self, acts: Sequence[Told]) -> list[list[tuple[Agent, float]]]:
        """Answer everyone who did each act, in the order of the text; one mention per body."""
        chooser = self.choosers["perpetrators"]
        found = [self.candidates.powers.candidates(told) for told in acts]
        return [
            _with(
                _doers(part, chooser.chances(odds), told.type, chooser.threshold),
                self.candidates.powers.askers(told),
                chooser.threshold,
            )
            for told, part, odds in zip(acts, found, _odds(chooser, found), strict=True)
        ]


_CERTAIN = 0.9


def _is_guess(lang: str, kind: str, status: str, chance: float) -> bool:
    """Tell whether custody is called ongoing only because no other outcome is likely.

    Out of fold, 3 of 13 such detentions of Russian reports were ongoing in the gold.
    """
    return kind == "detention" and status == "ongoing" and chance < _LASTING.get(lang, 0.0)


def _with(
    chosen: list[tuple[Agent, float]], askers: Sequence[Agent], chance: float
) -> list[tuple[Agent, float]]:
    """Add who asked for an act to who did it, one mention per kind of body."""
    kinds = {agent.kind for agent, _ in chosen}
    more = [(agent, chance) for agent in askers if agent.kind not in kinds]
    return sorted([*chosen, *more], key=lambda x: x[0].first)


def _doers(
    found: Sequence[tuple[Agent, list[float]]],
    chances: Sequence[float],
    kind: str,
    threshold: float,
) -> list[tuple[Agent, float]]:
    is_taken = taken([row for _, row in found], chances, kind, threshold)
    kept: list[tuple[Agent, float]] = []
    for chance, is_in, (agent, _) in sorted(
        zip(chances, is_taken, found, strict=True), key=lambda x: -x[0]
    ):
        if is_in and all(a.kind is not agent.kind for a, _ in kept):
            kept.append((agent, chance))
    return sorted(kept, key=lambda x: x[0].first)
