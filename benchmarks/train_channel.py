"""Learns how Russian, Arabic and Chinese letters are spelled in Latin, and writes the table.

    python benchmarks/train_channel.py ../shared/names/transliteration OUT.csv.gz
    python benchmarks/train_channel.py ../shared/names/transliteration OUT.csv.gz --only chinese
    python benchmarks/train_channel.py ../shared/names/transliteration OUT.csv.gz --only words

The second form keeps the rows of the other languages that stand in OUT, so that the work can be
done in three pieces of a few minutes; the table is the same to the byte. The last adds the
words that were seen often and that the letters of the table that ships would not spell so
(Майкл, Michael); run it once the letters ship. What it writes is what ships as
`src/khronika/name/spelling/channel.csv.gz`.

Expectation maximisation over joint chunks (Li, Zhang and Su 2004): one or two letters write zero
to five Latin letters. Learns from the `_64` and `_16` files; the `_20` files are the test and are
never read. A pair weighs more the oftener it was seen. A Chinese character keeps the share of
what it was seen to write; the rest, the greater the rarer it is, goes to its syllable of pinyin,
and a syllable's to its initial and final, which are learnt beside them (`learnt` adds them up).
"""

import argparse
import csv
import gzip
import io
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from khronika.name.spelling.channel import doubles_once, letters_cost
from khronika.name.spelling.learnt import MOST_LATIN, parts_of
from khronika.script.han import pinyin
from khronika.script.romanise import plain, romanise

HEARD = {"character": 50.0, "syllable": 100.0, "pair": 20.0}
"""Uses that count as much as one's own: a character's of its syllable, and so on."""
SCRIPTS = {"russian": "cyrl", "arabic": "arab", "chinese": "hani"}
ROUNDS = 5
WHOLE, SHARE = 5, 0.05
STRANGE = {"russian": 0.45}
"""Uses and share from which a word is learnt whole, and nats a letter that make it worth it."""

Chunk = tuple[str, ...]
Chances = dict[Chunk, dict[str, float]]
Counts = dict[Chunk, Counter[str]]
Row = tuple[str, str, str, int]


class Pair(NamedTuple):
    """A Latin word, the letters that write it with `^` and `$` at the ends, and its weight."""

    latin: str
    letters: Chunk
    weight: float


def load(folder: Path, language: str) -> list[Pair]:
    """Read the pairs to learn from; a Russian word with ё is learnt with е as well."""
    pairs = []
    for part in ("64", "16"):
        for line in (folder / f"{language}_{part}.tsv").read_text("utf-8").splitlines():
            latin, foreign, seen = line.split("\t")
            spelled = romanise(latin.replace(" ", "").replace("-", ""))
            spelled = "".join(letter for letter in spelled if "a" <= letter <= "z")
            if language == "chinese":
                spelled = doubles_once(spelled)
            weight = 1 + 0.5 * math.log(int(seen))
            forms = _forms(foreign.replace(" ", ""))
            for form in forms:
                letters = tuple(letter for letter in form if letter.isalpha())
                if spelled and letters and max(len(spelled), len(letters)) <= 14:
                    pairs.append(Pair(spelled, ("^", *letters, "$"), weight / len(forms)))
    return pairs


def _forms(foreign: str) -> list[str]:
    form = plain(foreign)
    lower = foreign.lower()
    if "ё" not in lower or len(lower) != len(form):
        return [form]
    kept = (old if old == "ё" else new for old, new in zip(lower, form, strict=True))
    return [form, "".join(kept)]


def by_syllable(pairs: Iterable[Pair]) -> list[Pair]:
    """Write each character as its syllable of pinyin."""
    return [
        pair._replace(letters=tuple(next(iter(pinyin(c)), c) for c in pair.letters))
        for pair in pairs
    ]


def by_part(pairs: Iterable[Pair]) -> list[Pair]:
    """Write syllables as their initials and finals."""
    found = []
    for pair in pairs:
        middle = pair.letters[1:-1]
        if all(map(_is_syllable, middle)):
            parts = (part for syllable in middle for part in parts_of(syllable))
            found.append(pair._replace(letters=("^", *parts, "$")))
    return found


def _is_syllable(letters: str) -> bool:
    return letters.isalpha() and ord(max(letters)) < 0x3000


def first_guess(pairs: Iterable[Pair]) -> Chances:
    """Guess chances from letters that stand at the same share of both words."""
    counts: Counts = defaultdict(Counter)
    for latin, ends, _ in pairs:
        letters = ends[1:-1]
        share = len(latin) / len(letters)
        for at, letter in enumerate(letters):
            low, high = round(at * share), round((at + 1) * share)
            for start in range(max(0, low - 1), min(low + 2, len(latin))):
                for end in range(start + 1, min(start + MOST_LATIN, len(latin)) + 1):
                    weight = 1 / (1 + abs(start - low)) / (1 + abs(end - high))
                    counts[(letter,)][latin[start:end]] += weight
    return chances(counts, 1e-5)


