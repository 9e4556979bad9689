"""Learns which date, town, body, outlet and outcome belong to an act: part of `make train-coder`.

usage: train_links.py [LANG...] [--train DIR] [--folds-only] [--fields place,affiliation]

For each act of a coded report whose victim and type the coder finds, every candidate of
`khronika.code.links` is a row; right is the candidate that the gold record names. Boosted trees
per field, five folds by document, Platt scaling and threshold on held-out rows. Date, place and
outlet are also learnt as one choice among candidates (`links_ranking.py`): the better way is kept. Prints accuracy out of fold where the
gold has a value; writes src/khronika/data/lexicon_links_<lang>.npz. With --fields the other fields
keep their weights: those that ask the joint network need the networks of folds (`train_joint.py`).
"""

import argparse
import json
import os
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import lightgbm
import links_ranking
import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent / "gold"))
import score as gold_score
from joint_reports import is_date
from own_reports import is_ours, own
from train_coder import FOLDS, ROOT, SEED, packed_trees, predicted

from khronika.code import draft as drafting
from khronika.code.acts import Assembler
from khronika.code.dates import as_day, dates, places_of
from khronika.code.evidence import TYPES
from khronika.code.links.model import FIELDS, shares
from khronika.code.links.powers import taken
from khronika.code.names import names
from khronika.code.names.named import fold
from khronika.code.places import Atlas
from khronika.code.reader import read_parts
from khronika.code.weights import weights
from khronika.flow.plain import plain_page

TREES = {
    "n_estimators": 140,
    "num_leaves": 15,
    "learning_rate": 0.06,
    "min_child_samples": 20,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.5,
    "reg_lambda": 5.0,
}
COMMON = 0.35
"""Acts at or above this probability stand for those that are drafted."""
LANGS = ("en", "ru", "kk")
RANKED = frozenset(("date", "place", "affiliation"))
"""Fields that are tried as one choice among candidates; of the others, several may be right."""
WITHOUT_OURS = frozenset(("ru",))
"""Languages whose other fields, which ask the network, are learnt from the coded corpus alone.

In Russian, learning from our own cost the reports of our day some .05 of perpetrators and of
outcomes (measured while every network had seen them, so that they were read without it).
"""
UNDATED = 3
"""One report in so many is also read as if it bore no date, the next one as if no network read it."""
THRESHOLDS = np.arange(0.1, 0.71, 0.05)


@dataclass
class Choice:
    """One act and one field: rows of candidates, which are right, and how to judge a choice.

    `is_aside`: of a report that we wrote, or read as if nobody knew when the report was published
    or no network had read it; learnt from, never judged.
    """

    report: int
    kind: str
    chance: float
    rows: np.ndarray
    right: np.ndarray
    values: list
    wanted: object
    is_aside: bool = False


def overlap(act, sentence):
    """Answer how many characters of a sentence an act of the gold cites."""
    return sum(max(0, min(e, sentence.end) - max(s, sentence.start)) for s, e in act["cites"])


def wanted_of(act):
    """Answer what the gold says of each field."""
    return {
        "date": (act["date"] or {}).get("start"),
        "place": (act["place"] or {}).get("name"),
        "perpetrators": act["perpetrators"],
        "affiliation": act["victim"]["affiliation"],
        "status": act["status"] or "unknown",
    }


def names_same(given, gold):
    """Tell whether an agent is one of the gold's: the kind, and a word in common."""
    text, kind = given
    words = set(re.findall(r"\w{3,}", text.lower()))
    return any(
        q["kind"] == kind and words & set(re.findall(r"\w{3,}", q["text"].lower())) for q in gold
    )


def is_right(field, value, wanted):
    """Tell whether a candidate is what the gold says."""
    if field == "date":
        return bool(wanted) and is_date(value, wanted)
    if field == "status":
        return value == wanted
    if field == "perpetrators":
        return names_same(value, wanted)
    return bool(wanted) and gold_score.similarity(wanted, value, org=True) >= 0.85


def choices_of(asm, draft, act, report):
    """Yield the choice of every field for one act."""
    told, found = asm.told(draft), asm.choices.candidates
    surface = asm.parsed.surface
    offered = {
        "date": [(str(w.start), row) for w, row in found.whens.candidates(told)],
        "place": [(fold(s.name), row) for s, row in found.spots.candidates(told)],
        "perpetrators": [
            ((surface(a.first, a.last), a.kind.value), row)
            for a, row in found.powers.candidates(told)
        ],
        "affiliation": [(e.name, row) for e, row in found.outlets.candidates(told)],
        "status": [(status, row) for (status, _), row in found.outcomes.candidates(told)],
    }
    for field, wanted in wanted_of(act).items():
        values = [v for v, _ in offered[field]]
        yield (
            field,
            Choice(
                report,
                draft.pair.type,
                draft.pair.probability,
                np.array([row for _, row in offered[field]]).reshape(
                    len(values), len(FIELDS[field])
                ),
                np.array([float(is_right(field, v, wanted)) for v in values]),
                values,
                wanted,
            ),
        )


