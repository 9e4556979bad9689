"""Learns the coder's weights from coded reports: `make train-coder` (seeds pinned, one thread).

usage: train_coder.py [LANG...] [--train DIR] [--folds-only]

Per language: sentence types and victims (logistic regression over hashed words), pairs (boosted
trees over `khronika.code.evidence` rows). Inner probabilities are out of fold, so that the trees
learn from what they will see. The threshold is picked on held-out folds for act F1 among those
with precision of at least PRECISION. Prints out-of-fold figures; writes
src/khronika/data/lexicon_model_<lang>.npz. Needs the dependency group `train`.
"""

import argparse
import json
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent / "gold"))
import score as gold_score
from alerts import alerts
from own_reports import is_ours, own

from khronika.code.draft import _body
from khronika.code.evidence import TYPES, Weigher, is_likely
from khronika.code.joint.mixing import LEAST
from khronika.code.reader import read_parts
from khronika.code.weights import BUCKETS, claims_of, type_features, victim_features
from khronika.flow.plain import plain_page

ROOT = Path(__file__).parent.parent
SEED, FOLDS, PRECISION = 20261125, 5, 0.58
# What the mixture has to reach out of fold; where reports are few, folds are the more pessimistic.
MIXED_PRECISION = {"en": 0.67, "ru": 0.55, "kk": 0.55}
AS_GOOD = 0.004  # F1 that is given up for precision
# F1 that is given up for recall: Kazakh reports of our day are read with less confidence than the
# corpus, and an editor strikes a draft faster than she finds what was not drafted.
FOR_RECALL = {"kk": 0.03}
FLOORS = {"kk": (0.0, 0.3)}
USUAL_FLOORS = (0.0, 0.4, 0.5)  # higher ones leave short posts without their one act
TREES = {
    "n_estimators": 260,
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_child_samples": 20,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.5,
    "reg_lambda": 5.0,
}


class Report:
    """A coded report and what the coder sees in it before anything learned."""

    def __init__(self, name: str, text: str, gold: dict, lang: str) -> None:
        self.id, self.text, self.gold = name, text, gold
        self.is_ours = is_ours(name)
        # The same blocks as at run time: datelines, captions, no page furniture.
        blocks, _ = _body(plain_page(text.encode(), lang))
        self.parts = read_parts(self.text, blocks, lang)
        n = len(self.parts.parsed.sentences)
        self.weigher = self.weigh([[0.0] * len(TYPES)] * n, [0.0] * len(self.parts.cast.entities))
        by_sentence = [[] for _ in range(n)]
        for trigger in self.parts.triggers:
            by_sentence[self.parts.parsed.words[trigger.anchor].sentence].append(trigger)
        self.type_vectors = type_features(self.parts.parsed, by_sentence)
        claims = claims_of(self.parts.cast, self.weigher.claims)
        self.victim_vectors = [
            victim_features(self.parts.parsed, e, claims[e.id]) for e in self.parts.cast.entities
        ]
        self.type_labels = self._type_labels()
        self.predicted = [predicted(e, "x") for e in self.parts.cast.entities]
        self.victim_labels = [
            float(any(gold_score.victim_score(a, p) > 0 for a in self.gold["acts"]))
            for p in self.predicted
        ]
        del self.weigher

    def weigh(self, types, victims) -> Weigher:
        """Weigh the pairs with these probabilities of types and victims."""
        p = self.parts
        return Weigher(
            p.parsed,
            p.cast,
            p.triggers,
            p.lexicon,
            arguments=p.arguments,
            type_scores=types,
            victim_scores=victims,
        )

    def _type_labels(self):
        labels = np.zeros((len(self.parts.parsed.sentences), len(TYPES)))
        for act in self.gold["acts"]:
            if act["type"] not in TYPES:
                continue
            name = act["victim"]["name"] or ""
            for start, end in act["cites"]:
                rest = self.text[start:end].replace(name, "") if name else self.text[start:end]
                if len([c for c in rest if c.isalpha()]) < 8:
                    continue
                for s in self.parts.parsed.sentences:
                    common = min(end, s.end) - max(start, s.start)
                    if common >= min(15, (s.end - s.start) * 0.6):
                        labels[s.number, TYPES.index(act["type"])] = 1
        return labels