def chances(counts: Counts, least: float) -> Chances:
    """Turn counts into chances; the ends of a word write nothing."""
    found: Chances = {}
    for chunk, spelled in counts.items():
        total = sum(spelled.values())
        found[chunk] = {latin: n / total for latin, n in spelled.items() if n / total > least}
        found[chunk].setdefault("", 1e-4)
    return found | {("^",): {"": 1.0}, ("$",): {"": 1.0}}


def expect(pair: Pair, known: Chances, counts: Counts) -> None:
    """Add the expected uses of every chunk in one word (forward and backward sums)."""
    latin, letters, weight = pair
    length = len(latin)
    forward: list[dict[int, float]] = [{} for _ in range(len(letters) + 1)]
    forward[0][0] = 1.0
    edges = []
    for at in range(len(letters)):
        reached = forward[at]
        if not reached:
            continue
        for size in (1, 2):
            chunk = letters[at : at + size]
            spelled = known.get(chunk) if len(chunk) == size else None
            if spelled is None:
                continue
            after = forward[at + size]
            for start, share in reached.items():
                for end in range(start, min(start + MOST_LATIN, length) + 1):
                    part = latin[start:end]
                    chance = spelled.get(part)
                    if chance:
                        after[end] = after.get(end, 0.0) + share * chance
                        edges.append((at, start, chunk, part, end, chance))
    total = forward[-1].get(length)
    if total:
        _count(edges, forward, total, (len(letters), length, weight), counts)


def _count(
    edges: list[tuple[int, int, Chunk, str, int, float]],
    forward: list[dict[int, float]],
    total: float,
    goal: tuple[int, int, float],
    counts: Counts,
) -> None:
    """Walk back from the goal and add the share of each edge."""
    backward: list[dict[int, float]] = [{} for _ in forward]
    backward[goal[0]][goal[1]] = 1.0
    for at, start, chunk, part, end, chance in reversed(edges):
        later = backward[at + len(chunk)].get(end)
        if later is None:
            continue
        use = chance * later
        here = backward[at]
        here[start] = here.get(start, 0.0) + use
        share = forward[at][start] * use / total
        if share > 1e-4:
            counts[chunk][part] += share * goal[2]


def with_pairs(known: Chances, pairs: Iterable[Pair], least: int) -> Chances:
    """Add chunks of two letters that are seen often, as products of their parts."""
    seen = Counter(
        pair.letters[at : at + 2] for pair in pairs for at in range(len(pair.letters) - 1)
    )
    for chunk in (chunk for chunk, count in seen.items() if count >= least):
        joined: Counter[str] = Counter()
        for one, chance in known.get(chunk[:1], {}).items():
            for other, also in known.get(chunk[1:], {}).items():
                if len(one + other) <= MOST_LATIN and chance * also > 1e-4:
                    joined[one + other] += chance * also * 0.05
        known[chunk] = dict(joined)
    return known


def learn(pairs: list[Pair], pairs_from: int, said: str) -> Counts:
    """Run the rounds and answer the last counts."""
    known = first_guess(pairs)
    counts: Counts = {}
    for number in range(ROUNDS):
        counts = defaultdict(Counter)
        for pair in pairs:
            expect(pair, known, counts)
        known = chances(counts, 1e-4)
        if number == 1:
            known = with_pairs(known, pairs, pairs_from)
        costs = sum(map(len, known.values()))
        print(f"{said}: round {number + 1} of {ROUNDS}, {costs} costs", file=sys.stderr)
    return counts


def rows_of(script: str, counts: Counts, *, rare: float = 0.0008) -> list[Row]:
    """Turn counts into costs, the rare ones left out."""
    rows = []
    for chunk, spelled in counts.items():
        total = sum(spelled.values())
        if chunk in (("^",), ("$",)) or total < (15 if len(chunk) == 2 else 1.5):
            continue
        for latin, count in spelled.items():
            if count >= max(0.6, total * rare):
                rows.append((script, "".join(chunk), latin, _centinats(count / total)))
    return rows


def _centinats(chance: float) -> int:
    return round(-100 * math.log(chance))


def own_rows(counts: Counts, heard: float, chunks: Iterable[Chunk]) -> list[Row]:
    """Keep each chunk's share of what it was seen to write beside what it is heard as."""
    rows = []
    for chunk in chunks:
        total = sum(counts[chunk].values())
        for latin, count in counts[chunk].items():
            if count >= 0.3 and count / (total + heard) > 5e-5:
                rows.append(("hani", "".join(chunk), latin, _centinats(count / (total + heard))))
    return rows