def unaware(lang):
    """Answer a function (id, parts, days) to what a joint network that has not seen a report says.

    None where no networks of folds lie in the work folder (`train_joint.py`).
    """
    work = Path(os.environ.get("JOINT_WORK", ROOT / "var/joint"))
    if not any(work.glob("*.fold?of?.onnx")):
        return lambda name, parts, days: None
    import joint_mixture  # needs torch, which the choices do without

    opened = cache(joint_mixture.reader)

    def asked(name, parts, days):
        fold = joint_mixture.fold_of(name)
        part = f"fold{fold}of{joint_mixture.FOLDS}"
        network = opened(joint_mixture.network_of(lang), work, part)
        return joint_mixture.scores(parts, network, days)

    return asked


def read(folder, lang, is_undated=False, is_silent=False):
    """Answer the choices of every field over the coded reports of a language and our own.

    Args:
        folder: the reports.
        lang: their language.
        is_undated: read one report in three, without its day of publication.
        is_silent: read one report in three, without the joint network.
    """
    model, asked = weights(lang), unaware(lang)
    out = {field: [] for field in FIELDS}
    paths = [*sorted(folder.glob(f"{lang}-*.json")), *own(folder, lang)]
    for number, path in enumerate(paths):
        if (is_undated or is_silent) and number % UNDATED != is_silent:
            continue
        gold = json.loads(path.read_text("utf-8"))
        page = plain_page(path.with_suffix(".txt").read_bytes(), lang)
        day = None if is_undated else drafting._published(page, gold["published"])
        blocks, _ = drafting._body(page)
        parts = read_parts(page.text, blocks, lang, ())
        pairs, *_, scores = drafting._learned(parts, model, None, None)
        whens = dates(page.text, [b.span for b in blocks], lang, day)
        atlas = Atlas(parts.parsed, names(parts.parsed, parts.lexicon))
        found = None if is_silent else asked(path.stem, parts, places_of(whens, as_day(day)))
        asm = Assembler(parts, whens, page.gaps, atlas, day, found)
        for pair in pairs:
            who = predicted(pair.entity, pair.type)
            acts = [
                a
                for a in gold["acts"]
                if a["type"] == pair.type and gold_score.victim_score(a, who) > 0
            ]
            if not acts:
                continue
            asm.add(pair, scores, TYPES.index(pair.type))
            draft = asm.drafts[-1]
            act = max(acts, key=lambda a: overlap(a, draft.sentence))
            for field, choice in choices_of(asm, draft, act, number):
                choice.is_aside = is_undated or is_silent or is_ours(path.stem)
                if is_ours(path.stem) and lang in WITHOUT_OURS and field not in RANKED:
                    continue
                if field == "date" or not is_undated:
                    out[field].append(choice)
    return out


def fit(choices):
    """Fit the trees of one field."""
    kept = [c for c in choices if len(c.values)]
    model = lightgbm.LGBMClassifier(
        **TREES, random_state=SEED, deterministic=True, force_row_wise=True, n_jobs=1, verbose=-1
    )
    model.fit(np.vstack([c.rows for c in kept]), np.concatenate([c.right for c in kept]))
    return model.booster_


def is_hit(field, choice, chances, threshold):
    """Tell whether what is chosen at a threshold is what the gold says."""
    if field == "perpetrators":
        in_ = taken(choice.rows, chances, choice.kind, threshold)
        kinds = {v[1] for v, is_in in zip(choice.values, in_, strict=True) if is_in}
        return kinds == {q["kind"] for q in choice.wanted}
    at = int(np.argmax(chances)) if len(chances) else -1
    value = choice.values[at] if at >= 0 and chances[at] >= threshold else None
    if field == "status":
        return (value or "unknown") == choice.wanted
    if value is None:
        return not choice.wanted
    return is_right(field, value, choice.wanted)


def is_given(field, choice):
    """Tell whether the gold has a value."""
    return choice.wanted != "unknown" if field == "status" else bool(choice.wanted)


