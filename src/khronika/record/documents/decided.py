"""Reads decided facts, and every party of the record, from the working tables.

Only facts that a person accepted are shown; names are taken for hiding as soon as anybody
proposed them.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import F

from khronika.model.canonical import Json
from khronika.model.span import Citation, Span
from khronika.model.vocabulary import Level, NamingGround
from khronika.record import values
from khronika.record.documents.snapshot import FactRow, PartyRow
from khronika.record.identity import kept
from khronika.record.models import Act, Entry, Fact, Intervention, Judgement, Mark, Party
from khronika.record.naming import is_person, looks_personal
from khronika.record.reading import read_from

_BATCH = 500


@dataclass(slots=True)
class DecidedFacts:
    """Rows of facts with their values put in place of references."""

    accepted: dict[str, dict[str, tuple[FactRow, ...]]] = field(default_factory=dict)
    others: dict[str, list[FactRow]] = field(default_factory=dict)

    def one(self, thing: str, name: str) -> FactRow | None:
        """Answer the accepted fact of a field without items."""
        facts = self.accepted.get(thing, {}).get(name, ())
        return next((fact for fact in reversed(facts) if fact.item is None), None)

    def value(self, thing: str, name: str) -> Any:
        """Answer its value, or None."""
        fact = self.one(thing, name)
        return fact.value if fact else None

    def items(self, thing: str, name: str) -> tuple[FactRow, ...]:
        """Answer the accepted facts of a field with items."""
        return self.accepted.get(thing, {}).get(name, ())


def decided_facts(things: Collection[str], *, also_proposed: bool = False) -> DecidedFacts:
    """Read the facts of things, with values in place of references."""
    found: list[Fact] = []
    listed = list(things)
    for start in range(0, len(listed), _BATCH):
        rows = Fact.objects.filter(thing__in=listed[start : start + _BATCH])
        found += rows.exclude(status="rejected").order_by("seq", "id")
    texts = _values_of(row.value_id for row in found)
    answer = DecidedFacts()
    for row in found:
        fact = FactRow(row.id, _plain(row, texts), row.seq, _cites(row.cites))
        if row.erased or (_is_outside(row) and row.value_id not in texts):
            continue
        if row.status == "accepted" and row.author.startswith("u:"):
            fields = answer.accepted.setdefault(row.thing, {})
            fields[row.field] = (*fields.get(row.field, ()), fact)
        if also_proposed:
            answer.others.setdefault(row.thing, []).append(fact)
    return answer


def _values_of(ids: Iterable[str | None]) -> dict[str, Json]:
    wanted = [one for one in dict.fromkeys(ids) if one]
    found: dict[str, Json] = {}
    for start in range(0, len(wanted), _BATCH):
        found |= values.read(wanted[start : start + _BATCH], using=read_from())
    return found


def _plain(row: Fact, texts: Mapping[str, Json]) -> Json:
    if _is_outside(row) and row.value_id:
        return texts.get(row.value_id)
    value: Json = json.loads(row.value)
    return value


def _is_outside(row: Fact) -> bool:
    """Tell whether the whole value stands outside the chain, not only a large part of it."""
    return bool(row.value_id) and values.is_reference(json.loads(row.value))


def _cites(text: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(source, Span(start, end))
        for source, start, end in json.loads(text)
        if start < end
    )


def parties_of_record(
    drawn: Mapping[tuple[str, str], str], reports: Collection[str]
) -> tuple[dict[str, PartyRow], dict[str, str]]:
    """Read every party of the record, and which party stands for each."""
    listed = list(Party.objects.order_by("id"))
    rows = decided_facts([party.id for party in listed], also_proposed=True)
    mentions, dropped, seconded = _mentions(), _dropped(), _seconded()
    ids = _values_of(one for party in listed for one in (party.public_id, party.network_id))
    parties = {}
    for party in listed:
        stored = {"public": party.public_id, "network": party.network_id}
        opaque = {level: str(ids[one]) for level, one in stored.items() if one and one in ids}
        opaque |= {level: one for (whose, level), one in drawn.items() if whose == party.id}
        made = _party(party.id, rows, mentions.get(party.id, ()), opaque)
        made = replace(made, is_seconded=bool(made.facts) and seconded.issuperset(made.facts))
        told = party.id not in dropped and _is_of_account(made, party.report, reports)
        parties[party.id] = made if told else _mute(made)
    for one in _once_people(list(parties.values())):
        parties[one] = replace(parties[one], was_person=True)
    # Who was never judged the same as anybody stands for themselves: no need to ask for each.
    pairs = Judgement.objects.filter(verdict="same").values_list("left", "right")
    return parties, kept(sorted({one for pair in pairs for one in pair}), using=read_from())


def _is_of_account(party: PartyRow, report: str | None, reports: Collection[str]) -> bool:
    """Tell whether a party's names are hidden here.

    Not those that a coder took for a name in another report, of nobody knows what kind, and that
    nobody has looked at: they are mostly none.
    """
    return bool(party.facts) or party.hidden_as == "person" or report in reports


def _dropped() -> set[str]:
    """Answer the parties that only rejected acts and facts speak of: a coder's slips."""
    rejected = set(Act.objects.filter(state="rejected").values_list("id", flat=True))
    rejected |= set(Intervention.objects.filter(state="rejected").values_list("id", flat=True))
    spoken: dict[str, bool] = {}
    rows = Fact.objects.filter(party__isnull=False).values_list("party", "thing", "status")
    for party, thing, status in rows:
        stands = status != "rejected" and thing not in rejected
        spoken[str(party)] = spoken.get(str(party), False) or stands
    return {party for party, stands in spoken.items() if not stands}


