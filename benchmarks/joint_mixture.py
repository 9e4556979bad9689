"""Learns how the staged probability and the joint network's odds are mixed; called by train_coder.

Both are out of fold: the joint odds come from the fold networks of `train_joint.py`, read through
the same windows as at run time. The mixture's own figures are cross-fitted once more.
"""

import json
from pathlib import Path

import joint_preparing
import numpy as np
from joint_lessons import FOLDS, fold_of
from joint_recipes import NETWORKS
from sklearn.linear_model import LogisticRegression

from khronika.code.joint.mixing import NAMES, features
from khronika.code.joint.network import Network, opened
from khronika.code.joint.scores import Scores, scores

ROOT = Path(__file__).parent.parent
SHARE = {"en": 0.3, "ru": 0.03, "kk": 0.03}  # fewer reports: a stronger prior


def reader(name: str, work: Path, part: str) -> Network:
    """Answer a network that has not seen a fold, in eight bits as the shipped one."""
    target = work / f"{name}.{part}.onnx"
    words = work / f"{name}.pieces.gz"
    if not target.exists():
        net, raw = joint_preparing.trained(name, work, part)
        joint_preparing.write_onnx(net, work / f"{name}.onnx", target)
        words.write_bytes(raw)
    return opened(target.name, target.read_bytes(), words.read_bytes())


def network_of(lang: str) -> str:
    """Answer the network that reads a language."""
    return next(name for name in ("en", "ru") if lang in NETWORKS[name])


def unseen(lang: str, work: Path, reports) -> dict[str, Scores]:
    """Answer the joint odds of each report from a network that has not seen it.

    What we wrote ourselves is left out: the mixture is learnt and measured on the coded corpus.
    """
    name = network_of(lang)
    out = {}
    for fold in range(FOLDS):
        unaware = reader(name, work, f"fold{fold}of{FOLDS}")
        for report in reports:
            if not report.is_ours and fold_of(report.id) == fold:
                out[report.id] = scores(report.parts, unaware)
    return out


def rows_of(pairs, chances, found: Scores) -> np.ndarray:
    """Answer a row of the mixture's numbers per pair of a report."""
    for pair, chance in zip(pairs, chances, strict=True):
        pair.probability = float(chance)
    return np.array(features(pairs, found)).reshape(-1, len(NAMES))


def fitted(lang: str, rows: np.ndarray, labels: np.ndarray) -> LogisticRegression:
    """Fit the mixture."""
    return LogisticRegression(C=SHARE[lang], max_iter=2000).fit(rows, labels)


def crossed(lang, reports, rows, labels, fold) -> dict[str, np.ndarray]:
    """Answer the mixed probabilities of each report by a mixture that has not seen it."""
    out = {}
    for f in sorted(set(fold.values())):
        inside = [r for r in reports if fold[r.id] != f and len(rows[r.id])]
        model = fitted(
            lang,
            np.vstack([rows[r.id] for r in inside]),
            np.concatenate([labels[r.id] for r in inside]),
        )
        for r in reports:
            if fold[r.id] == f:
                out[r.id] = (
                    model.predict_proba(rows[r.id])[:, 1] if len(rows[r.id]) else np.zeros(0)
                )
    return out


def cleared(chances: dict[str, np.ndarray], least: float) -> dict[str, np.ndarray]:
    """Answer the chances with those of texts whose likeliest pair is below `least` set to none."""
    return {k: v if len(v) and v.max() >= least else 0.0 * v for k, v in chances.items()}


def write(lang: str, rows: np.ndarray, labels: np.ndarray, threshold: float, least: float) -> None:
    """Fit on all reports and write the mixture beside the networks."""
    model = fitted(lang, rows, labels)
    weights = dict(zip(NAMES, np.round(model.coef_[0], 5).tolist(), strict=True))
    record = {
        "weights": weights, "bias": round(float(model.intercept_[0]), 5),
        "threshold": round(threshold, 4), "least": least,
    }  # fmt: skip
    target = ROOT / f"src/khronika/data/joint_mixture_{lang}.json"
    target.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"  wrote {target.name}")


def reliability(labels: np.ndarray, chances: np.ndarray, threshold: float) -> str:
    """Describe how far the confidence of accepted pairs is to be believed.

    Expected calibration error over ten bins of equal size (Guo et al. 2017), area under the ROC
    curve of right against wrong, precision of the more confident half.
    """
    kept = chances >= threshold
    y, p = labels[kept], chances[kept]
    order = np.argsort(p, kind="stable")
    bins = [part for part in np.array_split(order, 10) if len(part)]
    error = sum(len(b) * abs(y[b].mean() - p[b].mean()) for b in bins) / max(len(y), 1)
    ranks = np.empty(len(p))
    ranks[order] = np.arange(1, len(p) + 1)
    right = y > 0
    n1, n0 = right.sum(), (~right).sum()
    auroc = (ranks[right].sum() - n1 * (n1 + 1) / 2) / max(n1 * n0, 1)
    upper = y[order[len(order) // 2 :]].mean()
    return f"ECE {error:.3f}, AUROC {auroc:.3f}, upper half {upper:.3f}"
