"""Random operations on the record by several processes at once, then rebuild and verify.

    python benchmarks/random_record.py --operations 10000 --processes 4 [--postgres]

Every kind of entry, erasures, undone merges and clocks set back, on one SQLite file, or on
PostgreSQL (a server of its own, or the empty database that --database names). At the end the
working tables must equal the rebuilt ones, the chain, values, persons and documents must verify,
and no erased name may be in any byte of the SQLite files. All people, outlets and places are
invented.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SYLLABLES = [consonant + vowel for consonant in "bdklm" for vowel in "aeiou"]
ROLES = ("editor", "editor", "coder", "coder", "security_officer", "administrator")
WEIGHTS = {
    "receive": 6, "propose": 8, "decide": 14, "compose": 7, "party": 6, "match": 7, "undo": 3,
    "access": 5, "request": 14, "approve": 28, "publish": 60, "correct": 5, "withdraw": 9,
    "erase": 5, "register": 5, "grant": 5, "restore": 4, "note": 5,
}  # fmt: skip


class Walk:
    """One process: draws an operation, and things of the record to do it to."""

    def __init__(self, people: list[str], seed: int) -> None:
        from khronika.record.ledger.append import Ledger

        self.dice = random.Random(seed)
        self.seed = seed
        self.behind = timedelta()
        self.ledger = Ledger(now=self._now, random=self.dice.randbytes)
        self.editors, self.coders = people[:2], people[2:4]
        self.officer, self.admin = people[4:6]
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.erased: list[str] = []

    def _now(self) -> datetime:
        if self.dice.random() < 0.02:
            self.behind = timedelta(seconds=self.dice.randrange(3600))
        return datetime.now(UTC) - self.behind

    def name(self) -> str:
        """An invented name that no other report holds."""
        words = [
            "".join(self.dice.choice(SYLLABLES) for _ in range(5)).capitalize() for _ in range(2)
        ]
        return " ".join(words)

    def base(self) -> int:
        """The head that a screen would be made from now."""
        return self.ledger.head()[0]

    def editor(self) -> str:
        """Either editor."""
        return f"u:{self.dice.choice(self.editors)}"

    def person(self) -> str:
        """Anybody who decides facts."""
        return f"u:{self.dice.choice(self.editors + self.coders)}"

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Rows of a query."""
        from khronika.record.ledger.sql import Statements

        return Statements.on("default").rows(statement, *values)

    def pick(self, statement: str, *values: Any, latest: int = 60) -> Any:
        """One of the latest rows of a query, or None."""
        found = self.rows(f"{statement} LIMIT {latest}", *values)
        return self.dice.choice(found) if found else None

    def run(self, operations: int) -> None:
        """Do so many operations that were not refused."""
        from khronika.record.errors import RecordError

        names = list(WEIGHTS)
        while sum(self.done.values()) < operations:
            name = self.dice.choices(names, list(WEIGHTS.values()))[0]
            step: Callable[[], bool] = getattr(self, f"do_{name}")
            try:
                if step():
                    self.done[name] += 1
            except RecordError as error:
                self.refused[type(error).__name__] += 1

    def do_receive(self) -> bool:
        """A report comes in, with a name in its words."""
        from khronika.record import steps

        report, name = self.ledger.new_id(), self.name()
        text = f"Police detained {name} in Kurakville on 3 May 2021."
        steps.receive(
            self.ledger, "s:capture", report, pages={_source(text): _page(text)},
            told={"title": f"{name} detained", "published": "2021-05-04", "language": "en"},
        )  # fmt: skip
        return True

    def do_propose(self) -> bool:
        """The coder drafts the acts of a report that has none."""
        from khronika.record.proposal import propose
        from khronika.record.values import read_large

        found = self.pick(
            "SELECT id, text FROM record_report WHERE coding IS NULL AND text IS NOT NULL "
            "ORDER BY seq DESC"
        )
        if not found:
            return False
        pages: Any = read_large(found[1])
        ((source, page),) = pages.items()
        propose(self.ledger, "s:coder", found[0], _coding(page["text"], source))
        return True

    def do_decide(self) -> bool:
        """A person accepts, corrects or rejects."""
        from khronika.record import steps

        act = self.pick(
            "SELECT id, report FROM record_act WHERE state = 'proposed' ORDER BY id DESC"
        )
        base, person = self.base(), self.person()
        if act and self.dice.random() < 0.8:
            parties = self.rows("SELECT id FROM record_party WHERE report = %s", act[1])
            things = [("report", act[1]), ("act", act[0]), *(("party", row[0]) for row in parties)]
            steps.accept_all(self.ledger, person, things, base=base)
            return True
        fact = self.pick(
            "SELECT f.id, f.thing FROM record_fact f JOIN record_act a ON a.id = f.thing "
            "WHERE f.field = 'status' AND f.published IS NULL ORDER BY f.seq DESC"
        )
        if not fact:
            return False
        change = self.dice.choice(
            [steps.Change(fact[0], "correct", self.dice.choice(["released", "bail", "unknown"])),
             steps.Change(fact[0], "reject"), steps.Change(fact[0])]
        )  # fmt: skip
        steps.decide(self.ledger, person, "act", fact[1], [change], base=base)
        return True

    def do_compose(self) -> bool:
        """Acts come into an event, move, leave, or are joined as one."""
        from khronika.record import steps

        base = self.base()
        free = self.pick(
            "SELECT id, draft, event FROM record_act WHERE state = 'accepted' AND event IS NULL "
            "ORDER BY id DESC"
        )
        event = self.pick("SELECT id FROM record_event ORDER BY seq DESC")
        if free and (not event or self.dice.random() < 0.8):
            target = event[0] if event and self.dice.random() < 0.4 else free[1]
            steps.compose(self.ledger, self.person(), target, [free[0]], base=base)
            return True
        inside = event and self.rows(
            "SELECT id FROM record_act WHERE event = %s AND joined IS NULL ORDER BY id", event[0]
        )
        if not inside or len(inside) < 2:
            return False
        first, second = inside[0][0], inside[1][0]
        if self.dice.random() < 0.5:
            steps.compose(self.ledger, self.person(), event[0], [second],
                          joined={second: first}, base=base)  # fmt: skip
        else:
            steps.compose(self.ledger, self.person(), self.ledger.new_id(), [second], base=base)
        return True

    def do_party(self) -> bool:
        """A person sets facts of a party, or makes one."""
        from khronika.record import steps

        found = self.pick("SELECT id FROM record_party ORDER BY seq DESC")
        party = found[0] if found and self.dice.random() < 0.8 else self.ledger.new_id()
        item = self.ledger.new_id()
        fields = self.dice.choice(
            [{"kind": "person"}, {f"other_names.{item}": self.name()}, {"note": "seen twice"}]
        )
        steps.set_party(self.ledger, self.person(), party, fields, base=self.base())
        return True

    def do_match(self) -> bool:
        """A person judges two parties."""
        from khronika.record import steps

        base = self.base()
        one, other = (self.pick("SELECT id FROM record_party ORDER BY seq DESC") for _ in "ab")
        if not one or one == other:
            return False
        verdict = self.dice.choice(["same", "same", "different", "unsure"])
        steps.match(self.ledger, self.person(), one[0], other[0], verdict, base=base)
        return True

    def do_undo(self) -> bool:
        """A person takes a "same" back."""
        from khronika.record import steps

        found = self.pick(
            'SELECT "left", "right" FROM record_judgement WHERE verdict = \'same\' '
            "ORDER BY seq DESC"
        )
        if not found:
            return False
        verdict = self.dice.choice(["different", "unsure"])
        steps.match(self.ledger, self.person(), found[0], found[1], verdict, base=self.base())
        return True

    def do_access(self) -> bool:
        """A name gets a ground, or is restricted again."""
        from khronika.record import steps

        found = self.pick("SELECT id FROM record_party ORDER BY seq DESC")
        if not found:
            return False
        level = self.dice.choice(["public", "public", "network", "restricted"])
        steps.set_access(
            self.ledger, self.editor(), f"party:{found[0]}", level=level, base=self.base(),
            ground="consent" if level != "restricted" else None,
        )  # fmt: skip
        return True

    def do_request(self) -> bool:
        """Somebody asks for a second person."""
        from khronika.record import approval

        base = self.base()
        found = self.pick(
            "SELECT DISTINCT e.id, e.seq FROM record_act a JOIN record_event e ON e.id = a.event "
            "WHERE a.state = 'accepted' ORDER BY e.seq DESC"
        )
        if not found:
            return False
        approval.request(self.ledger, self.editor(), [f"event:{found[0]}"], base=base)
        return True

    def do_approve(self) -> bool:
        """An editor stands behind what others wrote."""
        from khronika.record import approval

        base = self.base()
        found = self.pick("SELECT id, actor FROM record_request WHERE published IS NULL "
                          "ORDER BY seq DESC", latest=8)  # fmt: skip
        if not found:
            return False
        authors = set(approval.waiting(found[0]).facts.values()) | {found[1]}
        able = [f"u:{one}" for one in self.editors if authors - {f"u:{one}"}]
        approval.approve(self.ledger, self.dice.choice(able), found[0], base=base)
        return True

    def do_publish(self) -> bool:
        """A bundle becomes public; now and then somebody tries one that is not ready."""
        from khronika.record import approval
        from khronika.record.errors import ValueErased

        base = self.base()
        found = self.rows(
            "SELECT id FROM record_request WHERE published IS NULL AND seconded "
            "ORDER BY seq DESC LIMIT 30"
        )
        for (request,) in found:
            if not approval.waiting(request).is_ready and self.dice.random() > 0.02:
                continue
            try:
                approval.publish(self.ledger, self.editor(), request, base=base)
            except ValueErased:
                continue
            return True
        return False

    def do_correct(self) -> bool:
        """A published fact is corrected in public."""
        from khronika.record import steps

        base = self.base()
        found = self.pick(
            "SELECT f.id, f.thing FROM record_fact f JOIN record_act a ON a.id = f.thing "
            "WHERE f.field = 'status' AND f.published IS NOT NULL ORDER BY f.seq DESC"
        )
        if not found:
            return False
        value = self.dice.choice(["released", "bail", "dropped"])
        change = steps.Change(found[0], "correct", value)
        steps.correct(self.ledger, self.editor(), "act", found[1], [change],
                      reason="a later report", base=base)  # fmt: skip
        return True

    def do_withdraw(self) -> bool:
        """A published event is taken away."""
        from khronika.record import approval

        base = self.base()
        found = self.pick("SELECT id FROM record_event WHERE state = 'published' ORDER BY seq")
        if not found:
            return False
        approval.withdraw(self.ledger, self.editor(), [f"event:{found[0]}"],
                          reason="checked again", base=base)  # fmt: skip
        return True

    def do_erase(self) -> bool:
        """A person or a report is forgotten."""
        from khronika.record import erasure

        base = self.base()
        if self.dice.random() < 0.2:
            found = self.pick("SELECT id FROM record_report WHERE text IS NOT NULL ORDER BY seq")
            subject = found and f"report:{found[0]}"
        else:
            found = self.pick(
                "SELECT f.thing FROM record_fact f JOIN record_fact k ON k.thing = f.thing "
                "AND k.field = 'kind' WHERE k.value = '\"person\"' AND f.field = 'name' "
                "AND NOT f.erased AND f.value_id IS NOT NULL ORDER BY f.seq"
            )
            subject = found and f"party:{found[0]}"
        if not subject:
            return False
        names = erasure.plan(self.ledger, subject).names
        erasure.erase(self.ledger, f"u:{self.officer}", subject, ground="person_asked", base=base)
        self.erased += names
        return True

    def do_register(self) -> bool:
        """A row of a register is edited."""
        from khronika.record import steps

        row = self.ledger.new_id()
        steps.set_register(self.ledger, self.editor(), "outlets", row,
                           {"name": "Kurak Example Gazette"}, base=self.base())  # fmt: skip
        return True

    def do_grant(self) -> bool:
        """A role is given or taken, never of those who work here."""
        from khronika.record import steps

        role = self.dice.choice(["monitor", "network_reader", "coder"])
        steps.grant(self.ledger, f"u:{self.admin}", self.ledger.new_id(), role,
                    given=self.dice.random() < 0.7, base=self.base())  # fmt: skip
        return True

    def do_restore(self) -> bool:
        """A backup is said to have been restored; erased values are deleted again."""
        from khronika.record.erasure import restore

        restore(self.ledger, head="0" * 64, first=1, last=1)
        return True

    def do_note(self) -> bool:
        """Somebody leaves a note with a name in it."""
        from khronika.record import steps

        found = self.pick("SELECT id FROM record_party ORDER BY seq DESC")
        if not found:
            return False
        steps.note(self.ledger, self.person(), f"party:{found[0]}", f"asked {self.name()}",
                   base=self.base())  # fmt: skip
        return True


