"""Learns how Russian, Arabic and Chinese letters are spelled in Latin, and writes the table.

    python benchmarks/train_channel.py ../shared/names/transliteration OUT.csv.gz

Expectation maximisation over joint chunks (Li, Zhang and Su 2004): one or two letters write zero
to five Latin letters. Learns from the `_64` and `_16` files; the `_20` files are the test and are
never read. Chinese characters are smoothed with what their syllable of pinyin writes.
"""

import argparse
import csv
import gzip
import io
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from khronika.script.han import pinyin
from khronika.script.romanise import plain, romanise

MOST_LATIN = 5
SMOOTHING = 10.0
SCRIPTS = {"russian": "cyrl", "arabic": "arab", "chinese": "hani"}

Word = tuple[str, tuple[str, ...]]
Chances = dict[tuple[str, ...], dict[str, float]]


def load(folder: Path, language: str, *, syllables: bool) -> list[Word]:
    """Read pairs of a Latin word and its letters, with `^` and `$` at the ends."""
    words = []
    for part in ("64", "16"):
        for line in (folder / f"{language}_{part}.tsv").read_text("utf-8").splitlines():
            latin, foreign, _ = line.split("\t")
            letters = tuple(plain(foreign.replace(" ", "")))
            if syllables:
                letters = tuple(next(iter(pinyin(letter)), letter) for letter in letters)
            spelled = romanise(latin.replace(" ", "").replace("-", ""))
            spelled = "".join(letter for letter in spelled if "a" <= letter <= "z")
            if spelled and letters and max(len(spelled), len(letters)) <= 14:
                words.append((spelled, ("^", *letters, "$")))
    return words


def first_guess(words: Iterable[Word]) -> Chances:
    """Guess chances from letters that stand at the same share of both words."""
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for latin, ends in words:
        letters = ends[1:-1]
        share = len(latin) / len(letters)
        for at, letter in enumerate(letters):
            low, high = round(at * share), round((at + 1) * share)
            for start in range(max(0, low - 1), low + 2):
                for end in range(start + 1, min(start + MOST_LATIN, len(latin)) + 1):
                    weight = 1 / (1 + abs(start - low)) / (1 + abs(end - high))
                    counts[(letter,)][latin[start:end]] += weight
    return chances(counts, 1e-5)


def chances(counts: dict[tuple[str, ...], Counter[str]], least: float) -> Chances:
    """Turn counts into chances; the ends of a word write nothing."""
    found: Chances = {}
    for chunk, spelled in counts.items():
        total = sum(spelled.values())
        found[chunk] = {latin: n / total for latin, n in spelled.items() if n / total > least}
        found[chunk].setdefault("", 1e-4)
    return found | {("^",): {"": 1.0}, ("$",): {"": 1.0}}


def expect(word: Word, known: Chances, counts: dict[tuple[str, ...], Counter[str]]) -> None:
    """Add the expected uses of every chunk in one word (forward and backward sums)."""
    latin, letters = word
    forward = [[0.0] * (len(latin) + 1) for _ in range(len(letters) + 1)]
    forward[0][0] = 1.0
    edges = []
    for at in range(len(letters)):
        for size in (1, 2):
            spelled = known.get(letters[at : at + size]) if at + size <= len(letters) else None
            for start, reached in enumerate(forward[at] if spelled else ()):
                for end in (
                    range(start, min(start + MOST_LATIN, len(latin)) + 1) if reached else ()
                ):
                    chance = (spelled or {}).get(latin[start:end])
                    if chance:
                        forward[at + size][end] += reached * chance
                        edges.append((at, start, size, end, chance))
    total = forward[-1][-1]
    backward = [[0.0] * (len(latin) + 1) for _ in range(len(letters) + 1)]
    backward[-1][-1] = 1.0
    for at, start, size, end, chance in reversed(edges) if total else ():
        backward[at][start] += chance * backward[at + size][end]
        share = forward[at][start] * chance * backward[at + size][end] / total
        if share > 1e-4:
            counts[letters[at : at + size]][latin[start:end]] += share