def load(folder: Path, lang: str) -> list[Report]:
    """Read the coded reports of a language, and what we wrote beside them."""
    reports = []
    for path in [*sorted(folder.glob(f"{lang}-*.json")), *own(folder, lang)]:
        with path.with_suffix(".txt").open(encoding="utf-8", newline="") as file:
            text = file.read()
        reports.append(Report(path.stem, text, json.loads(path.read_text("utf-8")), lang))
    written = alerts(lang, SEED)
    return reports + [Report(f"alert-{n}", a["text"], a, lang) for n, a in enumerate(written)]


def predicted(entity, kind):
    """Write an entity as a predicted act."""
    count = entity.count
    return {
        "type": kind,
        "victim": {
            "name": entity.name,
            "kind": entity.kind,
            "role": entity.role or "journalist",
            "affiliation": None,
        },
        "count": {"min": count and count.least, "max": count and count.most},
    }


def matrix(vectors):
    """Lay hashed vectors side by side."""
    rows, cols, values = [], [], []
    for i, vector in enumerate(vectors):
        rows += [i] * len(vector)
        cols += vector.keys()
        values += vector.values()
    return csr_matrix((values, (rows, cols)), shape=(len(vectors), BUCKETS))


def linear(x, y, weight=3.0, c=8.0):
    """Fit one logistic regression, or a constant where a label never occurs."""
    if y.sum() < 2:
        return np.zeros(BUCKETS), -6.0
    model = LogisticRegression(
        C=c, class_weight={0: 1, 1: weight}, solver="liblinear", random_state=SEED
    )
    model.fit(x, y)
    return model.coef_[0], float(model.intercept_[0])


def fit_types(reports):
    """Fit a model per type; answer weights (BUCKETS x types) and biases."""
    x = matrix([v for r in reports for v in r.type_vectors])
    y = np.vstack([r.type_labels for r in reports])
    pairs = [linear(x, y[:, k]) for k in range(len(TYPES))]
    return np.stack([w for w, _ in pairs], axis=1), np.array([b for _, b in pairs])


def fit_victims(reports):
    """Fit the model of who is a victim."""
    x = matrix([v for r in reports for v in r.victim_vectors])
    y = np.concatenate([r.victim_labels for r in reports])
    return linear(x, y, weight=1.5, c=2.0)


def apply(vectors, w, b):
    """Answer probabilities."""
    if not vectors:
        return np.zeros((0, *np.shape(b)))
    return 1 / (1 + np.exp(-(matrix(vectors) @ w + b)))


def labelled(report, pairs):
    """Label pairs: right where one gold act has the type and the victim, best entity first."""
    labels = np.zeros(len(pairs))
    for at, pair in enumerate(pairs):
        p = report.predicted[pair.entity.id]
        if any(
            a["type"] == pair.type and gold_score.victim_score(a, p) > 0
            for a in report.gold["acts"]
        ):
            labels[at] = 1
    return labels


def folds_of(reports):
    """Deal reports into folds by a pinned shuffle."""
    order = np.random.default_rng(SEED).permutation(len(reports))
    fold = np.zeros(len(reports), int)
    fold[order] = np.arange(len(reports)) % FOLDS
    return fold


def measured(reports):
    """Answer the reports that figures are about: not those that we wrote."""
    return [r for r in reports if not r.is_ours]


def is_accepted(pair, chance, threshold, is_mixed):
    """Tell whether the coder would take a pair of this out-of-fold probability."""
    pair.probability = chance
    is_taken = chance >= threshold if is_mixed else is_likely(pair, threshold)
    return pair.type != "designation" and is_taken


