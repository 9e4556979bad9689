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

import numpy as np
import numpy.typing as npt

from khronika.code.evidence import KINDS, TYPES, Pair, kind_of
from khronika.code.joint.scores import Scores

LEAST = -1.5
"""The joint odds from which a pair is weighed whatever the staged reader thinks of it."""

NAMES: tuple[str, ...] = (
    "staged",
    "joint",
    "joint victim",
    "joint sentence",
    "joint rank",
    "without a word",
    "joint best of the text",
    "joint best sentence of the text",
    "joint best type of the victim",
    "joint best rival",
    "joint sentence near by",
    "mentions",
    "size of the cast",
    "staged times joint",
    *(f"kind {k}" for k in KINDS),
    *(f"type {t}" for t in TYPES),
)
_LOWEST = -9.0


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def _best(values: npt.NDArray[np.float32]) -> float:
    return max(float(values.max()), _LOWEST) if values.size else _LOWEST


def _near(pair: Pair, count: int) -> list[int]:
    """Answer the sentences of a pair and those beside them."""
    return sorted({m for n in pair.sentences for m in (n - 1, n, n + 1) if 0 <= m < count})


def features(pairs: Sequence[Pair], found: Scores) -> list[list[float]]:
    """Answer the numbers named in `NAMES`; `probability` is still the staged reader's."""
    top, cast = _best(found.pair), math.log(len(found.pair) + 1)
    told = [_best(found.sentence[:, column]) for column in range(len(TYPES))]
    order = np.sort(found.pair, axis=0)
    out = []
    for pair in pairs:
        column, entity = TYPES.index(pair.type), pair.entity.id
        raw = float(found.pair[entity, column])
        joint, staged = max(raw, _LOWEST), _odds(pair.probability)
        rank = len(order) - int(np.searchsorted(order[:, column], raw, side="right"))
        # The highest of the others: the second of the column where this one is the first.
        rival = order[-1 if rank else -2, column] if len(order) > 1 else _LOWEST
        kind = kind_of(pair.entity)
        out.append(
            [
                staged,
                joint,
                max(float(found.victim[entity]), _LOWEST),
                _best(found.sentence[pair.sentences, column]),
                float(min(rank, 5)),
                float(pair.claim is None),
                top,
                told[column],
                _best(found.pair[entity]),
                max(float(rival), _LOWEST),
                _best(found.sentence[_near(pair, len(found.sentence)), column]),
                float(len(pair.entity.mentions)),
                cast,
                staged * joint / 5,
                *(float(kind == k) for k in KINDS),
                *(float(pair.type == t) for t in TYPES),
            ]
        )
    return out


@dataclass(frozen=True, slots=True)
class Mixture:
    """Weights of the mixture, and the threshold that cuts what comes out.

    A text whose likeliest pair is below `least` tells no act: of doubtful ones alone, most are
    said of games, history or somebody else's trade.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float
    least: float = 0.0

    def mix(self, pairs: Sequence[Pair], found: Scores) -> None:
        """Replace the staged probability of each pair by the mixed one."""
        for pair, row in zip(pairs, features(pairs, found), strict=True):
            total = self.bias + sum(w * x for w, x in zip(self.weights, row, strict=True))
            pair.probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def threshold_of(self, pairs: Sequence[Pair]) -> float:
        """Answer the threshold for the mixed pairs of a text; 2.0 where none may reach it."""
        best = max((pair.probability for pair in pairs), default=0.0)
        return self.threshold if best >= self.least else 2.0


@cache
def mixture(lang: str) -> Mixture | None:
    """Load the mixture of a language; None where none was learnt."""
    file = resources.files("khronika.data") / f"joint_mixture_{lang}.json"
    if not file.is_file():
        return None
    record = json.loads(file.read_text("utf-8"))
    weights = tuple(float(record["weights"][name]) for name in NAMES)
    return Mixture(weights, record["bias"], record["threshold"], record.get("least", 0.0))
