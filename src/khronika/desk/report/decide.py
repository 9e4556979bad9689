"""Turns a form of the desk into entries: one fact, the rest of an act, a correction.

Everything that one press of a button says goes into the record in one append, all or nothing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import CorrectionUnreadable, read_correction
from khronika.desk.gate import Writing
from khronika.desk.notes import notes_of, taken_back
from khronika.desk.report.rows import ASIDE, LOW_CONFIDENCE, is_open, plain_values
from khronika.desk.report.text import nearest, texts_of
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.making import Change, owner_of, subject_of, wrap
from khronika.record.models import Act, Entry, Fact, Intervention, Report
from khronika.record.steps import correct

LINKED = ("type", "victim", "perpetrators", "by", "what")
"""Who did what to whom, and what was answered: accepted one by one, never in bulk."""


def kind_of(thing: str) -> str:
    """Tell what a ULID names: "act", "intervention", "event", "report" or "party"."""
    if Act.objects.filter(pk=thing).exists():
        return "act"
    if Intervention.objects.filter(pk=thing).exists():
        return "intervention"
    return "report" if Report.objects.filter(pk=thing).exists() else "party"


def _judged(form: Writing, of: str, thing: str, facts: Sequence[Fact], verdict: str) -> NewEntry:
    payload: Payload = {
        "of": of,
        "thing": thing,
        "facts": [{"fact": fact.id, "verdict": verdict} for fact in facts],
    }
    subject = subject_of(of, thing, using=form.ledger.using)
    return NewEntry(form.entry_id(), form.actor, Kind.DECIDE, subject, payload, form.base)


def _party_entries(form: Writing, facts: Iterable[Fact]) -> Iterator[NewEntry]:
    """Accept the name and kind of the parties that facts name, where nobody has decided them."""
    for party in sorted({fact.party for fact in facts if fact.party}):
        own = Fact.objects.filter(thing=party, field__in=("name", "kind"), item=None)
        waiting = [fact for fact in own if is_open(fact, frozenset())]
        if waiting:
            yield _judged(form, "party", party, waiting, "accept")


def accept_fact(form: Writing, fact: Fact) -> None:
    """Accept one fact, with the name that it rests on."""
    own = _judged(form, kind_of(fact.thing), fact.thing, [fact], "accept")
    form.append(own, *_party_entries(form, [fact]))


def reject_fact(form: Writing, fact: Fact) -> None:
    """Reject one fact; its row stays and says so."""
    form.append(_judged(form, kind_of(fact.thing), fact.thing, [fact], "reject"))


def accept_rest(form: Writing, thing: str, report: str) -> int:
    """Accept what is left of one act, except its link and what the coder was unsure of.

    Args:
        form: marks, author and ids of the form.
        thing: ULID of the act.
        report: ULID of the report that it stands in.

    Returns:
        How many facts were accepted.
    """
    back = taken_back(notes_of(f"report:{report}"))
    rest = Fact.objects.filter(thing=thing).exclude(field__in=(*LINKED, *ASIDE))
    facts = [
        fact
        for fact in rest.order_by("id")
        if is_open(fact, back) and (fact.confidence is None or fact.confidence >= LOW_CONFIDENCE)
    ]
    if facts:
        own = _judged(form, kind_of(thing), thing, facts, "accept")
        form.append(own, *_party_entries(form, facts))
    return len(facts)


def accept_report(form: Writing, report: str) -> None:
    """Accept what a report says of itself: title, outlet, address, day."""
    facts = Fact.objects.filter(thing=report, item=None).exclude(field__in=("level", "captured"))
    waiting = [fact for fact in facts.order_by("id") if not fact.author.startswith("u:")]
    waiting += [
        fact
        for fact in facts
        if fact.author.startswith("u:") and (fact.status == "proposed" or _came_with(fact))
    ]
    if waiting:
        form.append(_judged(form, "report", report, waiting, "accept"))


def _came_with(fact: Fact) -> bool:
    """Tell whether nobody has decided what came with a report that a person sent."""
    came = Entry.objects.filter(pk=fact.seq, kind="receive", subject=f"report:{fact.thing}")
    return came.exists()


def reject_thing(form: Writing, thing: str) -> None:
    """Say that something the coder drafted is no act: all its facts are rejected."""
    facts = Fact.objects.filter(thing=thing).exclude(field__in=ASIDE)
    waiting = [fact for fact in facts.order_by("id") if fact.status != "rejected"]
    if waiting:
        form.append(_judged(form, kind_of(thing), thing, waiting, "reject"))


def correct_fact(form: Writing, fact: Fact, said: Mapping[str, str]) -> None:
    """Set a fact to what a person says it should be, with the words it rests on.

    A fact that names somebody is corrected in the name; a published one needs a public reason.

    Args:
        form: marks, author and ids of the form.
        fact: as it stands.
        said: the posted fields: the value's own, `words` and `near` of its citation, `reason`.

    Raises:
        CorrectionUnreadable: the value has not the form of its field, or its words are not found.
    """
    target, value = _target(fact, said)
    change = Change(target.id, "correct", value, cites_of(said, json.loads(target.cites)))
    of, entry = kind_of(target.thing), form.entry_id()
    if target.published:
        reason = said.get("reason", "").strip()
        if not reason:
            raise CorrectionUnreadable(
                gettext("This is public: say why it is corrected; readers will see the reason.")
            )
        correct(form.ledger, form.actor, of, target.thing, [change], reason=reason,
                base=form.base, entry=entry)  # fmt: skip
        return
    entries = [_corrected(form, of, target.thing, change, entry)]
    if target.id != fact.id and is_open(fact, frozenset()):
        # Whoever writes the name down says with it that it is the one meant.
        entries.append(_judged(form, kind_of(fact.thing), fact.thing, [fact], "accept"))
    form.append(*entries)


def _corrected(form: Writing, of: str, thing: str, change: Change, entry: str) -> NewEntry:
    value = wrap(change.fact, of, change.value, owner_of(of, thing, form.ledger.using))
    cites = [list(cite) for cite in change.cites]
    item = {"fact": change.fact, "verdict": "correct", "value": value, "cites": cites}
    payload: Payload = {"of": of, "thing": thing, "facts": [item]}
    subject = subject_of(of, thing, using=form.ledger.using)
    return NewEntry(entry, form.actor, Kind.DECIDE, subject, payload, form.base)


def withdraw_fact(form: Writing, fact: Fact, reason: str) -> None:
    """Take a published fact out of an event, with a reason that readers see.

    Args:
        form: marks, author and ids of the form.
        fact: a published one.
        reason: what readers will see.

    Raises:
        CorrectionUnreadable: no reason is given.
    """
    if not reason:
        raise CorrectionUnreadable(
            gettext("This is public: say why it is taken out; readers will see the reason.")
        )
    correct(form.ledger, form.actor, kind_of(fact.thing), fact.thing, [Change(fact.id, "reject")],
            reason=reason, base=form.base, entry=form.entry_id())  # fmt: skip


def _target(fact: Fact, said: Mapping[str, str]) -> tuple[Fact, Any]:
    """Answer the fact whose value changes, and the value: for a party, its name."""
    old = plain_values([fact])[fact.id]
    if fact.field == "perpetrators" and said.get("kind") and not said.get("value", "").strip():
        return fact, {**old, "kind": said["kind"]}
    if not fact.party:
        return fact, read_correction(fact.field, old, said)
    name = Fact.objects.filter(pk=f"{fact.party}.name").first()
    if name is None:
        raise CorrectionUnreadable(gettext("Nobody is named here; reject the fact instead."))
    return name, read_correction("name", None, said)


def cites_of(said: Mapping[str, str], stands: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Answer where the words stand that a fact rests on.

    They are what the person marked or typed; where they left the field empty, those of before.

    Args:
        said: the form: `words`, `near` (offset of the place meant), `report`.
        stands: the citations of before.

    Raises:
        CorrectionUnreadable: the words do not stand in the report, or there are none at all.
    """
    words = said.get("words", "").strip()
    if not words:
        if not stands:
            raise CorrectionUnreadable(gettext("Mark or copy the words that say so."))
        return stands
    source, text = text_behind(said)
    start = nearest(text, words, place_near(said, int(stands[0][1]) if stands else 0))
    if start is None:
        raise CorrectionUnreadable(
            gettext("These words do not stand in the report; mark or copy them from it.")
        )
    return [[source, start, start + len(words)]]


def place_near(said: Mapping[str, str], otherwise: int = 0) -> int:
    """Answer the offset that a form means by `near`; `otherwise` where it is no offset."""
    near = said.get("near", "")
    return int(near) if near.isascii() and near.isdigit() and len(near) < 10 else otherwise


def text_behind(said: Mapping[str, str]) -> tuple[str, str]:
    """Answer the hash of the source and the text of the report that a form is about.

    Of several pages it is the first that holds the words of the form.

    Raises:
        CorrectionUnreadable: it is unknown or has no text.
    """
    report = Report.objects.filter(pk=said.get("report", "")).first()
    if report is None:
        raise CorrectionUnreadable(gettext("The report is unknown; open it again."))
    texts, words = texts_of(report), said.get("words", "").strip()
    if not texts:
        raise CorrectionUnreadable(gettext("The report has no text to cite."))
    holds = ((source, text) for source, text in texts.items() if words in text)
    return next(holds, next(iter(texts.items())))
