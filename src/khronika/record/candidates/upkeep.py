"""Keeps the buckets in step with the names that people accepted.

What changed since the last look is found by comparing entry numbers, so nothing has to be called
when a name is decided; an erased name leaves its buckets at once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.transaction import atomic

from khronika.record.candidates.buckets import Buckets
from khronika.record.ledger.sql import Statements
from khronika.record.values import read

_AT_ONCE = 500
"""Names that are taken in with one transaction."""

_CHANGED = (
    "SELECT f.thing, f.seq, f.value_id FROM record_fact f LEFT JOIN record_named n "
    "ON n.party = f.thing WHERE f.field = 'name' AND f.item IS NULL AND f.status = 'accepted' "
    "AND NOT f.erased AND f.author LIKE 'u:%%' AND (n.seq IS NULL OR n.seq <> f.seq) "
    "ORDER BY f.seq, f.thing"
)
_GONE = (
    "SELECT number, party FROM record_named n WHERE NOT EXISTS "
    "(SELECT 1 FROM record_fact f WHERE f.field = 'name' AND f.item IS NULL "
    "AND f.status = 'accepted' AND NOT f.erased AND f.author LIKE 'u:%%' AND f.thing = n.party)"
)


def refresh(keys_of: Callable[[str], Iterable[str]], *, using: str = "default") -> int:
    """Bring the buckets up to the present names.

    Args:
        keys_of: makes the keys of a name (`khronika.match.keys`).
        using: alias of the database.

    Returns:
        how many names were taken in anew.
    """
    tables = Statements.on(using)
    forget(using=using)
    changed = tables.rows(_CHANGED)
    for start in range(0, len(changed), _AT_ONCE):
        with atomic(using):
            _take_in(changed[start : start + _AT_ONCE], keys_of, tables, using)
    return len(changed)


def _take_in(
    changed: Sequence[Sequence[Any]],
    keys_of: Callable[[str], Iterable[str]],
    tables: Statements,
    using: str,
) -> None:
    """Put names into the buckets in place of what stood there of the same parties."""
    names = read([row[2] for row in changed if row[2]], using=using)
    tables.many(
        "INSERT INTO record_named (party, seq) VALUES (%s, %s) "
        "ON CONFLICT (party) DO UPDATE SET seq = excluded.seq",
        [(party, seq) for party, seq, _ in changed],
    )
    parties = [str(row[0]) for row in changed]
    rows = tables.among("SELECT party, number FROM record_named WHERE party IN (%s)", parties)
    number_of = {str(party): int(number) for party, number in rows}
    buckets = Buckets(tables)
    buckets.take_out(list(number_of.values()))
    told = {number_of[str(party)]: names.get(value) for party, _, value in changed}
    buckets.take_in(
        {number: keys_of(name) for number, name in told.items() if isinstance(name, str) and name}
    )


def forget(names: Sequence[str] = (), *, using: str = "default") -> None:
    """Take parties out whose name was erased, rejected or taken back.

    Args:
        names: what was erased, as `erasure.KEEPERS` are told; the facts say whose it was.
        using: alias of the database.
    """
    tables = Statements.on(using)
    gone = tables.rows(_GONE)
    Buckets(tables).take_out([int(number) for number, _ in gone])
    tables.many("DELETE FROM record_named WHERE party = %s", [(party,) for _, party in gone])


def parties_near(
    name_keys: Iterable[str],
    *,
    weight_of: Callable[[str], float],
    most: int,
    using: str = "default",
) -> list[str]:
    """Answer the parties that share keys of a name, those with the rarest first.

    Args:
        name_keys: keys of the name.
        weight_of: how much a key tells (`khronika.match.key_weight`).
        most: parties at most.
        using: alias of the database.
    """
    tables = Statements.on(using)
    numbers = Buckets(tables, weight_of=weight_of).near(name_keys, most=most)
    rows = tables.among(
        "SELECT number, party FROM record_named WHERE number IN (%s)", [*map(str, numbers)]
    )
    party_of = {int(number): str(party) for number, party in rows}
    return [party_of[number] for number in numbers if number in party_of]
