"""Tells the history of a fact: who set or approved it when, to what, with which words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from khronika.desk.fields import name_field, say
from khronika.desk.report.page import lang_of, people
from khronika.desk.report.rows import plain_values
from khronika.desk.report.text import pages_of, quote_of
from khronika.desk.seconding.changes import say_any
from khronika.record.models import Act, Entry, Fact, Intervention, Mark, Party, Report
from khronika.record.sheets.write import file_of
from khronika.record.values import is_reference, read


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry about a fact."""

    seq: int
    at: str
    who: str
    what: str
    said: str
    quote: str
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """A fact and all that happened to it, the latest first."""

    fact: str
    heading: str
    report: str | None
    lang: str
    moments: tuple[Moment, ...]


def history_of(fact: Fact) -> History:
    """Tell the history of a fact from the marks that entries left on it."""
    marks = Mark.objects.filter(fact=fact.id).order_by("entry")
    wrote = {mark.entry: mark.what for mark in marks}
    entries = Entry.objects.filter(pk__in=list(wrote)).order_by("-seq")
    items = {entry.seq: _item(entry, fact.id) for entry in entries}
    report = _report_of(fact)
    home = Report.objects.filter(pk=report).first() if report else None
    pages = pages_of(home) if home else {}
    values, known = _values(items.values()), people()
    texts = {sha256: page.text for sha256, page in pages.items()}
    names = _names([*items.values()], values)
    moments = tuple(
        _moment(fact, entry, items[entry.seq], values, names, texts, known) for entry in entries
    )
    lang = lang_of(next(iter(pages.values()), None))
    return History(fact.id, name_field(fact.field), report, lang, moments)


def _item(entry: Entry, fact: str) -> dict[str, Any]:
    """Answer what an entry says of a fact, with the entry's reason."""
    payload = json.loads(entry.payload)
    for item in payload.get("facts", []):
        if isinstance(item, dict) and item["fact"] == fact:
            given_back = {"value": item["old"]} if item.get("verdict") == "withdraw" else {}
            return {**item, **given_back, "reason": payload.get("reason")}
    return {"fact": fact}


def _values(items: Any) -> Mapping[str, Any]:
    wanted = []
    for item in items:
        for part in (item.get("value"), item.get("reason")):
            if isinstance(part, dict) and is_reference(part):
                wanted.append(part["value"])
    return dict(read(wanted))


def _names(items: list[dict[str, Any]], values: Mapping[str, Any]) -> dict[str, str]:
    parties = {
        item["value"]["party"]
        for item in items
        if isinstance(item.get("value"), dict) and item["value"].get("party")
    }
    own = list(Fact.objects.filter(thing__in=parties, field="name", item=None))
    plain = plain_values(own)
    return {one.thing: str(plain[one.id]) for one in own if plain[one.id]}


def _moment(
    fact: Fact,
    entry: Entry,
    item: Mapping[str, Any],
    values: Mapping[str, Any],
    names: Mapping[str, str],
    texts: Mapping[str, str],
    known: Mapping[str, str],
) -> Moment:
    value, reason = item.get("value"), item.get("reason")
    if isinstance(value, dict) and is_reference(value):
        value = values.get(value["value"], gettext("erased"))
    if isinstance(reason, dict) and is_reference(reason):
        reason = values.get(reason["value"])
    cites = item.get("cites") or []
    return Moment(
        seq=entry.seq,
        at=entry.at[:16].replace("T", " "),
        who=known.get(entry.actor, gettext("the coder")),
        what=_say_kind(entry.kind, item.get("verdict")),
        said=_say_value(fact, value, names) if "value" in item else "",
        quote=quote_of(cites, texts, most=2),
        reason=str(reason or ""),
    )


def _say_value(fact: Fact, value: Any, names: Mapping[str, str]) -> str:
    if fact.field == "match":
        return _say_verdict(value)
    if fact.field in ("event", "level", "ground"):
        return say_any(fact.field, value, names)
    return value if isinstance(value, str) and fact.value_id else say(fact.field, value, names)


def _say_verdict(value: Any) -> str:
    said = {
        "same": gettext("the same person or body"),
        "different": gettext("somebody else"),
        "unsure": gettext("left open"),
    }
    verdict = str((value or {}).get("verdict", ""))
    return said.get(verdict, verdict)


def _say_kind(kind: str, verdict: str | None) -> str:
    said = {
        "receive": gettext("came in with the report"),
        "propose": gettext("drafted"),
        "approve": gettext("approved"),
        "correct": gettext("corrected in public"),
        "compose": gettext("brought into an event"),
        "access": gettext("said who may see it"),
        "party": gettext("written down"),
        "match": gettext("judged"),
        "erase": gettext("erased"),
    }
    decided = {
        "accept": gettext("accepted"),
        "reject": gettext("rejected"),
        "correct": gettext("corrected"),
        "withdraw": gettext("took their decision back"),
    }
    return decided.get(verdict or "", "") if kind == "decide" else said.get(kind, kind)


def _report_of(fact: Fact) -> str | None:
    for table in (Act, Intervention, Party):
        found = table.objects.filter(pk=fact.thing).values_list("report", flat=True).first()
        if found:
            return str(found)
    film = file_of(fact.thing)
    if film is not None:
        return str(film["report"])
    return fact.thing if Report.objects.filter(pk=fact.thing).exists() else None