def _once_people(parties: Iterable[PartyRow]) -> set[str]:
    """Answer the parties called like a person that one person alone made a body of.

    Asked of the ledger: a correction leaves nothing of the older kind in the working tables.
    """
    bodies = {
        f"{party.id}.kind"
        for party in parties
        if not (is_person(party) or party.is_seconded)
        and any(looks_personal(name) for name in (party.name, *party.names) if name)
    }
    found, listed = set(), sorted(bodies)
    for start in range(0, len(listed), _BATCH):
        wrote = Mark.objects.filter(fact__in=listed[start : start + _BATCH], what="write")
        seqs = set(wrote.values_list("seq", flat=True))
        for payload in Entry.objects.filter(seq__in=seqs).values_list("payload", flat=True):
            for item in json.loads(payload)["facts"]:
                if item["fact"] in bodies and item.get("value") in ("person", "unknown"):
                    found.add(item["fact"].partition(".")[0])
    return found


def _seconded() -> set[tuple[str, int]]:
    """Answer (fact, seq) of what parties are and are called, as far as two people published it."""
    rows = Fact.objects.filter(
        field__in=("kind", "name", "level", "ground"), item=None, published__gte=F("seq")
    )
    return set(rows.values_list("id", "seq"))


def _mute(party: PartyRow) -> PartyRow:
    return replace(party, names=(), mentions=())


def _mentions() -> dict[str, tuple[Citation, ...]]:
    """Answer the words of every fact that names a party, whoever proposed it."""
    found: dict[str, list[Citation]] = {}
    rows = Fact.objects.filter(party__isnull=False).exclude(status="rejected")
    for party, cites in rows.order_by("id").values_list("party", "cites"):
        found.setdefault(str(party), []).extend(_cites(cites))
    return {party: tuple(cites) for party, cites in found.items()}


def _party(
    party: str,
    rows: DecidedFacts,
    mentions: tuple[Citation, ...],
    opaque: Mapping[str, str],
) -> PartyRow:
    known = [fact for fact in rows.others.get(party, ()) if fact.field in ("name", "other_names")]
    level, ground = rows.value(party, "level"), rows.value(party, "ground")
    told = [rows.one(party, name) for name in ("kind", "name", "level", "ground")]
    cites = tuple(cite for fact in known for cite in fact.cites)
    proposed = [fact.value for fact in rows.others.get(party, ()) if fact.field == "kind"]
    return PartyRow(
        id=party,
        kind=rows.value(party, "kind") or "unknown",
        name=rows.value(party, "name"),
        names=tuple(dict.fromkeys(fact.value for fact in known if isinstance(fact.value, str))),
        mentions=tuple(dict.fromkeys((*mentions, *cites))),
        name_level=Level(level) if level else None,
        ground=NamingGround(ground) if ground else None,
        opaque=opaque,
        country=rows.value(party, "country"),
        is_convicted=ground == NamingGround.CONVICTED_OFFICIAL,
        facts=tuple(fact.at for fact in told if fact is not None),
        hidden_as=str(proposed[-1]) if proposed and told[0] is None else None,
        other_names=tuple(
            (fact.value, fact.at)
            for fact in rows.items(party, "other_names")
            if isinstance(fact.value, str)
        ),
    )


def judgements(
    kept_by: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, tuple[tuple[str, int], ...]], frozenset[frozenset[str]]]:
    """Answer merged parties, the judgements behind each, and pairs that are "unsure"."""
    merged = {party: into for party, into in kept_by.items() if party != into}
    facts: dict[str, tuple[tuple[str, int], ...]] = {}
    unsure = set()
    for row in Judgement.objects.order_by("seq", "id"):
        pair = frozenset(kept_by.get(one, one) for one in (row.left, row.right))
        if row.verdict == "unsure" and len(pair) == 2:
            unsure.add(pair)
        if row.verdict == "same":
            for one in (row.left, row.right):
                facts[one] = (*facts.get(one, ()), (row.id, row.seq))
    return merged, facts, frozenset(unsure)
