"""Erases and restricts people in an office at work whose programs are killed at random moments.

    python benchmarks/random_erasing.py --seeds 1 2 3 --seconds 40

Two people publish, restrict, erase, open packages, write letters, stories and notes, correct names
and judge who is one, all at once; a worker does the
chores and sends what is queued, and each is killed with -9 again and again and begins anew. Afterwards the worker is left alone: everything
that was begun must come to its end, `verify` must hold, and no erased name may be in any byte of
the home beside the store, in a public package whatever it is packed in, or on a page, feed, list
or file of the site. What was published after somebody was restricted must not name them either, nor
may a letter that is handed over after an erasure. With --postgres on a server from Debian's
programs, --keep FOLDER leaves the homes of what does not hold. All people and places are invented. Exit 1 where one does not hold.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parent))
from erasing_checks import wrong
from erasing_office import REPORTS, Office
from erasing_surroundings import database, send_letters
from erasing_words import Writer
from random_record import environment


class Person:
    """Somebody at work: draws an operation, again and again, until killed."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office, self.dice = office, random.Random(seed)
        self.words = Writer(office, self.dice)

    def run(self) -> None:
        """Work until killed."""
        from khronika.errors import KhronikaError

        todo = [self.publish] * 6 + [self.restrict] * 2 + [self.ask, self.confirm] * 2
        todo += [self.withdraw, self.open, self.ground, *[self.write_letter] * 2]
        todo += [*[self.write_story] * 2, self.words.note, self.words.rename, self.words.judge]
        while True:
            with suppress(KhronikaError):
                self.dice.choice(todo)()

    def _events(self) -> list[str]:
        rows = self.office.rows("SELECT id FROM record_event ORDER BY id")
        return [f"event:{row[0]}" for row in rows]

    def _party(self) -> str:
        return self.dice.choice(sorted(self.office.names))

    def _report(self) -> str:
        rows = self.office.rows("SELECT id FROM record_report ORDER BY id")
        return str(self.dice.choice(rows)[0])

    def publish(self) -> None:
        """Two people stand behind an event."""
        self._stand_behind(self.dice.choice(self._events()))

    def _stand_behind(self, subject: str) -> None:
        """Each approves what the other wrote; then it is published."""
        from khronika.flow.stand import publish
        from khronika.record import approval

        ledger = self.office.ledger
        author, second = self.dice.sample([self.office.asel, self.office.boris], 2)
        bundle = approval.request(ledger, author, [subject], base=self.office.base()).id
        for one in (second, author):
            left = approval.waiting(bundle).facts.values()
            if one == second or any(actor != one for actor in left):
                approval.approve(ledger, one, bundle, base=self.office.base())
        publish(ledger, second, bundle, base=self.office.base(), home=self.office.home)

    def withdraw(self) -> None:
        """One person takes an event away."""
        from khronika.flow.stand import withdraw

        withdraw(self.office.ledger, self.office.asel, [self.dice.choice(self._events())],
                 reason="checked again", base=self.office.base(), home=self.office.home)  # fmt: skip

    def write_letter(self) -> None:
        """A letter of the week is drafted, two people stand behind it, and it is queued."""
        from khronika.alert.letters import address_letter, draft_letter
        from khronika.alert.models import Letter
        from khronika.alert.post import open_desk
        from khronika.flow.stand import tree_writer

        today, office = datetime.now(UTC).date(), self.office
        author = self.dice.choice([office.asel, office.boris])
        draft_letter(open_desk(), tree_writer(office.ledger, author),
                     starts_on=today - timedelta(days=6), ends_on=today)  # fmt: skip
        for letter in Letter.objects.filter(addressed_at=None):
            self._stand_behind(letter.subject)
            address_letter(open_desk(), letter)

    def write_story(self) -> None:
        """A story is written, and becomes public where two people stand behind it."""
        subject = self.words.write_story()
        if subject:
            self._stand_behind(subject)

    def restrict(self) -> None:
        """A name is withheld, as the desk does it."""
        from khronika.record.restricting import restrict_person

        restrict_person(self.office.ledger, self.office.asel, self._party(),
                        base=self.office.base())  # fmt: skip

    def ground(self) -> None:
        """A name gets a ground again."""
        self.office.access(self.office.boris, f"party:{self._party()}", "public", "consent")

    def open(self) -> None:
        """Two people set a package public again."""
        report = self._report()
        for actor in (self.office.asel, self.office.boris):
            self.office.access(actor, f"report:{report}", "public")

    def ask(self) -> None:
        """An officer asks for the plan of an erasure; at most half of the people are erased."""
        from khronika.desk.erasing.jobs import now
        from khronika.desk.models import Erasure

        asked = sorted(self.office.names)[: REPORTS // 2]
        is_report = self.dice.random() < 0.2
        subject = f"report:{self._report()}" if is_report else f"party:{self.dice.choice(asked)}"
        if not Erasure.objects.filter(subject=subject).exclude(step="refused").exists():
            Erasure.objects.create(pk=self.office.ledger.new_id(), subject=subject,
                                   person=self.office.officer, moved_at=now())  # fmt: skip

    def confirm(self) -> None:
        """An officer says yes to what was planned, or asks for a refused plan once more."""
        confirm_all(self.office)


def confirm_all(office: Office) -> None:
    """Say yes to every plan, and ask once more for those that were refused."""
    from khronika.desk.erasing.jobs import now
    from khronika.desk.models import Erasure

    Erasure.objects.filter(step="planned").update(
        step="confirmed", ground="danger", officer=office.officer, moved_at=now(), tries=0
    )
    Erasure.objects.filter(step="refused").exclude(problem__contains="Unknown").update(
        step="asked", moved_at=now(), tries=0, problem=""
    )


def chores(office: Office) -> Iterator[str]:
    """Do what the worker does, once."""
    from khronika.desk.erasing.jobs import run_due
    from khronika.flow.chores import tend
    from khronika.record.restricting import search_due

    yield from tend(office.ledger, home=office.home)
    yield from run_due()
    yield from search_due(office.ledger)
    send_letters(office)


def worker(office: Office) -> None:
    """Be the worker until killed."""
    while True:
        list(chores(office))
        time.sleep(0.05)


def begin(work: Callable[[], None]) -> int:
    """Begin a process of its own; answer its number."""
    from django.db import connections

    connections.close_all()
    number = os.fork()
    if number:
        return number
    try:
        work()
    finally:  # a fault of a program under attack is what is looked for: it is shown
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        os._exit(3)


def attack(office: Office, seed: int, seconds: float) -> Counter[str]:
    """Let them work and kill them; answer how often each was killed or broke of itself."""
    dice, count = random.Random(seed), Counter[str]()
    works: dict[str, Callable[[], Callable[[], None]]] = {
        "asel": lambda: Person(office, dice.randrange(1 << 30)).run,
        "boris": lambda: Person(office, dice.randrange(1 << 30)).run,
        "worker": lambda: lambda: worker(office),
    }
    running = {name: begin(make()) for name, make in works.items()}
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(dice.uniform(0.05, 2.0))
        name = dice.choice(["asel", "boris", "worker", "worker"])
        os.kill(running[name], signal.SIGKILL)
        _, status = os.waitpid(running[name], 0)
        count["broke" if os.WIFEXITED(status) else "killed"] += 1
        running[name] = begin(works[name]())
    for number in running.values():
        os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        count["broke" if os.WIFEXITED(status) else "killed"] += 1
    return count


def settle(office: Office) -> list[str]:
    """Let the worker alone bring everything to its end; name what does not end."""
    from khronika.desk.models import Erasure
    from khronika.record import restricting

    restricting.YOUNG_SECONDS = 0
    for _ in range(60):
        list(chores(office))
        confirm_all(office)
        open_ = Erasure.objects.exclude(step__in=("erased", "refused")).count()
        if not open_ and not restricting.searches():
            break
        time.sleep(0.5)
    list(chores(office))
    left = [f"erasure {row.subject} is {row.step}: {row.problem}"
            for row in Erasure.objects.exclude(step="erased")]  # fmt: skip
    left += [f"the search {one.entry} goes on" for one in restricting.searches()]
    folder = office.home / "public" / "packages"
    left += [f"{path.name} is left half done" for path in folder.glob(".*")]
    return left


def one_run(home: Path, seed: int, seconds: float) -> list[str]:
    """Fill an office, attack it, let it settle and look; answer what does not hold."""
    from khronika.desk.erasing import jobs

    jobs.STALE = timedelta(seconds=3)
    office = Office(home, seed)
    office.fill()
    count = attack(office, seed, seconds)
    found = settle(office) + wrong(office)
    if count["broke"]:
        found.append(f"{count['broke']} processes broke of themselves; see above")
    kinds = dict(office.rows("SELECT kind, count(*) FROM record_entry GROUP BY kind"))
    offered = len(list((home / "public" / "packages").glob("ev-*.zip")))
    once = offered + len(list((home / "public" / "gone").glob("ev-*")))
    sent = len(office.mail.read_text("utf-8").splitlines()) if office.mail.exists() else 0
    print(f"seed {seed}: {dict(count)}, {kinds}, {once} packages were public, {offered} are, "
          f"{sent} letters were sent, {len(found)} faults", flush=True)  # fmt: skip
    return found


def main() -> int:
    """Run each seed in a home of its own, and a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    is_bad = False
    for seed in asked.seeds:
        with tempfile.TemporaryDirectory() as folder, database(folder, asked.postgres) as address:
            home = Path(folder) / "home"
            home.mkdir()
            number = os.fork()
            if not number:
                begin_run(home, address, seed, asked.seconds)
            is_wrong = os.waitpid(number, 0)[1] != 0
            if is_wrong and asked.keep:
                shutil.copytree(folder, asked.keep / str(seed))
            is_bad |= is_wrong
    return int(is_bad)


def begin_run(home: Path, address: str, seed: int, seconds: float) -> NoReturn:
    """Run one seed in this process, and end it: with 1 where something does not hold."""
    os.environ.update(environment(home, address))
    import django

    found = ["the run broke of itself; see above"]
    try:
        django.setup()
        found = one_run(home, seed, seconds)
    finally:  # a fault is shown, and the run counts as one that does not hold
        if sys.exc_info()[0] is not None:
            traceback.print_exc()
        print("\n".join(found), flush=True)
        os._exit(int(bool(found)))


if __name__ == "__main__":
    sys.exit(main())