def _source(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _page(text: str) -> dict[str, Any]:
    return {
        "source": {"sha256": _source(text), "bytes": len(text), "media_type": "text/plain",
                   "encoding": "utf-8", "url": None},
        "title": None, "lang": "en", "published": "2021-05-04", "byline": None, "site": None,
        "text": text,
        "blocks": [{"kind": "paragraph", "start": 0, "end": len(text), "lang": "en",
                    "bytes": [0, len(text)], "via": None}],
        "links": [], "media": [], "gaps": [],
    }  # fmt: skip


def _coding(text: str, source: str) -> dict[str, Any]:
    name = " ".join(text.split()[2:4])
    start = text.index(name)
    act = {
        "id": "a1", "event": "e1", "type": "detention",
        "victim": {"name": name, "kind": "person", "role": "journalist", "affiliation": None},
        "count": None, "perpetrators": [{"text": "police", "kind": "police"}],
        "date": {"start": "2021-05-03", "end": "2021-05-03"},
        "place": {"name": "Kurakville", "country": "KZ"}, "status": "unknown", "charge": None,
        "purpose": None, "sources": [], "cites": [[0, len(text)]], "covers": [],
        "confidence": 0.9,
        "facts": {"victim": {"cites": [[start, start + len(name)]], "rule": "passive",
                             "confidence": 0.9}},
    }  # fmt: skip
    return {"source_sha256": source, "lang": "en", "published": "2021-05-04", "acts": [act],
            "interventions": [], "coder": {"name": "en", "version": "1"}}  # fmt: skip


def set_up(home: Path, address: str) -> list[str]:
    """Make the database and its people; their ULIDs in the order of `ROLES`."""
    from django.core.management import call_command
    from django.db import connection

    from khronika.record import steps
    from khronika.record.ledger.append import Ledger

    if "record_entry" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, skip_checks=True)
    ledger = Ledger()
    people = [ledger.new_id() for _ in ROLES]
    for person, role in zip(people, ROLES, strict=True):
        steps.grant(ledger, "s:init", person, role)
    return people


