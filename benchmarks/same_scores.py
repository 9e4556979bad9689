"""Writes the scores, verdicts and reasons of many pairs, to compare two states of the code.

    python benchmarks/same_scores.py --out before.txt.gz        on the code as it was
    python benchmarks/same_scores.py --against before.txt.gz    on the code as it is

Work on speed must change none: every digit and every reason is compared. The pairs are the
project's own, name_bench, 20,000 pairs of made names in four scripts, and those with a slip,
a changed order or a fact. Read the tables of names from DIR with `--shared DIR`.
"""

import argparse
import csv
import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from khronika.match import compare, keys

HERE = Path(__file__).resolve().parent
SEED = 11

Pair = tuple[str, str, dict[str, str] | None]


def main() -> None:
    """Write the scores, or compare them and fail where one differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--against", type=Path)
    arguments = parser.parse_args()
    lines = list(_scored(arguments.shared / "names"))
    if arguments.out is not None:
        with gzip.open(arguments.out, "wt", encoding="utf-8") as file:
            file.writelines(lines)
    if arguments.against is not None:
        with gzip.open(arguments.against, "rt", encoding="utf-8") as file:
            before = list(file)
        changed = [(a, b) for a, b in zip(before, lines, strict=True) if a != b]
        for was, now in changed[:10]:
            print(f"- {was}+ {now}", end="")
        print(f"{len(changed)} of {len(lines)} lines differ")
        sys.exit(1 if changed else 0)


def _scored(names: Path) -> Iterator[str]:
    for left, right, context in (*_written(names), *_made(names)):
        found = compare(left, right, left_context=context, right_context=context)
        yield (
            json.dumps(
                [left, right, found.score, found.verdict.value, found.reasons, sorted(keys(left))],
                ensure_ascii=False,
            )
            + "\n"
        )


def _written(names: Path) -> Iterator[Pair]:
    for path in (HERE / "names" / "pairs.csv", HERE / "names" / "pairs_second.csv"):
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            yield row["left"], row["right"], None
            yield row["left"], row["right"], {"outlet": "Stepnoy Vestnik", "country": "KZ"}
        shift = [row["right"] for row in rows]
        for row, other in zip(rows, shift[1:] + shift[:1], strict=True):
            yield row["left"], other, None
    if (names / "name_bench.csv").is_file():
        with (names / "name_bench.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row["name1"], row["name2"], None


def _made(names: Path) -> Iterator[Pair]:
    """Make names of parts in four scripts: strangers, spellings of one, slips, other orders."""
    chance = random.Random(SEED)
    parts = [
        [cell.replace(" ", "") for cell in line.split("\t")[:2]]
        for language in ("russian", "russian", "arabic", "chinese")
        if (names / "transliteration" / f"{language}_64.tsv").is_file()
        for line in (names / "transliteration" / f"{language}_64.tsv").read_text().splitlines()
    ]
    for at in range(20000 if parts else 0):
        words = [chance.choice(parts) for _ in range(chance.choice((1, 2, 2, 2, 3)))]
        other = [chance.choice(parts) for _ in words]
        sides = chance.random() < 0.5, chance.random() < 0.5
        left = " ".join(word[sides[0]].title() for word in words)
        kind = at % 4
        if kind == 1:
            other = words[:1] + other[1:]
        elif kind == 2:
            other = words[::-1] if chance.random() < 0.3 else words
        right = " ".join(word[sides[1]].title() for word in other)
        if kind == 2 and chance.random() < 0.5:
            spot = chance.randrange(len(right))
            right = right[:spot] + right[spot + 1 :]
        yield left, right, {"place": "Astana", "dates": "2024-05"} if at % 16 == 2 else None


if __name__ == "__main__":
    main()
