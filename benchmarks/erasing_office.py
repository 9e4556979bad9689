"""The office that `random_erasing` attacks: reports, packages, events, and who is named in them."""

import random
from pathlib import Path
from typing import Any

from random_record import SYLLABLES, _coding, _page, _source, set_up

REPORTS = 6
AGAIN = 3
"""How many more tell of somebody of the first ones: two as a person of theirs, one in passing."""


class Office:
    """One home: its people, its reports, and what was done to whom."""

    def __init__(self, home: Path, seed: int) -> None:
        from khronika.record.ledger.append import Ledger

        self.home, self.dice, self.ledger = home, random.Random(seed), Ledger()
        self.people = set_up(home, "")
        self.asel, self.boris = (f"u:{one}" for one in self.people[:2])
        self.officer = self.people[4]
        self.names: dict[str, str] = {}
        self.reports: list[str] = []

    def base(self) -> int:
        """The head that a screen would be made from now."""
        return self.ledger.head()[0]

    def fill(self) -> None:
        """Take reports in, each with its package, an event, a redacted copy for every second."""
        from khronika.alert.post import open_desk
        from khronika.alert.subscribe import ask, confirm

        for number in range(REPORTS):
            self._report(number, self.draw_name(self.dice))
        known = list(self.names.values())
        for number in range(REPORTS, REPORTS + AGAIN):
            told = known[number - REPORTS]
            is_last = number == REPORTS + AGAIN - 1
            self._report(number, self.draw_name(self.dice) if is_last else told,
                         beside=told if is_last else "")  # fmt: skip
        desk = open_desk()
        reader = ask(desk, "reader@sample.example", language="en")
        confirm(desk, desk.book.token("confirm", reader.id))

    @property
    def mail(self) -> Path:
        """Where the relay keeps what it took, beside the home: what was sent stays sent."""
        return self.home.with_name(f"{self.home.name}.mail.jsonl")

    def draw_name(self, dice: random.Random) -> str:
        """A name that nobody bears."""
        words = ["".join(dice.choice(SYLLABLES) for _ in range(5)) for _ in range(2)]
        return " ".join(words).title()

    def _sealed(self, words: str, **told: Any) -> tuple[str, str]:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        from khronika.seal.signature import Signer
        from khronika.seal.writer import Draft

        signer = Signer.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
        with Draft(self.home / "store") as draft:
            draft.add("data/raw/page.txt", [words.encode()])
            described = {"kind": "file", "source": {"name": "page.txt"}, "complete": True,
                         "gaps": [], **told}  # fmt: skip
            made = draft.seal(described, signer=signer)
        return made.id.removeprefix("ev-"), made.head_sha256

    def _report(self, number: int, name: str, beside: str = "") -> None:
        from khronika.record import steps
        from khronika.record.proposal import propose

        report = self.ledger.new_id()
        text = f"Police detained {name} in Kurakville on 3 May 2021."
        text += f" {beside} saw it." if beside else ""
        people = [[text.index(beside), text.index(beside) + len(beside)]] if beside else []
        package, head = self._sealed(text)
        steps.receive(
            self.ledger, "s:capture", report, package=package, head=head,
            pages={_source(text): {**_page(text), "people": people}},
            told={"title": f"{name} detained", "published": "2021-05-04", "language": "en"},
        )  # fmt: skip
        made = propose(self.ledger, "s:coder", report, _coding(text, _source(text)))
        act = made.acts["a1"]
        things = [("report", report), ("act", act), *(("party", one) for one in made.parties)]
        steps.accept_all(self.ledger, self.asel, things, base=self.base())
        steps.compose(self.ledger, self.asel, self.ledger.new_id(), [act], base=self.base())
        for actor in (self.asel, self.boris):
            self.access(actor, f"report:{report}", "public")
        victim = self.ledger_row("SELECT party FROM record_fact WHERE id = %s", f"{act}.victim")
        self.names[victim] = name
        self.access(self.asel, f"party:{victim}", "public", "consent")
        if number % 2:
            self._copy(report, _source(text), number)
        self.reports.append(report)

    def _copy(self, original: str, parent: str, number: int) -> None:
        from khronika.record import steps
        from khronika.record.steps import Original

        copy = self.ledger.new_id()
        told = {"redacted": {"parent": parent, "hidden": {}, "tools": []}}
        package, head = self._sealed(f"redacted {number}", **told)
        steps.receive(self.ledger, self.asel, copy, package=package, head=head,
                      failure="source_not_text", original=Original(original, parent),
                      base=self.base())  # fmt: skip
        for actor in (self.asel, self.boris):
            self.access(actor, f"report:{copy}", "public")

    def access(self, actor: str, subject: str, level: str, ground: str | None = None) -> None:
        """Say who may see something."""
        from khronika.record import steps

        steps.set_access(self.ledger, actor, subject, level=level, ground=ground, base=self.base())

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Rows of a query."""
        from khronika.record.ledger.sql import Statements

        return Statements.on("default").rows(statement, *values)

    def ledger_row(self, statement: str, *values: Any) -> Any:
        """The first value of a query."""
        return self.rows(statement, *values)[0][0]
