"""Cross-validates the coder on the coded reports: second half of `make eval`.

usage: eval_folds.py [LANG...] [--curve] [--out DIR] [--worst N]

Five folds by document: each report is coded by sentence, victim and pair models that have not seen
it (the staged reader; the choices of fields are learnt once, their held-out accuracy is printed by
train_links.py). Prints acts, victims, types, fields, acts on negatives; expected calibration error,
area under the curve of right against wrong, precision of the more confident half; the worst
documents with their missed and false acts. Writes reliability-<lang>.svg. With --curve, act F1 when
a quarter and a half of the reports are learnt from. Needs the dependency group `train`.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "gold"))
import score as gold_score
import train_coder as trainer
from sklearn.metrics import roc_auc_score

from khronika.code import draft as drafting
from khronika.code.evidence import Weigher, is_likely, is_plain
from khronika.code.weights import weights
from khronika.flow.plain import plain_page

BINS = 10


def reader_of(held, by_text):
    """Answer what stands in for the learned models: what was said out of fold."""

    def learned(parts, model, *_):
        name = by_text[parts.parsed.text]
        scores = held.types[name]
        weigher = Weigher(
            parts.parsed,
            parts.cast,
            parts.triggers,
            parts.lexicon,
            arguments=parts.arguments,
            type_scores=scores,
            victim_scores=held.victims[name].tolist(),
        )
        pairs = weigher.pairs()
        known = {
            (p.entity.id, p.type): float(c)
            for p, c in zip(held.pairs[name], held.chances[name], strict=True)
        }
        for pair in pairs:
            pair.probability = known.get((pair.entity.id, pair.type), 0.0)
        taken = [
            p
            for p in pairs
            if is_likely(p, model.threshold) or parts.parsed.lang != "kk" and is_plain(p)
        ]
        return pairs, taken, scores

    return learned


def code_all(lang, folder, held, out):
    """Code every report out of fold; answer (gold record, predicted acts, text) of each."""
    records = {}
    for path in sorted(folder.glob(f"{lang}-*.json")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        records[text] = (path, json.loads(path.read_text("utf-8")))
    by_text = {text: path.stem for text, (path, _) in records.items()}
    threshold = threshold_of(held)
    model = replace(weights(lang), threshold=threshold)
    print(f"{lang}: threshold {threshold:.3f}")
    with (
        mock.patch.object(drafting, "_learned", reader_of(held, by_text)),
        mock.patch.object(drafting, "weights", return_value=model),
    ):
        for text, (path, gold) in records.items():
            coding = drafting.code(
                plain_page(text.encode(), lang), published=gold["published"], joint=False
            )
            target = out / path.name
            target.write_text(json.dumps(coding.to_json(), ensure_ascii=False), "utf-8")
            yield gold, gold_score.scored(coding.to_json()["acts"]), path


def threshold_of(held):
    """Pick the threshold as the trainer does: best F1 among those that are precise enough."""
    table = [
        (t, *trainer.evaluate(held.reports, held.pairs, held.chances, t))
        for t in np.arange(0.2, 0.66, 0.025)
    ]
    fine = [row for row in table if row[1] >= trainer.PRECISION] or table[-1:]
    return float(max(fine, key=lambda row: row[3])[0])


def calibration(confidence, right):
    """Answer expected calibration error, area under the curve, precision of the upper half."""
    order = np.argsort(-confidence, kind="stable")
    half = right[order[: len(order) // 2]].mean()
    at = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    error = sum(
        (at == k).mean() * abs(confidence[at == k].mean() - right[at == k].mean()) for k in set(at)
    )
    return error, roc_auc_score(right, confidence), half


def diagram(lang, confidence, right, path):
    """Draw how often acts of a confidence are right; the line is what is meant."""
    at = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    bars = []
    for k in sorted(set(at)):
        share, count = right[at == k].mean(), int((at == k).sum())
        bars.append(
            f'<rect x="{40 + k * 30}" y="{340 - share * 300:.0f}" width="26" height="{share * 300:.0f}"'
            f' fill="#4a6fa5"><title>{count} acts, {share:.2f} right</title></rect>'
        )
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 380" role="img">'
        f"<title>Reliability of confidence, {lang}, out of fold</title>"
        f'<rect width="360" height="380" fill="#fff"/>{"".join(bars)}'
        '<path d="M40 340H340M40 340V40M40 340L340 40" stroke="#222" fill="none"/>'
        '<text x="190" y="370" text-anchor="middle" font-size="13">confidence 0 to 1</text>'
        '<text x="16" y="190" font-size="13" transform="rotate(-90 16 190)" '
        'text-anchor="middle">share that is right</text></svg>\n',
        "utf-8",
    )


def show(act):
    """Answer an act in a line."""
    return f"{act['type']}: {act['victim']['name'] or '(' + str(act['victim']['role']) + ')'}"


def worst(documents, count):
    """Print the documents with most missed and false acts."""
    ranked = []
    for gold, acts, path in documents:
        found = gold_score.match_acts(gold["acts"], acts)
        lost = [show(a) for n, a in enumerate(gold["acts"]) if n not in found]
        false = [show(a) for n, a in enumerate(acts) if n not in set(found.values())]
        ranked.append((len(lost) + len(false), path.stem, lost, false))
    for _, name, lost, false in sorted(ranked, reverse=True)[:count]:
        print(f"  {name}: missed {'; '.join(lost) or '-'} | false {'; '.join(false) or '-'}")


def evaluate(lang, arguments):
    """Print everything for one language."""
    reports = trainer.load(arguments.train, lang)
    held = trainer.out_of_fold(reports)
    with tempfile.TemporaryDirectory() as folder:
        gold_dir, out = Path(folder, "gold"), Path(folder, "out")
        gold_dir.mkdir()
        out.mkdir()
        documents = list(code_all(lang, arguments.train, held, out))
        for _, _, path in documents:
            for one in (path, path.with_suffix(".txt")):
                (gold_dir / one.name).symlink_to(one.resolve())
        figures = gold_score.score_dirs(str(gold_dir), str(out))["overall"]
    for key in ("acts", "victims", "event_types"):
        part = figures[key]
        print(f"  {key:11s} P {part['precision']:.3f} R {part['recall']:.3f} F1 {part['f1']:.3f}")
    fields = figures["fields"]
    given = {k: v["accuracy_given"] for k, v in fields.items() if v["n_given"]}
    print("  fields given:", ", ".join(f"{k} {v:.3f}" for k, v in given.items()))
    negatives = round(figures["false_positives_per_negative"] * figures["negative_documents"])
    print(f"  {negatives} acts on {figures['negative_documents']} negatives")
    pairs = [
        (act["confidence"], number in set(found.values()))
        for gold, acts, _ in documents
        for found in [gold_score.match_acts(gold["acts"], acts)]
        for number, act in enumerate(acts)
    ]
    confidence = np.array([c for c, _ in pairs])
    right = np.array([float(hit) for _, hit in pairs])
    error, area, half = calibration(confidence, right)
    print(
        f"  calibration error {error:.3f}, AUROC {area:.3f}, more confident half right {half:.3f}"
    )
    arguments.out.mkdir(parents=True, exist_ok=True)
    diagram(lang, confidence, right, arguments.out / f"reliability-{lang}.svg")
    worst(documents, arguments.worst)
    for share in (0.25, 0.5) if arguments.curve else ():
        part = trainer.out_of_fold(reports, share=share)
        table = [
            trainer.evaluate(reports, part.pairs, part.chances, t)[2]
            for t in np.arange(0.15, 0.6, 0.05)
        ]
        print(f"  learnt from {share:.0%}: best act F1 {max(table):.3f}")


def main() -> int:
    """Evaluate the languages that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("langs", nargs="*", default=["en", "ru", "kk"])
    parser.add_argument("--train", type=Path, default=trainer.ROOT / "benchmarks/gold/train")
    parser.add_argument("--out", type=Path, default=trainer.ROOT / "build/eval")
    parser.add_argument("--worst", type=int, default=10)
    parser.add_argument("--curve", action="store_true")
    arguments = parser.parse_args()
    for lang in arguments.langs or ["en", "ru", "kk"]:
        evaluate(lang, arguments)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
