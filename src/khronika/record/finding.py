"""Finds whom an officer means by a name: parties by id, with what tells namesakes apart.

Whoever may erase need not see what is restricted (`record.md` section 7): ids, days, kinds and
public numbers tell who is meant; the names themselves are for those who may see them.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from khronika.model.ulid import is_ulid
from khronika.record.access import require
from khronika.record.documents.covering import recorded_names
from khronika.record.identity import component
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.sql import Statements
from khronika.record.models import (
    Act,
    Entry,
    Event,
    Fact,
    Intervention,
    Number,
    Party,
    Report,
)
from khronika.script import find_folded, fold

MOST_FOUND = 40
"""Parties that one name finds; whoever finds more types more of the name."""
_NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}-[0-9]{2,6}\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who may be meant: one party and those judged the same, told by ids and numbers.

    `names` are as they stand in the record: who may not see the record is not shown them.
    """

    party: str
    kind: str
    names: tuple[str, ...]
    parties: tuple[str, ...]
    reports: tuple[str, ...]
    numbers: tuple[str, ...]
    since: str
    is_public: bool


def find_named(ledger: Ledger, actor: str, name: str) -> list[Found]:
    """Find the parties that bear a name, in any script or case; parts of a name find too.

    Args:
        ledger: the record.
        actor: who asks; nobody finds who may not erase.
        name: as it was typed; a ULID of a party is taken as it is.

    Returns:
        Groups of parties judged one, those that bear the very name first; `MOST_FOUND` at most.

    Raises:
        NotAllowed: the actor may not erase.
    """
    require(actor, "erase", using=ledger.using)
    asked, tables = name.strip().removeprefix("party:"), Statements.on(ledger.using)
    borne = {asked} if is_ulid(asked) else set(_bearing(asked, tables))
    found: dict[str, Found] = {}
    seen: set[str] = set()
    for party in sorted(borne & _known(borne, tables)):
        if party not in seen:
            joined = sorted(component(party, tables))
            seen.update(joined)
            found[party] = _told(party, joined, tables)
    exact = fold(asked)
    ranked = sorted(found.values(), key=lambda one: exact not in map(fold, one.names))
    return ranked[:MOST_FOUND]


def _known(parties: set[str], tables: Statements) -> set[str]:
    rows = tables.among("SELECT id FROM record_party WHERE id IN (%s)", sorted(parties))
    return {row[0] for row in rows}


def _bearing(asked: str, tables: Statements) -> list[str]:
    if not any(letter.isalnum() for letter in asked):
        return []
    rows = tables.rows(
        "SELECT f.thing, v.body FROM record_fact f JOIN record_value v ON v.id = f.value_id "
        "WHERE f.field IN ('name', 'other_names') AND v.body IS NOT NULL"
    )
    things: dict[str, list[str]] = {}
    for thing, body in rows:
        things.setdefault(str(json.loads(body)), []).append(thing)
    bearing = [name for name in things if _is_borne(asked, name)]
    return [thing for name in bearing for thing in things[name]]


def _is_borne(asked: str, name: str) -> bool:
    # In either direction: a surname finds the whole name, and a whole name its short forms.
    return bool(find_folded(name, [asked]) or find_folded(asked, [name]))


def _told(party: str, joined: Sequence[str], tables: Statements) -> Found:
    facts = Fact.objects.filter(thing__in=joined, field__in=("kind", "level"), item=None)
    said = [(field, json.loads(value)) for field, value in facts.values_list("field", "value")]
    kinds = [str(value) for field, value in said if field == "kind" and isinstance(value, str)]
    reports = Party.objects.filter(pk__in=joined).exclude(report=None).order_by("report")
    return Found(
        party=party,
        kind=kinds[0] if kinds else "unknown",
        names=tuple(recorded_names(joined, tables)),
        parties=tuple(joined),
        reports=tuple(dict.fromkeys(str(one) for one in reports.values_list("report", flat=True))),
        numbers=_numbers(joined),
        since=_since(joined),
        is_public=("level", "public") in said,
    )


def _numbers(parties: Sequence[str]) -> tuple[str, ...]:
    """Answer the public numbers of the events whose acts speak of some parties."""
    things = Fact.objects.filter(party__in=parties).values_list("thing", flat=True)
    members = Fact.objects.filter(thing__in=set(things), field="event", item=None)
    events = {json.loads(value)["event"] for value in members.values_list("value", flat=True)}
    public = Event.objects.filter(pk__in=[one for one in events if one], state="published")
    subjects = [f"event:{id_}" for id_ in public.values_list("id", flat=True)]
    rows = Number.objects.filter(pk__in=subjects).order_by("number")
    return tuple(str(one) for one in rows.values_list("number", flat=True))


def _since(parties: Sequence[str]) -> str:
    """Answer the day on which the record first spoke of some parties."""
    rows = Party.objects.filter(pk__in=parties).values_list("report", flat=True)
    subjects = [*(f"report:{one}" for one in rows if one), *(f"party:{one}" for one in parties)]
    first = Entry.objects.filter(subject__in=subjects).order_by("seq").first()
    return first.at[:10] if first else ""


def reports_meant(asked: str) -> list[str]:
    """Answer the reports that an id or the public number of an event stands for.

    Args:
        asked: ULID of a report, with `report:` before it or not, or a number such as XV-2025-0001.
    """
    words = asked.strip().removeprefix("report:")
    if is_ulid(words):
        return [words] if is_there(f"report:{words}") else []
    if not _NUMBER.match(words.upper()):
        return []
    row = Number.objects.filter(number=words.upper()).first()
    event = row.subject.removeprefix("event:") if row else ""
    found: set[str] = set()
    for table in (Act, Intervention):
        found |= set(table.objects.filter(event=event).values_list("report", flat=True))
    return sorted(found) if event else []


def is_there(subject: str) -> bool:
    """Tell whether the record has a party or report of this id."""
    kind, _, id_ = subject.partition(":")
    if not is_ulid(id_):
        return False
    if kind == "party":
        return Party.objects.filter(pk=id_).exists()
    return kind == "report" and Report.objects.filter(pk=id_).exists()
