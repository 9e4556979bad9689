"""The demo's verification sheet: two scripted people find out about a picture of our own.

The picture is drawn and says so; what is said of it is invented like the report that it belongs
to. Three people of the demo take part: two write, and a third stands behind both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from khronika.capture import Conditions
from khronika.demo.deciding import plain
from khronika.demo.film import make_quay
from khronika.desk.sheets.media import media_of
from khronika.flow.intake import intake
from khronika.flow.stand import stand_behind
from khronika.model.vocabulary import Level, SheetTopic, SheetVerdict
from khronika.record import steps
from khronika.record.ledger.append import Ledger
from khronika.record.models import Fact
from khronika.record.public.read import current
from khronika.record.sheets import write
from khronika.record.sheets.place import At
from khronika.record.sheets.statement import Statement

PICTURE = Path(make_quay.__file__).with_name("quay.png")
FOUND = (
    (SheetTopic.PLACE, SheetVerdict.ESTABLISHED, None,
     "The Old Quay in Selm, seen from the ferry: gate, sign and crane stand as on the town plan."),
    (SheetTopic.LANDMARK, SheetVerdict.ESTABLISHED, (56, 236, 200, 148),
     "The lock gate has five bars; no other gate of the harbour has."),
    (SheetTopic.SIGN, SheetVerdict.ESTABLISHED, (298, 208, 176, 58), "It says OLD QUAY."),
    (SheetTopic.SHADOW, SheetVerdict.LIKELY, (420, 356, 390, 66),
     "Shadows are twice as long as the posts are high and fall to the east: late afternoon."),
    (SheetTopic.EARLIER_USE, SheetVerdict.UNCLEAR, None,
     "No earlier copy was found; it was searched for in two archives."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class People:
    """Who takes part, each as `u:` and ULID: who sends it, two who write, one who approves."""

    sender: str
    first: str
    second: str
    approver: str


def make_sheet(
    ledger: Ledger, event: str, people: People, *, home: Path, say: Callable[[str], None]
) -> None:
    """Take the picture in, say what was found out, and publish it with its event.

    Args:
        ledger: the demo's record.
        event: ULID of a published event.
        people: who takes part.
        home: `KHRONIKA_HOME`.
        say: takes lines of progress.
    """
    public = current(f"event:{event}")
    if public is None or public.is_tombstone or public.body["films"]:
        return
    report = _known() or _take_in(ledger, people.sender, home)
    media = media_of(report)
    if not media:
        say("the picture cannot be drawn small here: no sheet")
        return
    file = media[0].file
    if not Fact.objects.filter(thing=file.film, field="shows").exists():
        _say(ledger, file, event, people)
    for actor in (people.first, people.second):  # a picture cannot be searched: two must look
        steps.set_access(ledger, actor, f"report:{report}", level=Level.PUBLIC,
                         base=ledger.head()[0])  # fmt: skip
    stand_behind(ledger, f"event:{event}", author=people.first, second=people.approver, home=home)


def _known() -> str | None:
    named = Fact.objects.filter(field="file_name").order_by("seq")
    return next((fact.thing for fact in named if plain(fact) == PICTURE.name), None)


def _take_in(ledger: Ledger, sender: str, home: Path) -> str:
    conditions = Conditions.from_environment(home / "store")
    return intake(PICTURE, ledger=ledger, actor=sender, conditions=conditions).report


def _say(ledger: Ledger, file: write.File, event: str, people: People) -> None:
    """Say everything in turn; a second run says what the first one had no time for."""
    written = Fact.objects.filter(thing=file.film, field="statements").count()
    for number, (topic, verdict, box, text) in enumerate(FOUND):
        if number >= written:
            actor = (people.first, people.second)[number % 2]
            told = Statement(topic, verdict, text, At(box=box) if box else None)
            write.say(write.Step(ledger, actor, ledger.head()[0]), file, ledger.new_id(), told)
    write.show(write.Step(ledger, people.first, ledger.head()[0]), file, ledger.new_id(), event)
