"""Stores keys of names in buckets and finds who shares the rarest ones, on both databases.

A bucket that is full takes nobody in and is passed over: what so many share tells nobody apart.
So every bucket has a bound, a mention costs the same among ten thousand as among a million, and
mentions are taken in one after another as they arrive.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b

from khronika.record.ledger.sql import Statements

MOST = 30
"""How many candidates a mention gets at most."""

FULL = 200
"""Mentions in a bucket from which it tells nobody apart."""

_IN_BATCH = 400
"""Keys in one question to the database (SQLite allows 999 values)."""

_FIND = "SELECT hash, mention FROM record_namekey WHERE hash IN ({marks})"
_PUT = "INSERT INTO record_namekey (hash, mention) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def hash_of(key: str) -> int:
    """Answer a key as a signed number of 64 bits: buckets hold no letters of a name."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


class Buckets:
    """The buckets of one database; mentions are numbers that the caller knows."""

    def __init__(
        self,
        tables: Statements,
        *,
        weight_of: Callable[[str], float] = lambda key: 1.0,
        full: int = FULL,
    ) -> None:
        self.tables = tables
        self.weight_of = weight_of
        self.full = full

    def _hashed(self, keys: Iterable[str]) -> dict[int, float]:
        return {hash_of(key): self.weight_of(key) for key in sorted(keys)}

    def take_in(
        self, mentions: Mapping[int, Iterable[str]], *, most: int = MOST
    ) -> dict[int, list[int]]:
        """Put mentions into their buckets and answer whom each meets there.

        Args:
            mentions: number to keys; each meets those taken in before and the others given here.
            most: candidates a mention at most.

        Returns:
            number to candidates, those who share the rarest keys first; pairs within one call
            are named once, at the later number.
        """
        hashed = {number: self._hashed(keys) for number, keys in mentions.items()}
        held = self._held({key for keys in hashed.values() for key in keys})
        found: dict[int, list[int]] = {}
        fresh: list[tuple[int, int]] = []
        for number, keys in hashed.items():
            found[number] = _rarest(number, held, keys, full=self.full, most=most)
            for key in keys:
                if len(held[key]) < self.full and number not in held[key]:
                    held[key].append(number)
                    fresh.append((key, number))
        self.tables.many(_PUT, sorted(fresh))
        return found

    def near(self, keys: Iterable[str], *, most: int = MOST) -> list[int]:
        """Answer who shares keys, the rarest first, and put nobody in.

        Args:
            keys: keys of a name.
            most: candidates at most.
        """
        hashed = self._hashed(keys)
        return _rarest(None, self._held(hashed), hashed, full=self.full, most=most)

    def take_out(self, mentions: Sequence[int]) -> None:
        """Remove mentions from all their buckets."""
        for number in mentions:
            self.tables.run("DELETE FROM record_namekey WHERE mention = %s", number)

    def _held(self, hashes: Iterable[int]) -> defaultdict[int, list[int]]:
        held: defaultdict[int, list[int]] = defaultdict(list)
        wanted = sorted(hashes)
        for start in range(0, len(wanted), _IN_BATCH):
            batch = wanted[start : start + _IN_BATCH]
            marks = ", ".join(["%s"] * len(batch))
            for key, mention in self.tables.rows(_FIND.format(marks=marks), *batch):
                held[key].append(mention)
        return held


def _rarest(
    number: int | None,
    held: Mapping[int, Sequence[int]],
    keys: Mapping[int, float],
    *,
    full: int,
    most: int,
) -> list[int]:
    """Rank those met by how rare and how telling the shared keys are; ties go to the lower."""
    weights: dict[int, float] = defaultdict(float)
    for key, telling in keys.items():
        bucket = held[key]
        if bucket and len(bucket) < full:
            weight = telling / (2 + len(bucket)) ** 0.5
            for mention in bucket:
                weights[mention] += weight
    weights.pop(-1 if number is None else number, None)
    return sorted(weights, key=lambda mention: (-weights[mention], mention))[:most]
