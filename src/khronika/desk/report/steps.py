"""The steps that buttons of the side-by-side screen name, each with what its form must bring."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.utils.translation import gettext, ngettext

from khronika.desk.arrival import hold
from khronika.desk.fields import CorrectionUnreadable
from khronika.desk.gate import Writing, person
from khronika.desk.notes import DISMISSED, note_entry
from khronika.desk.report import adding, decide, events, known, retry
from khronika.desk.report.undo import take_back
from khronika.desk.restricting import restrict_name, said_of_searches
from khronika.model.ulid import is_ulid
from khronika.model.vocabulary import Level
from khronika.record.models import Act, Event, Fact, Intervention, Number, Party
from khronika.record.steps import Change, set_access
from khronika.record.steps import decide as decide_facts


@dataclass(frozen=True, slots=True)
class By:
    """A step under way: the form's marks, the report it is about, what was said."""

    form: Writing
    report: str
    post: QueryDict
    request: HttpRequest

    def said(self, name: str) -> str:
        """Answer a field of the form without the blanks around it."""
        return str(self.post.get(name, "")).strip()

    def fact(self) -> Fact:
        """Answer the fact that the form names.

        Raises:
            Http404: there is none, or it is nothing of this report.
        """
        found = Fact.objects.filter(pk=self.said("fact")).first()
        if found is None or not self._is_of_report(found):
            raise Http404("no such fact in this report")
        return found

    def _is_of_report(self, fact: Fact) -> bool:
        """Tell whether a fact is of the report itself, or of what was drafted from it."""
        return fact.thing == self.report or any(
            table.objects.filter(pk=fact.thing, report=self.report).exists()
            for table in (Act, Intervention, Party)
        )

    def thing(self) -> str:
        """Answer the act or intervention that the form names.

        Raises:
            Http404: there is none in this report.
        """
        thing = self.said("thing")
        for table in (Act, Intervention):
            if table.objects.filter(pk=thing, report=self.report).exists():
                return thing
        raise Http404("no such act")

    def act(self, name: str) -> str:
        """Answer the act that a field of the form names, of whatever report.

        Raises:
            Http404: there is none.
        """
        act = self.said(name)
        if not Act.objects.filter(pk=act).exists():
            raise Http404("no such act")
        return act

    def acts(self) -> list[str]:
        """Answer the acts that the form names, all of which are known."""
        ids = self.post.getlist("act")
        acts = set(Act.objects.filter(pk__in=ids).values_list("id", flat=True))
        acts |= set(Intervention.objects.filter(pk__in=ids).values_list("id", flat=True))
        return [id_ for id_ in dict.fromkeys(ids) if id_ in acts]

    def event(self) -> str:
        """Answer the event that the form names.

        Raises:
            Http404: there is none.
        """
        event = self.said("event")
        if not Event.objects.filter(pk=event).exists():
            raise Http404("no such event")
        return event

    def party(self) -> str:
        """Answer the party that the form names.

        Raises:
            Http404: there is none.
        """
        party = self.said("party")
        if not Party.objects.filter(pk=party).exists():
            raise Http404("no such party")
        return party

    def words(self) -> dict[str, str]:
        """Answer the form's fields, and the report that its words stand in."""
        said = {name: str(value) for name, value in self.post.items()}
        return {**said, "report": self.report}


Step = Callable[[By], str]
"""Does a step and answers the place on the screen to lead to, "" for the next open fact."""


def _accept(by: By) -> str:
    decide.accept_fact(by.form, by.fact())
    return ""


def _reject(by: By) -> str:
    decide.reject_fact(by.form, by.fact())
    return ""


def _correct(by: By) -> str:
    decide.correct_fact(by.form, by.fact(), by.words())
    return ""


def _take_out(by: By) -> str:
    decide.withdraw_fact(by.form, by.fact(), by.said("reason"))
    return ""


def _rest(by: By) -> str:
    number = decide.accept_rest(by.form, by.thing(), by.report)
    said = ngettext("%(n)s fact accepted.", "%(n)s facts accepted.", number) % {"n": number}
    messages.info(by.request, said)
    return ""


def _no_act(by: By) -> str:
    decide.reject_thing(by.form, by.thing())
    return ""


def _add_fact(by: By) -> str:
    return f"fact-{adding.add_fact(by.form, by.thing(), by.words())}"


def _add_act(by: By) -> str:
    act = adding.add_act(by.form, by.report, by.words())
    return f"act-{act}"


def _dismiss(by: By) -> str:
    start, end = by.said("start"), by.said("end")
    if not (start.isdigit() and end.isdigit()):
        raise Http404("no such words")
    by.form.append(note_entry(by.form, f"report:{by.report}", f"{start} {end}", kind=DISMISSED))
    return "missed"


