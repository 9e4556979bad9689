"""Learns a choice among candidates as one choice: part of `train_links.py`.

The candidates of an act and "none of them" share one probability (a conditional logit over boosted
trees), so that a candidate is weighed against its rivals. Acts of other languages are learnt
from too, at half weight: most of what is looked at is the same in every language.
"""

import lightgbm
import numpy as np
from train_coder import SEED

from khronika.code.links.model import MOST_ODDS

ROUNDS = 300
OTHERS = 0.5
"""Weight of an act of another language."""
TREES = {
    "num_leaves": 60,
    "learning_rate": 0.07,
    "min_child_samples": 40,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.3,
    "reg_lambda": 5.0,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def _objective(acts, right, weights):
    """Answer the gradient of the conditional logit; several candidates may be right."""
    count = acts.max() + 1

    def gradient(odds, _):
        powers = np.exp(np.clip(odds, -MOST_ODDS, MOST_ODDS))
        chances = powers / (1 + np.bincount(acts, powers, count))[acts]
        of_right = np.bincount(acts, powers * right, count)[acts]
        wanted = np.where(of_right > 0, powers * right / np.maximum(of_right, 1e-12), 0)
        return (chances - wanted) * weights, np.maximum(chances * (1 - chances), 1e-3) * weights

    return gradient


def fit(own, others):
    """Fit the trees of one field.

    Args:
        own: choices of the language.
        others: choices of other languages.

    Returns:
        the trees, which answer log odds against "none of them".
    """
    kept = [(c, 1.0) for c in own if len(c.values)] + [
        (c, OTHERS) for c in others if len(c.values)
    ]
    sizes = [len(c.values) for c, _ in kept]
    acts = np.repeat(np.arange(len(kept)), sizes)
    right = np.concatenate([c.right for c, _ in kept])
    weights = np.repeat([w for _, w in kept], sizes)
    rows = lightgbm.Dataset(np.vstack([c.rows for c, _ in kept]), label=right)
    return lightgbm.train(
        {**TREES, "objective": _objective(acts, right, weights)}, rows, num_boost_round=ROUNDS
    )
