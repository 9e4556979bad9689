"""Measures the matching of names against its peers, and prints ratios of the same run.

    python benchmarks/bench_match.py                    the project's own pairs, and the speed
    python benchmarks/bench_match.py --shared DIR       also name_bench and the transliterations
    python benchmarks/bench_match.py --third 3          the third that is opened once

    python benchmarks/bench_match.py --peer-python VENV/bin/python      with logic-v2 in the run

The peers are rapidfuzz's WRatio over anyascii and nomenklatura's logic-v2. The latter needs PyICU,
which is compiled, so it stands in a venv of its own: `peer_logic_v2.py` says how to make it.
"""

import argparse
import csv
import gc
import json
import random
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from anyascii import anyascii
from rapidfuzz import fuzz

from khronika.match import Verdict, compare, keys

HERE = Path(__file__).resolve().parent
SEED = 7


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--third", default="12", help="thirds of the own set: 12, 3 or 123")
    parser.add_argument("--queries", type=int, default=250, help="names looked up in a thousand")
    parser.add_argument("--samples", type=int, default=1, help="other thousands of the file")
    parser.add_argument("--languages", default="russian arabic chinese")
    parser.add_argument("--peer-python", type=Path, help="a Python that has nomenklatura")
    arguments = parser.parse_args()
    for pairs in ("pairs.csv", "pairs_second.csv"):
        own_pairs(HERE / "names" / pairs, arguments.third)
    speed(arguments.shared / "names", arguments.peer_python)
    names = arguments.shared / "names"
    if not names.is_dir():
        print("name_bench, transliteration: left out, the shared folder is missing")
        return
    name_bench(names / "name_bench.csv")
    for language in arguments.languages.split():
        path = names / "transliteration" / f"{language}_20.tsv"
        for seed in range(SEED, SEED + arguments.samples):
            retrieval(_thousand(path, seed), language, arguments.queries)


def _ascii_ratio(left: str, right: str) -> float:
    return fuzz.WRatio(anyascii(left).lower(), anyascii(right).lower()) / 100


def _ours(left: str, right: str) -> float:
    return compare(left, right).score


def _measures(scored: Sequence[tuple[float, bool]]) -> str:
    """Answer F1 at 0.5, the best F1, and the recall at a precision of 0.99."""
    positives = sum(truth for _, truth in scored)

    def at(threshold: float) -> tuple[float, float, float]:
        right = sum(truth for score, truth in scored if score >= threshold)
        said = sum(score >= threshold for score, _ in scored)
        if not said:
            return (0.0, 1.0, 0.0)
        return (2 * right / (said + positives), right / said, right / positives)

    levels = sorted({score for score, _ in scored})
    best = max((at(level)[0], level) for level in levels)
    sure = max((at(level)[2] for level in levels if at(level)[1] >= 0.99), default=0.0)
    return (
        f"F1 at 0.5 {at(0.5)[0]:.3f}, best F1 {best[0]:.3f} at {best[1]:.2f}, "
        f"recall at P>=0.99 {sure:.3f}"
    )


def own_pairs(path: Path, thirds: str) -> None:
    """Score a set of the project's own pairs, half of them hard negatives."""
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["third"] in thirds]
    truths = [row["truth"] == "same" for row in rows]
    merges = 0
    for name, judge in (("khronika", _ours), ("anyascii+WRatio", _ascii_ratio)):
        scored = [
            (judge(row["left"], row["right"]), t) for row, t in zip(rows, truths, strict=True)
        ]
        print(f"{path.name}, thirds {thirds}, {len(rows)} pairs, {name}: {_measures(scored)}")
    for row, truth in zip(rows, truths, strict=True):
        context = {"outlet": "Stepnoy Vestnik", "role": "journalist"}
        found = compare(row["left"], row["right"], left_context=context, right_context=context)
        merges += found.verdict is Verdict.SAME and not truth
    print(f"{path.name}: {merges} pairs of two got `same` with one outlet and role on both sides")
    shared = [
        bool(keys(r["left"]) & keys(r["right"])) for r, t in zip(rows, truths, strict=True) if t
    ]
    print(f"{path.name}: {sum(shared) / len(shared):.3f} of the right pairs share a key")


