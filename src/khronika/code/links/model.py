"""The learned weights of the choices: boosted trees per field, run by numpy alone."""

import io
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from khronika.code.links import outcomes, outlets, powers, spots, whens
from khronika.code.trees import PACKED, Floats, Trees, unpacked
from khronika.code.weights import WeightsDamaged, sigmoid

FIELDS = {
    "date": whens.FEATURES,
    "place": spots.FEATURES,
    "perpetrators": powers.FEATURES,
    "affiliation": outlets.FEATURES,
    "status": outcomes.FEATURES,
}


MOST_ODDS = 15.0


def shares(odds: Floats, values: Sequence[Hashable]) -> Floats:
    """Weigh the candidates of one act against each other and against none of them.

    Args:
        odds: log odds of each candidate against none.
        values: what each candidate says; those that say the same share their probability.

    Returns:
        log odds of each candidate's value.
    """
    powers = np.exp(np.clip(odds, -MOST_ODDS, MOST_ODDS))
    parts: dict[Hashable, float] = {}
    for value, power in zip(values, powers.tolist(), strict=True):
        parts[value] = parts.get(value, 0.0) + power
    whole = 1.0 + float(powers.sum())
    mine = np.array([parts[value] for value in values])
    return np.asarray(np.log(mine) - np.log(np.maximum(whole - mine, 1e-9)))


@dataclass(frozen=True, slots=True)
class Chooser:
    """The trees of one field, their calibration, and the least probability that is taken.

    `is_ranked`: the candidates of an act are weighed against each other and against none of them.
    """

    trees: Trees
    slope: float
    offset: float
    threshold: float
    is_ranked: bool

    def odds(self, rows: Sequence[Sequence[float]]) -> Floats:
        """Answer the log odds of each row."""
        return self.trees.score(np.asarray(rows, dtype=np.float64)) if rows else np.zeros(0)

    def chances(self, odds: Floats) -> list[float]:
        """Answer how likely each candidate is the right one."""
        return list(map(float, sigmoid(self.slope * odds + self.offset)))


def _chooser(part: dict[str, np.ndarray], field: str) -> Chooser:
    slope, offset, threshold, *ranked = part[f"{field}.scalars"].tolist()
    nodes = unpacked(*(part[f"{field}.{key}"] for key in PACKED))
    return Chooser(nodes, slope, offset, threshold, bool(ranked and ranked[0]))


@cache
def choosers(lang: str) -> dict[str, Chooser]:
    """Load the choices learned for a language; empty where none were.

    Raises:
        WeightsDamaged: the file is not what the trainer writes.
    """
    path = resources.files("khronika.data") / f"lexicon_links_{lang}.npz"
    if not path.is_file():
        return {}
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            part = {key: file[key] for key in file.files}
        return {field: _chooser(part, field) for field in FIELDS}
    except (OSError, ValueError, KeyError) as error:
        raise WeightsDamaged(f"{path.name} is damaged ({error}); run make train-coder") from error
