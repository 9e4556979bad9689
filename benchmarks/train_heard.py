"""Learns how Russian newsrooms write what Latin letters sound like, and adds it to the table.

    python benchmarks/train_heard.py ../shared/names/transliteration OUT.csv.gz

`train_channel.py` learns what Cyrillic letters write in Latin; this learns the way back, of one
to four Latin letters with their accents: how `eau`, `sch` or `ight` is heard is told by the Latin
side. It keeps the other rows that stand in OUT; what it writes is what ships as
`src/khronika/name/spelling/channel.csv.gz`. Expectation maximisation as there, on the `_64` and
`_16` files; the `_20` files are the test and are never read.
"""

import argparse
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from train_channel import Chances, Chunk, Counts, Pair, chances, standing, write

from khronika.name.spelling.heard import LONGEST_CHUNK, MOST_HEARD, SCRIPT, letters_heard
from khronika.script.romanise import plain

ROUNDS = 4
SEEN = {2: 40, 3: 50, 4: 60}
"""How often a run of letters must be seen to be learnt as one, by its length."""
RARE = 30
"""Uses below which an accented letter is learnt without its accent."""
FARTHEST = 1.9
"""Nats a letter beyond which two words are two names, and teach nothing."""
LEAST = 8e-4


def load(folder: Path) -> list[Pair]:
    """Read the pairs to learn from, those of unlike length left out."""
    rows = [
        line.split("\t")
        for part in ("64", "16")
        for line in (folder / f"russian_{part}.tsv").read_text("utf-8").splitlines()
    ]
    uses = Counter(letter for latin, _, _ in rows for letter in set(latin.lower()))
    known = frozenset(letter for letter, count in uses.items() if count >= RARE)
    pairs = []
    for latin, foreign, seen in rows:
        letters = letters_heard(latin.replace(" ", "").replace("-", ""), known)
        written = "".join(c for c in plain(foreign.replace(" ", "")) if "а" <= c <= "я")
        longest = max(len(letters), len(written))
        if letters and written and longest <= 14 and 0.45 <= len(written) / len(letters) <= 1.8:
            weight = 1 + 0.5 * math.log(int(seen))
            pairs.append(Pair(written, ("^", *letters, "$"), weight))
    random.Random(1).shuffle(pairs)
    return pairs


def first_guess(pairs: Iterable[Pair]) -> Chances:
    """Guess chances from letters that stand at the same share of both words."""
    counts: Counts = defaultdict(Counter)
    for written, ends, _ in pairs:
        letters = ends[1:-1]
        share = len(written) / len(letters)
        for at, letter in enumerate(letters):
            low, high = round(at * share), round((at + 1) * share)
            for start in range(max(0, low - 1), min(low + 2, len(written) + 1)):
                for end in range(start, min(start + MOST_HEARD, len(written)) + 1):
                    weight = 1 / (1 + abs(start - low)) / (1 + abs(end - high))
                    counts[(letter,)][written[start:end]] += weight * (0.3 if end == start else 1)
    return chances(counts, 1e-5)


def expect(pair: Pair, known: Chances, counts: Counts) -> float | None:
    """Add the expected uses of every chunk in one word; answer its cost, None where it has none."""
    written, letters, weight = pair
    length, ends = len(written), len(letters)
    forward: list[dict[int, float]] = [{} for _ in range(ends + 1)]
    forward[0][0] = 1.0
    edges = []
    for at in range(ends):
        for size in range(1, min(LONGEST_CHUNK, ends - at) + 1):
            chunk = letters[at : at + size]
            spelled = known.get(chunk)
            if not forward[at] or spelled is None:
                continue
            after = forward[at + size]
            for start, share in forward[at].items():
                for end in range(start, min(start + MOST_HEARD, length) + 1):
                    chance = spelled.get(written[start:end])
                    if chance:
                        after[end] = after.get(end, 0.0) + share * chance
                        edges.append((at, start, chunk, end, chance))
    total = forward[-1].get(length)
    if not total:
        return None
    backward: list[dict[int, float]] = [{} for _ in forward]
    backward[-1][length] = 1.0
    for at, start, chunk, end, chance in reversed(edges):
        later = backward[at + len(chunk)].get(end)
        if later is None:
            continue
        use = chance * later
        backward[at][start] = backward[at].get(start, 0.0) + use
        share = forward[at][start] * use / total
        if share > 1e-3:
            counts[chunk][written[start:end]] += share * weight
    return -math.log(total)


def with_runs(known: Chances, pairs: Iterable[Pair]) -> Chances:
    """Add runs of two to four letters that are seen often, as products of their letters."""
    seen: Counter[Chunk] = Counter()
    for _, ends, _ in pairs:
        for size in SEEN:
            seen.update(ends[at : at + size] for at in range(len(ends) - size + 1))
    for run in (run for run, count in seen.items() if count >= SEEN[len(run)]):
        joined = {"": 1.0}
        for letter in run:
            longer: Counter[str] = Counter()
            likely = sorted(known.get((letter,), {"": 1.0}).items(), key=lambda one: -one[1])[:12]
            for written, chance in joined.items():
                for more, also in likely:
                    if len(written + more) <= MOST_HEARD and chance * also > 2e-4:
                        longer[written + more] += chance * also
            joined = dict(longer)
        known[run] = {
            written: 0.08 * chance for written, chance in joined.items() if chance > 5e-4
        }
    return known


def learn(pairs: list[Pair]) -> Counts:
    """Run the rounds and answer the last counts; pairs that stay far apart are dropped."""
    known = first_guess(pairs)
    counts: Counts = {}
    for number in range(ROUNDS):
        counts = defaultdict(Counter)
        costs = [expect(pair, known, counts) for pair in pairs]
        if number:
            pairs = [
                pair
                for pair, cost in zip(pairs, costs, strict=True)
                if cost is not None and cost < FARTHEST * (len(pair.latin) + 1)
            ]
        known = chances(counts, 1e-4)
        if number == 0:
            known = with_runs(known, pairs)
        print(f"round {number + 1} of {ROUNDS}, {len(pairs)} pairs", file=sys.stderr, flush=True)
    return counts


def main() -> None:
    """Learn, and write the table with what stood in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    rows = [row for row in standing(arguments.out) if row[0] != SCRIPT]
    for run, heard in learn(load(arguments.folder)).items():
        total = sum(heard.values())
        for written, count in heard.items():
            if run not in (("^",), ("$",)) and total >= 1.5 and count / total >= LEAST:
                cost = round(-100 * math.log(count / total))
                rows.append((SCRIPT, "".join(run), written, cost))
    write(arguments.out, rows)


if __name__ == "__main__":
    main()
