"""Who is who: parties that people judged the same, and judgements that would contradict.

No machine merges two parties. "Same" is a person's judgement; every mention keeps its own party,
and who is shown for a group of them follows from the judgements, so that each can be undone. A
group is what "same" joins, cut where somebody said "different". Whoever knows that two differ may
say so even where others joined them: the contradiction is listed and nothing of it is published.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from khronika.record.errors import ContradictionStands, MatchContradicted
from khronika.record.ledger.sql import Statements

_EDGES = (
    'SELECT "left", "right", verdict, kept, seq FROM record_judgement '
    "WHERE verdict = 'same' AND {side} IN (%s)"
)

_SAID = 'SELECT id, "left", "right" FROM record_judgement WHERE verdict = %s ORDER BY seq, id'

_APART = (
    'SELECT id, "left", "right" FROM record_judgement '
    "WHERE verdict = 'different' AND {side} IN (%s)"
)


def component(party: str, tables: Statements, *, without: str | None = None) -> dict[str, int]:
    """Find all parties that judgements of "same" join with one.

    Args:
        party: ULID of the party to start from.
        tables: where to read.
        without: id of a judgement that is left out (the one about to be replaced).

    Returns:
        ULID of each joined party, the given one included, to its distance in judgements.
    """
    found = {party: 0}
    frontier = [party]
    while frontier:
        reached = []
        for left, right, fact, _, _ in _same_edges(frontier, tables):
            for here, there in ((left, right), (right, left)):
                if fact != without and here in found and there not in found:
                    found[there] = found[here] + 1
                    reached.append(there)
        frontier = reached
    return found


def _same_edges(parties: list[str], tables: Statements) -> list[tuple[str, str, str, str, int]]:
    edges = {}
    for side in ('"left"', '"right"'):
        for left, right, _, kept_party, seq in tables.among(_EDGES.format(side=side), parties):
            fact = f"{left}.match.{right}"
            edges[fact] = (left, right, fact, kept_party, seq)
    return list(edges.values())


def kept(parties: Iterable[str], *, using: str = "default") -> dict[str, str]:
    """Tell which party stands for each: the one kept by the latest "same" on the path, by seq.

    Where a "different" stands between parties that others joined, the joining that came last is
    the one that does not count, so that nobody stands for two who are said to differ.

    Args:
        parties: ULIDs of parties.
        using: alias of the database.

    Returns:
        Party to kept party; a party that nobody joined stands for itself.
    """
    tables = Statements.on(using)
    answer: dict[str, str] = {}
    for party in parties:
        if party in answer:
            continue
        joined = list(component(party, tables))
        edges = sorted(_same_edges(joined, tables), key=lambda edge: edge[4])
        for group, own in _cut(joined, edges, _pairs_apart(joined, tables)):
            shown = own[-1][3] if own else next(iter(group))
            answer.update(dict.fromkeys(group, shown))
    return answer


_Edge = tuple[str, str, str, str, int]


def _pairs_apart(joined: Iterable[str], tables: Statements) -> set[frozenset[str]]:
    """Answer the pairs among parties of which somebody said that they differ."""
    wanted = sorted(joined)
    if len(wanted) < 3:
        return set()  # a pair has one judgement: it cannot be "same" and "different"
    rows = tables.among(_APART.format(side='"left"'), wanted)
    return {frozenset((left, right)) for _, left, right in rows if right in set(wanted)}


def _cut(
    joined: Iterable[str], edges: Iterable[_Edge], apart: Collection[frozenset[str]]
) -> list[tuple[set[str], list[_Edge]]]:
    """Join parties by judgements in their order, but for one that would join two said to differ.

    Returns:
        groups, each with the judgements that count in it, the latest last.
    """
    group_of = {party: ({party}, list[_Edge]()) for party in joined}
    for edge in edges:
        (here, own), (there, others) = group_of[edge[0]], group_of[edge[1]]
        if here is not there:
            if apart and any(frozenset((a, b)) in apart for a in here for b in there):
                continue
            here |= there
            own[:] = sorted((*own, *others), key=lambda one: one[4])
            group_of.update(dict.fromkeys(there, (here, own)))
        own.append(edge)
    return list({id(group): (group, own) for group, own in group_of.values()}.values())


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A "different" between two parties that judgements of "same" join.

    `apart` is its id; `joined_by` are the ids of the shortest chain that joins the two, from
    `left` to `right`; `parties` are all that are joined with them.
    """

    apart: str
    left: str
    right: str
    joined_by: tuple[str, ...]
    parties: frozenset[str]


def contradictions(tables: Statements) -> list[Contradiction]:
    """List what contradicts itself among the judgements that stand, in the order of saying."""
    apart = tables.rows(_SAID, "different")
    if not apart:
        return []
    beside: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for id_, left, right in tables.rows(_SAID, "same"):
        beside[left].append((right, id_))
        beside[right].append((left, id_))
    found = []
    for id_, left, right in apart:
        came = _walk(left, beside)
        if right in came:
            chain = _chain(came, right)
            found.append(Contradiction(id_, left, right, chain, frozenset(came)))
    return found


def _walk(start: str, beside: dict[str, list[tuple[str, str]]]) -> dict[str, tuple[str, str]]:
    """Answer each party that is joined with one, and the step by which it is reached first."""
    came = {start: ("", "")}
    frontier = [start]
    while frontier:
        reached = []
        for party in frontier:
            for other, judgement in beside.get(party, ()):
                if other not in came:
                    came[other] = (party, judgement)
                    reached.append(other)
        frontier = reached
    return came


def _chain(came: dict[str, tuple[str, str]], end: str) -> tuple[str, ...]:
    steps: list[str] = []
    while came[end][1]:
        end, judgement = came[end]
        steps.append(judgement)
    return tuple(reversed(steps))


def refuse_contradicted(parties: Collection[str], tables: Statements) -> None:
    """Refuse to publish parties about whom judgements contradict each other.

    Raises:
        ContradictionStands: names the judgements of the first contradiction.
    """
    for one in contradictions(tables):
        if not one.parties.isdisjoint(parties):
            raise ContradictionStands(
                f"{', '.join(one.joined_by)} join two parties that {one.apart} says differ; take "
                "one of these judgements back first"
            )


def refuse_contradiction(left: str, right: str, verdict: str, tables: Statements) -> None:
    """Refuse to join what somebody said differs.

    "Same" joins two groups of parties: nobody may have said "different" between them. "Different"
    is never refused: see `contradictions`.

    Raises:
        MatchContradicted: names the judgement to take back first.
    """
    if verdict != "same":
        return
    own = f"{left}.match.{right}"
    here = component(left, tables, without=own)
    there = component(right, tables, without=own)
    apart = _different_between(here, there, own, tables)
    if apart:
        raise MatchContradicted(f"{apart} says that these parties differ; take that back first")


def is_joined(left: str, right: str, tables: Statements) -> bool:
    """Tell whether judgements other than that of this very pair join two parties."""
    return right in component(left, tables, without=f"{left}.match.{right}")


def _different_between(
    here: Iterable[str], there: Iterable[str], own: str, tables: Statements
) -> str | None:
    one, other = set(here), set(there)
    for side in ('"left"', '"right"'):
        for id_, left, right in tables.among(_APART.format(side=side), sorted(one)):
            far = right if left in one else left
            if far in other and id_ != own:
                return str(id_)
    return None
