"""Lists what changed in a bundle since the last approval: was, is now, with its words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from khronika.data.vocabulary import vocabulary
from khronika.desk.fields import ORDER, name_field, party_kinds, say, say_code
from khronika.desk.report.page import lang_of, people
from khronika.desk.report.rows import plain_values
from khronika.desk.report.text import around, pages_of
from khronika.desk.sheets.rows import OF_FILMS, say_of_film
from khronika.model.page import Page
from khronika.record import approval
from khronika.record.models import Act, Entry, Fact, Mark, Number, Party, Report, Request
from khronika.record.values import is_reference, read

AROUND = 60
"""Code points shown on each side of the words."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in their place, in their language (BCP 47)."""

    before: str
    words: str
    after: str
    lang: str


@dataclass(frozen=True, slots=True)
class Change:
    """A fact in a bundle that nobody but its author stands behind yet."""

    fact: str
    heading: str
    about: str
    was: str
    said: str
    quotes: tuple[Quote, ...]
    author: str
    at: str
    reason: str
    is_mine: bool


def changes_of(row: Request, actor: str) -> list[Change]:
    """List the facts of a bundle that wait for a second person, grouped by what they are of."""
    left = approval.waiting(row.id).facts
    facts = list(Fact.objects.filter(pk__in=list(left)))
    values, names, known = plain_values(facts), _names(facts), people()
    texts, heads = _texts(facts), _headings(facts)
    before, entries = _approved_before(facts), _entries(facts)
    reasons = _reasons(entries)
    ranks = _ranks(facts)
    facts.sort(key=lambda fact: (ranks.get(fact.thing, 2), heads.get(fact.thing, ""), fact.thing,
                                 _place(fact)))  # fmt: skip
    return [
        Change(
            fact=fact.id,
            heading=name_field(fact.field),
            about=heads.get(fact.thing, ""),
            was=say_any(fact.field, before[fact.id], names) if fact.id in before else "",
            said=say_any(fact.field, values[fact.id], names)
            if fact.status != "rejected" else gettext("taken out"),
            quotes=_quotes(fact, texts),
            author=known.get(fact.author, ""),
            at=entries[fact.seq].at[11:16] if fact.seq in entries else "",
            reason=reasons.get(fact.seq, ""),
            is_mine=fact.author == actor,
        )
        for fact in facts
    ]  # fmt: skip


def _ranks(facts: Sequence[Fact]) -> dict[str, int]:
    """Order things as one looks at them: acts, then people and bodies, the event, reports."""
    things = {fact.thing for fact in facts}
    ranks = dict.fromkeys(Act.objects.filter(pk__in=things).values_list("id", flat=True), 0)
    ranks |= dict.fromkeys(Party.objects.filter(pk__in=things).values_list("id", flat=True), 1)
    ranks |= dict.fromkeys(Report.objects.filter(pk__in=things).values_list("id", flat=True), 3)
    return ranks


def _place(fact: Fact) -> tuple[int, str]:
    return (ORDER.index(fact.field) if fact.field in ORDER else len(ORDER), fact.id)


def say_any(field: str, value: Any, names: Mapping[str, str]) -> str:
    """Say the value of any fact that a document shows, memberships and levels too.

    Args:
        field: of the fact.
        value: its plain value.
        names: ULID of a party to what it is called here.
    """
    if field == "event":
        numbers = dict(Number.objects.values_list("subject", "number"))
        event = (value or {}).get("event")
        if event is None:
            return gettext("in no event")
        return numbers.get(f"event:{event}") or gettext("this event")
    if field == "level":
        return str(say_code("level", value)) if "level" in vocabulary() else str(value)
    if field == "ground":
        return say_code("naming_ground", value) if value else gettext("no ground: name withheld")
    if field in ("title", "summary", "unknown") and isinstance(value, dict):
        return f"{value.get('text', '')} ({value.get('lang', '')})"
    if field == "tree" and isinstance(value, dict):
        return gettext("text in %(lang)s, sha256 %(hash)s") % {
            "lang": value["lang"], "hash": value["sha256"][:12],
        }  # fmt: skip
    if field in OF_FILMS and isinstance(value, Mapping):
        return say_of_film(field, value, names)
    if field == "kind" and value in ("person", "organisation", "agency", "group", "unknown"):
        return dict(party_kinds())[value]
    return say(field, value, names)


