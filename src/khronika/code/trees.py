"""Scores rows of numbers by boosted trees, all trees and rows at once.

After QuickScorer (Lucchese et al. 2015): the leaves of a tree are the bits of a number; every
condition that a row fails rules out the leaves on its left, and the lowest bit that is left is the
leaf that the row falls into. So a row is scored by comparisons alone, without walking a tree.
Conditions on one feature are sorted: a row that fails one fails those before it, so one line of a
table says what all of them rule out in every tree.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
MOST_LEAVES = 64
NODES = ("feature", "split", "left", "right", "leaf", "roots")
"""The arrays that the trainers write, in the order of the arguments of `trees`."""
PACKED = ("feature", "at", "splits", "leaf")
"""The same in a third of the room, in the order of the arguments of `unpacked`."""
_PORTION = 128
_TOGETHER = 16
"""So many rows look into the table at once: what they take from it stays in the cache."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees: `feature` and `split` per condition, `value` per tree and leaf.

    Each condition stands once, sorted by feature and split; `goes_on` tells that the next one is
    of the same feature. `kept` (conditions and one x trees) has a bit for each leaf that stays
    possible where a row is greater than this split and those before it; all bits in its last line.
    """

    feature: Places
    split: Floats
    goes_on: npt.NDArray[np.bool_]
    kept: npt.NDArray[np.uint64]
    value: Floats

    def score(self, rows: Floats) -> Floats:
        """Answer the log odds of each row (rows x features)."""
        if not len(self.value):
            return np.zeros(len(rows))
        parts = [self._score(rows[at : at + _PORTION]) for at in range(0, len(rows), _PORTION)]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _score(self, rows: Floats) -> Floats:
        left = self._left(rows)
        lowest = (left & (~left + left.dtype.type(1))).astype(np.float64)
        # The exponent of a double, above its bias, is the number of the bit.
        leaf = (lowest.view(np.int64) >> 52) - 1023
        first = np.arange(len(self.value))[:, None] * self.value.shape[1]
        return np.asarray(self.value.ravel()[np.ascontiguousarray(leaf.T) + first].sum(axis=0))

    def _left(self, rows: Floats) -> npt.NDArray[np.uint64]:
        """Answer the leaves of each tree that stay possible (rows x trees)."""
        failed = rows[:, self.feature] > self.split
        # The last condition of each feature that a row fails stands for all of them.
        failed[:, :-1] &= ~(failed[:, 1:] & self.goes_on)
        by_all = failed.all(axis=0)
        left = np.bitwise_and.reduce(self.kept[np.flatnonzero(by_all)], axis=0)
        failed[:, by_all] = False
        row, which = np.divmod(np.flatnonzero(failed), max(1, len(self.split)))
        begins = np.searchsorted(row, np.arange(len(rows) + 1))
        lines = np.full((len(rows), int(np.diff(begins).max())), len(self.split))
        lines[row, np.arange(len(row)) - begins[row]] = which
        out = np.empty((len(rows), len(left)), left.dtype)
        for at in range(0, len(rows), _TOGETHER):
            kept = self.kept.take(lines[at : at + _TOGETHER], axis=0)
            np.bitwise_and.reduce(kept, axis=1, out=out[at : at + _TOGETHER])
        out &= left
        return out


def trees(
    feature: Ints, split: Floats, left: Ints, right: Ints, leaf: Floats, roots: Ints
) -> Trees:
    """Lay trees out for scoring.

    Args:
        feature: column that each node looks at; nodes of all trees lie in one array.
        split: the greatest value that goes left.
        left: node for values up to `split`; negative at a leaf.
        right: node for greater values.
        leaf: log odds of a leaf.
        roots: first node of each tree.

    Raises:
        ValueError: a tree has more than `MOST_LEAVES` leaves.
    """
    lefts, rights = left.tolist(), right.tolist()
    found = [_tree(root, lefts, rights) for root in roots.tolist()]
    widest = max((len(leaves) for _, leaves in found), default=0)
    if widest > MOST_LEAVES:
        raise ValueError(f"a tree has {widest} leaves, more than {MOST_LEAVES}")
    kind = np.uint16 if widest <= 16 else np.uint32 if widest <= 32 else np.uint64
    value = np.zeros((len(found), widest))
    for tree, (_, leaves) in enumerate(found):
        value[tree, : len(leaves)] = leaf[leaves]
    asked = sorted(
        (int(feature[node]), float(split[node]), tree, ruled_out)
        for tree, (conditions, _) in enumerate(found)
        for node, ruled_out in conditions
    )
    known = {key: line for line, key in enumerate(dict.fromkeys(one[:2] for one in asked))}
    kept = np.full((len(known) + 1, len(found)), np.iinfo(kind).max, kind)
    for of, greater, tree, ruled_out in asked:
        kept[known[of, greater], tree] &= kind(np.iinfo(kind).max ^ ruled_out)
    features = np.array([of for of, _ in known], np.intp)
    goes_on = features[1:] == features[:-1]
    for line in (np.flatnonzero(goes_on) + 1).tolist():
        kept[line] &= kept[line - 1]
    return Trees(features, np.array([greater for _, greater in known]), goes_on, kept, value)


def unpacked(feature: Ints, at: Ints, splits: Floats, leaf: Floats) -> Trees:
    """Lay packed trees out for scoring: their nodes stand as a walk meets them, left first.

    Args:
        feature: column that each node looks at; -1 at a leaf.
        at: place in `splits` of each node that is no leaf.
        splits: the values that rows are compared with.
        leaf: log odds of each leaf.

    Raises:
        ValueError: a tree breaks off, or has more than `MOST_LEAVES` leaves.
    """
    is_leaf = feature < 0
    split, value = np.zeros(len(feature)), np.zeros(len(feature))
    split[~is_leaf], value[is_leaf] = splits[at], leaf
    sides = np.full((2, len(feature)), -1, np.int32)
    roots: list[int] = []
    awaited: list[tuple[int, int]] = []
    for node, is_end in enumerate(is_leaf.tolist()):
        if awaited:
            sides[awaited.pop()] = node
        else:
            roots.append(node)
        if not is_end:
            awaited += [(1, node), (0, node)]
    if awaited:
        raise ValueError("a tree breaks off")
    return trees(feature, split, sides[0], sides[1], value, np.array(roots, np.int32))


def _tree(root: int, left: list[int], right: list[int]) -> tuple[list[tuple[int, int]], list[int]]:
    """Answer a tree's conditions, each with the bits of its left leaves, and all leaves."""
    conditions: list[tuple[int, int]] = []
    leaves: list[int] = []

    def walk(node: int) -> int:
        if left[node] < 0:
            leaves.append(node)
            return 1 << (len(leaves) - 1)
        bits = walk(left[node])
        conditions.append((node, bits))
        return bits | walk(right[node])

    walk(root)
    return conditions, leaves
