"""Mixes the staged reader's probability of a pair with the joint network's odds.

A logistic regression over a handful of numbers, learnt on reports that neither had seen
(`benchmarks/train_joint.py`); what comes out is calibrated, and one threshold cuts it.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from khronika.code.evidence import TYPES, Pair, kind_of
from khronika.code.joint.scores import KINDS, NEVER, Scores

LEAST = -1.5
"""The joint odds from which a pair is weighed whatever the staged reader thinks of it."""

NAMES: tuple[str, ...] = (
    "staged",
    "joint",
    "joint victim",
    "joint sentence",
    "joint rank",
    "without a word",
    *(f"kind {k}" for k in KINDS),
    *(f"type {t}" for t in TYPES),
)


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def features(pair: Pair, found: Scores) -> list[float]:
    """Answer the numbers named in `NAMES`; `pair.probability` is still the staged reader's."""
    column = TYPES.index(pair.type)
    entity = pair.entity.id
    joint = float(found.pair[entity, column])
    told = max((float(found.sentence[s, column]) for s in pair.sentences), default=NEVER)
    rank = int((found.pair[:, column] > joint).sum())
    kind = kind_of(pair.entity)
    return [
        _odds(pair.probability),
        max(joint, -9.0),
        max(float(found.victim[entity]), -9.0),
        max(told, -9.0),
        float(min(rank, 5)),
        float(pair.claim is None),
        *(float(kind == k) for k in KINDS),
        *(float(pair.type == t) for t in TYPES),
    ]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Weights of the mixture, and the threshold that cuts what comes out."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def mix(self, pairs: Sequence[Pair], found: Scores) -> None:
        """Replace the staged probability of each pair by the mixed one."""
        for pair in pairs:
            row = features(pair, found)
            total = self.bias + sum(w * x for w, x in zip(self.weights, row, strict=True))
            pair.probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def mixture(lang: str) -> Mixture | None:
    """Load the mixture of a language; None where none was learnt."""
    file = resources.files("khronika.data") / f"joint_mixture_{lang}.json"
    if not file.is_file():
        return None
    record = json.loads(file.read_text("utf-8"))
    weights = tuple(float(record["weights"][name]) for name in NAMES)
    return Mixture(weights, record["bias"], record["threshold"])
