"""The steps that buttons of a sheet name, each with what its form must bring."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.utils.translation import gettext

from khronika.desk.fields import CorrectionUnreadable, party_kinds
from khronika.desk.gate import Writing
from khronika.desk.report import events
from khronika.desk.report.rows import ASIDE
from khronika.errors import SpanOutsideSource
from khronika.model.fragment import Fragment
from khronika.model.ulid import is_ulid
from khronika.model.vocabulary import MarkReason, SheetTopic, SheetVerdict
from khronika.record.models import Event, Fact
from khronika.record.sheets import write
from khronika.record.sheets.cite import cite, uncite
from khronika.record.sheets.place import (
    At,
    StatementUnreadable,
    check_place,
    read_box,
    read_moment,
)
from khronika.record.sheets.statement import SEEN, Statement
from khronika.record.sheets.write import File


@dataclass(frozen=True, slots=True)
class By:
    """A step under way: the form's marks, the film it is about, what was said."""

    form: Writing
    file: File
    post: QueryDict

    def said(self, name: str) -> str:
        """Answer a field of the form without the blanks around it."""
        return str(self.post.get(name, "")).strip()

    @property
    def step(self) -> write.Step:
        """Answer who takes the step, from which state of the record."""
        return write.Step(self.form.ledger, self.form.actor, self.form.base, self.form.entry_id)

    def item(self) -> str:
        """Answer the item that is corrected, a new one where none is named."""
        named = self.said("item")
        return named if is_ulid(named) else self.form.thing_id()

    def at(self) -> At | None:
        """Read the place that was typed.

        Raises:
            CorrectionUnreadable: it is no place.
        """
        try:
            start, end = read_moment(self.said("start")), read_moment(self.said("end"))
        except StatementUnreadable as error:
            raise CorrectionUnreadable(
                gettext("Write a moment as seconds, like 12.5, or as 1:02.5.")
            ) from error
        try:
            box = read_box(self.said("box"))
        except StatementUnreadable as error:
            raise CorrectionUnreadable(
                gettext("Write a box as four whole numbers: left, top, width, height.")
            ) from error
        at = None if start is None and end is None and box is None else At(start, end, box)
        self._refuse_outside(at)
        return at

    def _refuse_outside(self, at: At | None) -> None:
        try:
            check_place(at, self.file.to_json())
        except StatementUnreadable as error:
            raise CorrectionUnreadable(
                gettext("That place is outside of it, or says no moment of a film.")
            ) from error

    def fact(self) -> str:
        """Answer the fact of this film that the form names.

        Raises:
            Http404: there is none.
        """
        fact = self.said("fact")
        if not Fact.objects.filter(pk=fact, thing=self.file.film).exists():
            raise Http404("no such fact of this film")
        return fact


def _chosen(by: By, name: str, codes: type[SheetTopic] | type[SheetVerdict]) -> str:
    code = by.said(name)
    if code not in set(codes):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    return code


def _say(by: By) -> None:
    topic = SheetTopic(_chosen(by, "topic", SheetTopic))
    verdict = SheetVerdict(_chosen(by, "verdict", SheetVerdict))
    text, at = by.said("text"), by.at()
    if not text:
        raise CorrectionUnreadable(gettext("Say in words what is seen and what follows."))
    if at is None and topic in SEEN and by.file.form == "film":
        raise CorrectionUnreadable(gettext("Name the second at which it is seen or heard."))
    told = Statement(topic, verdict, text.replace("\r\n", "\n"), at)
    write.say(by.step, by.file, by.item(), told, reason=by.said("reason"))


def _filmed(by: By) -> None:
    verdict = SheetVerdict(_chosen(by, "verdict", SheetVerdict))
    kind = by.said("kind")
    if kind not in dict(party_kinds()) or kind == "group":
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    write.filmed(
        by.step, by.file, by.form.thing_id(), by.form.thing_id(), verdict,
        name=by.said("name")[:300] or None, kind=kind, at=by.at(),
    )  # fmt: skip


def _mark(by: By) -> None:
    why = by.said("why")
    if why not in set(MarkReason):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    write.mark(by.step, by.file, by.item(), MarkReason(why), by.at())


def _lift(by: By) -> None:
    item = by.fact().rpartition(".")[2]
    write.mark(by.step, by.file, item, None, None, reason=by.said("reason"))


def _show(by: By) -> None:
    event = by.said("event")
    if not Event.objects.filter(pk=event).exists():
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    known = Fact.objects.filter(thing=by.file.film, field="shows", status="accepted")
    if any(event in fact.value for fact in known):
        raise CorrectionUnreadable(gettext("It is said already that it shows this event."))
    write.show(by.step, by.file, by.form.thing_id(), event)


def _unsay(by: By) -> None:
    write.unsay(by.step, by.file, by.fact(), reason=by.said("reason"))


def _cite(by: By) -> None:
    try:
        start, end = read_moment(by.said("start")), read_moment(by.said("end"))
        at = None if start is None else Fragment(start, end)
    except (StatementUnreadable, SpanOutsideSource) as error:
        raise CorrectionUnreadable(
            gettext("Write the seconds as 14 or 1:02.5; the end comes after the beginning.")
        ) from error
    if at is None:
        raise CorrectionUnreadable(gettext("Name the second at which it is seen or heard."))
    if not at.lies_in(by.file.milliseconds):
        raise CorrectionUnreadable(gettext("The film has no such second."))
    fact = Fact.objects.filter(pk=by.said("of")).exclude(status="rejected").first()
    if fact is None or fact.field in ASIDE:
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    cite(by.step, by.file, fact.id, at, by.item(), reason=by.said("reason"))


def _uncite(by: By) -> None:
    fact = Fact.objects.filter(pk=by.said("fact"), field="seen").first()
    if fact is None or by.file.film not in fact.value:
        raise Http404("no such citation of this film")
    uncite(by.step, fact.id, reason=by.said("reason"))


def _ask(by: By) -> None:
    event = by.said("event")
    if not Event.objects.filter(pk=event).exists():
        raise Http404("no such event")
    events.ask(by.form, event)


STEPS: dict[str, Callable[[By], None]] = {
    "say": _say, "filmed": _filmed, "mark": _mark, "lift": _lift, "show": _show,
    "unsay": _unsay, "cite": _cite, "uncite": _uncite, "ask": _ask,
}  # fmt: skip