def evaluate(reports, pairs, chances, threshold, is_mixed=False):
    """Score acts at a threshold: (precision, recall, F1, hits, inventions, misses)."""
    hits = wrong = missed = 0
    for report in measured(reports):
        acts = [
            predicted(p.entity, p.type)
            for p, c in zip(pairs[report.id], chances[report.id], strict=True)
            if is_accepted(p, c, threshold, is_mixed)
        ]
        found = gold_score.match_acts(report.gold["acts"], acts)
        hits += len(found)
        wrong += len(acts) - len(found)
        missed += len(report.gold["acts"]) - len(found)
    p, r = hits / max(hits + wrong, 1), hits / max(hits + missed, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9), hits, wrong, missed


def stage_one(reports, fold, kept):
    """Answer out-of-fold probabilities of types and victims per report; `kept` are learnt from."""
    types, victims = {}, {}
    for f in range(FOLDS):
        inside = [r for r, g in zip(reports, fold, strict=True) if g != f and r.id in kept]
        tw, tb = fit_types(inside)
        vw, vb = fit_victims(inside)
        for r, g in zip(reports, fold, strict=True):
            if g == f:
                types[r.id] = apply(r.type_vectors, tw, tb)
                victims[r.id] = apply(r.victim_vectors, vw, vb)
    return types, victims


@dataclass
class HeldOut:
    """What the staged reader says of reports it did not learn from, by report id."""

    reports: list
    types: dict
    victims: dict
    pairs: dict
    labels: dict
    chances: dict
    slope: float
    offset: float


def out_of_fold(reports, also=None, share=1.0):
    """Weigh every pair with models that did not see its report.

    Args:
        reports: coded reports and plain alerts.
        also: by report, pairs that the joint network asks to be weighed too.
        share: part of the reports outside a fold that is learnt from (the learning curve).
    """
    fold = folds_of(reports)
    lot = np.random.default_rng(SEED + 1).random(len(reports))
    kept = {r.id for r, draw in zip(reports, lot, strict=True) if draw < share}
    types, victims = stage_one(reports, fold, kept)
    types = {r.id: types[r.id].tolist() for r in reports}
    asked = also or {}
    pairs = {
        r.id: r.weigh(types[r.id], victims[r.id].tolist()).pairs(asked.get(r.id, frozenset()))
        for r in reports
    }
    labels = {r.id: labelled(r, pairs[r.id]) for r in reports}
    odds = {}
    for f in range(FOLDS):
        outside = [r for r, g in zip(reports, fold, strict=True) if g != f and r.id in kept]
        model = boosted([r for r in outside if pairs[r.id]], pairs, labels)
        for r, g in zip(reports, fold, strict=True):
            if g == f:
                rows = np.array([p.row for p in pairs[r.id]])
                odds[r.id] = model.predict(rows, raw_score=True) if len(rows) else np.zeros(0)
    real = measured(reports)
    all_odds = np.concatenate([odds[r.id] for r in real])
    all_labels = np.concatenate([labels[r.id] for r in real])
    calibration = LogisticRegression(C=1e6).fit(all_odds[:, None], all_labels)
    slope, offset = float(calibration.coef_[0, 0]), float(calibration.intercept_[0])
    chances = {k: 1 / (1 + np.exp(-(slope * v + offset))) for k, v in odds.items()}
    return HeldOut(reports, types, victims, pairs, labels, chances, slope, offset)


