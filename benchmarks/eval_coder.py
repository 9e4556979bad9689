"""Scores the coder on the gold set, in process: `make eval`.

usage: eval_coder.py [--gold DIR] [--details] [--langs en,ru,kk] [--out DIR]

Prints the scorer's table (acts, victims, types, fields, negatives, cites, shelters) per language,
and what a document costs. `dev` is the test: nothing is chosen on it.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from khronika.code import code
from khronika.flow.plain import plain_page

GOLD = Path(__file__).parent / "gold"


def predict(folder: Path, out: Path, langs: set[str]) -> tuple[int, float]:
    """Code every report of a folder; answer how many and the CPU seconds."""
    began, count = time.process_time(), 0
    for path in sorted(folder.glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        if record["lang"] not in langs:
            continue
        page = plain_page(path.with_suffix(".txt").read_bytes(), record["lang"])
        coding = code(page, published=record["published"])
        target = out / path.name
        target.write_text(json.dumps(coding.to_json(), ensure_ascii=False), "utf-8")
        count += 1
    return count, time.process_time() - began


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=GOLD / "dev")
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--langs", default="en,ru,kk,be,uk")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = arguments.out or Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        count, seconds = predict(arguments.gold, out, set(arguments.langs.split(",")))
        command = [sys.executable, str(GOLD / "score.py"), str(arguments.gold), str(out)]
        subprocess.run(command + ["--details"] * arguments.details, check=True)
    print(f"\n{count} reports, {seconds:.1f} CPU seconds with loading the models")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