def _names(facts: Sequence[Fact]) -> dict[str, str]:
    parties = {fact.party for fact in facts if fact.party}
    acts = {fact.item for fact in facts if fact.field in ("covers", "apart", "same") and fact.item}
    victims = dict(
        Fact.objects.filter(thing__in=acts, field="victim").values_list("thing", "party")
    )
    parties |= {party for party in victims.values() if party}
    own = list(Fact.objects.filter(thing__in=parties, field="name", item=None))
    values = plain_values(own)
    names = {fact.thing: str(values[fact.id]) for fact in own if values[fact.id]}
    return names | {
        act: names.get(party or "", gettext("a group")) for act, party in victims.items()
    }


def _texts(facts: Sequence[Fact]) -> dict[str, Page]:
    """Answer the page of every source that facts cite, by its hash."""
    things = {fact.thing for fact in facts}
    homes = set(things)
    homes |= set(Act.objects.filter(pk__in=things).values_list("report", flat=True))
    homes |= {party.report for party in Party.objects.filter(pk__in=things) if party.report}
    texts: dict[str, Page] = {}
    for report in Report.objects.filter(pk__in=homes).exclude(text=None):
        texts |= pages_of(report)
    return texts


def _quotes(fact: Fact, texts: Mapping[str, Page]) -> tuple[Quote, ...]:
    found = []
    for source, start, end in json.loads(fact.cites)[:2]:
        if (page := texts.get(source)) and (text := page.text):
            found.append(Quote(*around(text, start, end, most=AROUND), lang_of(page)))
    return tuple(found)


def _headings(facts: Sequence[Fact]) -> dict[str, str]:
    """Say of each thing what it is: "detention: Mira Tavel", a party's name, a report's title."""
    things = {fact.thing for fact in facts}
    shown = ("type", "victim", "what", "name", "title", "file_name", "file")
    own = list(Fact.objects.filter(thing__in=things, field__in=shown))
    values, names = plain_values(own), _names(own)
    heads: dict[str, dict[str, str]] = {}
    for fact in own:
        if values[fact.id] is not None:
            heads.setdefault(fact.thing, {}).setdefault(
                fact.field, say_any(fact.field, values[fact.id], names)
            )
    said: dict[str, str] = {}
    for thing, told in heads.items():
        order = (
            ("type", "victim", "what")
            if {"type", "what"} & told.keys()
            else ("name", "title", "file_name", "file")
        )
        parts = [told[key] for key in order if key in told]
        said[thing] = ": ".join(parts) if "type" in told else parts[0]
    return said


def _entries(facts: Sequence[Fact]) -> dict[int, Entry]:
    return Entry.objects.in_bulk(list({fact.seq for fact in facts}))


def _reasons(entries: Mapping[int, Entry]) -> dict[int, str]:
    """Answer the reason that an entry gives for what it changed, by seq."""
    told = {seq: json.loads(entry.payload).get("reason") for seq, entry in entries.items()}
    references = {seq: part["value"] for seq, part in told.items() if is_reference(part)}
    values = read(list(references.values()))
    return {seq: str(values[one]) for seq, one in references.items() if one in values}


def _approved_before(facts: Sequence[Fact]) -> dict[str, Any]:
    """Answer the value of each fact that a second person approved last, where there was one."""
    ids = [fact.id for fact in facts]
    approved: dict[str, int] = {}
    for fact, seq in (
        Mark.objects.filter(fact__in=ids, what="approve")
        .order_by("entry")
        .values_list("fact", "seq")
    ):
        approved[fact] = seq
    return _values_at(approved)


def _values_at(wanted: Mapping[str, int]) -> dict[str, Any]:
    """Answer the values that facts had at seqs: of the last entry up to there that set one."""
    marks = Mark.objects.filter(fact__in=list(wanted), what="write").order_by("entry")
    writes = [(fact, seq) for fact, seq in marks.values_list("fact", "seq") if seq <= wanted[fact]]
    entries = Entry.objects.in_bulk(list({seq for _, seq in writes}))
    values: dict[str, Any] = {}
    for fact, seq in writes:
        for item in json.loads(entries[seq].payload)["facts"]:
            key = "old" if item.get("verdict") == "withdraw" else "value"
            if item["fact"] == fact and key in item:
                values[fact] = item[key]
    references = {fact: value["value"] for fact, value in values.items() if is_reference(value)}
    plain = read(list(references.values()))
    return values | {fact: plain.get(one) for fact, one in references.items()}