def pair_rows(characters: Counts, spoken: Counts) -> list[Row]:
    """Smooth the counts of two characters with those of their two syllables."""
    rows = []
    for chunk, counts in characters.items():
        if len(chunk) != 2 or sum(counts.values()) < 15:
            continue
        prior = spoken.get(tuple(map(_syllable, chunk)), Counter())
        total, whole = sum(counts.values()), sum(prior.values()) or 1.0
        for latin in sorted(counts.keys() | prior.keys()):
            heard = HEARD["pair"] * prior.get(latin, 0) / whole
            share = (counts.get(latin, 0) + heard) / (total + HEARD["pair"])
            if share > 8e-4:
                rows.append(("hani", "".join(chunk), latin, _centinats(share)))
    return rows


def _syllable(character: str) -> str:
    return character if character in "^$" else next(iter(pinyin(character)), character)


def chinese_rows(pairs: list[Pair]) -> list[Row]:
    """Learn characters, syllables, and initials and finals, and answer the rows of all."""
    spoken_pairs = by_syllable(pairs)
    spoken = learn(spoken_pairs, 40, "syllables")
    parts = learn(by_part(spoken_pairs), 40, "initials and finals")
    characters = learn(pairs, 40, "characters")
    ones = [chunk for chunk in characters if len(chunk) == 1 and chunk[0] not in "^$"]
    heard = [chunk for chunk in spoken if len(chunk) == 1 and _is_syllable(chunk[0])]
    return [
        *own_rows(characters, HEARD["character"], ones),
        *own_rows(spoken, HEARD["syllable"], heard),
        *pair_rows(characters, spoken),
        *rows_of("part", parts, rare=1e-4),
    ]


def whole_rows(folder: Path, language: str) -> list[Row]:
    """Answer words seen often, with what they write, where their letters tell another."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for part in ("64", "16"):
        for line in (folder / f"{language}_{part}.tsv").read_text("utf-8").splitlines():
            latin, foreign, seen = line.split("\t")
            spelled = romanise(latin.replace(" ", "").replace("-", ""))
            written = plain(foreign.replace(" ", ""))
            if spelled.isascii() and spelled.isalpha() and written.isalpha():
                counts[written][spelled] += int(seen)
    rows, script = [], SCRIPTS[language]
    for written, spelled_as in counts.items():
        total = sum(spelled_as.values())
        for latin, count in spelled_as.items():
            if count < WHOLE or count / total < SHARE or min(len(written), len(latin)) < 3:
                continue
            if letters_cost(script, written, latin) / (len(latin) + 1) > STRANGE[language]:
                rows.append((script, f"^{written}$", latin, _centinats(count / total)))
    return rows


def learn_language(folder: Path, language: str, words: int) -> list[Row]:
    """Learn one language and answer its rows."""
    script = SCRIPTS[language]
    pairs = load(folder, language)
    random.Random(1).shuffle(pairs)
    pairs = pairs[:words]
    if script != "hani":
        return rows_of(script, learn(pairs, 60, language))
    return chinese_rows(pairs)


def standing(path: Path) -> list[Row]:
    """Read the rows of a table that stands."""
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    rows = csv.reader(io.StringIO(text))
    next(rows)
    return [(script, chunk, latin, int(cost)) for script, chunk, latin, cost in rows]


def letters_of(rows: list[Row]) -> list[Row]:
    """Answer the rows of letters, those of whole words left out."""
    return [row for row in rows if row[0] != "cyrl" or not _is_whole(row[1])]


def _is_whole(chunk: str) -> bool:
    return len(chunk) > 2 and chunk[0] == "^" and chunk[-1] == "$"


def write(out: Path, rows: list[Row]) -> None:
    """Write a table, in an order of its own."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["script", "chunk", "latin", "centinats"])
    writer.writerows(sorted(rows))
    out.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))


def main() -> None:
    """Learn the languages asked for and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--only", choices=[*sorted(SCRIPTS), "words"], help="learn one, keep the others' rows"
    )
    parser.add_argument("--words", type=int, default=140_000, help="at most so many a language")
    arguments = parser.parse_args()
    if arguments.only == "words":
        whole = [row for language in STRANGE for row in whole_rows(arguments.folder, language)]
        write(arguments.out, letters_of(standing(arguments.out)) + whole)
        return
    asked = [arguments.only] if arguments.only else list(SCRIPTS)
    learnt = {SCRIPTS[language] for language in asked}
    learnt |= {"part"} if "hani" in learnt else set()
    rows = [] if arguments.only is None else standing(arguments.out)
    rows = [row for row in rows if row[0] not in learnt]
    for language in asked:
        rows += learn_language(arguments.folder, language, arguments.words)
    write(arguments.out, rows)


if __name__ == "__main__":
    main()
