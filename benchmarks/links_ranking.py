"""Learns a choice among candidates as one choice: part of `train_links.py`.

The candidates of an act and "none of them" share one probability (a conditional logit over boosted
trees), so that a candidate is weighed against its rivals. Acts of other languages are learnt
from too, at half weight: most of what is looked at is the same in every language.
"""

import lightgbm
import numpy as np
from train_coder import FOLDS, SEED

from khronika.code.links.model import MOST_ODDS, shares

ROUNDS = 300
OTHERS = 0.5
"""Weight of an act of another language."""
POOLED_ROUNDS, POOLED_RATE = 200, 0.06
WEIGHTS = {"en": 0.5}
"""Weight of an act by its language, where all are learnt from at once; most acts are English."""
COPIES = 0.5
"""Weight of an act that is read once more, without the joint network."""
TREES = {
    "num_leaves": 31,
    "learning_rate": 0.04,
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
    return _boosted([(c, 1.0) for c in own] + [(c, OTHERS) for c in others], TREES, ROUNDS)


def _boosted(weighed, trees, rounds):
    """Fit trees to choices, each with its weight."""
    kept = [(c, w) for c, w in weighed if len(c.values)]
    sizes = [len(c.values) for c, _ in kept]
    acts = np.repeat(np.arange(len(kept)), sizes)
    right = np.concatenate([c.right for c, _ in kept])
    weights = np.repeat([w for _, w in kept], sizes)
    rows = lightgbm.Dataset(np.vstack([c.rows for c, _ in kept]), label=right)
    return lightgbm.train(
        {**trees, "objective": _objective(acts, right, weights)}, rows, num_boost_round=rounds
    )


def pooled(found):
    """Fit one model to the choices of all languages.

    Args:
        found: the choices of a field, by language.

    Returns:
        the trees, and by language the log odds of each choice's candidates by trees that had not
        seen its report.
    """
    trees = {**TREES, "learning_rate": POOLED_RATE}
    folds = {lang: folds_of(choices) for lang, choices in found.items()}

    def fitted(but):
        kept = [
            (c, WEIGHTS.get(lang, 1.0) * (COPIES if c.is_copy else 1.0))
            for lang, choices in found.items()
            for c, fold in zip(choices, folds[lang], strict=True)
            if fold != but
        ]
        return _boosted(kept, trees, POOLED_ROUNDS)

    odds = {lang: [np.zeros(0)] * len(choices) for lang, choices in found.items()}
    for number in range(FOLDS):
        model = fitted(number)
        for lang, choices in found.items():
            for n, choice in enumerate(choices):
                if folds[lang][n] == number and len(choice.values):
                    raw = model.predict(choice.rows, raw_score=True)
                    odds[lang][n] = shares(raw, choice.values)
    return fitted(None), odds


def folds_of(choices):
    """Deal the reports of a language into folds; answer the fold of each choice."""
    most = max(c.report for c in choices) + 1
    folds = np.random.default_rng(SEED).permutation(most) % FOLDS
    return [int(folds[c.report]) for c in choices]
