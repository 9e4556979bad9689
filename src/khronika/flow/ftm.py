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

from khronika.errors import MatchError
from khronika.model.canonical import Json
from khronika.record.errors import MatchContradicted
from khronika.record.identity import is_joined
from khronika.record.ledger.append import Ledger
from khronika.record.ledger.sql import Statements
from khronika.record.models import Fact, Judgement, Party
from khronika.record.subjects import match
from khronika.record.values import read

LEVELS = ("public", "network", "restricted")
"""Who may see a name, the openest first."""

_SCHEMA = {"person": "Person", "organisation": "Organization", "outlet": "Organization",
           "agency": "PublicBody", "unknown": "LegalEntity"}  # fmt: skip
_VERDICTS = {"same": "positive", "different": "negative", "unsure": "unsure"}
_READ = {theirs: ours for ours, theirs in _VERDICTS.items()}


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
        level: `public`, `network` or `restricted`; each includes those before it.
        with_aliases: also other names, which may link a pen name to a person.

    Yields:
        objects with `id`, `caption`, `schema`, `properties`, `datasets`, `referents`.
    """
    told = _told(("name", "kind", "country", "level", "other_names"))
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


def _told(fields: tuple[str, ...]) -> dict[str, dict[str, list[Any]]]:
    """Answer the accepted facts of every party, by field."""
    facts = Fact.objects.filter(
        thing__in=Party.objects.values("id"), field__in=fields, status="accepted", erased=False
    ).order_by("seq")
    rows = [row for row in facts if row.field != "name" or row.item is None]
    values = read([row.value_id for row in rows if row.value_id])
    told: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        value = values.get(row.value_id) if row.value_id else json.loads(row.value)
        if value is not None:
            told[row.thing][row.field].append(value)
    return told


def edges() -> Iterator[list[Json]]:
    """Yield the judgements that stand, as lines of the resolver."""
    for row in Judgement.objects.order_by("id"):
        yield [row.left, row.right, _VERDICTS[row.verdict], None, row.author, None]


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
        except ValueError as error:
            raise EdgesUnreadable(f"line {number}: no JSON ({error}); correct the file") from error
        if (
            not isinstance(row, list)
            or len(row) < 3
            or not all(isinstance(x, str) for x in row[:3])
        ):
            raise EdgesUnreadable(
                f"line {number}: no [target, source, judgement]; correct the file"
            )
        if row[2] in _READ and row[0] != row[1]:
            left, right = sorted((row[0], row[1]))
            found.append(Edge(left, right, _READ[row[2]]))
    return found


def take_in(ledger: Ledger, actor: str, judged: Iterable[Edge], *, reason: str) -> Taken:
    """Write judgements into the ledger as those of a person.

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
    for edge in judged:
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
            except MatchContradicted:
                contradicted.append(edge)
    return Taken(written, known, tuple(strangers), tuple(contradicted))
