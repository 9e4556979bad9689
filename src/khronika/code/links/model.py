"""The learned weights of the choices: boosted trees per field, run by numpy alone."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from khronika.code.links import outcomes, outlets, powers, spots, whens
from khronika.code.trees import NODES, Trees, trees
from khronika.code.weights import WeightsDamaged, sigmoid

FIELDS = {
    "date": whens.FEATURES,
    "place": spots.FEATURES,
    "perpetrators": powers.FEATURES,
    "affiliation": outlets.FEATURES,
    "status": outcomes.FEATURES,
}


@dataclass(frozen=True, slots=True)
class Chooser:
    """The trees of one field, their calibration, and the least probability that is taken."""

    trees: Trees
    slope: float
    offset: float
    threshold: float

    def chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Answer how likely each candidate is the right one."""
        if not rows:
            return []
        odds = self.trees.score(np.asarray(rows, dtype=np.float64))
        return list(map(float, sigmoid(self.slope * odds + self.offset)))


def _chooser(part: dict[str, np.ndarray], field: str) -> Chooser:
    slope, offset, threshold = part[f"{field}.scalars"].tolist()
    nodes = trees(*(part[f"{field}.{key}"] for key in NODES))
    return Chooser(nodes, slope, offset, threshold)


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
