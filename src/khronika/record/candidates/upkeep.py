"""Keeps the buckets in step with the names that people accepted.

What changed since the last look is found by comparing entry numbers, so nothing has to be called
when a name is decided; an erased name leaves its buckets at once.
"""

from collections.abc import Callable, Iterable, Sequence

from khronika.record.candidates.buckets import Buckets
from khronika.record.ledger.sql import Statements
from khronika.record.values import read

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
    names = read([row[2] for row in changed if row[2]], using=using)
    buckets = Buckets(tables)
    for party, seq, value in changed:
        name = names.get(value)
        number = _number(tables, party, seq)
        buckets.take_out([number])
        if isinstance(name, str) and name:
            buckets.take_in({number: keys_of(name)})
    return len(changed)


def _number(tables: Statements, party: str, seq: int) -> int:
    """Answer the number of a party in the buckets, a new one where it has none."""
    tables.run(
        "INSERT INTO record_named (party, seq) VALUES (%s, %s) "
        "ON CONFLICT (party) DO UPDATE SET seq = excluded.seq",
        party,
        seq,
    )
    found = tables.one("SELECT number FROM record_named WHERE party = %s", party)
    return int(found[0]) if found else 0


def forget(names: Sequence[str] = (), *, using: str = "default") -> None:
    """Take parties out whose name was erased, rejected or taken back.

    Args:
        names: what was erased, as `erasure.KEEPERS` are told; the facts say whose it was.
        using: alias of the database.
    """
    tables = Statements.on(using)
    for number, party in tables.rows(_GONE):
        Buckets(tables).take_out([number])
        tables.run("DELETE FROM record_named WHERE party = %s", party)


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