def train(lang, folder, only_folds):
    """Train, print figures, write the file."""
    cache = (
        Path(os.environ["CODER_CACHE"]) / f"{lang}.pickle"
        if os.environ.get("CODER_CACHE")
        else None
    )
    if cache and cache.exists():
        reports = pickle.loads(cache.read_bytes())  # noqa: S301  # our own file of a moment ago
    else:
        reports = load(folder, lang)
        if cache:
            cache.write_bytes(pickle.dumps(reports))
    real = measured(reports)
    gold = sum(len(r.gold["acts"]) for r in real)
    in_cast = sum(
        any(gold_score.victim_score(a, p) > 0 for p in r.predicted)
        for r in real
        for a in r.gold["acts"]
    )
    print(f"{lang}: {len(real)} reports, {gold} acts, victim in cast {in_cast / gold:.3f}")
    joint = joint_odds(lang, reports)
    held = out_of_fold(reports, {k: odds.likely(LEAST) for k, odds in joint.items()})
    types, victims, pairs, labels = held.types, held.victims, held.pairs, held.labels
    slope, offset, chances = held.slope, held.offset, held.chances
    y = np.vstack([r.type_labels for r in real])
    guess = np.vstack([np.array(types[r.id]) for r in real]) > 0.4
    tp = (guess & (y > 0)).sum()
    print(f"  sentence types F1 out of fold {2 * tp / (guess.sum() + y.sum()):.3f}")
    print(
        f"  pairs {sum(map(len, pairs.values()))}, right {sum(v.sum() for v in labels.values()):.0f}"  # one pattern, one line
    )
    if cache:
        flat = {
            r.id: [
                (p.entity.id, p.type, float(c), float(t))
                for p, c, t in zip(pairs[r.id], chances[r.id], labels[r.id], strict=True)
            ]
            for r in reports
        }
        cache.with_suffix(".oof").write_bytes(pickle.dumps((flat, types, victims)))
    table = [(t, *evaluate(reports, pairs, chances, t)) for t in np.arange(0.2, 0.66, 0.025)]
    for row in table:
        print("  threshold {:.2f}: P {:.3f} R {:.3f} F1 {:.3f} ({} {} {})".format(*row))
    fine = [row for row in table if row[1] >= PRECISION] or table[-1:]
    threshold = float(max(fine, key=lambda row: row[3])[0])
    print(f"  threshold {threshold:.2f}")
    if joint:
        mix(lang, [r for r in real if r.id in joint], pairs, chances, labels, joint)
    if only_folds:
        return
    tw, tb = fit_types(reports)
    vw, vb = fit_victims(reports)
    model = boosted([r for r in reports if pairs[r.id]], pairs, labels)
    write(lang, tw, tb, vw, vb, model, slope, offset, threshold)


def joint_odds(lang, reports):
    """Answer the odds of joint networks that have not seen a report (`train_joint.py`), if any."""
    work = Path(os.environ.get("JOINT_WORK", ROOT / "var/joint"))
    if not any(work.glob("*.fold?of?")):
        return {}
    import joint_mixture  # needs torch, which the staged reader does without

    return joint_mixture.unseen(lang, work, reports)


def mix(lang, reports, pairs, chances, labels, joint):
    """Learn the mixture of both readers, print its figures beside each alone, write it."""
    import joint_mixture

    rows = {r.id: joint_mixture.rows_of(pairs[r.id], chances[r.id], joint[r.id]) for r in reports}
    fold = {r.id: n % FOLDS for n, r in enumerate(reports)}
    mixed = joint_mixture.crossed(lang, reports, rows, labels, fold)
    alone = {k: 1 / (1 + np.exp(-v[:, 1])) for k, v in rows.items()}
    print(f"  joint network: {len(reports)} reports that it has not seen")
    for name, scores in (("staged", chances), ("joint", alone), ("mixed", mixed)):
        at = np.arange(0.15, 0.66, 0.025)
        table = [(t, *evaluate(reports, pairs, scores, t, name != "staged")) for t in at]
        fine = [row for row in table if row[1] >= MIXED_PRECISION[lang]] or table[-1:]
        best = max(table, key=lambda row: row[3])
        kept = chosen(lang, fine)
        for row in (best, kept):
            print(
                "  {:6} threshold {:.3f}: P {:.3f} R {:.3f} F1 {:.3f} ({} {} {})".format(
                    name, *row
                )
            )
    every, truth = (np.concatenate([part[r.id] for r in reports]) for part in (mixed, labels))
    threshold = float(kept[0])
    print(f"  mixed, accepted pairs: {joint_mixture.reliability(truth, every, threshold)}")
    least = floor(reports, pairs, mixed, threshold, FLOORS.get(lang, USUAL_FLOORS))
    joint_mixture.write(lang, np.vstack([rows[r.id] for r in reports]), truth, threshold, least)


