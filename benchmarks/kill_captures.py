"""Kills `khronika capture` and `khronika restamp` at random moments, and looks at what is left.

    kill_captures.py [--kills 200] [--seed 1]

After each kill every package in the store must verify, what was printed must be there, no raw byte
may be gone, and the same command must do its work when it is run again. Exit 1 where one does not.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from authority import Authority, served

from khronika.seal import verify
from khronika.seal.entity import entity

PAGE = b"<!doctype html><title>Square</title><p>" + b"A line that is long enough. " * 40_000
KINDS = ("capture file", "capture address", "restamp")


def _draw(path: Path) -> None:
    """Draw a film, so that a kill meets the programs that look at it, too."""
    words = "ffmpeg -v error -f lavfi -i testsrc2=size=640x360:rate=25:duration=4 -g 25"
    subprocess.run([*words.split(), "-pix_fmt", "yuv420p", str(path)], check=True)


class Walk:
    """One store, and what is known to be in it."""

    def __init__(self, folder: Path, url: str, roots: Path) -> None:
        self.store, self.film, self.url = folder / "store", folder / "film.mp4", url
        _draw(self.film)
        self.environment = {
            **os.environ,
            "KHRONIKA_HOME": str(folder / "home"),
            "KHRONIKA_TSA_URLS": url,
            "KHRONIKA_TSA_ROOTS": str(roots),
            "KHRONIKA_ALLOW_PRIVATE_HOSTS": "127.0.0.1",
        }
        self.known: dict[str, str] = {}

    def command(self, kind: str, chance: random.Random) -> list[str]:
        """Answer the words of one command."""
        begin = [sys.executable, "-m", "khronika"]
        if kind == "restamp":
            return [*begin, "restamp", str(self.store / chance.choice(sorted(self.known)))]
        source = str(self.film) if kind == "capture file" else self.url
        return [*begin, "capture", "--store", str(self.store), source]

    def run(self, words: list[str], kill_after: float | None) -> tuple[float, bytes, int]:
        """Run a command, killed after some seconds; answer how long it ran, stdout, exit status."""
        start = time.monotonic()
        with subprocess.Popen(
            words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            if kill_after is not None:
                time.sleep(kill_after)
                process.send_signal(signal.SIGKILL)
            said, _ = process.communicate()
        return time.monotonic() - start, said, process.returncode

    def faults(self, said: bytes) -> list[str]:
        """Name whatever is broken or gone."""
        found = []
        names = {path.name for path in self.store.iterdir() if not path.name.startswith(".")}
        printed = {Path(os.fsdecode(line)).name for line in said.splitlines()}
        found += [f"{name} was printed and is not there" for name in printed - names]
        found += [f"{name} is gone" for name in self.known.keys() - names]
        for name in sorted(names):
            package = self.store / name
            verdict = verify(package)
            if not verdict.ok:
                found.append(f"{name}: " + "; ".join(c.what for c in verdict.checks if not c.ok))
                continue
            digest = entity(package).sha256
            if self.known.setdefault(name, digest) != digest:
                found.append(f"{name} holds other bytes than before")
        return found


def main() -> int:
    """Kill as often as asked, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, count, broken = random.Random(arguments.seed), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder) / "tsa")
        with served(authority, PAGE) as url:
            walk = Walk(Path(folder), url, authority.roots)
            usual = {}
            for kind in KINDS:
                usual[kind], said, status = walk.run(walk.command(kind, chance), None)
                if status or walk.faults(said):
                    raise SystemExit(f"{kind} does not work even without a kill")
            for number in range(arguments.kills):
                kind = chance.choice(KINDS)
                words = walk.command(kind, chance)
                _, said, status = walk.run(words, chance.uniform(0.02, usual[kind] * 1.1))
                count[f"{kind}: {'killed' if status < 0 else 'ended first'}"] += 1
                broken += walk.faults(said)
                if chance.random() < 0.2:  # the same again, left alone
                    _, said, status = walk.run(words, None)
                    count["run again" if status == 0 else "run again and failed"] += 1
                    broken += walk.faults(said)
                if sys.stderr.isatty() or number % 20 == 19:
                    print(f"{number + 1} of {arguments.kills}", file=sys.stderr, flush=True)
                for name in sorted(walk.known)[
                    3:
                ]:  # few are enough, and each is verified each time
                    if len(walk.known) <= 12:
                        break
                    subprocess.run(["rm", "-rf", str(walk.store / name)], check=True)
                    del walk.known[name]
            left = [path.name for path in walk.store.iterdir() if path.name.startswith(".")]
    for what, times in sorted(count.items()):
        print(f"{what}: {times}")
    print(f"broken or lost: {len(broken)}; working folders left by the last kill: {len(left)}")
    print("\n".join(broken))
    return 1 if broken or count["run again and failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
