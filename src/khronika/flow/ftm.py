"""Writes parties and judgements as FollowTheMoney, and reads judgements from it.

Entities are JSON lines by the published schema (Person, Organization, LegalEntity), judgements
the lines of nomenklatura's resolver: `[target, source, judgement, score, user, created at]`. No
package of theirs is needed: it pulls PyICU, which is compiled. Only names whose level allows it
are written; a pen name or another alias is left out unless it is asked for.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from khronika.errors import MatchError
from khronika.model.canonical import Json
from khronika.record.errors import MatchContradicted
from khronika.record.identity import is_joined
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.sql import Statements
from khronika.record.models import Entry, Fact, Judgement, Party
from khronika.record.subjects import match
from khronika.record.values import read

LEVELS = ("public", "network", "restricted")
"""Who may see a name, the openest first."""

_FIELDS = ("name", "kind", "country", "level", "other_names")
_SCHEMA = {"person": "Person", "organisation": "Organization", "outlet": "Organization",
           "agency": "PublicBody", "unknown": "LegalEntity"}  # fmt: skip
_VERDICTS = {"same": "positive", "different": "negative", "unsure": "unsure"}
_READ = {theirs: ours for ours, theirs in _VERDICTS.items()}
_NONE = "no_judgement"
"""A pair that their matcher proposed and nobody judged."""


class EdgesUnreadable(MatchError):
    """A line is no judgement as the resolver writes them."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One judgement of two parties by their ids: same, different or unsure."""

    left: str
    right: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the judgements of a file."""

    written: int
    known: int
    strangers: tuple[Edge, ...]
    contradicted: tuple[Edge, ...]


def entities(*, level: str = "public", with_aliases: bool = False) -> Iterator[dict[str, Json]]:
    """Yield the parties whose name may be seen at a level, as entities.

    Args:
        level: `public`, `network` or `restricted`; each includes those before it. Below
            `restricted` a name, its level and what else is told were published by two people as
            they stand now: one person's word is in no file for others.
        with_aliases: also other names, which may link a pen name to a person.

    Yields:
        objects with `id`, `caption`, `schema`, `properties`, `datasets`, `referents`.
    """
    told = _told(_FIELDS, is_published=level != LEVELS[-1])
    allowed = LEVELS[: LEVELS.index(level) + 1]
    for party in sorted(told):
        facts = told[party]
        names = [name for name in facts["name"] if isinstance(name, str) and name]
        shown = facts["level"][-1] if facts["level"] else "restricted"
        kind = facts["kind"][-1] if facts["kind"] else "unknown"
        if names and shown in allowed and kind in _SCHEMA:
            yield _entity(party, kind, names, facts, with_aliases=with_aliases)


def _entity(
    party: str, kind: str, names: list[str], facts: dict[str, list[Any]], *, with_aliases: bool
) -> dict[str, Json]:
    properties: dict[str, Json] = {"name": sorted(set(names))}
    countries = sorted({str(code).lower() for code in facts["country"] if code})
    if countries:
        properties["country"] = countries
    aliases = sorted({str(name) for name in facts["other_names"] if name})
    if aliases and with_aliases:
        properties["alias"] = aliases
    return {"id": party, "caption": names[0], "schema": _SCHEMA[kind], "properties": properties,
            "datasets": ["khronika"], "referents": []}  # fmt: skip


def _told(
    fields: tuple[str, ...], *, is_published: bool = False
) -> dict[str, dict[str, list[Any]]]:
    """Answer the accepted facts of every party by field, or those that two people published."""
    facts = Fact.objects.filter(
        thing__in=Party.objects.values("id"), field__in=fields, status="accepted", erased=False
    ).order_by("seq")
    if is_published:
        facts = facts.filter(published__gte=F("seq"))
    rows = [row for row in facts if row.field != "name" or row.item is None]
    values = read([row.value_id for row in rows if row.value_id])
    told: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        value = values.get(row.value_id) if row.value_id else json.loads(row.value)
        if value is not None:
            told[row.thing][row.field].append(value)
    return told


def edges(*, level: str = "public") -> Iterator[list[Json]]:
    """Yield judgements that stand, as lines of the resolver: who by an opaque id, and when.

    Args:
        level: who will read them. Below `restricted` only what two people published, of parties
            whose names that level may see: a judgement links names, and may link a pen name.
    """
    rows = list(Judgement.objects.order_by("id"))
    if level != "restricted":
        named = {str(one["id"]) for one in entities(level=level)}
        facts = Fact.objects.filter(pk__in=[row.id for row in rows])
        public = dict(facts.values_list("id", "published"))
        rows = [
            row for row in rows
            if {row.left, row.right} <= named and (public.get(row.id) or 0) >= row.seq
        ]  # fmt: skip
    at = dict(Entry.objects.filter(seq__in={row.seq for row in rows}).values_list("seq", "at"))
    for row in rows:
        yield [row.left, row.right, _VERDICTS[row.verdict], None, row.author, at[row.seq]]


def _is_edge(row: object) -> bool:
    return isinstance(row, list) and len(row) >= 3 and all(isinstance(x, str) for x in row[:3])


def read_edges(lines: Iterable[str]) -> list[Edge]:
    """Read lines of the resolver; those without a judgement are passed over.

    Raises:
        EdgesUnreadable: names the first line that is none.
    """
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise EdgesUnreadable(f"line {number}: no JSON ({error}); correct the file") from error
        if not _is_edge(row):
            raise EdgesUnreadable(
                f"line {number}: no [target, source, judgement]; correct the file"
            )
        if row[2] not in {*_READ, _NONE} or row[0] == row[1]:
            raise EdgesUnreadable(
                f"line {number}: {row[2][:40]!r} of {row[0][:40]} and {row[1][:40]} is no "
                f"judgement of two ({', '.join((*_READ, _NONE))}); correct the file"
            )
        if row[2] != _NONE:
            left, right = sorted((row[0], row[1]))
            found.append(Edge(left, right, _READ[row[2]]))
    return found


def take_in(ledger: Ledger, actor: str, judged: Iterable[Edge], *, reason: str) -> Taken:
    """Write judgements into the ledger as those of a person.

    A resolver joins parties through ids of its own making (`NK-...`): what is the same as one of
    these is judged the same as the first party that is.

    Args:
        ledger: where to write.
        actor: `u:` and the ULID of the person who answers for them.
        judged: the judgements.
        reason: kept with each, such as the name of the file.

    Returns:
        how many were written or stood already; those of parties that are not here, and those
        that contradict what stands, which were not written.
    """
    tables = Statements.on(ledger.using)
    here = set(Party.objects.values_list("id", flat=True))
    standing = {(row.left, row.right): row.verdict for row in Judgement.objects.all()}
    written = known = 0
    strangers, contradicted = [], []
    for edge in _between_parties(judged, here):
        if not {edge.left, edge.right} <= here:
            strangers.append(edge)
        elif standing.get((edge.left, edge.right)) == edge.verdict:
            known += 1
        elif edge.verdict == "different" and is_joined(edge.left, edge.right, tables):
            contradicted.append(edge)
        else:
            try:
                match(ledger, actor, edge.left, edge.right, edge.verdict, reason=reason,
                      base=ledger.head()[0])  # fmt: skip
                written += 1
                standing[edge.left, edge.right] = edge.verdict
            except MatchContradicted:
                contradicted.append(edge)
    return Taken(written, known, tuple(strangers), tuple(contradicted))


def _between_parties(judged: Iterable[Edge], here: set[str]) -> Iterator[Edge]:
    """Put parties in the place of ids that only join them; other strangers stay."""
    listed = list(judged)
    groups = _groups(listed)
    first = {
        one: min(known) for group in groups if (known := group & here) for one in group - here
    }
    for edge in listed:
        ours = {first.get(edge.left, edge.left), first.get(edge.right, edge.right)}
        if len(ours) == 2:
            left, right = sorted(ours)
            yield Edge(left, right, edge.verdict)
        elif not _joins_more(groups, edge, here):
            yield edge


def _joins_more(groups: Iterable[set[str]], edge: Edge, here: set[str]) -> bool:
    """Tell whether an id that joins has more than one of our parties to join."""
    return any(len(group & here) > 1 for group in groups if edge.left in group)


def _groups(judged: Iterable[Edge]) -> list[set[str]]:
    """Answer what "same" joins, ids of whatever kind."""
    group_of: dict[str, set[str]] = {}
    for edge in judged:
        if edge.verdict == "same":
            joined = group_of.get(edge.left, {edge.left}) | group_of.get(edge.right, {edge.right})
            group_of.update(dict.fromkeys(joined, joined))
    return list({id(group): group for group in group_of.values()}.values())
