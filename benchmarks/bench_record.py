"""What the ledger costs, on both databases, beside the figures of the prototype.

    python benchmarks/bench_record.py [--entries 200000] [--appends 2000] [--people 20]

An append is one decided fact with everything in the transaction: lock, base, rules, line, marks,
working tables, commit on the disk. CPU seconds are those of this process, on PostgreSQL those of
the server too. PostgreSQL runs from Debian's programs where they are; without them it is left out.
"""

import argparse
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROTOTYPE = {
    "sqlite": {"appends": 3100, "people": 1, "chain": 1_000_000 / 11, "values": 1_000_000 / 7,
               "rebuild": 6900, "memory": 41},
    "postgresql": {"appends": 1050, "people": 4, "chain": 1_000_000 / 11,
                   "values": 1_000_000 / 7, "rebuild": 2280, "memory": 41},
}  # fmt: skip
REPORTS = 400


def main() -> int:
    """Run each database in a process of its own and print its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--appends", type=int, default=2_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--folder", help="where the databases lie; /dev/shm leaves the disk out")
    parser.add_argument("--database", help=argparse.SUPPRESS)
    parser.add_argument("--server", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.database:
        _measure(asked)
        return 0
    tempfile.tempdir = asked.folder
    if asked.only != "postgresql":
        with tempfile.TemporaryDirectory() as folder:
            _child(folder, f"sqlite:///{folder}/khronika.sqlite3", None)
    tests = _load(ROOT / "tests/record/postgres_server.py")
    programs = tests.postgres_programs()
    if programs is None:
        print("left out: PostgreSQL (apt-get install postgresql)")
        return 0
    if asked.only == "sqlite":
        return 0
    with tests.running_postgres(programs, fsync="on") as address, \
            tempfile.TemporaryDirectory() as folder:  # fmt: skip
        folder_of_server = address.partition("@")[2].replace("%2F", "/")
        pid = int(Path(folder_of_server, "base/postmaster.pid").read_text().split()[0])
        _child(folder, f"{address}/postgres", pid)
    return 0


def _child(home: str, address: str, server: int | None) -> None:
    walk = _load(ROOT / "benchmarks/random_record.py")
    settings = walk.environment(Path(home), address)
    words = [sys.executable, __file__, *sys.argv[1:], "--database", address]
    subprocess.run([*words, *(["--server", str(server)] if server else [])], env=settings,
                   check=True)  # fmt: skip


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Cost:
    """CPU seconds of this process and, where there is one, of the database server."""

    def __init__(self, server: int | None) -> None:
        self.server = server
        self.tick = os.sysconf("SC_CLK_TCK")

    def now(self) -> float:
        """CPU seconds so far."""
        return time.process_time() + (self._of_server() if self.server else 0)

    def _of_server(self) -> float:
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat.parent.name) == self.server:
                ticks += sum(int(field) for field in fields[11:15])
            elif int(fields[1]) == self.server:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / self.tick

    @contextmanager
    def timed(self, into: dict[str, float], name: str) -> Iterator[None]:
        """Keep CPU and clock seconds of a block."""
        cpu, clock = self.now(), time.monotonic()
        yield
        into[name] = self.now() - cpu
        into[name + " clock"] = time.monotonic() - clock


def _measure(asked: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if "record_entry" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, skip_checks=True)
    took: dict[str, float] = {}
    cost = Cost(asked.server)
    bench = Bench()
    took["bare"] = bare_commits(200)
    with cost.timed(took, "append"):
        bench.append_singly(asked.appends)
    waits = bench.append_together(asked.people, 20)
    bench.fill(asked.entries)
    _read(bench, cost, took, connection.vendor)
    _print(connection.vendor, asked, bench, took, waits)


def _read(bench: "Bench", cost: Cost, took: dict[str, float], vendor: str) -> None:
    from khronika.record.ledger.rebuild import rebuild
    from khronika.record.ledger.verify import verify

    for scope in ("chain", "values"):
        with cost.timed(took, scope):
            checks = list(verify(scope))
        bad = [check.what for check in checks if not check.ok]
        assert not bad, bad
    took["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with cost.timed(took, "rebuild"):
        outcome = rebuild()
    assert outcome.is_equal, outcome.difference


def bare_commits(count: int) -> float:
    """Commits a second, by the clock, of one short row: what the disk and driver cost alone."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare (word varchar(10))")
        began = time.monotonic()
        for _ in range(count):
            with transaction.atomic():
                cursor.execute("INSERT INTO bench_bare VALUES ('a word')")
        rate = count / (time.monotonic() - began)
        cursor.execute("DROP TABLE bench_bare")
    return rate


