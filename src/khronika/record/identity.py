"""Who is who: parties that people judged the same, and judgements that would contradict.

No machine merges two parties. "Same" is a person's judgement; every mention keeps its own party,
and who is shown for a group of them follows from the judgements, so that each can be undone.
"""

from collections.abc import Iterable

from khronika.record.errors import MatchContradicted
from khronika.record.ledger.sql import Statements

_EDGES = (
    'SELECT "left", "right", verdict, kept, seq FROM record_judgement '
    "WHERE verdict = 'same' AND {side} IN (%s)"
)

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
        edges = _same_edges(joined, tables)
        shown = max(edges, key=lambda edge: edge[4])[3] if edges else party
        answer.update(dict.fromkeys(joined, shown))
    return answer


def refuse_contradiction(left: str, right: str, verdict: str, tables: Statements) -> None:
    """Refuse a judgement that contradicts others that stand.

    "Same" joins two groups of parties: nobody may have said "different" between them. "Different"
    may not be said of two parties that other judgements join.

    Raises:
        MatchContradicted: names the judgement to take back first.
    """
    own = f"{left}.match.{right}"
    here = component(left, tables, without=own)
    if verdict == "different" and right in here:
        raise MatchContradicted(
            f"parties {left} and {right} are joined through other parties; undo one of those first"
        )
    if verdict != "same":
        return
    there = component(right, tables, without=own)
    apart = _different_between(here, there, own, tables)
    if apart:
        raise MatchContradicted(f"{apart} says that these parties differ; take that back first")


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