def _name(by: By) -> str:
    ground, party = by.said("ground") or None, by.party()
    if ground is None:
        restrict_name(by.form, party)
        if searching := said_of_searches():
            messages.info(by.request, searching)
        return "names"
    set_access(by.form.ledger, by.form.actor, f"party:{party}", level=Level.PUBLIC, ground=ground,
               base=by.form.base, entry=by.form.entry_id())  # fmt: skip
    return "names"


def _party_kind(by: By) -> str:
    party = by.party()
    fact = Fact.objects.get(pk=f"{party}.kind")
    change = Change(fact.id, "correct", by.said("kind"), decide.cites_of({}, _cites(fact)))
    decide_facts(by.form.ledger, by.form.actor, "party", party, [change], base=by.form.base,
                 entry=by.form.entry_id())  # fmt: skip
    return "names"


def _cites(fact: Fact) -> list[list[object]]:
    stands: list[list[object]] = json.loads(fact.cites)
    return stands


def _match(by: By) -> str:
    verdict, others = by.said("verdict"), by.post.getlist("other")
    known_ids = set(Party.objects.filter(pk__in=others).values_list("id", flat=True))
    if not known_ids or verdict not in ("same", "different", "unsure"):
        raise Http404("no such party")
    known.judge(by.form, by.party(), [one for one in others if one in known_ids], verdict)
    return "known"


def _own(by: By) -> str:
    decide.accept_report(by.form, by.report)
    return "told"


def _level(by: By) -> str:
    level = by.said("level")
    if level not in set(Level):
        raise CorrectionUnreadable(gettext("Choose one of the list."))
    set_access(by.form.ledger, by.form.actor, f"report:{by.report}", level=level,
               base=by.form.base, entry=by.form.entry_id())  # fmt: skip
    return "told"


def _compose(by: By) -> str:
    event = events.make_event(by.form, by.acts(), by.said("title"), _language(by))
    return f"event-{event}"


def _language(by: By) -> str:
    return by.said("lang") or "en"


def _title(by: By) -> str:
    event = by.event()
    events.set_title(by.form, event, by.said("title"), _language(by), by.said("reason"))
    return f"event-{event}"


def _move(by: By) -> str:
    where = by.said("to")
    if where == "new":
        event = events.split(by.form, by.acts(), by.said("title"), _language(by))
        return f"event-{event}"
    if where == "out":
        events.move(by.form, by.acts(), None, by.event())
        return "events"
    if not (is_ulid(where) and Event.objects.filter(pk=where).exists()):
        raise CorrectionUnreadable(gettext("Choose where the acts go."))
    events.move(by.form, by.acts(), where, by.said("event"))
    return f"event-{where}"


def _join(by: By) -> str:
    event = by.event()
    events.join(by.form, [by.act("with"), by.act("thing")], event)
    return f"event-{event}"


def _part(by: By) -> str:
    event = by.event()
    events.part(by.form, by.act("thing"), event)
    return f"event-{event}"


def _ask(by: By) -> str:
    event = by.event()
    events.ask(by.form, event)
    messages.success(by.request, gettext("A second person was asked. Nothing is public yet."))
    number = Number.objects.get(subject=f"event:{event}").number
    messages.info(
        by.request, gettext("Its public number will be %(number)s.") % {"number": number}
    )
    return "events"


def _down(by: By) -> str:
    events.take_down(by.form, f"event:{by.event()}", by.said("reason"))
    messages.success(by.request, gettext("It was taken down; a page with the reason stays."))
    return "events"


def _undo(by: By) -> str:
    place = take_back(by.form, by.report)
    messages.info(by.request, gettext("Your last decision was taken back: it is open again."))
    return place


def _take(by: By) -> str:
    hold.take(by.report, person(by.request))
    return ""


def _hand_over(by: By) -> str:
    hold.hand_over(by.report, by.said("to"))
    return ""


def _again(by: By) -> str:
    if not retry.begin(by.report, by.form.actor):
        raise CorrectionUnreadable(gettext("There is nothing to try again: it was read."))
    messages.info(by.request, gettext("It is being read again; look again in a few minutes."))
    return ""


STEPS: dict[str, Step] = {
    "again": _again,
    "accept": _accept,
    "reject": _reject,
    "correct": _correct,
    "take-out": _take_out,
    "rest": _rest,
    "no-act": _no_act,
    "add-fact": _add_fact,
    "add": _add_act,
    "dismiss": _dismiss,
    "name": _name,
    "party-kind": _party_kind,
    "match": _match,
    "own": _own,
    "level": _level,
    "compose": _compose,
    "title": _title,
    "move": _move,
    "join": _join,
    "part": _part,
    "ask": _ask,
    "down": _down,
    "undo": _undo,
    "take": _take,
    "hand-over": _hand_over,
}
