"""What reading a page costs, beside trafilatura's `extract` on the same pages in the same run.

    python benchmarks/bench_read.py [FILE...] [--rounds 5]

Without files it reads a page of its own make in four sizes. `khronika read` gives offsets, chrome,
dates, languages by block and media; `extract` gives text alone, so the ratio is no score: it says
what those cost. CPU seconds of this process, the models loaded before the clock starts.
"""

import argparse
import logging
import time
from collections.abc import Callable
from pathlib import Path

from trafilatura import extract

from khronika.read import read

SENTENCE = "The court in Hulme on Monday heard the case of editor Mara Lind, fined for a drawing. "
LINK = '<li><a href="/story-{0}">Mayor buys goat number {0} after long talks with it</a></li>'


def sample(paragraphs: int) -> bytes:
    """Make a page with a menu, a story of so many paragraphs, teasers and a footer."""
    menu = "".join(LINK.format(number) for number in range(40))
    story = "".join(f"<p>{SENTENCE * 3}<b>{number}</b></p>" for number in range(paragraphs))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trial</title>'
        f"</head><body><nav><ul>{menu}</ul></nav><main><article><h1>Trial</h1>{story}</article>"
        f"</main><aside><ul>{menu}</ul></aside><footer>© Openline</footer></body></html>"
    ).encode()


def spent(act: Callable[[], object], rounds: int) -> float:
    """Return the least CPU seconds of some rounds."""
    least = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        act()
        least = min(least, time.process_time() - began)
    return least


def main() -> int:
    """Print one line a page, and the ratio of the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    pages = {path.parent.name + "/" + path.name: path.read_bytes() for path in arguments.files}
    if not pages:
        pages = {f"{size} paragraphs": sample(size) for size in (5, 50, 500, 5000)}
    read(sample(2), name="warm.html")
    extract(sample(2))
    ours = theirs = 0.0
    print(f"{'page':40} {'bytes':>9} {'khronika':>10} {'extract':>10} {'ratio':>6}")
    for name, content in pages.items():
        mine = spent(lambda content=content: read(content, name="page.html"), arguments.rounds)
        other = spent(lambda content=content: extract(content), arguments.rounds)
        ours, theirs = ours + mine, theirs + other
        print(f"{name:40} {len(content):>9} {mine:>10.4f} {other:>10.4f} {mine / other:>6.2f}")
    print(f"{'all':40} {'':>9} {ours:>10.4f} {theirs:>10.4f} {ours / theirs:>6.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