def with_pairs(known: Chances, words: Iterable[Word], least: int) -> Chances:
    """Add chunks of two letters that are seen often, as products of their parts."""
    seen = Counter(letters[at : at + 2] for _, letters in words for at in range(len(letters) - 1))
    for pair in (pair for pair, count in seen.items() if count >= least):
        joined: Counter[str] = Counter()
        for one, chance in known.get(pair[:1], {}).items():
            for other, also in known.get(pair[1:], {}).items():
                if len(one + other) <= MOST_LATIN and chance * also > 1e-4:
                    joined[one + other] += chance * also * 0.05
        known[pair] = dict(joined)
    return known


def learn(words: list[Word], rounds: int, pairs_from: int) -> dict[tuple[str, ...], Counter[str]]:
    """Run the rounds and answer the last counts."""
    known = first_guess(words)
    counts: dict[tuple[str, ...], Counter[str]] = {}
    for number in range(rounds):
        counts = defaultdict(Counter)
        for word in words:
            expect(word, known, counts)
        known = chances(counts, 1e-4)
        if number == 1:
            known = with_pairs(known, words, pairs_from)
        print(f"round {number + 1} of {rounds}: {sum(map(len, known.values()))} costs")
    return counts


Row = tuple[str, str, str, int]


def rows_of(script: str, counts: dict[tuple[str, ...], Counter[str]]) -> list[Row]:
    """Turn counts into costs, the rare ones left out."""
    rows = []
    for chunk, spelled in counts.items():
        total = sum(spelled.values())
        if chunk in (("^",), ("$",)) or total < (15 if len(chunk) == 2 else 1.5):
            continue
        for latin, count in spelled.items():
            if count >= max(0.6, total * 0.0008):
                rows.append((script, "".join(chunk), latin, round(-100 * math.log(count / total))))
    return rows


def chinese_rows(
    characters: dict[tuple[str, ...], Counter[str]], spoken: dict[tuple[str, ...], Counter[str]]
) -> list[Row]:
    """Smooth the counts of characters with those of their syllables; add the syllables."""
    rows = []
    said = {chunk: _shares(counts) for chunk, counts in spoken.items()}
    for chunk, counts in characters.items():
        if chunk in (("^",), ("$",)) or (len(chunk) == 2 and sum(counts.values()) < 15):
            continue
        syllables = tuple(next(iter(pinyin(c)), c) if c not in "^$" else c for c in chunk)
        prior, total = said.get(syllables, {}), sum(counts.values())
        for latin in counts.keys() | prior.keys():
            share = (counts[latin] + SMOOTHING * prior.get(latin, 0)) / (total + SMOOTHING)
            if share > 1.2e-3:
                rows.append(("hani", "".join(chunk), latin, round(-100 * math.log(share))))
    for chunk, shares in said.items():
        if len(chunk) == 1 and chunk[0].isascii() and chunk[0] not in "^$":
            rows += [
                ("hani", chunk[0], latin, round(-100 * math.log(share)))
                for latin, share in shares.items()
                if share > 2e-3
            ]
    return rows


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {latin: count / total for latin, count in counts.items()}


def main() -> None:
    """Learn the three scripts and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--words", type=int, default=140_000, help="at most so many a script")
    arguments = parser.parse_args()
    rows: list[Row] = []
    for language, script in SCRIPTS.items():
        words = load(arguments.folder, language, syllables=False)
        random.Random(1).shuffle(words)
        counts = learn(words[: arguments.words], 5, 40 if script == "hani" else 60)
        if script == "hani":
            syllables = load(arguments.folder, language, syllables=True)
            spoken = learn(syllables[: arguments.words], 5, 40)
            rows += chinese_rows(counts, spoken)
        else:
            rows += rows_of(script, counts)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["script", "chunk", "latin", "centinats"])
    writer.writerows(sorted(rows))
    arguments.out.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))


if __name__ == "__main__":
    main()
