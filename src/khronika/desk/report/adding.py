"""Adds what the coder missed: an act with its words, or one more fact of an act."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import CorrectionUnreadable, read_correction
from khronika.desk.gate import Writing
from khronika.desk.report.decide import cites_of, place_near, text_behind
from khronika.desk.report.text import nearest
from khronika.model.vocabulary import PerpetratorKind
from khronika.record.ledger.entry import Kind, NewEntry, Payload
from khronika.record.making import subject_of, wrap
from khronika.record.models import Act, Fact
from khronika.record.naming import looks_personal
from khronika.record.values import Personal

SINGLE = ("date", "place", "role", "affiliation", "count", "status")
ITEMS = ("charges", "purposes")
PEOPLE = ("perpetrators", "sources")
ADDABLE = (*PEOPLE, *SINGLE, *ITEMS)
"""Fields of an act that a person may add with marked words."""


def add_fact(form: Writing, act: str, said: Mapping[str, str]) -> str:
    """Add a fact to an act, or set the one there is, resting on words that a person marked.

    Args:
        form: who writes.
        act: ULID of the act.
        said: the form: `field`, `value` and its like, `words`, `near`, `report`.

    Returns:
        The fact's id.

    Raises:
        CorrectionUnreadable: no such field, no words, or a value that has not its form.
    """
    field = said.get("field", "")
    if field not in ADDABLE:
        raise CorrectionUnreadable(gettext("Choose what the words say."))
    cites = [list(cite) for cite in cites_of(said, ())]
    if field in PEOPLE:
        return _add_party(form, act, field, said, cites)
    words = said.get("words", "").strip()
    value: Any = read_correction(field, None, _with_words(field, said, words))
    fact = f"{act}.{field}" if field in SINGLE else f"{act}.{field}.{form.thing_id()}"
    known = Fact.objects.filter(pk=fact).first()
    if known is not None and known.published:
        raise CorrectionUnreadable(gettext("This is public already: correct it, with a reason."))
    form.append(_decided(form, act, fact, value, cites, f"report:{said.get('report', '')}"))
    return fact


def _with_words(field: str, said: Mapping[str, str], words: str) -> dict[str, str]:
    """Let the marked words themselves be the value where the person typed none."""
    given = dict(said.items())
    typed = any(given.get(key, "").strip() for key in ("value", "start", "end", "min", "max"))
    if not typed:
        given |= {"value": words}
        if field == "date":
            given |= {"start": words, "end": words}
        if field == "count":
            given |= {"min": words, "max": words}
    elif field == "date" and not given.get("start"):
        given |= {"start": given["value"], "end": given["value"]}
    elif field == "count" and not given.get("min"):
        given |= {"min": given["value"], "max": given["value"]}
    return given


def _decided(
    form: Writing, act: str, fact: str, value: Any, cites: list[list[Any]], owner: str
) -> NewEntry:
    item = {"fact": fact, "verdict": "correct", "value": wrap(fact, "act", value, owner),
            "cites": cites}  # fmt: skip
    payload: Payload = {"of": "act", "thing": act, "facts": [item]}
    subject = subject_of("act", act, using=form.ledger.using)
    return NewEntry(form.entry_id(), form.actor, Kind.DECIDE, subject, payload, form.base)


def _add_party(
    form: Writing, act: str, field: str, said: Mapping[str, str], cites: list[list[Any]]
) -> str:
    name = said.get("value", "").strip() or said.get("words", "").strip()
    kind = said.get("kind") or ("police" if field == "perpetrators" else "")
    if field == "perpetrators" and kind not in set(PerpetratorKind):
        raise CorrectionUnreadable(gettext("Choose what kind of perpetrator it is."))
    party = form.thing_id()
    subject = f"party:{party}"
    made = NewEntry(
        form.entry_id(), form.actor, Kind.PARTY, subject,
        {"report": said.get("report"), "facts": [
            {"fact": f"{party}.kind", "value": _kind_of(name, said), "cites": cites},
            {"fact": f"{party}.name", "value": Personal(name, subject), "cites": cites},
        ]}, form.base,
    )  # fmt: skip
    fact = f"{act}.{field}.{party}"
    value = {"party": party} | ({"kind": kind} if field == "perpetrators" else {})
    form.append(made, _decided(form, act, fact, value, cites, subject))
    return fact


def _kind_of(name: str, said: Mapping[str, str]) -> str:
    """Take whom nobody called a person for a body, but for a name like a person's."""
    if said.get("is_person") == "1":
        return "person"
    return "unknown" if looks_personal(name) else "organisation"


def add_act(form: Writing, report: str, said: Mapping[str, str]) -> str:
    """Code a violation that the coder missed: its kind, whom it hit, and the words.

    Its facts stand as drafts afterwards and are decided like the coder's own.

    Args:
        form: marks, author and ids of the form.
        report: ULID.
        said: the posted fields: `type`, `victim`, `words` and `near`.

    Returns:
        ULID of the act.

    Raises:
        CorrectionUnreadable: the kind is none, or the words do not stand in the report.
    """
    source, text = text_behind({**said, "report": report})
    words = said.get("words", "").strip()
    start = nearest(text, words, place_near(said)) if words else None
    if start is None:
        raise CorrectionUnreadable(gettext("Mark or copy the words that tell of it."))
    kind = read_correction("type", None, {"value": said.get("type", "")})
    name = said.get("victim", "").strip() or None
    cite = [source, start, start + len(words)]
    at = nearest(text, name, start) if name else None
    whom = [source, at, at + len(name)] if name and at is not None else cite
    act, party = form.thing_id(), form.thing_id()
    drafted = {
        f"{party}.kind": (said.get("kind") or "person", whom),
        f"{party}.name": (Personal(name, f"party:{party}") if name else None, whom),
        f"{act}.type": (kind, cite),
        f"{act}.victim": ({"party": party}, whom),
        f"{act}.kind": (said.get("kind") or "person", whom),
        f"{act}.role": (said.get("role") or "other", whom),
    }
    payload: Payload = {
        "coder": None, "coding": None, "parties": [party],
        "acts": [{"id": act, "of": "act", "draft": _draft_of(report), "optional": False}],
        "facts": [
            {"fact": fact, "value": value, "cites": [words_at], "rule": "by-hand",
             "confidence": None}
            for fact, (value, words_at) in drafted.items()
        ],
    }  # fmt: skip
    form.append(NewEntry(form.entry_id(), form.actor, Kind.PROPOSE, f"report:{report}", payload,
                         form.base))  # fmt: skip
    return act


def _draft_of(report: str) -> str | None:
    """Answer the coder's grouping that most acts of a report are in: a new act joins it."""
    drafts = list(Act.objects.filter(report=report).values_list("draft", flat=True))
    return max(drafts, key=drafts.count, default=None)
