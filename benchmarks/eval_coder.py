"""Scores the coder on the gold set, in process: `make eval`.

usage: eval_coder.py [--gold DIR] [--details] [--langs en,ru,kk] [--out DIR] [--staged]

Prints the scorer's table (acts, victims, types, fields, negatives, cites, shelters) per language,
how far the confidence of acts is to be believed, and what a document costs. `dev` is the test:
nothing is chosen on it. With --staged the joint network stays out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "gold"))
from score import match_acts

from khronika.code import code
from khronika.flow.plain import plain_page

GOLD = Path(__file__).parent / "gold"


def predict(folder: Path, out: Path, langs: set[str], joint: bool) -> tuple[int, float]:
    """Code every report of a folder; answer how many and the CPU seconds."""
    began, count = time.process_time(), 0
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        if record["lang"] not in langs:
            continue
        page = plain_page(path.with_suffix(".txt").read_bytes(), record["lang"])
        coding = code(page, published=record["published"], joint=joint)
        target = out / path.name
        target.write_text(json.dumps(coding.to_json(), ensure_ascii=False), "utf-8")
        count += 1
    return count, time.process_time() - began


def confidence(gold: Path, out: Path, langs: set[str]) -> None:
    """Print per language what the confidence of drafted acts is worth.

    Expected calibration error over ten bins of equal size (Guo et al. 2017), area under the ROC
    curve of right against wrong, precision of the more confident half.
    """
    print(f"\n{'confidence':12} {'acts':>6} {'ECE':>7} {'AUROC':>7} {'upper half right':>17}")
    for lang in sorted(langs):
        told: list[tuple[float, bool]] = []
        for path in sorted(gold.glob(f"{lang}-*.json")):
            acts = json.loads((out / path.name).read_text("utf-8"))["acts"]
            right = set(match_acts(json.loads(path.read_text("utf-8"))["acts"], acts).values())
            told += [(act["confidence"], n in right) for n, act in enumerate(acts)]
        told.sort()
        hits, misses = [c for c, ok in told if ok], [c for c, ok in told if not ok]
        if not hits or not misses:
            continue
        size = -(-len(told) // 10)
        bins = [told[at : at + size] for at in range(0, len(told), size)]
        error = sum(abs(sum(ok for _, ok in b) - sum(c for c, _ in b)) for b in bins) / len(told)
        wins = sum((a > b) + (a == b) / 2 for a in hits for b in misses)
        upper = told[len(told) // 2 :]
        share = sum(ok for _, ok in upper) / len(upper)
        auroc = wins / (len(hits) * len(misses))
        print(f"{lang:12} {len(told):>6} {error:>7.3f} {auroc:>7.3f} {share:>17.3f}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD / "dev")
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--langs", default="en,ru,kk,be,uk")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--staged", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = arguments.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        langs = set(arguments.langs.split(","))
        count, seconds = predict(arguments.gold, out, langs, not arguments.staged)
        command = [sys.executable, str(GOLD / "score.py"), str(arguments.gold), str(out)]
        subprocess.run(command + ["--details"] * arguments.details, check=True)
        confidence(arguments.gold, out, langs)
    print(f"\n{count} reports, {seconds:.1f} CPU seconds with loading the models")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
