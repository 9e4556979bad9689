"""Turns a form of the desk into entries: one fact, a link, the rest of an act, a ground.

Everything that one press of a button says goes into the record in one append, all or nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import CorrectionUnreadable, read_correction
from khronika.desk.report_page import LOW_CONFIDENCE, page_of, plain_values
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.entry import Entry, Kind, NewEntry, Payload
from khronika.record.models import Act, Fact, Intervention, Report
from khronika.record.steps import Change, correct, decide, subject_of

LINKED = ("type", "victim", "perpetrators", "by", "what")


def kind_of(thing: str) -> str:
    """Tell what a ULID names: "act", "intervention" or "party"."""
    if Act.objects.filter(pk=thing).exists():
        return "act"
    return "intervention" if Intervention.objects.filter(pk=thing).exists() else "party"


def _entry(
    ledger: Ledger, actor: str, of: str, thing: str, facts: Iterable[Fact], base: int
) -> NewEntry | None:
    accepted = [{"fact": fact.id, "verdict": "accept"} for fact in facts]
    if not accepted:
        return None
    payload: Payload = {"of": of, "thing": thing, "facts": accepted}
    subject = subject_of(of, thing, using=ledger.using)
    return NewEntry(ledger.new_id(), actor, Kind.DECIDE, subject, payload, base)


def _open(facts: Iterable[Fact]) -> list[Fact]:
    return [
        fact
        for fact in facts
        if fact.status != "rejected"
        and not (fact.author.startswith("u:") and fact.status == "accepted")
    ]


def _party_entries(
    ledger: Ledger, actor: str, facts: Iterable[Fact], base: int
) -> Iterable[NewEntry]:
    """Accept the name and kind of the parties that facts name, where nobody has yet."""
    parties = sorted({fact.party for fact in facts if fact.party})
    for party in parties:
        own = Fact.objects.filter(thing=party, field__in=("name", "kind"))
        entry = _entry(ledger, actor, "party", party, _open(own), base)
        if entry:
            yield entry


def accept_rest(ledger: Ledger, actor: str, thing: str, *, base: int) -> list[Entry]:
    """Accept what is left of one act, except its link and what the coder was unsure of."""
    of = kind_of(thing)
    rest = Fact.objects.filter(thing=thing).exclude(field__in=(*LINKED, "event", "level"))
    facts = [
        fact
        for fact in _open(rest)
        if fact.confidence is None or fact.confidence >= LOW_CONFIDENCE
    ]
    own = _entry(ledger, actor, of, thing, facts, base)
    parties = _party_entries(ledger, actor, facts, base)
    return ledger.append(*([own] if own else []), *parties)


def accept_fact(ledger: Ledger, actor: str, fact: Fact, *, base: int) -> list[Entry]:
    """Accept one fact, with the name that it rests on."""
    own = _entry(ledger, actor, kind_of(fact.thing), fact.thing, [fact], base)
    parties = _party_entries(ledger, actor, [fact], base)
    return ledger.append(*([own] if own else []), *parties)


def reject_fact(ledger: Ledger, actor: str, fact: Fact, *, base: int) -> Entry:
    """Reject one fact; its row stays and says so."""
    change = Change(fact.id, "reject")
    return decide(ledger, actor, kind_of(fact.thing), fact.thing, [change], base=base)


def reject_thing(ledger: Ledger, actor: str, thing: str, *, base: int) -> Entry:
    """Say that something the coder drafted is no act: all its facts are rejected."""
    facts = Fact.objects.filter(thing=thing).exclude(field__in=("event", "level"))
    changes = [Change(fact.id, "reject") for fact in facts if fact.status != "rejected"]
    return decide(ledger, actor, kind_of(thing), thing, changes, base=base)


def correct_fact(
    ledger: Ledger, actor: str, fact: Fact, form: Mapping[str, str], *, base: int
) -> Entry:
    """Set a fact to what a person says it should be, with the words it rests on.

    A fact that names somebody is corrected in the name; a published one needs a public reason.

    Raises:
        CorrectionUnreadable: the value has not the form of its field, or its words are not found.
    """
    target, value = _target(fact, form)
    cites = _cites(target, form)
    change = Change(target.id, "correct", value, cites)
    of = kind_of(target.thing)
    if fact.published or target.published:
        reason = form.get("reason", "").strip()
        if not reason:
            raise CorrectionUnreadable(
                gettext("This is public: say why it is corrected; readers will see the reason.")
            )
        return correct(ledger, actor, of, target.thing, [change], reason=reason, base=base)
    return decide(ledger, actor, of, target.thing, [change], base=base)


def _target(fact: Fact, form: Mapping[str, str]) -> tuple[Fact, Any]:
    """Answer the fact whose value changes, and the value: for a party, its name."""
    old = plain_values([fact])[fact.id]
    if fact.field == "perpetrators" and form.get("kind"):
        return fact, {**old, "kind": form["kind"]}
    if not fact.party:
        return fact, read_correction(fact.field, old, form)
    name = Fact.objects.filter(pk=f"{fact.party}.name").first()
    if name is None:
        raise CorrectionUnreadable(gettext("Nobody is named here; reject the fact instead."))
    return name, read_correction("name", None, form)


def _cites(fact: Fact, form: Mapping[str, str]) -> Sequence[Sequence[Any]]:
    """Answer where the words stand that a correction rests on.

    They are what the person marked or typed; where they left the field empty, those of before.
    """
    stands: list[list[Any]] = json.loads(fact.cites)
    words = form.get("words", "").strip()
    if not words:
        return stands
    source, text = _text_behind(fact, form)
    near = int(form["near"]) if form.get("near", "").isdigit() else (stands or [[0, 0, 0]])[0][1]
    start = _nearest(text, words, near)
    if start is None:
        raise CorrectionUnreadable(
            gettext("These words do not stand in the report; mark or copy them from it.")
        )
    return [[source, start, start + len(words)]]


def _text_behind(fact: Fact, form: Mapping[str, str]) -> tuple[str, str]:
    report = Report.objects.filter(pk=form.get("report", "")).first()
    if report is None:
        raise CorrectionUnreadable(gettext("The report is unknown; open it again."))
    source, page = page_of(report)
    if page is None:
        raise CorrectionUnreadable(gettext("The report has no text to cite."))
    return source, page.text


def _nearest(text: str, words: str, near: int) -> int | None:
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and len(found) < 1000:
        found.append(at)
        at = text.find(words, at + 1)
    return min(found, key=lambda start: abs(start - near)) if found else None


def add_act(
    ledger: Ledger, actor: str, report: str, form: Mapping[str, str], *, base: int
) -> None:
    """Code a violation that the coder missed: its kind, whom it hit, and the words.

    Raises:
        CorrectionUnreadable: the kind is none, or the words do not stand in the report.
    """
    from khronika.record.proposal import propose

    row = Report.objects.get(pk=report)
    source, page = page_of(row)
    words = form.get("words", "").strip()
    text = page.text if page else ""
    near = int(form["near"]) if form.get("near", "").isdigit() else 0
    start = _nearest(text, words, near) if words else None
    if start is None:
        raise CorrectionUnreadable(gettext("Mark or copy the words that tell of it."))
    kind = read_correction("type", None, {"value": form.get("type", "")})
    whom = form.get("victim", "").strip() or None
    cite = [start, start + len(words)]
    who = _nearest(text, whom, start) if whom else None
    victim_cite = [who, who + len(whom)] if whom and who is not None else cite
    fact = {"rule": "by-hand", "confidence": 1.0}
    act = {
        "id": "by-hand", "event": "by-hand", "type": kind, "count": None,
        "victim": {
            "name": whom, "kind": form.get("kind") or "person",
            "role": form.get("role") or "other", "affiliation": None,
        },
        "date": None, "place": None, "status": "unknown", "cites": [cite], "confidence": 1.0,
        "facts": {
            "type": {"value": kind, "cites": [cite], **fact},
            "victim": {"value": whom, "cites": [victim_cite], **fact},
        },
    }  # fmt: skip
    coding = {"source_sha256": source, "acts": [act], "interventions": []}
    propose(ledger, actor, report, coding, base=base)
