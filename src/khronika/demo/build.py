"""Builds the demo's record step by step; each step looks first at what is done already.

In: an empty or half-built home. Out: people, reports in the inbox, published events, a picture
with its sheet, a letter in the mailbox. Stopped at any moment, the next run goes on: packages
appear whole, entries are written whole, and a step that was not finished is found by asking the
record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from khronika.alert.letters import address_letter, draft_letter
from khronika.alert.models import Letter, Subscriber
from khronika.alert.post import open_desk, open_outbox
from khronika.alert.subscribe import ask, confirm
from khronika.capture import Conditions
from khronika.demo.deciding import plain
from khronika.demo.people import newcomers
from khronika.demo.plant import amend_for
from khronika.demo.sample import Sample, samples, scripts
from khronika.demo.script import Play
from khronika.demo.sheet import People, make_sheet
from khronika.demo.story import event_of, tell_story
from khronika.flow.intake import CODER, draft, intake, undrafted
from khronika.flow.package import sync_packages
from khronika.flow.people import admit
from khronika.flow.stand import stand_behind, tree_writer
from khronika.net.smtp import Relay
from khronika.net.smtp_sink import LOOPBACK, MailboxReceipts, mailbox
from khronika.record.ledger.append import Ledger
from khronika.record.models import Entry, Fact
from khronika.record.proposal import propose
from khronika.record.public.read import current
from khronika.record.user import User

READERS = ("reader1@sample.example", "reader2@sample.example")
Say = Callable[[str], None]


@dataclass(slots=True)
class Demo:
    """One demo under way.

    Args:
        home: its `KHRONIKA_HOME`.
        say: takes lines of progress.
        ledger: its record.
    """

    home: Path
    say: Say
    ledger: Ledger = field(default_factory=Ledger)
    people: Mapping[str, str] = field(default_factory=dict)
    """Mail name ("editor1") to `u:` and ULID."""

    @property
    def store(self) -> Path:
        """The folder of packages."""
        return self.home / "store"

    def build(self) -> None:
        """Bring everything to where the demo begins; what somebody erased in it stays erased."""
        self._let_in()
        if Entry.objects.filter(kind="erase").exists():
            self.say("somebody was erased here: what was built before stays as it is")
            return
        self._take_in()
        for place, script in enumerate(scripts(), 1):
            self._publish(place, script.file)
        self._check_picture()
        self._tell_story()
        self._send_letter()

    def _let_in(self) -> None:
        self.say("people: two of each role")
        wanted = newcomers(self.home, are_new=not User.objects.exists())
        admitted = admit(self.ledger, wanted)
        self.people = {
            one.email.partition("@")[0]: person.actor
            for one, person in zip(wanted, admitted, strict=True)
        }

    def _take_in(self) -> None:
        conditions = Conditions.from_environment(self.store)
        self._finish_drafts()
        known = self.reports()
        waiting = [sample for sample in samples() if sample.file not in known]
        for number, sample in enumerate(waiting, 1):
            self.say(f"report {number} of {len(waiting)}: {sample.file}")
            self._take_one(sample, conditions)

    def _take_one(self, sample: Sample, conditions: Conditions) -> None:
        taken = intake(
            sample.path,
            ledger=self.ledger,
            actor=self.people["monitor1"],
            conditions=conditions,
            amend=amend_for(sample.file),
        )
        if taken.failure:
            self.say(f"{sample.file} is kept without a draft: {taken.failure.replace('_', ' ')}")

    def _finish_drafts(self) -> None:
        """Draft what came in and was not coded because the run before was stopped."""
        names = {report: file for file, report in self.reports().items()}
        for report, evidence in undrafted(self.store):
            self.say(f"going on with {names.get(report, report)}")
            _page, coding, _failure = draft(evidence, amend_for(names.get(report, "")))
            if coding is not None:
                propose(self.ledger, CODER, report, coding.to_json())

    def reports(self) -> dict[str, str]:
        """Answer the reports of the samples: file name to ULID."""
        named = Fact.objects.filter(field="file_name").order_by("seq")
        return {str(plain(fact)): fact.thing for fact in named}

    def _publish(self, pair: int, file: str) -> None:
        self.say(f"two people publish {file}")
        script = next(one for one in scripts() if one.file == file)
        report = self.reports()[file]
        of_two = 1 + (pair - 1) % 2
        coder, editor = self.people[f"coder{of_two}"], self.people[f"editor{of_two}"]
        second = self.people[f"editor{3 - of_two}"]
        event = Play(self.ledger, script, report, coder, editor, second, self.home).run()
        sync_packages(f"event:{event}", store=self.store, home=self.home)

    def _check_picture(self) -> None:
        self.say("a picture, checked by two people and approved by a third")
        event = event_of(self.reports()[scripts()[1].file])
        wanted = ("monitor1", "coder1", "editor1", "editor2")
        people = People(*(self.people[name] for name in wanted))
        make_sheet(self.ledger, event, people, home=self.home, say=self.say)

    def _tell_story(self) -> None:
        self.say("a story, written by one editor and approved by another")
        event = event_of(self.reports()[scripts()[0].file])
        first, second = self.people["editor1"], self.people["editor2"]
        tell_story(self.ledger, event, writer=first, second=second, home=self.home)

    def _send_letter(self) -> None:
        self.say("a letter to two readers")
        desk = open_desk()
        with mailbox(self.home / "mailbox") as port:
            send = partial(
                open_outbox, Relay(LOOPBACK, port), MailboxReceipts(self.home / "mailbox")
            )
            for reader in READERS:
                ask(desk, reader, language="en")
            send().run()
            for person in Subscriber.objects.filter(state=Subscriber.State.PENDING):
                confirm(desk, desk.book.token("confirm", person.id))
            address_letter(desk, self._letter())
            send().run()

    def _letter(self) -> Letter:
        """Answer the demo's letter, drafted, approved and published."""
        first, second = self.people["editor1"], self.people["editor2"]
        today = self.ledger.now().date()
        letter = Letter.objects.order_by("drafted_at").first()
        if letter is None or not Fact.objects.filter(thing=letter.id, field="tree").exists():
            Letter.objects.all().delete()  # drafted, and stopped before the record heard of it
            letter = draft_letter(
                open_desk(),
                tree_writer(self.ledger, first),
                starts_on=today - timedelta(days=6),
                ends_on=today,
            )
        if current(letter.subject) is None:
            stand_behind(self.ledger, letter.subject, author=first, second=second, home=self.home)
        return letter