def environment(home: Path, address: str) -> dict[str, str]:
    """The environment of every process of one run."""
    return {**os.environ, "KHRONIKA_HOME": str(home), "DATABASE_URL": address,
            "KHRONIKA_MODE": "test", "DJANGO_SETTINGS_MODULE": "khronika.settings"}  # fmt: skip


def work(people: list[str], seed: int, operations: int) -> None:
    """Be one of the processes: do operations and print what was done as JSON."""
    walk = Walk(people, seed)
    walk.run(operations)
    print(json.dumps({"done": walk.done, "refused": walk.refused, "erased": walk.erased}))


def walk_all(
    home: Path, address: str, *, operations: int, processes: int, seed: int
) -> dict[str, Any]:
    """Run the processes to their end and add up what they did."""
    settings = environment(home, address)
    first = _call(settings, ["--set-up", "--home", str(home), "--database", address])
    share = -(-operations // processes)
    running = [
        subprocess.Popen(
            [sys.executable, __file__, "--worker", str(seed + number), "--operations", str(share),
             "--people", first.strip()],
            env=settings, stdout=subprocess.PIPE, text=True,
        )
        for number in range(processes)
    ]  # fmt: skip
    outputs = [process.communicate()[0] for process in running]
    failed = [process.returncode for process in running if process.returncode]
    if failed:
        raise SystemExit(f"{len(failed)} of {processes} processes failed; see above")
    parts = [json.loads(text) for text in outputs]
    return {
        "done": sum((Counter(part["done"]) for part in parts), Counter()),
        "refused": sum((Counter(part["refused"]) for part in parts), Counter()),
        "erased": [name for part in parts for name in part["erased"]],
    }


def _call(settings: dict[str, str], words: list[str]) -> str:
    return subprocess.run(
        [sys.executable, __file__, *words], env=settings, check=True, text=True,
        stdout=subprocess.PIPE,
    ).stdout  # fmt: skip


def check(home: Path, erased: list[str]) -> dict[str, Any]:
    """Finish the erasures, verify everything, and look for erased names in every byte."""
    from django.db import connection, connections

    from khronika.record.ledger.outside import finish_erasures
    from khronika.record.ledger.sql import Statements
    from khronika.record.ledger.verify import verify

    finished = finish_erasures()
    checks = {one.name: one.ok or one.what for one in verify("full")}
    kinds = dict(
        Statements.on("default").rows("SELECT kind, count(*) FROM record_entry GROUP BY kind")
    )
    back = Statements.on("default").rows(
        "SELECT count(*) FROM record_entry WHERE clock IS NOT NULL"
    )
    found = []
    erased = [name for name in erased if name != "police"]  # every later report says it again
    if connection.vendor == "sqlite":
        connections.close_all()
        content = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
        found = [name for name in erased if name.encode() in content]
    return {
        "finished": finished, "checks": checks, "kinds": kinds, "clock set back": back[0][0],
        "erased names": len(erased), "erased names found": found,
    }  # fmt: skip


def main() -> int:
    """Run a walk and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="address of an empty database; else a SQLite file")
    parser.add_argument("--postgres", action="store_true", help="on a server of this run's own")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--set-up", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--people", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.set_up or asked.worker is not None:
        import django

        django.setup()
        if asked.set_up:
            print(json.dumps(set_up(asked.home, asked.database)))
        else:
            work(json.loads(asked.people), asked.worker, asked.operations)
        return 0
    with tempfile.TemporaryDirectory() as folder, _server(asked.postgres) as server:
        home = asked.home or Path(folder)
        own = f"{server}/postgres" if server else f"sqlite:///{home}/khronika.sqlite3"
        return _run(asked, home, asked.database or own)


@contextmanager
def _server(is_wanted: bool) -> Iterator[str | None]:
    """Make a PostgreSQL server for this run from Debian's programs, where one is wanted."""
    if not is_wanted:
        yield None
        return
    path = Path(__file__).resolve().parents[1] / "tests/record/postgres_server.py"
    spec = importlib.util.spec_from_file_location("postgres_server", path)
    assert spec
    assert spec.loader
    tests = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tests)
    programs = tests.postgres_programs()
    if programs is None:
        raise SystemExit("no PostgreSQL server: apt-get install postgresql")
    with tests.running_postgres(programs) as address:
        yield address


def _run(asked: argparse.Namespace, home: Path, address: str) -> int:
    began = time.monotonic()
    result = walk_all(
        home, address, operations=asked.operations, processes=asked.processes, seed=asked.seed
    )
    print(f"{sum(result['done'].values())} operations by {asked.processes} processes, "
          f"{time.monotonic() - began:.0f} s by the clock")  # fmt: skip
    print("refused:", dict(result["refused"]))
    os.environ.update(environment(home, address))
    import django

    django.setup()
    outcome = check(home, result["erased"])
    for name, value in outcome.items():
        print(f"{name}: {value}")
    holds = all(ok is True for ok in outcome["checks"].values())
    return 0 if holds and not outcome["erased names found"] and outcome["finished"] else 1


if __name__ == "__main__":
    sys.exit(main())