def name_bench(path: Path) -> None:
    """Score the matching benchmark of nomenklatura (MIT)."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    truths = [row["is_match"] == "true" for row in rows]
    for name, judge in (("khronika", _ours), ("anyascii+WRatio", _ascii_ratio)):
        scores = [judge(row["name1"], row["name2"]) for row in rows]
        print(f"name_bench, {name}: {_measures(list(zip(scores, truths, strict=True)))}")
        strong = [
            (score >= 0.5) == truth
            for score, truth, row in zip(scores, truths, rows, strict=True)
            if row["quality"] == "STRONG"
        ]
        print(f"name_bench, {name}: STRONG rows {sum(strong)} of {len(strong)} right at 0.5")


def _thousand(path: Path, seed: int) -> list[tuple[str, str, int]]:
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    random.Random(seed).shuffle(rows)
    pairs: list[tuple[str, str, int]] = []
    seen: set[str] = set()
    for latin, spaced, times in rows:
        foreign = spaced.replace(" ", "")
        if latin in seen or foreign in seen:
            continue
        seen |= {latin, foreign}
        pairs.append((latin, foreign, int(times)))
        if len(pairs) == 1000:
            break
    return pairs


def retrieval(pairs: Sequence[tuple[str, str, int]], language: str, queries: int) -> None:
    """Look Latin name parts up among a thousand in the other script; count the right firsts.

    The first 250 of a thousand leave a chance of 1.2 in a hundred either way; three samples with
    all their thousand leave a third of that, and take ten minutes a language. The data pair some
    names that are two (a surname beside a given name); nearly all of these were seen only once,
    so the pairs that were seen oftener are also told for themselves.
    """
    asked = pairs[:queries]
    for name, judge in (("khronika", _ours), ("anyascii+rapidfuzz", _ascii_ratio)):
        right, unlike = [], 0
        for at, (latin, _, _) in enumerate(asked):
            scores = [judge(latin, foreign) for _, foreign, _ in pairs]
            right.append(max(range(len(scores)), key=scores.__getitem__) == at)
            unlike += scores[at] < 0.1
        often = [hit for hit, (_, _, times) in zip(right, asked, strict=True) if times > 1]
        print(
            f"transliteration, {language}, {len(asked)} among 1000, {name}: "
            f"top-1 {sum(right) / len(right):.3f}; {unlike} of the pairs score below 0.1 (most "
            f"are two different names in the data); of the {len(often)} pairs seen more than "
            f"once {sum(often) / max(1, len(often)):.3f}"
        )


def _strangers(count: int, names: Path, seed: int) -> list[tuple[str, str]]:
    """Make unseen pairs of names of two or three words, half Latin, half Cyrillic."""
    source = names / "transliteration" / "russian_64.tsv"
    if source.is_file():
        parts = [line.split("\t")[:2] for line in source.read_text("utf-8").splitlines()]
    else:
        parts = [list(pair) for pair in _own_words()]
    chance = random.Random(seed)

    def name() -> str:
        side = chance.random() < 0.5
        words = (
            chance.choice(parts)[side].replace(" ", "") for _ in range(chance.choice((2, 2, 3)))
        )
        return " ".join(word.title() for word in words)

    return [(name(), name()) for _ in range(count)]


def _own_words() -> list[tuple[str, str]]:
    with (HERE / "names" / "pairs.csv").open(encoding="utf-8") as file:
        names = [
            row["left"].split() for row in csv.DictReader(file) if row["group"] in ("ru", "be/uk")
        ]
    return [(word, anyascii(word)) for words in names for word in words]


def _per_second(judge: Callable[[str, str], float], pairs: Sequence[tuple[str, str]]) -> float:
    gc.collect()
    gc.freeze()  # the tables of all contestants, so that none is walked over for another's sake
    started = time.process_time()
    for left, right in pairs:
        judge(left, right)
    seconds = time.process_time() - started
    gc.unfreeze()
    return len(pairs) / seconds


def speed(names: Path, peer_python: Path | None) -> None:
    """Time cold pairs in CPU seconds, every name new to the process, peers in the same run.

    Each contestant first compares the project's own pairs, since tables are loaded once a
    process and not once a pair; three rounds of other names follow, and the middle one counts.
    """
    with (HERE / "names" / "pairs.csv").open(encoding="utf-8") as file:
        warm = [(row["left"], row["right"]) for row in csv.DictReader(file)]
    rounds = [_strangers(3000, names, seed) for seed in (SEED, SEED + 1, SEED + 2)]
    found: dict[str, list[float]] = {"khronika": [], "anyascii+WRatio": []}
    judges = {"khronika": _ours, "anyascii+WRatio": _ascii_ratio}
    for left, right in warm:
        _ours(left, right)
        _ascii_ratio(left, right)
    for pairs in rounds:
        for name, judge in judges.items():
            found[name].append(_per_second(judge, pairs))
    if peer_python is not None:
        run = subprocess.run(
            [peer_python, HERE / "peer_logic_v2.py"],
            input=json.dumps({"warm": warm, "rounds": rounds}),
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found["logic-v2"] = [3000 / seconds for seconds in json.loads(run.stdout)["seconds"]]
    ours = statistics.median(found["khronika"])
    for name, speeds in found.items():
        middle = statistics.median(speeds)
        print(
            f"speed: {name} {middle:,.0f} cold pairs a CPU second "
            f"({min(speeds):,.0f} to {max(speeds):,.0f}), khronika is {ours / middle:.2f} times as fast"
        )
    if peer_python is None:
        print("speed: logic-v2 was left out; peer_logic_v2.py says how to get it (--peer-python)")


if __name__ == "__main__":
    main()