def held_out(choices, others, ranked):
    """Answer the log odds of each choice's candidates by trees that had not seen its report."""
    folds = np.random.default_rng(SEED).permutation(max(c.report for c in choices) + 1) % FOLDS
    odds = [np.zeros(0)] * len(choices)
    for number in range(FOLDS):
        model = fitted([c for c in choices if folds[c.report] != number], others, ranked)
        for n, choice in enumerate(choices):
            if folds[choice.report] == number and len(choice.values):
                found = model.predict(choice.rows, raw_score=True)
                odds[n] = shares(found, choice.values) if ranked else found
    return odds


def fitted(choices, others, ranked):
    """Fit the trees of one field: among all candidates of an act, or each for itself."""
    return links_ranking.fit(choices, others) if ranked else fit(choices)


def judged(field, choices, odds):
    """Answer calibration, threshold and accuracy (where given, all) of held-out odds; print them."""
    labels = np.concatenate([c.right for c in choices])
    platt = LogisticRegression(C=1e6).fit(np.concatenate(odds)[:, None], labels)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    chances = [1 / (1 + np.exp(-(slope * found + offset))) for found in odds]
    table = []
    given = np.array([is_given(field, c) for c in choices])
    for threshold in THRESHOLDS:
        hits = np.array(
            [is_hit(field, c, p, threshold) for c, p in zip(choices, chances, strict=True)]
        )
        table.append((float(hits[given].mean()), float(hits.mean()), float(threshold)))
    # Both count: what the gold has, and leaving empty what it leaves empty.
    best = max(table, key=lambda row: row[0] + row[1])
    ceiling = np.mean([c.right.any() for c in choices if is_given(field, c)])
    hits = np.array([is_hit(field, c, p, best[2]) for c, p in zip(choices, chances, strict=True)])
    taken = given & np.array([c.chance >= COMMON for c in choices])
    print(
        f"  {field:13s} out of fold: given {best[0]:.3f} all {best[1]:.3f} threshold {best[2]:.2f};"
        f" in reach {ceiling:.3f} ({given.sum()}); of acts likely drafted {hits[taken].mean():.3f}",
        flush=True,
    )
    return (slope, offset, best[2]), best


def learn(field, choices, others):
    """Fit one field with held-out folds; answer trees, and calibration, threshold, is ranked."""
    measured = [n for n, c in enumerate(choices) if not c.is_aside]

    def judge(ranked):
        odds = held_out(choices, others, ranked)
        return judged(field, [choices[n] for n in measured], [odds[n] for n in measured])

    scalars, worth = judge(ranked=False)
    ranked = False
    if field in RANKED:
        other, ranked_worth = judge(ranked=True)
        # What an editor would have to mend most is a value that is wrong.
        ranked = sum(ranked_worth[:2]) > sum(worth[:2]) and ranked_worth[0] >= worth[0]
        scalars = other if ranked else scalars
    return fitted(choices, others, ranked), (*scalars, float(ranked))


def train(lang, found, fields, only_folds):
    """Train fields of a language, print figures, write the file.

    Args:
        lang: the language.
        found: choices of each field, by language.
        fields: which to learn; others stay as the file has them.
        only_folds: whether to print figures and write nothing.
    """
    print(f"{lang}: {len(found[lang]['date'])} acts", flush=True)
    path = ROOT / f"src/khronika/data/lexicon_links_{lang}.npz"
    out = dict(np.load(path)) if fields < set(FIELDS) else {}
    for field in sorted(fields):
        others = [c for other, choices in found.items() if other != lang for c in choices[field]]
        model, scalars = learn(field, found[lang][field], others)
        out |= {f"{field}.{key}": value for key, value in packed_trees(model).items()}
        out[f"{field}.scalars"] = np.array(scalars)
    if not only_folds:
        np.savez_compressed(path, **out)
        print(f"  wrote {path.name}, {path.stat().st_size} bytes")


def main() -> None:
    """Train the languages that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("langs", nargs="*", default=list(LANGS))
    parser.add_argument("--train", type=Path, default=ROOT / "benchmarks/gold/train")
    parser.add_argument("--folds-only", action="store_true")
    parser.add_argument("--fields", default=",".join(FIELDS))
    arguments = parser.parse_args()
    fields = set(arguments.fields.split(","))
    found = {lang: read(arguments.train, lang) for lang in LANGS}
    for lang in LANGS:
        for aside in ({"is_undated": True}, {"is_silent": True}):
            more = read(arguments.train, lang, **aside)
            found[lang] = {field: found[lang][field] + more[field] for field in FIELDS}
    for lang in arguments.langs:
        train(lang, found, fields, arguments.folds_only)


if __name__ == "__main__":
    main()