def chosen(lang, fine):
    """Pick a row of a table of thresholds: where F1 is as good, fewer false acts."""
    peak = max(row[3] for row in fine)
    if lang in FOR_RECALL:
        return max((r for r in fine if r[3] >= peak - FOR_RECALL[lang]), key=lambda row: row[2])
    return max((row for row in fine if row[3] >= peak - AS_GOOD), key=lambda row: row[1])


def floor(reports, pairs, mixed, threshold, floors):
    """Pick how likely a text's likeliest pair has to be: the most that costs next to no F1."""
    import joint_mixture

    empty = [r for r in reports if not r.gold["acts"]]
    kept, peak = 0.0, 0.0
    for least in floors:
        chances = joint_mixture.cleared(mixed, least)
        row = evaluate(reports, pairs, chances, threshold, True)
        false = sum(int((chances[r.id] >= threshold).sum()) for r in empty)
        print(
            "  least {:.2f}: P {:.3f} R {:.3f} F1 {:.3f}, {} acts on {} reports without".format(
                least, *row[:3], false, len(empty)
            )
        )
        peak = max(peak, row[2])
        kept = least if row[2] >= peak - AS_GOOD else kept
    return kept


def boosted(reports, pairs, labels):
    """Fit the trees."""
    rows = np.array([p.row for r in reports for p in pairs[r.id]])
    model = lightgbm.LGBMClassifier(
        **TREES, random_state=SEED, deterministic=True, force_row_wise=True, n_jobs=1, verbose=-1
    )
    model.fit(rows, np.concatenate([labels[r.id] for r in reports]))
    return model.booster_


def flat_trees(model):
    """Lay boosted trees out as arrays, as `khronika.code.trees.trees` reads them."""
    nodes, roots = [], []

    def walk(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf_value" in node:
            nodes[at] = (0, 0.0, -1, -1, node["leaf_value"])
        else:
            left, right = walk(node["left_child"]), walk(node["right_child"])
            nodes[at] = (node["split_feature"], node["threshold"], left, right, 0.0)
        return at

    for tree in model.dump_model()["tree_info"]:
        roots.append(walk(tree["tree_structure"]))
    feature, split, left, right, leaf = zip(*nodes, strict=True)
    return {
        "feature": np.array(feature, np.int32),
        "split": np.array(split),
        "left": np.array(left, np.int32),
        "right": np.array(right, np.int32),
        "leaf": np.array(leaf),
        "roots": np.array(roots, np.int32),
    }


def packed_trees(model):
    """Lay boosted trees out as `khronika.code.trees.unpacked` reads them, leaves in half precision."""
    flat = flat_trees(model)
    is_leaf = flat["left"] < 0
    splits, at = np.unique(flat["split"][~is_leaf], return_inverse=True)
    return {
        "feature": np.where(is_leaf, -1, flat["feature"]).astype(np.int16),
        "at": at.astype(np.uint16),
        "splits": splits,
        "leaf": flat["leaf"][is_leaf].astype(np.float16),
    }


def stepped(values):
    """Round weights to steps of 0.005 in half precision: a file a quarter smaller."""
    return (np.round(values / 0.005) * 0.005).astype(np.float16)


def write(lang, tw, tb, vw, vb, model, slope, offset, threshold):
    """Write the weights as one compressed file of arrays."""
    out = ROOT / f"src/khronika/data/lexicon_model_{lang}.npz"
    np.savez_compressed(
        out,
        types=stepped(np.where(abs(tw) < 0.02, 0, tw)).ravel(),
        types_bias=tb,
        victims=stepped(vw),
        **flat_trees(model),
        scalars=np.array([slope, offset, threshold, vb]),
    )
    print(f"  wrote {out.name}, {out.stat().st_size} bytes")


def main() -> None:
    """Train the languages that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("langs", nargs="*", default=["en", "ru", "kk"])
    parser.add_argument("--train", type=Path, default=ROOT / "benchmarks/gold/train")
    parser.add_argument("--folds-only", action="store_true")
    arguments = parser.parse_args()
    for lang in arguments.langs:
        train(lang, arguments.train, arguments.folds_only)


if __name__ == "__main__":
    main()
