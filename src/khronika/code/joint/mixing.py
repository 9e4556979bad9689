"""Mixes the staged reader's probability of a pair with the joint network's odds.

A logistic regression over a handful of numbers, learnt on reports that neither had seen
(`benchmarks/train_joint.py`); what comes out is calibrated, and one threshold cuts it.
"""

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import mul

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
Floats = npt.NDArray[np.float32]


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def _best(values: Iterable[float]) -> float:
    return max(values, default=_LOWEST)


def _near(pair: Pair, count: int) -> set[int]:
    """Answer the sentences of a pair and those beside them."""
    return {m for n in pair.sentences for m in (n - 1, n, n + 1) if 0 <= m < count}


_KIND_ROWS = {kind: [float(kind == one) for one in KINDS] for kind in KINDS}
_TYPE_ROWS = {kind: [float(kind == one) for one in TYPES] for kind in TYPES}
_COLUMN = {kind: column for column, kind in enumerate(TYPES)}


def _raised(odds: Floats) -> list[list[float]]:
    """Answer rows of odds, none below the lowest."""
    return np.maximum(odds, np.float32(_LOWEST)).tolist()  # type: ignore[no-any-return]


def features(pairs: Sequence[Pair], found: Scores) -> list[list[float]]:
    """Answer the numbers named in `NAMES`; `probability` is still the staged reader's."""
    odds, told = _raised(found.pair), _raised(found.sentence)
    ranked, order = np.sort(found.pair, axis=0).T.tolist(), _raised(np.sort(found.pair, axis=0).T)
    own, cast = [_best(row) for row in odds], math.log(len(odds) + 1)
    top, tops = _best(own), [_best(row[column] for row in told) for column in range(len(TYPES))]
    victim = found.victim.tolist()
    out = []
    for pair in pairs:
        column, entity = _COLUMN[pair.type], pair.entity.id
        joint, staged = odds[entity][column], _odds(pair.probability)
        rank = len(odds) - bisect_right(ranked[column], float(found.pair[entity, column]))
        # The highest of the others: the second of the column where this one is the first.
        rival = order[column][-1 if rank else -2] if len(odds) > 1 else _LOWEST
        out.append(
            [
                staged,
                joint,
                max(victim[entity], _LOWEST),
                _best(told[n][column] for n in pair.sentences),
                float(min(rank, 5)),
                float(pair.claim is None),
                top,
                tops[column],
                own[entity],
                rival,
                _best(told[n][column] for n in _near(pair, len(told))),
                float(len(pair.entity.mentions)),
                cast,
                staged * joint / 5,
                *_KIND_ROWS[kind_of(pair.entity)],
                *_TYPE_ROWS[pair.type],
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
            total = self.bias + sum(map(mul, self.weights, row))
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
