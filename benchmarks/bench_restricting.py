"""Times the restriction of somebody whose redacted copies were made from gigabytes of film.

    python benchmarks/bench_restricting.py --gigabytes 1

The click writes the restriction; then the worker looks through the film. Told are the seconds of
the click, CPU seconds of the search against `sha256sum` of the same bytes in the same run, the
memory that the search takes at most, and how often it says how far it is. Bytes are random behind
the head of a film, which no search can pass over; the name stands in the last of them.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from random_record import environment, set_up

NAME = "Mira Tavelova"
PIECE = 1 << 20


def film(size: int) -> Iterator[bytes]:
    """Yield the bytes of what begins as a film and ends in a name."""
    dice = random.Random(1)
    yield b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"
    for _ in range(size // PIECE):
        yield dice.randbytes(PIECE)
    yield f" filmed by {NAME} ".encode()


class Office:
    """A home with one film, a redacted copy of it, and somebody who filmed it."""

    def __init__(self, home: Path) -> None:
        from khronika.record import steps
        from khronika.record.ledger.append import Ledger

        self.home, self.ledger = home, Ledger()
        self.asel, self.boris = (f"u:{one}" for one in set_up(home, "")[:2])
        self.party = self.ledger.new_id()
        fields = {"kind": "person", "name": NAME}
        steps.set_party(self.ledger, self.asel, self.party, fields, base=self.base)

    @property
    def base(self) -> int:
        """The head that a screen would be made from now."""
        return int(self.ledger.head()[0])

    def fill(self, size: int) -> Path:
        """Take the film in, and a copy of it; answer the film's file."""
        from khronika.record.steps import Original, receive

        package, head, path = self._sealed("film.mp4", film(size))
        original = self.ledger.new_id()
        for report, told, of in (
            (original, (package, head), None),
            (self.ledger.new_id(), self._sealed("copy.txt", [b"redacted"])[:2],
             Original(original, "c0" * 32)),
        ):  # fmt: skip
            receive(self.ledger, self.asel, report, package=told[0], head=told[1],
                    failure="source_not_text", original=of, base=self.base)  # fmt: skip
        return path

    def _sealed(self, name: str, body: Any) -> tuple[str, str, Path]:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        from khronika.seal.signature import Signer
        from khronika.seal.writer import Draft

        signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
        with Draft(self.home / "store") as draft:
            draft.add(f"data/raw/{name}", body)
            made = draft.seal({"kind": "file", "source": {"name": name}, "complete": True,
                               "gaps": []}, signer=signer)  # fmt: skip
        path = self.home / "store" / made.id / "data" / "raw" / name
        return made.id.removeprefix("ev-"), made.head_sha256, path


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def measure(home: Path, size: int) -> None:
    """Fill an office, restrict, look through, and print the figures."""
    from khronika.record.restricting import restrict_person, search_due, searches

    office = Office(home)
    path = office.fill(size)
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    restrict_person(office.ledger, office.asel, office.party, base=office.base)
    print(f"click {time.monotonic() - begun:.3f} s; under way {len(searches())}")
    cpu, begun = _cpu(resource.RUSAGE_SELF), time.monotonic()
    lines = list(search_due(office.ledger))
    spent, wall = _cpu(resource.RUSAGE_SELF) - cpu, time.monotonic() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cpu = _cpu(resource.RUSAGE_CHILDREN)
    subprocess.run(["sha256sum", str(path)], check=True, stdout=subprocess.DEVNULL)
    hashed = _cpu(resource.RUSAGE_CHILDREN) - cpu
    print(f"{lines[-1].partition(': ')[2]}; {path.stat().st_size / 1e9:.2f} GB")
    print(f"search {spent:.1f} CPU s ({wall:.0f} s), sha256sum {hashed:.1f} CPU s, "
          f"ratio {spent / hashed:.1f}; memory {before // 1024} -> {after // 1024} MB")  # fmt: skip


def main() -> int:
    """Run in a home of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=1.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment(Path(folder), f"sqlite:///{folder}/k.sqlite3"))
        import django

        django.setup()
        measure(Path(folder), int(asked.gigabytes * 1e9))
    return 0


if __name__ == "__main__":
    sys.exit(main())
