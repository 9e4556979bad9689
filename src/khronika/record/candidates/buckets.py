"""Stores keys of names in buckets and finds who shares the rarest ones, on both databases.

A bucket that is full is closed: what so many share tells nobody apart, so it is emptied and takes
nobody in. Every bucket has a bound, a mention costs the same among ten thousand as among a
million, and mentions are taken in one after another as they arrive.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b

from khronika.record.candidates.shelves import CLOSED, PACKED, Shelves, pack, unpack
from khronika.record.ledger.sql import Statements

MOST = 30
"""How many candidates a mention gets at most."""

FULL = 60
"""Mentions from which a bucket tells nobody apart."""

LOOKED_AT = 400
"""Places in buckets that are looked at for one mention, those of the rarest keys first.

Buckets fill up as mentions come; without a bound each mention would cost more than the one before
it until all its buckets are closed.
"""


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
        grown: dict[int, bytes] = {}
        found: dict[int, list[int]] = {}
        most_bytes = (self.full - 1) * PACKED
        for number, keys in hashed.items():
            found[number] = _rarest(number, held, keys, most=most)
            one = pack((number,))
            for key in keys:
                bucket = _with(held.get(key), one, most_bytes)
                if bucket is not None:
                    held[key] = grown[key] = bucket
        self.shelves.put(grown)
        self.shelves.keep(hashed)
        return found

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
        left = {key: pack(one for one in unpack(bucket) if one not in gone)
                for key, bucket in held.items() if bucket}  # fmt: skip
        # An emptied bucket is not a closed one: its row goes.
        self.shelves.put({key: bucket for key, bucket in left.items() if bucket})
        self.shelves.clear([key for key, bucket in left.items() if not bucket])
        self.shelves.drop(mentions)


def _with(bucket: bytes | None, one: bytes, most_bytes: int) -> bytes | None:
    """Answer a bucket with one mention more, or closed by it; None where nothing changes."""
    if bucket is None:
        return one
    if bucket == CLOSED or _holds(bucket, one):
        return None
    return CLOSED if len(bucket) >= most_bytes else bucket + one


def _holds(bucket: bytes, one: bytes) -> bool:
    """Tell whether a mention is in a bucket: at a place where a number begins."""
    at = bucket.find(one)
    while at % PACKED and at >= 0:
        at = bucket.find(one, at + 1)
    return at >= 0


def _rarest(
    number: int | None, held: Mapping[int, bytes], keys: Mapping[int, float], *, most: int
) -> list[int]:
    """Rank those met by how rare and how telling the shared keys are; ties go to the lower."""
    buckets = [
        (telling / (2 + len(bucket) // PACKED) ** 0.5, key, bucket)
        for key, telling in keys.items()
        if (bucket := held.get(key))
    ]
    if not buckets or not most:
        return []
    buckets.sort(reverse=True)
    weights: dict[int, float] = defaultdict(float)
    looked_at = 0
    for weight, _, bucket in buckets:
        if looked_at >= LOOKED_AT:
            break
        looked_at += len(bucket) // PACKED
        for mention in unpack(bucket):
            weights[mention] -= weight  # below nought: plain tuples then sort the heaviest first
    if number is not None:
        weights.pop(number, None)
    ranked = sorted(zip(weights.values(), weights, strict=True))
    return [mention for _, mention in ranked[:most]]
