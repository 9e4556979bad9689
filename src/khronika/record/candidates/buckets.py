"""Stores keys of names in buckets and finds who shares the rarest ones, on both databases.

A bucket that is full is closed: what so many share tells nobody apart, so it is emptied and takes
nobody in. Every bucket has a bound, a mention costs the same among ten thousand as among a
million, and mentions are taken in one after another as they arrive.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b

from khronika.record.candidates.shelves import Shelves
from khronika.record.ledger.sql import Statements

MOST = 30
"""How many candidates a mention gets at most."""

FULL = 60
"""Mentions from which a bucket tells nobody apart."""

_CLOSED = array("q")


@lru_cache(maxsize=1 << 17)
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
        self.shelves = Shelves(tables)
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
        self.shelves.lock()
        hashed = {number: self._hashed(keys) for number, keys in mentions.items()}
        held = self.shelves.held(key for keys in hashed.values() for key in keys)
        grown: dict[int, array[int]] = {}
        found: dict[int, list[int]] = {}
        for number, keys in hashed.items():
            found[number] = _rarest(number, held, keys, most=most)
            for key in keys:
                bucket = self._with(held.get(key), number)
                if bucket is not None:
                    held[key] = grown[key] = bucket
        self.shelves.put(grown)
        self.shelves.keep(hashed)
        return found

    def _with(self, bucket: "array[int] | None", number: int) -> "array[int] | None":
        """Answer a bucket with one mention more, or closed by it; None where nothing changes."""
        if bucket is None:
            return array("q", (number,))
        if not bucket or number in bucket:
            return None
        if len(bucket) + 1 >= self.full:
            return _CLOSED
        bucket.append(number)
        return bucket

    def near(self, keys: Iterable[str], *, most: int = MOST) -> list[int]:
        """Answer who shares keys, the rarest first, and put nobody in.

        Args:
            keys: keys of a name.
            most: candidates at most.
        """
        hashed = self._hashed(keys)
        return _rarest(None, self.shelves.held(hashed), hashed, most=most)

    def take_out(self, mentions: Sequence[int]) -> None:
        """Remove mentions from all their buckets; a closed one stays closed."""
        self.shelves.lock()
        keys_of = self.shelves.kept(mentions)
        gone = set(keys_of)
        held = self.shelves.held(key for keys in keys_of.values() for key in keys)
        left = {key: array("q", (one for one in bucket if one not in gone))
                for key, bucket in held.items() if bucket}  # fmt: skip
        # An emptied bucket is not a closed one: its row goes.
        self.shelves.put({key: bucket for key, bucket in left.items() if bucket})
        self.shelves.clear([key for key, bucket in left.items() if not bucket])
        self.shelves.drop(mentions)


def _rarest(
    number: int | None,
    held: "Mapping[int, array[int]]",
    keys: Mapping[int, float],
    *,
    most: int,
) -> list[int]:
    """Rank those met by how rare and how telling the shared keys are; ties go to the lower."""
    weights: dict[int, float] = defaultdict(float)
    for key, telling in keys.items():
        bucket = held.get(key)
        if bucket:
            weight = telling / (2 + len(bucket)) ** 0.5
            for mention in bucket:
                weights[mention] += weight
    if number is not None:
        weights.pop(number, None)
    return sorted(weights, key=lambda mention: (-weights[mention], mention))[:most]