class Bench:
    """A ledger with reports whose acts are decided again and again."""

    def __init__(self) -> None:
        from khronika.record import steps
        from khronika.record.ledger.append import Ledger
        from khronika.record.proposal import propose

        walk = _load(ROOT / "benchmarks/random_record.py")
        self.ledger = Ledger()
        self.person = f"u:{self.ledger.new_id()}"
        steps.grant(self.ledger, "s:init", self.person[2:], "editor")
        self.acts: list[tuple[str, str]] = []
        for _ in range(REPORTS):
            report = self.ledger.new_id()
            text = "Police detained Bako Lemu in Kurakville on 3 May 2021."
            source = walk._source(text)
            steps.receive(self.ledger, "s:capture", report, pages={source: walk._page(text)})
            made = propose(self.ledger, "s:coder", report, walk._coding(text, source))
            self.acts.append((report, made.acts["a1"]))

    def entry(self, number: int, base: int) -> Any:
        """A decided fact of one act; every fourth holds a personal value."""
        from khronika.record.ledger.entry import Kind, NewEntry
        from khronika.record.values import Personal

        report, act = self.acts[number % REPORTS]
        value: Any = "released" if number % 2 else "bail"
        field = "status"
        if number % 4 == 3:
            field, value = "note", Personal(f"seen {number} times", f"report:{report}")
        fact = {"fact": f"{act}.{field}", "verdict": "correct", "value": value, "cites": []}
        payload = {"of": "act", "thing": act, "facts": [fact]}
        return NewEntry(self.ledger.new_id(), self.person, Kind.DECIDE, f"report:{report}",
                        payload, base)  # fmt: skip

    def append_singly(self, count: int) -> None:
        """One transaction for each entry."""
        base = self.ledger.head()[0]
        for number in range(count):
            base = self.ledger.append(self.entry(number, base))[0].seq

    def append_together(self, people: int, each: int) -> list[float]:
        """Several people at once; milliseconds that each append took."""
        from django.db import connection

        waits: list[float] = []

        def work(first: int) -> None:
            for number in range(each):
                entry = self.entry(first + number * people, self.ledger.head()[0])
                began = time.monotonic()
                self.ledger.append(entry)
                waits.append((time.monotonic() - began) * 1000)
                time.sleep(0.1)  # a person looks at the screen between two decisions
            connection.close()

        jobs: list[Callable[[], None]] = [lambda at=at: work(at) for at in range(people)]
        threads = [threading.Thread(target=job) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return waits

    def fill(self, entries: int) -> None:
        """Append in batches until the ledger is so long."""
        seq = self.ledger.head()[0]
        number, shown = 0, time.monotonic()
        while seq < entries:
            size = min(REPORTS, entries - seq)
            batch = [self.entry(number + at, seq) for at in range(size)]
            seq = self.ledger.append(*batch)[-1].seq
            number += size + 1
            if time.monotonic() - shown > 10:
                shown = time.monotonic()
                print(f"filling: line {seq}", file=sys.stderr)


def _print(
    vendor: str,
    asked: argparse.Namespace,
    bench: Bench,
    took: dict[str, float],
    waits: list[float],
) -> None:
    old, lines = PROTOTYPE[vendor], bench.ledger.head()[0]
    version = "".join(sys.version.split()[:1])
    print(f"{vendor}, Python {version}, {lines} lines, load {os.getloadavg()[0]:.1f}")
    rows = [
        ("appends a second, by the clock", asked.appends / took["append clock"], old["appends"]),
        ("appends a CPU second", asked.appends / took["append"], old["appends"]),
        ("verify chain, lines a CPU second", lines / took["chain"], old["chain"]),
        ("verify chain and values", lines / took["values"],
         1 / (1 / old["chain"] + 1 / old["values"])),
        ("rebuild, lines a CPU second", lines / took["rebuild"], old["rebuild"]),
    ]  # fmt: skip
    for name, ours, theirs in rows:
        print(
            f"  {name:36} {ours:10,.0f}   prototype {theirs:10,.0f}   ratio {ours / theirs:5.2f}"
        )
    worth = took["bare"] * took["append clock"] / asked.appends
    print(
        f"  bare commits of one row, by the clock {took['bare']:8,.0f}   an append is {worth:.1f}"
    )
    median = statistics.median(waits)
    print(f"  {asked.people} people at once, median of an append  {median:6.1f} ms   "
          f"prototype {old['people']:.0f} ms")  # fmt: skip
    print(
        f"  memory at its most {took['memory']:.0f} MB (prototype {old['memory']} MB, no Django)"
    )
    for name in ("chain", "values", "rebuild"):
        print(f"  {name}: {took[name]:.1f} CPU seconds, {took[name + ' clock']:.1f} by the clock")


if __name__ == "__main__":
    sys.exit(main())
